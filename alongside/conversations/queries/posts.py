"""What people read in a space. Nothing here counts a person's posts, and nothing says who was there when."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from alongside.conversations.models import (
    ActKind,
    ModerationAct,
    Post,
    PostKind,
    PostReport,
    PostStatus,
    Space,
    SpaceName,
    Thread,
)

PER_PAGE = 25
MOST_CAMPAIGNS = 5


def threads_in(space: Space, own: SpaceName | None, *, moderating: bool = False) -> QuerySet[Thread]:
    """The threads that somebody reads, those with the newest words first. What waits is for its author alone."""
    rows = Thread.objects.filter(space=space).select_related("begun_by__participant", "begun_by__space")
    if not moderating:
        waiting = Post.objects.filter(thread=OuterRef("pk"), kind=PostKind.OPENING, status=PostStatus.WAITING)
        rows = rows.filter(~Exists(waiting) | Q(begun_by=own))
    return rows.order_by("-moved_at", "-pk")


def campaigns_in(space: Space, own: SpaceName | None, *, moderating: bool = False) -> list[Thread]:
    """The newest threads that people campaign in, for the head of a space where that is part of what it is."""
    rows = threads_in(space, own, moderating=moderating)
    return list(rows.filter(is_campaign=True, closed_at__isnull=True).exclude(title="")[:MOST_CAMPAIGNS])


def posts_in(thread: Thread, own: SpaceName | None, *, moderating: bool = False) -> QuerySet[Post]:
    """The posts of a thread that somebody reads, in order, each with what was done to it."""
    rows = Post.objects.filter(thread=thread)
    if not moderating:
        rows = rows.filter(~Q(status=PostStatus.WAITING) | Q(author=own))
    return with_acts(rows).order_by("pk")


def with_acts(rows: QuerySet[Post]) -> QuerySet[Post]:
    acts = ModerationAct.objects.exclude(kind=ActKind.LET_THROUGH).order_by("-pk")
    return rows.select_related(
        "author__participant", "author__space", "thread__space", "answers__author__participant"
    ).prefetch_related(Prefetch("acts", queryset=acts, to_attr="told"))


def own_posts(own: SpaceName) -> QuerySet[Post]:
    """What somebody wrote in a space and has not taken back, newest first."""
    rows = Post.objects.filter(author=own).exclude(status=PostStatus.WITHDRAWN)
    return with_acts(rows).order_by("-pk")


def own_reports(own: SpaceName) -> QuerySet[PostReport]:
    """What somebody told about posts of the space, newest first."""
    return (
        PostReport.objects.filter(
            reported_by__participants=own.participant_id, post__thread__space=own.space_id
        )
        .select_related("post__thread", "concern")
        .order_by("-pk")
    )
