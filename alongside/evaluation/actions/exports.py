"""Taking data out: one ZIP of tables, its dictionary and a letter in plain words, recorded before it leaves."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.audit import actions as audit
from alongside.evaluation.core.changes import ANALYSIS, specification
from alongside.evaluation.core.cloak import Cloak
from alongside.evaluation.core.labelled import SCRIPTS
from alongside.evaluation.core.tables import DICTIONARY_COLUMNS, Column, csv_lines, dictionary_rows, new_key
from alongside.evaluation.models import Export
from alongside.evaluation.queries.exports import ExportRows, exportable_people
from alongside.evaluation.queries.facts import facts_of
from alongside.evaluation.queries.parts import EVERYBODY
from alongside.evaluation.queries.results import part_named, work_out
from alongside.evaluation.queries.trials import sealed_until
from alongside.people.models import Person
from alongside.programmes.models import Programme

_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can hold: the bytes depend on the data alone


class ExportNeedsReason(Exception):
    """Nobody takes data out without saying what for."""


@dataclass(frozen=True)
class ExportFile:
    """The finished file, at its beginning, and the record of it."""

    file: IO[bytes]
    name: str
    export: Export


def export_data(
    *, programme: Programme, reason: str, shift_dates: bool, by: Person, key: bytes | None = None
) -> ExportFile:
    """Write the data of everybody who agreed to it into one ZIP, without names or words, and record who took it.

    key: the secret behind pseudonyms and moved dates, fresh unless given; the same key and data give the same bytes.
    Raises ExportNeedsReason.
    """
    if not reason.strip():
        raise ExportNeedsReason
    cloak = Cloak(key or new_key(), shift_dates)
    today, everybody = timezone.localdate(), part_named(programme, EVERYBODY)
    page = work_out(programme, everybody, today).page
    facts = facts_of(programme, everybody, today)
    export = ExportRows(programme, cloak, exportable_people(programme), page, facts, sealed_until(programme))
    # Closed by the answer that sends it, or here if it never comes to that; the system then forgets it.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        rows = _write(file, export)
        content_hash = _hash(file)
        record = _record(programme, reason.strip(), by, rows, content_hash, shift_dates=shift_dates)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return ExportFile(file, f"{programme.ref}-{content_hash[:12]}.zip", record)


@transaction.atomic
def _record(
    programme: Programme, reason: str, by: Person, rows: int, content_hash: str, *, shift_dates: bool
) -> Export:
    record = Export.objects.create(
        programme=programme,
        made_by=by,
        reason=reason,
        dates_shifted=shift_dates,
        rows=rows,
        content_hash=content_hash,
    )
    audit.record(
        "data_exported",
        by=by,
        subject=record,
        reason=reason,
        rows=rows,
        dates_shifted=shift_dates,
        content_hash=content_hash,
    )
    return record


def _write(file: IO[bytes], export: ExportRows) -> int:
    written = 0
    with ZipFile(file, "w") as archive:
        _add(archive, "README.txt", [_letter(export)])
        _add(archive, "dictionary.csv", _dictionary(export))
        for name, script in SCRIPTS.items():
            _add(archive, name, script(export.tables))
        if analysis := specification(export.answers):
            _add(archive, ANALYSIS, analysis)
        for table in export.tables:
            lines = csv_lines(export.rows(table.name), table.columns)
            written += _add(archive, f"{table.name}.csv", lines) - 1
    return written


def _add(archive: ZipFile, name: str, lines: Iterable[str]) -> int:
    """Write a file line by line; return how many lines it has."""
    about = ZipInfo(name, date_time=_WHEN)
    about.compress_type = ZIP_DEFLATED
    count = 0
    with archive.open(about, "w") as target:
        for line in lines:
            target.write(line.encode())
            count += 1
    return count


def _dictionary(export: ExportRows) -> Iterator[str]:
    rows = ({"table": table.name, **row} for table in export.tables for row in dictionary_rows(table.columns))
    return csv_lines(rows, [Column("table", ""), *(Column(name, "") for name in DICTIONARY_COLUMNS)])


def _hash(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a plain binary file


def _letter(export: ExportRows) -> str:
    """The README: what is in the file, what is not, and what a reader owes the people in it."""
    dates = (
        _(
            "All dates of one person are moved by the same number of days, a different number for each person. The time "
            "between two dates of one person is right; the calendar is not. Dates of a match and its contacts move with "
            "the person named in the match's row, so they cannot be compared with the other person's own dates."
        )
        if export.cloak.shift
        else _("Dates are the real ones. They can help somebody to recognise a person: keep them close.")
    )
    sealed = (
        _(
            "A trial is under way, and outcomes open on %(day)s. What members answered after the beginning is left out until "
            "then."
        )
        % {"day": export.sealed_until.isoformat()}
        if export.sealed_until
        else ""
    )
    paragraphs = [
        _("What this is"),
        _(
            "One table for each file. dictionary.csv says what each column means, its unit, its codes and what an empty "
            "cell means. Text files are UTF-8, with commas; yes and no are 1 and 0. read.R, read.sps and read.do read the "
            "tables into R, SPSS and Stata with the meaning of every column and code."
        ),
        "\n".join(f"* {table.name}.csv: {table.meaning}." for table in export.tables),
        _(
            "analysis.toml asks for the changes of the result page, from the tables of changes. With Alongside on your "
            "computer, this does them again: alongside evaluate analysis.toml. To keep data, questions, versions and "
            "numbers together, so that others can check them: alongside bundle make analysis.toml."
        ),
        _("Who is in it"),
        _(
            "Only people who agreed that their data may be used to learn from, and who have not taken that back. Everybody "
            "else is in flow.csv as a number only. Small groups in flow.csv are hidden."
        ),
        _("What is not in it"),
        _(
            "No names, no addresses, no telephone numbers, no dates of birth and nothing that anybody wrote. People have "
            "made-up names that mean nothing outside this file; another export gives them other names."
        ),
        sealed,
        _("Dates"),
        dates,
        _("How to read it"),
        _(
            "There is no comparison group: these data describe what was done and how people changed, not why. People who "
            "share a supporter are not separate experiments. Contacts and check-in ratings are no outcomes: people who "
            "have more contact may be doing better or worse."
        ),
        _("Please"),
        _(
            "These rows are still about real people. Keep the file safe, use it for the reason you gave, do not try to "
            "find out who somebody is, and delete it when you are done."
        ),
    ]
    return "\n\n".join(words for words in paragraphs if words) + "\n"
