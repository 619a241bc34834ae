"""What stands on every drill's site before it begins, and who is signed in there."""

from __future__ import annotations

import importlib
import os
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from alongside.matching.models import Relationship, RelationshipSide
from alongside.people.models import Person
from alongside.programmes.models import Member, Organisation, PeerSupporter, Programme
from drills.cluster import Cluster
from tests import doors, factories
from tests.doors.row import Row
from tests.support_sessions import factories as relationships

PAIRS = 6


def settle() -> None:
    """The cast of the tests, and six pairs in touch of whom everybody can sign in."""
    cast = factories.whole_cast()
    for number in range(PAIRS):
        people = [
            factories.participant(
                cast.harbour,
                f"{role} {number}",
                person=factories.person(f"{role}{number}"),
                email=f"{role}{number}@example.org",
                channel="email",
            )
            for role in ("giver", "taker")
        ]
        relationships.relationship(
            cast.coaching,
            factories.member(cast.coaching, people[1]),
            factories.supporter(cast.coaching, people[0], capacity=2),
        )
    Organisation.objects.update(is_demo=True)


def cluster() -> Cluster:
    """The one that this drill may kill."""
    folder, _, port = os.environ["DRILL_CLUSTER"].rpartition(":")
    return Cluster(Path(folder), int(port))


def folder() -> Path:
    """This drill's own, for logs and whatever it makes."""
    return Path(settings.DATA)


def cookie_of(person: Person) -> str:
    """The session of somebody who is signed in, as by one click."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["demo_sign_in"] = True
    session.save()
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


@dataclass(frozen=True)
class Writer:
    """Somebody in touch with somebody, and the conversation in which they may write."""

    side: int
    address: str
    cookie: str


def writers() -> list[Writer]:
    found = []
    for made in Relationship.objects.select_related("programme").order_by("pk"):
        for side in RelationshipSide.objects.filter(relationship=made).order_by("pk"):
            person = side.participant.person
            if person is not None:
                address = f"/p/{made.programme.ref}/relationships/{made.pk}/messages/"
                found.append(Writer(side.pk, address, cookie_of(person)))
    return found


def coaching() -> Programme:
    return Programme.objects.get(name="Coaching")


def sam() -> PeerSupporter:
    return PeerSupporter.objects.get(participant__name="Sam Okafor")


def cast() -> Any:
    """The people of `tests.conftest` as they stand in the database."""
    from tests.conftest import Cast  # noqa: PLC0415 - pytest is loaded by it

    people = {each.name.lower(): each for each in Person.objects.all()}
    programmes = {each.name: each for each in Programme.objects.all()}
    mia = Member.objects.get(participant__name="Mia Marlowe")
    return Cast(
        harbour=Organisation.objects.get(name="Harbour"),
        elsewhere=Organisation.objects.get(name="Elsewhere"),
        coaching=programmes["Coaching"],
        pairs=programmes["Pairs"],
        elsewhere_coaching=programmes["Coaching elsewhere"],
        mia_member=mia,
        sam_supporter=sam(),
        olga_member=Member.objects.get(participant__name="Olga Elsewhere"),
        mia_participant=mia.participant,
        sam_participant=sam().participant,
        people=people,
        **{
            name: people[name]
            for name in ("ada", "cora", "sula", "sasha", "eve", "mia", "sam", "otto", "olga")
        },
    )


def rows() -> list[Row]:
    """Every page of `tests/doors`."""
    found: list[Row] = []
    for module in pkgutil.iter_modules(doors.__path__):
        found += getattr(importlib.import_module(f"tests.doors.{module.name}"), "ROWS", [])
    return found


def stood_up(row: Row, cast: Any) -> dict[str, Any] | None:
    """What the address of a page needs, made and kept; None where it cannot stand beside what is there already."""
    try:
        with transaction.atomic():
            return row.kwargs(cast) if row.kwargs else {}
    except Exception:  # noqa: BLE001 - each room has its own words for "there is one already"
        return None
