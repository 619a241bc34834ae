"""Time, queries and size of every desk and list in programmes of 300, 3,000 and 30,000 people.

`python -m benchmarks.pages [size ...]` prints a Markdown table. The number of queries must not grow with the people;
the time must not grow with people who are not on the page.

SQLite works inside the process, so there the time is the processor's, which other work on the machine does not
stretch. With PostgreSQL it is the clock's.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.evaluation.actions.results import ask_for_result, work_out_result_job
from alongside.evaluation.queries.results import part_named
from alongside.people.models import Person
from benchmarks.crowd import Crowd
from benchmarks.ground import empty_database, machine, signed_in, table
from benchmarks.story import living_programme

SIZES = (300, 3_000, 30_000)
TIMES = 5
COORDINATOR, SUPERVISOR, LEAD, EVALUATOR = "coordinator", "supervisor", "lead", "evaluator"
PAGES = {
    "web:today": COORDINATOR,
    "web:to_pass_on": COORDINATOR,
    "enrolment:people": COORDINATOR,
    "training:supporters": COORDINATOR,
    "training:supervision": SUPERVISOR,
    "matching:matching": COORDINATOR,
    "matching:relationships": COORDINATOR,
    "safeguarding:desk": LEAD,
    "support_sessions:follow_up": COORDINATOR,
    "measures:to_ask": COORDINATOR,
    "evaluation:results": EVALUATOR,
}


@dataclass(frozen=True)
class Measured:
    """One page at one size: the middle of five times in milliseconds, queries, and thousands of bytes of HTML."""

    milliseconds: float
    queries: int
    kilobytes: float


def clock() -> Callable[[], float]:
    """The processor's time, or with PostgreSQL the wall's, in seconds."""
    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def measured(address: str, person: Person) -> Measured:
    client = signed_in(person)
    now = clock()
    times = []
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    queries = len(asked)  # before the next request forgets them
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    for _time in range(TIMES):
        begun = now()
        answer = client.get(address)
        times.append(now() - begun)
    return Measured(statistics.median(times) * 1000, queries, len(answer.content) / 1000)


def work_out_result(crowd: Crowd) -> float:
    """Seconds that the job takes to work out the result of everybody; its page shows what the job kept."""
    asked = ask_for_result(
        programme=crowd.programme, part=part_named(crowd.programme, ""), by=crowd.evaluator
    )
    now = clock()
    begun = now()
    work_out_result_job.call(asked.pk)
    return now() - begun


def staff_of(crowd: Crowd) -> dict[str, Person]:
    """Who looks at the pages, by role."""
    return {
        COORDINATOR: crowd.coordinator,
        SUPERVISOR: crowd.supervisors[0],
        LEAD: crowd.lead,
        EVALUATOR: crowd.evaluator,
    }


def all_pages(crowd: Crowd) -> dict[str, Measured]:
    """Each page as its reader gets it."""
    ref, who = crowd.programme.ref, staff_of(crowd)
    return {name: measured(reverse(name, kwargs={"ref": ref}), who[role]) for name, role in PAGES.items()}


def main(sizes: list[int]) -> None:
    found: dict[str, list[str]] = {name: [] for name in PAGES}
    results: list[list[str]] = []
    with empty_database():
        for size in sizes:
            crowd = living_programme(size)
            results.append([f"{size:,}", f"{work_out_result(crowd):.1f}"])
            for name, one in all_pages(crowd).items():
                found[name] += [f"{one.milliseconds:.0f}", str(one.queries), f"{one.kilobytes:.0f}"]
        words = machine()
    headers = ["Page", *(f"{size:,}: {what}" for size in sizes for what in ("ms", "queries", "KB"))]
    print(table(headers, [[f"`{name}`", *cells] for name, cells in found.items()]))
    print(f"\n{table(['People in the programme', 'Seconds to work out a result'], results)}\n\n{words}")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or list(SIZES))
