"""Writing in a space, taking back what one wrote, and saying that something is wrong."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from alongside.audit.actions import record
from alongside.conversations.actions.messages import LONGEST_MESSAGE, SentSomethingElse
from alongside.conversations.models import (
    GRAVE,
    POST_TRANSITIONS,
    Identity,
    Post,
    PostKind,
    PostReport,
    PostStatus,
    Space,
    SpaceName,
    Thread,
    WhatIsWrong,
)
from alongside.conversations.queries.spaces import (
    MayWrite,
    may_campaign,
    may_write,
    moderators_of,
    place_of,
    watch_of,
    what_may_be_wrong,
)
from alongside.people.models import Person
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.actions.concerns import raise_concern
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.models import Concern, Urgency
from alongside.safeguarding.queries import own_participant


class MayNotWrite(Exception):
    """They cannot write here now; `why` says what holds it."""

    def __init__(self, why: MayWrite) -> None:
        super().__init__(why)
        self.why = why


class NoCampaigning(Exception):
    """The programme does not campaign, or has not said whether it does."""


class AnswersNothing(Exception):
    """A second story answers something that stands in the same thread."""


@transaction.atomic
def begin_thread(
    *,
    own: SpaceName,
    title: str,
    words: str,
    key: str,
    by: Person,
    content_note: str = "",
    is_campaign: bool = False,
) -> Post:
    """Begin to talk about something. Returns the opening post; the same `key` with the same words is one thread.

    Raises MayNotWrite, NoCampaigning for a campaign where the programme has no room for one, SentSomethingElse for
    other words under the same key, ValueError for nothing or too much.
    """
    _check(words)
    if not title.strip():
        raise ValueError("A thread has a title.")
    space = _locked(own)
    if sent := _sent_before(own, key, words):
        return sent
    _must(may_write(_fresh(own), space))
    if is_campaign and not may_campaign(space):
        raise NoCampaigning
    thread = Thread.objects.create(space=space, title=title.strip(), begun_by=own, is_campaign=is_campaign)
    _let_in(thread, own, by, "title")
    return _write(
        thread,
        own,
        by,
        kind=PostKind.OPENING,
        answers=None,
        words=words,
        key=key,
        content_note=content_note.strip(),
    )


@transaction.atomic
def write_reply(
    *,
    own: SpaceName,
    thread: Thread,
    words: str,
    key: str,
    by: Person,
    kind: str = PostKind.REPLY,
    answers: int | None = None,
    content_note: str = "",
) -> Post:
    """Answer in a thread; `answers` is the id of the post that it answers. A second story answers the beginning
    where nothing else is said. Errors as in `begin_thread`, and AnswersNothing for a post that is not here."""
    _check(words)
    space = _locked(own)
    if sent := _sent_before(own, key, words):
        return sent
    here = Thread.objects.select_for_update(no_key=True).get(pk=thread.pk, space=space)
    _must(may_write(_fresh(own), space, here))
    return _write(
        here,
        own,
        by,
        kind=PostKind(kind),
        answers=_answered(here, kind, answers),
        words=words,
        key=key,
        content_note=content_note.strip(),
    )


def _check(words: str) -> None:
    if not words.strip() or len(words) > LONGEST_MESSAGE:
        raise ValueError("A post has from 1 to 5,000 characters.")


def _must(found: MayWrite) -> None:
    if found != MayWrite.YES:
        raise MayNotWrite(found)


def _locked(own: SpaceName) -> Space:
    """The space, kept as it is until the words are stored: nobody closes it between the look and the deed."""
    rows = Space.objects.select_for_update(of=("self",), no_key=True).select_related("programme__definition")
    return rows.get(pk=own.space_id)


def _fresh(own: SpaceName) -> SpaceName:
    return SpaceName.objects.select_related("participant").get(pk=own.pk)


def _sent_before(own: SpaceName, key: str, words: str) -> Post | None:
    post = Post.objects.filter(author=own, key=key).select_related("thread").first()
    if post is not None and post.status != PostStatus.WITHDRAWN and post.words != words:
        raise SentSomethingElse
    return post


def _answered(thread: Thread, kind: str, answers: int | None) -> Post | None:
    if answers is None and kind != PostKind.SECOND_STORY:
        return None
    posts = Post.objects.filter(thread=thread).exclude(status=PostStatus.WAITING)
    found = posts.filter(pk=answers) if answers is not None else posts.filter(kind=PostKind.OPENING)
    post = found.first()
    if post is None:
        raise AnswersNothing
    return post


def _write(thread: Thread, own: SpaceName, by: Person, **fields: Any) -> Post:
    waits = watch_of(thread.space).holds
    status = PostStatus.WAITING if waits else PostStatus.SHOWN
    post = Post.objects.create(thread=thread, author=own, status=status, **fields)
    if not waits:
        Thread.objects.filter(pk=thread.pk).update(moved_at=post.written_at)
    record_masked("post_written", post, by)
    _let_in(post, own, by, "words", "content_note")
    return post


def _let_in(row: Thread | Post, own: SpaceName, by: Person, *fields: str) -> None:
    space = row.space if isinstance(row, Thread) else row.thread.space
    place = place_of(space)
    take_in(row, *fields, programme=space.programme, by=by, writer=own.participant, place=place)


def record_masked(what: str, post: Post, by: Person) -> None:
    """A line of the log about an author's own deed. Where names are chosen or none, the log does not say who: the
    post knows, and whoever looks it up leaves a line of their own (`moderation.see_author`)."""
    space = post.thread.space
    record(
        what,
        by=by if space.identity == Identity.NAMED else None,
        subject=post,
        organisation_id=space.programme.organisation_id,
        programme_id=space.programme_id,
    )


@transaction.atomic
def withdraw_post(*, post: Post, by: Person) -> None:
    """The author takes their words back: they are gone, and their place stays. What was reported before is kept for
    those who look at the report. Said twice, it is done once."""
    sources = [old for old, new in POST_TRANSITIONS.items() if PostStatus.WITHDRAWN in new]
    gone = Post.objects.filter(pk=post.pk, author__participant__person=by, status__in=sources)
    if not gone.update(status=PostStatus.WITHDRAWN, words="", content_note=""):
        if Post.objects.filter(pk=post.pk, status=PostStatus.WITHDRAWN).exists():
            return
        raise StateChanged
    if post.kind == PostKind.OPENING:
        Thread.objects.filter(pk=post.thread_id).update(title="")
    record_masked("post_withdrawn", post, by)


@transaction.atomic
def report_post(*, post: Post, what: str, words: str, key: str, by: Person) -> PostReport:
    """Somebody says what is wrong with a post. The same `key` is one report.

    What may mean danger goes to the safeguarding desk at once; so does everything where nobody moderates, and out of
    hours where somebody is on call.
    """
    if sent := PostReport.objects.filter(reported_by=by, key=key).first():
        return sent
    if what not in what_may_be_wrong(post.thread.space):
        raise ValueError("That is nothing wrong here.")
    try:
        with transaction.atomic():
            report = PostReport.objects.create(
                post=post, reported_by=by, what=what, words=words.strip(), words_then=post.words, key=key
            )
    except IntegrityError:
        return PostReport.objects.get(reported_by=by, key=key)
    report.concern = _concern_about(report, by)
    report.save(update_fields=["concern"])
    space = post.thread.space
    record(
        "post_reported",
        by=by,
        subject=post,
        organisation_id=space.programme.organisation_id,
        programme_id=space.programme_id,
        kind=what,
    )
    take_in(report, "words", programme=space.programme, by=by)
    return report


def _concern_about(report: PostReport, by: Person) -> Concern | None:
    space = report.post.thread.space
    watch = watch_of(space)
    grave = report.what in GRAVE
    on_call = watch.out_of_hours == "on_call" and not watch.staffed
    if not (grave or on_call or watch.nobody or not moderators_of(space)):
        return None
    told = [str(WhatIsWrong(report.what).label), report.words, f"“{report.words_then}”"]
    return raise_concern(
        programme=space.programme,
        words="\n\n".join(part for part in told if part),
        urgency=Urgency.NOW if grave else Urgency.SOON,
        by=by,
        raised_by=own_participant(by, space.programme),
        about=report.post.author.participant,
        subject=f"{Post._meta.label_lower}:{report.post_id}",
    )
