"""The organisation of the demonstration, its staff and its three programmes."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.people.actions import create_person
from alongside.people.models import Person
from alongside.programmes.actions import (
    change_organisation,
    create_programme,
    found_organisation,
    grant_role,
    open_programme,
)
from alongside.programmes.core.editing import changed
from alongside.programmes.core.library import published
from alongside.programmes.models import Organisation, Programme
from alongside.roles.permissions import Role
from alongside.web.queries import DEMO_DOMAIN

STAFF = {
    "ada": "Ada Nwosu",
    "cora": "Cora Whitfield",
    "sula": "Sula Brannigan",
    "sasha": "Sasha Iqbal",
    "winston": "Winston Grant",
    "eve": "Eve Lindqvist",
    "cleo": "Cleo Marchetti",
}
ROLES = {
    "cora": (Role.COORDINATOR,),
    "sula": (Role.SUPERVISOR,),
    "sasha": (Role.SAFEGUARDING_LEAD,),
    "winston": (Role.SAFEGUARDING_LEAD, Role.SUPERVISOR),
    "eve": (Role.EVALUATOR,),
    "cleo": (Role.CODER,),
}
COACHING, PAIRS = "joseph-2001-peer-coaching-diabetes", "sutton-mutual-breast-cancer"


@dataclass
class World:
    """Whom and what everything else needs."""

    organisation: Organisation
    people: dict[str, Person]
    coaching: Programme
    pairs: Programme
    north: Programme

    @property
    def cora(self) -> Person:
        return self.people["cora"]


def account(key: str, name: str) -> Person:
    """An account of somebody made up. It has no password: in a demonstration one click is the way in."""
    return create_person(email=f"{key}{DEMO_DOMAIN}", name=name)


def found_world() -> World:
    """The organisation opens its doors: staff, and the first programme; the other two are opened later. In the north
    members look round and ask somebody themselves."""
    people = {key: account(key, name) for key, name in STAFF.items()}
    ada = people["ada"]
    organisation = found_organisation(name="Harbour Peer Support", by=ada, is_demo=True)
    change_organisation(
        organisation=organisation,
        name=organisation.name,
        country=organisation.country,
        small_cell_threshold=organisation.small_cell_threshold,
        contact="Telephone 0151 496 0123, Monday to Friday, 9 to 5.\nOr call in: the Old Net Store, Harbour Road.",
        by=ada,
    )
    for key, roles in ROLES.items():
        for role in roles:
            grant_role(person=people[key], organisation=organisation, role=role, by=ada)
    programmes = [
        create_programme(
            organisation=organisation, definition_text=text, name=name, discreet_name=discreet, by=ada
        )
        for text, name, discreet in (
            (_text(COACHING), "Steady Company", "Harbour Tuesdays"),
            (_text(PAIRS), "Two by Two", "Harbour Pairs"),
            (
                changed(_text(COACHING), ("matching", "choice"), "seeker_asks"),
                "Steady Company North",
                "Harbour North",
            ),
        )
    ]
    open_programme(programme=programmes[0], by=ada)
    return World(organisation, people, *programmes)


def _text(slug: str) -> str:
    return next(model.text for model in published() if model.slug == slug)
