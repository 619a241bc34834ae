"""What those who look after a space see: what waits for them, oldest first, and what was done, without persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from alongside.conversations.models import ActKind, ModerationAct, Post, PostReport, PostStatus, Space
from alongside.conversations.queries.posts import with_acts

POST, REPORT, ANSWER = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for whoever moderates. Exactly one of the three is set."""

    since: datetime
    post: Post
    report: PostReport | None = None
    answer: ModerationAct | None = None


def waiting_in(space: Space) -> Any:
    """What waits, oldest first, as (kind, id, since): new posts, reports without an end, answers of authors."""
    posts = Post.objects.filter(thread__space=space, status=PostStatus.WAITING)
    reports = PostReport.objects.filter(post__thread__space=space, settled_at__isnull=True)
    answers = ModerationAct.objects.filter(
        thread__space=space, post__isnull=False, answered_at__isnull=False, settled_at__isnull=True
    )
    parts = [
        _part(rows, kind, moment)
        for rows, kind, moment in (
            (posts, POST, "written_at"),
            (reports, REPORT, "reported_at"),
            (answers, ANSWER, "answered_at"),
        )
    ]
    return parts[0].union(parts[1], parts[2], all=True).order_by("since", "kind_of_thing", "row")


def _part(rows: Any, kind: int, moment: str) -> Any:
    return (
        rows.order_by()
        .annotate(
            kind_of_thing=Value(kind, output_field=IntegerField()),
            row=F("pk"),
            since=Cast(moment, DateTimeField()),
        )
        .values_list("kind_of_thing", "row", "since")
    )


def told_of(found: list[tuple[int, int, datetime]]) -> list[Waiting]:
    """The rows behind a page of `waiting_in`, in three queries whatever their number."""
    ids: dict[int, list[int]] = {POST: [], REPORT: [], ANSWER: []}
    for kind, row, _since in found:
        ids[kind].append(row)
    reports = {each.pk: each for each in PostReport.objects.filter(pk__in=ids[REPORT])}
    answers = {each.pk: each for each in ModerationAct.objects.filter(pk__in=ids[ANSWER])}
    wanted = {
        *ids[POST],
        *(each.post_id for each in reports.values()),
        *(each.post_id for each in answers.values() if each.post_id),
    }
    posts = {each.pk: each for each in with_acts(Post.objects.filter(pk__in=wanted))}
    made = []
    for kind, row, since in found:
        report, answer = reports.get(row) if kind == REPORT else None, None
        if kind == ANSWER:
            answer = answers.get(row)
        thing = report or answer
        made.append(Waiting(since, posts[thing.post_id if thing else row], report, answer))  # type: ignore[index]  # acts here have a post
    return made


def open_reports(post: Post) -> QuerySet[PostReport]:
    return PostReport.objects.filter(post=post, settled_at__isnull=True).order_by("pk")


def open_answer(post: Post) -> ModerationAct | None:
    """What the author answered last, while nobody has looked at it."""
    return (
        ModerationAct.objects.filter(post=post, answered_at__isnull=False, settled_at__isnull=True)
        .order_by("pk")
        .first()
    )


def answerable_act(post: Post) -> ModerationAct | None:
    """The newest thing that was done to a post, while its author can answer it and has not."""
    return (
        ModerationAct.objects.filter(
            post=post, kind__in=[ActKind.HIDDEN, ActKind.NOTED], answered_at__isnull=True
        )
        .order_by("-pk")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Done:
    """What was done in a space since it was made: numbers of deeds, and of nobody."""

    reports: int
    looked_at: int
    let_through: int
    noted: int
    hidden: int
    shown_again: int
    threads_closed: int


def done_in(space: Space) -> Done:
    """The public count, in two queries."""
    reports = PostReport.objects.filter(post__thread__space=space).aggregate(
        every=Count("pk"), settled=Count("pk", filter=Q(settled_at__isnull=False))
    )
    rows = ModerationAct.objects.filter(thread__space=space).values_list("kind").order_by("kind")
    acts: dict[str, int] = dict(rows.annotate(number=Count("pk")))
    return Done(
        reports=reports["every"],
        looked_at=reports["settled"],
        let_through=acts.get(ActKind.LET_THROUGH, 0),
        noted=acts.get(ActKind.NOTED, 0),
        hidden=acts.get(ActKind.HIDDEN, 0),
        shown_again=acts.get(ActKind.SHOWN_AGAIN, 0),
        threads_closed=acts.get(ActKind.THREAD_CLOSED, 0),
    )
