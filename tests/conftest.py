"""The cast: always the same people, so that a test of who may do what is one sentence.

Organisation *Harbour* runs the programme `coaching` (peer coaching, supporters and members) and `pairs` (mutual):
ada administers, cora coordinates, sula supervises, sasha leads safeguarding, eve evaluates; mia is a member, sam a
peer supporter. *Elsewhere* is another organisation, where otto coordinates and olga is a member. Nobody is anybody.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import hypothesis
import pytest
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from alongside.people.models import Person
from alongside.programmes.models import Member, Organisation, Participant, PeerSupporter, Programme
from alongside.safeguarding.core.triage import IN_TIME
from tests import factories
from tests.browser import opened
from tests.prepared import DATABASE, migrated_site

# The browser tests of playwright drive an event loop in the thread that also talks to the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


# A shared, noisy machine is no failure of the code: examples are counted, not timed.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], max_examples=60
)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run: playwright cannot open a second beside it."""
    with opened() as chromium:
        yield chromium


@dataclass
class Cast:
    harbour: Organisation
    elsewhere: Organisation
    coaching: Programme
    pairs: Programme
    elsewhere_coaching: Programme
    ada: Person
    cora: Person
    sula: Person
    sasha: Person
    eve: Person
    mia: Person
    sam: Person
    otto: Person
    olga: Person
    mia_member: Member
    sam_supporter: PeerSupporter
    olga_member: Member
    mia_participant: Participant
    sam_participant: Participant
    people: dict[str, Person] = field(default_factory=dict)

    def client(self, name: str | None) -> Client:
        """A browser in which the named person is signed in (nobody, for None), as by one click in a demonstration.

        So nobody is asked for a second lock; the tests of people and programmes see to that.
        """
        client = Client()
        if name:
            client.force_login(
                self.people[name], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            session = client.session
            session["demo_sign_in"] = True
            session.save()
        return client


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[bool]:
    """On SQLite the database of the tests is a copy of one that is migrated already; pytest-django finds it there."""
    if connection.vendor != "sqlite":
        yield bool(request.config.getoption("reuse_db"))
        return
    shutil.copyfile(migrated_site(tmp_path_factory) / DATABASE, connection.creation._get_test_db_name())
    yield True
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True, scope="session")
def _flush_past_append_only() -> None:
    """Let the tests empty tables of SQLite whose triggers refuse every deletion: the flush lays them aside."""
    if connection.vendor != "sqlite":
        return
    # Each thread, and whatever runs beside a browser, has a connection of its own.
    operations = type(connection.ops)
    flush = operations.sql_flush

    def flush_without_triggers(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        aside = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        return [*aside, *flush(self, *args, **kwargs), *(sql for _name, sql in triggers)]

    operations.sql_flush = flush_without_triggers


@pytest.fixture(autouse=True, scope="session")
def _patient_triage() -> None:
    """A crowded machine is no failure of the code: triage has as long as it needs, where a test does not say otherwise."""
    IN_TIME.seconds = 60.0


@pytest.fixture
def cast(db: None) -> Cast:
    return factories.whole_cast()


@pytest.fixture
def today() -> date:
    return date(2026, 11, 22)
