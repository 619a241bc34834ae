"""Questions that people answer in their own words: who is asked, what they said, and whose words may be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from alongside.enrolment.queries import consented_participants
from alongside.enrolment.queries.consents import purposes_agreed_to
from alongside.evaluation.models import OpenAnswer, OpenQuestion, WhoAnswers
from alongside.evaluation.queries.plan import RESEARCH, learning_consents
from alongside.people.models import Person
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import definition_of, staff_roles_in


@dataclass(frozen=True)
class Answering:
    """Who answers in a programme: a participant on some sides, or a member of staff. `by` sits at the page."""

    programme: Programme
    by: Person
    participant: Participant | None
    sides: frozenset[WhoAnswers]
    is_entered_for_them: bool = False

    @property
    def on_behalf_of(self) -> Participant | None:
        return self.participant if self.is_entered_for_them else None


@dataclass(frozen=True)
class AskedOfMe:
    """One question as whoever answers it sees it; `answer` is what they said so far. It can be answered until it closes."""

    question: OpenQuestion
    answer: OpenAnswer | None
    is_open: bool


def answering_of(programme: Programme, person: Person) -> Answering | None:
    """As whom somebody who signs in answers here; None where they have no place and no role. A place goes before a role."""
    participant = Participant.objects.filter(
        organisation=programme.organisation_id, person=person, merged_into__isnull=True
    ).first()
    sides = set(sides_of(participant, programme)) if participant else set()
    if staff_roles_in(programme, person):
        sides.add(WhoAnswers.STAFF)
    return Answering(programme, person, participant, frozenset(sides)) if sides else None


def sides_of(participant: Participant, programme: Programme) -> frozenset[WhoAnswers]:
    """On which sides a participant is in a programme now."""
    here = {"participant": participant, "programme": programme}
    places = {
        WhoAnswers.MEMBER: Member.objects.filter(**here),
        WhoAnswers.SUPPORTER: PeerSupporter.objects.filter(**here),
    }
    return frozenset(side for side, rows in places.items() if rows.exclude(status=PlaceStatus.LEFT).exists())


def may_be_asked(participant: Participant, programme: Programme) -> bool:
    """Whether they agreed that their answers may be used to learn from. Where a programme does not ask that, nobody did."""
    wanted = learning_consents(definition_of(programme))
    return RESEARCH in wanted and wanted <= purposes_agreed_to(participant, programme)


def asked_of(who: Answering, on: date | None = None) -> tuple[AskedOfMe, ...]:
    """The questions that are open to somebody, and those that they answered before, the soonest to close first."""
    day = on or timezone.localdate()
    sides = set(who.sides)
    if who.participant is None or not may_be_asked(who.participant, who.programme):
        sides &= {WhoAnswers.STAFF}
    answers = {each.question_id: each for each in answers_of(who)}
    rows = OpenQuestion.objects.filter(programme=who.programme, opens_on__lte=day).order_by("closes_on", "pk")
    return tuple(
        AskedOfMe(row, answers.get(row.pk), row.side in sides and row.closes_on >= day)
        for row in rows
        if row.pk in answers or (row.side in sides and row.closes_on >= day)
    )


def answers_of(who: Answering) -> QuerySet[OpenAnswer]:
    """What somebody answered in this programme, as participant and as staff; staff who enter for others see the participant's."""
    rows = OpenAnswer.objects.filter(question__programme=who.programme).select_related("question")
    found = rows.none()
    if who.participant is not None:
        found |= rows.filter(participant=who.participant)
    if not who.is_entered_for_them:
        found |= rows.filter(person=who.by)
    return found


def waits_for_words(participant: Participant, programme: Programme, on: date) -> bool:
    """Whether a question is open to a participant that they have not answered. One query where none is open."""
    open_now = OpenQuestion.objects.filter(programme=programme, opens_on__lte=on, closes_on__gte=on).exclude(
        answers__participant=participant
    )
    sides = set(open_now.values_list("side", flat=True)) - {WhoAnswers.STAFF}
    return bool(sides and sides & sides_of(participant, programme) and may_be_asked(participant, programme))


def questions_of(programme: Programme) -> QuerySet[OpenQuestion]:
    """The programme's questions, the newest first, with how many answered each."""
    rows = OpenQuestion.objects.filter(programme=programme).annotate(answered=Count("answers"))
    return rows.order_by("-opens_on", "-pk")


def can_be_coded(programme: Programme) -> QuerySet[OpenQuestion]:
    """The questions that are closed and were answered: nobody changes their answer any more."""
    answers = OpenAnswer.objects.filter(question=OuterRef("pk"))
    return questions_of(programme).filter(Exists(answers), closes_on__lt=timezone.localdate())


def usable(programme: Programme, answers: Iterable[OpenAnswer]) -> list[OpenAnswer]:
    """Those of the answers that may be used today: of staff, and of people whose newest yes still stands.

    Asked anew each time, so that whoever took their yes back is left out at once. People made up for a try are left out.
    """
    found = list(answers)
    wanted = learning_consents(definition_of(programme))
    if RESEARCH not in wanted:
        return [each for each in found if each.participant_id is None]
    among = {each.participant_id for each in found if each.participant_id is not None}
    agreed = set(
        Participant.objects.filter(pk__in=among, is_test=False, merged_into__isnull=True).values_list(
            "pk", flat=True
        )
    )
    for purpose in sorted(wanted):
        agreed &= consented_participants(programme, purpose, among=among)
    return [each for each in found if each.participant_id is None or each.participant_id in agreed]
