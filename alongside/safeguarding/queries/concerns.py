from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import participants_visible_to, programmes_visible_to
from alongside.programmes.core.care import Crisis
from alongside.programmes.models import Organisation, Participant, Programme
from alongside.programmes.queries import HandEdited, definition_of, roles_in, staff_who_may
from alongside.roles.permissions import Permission, allows
from alongside.safeguarding.core.help_by_country import For, emergency_number, lines_in
from alongside.safeguarding.core.on_call import counts_from
from alongside.safeguarding.core.timing import STANDARD_MINUTES, due_at
from alongside.safeguarding.models import (
    CaseNote,
    Concern,
    ConcernStatus,
    HelpContact,
    Hold,
    SafeguardingCase,
    Urgency,
)
from alongside.safeguarding.queries.hours import reading_now

CHECKED_EVERY = timedelta(days=90)
Row = TypeVar("Row", bound=Model)
WAITING = (ConcernStatus.NEW, ConcernStatus.ACKNOWLEDGED)


LINES_ARE_FOR = {
    For.TALKING: gettext_lazy("Somebody to talk to, about anything. The call is free."),
    For.WRITING: gettext_lazy("For when you would rather write than talk. It is free."),
    For.EITHER: gettext_lazy("Somebody to talk or write to when it is too much."),
    For.MEDICAL: gettext_lazy(
        "When you need medical help or mental health help now, and nobody's life is in danger."
    ),
    For.FINDING: gettext_lazy("Finds a line in your country, by telephone, text message or chat."),
}


def countries_of_site() -> list[str]:
    """Where the organisations of this site are, for pages that belong to none of them."""
    return list(Organisation.objects.order_by("country").values_list("country", flat=True).distinct()[:5])


def general_contacts(countries: Sequence[str]) -> list[HelpContact]:
    """Help for everybody in these countries, day and night: the emergency number, then who listens."""
    always = _("Day and night")
    emergencies = [
        HelpContact(
            name=_("Emergency services")
            if len(countries) == 1
            else _("Emergency services ({country})").format(country=country),
            phone=number,
            hours=always,
            words=_("When somebody's life is in danger, or somebody is badly hurt."),
        )
        for country in countries
        if (number := emergency_number(country))
    ]
    listening = [
        HelpContact(
            name=line.name,
            phone=line.phone,
            text_number=_("{word} to {number}").format(word=line.text_word, number=line.text)
            if line.text_word
            else line.text,
            url=line.url,
            hours=always,
            words=str(LINES_ARE_FOR[line.what]),
        )
        for country in countries or [""]
        for line in lines_in(country)
    ]
    return [*emergencies, *listening]


def help_contacts_for(programme: Programme) -> list[HelpContact]:
    """Whom to turn to: the programme's own list, or its definition's until somebody has changed it."""
    return list(programme.help_contacts.all()) or contacts_in_definition(programme)


def contacts_in_definition(programme: Programme) -> list[HelpContact]:
    """The definition's contacts, as rows that are not stored."""
    crisis = _crisis(programme)
    return [
        HelpContact(
            programme=programme,
            name=contact.name,
            phone=contact.phone or "",
            text_number=_("{word} to {number}").format(word=contact.text_word, number=contact.text)
            if contact.text_word
            else contact.text or "",
            url=contact.url or "",
            hours=contact.hours,
            position=position,
        )
        for position, contact in enumerate(crisis.help_contacts if crisis else ())
    ]


def stale_contacts(programme: Programme, on: date) -> list[HelpContact]:
    """Whom nobody here has checked for 90 days, or ever: also those of the definition, which nobody has made their own.

    They go on being shown: an old number is better than none, and the ones for everybody stand below.
    """
    before = on - CHECKED_EVERY
    return [
        contact
        for contact in help_contacts_for(programme)
        if contact.last_checked_on is None or contact.last_checked_on < before
    ]


def without_doubles(contacts: list[HelpContact]) -> list[HelpContact]:
    """The same contacts in the same order, each number once."""
    seen: dict[tuple[str, ...], HelpContact] = {}
    for contact in contacts:
        number = (contact.phone or contact.text_number or contact.url).replace(" ", "")
        seen.setdefault((number,), contact)
    return list(seen.values())


def all_help_for(programme: Programme) -> list[HelpContact]:
    """The programme's contacts, then those for everybody."""
    return without_doubles(
        [*help_contacts_for(programme), *general_contacts([programme.organisation.country])]
    )


def programmes_for_help(person: Person) -> list[Programme]:
    """The programmes whose help to show to somebody who is signed in."""
    return list(
        programmes_visible_to(person).select_related("definition").prefetch_related("help_contacts")[:20]
    )


def _crisis(programme: Programme) -> Crisis | None:
    """What the definition says of a crisis. Where its text was changed by hand nothing of it counts, and safety goes by
    the standard: help and concerns never wait until it is put back."""
    try:
        return definition_of(programme).crisis
    except HandEdited:
        return None


def crisis_words(programme: Programme) -> str:
    """What happens when somebody is in danger, in the definition's own words; empty where it says nothing."""
    crisis = _crisis(programme)
    return crisis.words if crisis else ""


def response_minutes(programme: Programme, urgency: str) -> int:
    """Within how many minutes a named person looks at a concern of this urgency."""
    crisis = _crisis(programme)
    if crisis is None or crisis.response_minutes is None:
        return STANDARD_MINUTES[urgency]
    told = crisis.response_minutes
    return {Urgency.NOW: told.urgent, Urgency.SOON: told.soon, Urgency.ROUTINE: told.routine}[
        Urgency(urgency)
    ]


def due_times(programme: Programme, now: datetime | None = None) -> dict[str, datetime]:
    """For each urgency, by when a concern raised now is looked at. No time runs while nobody reads or is called."""
    moment = now or timezone.now()
    state = reading_now(programme, moment)
    return {
        urgency: due_at(
            counts_from(state, moment, urgent=urgency == Urgency.NOW), response_minutes(programme, urgency)
        )
        for urgency in Urgency.values
    }


def readers_in(programme: Programme) -> list[Person]:
    """The people who read concerns: the safeguarding leads of today."""
    return list(staff_who_may(programme, Permission.CASE_OPEN))


def administrators_in(programme: Programme) -> list[Person]:
    return list(staff_who_may(programme, Permission.ORGANISATION_MANAGE))


def staff_in(programme: Programme) -> QuerySet[Person]:
    """Everybody with a staff role in the programme: the people whom a concern may have to go round."""
    return staff_who_may(programme, Permission.PROGRAMME_VIEW)


def readers_of(concern: Concern) -> list[Person]:
    """The people who read this concern: the leads without whoever it is about."""
    about = concern.about.person_id if concern.about else None
    return [
        person for person in readers_in(concern.programme) if person.pk not in {concern.about_staff_id, about}
    ]


def sent_concern(programme: Programme, key: str) -> Concern | None:
    return (
        Concern.objects.select_related(
            "acknowledged_by",
            "about",
            "raised_by_participant",
            "programme__organisation",
            "programme__definition",
        )
        .filter(programme=programme, key=key)
        .first()
    )


def concerns_round(person: Person) -> QuerySet[Concern]:
    """Every concern that is not about this person: nobody reads, or hears of, what is said about themselves."""
    about_them = Concern.objects.filter(Q(about_staff=person) | Q(about__person=person))
    return Concern.objects.exclude(pk__in=about_them.values("pk"))


def cases_round(person: Person) -> QuerySet[SafeguardingCase]:
    """Every case that neither is about this person nor holds a concern about them."""
    about_them = Concern.objects.filter(Q(about_staff=person) | Q(about__person=person), case__isnull=False)
    own = SafeguardingCase.objects.filter(about__person=person)
    return SafeguardingCase.objects.exclude(pk__in=about_them.values("case")).exclude(pk__in=own.values("pk"))


def holds_round(person: Person) -> QuerySet[Hold]:
    """Every hold, without those on this person or out of a case that they must not see."""
    on_them = Hold.objects.filter(participant__person=person)
    return Hold.objects.exclude(pk__in=on_them.values("pk")).filter(
        Q(case__isnull=True) | Q(case__in=cases_round(person).values("pk"))
    )


@dataclass(frozen=True)
class Lane:
    """One urgency of the desk, with what waits there: unseen first, then by due time."""

    urgency: Urgency
    concerns: list[Concern]


def still_real(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Without what came of a practice that is over: it stands in its report, and nowhere else."""
    return rows.filter(rehearsal__ended_at__isnull=True)


def desk_lanes(concerns: QuerySet[Concern]) -> list[Lane]:
    """What still needs somebody, urgent lanes first; in a lane what nobody has seen stands before what somebody has."""
    rows = (
        still_real(concerns)
        .filter(status__in=WAITING)
        .select_related("about", "about_staff", "acknowledged_by", "raised_by", "raised_by_participant")
    )
    waiting = sorted(rows, key=lambda row: (row.status != ConcernStatus.NEW, row.due_at, row.pk))
    return [Lane(urgency, [row for row in waiting if row.urgency == urgency]) for urgency in Urgency]


def dealt_with(concerns: QuerySet[Concern]) -> QuerySet[Concern]:
    """Concerns that are answered or part of a case, newest first."""
    return (
        still_real(concerns)
        .exclude(status__in=WAITING)
        .select_related("about", "about_staff", "case", "acknowledged_by", "answered_by")
        .order_by("-raised_at", "-pk")
    )


def case_list(cases: QuerySet[SafeguardingCase], *, closed: bool) -> QuerySet[SafeguardingCase]:
    return (
        still_real(cases)
        .filter(closed_at__isnull=not closed)
        .select_related("about", "owner", "closing_proposed_by")
        .annotate(how_many_concerns=Count("concerns"))
        .order_by("next_step_on", "-opened_at", "-pk")
    )


def chronology(case: SafeguardingCase) -> list[CaseNote]:
    """The notes in the order in which they were written, each correction also beside what it corrects."""
    return list(
        case.notes.select_related("written_by", "corrects").prefetch_related("corrections__written_by")
    )


def concerns_in(case: SafeguardingCase) -> list[Concern]:
    return list(
        case.concerns.select_related("raised_by", "raised_by_participant", "acknowledged_by").order_by(
            "raised_at"
        )
    )


def is_on_hold(participant: Participant, programme: Programme) -> bool:
    """Whether no new contact may begin for this participant. Says nothing of why, and nobody else should."""
    return Hold.objects.filter(participant=participant, programme=programme, lifted_at__isnull=True).exists()


def held_participants(programme: Programme) -> set[int]:
    """The ids of all participants who are on hold in the programme."""
    return set(
        Hold.objects.filter(programme=programme, lifted_at__isnull=True).values_list("participant", flat=True)
    )


def people_named(participants: QuerySet[Participant], words: str) -> list[Participant]:
    """Up to twenty participants whose name holds these words, for saying whom a concern is about."""
    if not words.strip():
        return []
    return list(
        participants.filter(Q(name__icontains=words.strip()) | Q(known_as__icontains=words.strip())).order_by(
            "name", "pk"
        )[:20]
    )


def unseen_and_due(now: datetime) -> QuerySet[Concern]:
    """Concerns of every programme that nobody has seen although they were due."""
    return still_real(Concern.objects.filter(status=ConcernStatus.NEW, due_at__lte=now)).select_related(
        "programme__organisation", "about"
    )


def takes_part(visitor: Visitor, programme: Programme) -> bool:
    """Whether the visitor has any role in the programme, so that it knows who they are."""
    return isinstance(visitor, Person) and allows(roles_in(programme, visitor), Permission.CONCERN_RAISE)


def own_participant(visitor: Visitor, programme: Programme) -> Participant | None:
    """The visitor as a participant of this organisation, if they are one."""
    if not isinstance(visitor, Person):
        return None
    return Participant.objects.filter(
        organisation=programme.organisation_id, person=visitor, merged_into__isnull=True
    ).first()


def participant_in_subject(visitor: Visitor, programme: Programme, subject: str) -> Participant | None:
    """The participant whose page staff came from (`programmes.participant:7`), if they may see that page."""
    kind, _colon, pk = subject.partition(":")
    if kind != Participant._meta.label_lower or not isinstance(visitor, Person):
        return None
    return participants_visible_to(visitor, programme, Permission.PARTICIPANT_VIEW).filter(pk=int(pk)).first()


def is_raiser(visitor: Visitor, concern: Concern) -> bool:
    """Whether the visitor raised this concern themselves, or it was written down for them."""
    if not isinstance(visitor, Person):
        return False
    participant = concern.raised_by_participant
    return visitor.pk in {concern.raised_by_id, participant.person_id if participant else None}


def case_owners(case: SafeguardingCase) -> list[Person]:
    """The safeguarding leads who may own this case: those whom it is not about."""
    return [lead for lead in readers_in(case.programme) if cases_round(lead).filter(pk=case.pk).exists()]
