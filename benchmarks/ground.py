"""What every benchmark stands on: an empty database, somebody signed in, a table, and a word on the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import (
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)

from alongside.people.models import Person


@contextmanager
def empty_database() -> Iterator[None]:
    """A migrated database for this benchmark alone."""
    setup_test_environment(debug=False)
    try:
        if connection.vendor == "sqlite":
            call_command("migrate", verbosity=0)
            yield
            connections.close_all()
        else:
            kept = setup_databases(verbosity=0, interactive=False)
            yield
            teardown_databases(kept, verbosity=0)
    finally:
        teardown_test_environment()


def signed_in(person: Person) -> Client:
    """A browser in which somebody has signed in by one click, as in a demonstration."""
    client = Client(raise_request_exception=True)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["demo_sign_in"] = True
    session.save()
    return client


def machine() -> str:
    """What the numbers were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, Python {platform.python_version()}, {connection.display_name}"


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns after the first hold numbers."""
    lines = [headers, ["---", *["---:"] * (len(headers) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
