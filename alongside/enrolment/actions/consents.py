from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.enrolment.models import ConsentRecord, HowGiven
from alongside.enrolment.queries.consents import (
    consent_purpose,
    has_consented,
    having_required_consents,
    never_asked,
    newest_answer,
    required_purposes,
)
from alongside.jobs.actions import duty
from alongside.notify.actions import notify
from alongside.people.models import Person
from alongside.programmes.actions.marks import mark_places, unmark
from alongside.programmes.core.definition import ConsentPurpose
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.programmes.queries import person_recipient, staff_who_may
from alongside.roles.permissions import Permission

SENT_TWICE = timedelta(minutes=10)


class UnknownPurpose(Exception):
    """The programme's definition asks for no consent of that key."""


class NotYet(Exception):
    """The moment at which it is said to have been given has not come."""


@transaction.atomic
def answer_consent(
    *,
    participant: Participant,
    programme: Programme,
    purpose: str,
    given: bool,
    by: Person | None,
    how: HowGiven = HowGiven.SELF,
    at: datetime | None = None,
    on_behalf_of: Participant | None = None,
) -> ConsentRecord:
    """Write a yes or a no to one purpose into the ledger, with the words of the definition as they are now.

    `at` is when the person said it (now, unless told); the newest line holds, so a line dated before another one
    is kept but changes nothing. When a consent that support requires goes from yes to no, the coordinators are told;
    nothing is closed. The same answer sent twice within ten minutes is written once. Raises UnknownPurpose, and NotYet for a moment in the future.
    """
    asked = consent_purpose(programme, purpose)
    if asked is None:
        raise UnknownPurpose
    now = timezone.now()
    if at and at > now:
        raise NotYet
    if sent_before := _sent_before(participant, asked, programme=programme, given=given, how=how, at=at):
        return sent_before
    before = has_consented(participant, programme, purpose)
    line = ConsentRecord.objects.create(
        programme=programme,
        participant=participant,
        purpose=purpose,
        wording_version=asked.wording_version,
        wording=asked.wording,
        given=given,
        how=how,
        at=at or now,
        recorded_at=now,
        recorded_by=by,
    )
    record(
        "consent_given" if given else "consent_withdrawn" if before else "consent_refused",
        by=by,
        subject=line,
        on_behalf_of=on_behalf_of,
        participant=participant.pk,
        purpose=purpose,
        how=how,
    )
    if not given:
        for kind in (Member, PeerSupporter):
            unmark("has_consented", kind.objects.filter(programme=programme, participant=participant))
    if asked.required_for_support and before and not has_consented(participant, programme, purpose):
        _tell_coordinators(line)
    return line


@transaction.atomic
def record_signed(
    *,
    programme: Programme,
    participants: Iterable[Participant],
    purposes: Iterable[str],
    at: datetime | None,
    by: Person,
) -> tuple[int, int]:
    """Write down the signed papers of several people: a yes of each to each purpose, as if told one by one.

    Whoever has answered anything meanwhile is left as they are, because their own answer may have been a no. Gives
    how many people it was written down for, and how many were left. Raises UnknownPurpose and NotYet, and then
    nothing is written.
    """
    people, keys = list(participants), list(purposes)
    open_ones = set(never_asked(programme).filter(pk__in=[each.pk for each in people]))
    for person in people:
        for purpose in keys if person in open_ones else ():
            answer_consent(
                participant=person,
                programme=programme,
                purpose=purpose,
                given=True,
                how=HowGiven.PAPER,
                at=at,
                by=by,
                on_behalf_of=person,
            )
    return len(open_ones), len(people) - len(open_ones)


def _sent_before(
    participant: Participant,
    asked: ConsentPurpose,
    *,
    programme: Programme,
    given: bool,
    how: HowGiven,
    at: datetime | None,
) -> ConsentRecord | None:
    """The newest line, if it was written a moment ago and says the same: a form sent twice, not a second answer."""
    newest = newest_answer(participant, programme, asked.key)
    fresh = newest is not None and newest.recorded_at > timezone.now() - SENT_TWICE
    if newest is None or not fresh or (at and at != newest.at):
        return None
    same = (newest.given, newest.how, newest.wording_version) == (given, how, asked.wording_version)
    return newest if same else None


def _tell_coordinators(line: ConsentRecord) -> None:
    link = reverse("enrolment:participant", kwargs={"ref": line.programme.ref, "pk": line.participant_id})
    for person in staff_who_may(line.programme, Permission.CONSENT_RECORD):
        notify(
            "consent_withdrawn",
            to=person_recipient(person, line.programme),
            link=link,
            key=f"consent_withdrawn:{line.pk}:{person.pk}",
            context={"programme": line.programme},
        )


@duty("mark_who_consented", every=timedelta(hours=1))
def mark_who_consented() -> None:
    """Whoever has said yes to all that support requires need not be looked at again to find those who have not."""
    kinds: Iterable[type[Member | PeerSupporter]] = (Member, PeerSupporter)
    for programme in Programme.objects.select_related("definition").order_by("pk"):
        if required_purposes(programme):
            for kind in kinds:
                mark_places("has_consented", programme, kind, partial(_consented, programme))


def _consented(programme: Programme, places: Collection[Member | PeerSupporter]) -> list[int]:
    agreed = having_required_consents(programme, [each.participant_id for each in places])
    return [each.pk for each in places if each.participant_id in agreed]
