"""Looking after a space: from least to most, each time with a reason in a human's words, and never in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import label, record
from alongside.conversations.actions.posts import record_masked
from alongside.conversations.actions.spaces import reachable_unmasked
from alongside.conversations.models import (
    ANSWERABLE,
    POST_TRANSITIONS,
    REASONS_FOR,
    ActKind,
    ModerationAct,
    Post,
    PostKind,
    PostReport,
    PostStatus,
    ReasonCode,
    SpaceName,
    Thread,
)
from alongside.conversations.queries.moderation import open_answer, open_hiding
from alongside.conversations.queries.spaces import moderators_of
from alongside.notify.actions import notify
from alongside.programmes.actions import StateChanged
from alongside.programmes.queries import participant_recipient
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.actions.words_waiting import settle_by_act
from alongside.safeguarding.core.triage.place import Place
from alongside.safeguarding.models import Outcome

if TYPE_CHECKING:
    from alongside.people.models import Person
    from alongside.programmes.models import Participant

MOVES = {
    ActKind.LET_THROUGH: PostStatus.SHOWN,
    ActKind.HELD: PostStatus.WAITING,
    ActKind.HIDDEN: PostStatus.HIDDEN,
    ActKind.SHOWN_AGAIN: PostStatus.SHOWN,
}
OUTCOMES = {
    ActKind.NOTED: Outcome.NOTED,
    ActKind.HELD: Outcome.HELD,
    ActKind.HIDDEN: Outcome.HIDDEN,
}
"""What an act means for words that triage put before people; any other act says that nothing was needed."""
TOLD = {ActKind.NOTED, ActKind.HELD, ActKind.HIDDEN, ActKind.SHOWN_AGAIN, ActKind.THREAD_CLOSED}


class OwnPost(Exception):
    """Nobody moderates what they wrote themselves."""


class NeedsAnotherPerson(Exception):
    """The author answered, or the post is hidden, and somebody other than whoever acted must look; there is somebody."""


def possible_acts(post: Post) -> list[ActKind]:
    """What can be done to a post as it stands, from least to most."""
    if post.status == PostStatus.WAITING:
        return [ActKind.LET_THROUGH, ActKind.NOTED, ActKind.HIDDEN]
    if post.status == PostStatus.HIDDEN:
        return [ActKind.LEFT, ActKind.SHOWN_AGAIN]
    if post.status == PostStatus.SHOWN:
        return [ActKind.LEFT, ActKind.NOTED, ActKind.HELD, ActKind.HIDDEN]
    return [ActKind.LEFT]


@transaction.atomic
def act_on_post(
    *, post: Post, kind: str, by: Person, code: str = ReasonCode.OTHER, reason: str = "", note: str = ""
) -> ModerationAct:
    """Do one thing to a post, and be done with what was reported and answered about it.

    To leave hidden what another person hid is to agree with them: hiding takes two, where there are two.
    A note before a post that waits also lets everybody read it. Raises ValueError without the words that the act
    needs, or with a code that is no reason for it, OwnPost, NeedsAnotherPerson, and StateChanged when the post is not
    as it was.
    """
    act = ActKind(kind)
    short = _code_for(act, code, reason)
    if act == ActKind.NOTED and not note.strip():
        raise ValueError("A note has words.")
    here = Post.objects.select_for_update(of=("self",), no_key=True).select_related(
        "thread__space__programme__definition"
    )
    fresh = here.select_related("author__participant__person", "author__space").get(pk=post.pk)
    if act not in possible_acts(fresh):
        raise StateChanged
    if fresh.author.participant.person_id == by.pk:
        raise OwnPost
    _by_somebody_else(fresh, by)
    if act == ActKind.LEFT:
        _agree(fresh, by)
    _change(fresh, act, note)
    done = ModerationAct.objects.create(
        thread=fresh.thread, post=fresh, kind=act, code=short, reason=reason.strip(), done_by=by
    )
    _settle(fresh, by)
    _settle_words(fresh, act, by)
    _record("post_moderated", fresh, by, kind=str(act), act=done.pk)
    if act in TOLD:
        _tell(fresh.author, done)
    return done


def _code_for(act: ActKind, code: str, reason: str) -> str:
    if act not in REASONS_FOR:
        return ""
    if not reason.strip():
        raise ValueError("People are told why.")
    if code not in REASONS_FOR[act]:
        raise ValueError("That is no reason for this act.")
    return code


def _by_somebody_else(post: Post, by: Person) -> None:
    answered = open_answer(post)
    if answered is None or answered.done_by_id != by.pk:
        return
    if _others(post, by):
        raise NeedsAnotherPerson


def _others(post: Post, by: Person) -> set[int]:
    """Who else could look at it: neither this person nor whoever wrote it."""
    everybody = {each.pk for each in moderators_of(post.thread.space)}
    return everybody - {by.pk, post.author.participant.person_id or 0}


def _agree(post: Post, by: Person) -> None:
    """A second person agrees that the post stays hidden; alone, nobody can."""
    hiding = open_hiding(post)
    if hiding is None:
        return
    if hiding.done_by_id == by.pk:
        if _others(post, by):
            raise NeedsAnotherPerson
        return
    ModerationAct.objects.filter(pk=hiding.pk, confirmed_at__isnull=True).update(
        confirmed_at=timezone.now(), confirmed_by=by
    )


def _change(post: Post, act: ActKind, note: str) -> None:
    was = PostStatus(post.status)
    to = MOVES.get(act, PostStatus.SHOWN if act == ActKind.NOTED and was == PostStatus.WAITING else was)
    if to != was and to not in POST_TRANSITIONS[was]:
        raise StateChanged
    fields: dict[str, Any] = {"status": to}
    if act == ActKind.NOTED:
        fields["content_note"] = note.strip()
    Post.objects.filter(pk=post.pk).update(**fields)
    if was == PostStatus.WAITING and to == PostStatus.SHOWN:
        Thread.objects.filter(pk=post.thread_id).update(moved_at=timezone.now())
    post.refresh_from_db(fields=list(fields))


def _settle(post: Post, by: Person) -> None:
    now = timezone.now()
    PostReport.objects.filter(post=post, settled_at__isnull=True).update(settled_at=now, settled_by=by)
    ModerationAct.objects.filter(post=post, answered_at__isnull=False, settled_at__isnull=True).update(
        settled_at=now, settled_by=by
    )


def _settle_words(post: Post, act: ActKind, by: Person) -> None:
    outcome = OUTCOMES.get(act, Outcome.READ)
    settle_by_act(subject=label(post), outcome=outcome, by=by)
    if post.kind == PostKind.OPENING:
        settle_by_act(subject=label(post.thread), outcome=outcome, by=by)


@transaction.atomic
def close_thread(*, thread: Thread, reason: str, by: Person, code: str = ReasonCode.OTHER) -> None:
    """Nobody writes in the thread any more; everybody reads why. Raises StateChanged when it is closed already, and
    ValueError without a reason or with a code that is none for it."""
    _close(thread, ActKind.THREAD_CLOSED, code, reason, by)


@transaction.atomic
def open_thread_again(*, thread: Thread, reason: str, by: Person, code: str = ReasonCode.OTHER) -> None:
    """People write in the thread again. Raises StateChanged when it is open, and ValueError as `close_thread` does."""
    _close(thread, ActKind.THREAD_OPENED, code, reason, by)


def _close(thread: Thread, kind: ActKind, code: str, reason: str, by: Person) -> None:
    short = _code_for(kind, code, reason)
    closing = kind == ActKind.THREAD_CLOSED
    rows = Thread.objects.filter(pk=thread.pk, closed_at__isnull=closing)
    fields: dict[str, Any] = {"closed_at": None, "closed_by": None, "closed_why": ""}
    if closing:
        fields = {"closed_at": timezone.now(), "closed_by": by, "closed_why": reason.strip()}
    if not rows.update(**fields):
        raise StateChanged
    act = ModerationAct.objects.create(
        thread=thread, kind=kind, code=short, reason=reason.strip(), done_by=by
    )
    _record(str(kind), thread, by, act=act.pk)
    if closing and thread.begun_by.participant.person_id != by.pk:
        _tell(thread.begun_by, act)


@transaction.atomic
def answer_act(*, act: ModerationAct, words: str, by: Person) -> None:
    """The author answers what was done to their post, once for each act; somebody looks at it. The same answer sent
    twice is one. Raises StateChanged when another answer stands there, ValueError without words."""
    if not words.strip():
        raise ValueError("An answer has words.")
    rows = ModerationAct.objects.filter(
        pk=act.pk,
        kind__in=ANSWERABLE,
        answered_at__isnull=True,
        post__author__participant__person=by,
    )
    if not rows.update(author_words=words.strip(), answered_at=timezone.now()):
        if ModerationAct.objects.filter(pk=act.pk, author_words=words.strip()).exists():
            return
        raise StateChanged
    assert act.post is not None
    act.refresh_from_db(fields=["author_words"])
    record_masked("moderation_answered", act.post, by)
    take_in(
        act,
        "author_words",
        programme=act.thread.space.programme,
        by=by,
        writer=act.post.author.participant,
        place=Place(),
    )


@transaction.atomic
def see_author(*, post: Post, reason: str, by: Person) -> Participant:
    """Who wrote a post under a chosen name or none. The log keeps who looked, at whom and why. ValueError without why."""
    if not reason.strip():
        raise ValueError("Looking behind a name needs a reason.")
    _record_seen(post, by, reason.strip())
    return post.author.participant


def _record_seen(post: Post, by: Person, reason: str) -> None:
    programme = post.thread.space.programme
    record(
        "space_author_seen",
        by=by,
        subject=post.author,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        reason=reason,
        post=post.pk,
    )


def _record(what: str, subject: Post | Thread, by: Person, **details: Any) -> None:
    space = subject.thread.space if isinstance(subject, Post) else subject.space
    record(
        what,
        by=by,
        subject=subject,
        organisation_id=space.programme.organisation_id,
        programme_id=space.programme_id,
        **details,
    )


def _tell(author: SpaceName, act: ModerationAct) -> None:
    """The author hears that there is a word for them; what was done and why stands on their own page of the space."""
    if not reachable_unmasked(author):
        return
    programme = author.space.programme
    notify(
        "space_word_for_you",
        to=participant_recipient(author.participant, programme),
        link=reverse("conversations:own_place", args=[programme.ref, author.space_id]),
        key=f"moderation:{act.pk}",
        context={"discreet_name": programme.discreet_name},
    )
