"""Programmes of groups, and groups in every state, through the product's own actions."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from alongside.programmes import actions as programmes
from alongside.programmes.models import Member, PeerSupporter, Programme
from alongside.support_sessions.actions.group_leads import name_lead
from alongside.support_sessions.actions.group_places import place_people
from alongside.support_sessions.actions.groups import make_group, start_group
from alongside.support_sessions.models import Group, GroupLead, GroupPlace, SupportSession
from tests import factories
from tests.matching import factories as market
from tests.support_sessions.factories import days_ago

if TYPE_CHECKING:
    from tests.conftest import Cast

DEFINITIONS = Path(__file__).parent / "definitions"


def definition(name: str = "weekly") -> str:
    return (DEFINITIONS / f"{name}.toml").read_text()


def programme(cast: Cast, name: str = "weekly", *, text: str = "") -> Programme:
    """A programme of Harbour's that follows one of the definitions beside this file, or a text made of it."""
    made = programmes.create_programme(
        organisation=cast.harbour,
        definition_text=text or definition(name),
        name=f"Together {next(factories.numbers)}",
        discreet_name="Harbour Tuesdays",
        by=cast.ada,
    )
    programmes.open_programme(programme=made, by=cast.ada)
    return made


def group(cast: Cast, of: Programme | None = None, *, people: int = 0, leads: int = 0) -> Group:
    """A group that is being formed, with so many people and ready leads."""
    where = of or programme(cast)
    made = make_group(programme=where, name=f"Group {next(factories.numbers)}", by=cast.cora)
    for _ in range(people):
        place(made, cast)
    for _ in range(leads):
        lead(made, cast)
    return made


def place(made: Group, cast: Cast, *who: Member) -> GroupPlace:
    """One more in the group: a new member who agreed, unless told who."""
    return place_people(group=made, members=who or (market.member(made.programme),), by=cast.cora)[0]


def ready_supporter(of: Programme, cast: Cast, who: PeerSupporter | None = None) -> PeerSupporter:
    return market.ready(who, cast.cora) if who else market.supporter(of, by=cast.cora)


def lead(made: Group, cast: Cast, who: PeerSupporter | None = None, **days: date) -> GroupLead:
    """One more who leads, from today unless told."""
    supporter = who or ready_supporter(made.programme, cast)
    return name_lead(
        group=made, supporter=supporter, by=cast.cora, **{"starts_on": timezone.localdate(), **days}
    )


def mias_place(made: Group, cast: Cast) -> GroupPlace:
    """Mia in the group."""
    return place(made, cast, agreed(made.programme, cast.mia_participant))


def agreed(of: Programme, who) -> Member:
    member = factories.member(of, who)
    market.say_yes(who, of)
    return member


def sam_ready(of: Programme, cast: Cast) -> PeerSupporter:
    return ready_supporter(of, cast, factories.supporter(of, cast.sam_participant))


def sam_leads(made: Group, cast: Cast, **days: date) -> GroupLead:
    return lead(made, cast, sam_ready(made.programme, cast), **days)


def running(
    cast: Cast, *, people: int = 3, begun: int = 8, of: Programme | None = None, with_cast: bool = True
) -> Group:
    """A weekly group with Mia in it, led by Sam and another, whose first session was so many days ago at two."""
    first_day = days_ago(begun)
    made = group(cast, of, people=people - with_cast)
    for _ in range(2 - with_cast):
        lead(made, cast, starts_on=first_day)
    if with_cast:
        mias_place(made, cast)
        sam_leads(made, cast, starts_on=first_day)
    return start_group(
        group=made,
        starts_on=first_day,
        starts_at=time(14, 0),
        place="Harbour Hall",
        by=cast.cora,
        anyway=True,
    )


def session(made: Group, number: int = 1) -> SupportSession:
    return SupportSession.objects.get(group=made, number=number)


def own(made: Group, cast: Cast) -> GroupPlace:
    """Mia's place in the group."""
    return GroupPlace.objects.get(group=made, member__participant=cast.mia_participant)
