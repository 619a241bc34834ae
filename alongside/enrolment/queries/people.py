"""The people of a programme, for its staff."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from alongside.audit.actions import label
from alongside.audit.models import AuditEvent
from alongside.enrolment.queries.consents import having_required_consents
from alongside.enrolment.queries.open_consents import without_consent
from alongside.people.models import Person
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus, Programme

SHOWN = {
    "": _("Everybody"),
    "members": _("Members"),
    "supporters": _("Supporters"),
    "no_consent": _("Without consent"),
    "paused": _("Having a pause"),
    "left": _("Left"),
}
READS_SHOWN = 10


@dataclass(frozen=True)
class ListedPerson:
    """One line of the list: somebody, their places here, and whether they agreed to all that support requires."""

    participant: Participant
    member: Member | None
    supporter: PeerSupporter | None
    has_consents: bool

    @property
    def places(self) -> list[Member | PeerSupporter]:
        return [place for place in (self.member, self.supporter) if place]

    @property
    def in_words(self) -> str:
        """Their places and how to reach them, such as `Member (Paused), Peer supporter · Telephone`."""
        words = []
        for place, word in ((self.member, _("Member")), (self.supporter, _("Peer supporter"))):
            if place is not None:
                is_here = place.status == PlaceStatus.ENROLLED
                words.append(str(word) if is_here else f"{word} ({place.get_status_display()})")
        return f"{', '.join(words)} · {self.participant.get_channel_display()}"


@dataclass(frozen=True)
class Read:
    """Somebody looked at a participant's page."""

    at: datetime
    name: str


def people_in(programme: Programme, *, words: str = "", show: str = "") -> QuerySet[Participant]:
    """Everybody with a place in the programme, by name; `show` is a key of SHOWN.

    `words` are looked for in names and e-mail addresses, and their digits in telephone numbers.
    """
    places = {"programme": programme, "participant": OuterRef("pk")}
    by_status = {"paused": PlaceStatus.PAUSED, "left": PlaceStatus.LEFT}
    if show in by_status:
        places["status"] = by_status[show]
    if show == "no_consent":
        return without_consent(programme).filter(_found_by(words.strip())).order_by(Lower("name"), "pk")
    member, supporter = (
        Exists(Member.objects.filter(**places)),
        Exists(PeerSupporter.objects.filter(**places)),
    )
    wanted = {"members": Q(member), "supporters": Q(supporter)}.get(show, Q(member) | Q(supporter))
    return (
        Participant.objects.filter(wanted, organisation=programme.organisation_id, merged_into__isnull=True)
        .filter(_found_by(words.strip()))
        .order_by(Lower("name"), "pk")
    )


def _found_by(words: str) -> Q:
    if not words:
        return Q()
    found = Q(name__icontains=words) | Q(known_as__icontains=words) | Q(email__icontains=words)
    # Numbers are kept with their country in front and without the first zero.
    digits = re.sub(r"\D", "", words).lstrip("0")
    return found | Q(phone__contains=digits) if len(digits) >= 3 else found


def listed(programme: Programme, participants: Iterable[Participant]) -> list[ListedPerson]:
    """The people of one page with their places. Three queries, however many they are."""
    people = list(participants)
    ids = [each.pk for each in people]
    members = {
        row.participant_id: row
        for row in Member.objects.filter(programme=programme, participant__in=ids).select_related("intake")
    }
    supporters = {
        row.participant_id: row
        for row in PeerSupporter.objects.filter(programme=programme, participant__in=ids).select_related(
            "intake"
        )
    }
    consented = having_required_consents(programme, ids)
    return [
        ListedPerson(each, members.get(each.pk), supporters.get(each.pk), each.pk in consented)
        for each in people
    ]


def listed_person(programme: Programme, participant: Participant) -> ListedPerson:
    return listed(programme, [participant])[0]


def place_of(programme: Programme, participant: Participant, kind: str) -> Member | PeerSupporter | None:
    """The place of that kind ("member" or "supporter"), if they have one."""
    if kind == "member":
        return Member.objects.filter(programme=programme, participant=participant).first()
    return PeerSupporter.objects.filter(programme=programme, participant=participant).first()


def reads_of(participant: Participant) -> list[Read]:
    """Who looked at the participant's page last, newest first. Two queries."""
    events = AuditEvent.objects.filter(subject=label(participant), what="participant_read").order_by(
        "-at", "-pk"
    )
    newest = list(events[:READS_SHOWN])
    people = Person.objects.in_bulk([event.by_id for event in newest if event.by_id])
    return [Read(event.at, str(people.get(event.by_id, "")) if event.by_id else "") for event in newest]
