"""Rows per second of the spreadsheet import, the whole way, against reading the same file with openpyxl alone.

`python -m benchmarks.imports [rows]` prints a Markdown table. The whole way is what a coordinator starts: the file is
sent, every cell checked, duplicates looked for, and the rows brought in, with their audit lines, by the same steps
that the worker takes one after another.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from django.db import connection, transaction
from openpyxl import Workbook, load_workbook

from alongside.enrolment.actions.spreadsheets import bring_in, map_columns, upload_spreadsheet
from alongside.enrolment.actions.steps import take_step
from alongside.enrolment.models import SpreadsheetImport
from alongside.programmes.models import Member
from benchmarks.crowd import FIRST, LAST, people
from benchmarks.ground import empty_database, machine, table

ROWS = 5_000
HEADINGS = [
    "Full name",
    "Known as",
    "Date of birth",
    "Phone",
    "E-mail",
    "Postcode area",
    "Best way to reach them",
    "Notes",
]


def workbook(rows: int, seed: int = 1) -> bytes:
    """A sheet of made-up people; in one row of fifty something is wrong."""
    dice, made = Random(seed), Workbook(write_only=True)
    sheet = made.create_sheet("People")
    sheet.append(HEADINGS)
    for number in range(rows):
        first, last = dice.choice(FIRST), dice.choice(LAST)
        born = date(1940, 1, 1) + timedelta(days=dice.randint(0, 22_000))
        telephone = "0161" if number % 50 == 0 else f"0161 496 {number:04d}"
        sheet.append(
            [
                f"{first} {last}-{number}",
                first,
                born.strftime("%d/%m/%Y"),
                telephone,
                f"{first.lower()}{number}@example.org",
                f"M{dice.randint(1, 40)}",
                "phone",
                "Met at the clinic.",
            ]
        )
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def now() -> float:
    """Processor time with SQLite, which works inside the process; the clock's with PostgreSQL."""
    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def seconds(work: Callable[[], object]) -> float:
    begun = now()
    work()
    return now() - begun


def read_alone(data: bytes) -> int:
    """What nobody can be quicker than: every cell read by the library itself."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    return sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))


def all_steps(spreadsheet: SpreadsheetImport) -> None:
    """Every step of the work under way, each in a transaction of its own, as the worker takes them."""
    goes_on = True
    while goes_on:
        with transaction.atomic():
            goes_on = take_step(spreadsheet.pk)


def main(rows: int) -> None:
    with empty_database():
        crowd = people(300, Random(1))
        data, by = workbook(rows), crowd.coordinator
        alone = seconds(lambda: read_alone(data))
        begun = now()
        sent = upload_spreadsheet(
            programme=crowd.programme, data=data, filename="people.xlsx", as_supporters=False, by=by
        )
        map_columns(spreadsheet=sent, mapping=sent.mapping, day_first=True, by=by)
        checked = seconds(lambda: all_steps(sent))
        sent.refresh_from_db()
        bring_in(spreadsheet=sent, by=by)
        brought = seconds(lambda: all_steps(sent))
        whole = now() - begun
        came = Member.objects.filter(programme=crowd.programme).count() - len(crowd.members)
        lines = [
            ("openpyxl alone, reading only", alone),
            ("sent and checked", whole - brought),
            ("of it, checking", checked),
            ("brought in", brought),
            ("the whole way", whole),
        ]
        print(
            table(
                ["Step", "Seconds", "Rows a second", "Times openpyxl alone"],
                [[what, f"{took:.1f}", f"{rows / took:.0f}", f"{took / alone:.1f}"] for what, took in lines],
            )
        )
        print(f"\n{rows:,} rows, of which {came:,} came in. {machine()}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
