"""A programme of any size, written straight into the tables: what the benchmarks measure is reading.

Three in four people are members, one in four a supporter. A third of the members were matched over the last year,
evenly, with the nine contacts of the definition, most of which took place (`story.py`). At most 200 members wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from django.db.models import Model
from django.utils import timezone

from alongside.enrolment.models import ConsentRecord
from alongside.matching.models import MatchingProfile, Wish
from alongside.people.models import Person
from alongside.programmes import actions
from alongside.programmes.core.library import published
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme, StaffRole
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Role
from alongside.training.models import ModuleCompletion, RoleAcceptance, Supervision, SupervisionMeeting
from alongside.training.queries import role_wording, training_modules

DEFINITION = "joseph-2001-peer-coaching-diabetes"
FIRST = [
    "Amina",
    "Bronwen",
    "Chidi",
    "Dilys",
    "Edith",
    "Farah",
    "George",
    "Huw",
    "Imran",
    "Joyce",
    "Kofi",
    "Leila",
    "Mei",
    "Nadia",
    "Owen",
    "Priya",
]
LAST = [
    "Ahmed",
    "Bevan",
    "Clarke",
    "Davies",
    "Evans",
    "Farouk",
    "Griffiths",
    "Hussain",
    "Iqbal",
    "Jones",
    "Kaur",
    "Lewis",
    "Mensah",
    "Nowak",
]
LONGEST_QUEUE = 200
SUPERVISED_BY_ONE = 20
Row = TypeVar("Row", bound=Model)


@dataclass
class Crowd:
    """The people of one programme, and the staff who look at its pages."""

    programme: Programme
    coordinator: Person
    lead: Person
    evaluator: Person
    supervisors: list[Person]
    members: list[Member] = field(default_factory=list)
    supporters: list[PeerSupporter] = field(default_factory=list)

    @property
    def matched(self) -> list[Member]:
        return self.members[: len(self.members) // 3]

    @property
    def waiting(self) -> list[Member]:
        count = min(LONGEST_QUEUE, len(self.members) // 10)
        return self.members[len(self.matched) :][:count]


def stored(rows: Iterable[Row]) -> list[Row]:
    """Rows of one table, written without asking anybody."""
    listed = list(rows)
    return type(listed[0])._base_manager.bulk_create(listed, batch_size=2000) if listed else []


def moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=timezone.get_current_timezone())


def people(size: int, dice: Random) -> Crowd:
    """A programme of `size` people, prepared for matching, in an organisation of its own."""
    made = _staff(size)
    made.members, made.supporters = _places(made.programme, size, dice)
    _consents(made)
    _preparation(made, dice)
    _profiles(made, dice)
    return made


def _person(name: str, size: int) -> Person:
    return Person.objects.create_user(email=f"{name}{size}@example.org", name=name.title())


def _staff(size: int) -> Crowd:
    ada, cora, sasha, eve = (_person(name, size) for name in ("ada", "cora", "sasha", "eve"))
    harbour = actions.found_organisation(name=f"Harbour {size}", by=ada)
    harbour.is_demo = True
    harbour.save(update_fields=["is_demo"])
    programme = actions.create_programme(
        organisation=harbour,
        definition_text=next(one.text for one in published() if one.slug == DEFINITION),
        name="Coaching",
        discreet_name="Harbour Tuesdays",
        by=ada,
    )
    actions.open_programme(programme=programme, by=ada)
    roles = ((cora, Role.COORDINATOR), (sasha, Role.SAFEGUARDING_LEAD), (eve, Role.EVALUATOR))
    for person, role in roles:
        actions.grant_role(person=person, organisation=harbour, role=role, by=ada)
    count = size // 4 // SUPERVISED_BY_ONE + 1
    supervisors = stored(
        Person(email=f"sula{size}-{number}@example.org", name=f"Sula {number}", password="!")
        for number in range(count)
    )
    stored(
        StaffRole(
            person=person,
            organisation=harbour,
            role=Role.SUPERVISOR.value,
            starts_on=timezone.localdate() - timedelta(days=500),
            granted_by=ada,
        )
        for person in supervisors
    )
    return Crowd(programme, cora, sasha, eve, supervisors)


def _places(programme: Programme, size: int, dice: Random) -> tuple[list[Member], list[PeerSupporter]]:
    today = timezone.localdate()
    known = stored(
        Participant(
            organisation=programme.organisation,
            name=f"{dice.choice(FIRST)} {dice.choice(LAST)} {number}",
            known_as=dice.choice(FIRST),
            phone=f"+44161496{number:05d}",
            area=f"M{dice.randint(1, 40)}",
            birth_year=dice.randint(1935, 2004),
            languages=["en"],
            channel=dice.choice(("telephone", "telephone", "text", "post", "helper")),
            created_at=moment(today - timedelta(days=400)),
        )
        for number in range(size)
    )
    seekers = size * 3 // 4
    members = stored(
        Member(programme=programme, participant=one, joined_on=today - timedelta(days=366 + number % 30))
        for number, one in enumerate(known[:seekers])
    )
    supporters = stored(
        PeerSupporter(programme=programme, participant=one, joined_on=today - timedelta(days=390), capacity=2)
        for one in known[seekers:]
    )
    return members, supporters


def _consents(crowd: Crowd) -> None:
    at = timezone.now() - timedelta(days=360)
    wordings = definition_of(crowd.programme).consents
    stored(
        ConsentRecord(
            programme=crowd.programme,
            participant_id=place.participant_id,
            purpose=consent.key,
            wording_version=consent.wording_version,
            wording=consent.wording,
            given=True,
            how="read_aloud",
            at=at,
        )
        for place in (*crowd.members, *crowd.supporters)
        for consent in wordings
    )


def _preparation(crowd: Crowd, dice: Random) -> None:
    """Nine supporters in ten are ready; each supervisor has twenty."""
    today, by = timezone.localdate(), crowd.coordinator
    wording = role_wording(crowd.programme)
    assert wording is not None
    ready = [one for one in crowd.supporters if dice.random() < 0.9]
    stored(RoleAcceptance(supporter=one, wording_hash=wording.hash, recorded_by=by) for one in ready)
    stored(
        ModuleCompletion(
            supporter=one, module=module.key, completed_on=today - timedelta(days=380), recorded_by=by
        )
        for one in ready
        for module in training_modules(crowd.programme)
    )
    with_whom = {
        one.pk: crowd.supervisors[number // SUPERVISED_BY_ONE] for number, one in enumerate(crowd.supporters)
    }
    stored(
        Supervision(
            supporter=one, supervisor=with_whom[one.pk], starts_on=today - timedelta(days=380), assigned_by=by
        )
        for one in ready
    )
    stored(
        SupervisionMeeting(
            supporter=one,
            supervisor=with_whom[one.pk],
            planned_on=today + timedelta(days=days),
            status="held" if days < -20 else "planned",
            held_on=today + timedelta(days=days) if days < -20 else None,
            recorded_by=by,
        )
        for one in ready
        for days in (-84, -56, -28, dice.choice((-3, 4, 9, 14, 20, 25)))
    )


def _profiles(crowd: Crowd, dice: Random) -> None:
    """Everybody who may be matched says something; those who wait, and one supporter in five, wish something."""
    genders, kinds = ("woman", "man", "non_binary"), ("type_1", "type_2")
    profiles = stored(
        MatchingProfile(
            programme=crowd.programme,
            participant_id=place.participant_id,
            traits={
                "age": dice.randint(18, 90),
                "gender": [dice.choice(genders)],
                "diabetes_type": dice.choice(kinds),
                "language": ["en"],
            },
            languages=["en"],
            modalities=["in_person", "phone"],
            availability=dice.sample(["mon-evening", "tue-morning", "wed-evening", "sat-morning"], 2),
        )
        for place in (*crowd.matched, *crowd.waiting, *crowd.supporters)
    )
    waiting = {one.participant_id for one in crowd.waiting}
    wishing = [one for one in profiles if one.participant_id in waiting]
    stored(
        Wish(
            profile=one, trait="diabetes_type", value="same", strength=dice.choice(("must", "prefer")), rank=1
        )
        for one in wishing
    )
    stored(Wish(profile=one, trait="gender", value="woman", strength="prefer", rank=2) for one in wishing)
    avoiding = profiles[len(crowd.matched) + len(crowd.waiting) :: 5]
    stored(
        Wish(profile=one, as_supporter=True, trait="gender", value="man", strength="not_this")
        for one in avoiding
    )
