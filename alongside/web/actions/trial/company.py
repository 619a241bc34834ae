"""The organisation that tries a definition out: its staff, its programme, and the people who come."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.utils import timezone

from alongside.enrolment.actions.consents import answer_consent
from alongside.enrolment.actions.people import add_person
from alongside.enrolment.models import HowGiven
from alongside.enrolment.queries.gates import gates_for_somebody
from alongside.people.actions import create_person
from alongside.people.models import Person
from alongside.programmes.actions import (
    accept_invitation,
    create_programme,
    found_organisation,
    grant_role,
    invite_participant,
    open_programme,
)
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Role
from alongside.training.actions import (
    accept_role,
    name_supervisor,
    plan_supervision,
    record_completion,
    record_supervision,
)
from alongside.training.queries import planned_meeting, role_wording, training_modules
from alongside.web.core.made_up_people import MadeUpPerson, made_up_people

STAFF = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.SUPERVISOR, Role.SAFEGUARDING_LEAD, Role.MODERATOR)
DOMAIN = "@trial.invalid"


class Company:
    """Everybody whom a trial needs. One account holds each staff role; everybody who takes part signs in."""

    def __init__(self, text: str, *, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311 - dice for people who do not exist
        self.crowd = made_up_people(seed)
        before = Person.objects.count()
        self.staff = {
            role: create_person(email=f"{role}{before}{DOMAIN}", name=f"The {role.replace('_', ' ')}")
            for role in STAFF
        }
        ada = self.staff[Role.ADMINISTRATOR]
        organisation = found_organisation(name="An organisation that tries it out", by=ada)
        for role in STAFF[1:]:
            grant_role(person=self.staff[role], organisation=organisation, role=role, by=ada)
        self.programme: Programme = create_programme(
            organisation=organisation,
            definition_text=text,
            name="The programme that is tried out",
            discreet_name="Our Tuesdays",
            by=ada,
        )
        open_programme(programme=self.programme, by=ada)
        self.definition: Definition = definition_of(self.programme)

    @property
    def administrator(self) -> Person:
        return self.staff[Role.ADMINISTRATOR]

    @property
    def coordinator(self) -> Person:
        return self.staff[Role.COORDINATOR]

    def chance(self, of: float) -> bool:
        return self.dice.random() < of

    def member(self) -> Member:
        """Somebody joins, signs in, and agrees to what the programme asks for."""
        return Member.objects.get(participant=self._joins("member"), programme=self.programme)

    def supporter(self) -> PeerSupporter:
        """Somebody joins to give support, and is ready once role, training and supervision are."""
        participant = self._joins("supporter")
        made = PeerSupporter.objects.get(participant=participant, programme=self.programme)
        person, today = self.person_of(participant), timezone.localdate()
        if wording := role_wording(self.programme):
            accept_role(supporter=made, wording_hash=wording.hash, by=person)
        for module in training_modules(self.programme):
            record_completion(supporter=made, module=module.key, completed_on=today, by=self.coordinator)
        supervisor = self.staff[Role.SUPERVISOR]
        name_supervisor(supporter=made, supervisor=supervisor, by=self.coordinator)
        plan_supervision(supporter=made, on=today + timedelta(days=14), by=supervisor)
        return made

    def supervise(self) -> None:
        """Supervision meetings whose day has come are held, and the next is planned."""
        today = timezone.localdate()
        due = PeerSupporter.objects.filter(
            programme=self.programme,
            supervision_meetings__status="planned",
            supervision_meetings__planned_on__lte=today,
        )
        for supporter in due.distinct():
            if meeting := planned_meeting(supporter):
                record_supervision(
                    meeting=meeting,
                    by=meeting.supervisor,
                    held_on=today,
                    notes="",
                    strained=self.chance(0.1),
                    next_on=today + timedelta(weeks=4),
                )

    def person_of(self, participant: Participant) -> Person:
        if participant.person is None:
            raise ValueError("Everybody in a trial signs in.")
        return participant.person

    def _born(self, who: MadeUpPerson, *, as_supporter: bool) -> int | None:
        """Their year of birth; nothing, where it would keep them out of a programme for another age."""
        year = who.birth_year
        bars = gates_for_somebody(self.programme, as_supporter=as_supporter, birth_year=year)
        return None if bars else year

    def _joins(self, place: str) -> Participant:
        who: MadeUpPerson = next(self.crowd)
        participant = add_person(
            programme=self.programme,
            place=place,
            by=self.coordinator,
            name=who.name,
            known_as=who.known_as,
            email=who.email or f"member{self.dice.randrange(10**9)}{DOMAIN}",
            channel="email",
            birth_year=self._born(who, as_supporter=place == "supporter"),
        )
        person = create_person(email=f"person{participant.pk}{DOMAIN}", name=who.name)
        invitation = invite_participant(
            participant=participant, programme=self.programme, email=person.email, by=self.coordinator
        )
        accept_invitation(invitation=invitation, by=person)
        participant.refresh_from_db()
        for purpose in self.definition.consents_asked:
            answer_consent(
                participant=participant,
                programme=self.programme,
                purpose=purpose.key,
                given=purpose.required_for_support or self.chance(0.8),
                by=person,
                how=HowGiven.SELF,
            )
        return participant
