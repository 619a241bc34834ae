"""A site in trouble, in a process of its own: one page adds many participants; `visit` prints what a visitor gets.

`busy` meets a second connection that holds the write lock; `full` a disk without room; `session` a lock that is only
there when the session is written, after the deed; `bug` a table that does not exist.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from alongside.common.http import error_page
from alongside.people.models import Person
from alongside.programmes.actions import add_participant, found_organisation
from alongside.programmes.models import Organisation, Participant


def fill_the_disk(database: Path) -> None:
    """No more room than the database and its log take now, and a little."""
    if os.path.ismount(database.parent):
        with suppress(OSError), (database.parent / "filler").open("wb") as file:
            while True:
                file.write(b"x" * 4096)
                file.flush()
    else:
        largest = database.with_name(database.name + "-wal").stat().st_size + 64 * 1024
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))


@transaction.atomic
def add_many() -> None:
    """Enough to need more room than there is; all of it, or nothing."""
    for _number in range(200):
        add_participant(organisation=Organisation.objects.get(), by=None, name="Amina " + "a" * 180)


def view(request: HttpRequest, kind: str) -> HttpResponse:
    if kind == "bug":
        connection.cursor().execute("SELECT * FROM not_there")
    add_many()
    if kind == "session":
        request.session["x"] = 1
        other.execute("BEGIN IMMEDIATE")
    return HttpResponse("done")


urlpatterns = [path("add/<str:kind>/", view)]
handler500 = error_page
database = Path(settings.DATABASES["default"]["NAME"])
other = sqlite3.connect(database, timeout=0.1, isolation_level=None)


def visit(kind: str) -> None:
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    found_organisation(name="Harbour", by=Person.objects.create_user(email="ada@example.org", name="Ada"))
    connection.cursor().execute("PRAGMA busy_timeout = 50")
    if kind == "busy":
        other.execute("BEGIN IMMEDIATE")
    elif kind == "full":
        fill_the_disk(database)
    response = Client(raise_request_exception=False).post(f"/add/{kind}/")
    if other.in_transaction:
        other.rollback()
    connection.close()
    answer = {
        "status": response.status_code,
        "page": response.content.decode(),
        "retry": response.headers.get("Retry-After"),
        "kept": Participant.objects.count(),
        "whole": connection.cursor().execute("PRAGMA integrity_check").fetchone()[0],
    }
    sys.stdout.write(json.dumps(answer))
