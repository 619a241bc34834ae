"""One factory a model, through the product's own actions where there is one; no surprises in them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from alongside.people.models import Person
from alongside.programmes import actions
from alongside.programmes.core.library import published
from alongside.programmes.models import Member, Organisation, Participant, PeerSupporter, Programme
from alongside.roles.permissions import Role

if TYPE_CHECKING:
    from tests.conftest import Cast

numbers = count(1)
COACHING, PAIRS = "joseph-2001-peer-coaching-diabetes", "sutton-mutual-breast-cancer"


def definition_text(slug: str = COACHING) -> str:
    return next(entry.text for entry in published() if entry.slug == slug)


def person(name: str = "", **fields: Any) -> Person:
    name = name or f"person{next(numbers)}"
    return Person.objects.create_user(email=f"{name.lower()}@example.org", name=name.title(), **fields)


def organisation(by: Person, name: str = "") -> Organisation:
    return actions.found_organisation(name=name or f"Organisation {next(numbers)}", by=by)


def programme(organisation: Organisation, by: Person, *, name: str = "", slug: str = COACHING) -> Programme:
    made = actions.create_programme(
        organisation=organisation,
        definition_text=definition_text(slug),
        name=name or f"Programme {next(numbers)}",
        discreet_name="Harbour Tuesdays",
        by=by,
    )
    actions.open_programme(programme=made, by=by)
    return made


def participant(organisation: Organisation, name: str = "", **fields: Any) -> Participant:
    return actions.add_participant(
        organisation=organisation, by=None, name=name or f"Amina Number {next(numbers)}", **fields
    )


def member(programme: Programme, who: Participant | None = None, **fields: Any) -> Member:
    return actions.add_member(
        programme=programme, participant=who or participant(programme.organisation), by=None, **fields
    )


def supporter(programme: Programme, who: Participant | None = None, **fields: Any) -> PeerSupporter:
    return actions.add_supporter(
        programme=programme, participant=who or participant(programme.organisation), by=None, **fields
    )


def whole_cast() -> Cast:
    from tests.conftest import Cast  # noqa: PLC0415 - conftest imports this module

    people = {
        name: person(name)
        for name in ("ada", "cora", "sula", "sasha", "eve", "mia", "sam", "otto", "olga", "nobody")
    }
    ada, otto = people["ada"], people["otto"]
    harbour, elsewhere = organisation(ada, "Harbour"), organisation(otto, "Elsewhere")
    coaching = programme(harbour, ada, name="Coaching")
    pairs = programme(harbour, ada, name="Pairs", slug=PAIRS)
    elsewhere_coaching = programme(elsewhere, otto, name="Coaching elsewhere")
    staff = {
        "cora": Role.COORDINATOR,
        "sula": Role.SUPERVISOR,
        "sasha": Role.SAFEGUARDING_LEAD,
        "eve": Role.EVALUATOR,
    }
    for name, role in staff.items():
        actions.grant_role(person=people[name], organisation=harbour, role=role, by=ada)
    for role in staff.values():
        actions.grant_role(person=otto, organisation=elsewhere, role=role, by=otto)
    mia = participant(harbour, "Mia Marlowe", person=people["mia"], email="mia@example.org", channel="email")
    sam = participant(harbour, "Sam Okafor", person=people["sam"], email="sam@example.org", channel="email")
    olga = participant(elsewhere, "Olga Elsewhere", person=people["olga"])
    return Cast(
        harbour=harbour,
        elsewhere=elsewhere,
        coaching=coaching,
        pairs=pairs,
        elsewhere_coaching=elsewhere_coaching,
        mia_member=member(coaching, mia),
        sam_supporter=supporter(coaching, sam, capacity=2),
        olga_member=member(elsewhere_coaching, olga),
        mia_participant=mia,
        sam_participant=sam,
        people=people,
        **{name: each for name, each in people.items() if name != "nobody"},
    )
