"""What somebody does from outside: begin, answer one question after another, send, write, take back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.common.core.clean import clean
from alongside.joining.actions.answering import look_through_job, tell_coordinators
from alongside.joining.core.codes import new_code
from alongside.joining.core.steps import (
    FREE_WORDS,
    asks_for_other,
    is_offer,
    is_taken,
    open_steps,
    refused,
)
from alongside.joining.models import JoinRequest, JoinStatus, JoinWord
from alongside.joining.queries.requests import age_gates, hash_of_code, is_joinable, journey_of
from alongside.people.models import Person
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import Joining, Programme
from alongside.safeguarding.actions.words import take_in, take_in_words


class NotJoinable(Exception):
    """Nobody can ask to join this programme now, or not as what they want to be."""


class Unanswered(Exception):
    """Some questions must be answered first; `steps` names them."""

    def __init__(self, steps: tuple[str, ...]) -> None:
        super().__init__(", ".join(steps))
        self.steps = steps


class ConsentRefused(Exception):
    """They said no to what support needs; `purposes` names it. Nothing is sent against a no."""

    def __init__(self, purposes: tuple[str, ...]) -> None:
        super().__init__(", ".join(purposes))
        self.purposes = purposes


class OtherAge(Exception):
    """The programme is for people of another age."""


@transaction.atomic
def begin_request(*, programme: Programme, language: str, by: Person | None) -> tuple[JoinRequest, str]:
    """A draft that nobody else sees, and the code that leads back to it. Raises NotJoinable.

    Somebody who is signed in need not type their address again.
    """
    if not is_joinable(programme):
        raise NotJoinable
    code = new_code()
    answers = {"email": by.email, "name": by.name} if by else {}
    if not journey_of(programme).takes_members:
        answers["as"] = "supporter"
    request = JoinRequest.objects.create(
        programme=programme, code_hash=hash_of_code(code), language=language, answers=answers
    )
    return request, code


@transaction.atomic
def keep_answer(*, request: JoinRequest, stored: dict[str, Any]) -> JoinRequest:
    """Keep the answer to one question beside the others, also while another tab keeps another one.

    Raises StateChanged once it has been sent.
    """
    draft = JoinRequest.objects.select_for_update().filter(pk=request.pk, status=JoinStatus.DRAFT).first()
    if draft is None:
        raise StateChanged
    consents = {**draft.answers.get("consents", {}), **stored.get("consents", {})}
    draft.answers = {**draft.answers, **stored}
    if consents:
        draft.answers["consents"] = consents
    draft.changed_at = timezone.now()
    draft.save(update_fields=["answers", "changed_at"])
    return draft


@transaction.atomic
def send_request(*, request: JoinRequest, language: str, by: Person | None) -> None:
    """Send it, once: sent twice, it is one. What follows is done by a job, in the same time whoever is known.

    Their words come in now, and not while they are being written: the page promises that nobody sees a draft until it
    is sent, and a promise of that kind is kept above all to somebody who dares to write such words and then does not
    send them. So nobody reads them; every page of a draft shows whom to turn to.

    Raises NotJoinable, Unanswered, ConsentRefused, OtherAge, and StateChanged once it was taken back.
    """
    draft = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("programme__organisation", "programme__definition")
        .filter(pk=request.pk)
        .first()
    )
    if draft is None or draft.status == JoinStatus.WITHDRAWN:
        raise StateChanged
    if draft.status != JoinStatus.DRAFT:
        return
    _check(draft)
    draft.kind = draft.Kind.SUPPORTER if is_offer(draft.answers) else draft.Kind.MEMBER
    draft.for_somebody_else = asks_for_other(draft.answers)
    draft.was_open = draft.programme.joining == Joining.OPEN
    draft.language, draft.person = language, by
    draft.status, draft.sent_at = JoinStatus.WAITING, timezone.now()
    free = {key: clean(str(draft.answers[key])) for key in FREE_WORDS if draft.answers.get(key)}
    draft.answers = {**draft.answers, **free}
    draft.save()
    record(
        "join_requested",
        by=by,
        subject=draft,
        kind=draft.kind,
        for_somebody_else=draft.for_somebody_else,
    )
    for key, words in free.items():
        take_in_words(draft, f"answers.{key}", words, programme=draft.programme, by=by)
    look_through_job.enqueue(draft.pk)


def _check(draft: JoinRequest) -> None:
    """The gates of sending, asked of the programme as it is now."""
    journey, answers = journey_of(draft.programme), draft.answers
    if not is_joinable(draft.programme) or not is_taken(journey, answers):
        raise NotJoinable
    if missing := open_steps(journey, answers):
        raise Unanswered(missing)
    if purposes := refused(journey, answers):
        raise ConsentRefused(purposes)
    born = "" if is_offer(answers) else answers.get("birth_date", "")
    if born and age_gates(draft.programme, date.fromisoformat(born)):
        raise OtherAge


@transaction.atomic
def take_back(*, request: JoinRequest, by: Person | None) -> None:
    """Take it back without a reason: what was written is erased at once.

    Raises StateChanged once it is answered; and where whoever waits must look like whoever is in, once it is sent.
    """
    deleted, _rows = JoinRequest.objects.filter(pk=request.pk, status=JoinStatus.DRAFT).delete()
    if deleted:
        return
    if request.reads_alike:
        raise StateChanged
    now = timezone.now()
    moved = JoinRequest.objects.filter(pk=request.pk, status=JoinStatus.WAITING).update(
        status=JoinStatus.WITHDRAWN, decided_at=now, answers={}, erased_at=now
    )
    if not moved:
        raise StateChanged
    JoinWord.objects.filter(request=request).delete()
    record("join_request_withdrawn", by=by, subject=request)


@transaction.atomic
def write_word(*, request: JoinRequest, words: str, by: Person | None) -> JoinWord:
    """Whoever asks to join writes to the team; the same words sent twice are written once.

    Raises StateChanged once it is answered, except where whoever is in must look like whoever waits.
    """
    waiting = (
        JoinRequest.objects.select_for_update(of=("self",)).select_related("programme").get(pk=request.pk)
    )
    is_in = waiting.status == JoinStatus.JOINED and waiting.reads_alike
    if waiting.status != JoinStatus.WAITING and not is_in:
        raise StateChanged
    newest = waiting.words.last()
    if newest and newest.by_id is None and newest.words == words:
        return newest
    word = JoinWord.objects.create(request=waiting, words=words)
    record("join_word_written", by=by, subject=waiting)
    take_in(word, "words", programme=waiting.programme, by=by)
    tell_coordinators(waiting, key=f"join_word:{word.pk}")
    return word
