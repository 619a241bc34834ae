"""How the door for words does for each text, and the desk when much waits.

`python -m benchmarks.words` prints a table: the whole of the door for one text (cleaning, reading, storing), and the desk's page with 10 and
with 10,000 items. It fails where the page asks the database more for many than for few. Time is the processor's with SQLite.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.people.models import Person
from alongside.programmes import actions
from alongside.programmes.core.library import published
from alongside.programmes.models import Participant, Programme
from alongside.roles.permissions import Role
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.core.triage.figures import labelled_posts
from alongside.safeguarding.core.triage.reading import shipped_rules
from alongside.safeguarding.models import Incoming
from benchmarks.ground import empty_database, machine, signed_in, table

SET = Path(__file__).parent.parent / "tests/safeguarding/core/triage/development_set.txt"
FEW, MANY = 10, 10_000
TIMES = 5


def main() -> int:
    with empty_database():
        programme, lead, member = _ground()
        door = _door(programme, member)
        few, many = _desk(programme, lead, member, FEW), _desk(programme, lead, member, MANY)
    print(f"Measured on {machine()}.\n")
    rows = [
        ["the door for one text, middle", f"{statistics.median(door):.1f} ms", ""],
        ["the door for one text, 99 of 100 within", f"{statistics.quantiles(door, n=100)[98]:.1f} ms", ""],
        [f"the desk with {FEW} items", f"{few[0]:.0f} ms", str(few[1])],
        [f"the desk with {MANY:,} items", f"{many[0]:.0f} ms", str(many[1])],
    ]
    print(table(["What", "Time", "Queries"], rows))
    return 1 if many[1] > few[1] + 2 else 0


def _ground() -> tuple[Programme, Person, Participant]:
    ada = Person.objects.create_user(email="ada@example.org", name="Ada")
    lead = Person.objects.create_user(email="lena@example.org", name="Lena")
    organisation = actions.found_organisation(name="Harbour", by=ada)
    programme = actions.create_programme(
        organisation=organisation,
        definition_text=published()[0].text,
        name="Harbour",
        discreet_name="Tuesdays",
        by=ada,
    )
    actions.grant_role(person=lead, organisation=organisation, role=Role.SAFEGUARDING_LEAD, by=ada)
    return programme, lead, actions.add_participant(organisation=organisation, by=ada, name="Mia Marlowe")


def _door(programme: Programme, member: Participant) -> list[float]:
    posts = labelled_posts(SET.read_text(encoding="utf-8"), shipped_rules().policy.by_id)
    row, took = member, []
    for post in posts[:200]:
        row.notes = post.text
        begun = time.process_time()
        take_in(row, "notes", programme=programme, by=None, writer=member)
        took.append((time.process_time() - begun) * 1000)
    return took


def _desk(programme: Programme, lead: Person, member: Participant, number: int) -> tuple[float, int]:
    Incoming.objects.all().delete()
    now = timezone.now()
    Incoming.objects.bulk_create(
        (
            Incoming(
                programme=programme,
                subject=f"measures.goal:{each}",
                field="words",
                digest=f"{each:064}",
                writer=member,
                words="I'm a burden",
                lane="P2",
                desk="leads",
                due_at=now + timedelta(minutes=each),
            )
            for each in range(number)
        ),
        batch_size=500,
    )
    client, address = signed_in(lead), reverse("safeguarding:words_to_read", args=[programme.ref])
    took = []
    for _time in range(TIMES):
        begun = time.process_time()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        took.append((time.process_time() - begun) * 1000)
    return statistics.median(took), len(asked)


if __name__ == "__main__":
    sys.exit(main())
