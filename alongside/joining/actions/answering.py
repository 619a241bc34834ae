"""What follows when somebody has asked to join: they are looked through by a job, and answered by a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import label, record, record_read
from alongside.enrolment.actions.consents import answer_consent
from alongside.enrolment.actions.places import Barred, come_back, open_place
from alongside.enrolment.models import HowGiven
from alongside.enrolment.queries.consents import consent_purpose
from alongside.enrolment.queries.people import place_of
from alongside.jobs.actions import job
from alongside.joining.models import DeclineReason, JoinRequest, JoinStatus, JoinWord
from alongside.joining.queries.requests import may_be_known, newcomer_fields, own_record, who_it_may_be
from alongside.notify.actions import Recipient, hand_over_notices, notify
from alongside.notify.models import Channel
from alongside.people.models import Person
from alongside.people.queries import person_with_email
from alongside.programmes.actions import (
    AlreadyThere,
    StateChanged,
    add_participant,
    change_participant,
    invite_participant,
)
from alongside.programmes.models import Joining, Organisation, Participant, PlaceStatus
from alongside.programmes.queries import participant_recipient, person_recipient, staff_who_may
from alongside.roles.permissions import Permission

# A person's own choice: what somebody types from outside never changes it.
NEVER_FILLED = frozenset({"name", "known_as", "channel"})


class NewDoubts(Exception):
    """Somebody became known meanwhile whom this may be; the page shows them now."""


class NoSuchProposal(Exception):
    """It was not proposed that this is that person."""


def _joins_by_themselves(request: JoinRequest, own: Participant | None) -> bool:
    is_open = request.programme.joining == Joining.OPEN and request.kind == request.Kind.MEMBER
    return is_open and not request.for_somebody_else and (own is not None or not may_be_known(request))


@transaction.atomic
def accept_request(
    *, request: JoinRequest, by: Person, same_as: int | None = None, seen: frozenset[int] = frozenset()
) -> Participant:
    """Let somebody in: as somebody new, or as the known person `same_as`, whose own answers are never overwritten.

    `seen` are the ids of everybody who was proposed on the page. Raises StateChanged, NoSuchProposal, NewDoubts, and
    Barred.
    """
    waiting = _locked(request.pk)
    if waiting is None:
        raise StateChanged
    _lock_organisation(waiting)
    known = own_record(waiting)
    if known is None:
        proposed = {each["known"] for each in who_it_may_be(waiting, by)}
        if not proposed <= seen:
            raise NewDoubts
        if same_as is not None and same_as not in proposed:
            raise NoSuchProposal
        known = Participant.objects.select_for_update().filter(pk=same_as).first() if same_as else None
    return _let_in(waiting, known, by=by)


@transaction.atomic
def ask_them(*, request: JoinRequest, words: str, by: Person) -> None:
    """Ask whoever wants to join something, in words that they read with their code. Raises StateChanged."""
    waiting = _locked(request.pk)
    if waiting is None:
        raise StateChanged
    newest = waiting.words.last()
    if newest and newest.by_id == by.pk and newest.words == words:
        return
    word = JoinWord.objects.create(request=waiting, words=words, by=by)
    record("join_question_asked", by=by, subject=waiting)
    _tell(waiting, "join_question", key=f"join_question:{word.pk}")


@transaction.atomic
def decline_request(
    *, request: JoinRequest, reason: DeclineReason, words: str, elsewhere: str, by: Person
) -> None:
    """Say no kindly: why, in words that they read, and where else they can turn. Raises StateChanged."""
    moved = JoinRequest.objects.filter(pk=request.pk, status=JoinStatus.WAITING).update(
        status=JoinStatus.DECLINED,
        decided_at=timezone.now(),
        decided_by=by,
        decline_reason=reason,
        decline_words=words,
        elsewhere=elsewhere,
    )
    if not moved:
        raise StateChanged
    record("join_request_declined", by=by, subject=request, reason=str(reason))
    _tell(request, "join_answered", key=f"join_answered:{request.pk}")


def read_request(*, request: JoinRequest, by: Person) -> None:
    """A member of staff opens what somebody wrote."""
    record_read(request, by=by, about=request.participant)


def _locked(pk: int) -> JoinRequest | None:
    """The request, locked, while it waits for an answer."""
    return (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("programme__organisation", "programme__definition", "person")
        .filter(pk=pk, status=JoinStatus.WAITING)
        .first()
    )


def _lock_organisation(request: JoinRequest) -> None:
    """As an import does: two who are the same person do not come in side by side, each unseen by the other."""
    Organisation.objects.select_for_update(no_key=True).get(pk=request.programme.organisation_id)


def _let_in(request: JoinRequest, known: Participant | None, *, by: Person | None) -> Participant:
    deed_by = by or request.person
    was_known = known is not None
    participant = _same_person(request, known, by=deed_by) if known else _new_person(request, by=deed_by)
    _give_place(request, participant, by=deed_by)
    if not request.for_somebody_else:
        _write_consents(request, participant)
    JoinRequest.objects.filter(pk=request.pk).update(
        status=JoinStatus.JOINED,
        decided_at=timezone.now(),
        decided_by=by,
        participant=participant,
        was_known=was_known,
    )
    record("join_request_accepted", by=deed_by, subject=request, participant=participant.pk, known=was_known)
    hand_over_notices(before=label(request), to=label(participant))
    _tell_they_are_in(request, participant, by=by)
    return participant


def _new_person(request: JoinRequest, *, by: Person | None) -> Participant:
    person = None if request.for_somebody_else else request.person
    return add_participant(
        organisation=request.programme.organisation, by=by, person=person, **newcomer_fields(request)
    )


def _same_person(request: JoinRequest, known: Participant, *, by: Person | None) -> Participant:
    """Only what is empty is filled, as when a row of a sheet is joined to somebody."""
    filled = {
        name: value
        for name, value in newcomer_fields(request).items()
        if name not in NEVER_FILLED and getattr(known, name) in ("", None, [])
    }
    if filled and by:
        change_participant(participant=known, by=by, programme=request.programme, **filled)
    return known


def _give_place(request: JoinRequest, participant: Participant, *, by: Person | None) -> None:
    as_supporter = request.kind == request.Kind.SUPPORTER
    place = place_of(request.programme, participant, request.kind)
    if place is None:
        open_place(
            programme=request.programme,
            participant=participant,
            as_supporter=as_supporter,
            by=by,
            how="joining",
        )
    elif place.status == PlaceStatus.LEFT and by:
        come_back(place=place, by=by)


def _write_consents(request: JoinRequest, participant: Participant) -> None:
    """Into the ledger, as said by themselves when they said it. Words that have changed since are asked anew."""
    for key, said in request.answers.get("consents", {}).items():
        purpose = consent_purpose(request.programme, key)
        if purpose is None or purpose.wording_version != said["version"]:
            continue
        answer_consent(
            participant=participant,
            programme=request.programme,
            purpose=key,
            given=said["given"],
            by=request.person,
            how=HowGiven.SELF,
            at=datetime.fromisoformat(said["at"]),
        )


def _tell_they_are_in(request: JoinRequest, participant: Participant, *, by: Person | None) -> None:
    """By the way that they chose: a letter that leads to signing in, or words to pass on."""
    if participant.person is None and participant.channel == Channel.EMAIL:
        try:
            invite_participant(
                participant=participant,
                programme=request.programme,
                email=participant.email,
                by=by,
                language=request.language,
            )
        except AlreadyThere:
            # They have a letter already that waits for its answer.
            pass
        else:
            return
    if participant.person or _can_be_reached(participant):
        page = "web:supporting" if request.kind == request.Kind.SUPPORTER else "web:my_support"
        notify(
            "join_accepted",
            to=participant_recipient(participant, request.programme),
            link=reverse(page, args=[request.programme.ref]) if participant.person else "",
            key=f"join_accepted:{request.pk}",
            context={"programme": request.programme, "signs_in": participant.person is not None},
        )


def _can_be_reached(participant: Participant) -> bool:
    return bool(participant_recipient(participant).address)


def tell_coordinators(request: JoinRequest, *, key: str) -> None:
    """Somebody waits for an answer: look, not what."""
    link = reverse("joining:join_request", args=[request.programme.ref, request.pk])
    for person in staff_who_may(request.programme, Permission.PARTICIPANT_ADD):
        notify(
            "join_to_look_at",
            to=person_recipient(person, request.programme),
            link=link,
            key=f"{key}:{person.pk}",
            context={"programme": request.programme},
        )


def _tell_it_arrived(request: JoinRequest) -> None:
    """Whether somebody signs in with this address is said only in the letter, to whoever reads its post."""
    email = request.answers.get("email", "") if request.answers.get("reach") == "email" else ""
    signs_in = bool(email) and person_with_email(email) is not None
    _tell(request, "join_received", key=f"join_received:{request.pk}", signs_in=signs_in)


def _tell(request: JoinRequest, kind: str, *, key: str, **context: Any) -> None:
    """By the channel that they gave; with none, they read it when they come back with their code."""
    said = request.answers
    reach = str(said.get("reach", "none"))
    if reach == "none":
        return
    helper = (said.get("helper_name"), said.get("helper_phone"), said.get("helper_email"))
    address = {
        "email": said.get("email", ""),
        "text": said.get("phone", ""),
        "telephone": said.get("phone", ""),
        "post": str(said.get("postal_address", "")).replace("\n", ", "),
        "helper": ", ".join(part for part in helper if part),
    }[reach]
    notify(
        kind,
        to=Recipient(
            label=label(request),
            name=str(said.get("name", "")),
            channel=reach,
            address=address[:320],
            person=request.person,
            language=request.language,
            organisation_id=request.programme.organisation_id,
            programme_id=request.programme_id,
        ),
        link=reverse("joining:come_back") if reach == "email" else "",
        key=key,
        context={"programme": request.programme, **context},
    )


@job()
def look_through_job(request_id: int) -> None:
    """Let somebody in by themselves where nothing stands against it; otherwise a coordinator looks."""
    request = _locked(request_id)
    if request is None or request.looked_through_at is not None:
        return
    JoinRequest.objects.filter(pk=request.pk).update(looked_through_at=timezone.now())
    _lock_organisation(request)
    own = own_record(request)
    if _joins_by_themselves(request, own):
        try:
            with transaction.atomic():
                _let_in(request, own, by=None)
        except Barred:
            # A person looks: what bars them is not said to whoever filled in a page.
            pass
        else:
            return
    tell_coordinators(request, key=f"join:{request.pk}")
    _tell_it_arrived(request)
