"""What those who look after a space see: what waits for them, oldest first, and what was done, without persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from alongside.audit.queries import label
from alongside.conversations.models import (
    ANSWERABLE,
    ActKind,
    ModerationAct,
    Post,
    PostKind,
    PostReport,
    PostStatus,
    ReasonCode,
    Space,
    Suspension,
    Thread,
)
from alongside.conversations.queries.posts import with_acts
from alongside.conversations.queries.spaces import moderators_of
from alongside.safeguarding.core.triage.shown import Part
from alongside.safeguarding.models import Desk, Incoming
from alongside.safeguarding.queries import parts_of, waiting_words, words_about

POST, REPORT, ANSWER, HEARD, HIDING = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for whoever moderates: a post to be let through, or what was said of one, or heard in it."""

    since: datetime
    post: Post
    report: PostReport | None = None
    answer: ModerationAct | None = None
    heard: Incoming | None = None
    hiding: ModerationAct | None = None


def waiting_in(space: Space) -> Any:
    """What waits, oldest first, as (kind, id, since): new posts, reports without an end, answers of authors, posts in
    which triage heard something or which were drawn to be read, and what one person hid and no second has looked at."""
    posts = Post.objects.filter(thread__space=space, status=PostStatus.WAITING)
    reports = PostReport.objects.filter(post__thread__space=space, settled_at__isnull=True)
    answers = ModerationAct.objects.filter(
        thread__space=space, post__isnull=False, answered_at__isnull=False, settled_at__isnull=True
    )
    heard = waiting_words().filter(place=label(space), desk=Desk.MODERATORS)
    # Where one person moderates alone, nobody can be asked to agree.
    hidden = open_hidings() if len(moderators_of(space)) > 1 else ModerationAct.objects.none()
    hidden = hidden.filter(thread__space=space)
    parts = [
        _part(rows, kind, moment)
        for rows, kind, moment in (
            (posts, POST, "written_at"),
            (reports, REPORT, "reported_at"),
            (answers, ANSWER, "answered_at"),
            (heard, HEARD, "came_at"),
            (hidden, HIDING, "done_at"),
        )
    ]
    return parts[0].union(*parts[1:], all=True).order_by("since", "kind_of_thing", "row")


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
    """The rows behind a page of `waiting_in`, in six queries whatever their number."""
    ids: dict[int, list[int]] = {POST: [], REPORT: [], ANSWER: [], HEARD: [], HIDING: []}
    for kind, row, _since in found:
        ids[kind].append(row)
    reports = {each.pk: each for each in PostReport.objects.filter(pk__in=ids[REPORT])}
    acts = {each.pk: each for each in ModerationAct.objects.filter(pk__in=[*ids[ANSWER], *ids[HIDING]])}
    heard = {
        each.pk: each for each in Incoming.objects.filter(pk__in=ids[HEARD]).select_related("claimed_by")
    }
    posts_heard = _posts_of(list(heard.values()))
    wanted = {
        *posts_heard.values(),
        *ids[POST],
        *(each.post_id for each in reports.values()),
        *(each.post_id for each in acts.values() if each.post_id),
    }
    posts = {each.pk: each for each in with_acts(Post.objects.filter(pk__in=wanted))}
    made = []
    for kind, row, since in found:
        report, words = (
            reports.get(row) if kind == REPORT else None,
            heard.get(row) if kind == HEARD else None,
        )
        act = acts.get(row) if kind in {ANSWER, HIDING} else None
        thing = report or act
        pk = posts_heard.get(row) if words else thing.post_id if thing else row
        if pk in posts:
            answer, hiding = (act, None) if kind == ANSWER else (None, act)
            made.append(Waiting(since, posts[pk], report, answer, words, hiding))
    return made


def _posts_of(rows: list[Incoming]) -> dict[int, int]:
    """The words to the post in which they stand; the title of a thread stands with what opens it."""
    named = {row.pk: row.subject.partition(":") for row in rows}
    threads = [int(pk) for kind, _colon, pk in named.values() if kind == Thread._meta.label_lower]
    openings = dict(
        Post.objects.filter(thread__in=threads, kind=PostKind.OPENING).values_list("thread", "pk")
    )
    found = {}
    for row, (kind, _colon, pk) in named.items():
        post = int(pk) if kind == Post._meta.label_lower else openings.get(int(pk))
        if post is not None:
            found[row] = post
    return found


def heard_about(post: Post) -> list[Incoming]:
    """What waits of a post and, where it opens its thread, of the title."""
    subjects = [label(post)] + ([label(post.thread)] if post.kind == PostKind.OPENING else [])
    return list(words_about(subjects).filter(desk=Desk.MODERATORS))


def marked_in(post: Post) -> list[Part]:
    """The words of a post, cut where triage heard something that waits; nothing where it did not, or they have changed."""
    found = [
        row for row in heard_about(post) if row.field == "words" and row.words == post.words and row.findings
    ]
    return parts_of(found[0]) if found else []


def open_reports(post: Post) -> QuerySet[PostReport]:
    return PostReport.objects.filter(post=post, settled_at__isnull=True).order_by("pk")


def open_answer(post: Post) -> ModerationAct | None:
    """What the author answered last, while nobody has looked at it."""
    return (
        ModerationAct.objects.filter(post=post, answered_at__isnull=False, settled_at__isnull=True)
        .order_by("pk")
        .first()
    )


def open_hidings() -> QuerySet[ModerationAct]:
    """What one person hid, is still hidden, and no second person has agreed to; of each post the last time."""
    later = ModerationAct.objects.filter(post=OuterRef("post"), kind=ActKind.HIDDEN, pk__gt=OuterRef("pk"))
    return ModerationAct.objects.select_related("done_by").filter(
        ~Exists(later), kind=ActKind.HIDDEN, confirmed_at__isnull=True, post__status=PostStatus.HIDDEN
    )


def open_hiding(post: Post) -> ModerationAct | None:
    return open_hidings().filter(post=post).order_by("-pk").first()


def answerable_act(post: Post) -> ModerationAct | None:
    """The newest thing that was done to a post, while its author can answer it and has not."""
    return (
        ModerationAct.objects.filter(post=post, kind__in=ANSWERABLE, answered_at__isnull=True)
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
    held: int
    hidden: int
    shown_again: int
    threads_closed: int
    suspensions: int
    """In the whole programme, not in this space alone."""
    reasons: tuple[tuple[str, int], ...]
    """Why posts were noted, held and hidden and threads closed, the commonest first."""


def done_in(space: Space) -> Done:
    """The public count, in four queries."""
    reports = PostReport.objects.filter(post__thread__space=space).aggregate(
        every=Count("pk"), settled=Count("pk", filter=Q(settled_at__isnull=False))
    )
    rows = ModerationAct.objects.filter(thread__space=space).values_list("kind").order_by("kind")
    acts: dict[str, int] = dict(rows.annotate(number=Count("pk")))
    why = rows.filter(kind__in=[*ANSWERABLE, ActKind.THREAD_CLOSED]).values_list("code").order_by("code")
    reasons = [(ReasonCode(code), number) for code, number in why.annotate(number=Count("pk")) if code]
    return Done(
        reports=reports["every"],
        looked_at=reports["settled"],
        let_through=acts.get(ActKind.LET_THROUGH, 0),
        noted=acts.get(ActKind.NOTED, 0),
        held=acts.get(ActKind.HELD, 0),
        hidden=acts.get(ActKind.HIDDEN, 0),
        shown_again=acts.get(ActKind.SHOWN_AGAIN, 0),
        threads_closed=acts.get(ActKind.THREAD_CLOSED, 0),
        suspensions=Suspension.objects.filter(programme=space.programme_id).count(),
        reasons=tuple(
            (str(code.label), number) for code, number in sorted(reasons, key=lambda each: -each[1])
        ),
    )
