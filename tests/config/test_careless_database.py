"""A real site refuses a database that may lose what it acknowledged; SQLite is told not to."""

from __future__ import annotations

import pytest
from django.db import connection

from alongside.web.queries.home import why_not_to_start, why_writes_may_be_lost
from tests.prepared import alongside

SHOW = (
    "from django.db import connection as c; q = lambda p: c.cursor().execute('PRAGMA ' + p).fetchone()[0]; "
)


def test_sqlite_keeps_what_it_acknowledged_through_a_power_cut(tmp_path) -> None:
    words = f"{SHOW}print(q('journal_mode'), q('synchronous'))"
    done = alongside("shell", "--no-imports", "-c", words, ALONGSIDE_DATA=str(tmp_path))
    assert done.stdout.strip() == "wal 2"  # 2 is FULL


@pytest.mark.django_db
@pytest.mark.postgres
def test_real_site_refuses_a_postgresql_that_may_lose_what_it_acknowledged(settings) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("these are settings of PostgreSQL")
    connection.cursor().execute("SET LOCAL synchronous_commit = off")
    assert "synchronous_commit" in why_writes_may_be_lost()
    settings.DEMO = False
    assert "PostgreSQL may lose what people wrote" in why_not_to_start()
    settings.DEMO = True
    assert why_not_to_start() == ""
