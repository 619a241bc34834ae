"""Sheets of answers scored line by line, and written out again as CSV or JSON."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from .answer_sheet import Remark, Row, Sheet, UnreadableSheet, code_of, columns_for
from .attainment import LEVELS
from .goals import attainment_t
from .scoring import Score, score

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from .instrument import Instrument

PERSON, GOAL, LEVEL, WEIGHT = "person", "goal", "attained", "weight"


@dataclass(frozen=True)
class Scored:
    """What came of one line by one instrument; `alarms` names questions whose answer may mean danger."""

    row: Row
    score: Score
    alarms: tuple[str, ...]
    unanswered_alarms: tuple[str, ...]


@dataclass(frozen=True)
class ScoredSheet:
    """All scores of a sheet, what could not be read in it, and the headings that are not questions."""

    scores: tuple[Scored, ...]
    remarks: tuple[Remark, ...]
    kept: tuple[str, ...]


def score_sheet(
    sheet: Sheet, chosen: Sequence[Instrument], *, missing: Collection[str] = (), prefix: str = ""
) -> ScoredSheet:
    """Score each row by each of the instruments.

    A cell that cannot be read is a remark, and counts as missing. Raises `UnreadableSheet` if the columns of an
    instrument cannot be told.
    """
    scores: list[Scored] = []
    remarks: list[Remark] = []
    columns = columns_for(chosen, sheet.headings, prefix=prefix)
    for one in chosen:
        for row in sheet.rows:
            answers: dict[str, int | None] = {}
            for item_id, heading in columns[one.id].items():
                try:
                    answers[item_id] = code_of(one, item_id, row.cells[heading], missing)
                except ValueError as error:
                    remarks.append(Remark(row.line, heading, str(error)))
            scores.append(
                Scored(row, score(one, answers), one.alarming(answers), one.unanswered_alarms(answers))
            )
    questions = {heading for own in columns.values() for heading in own.values()}
    kept = tuple(heading for heading in sheet.headings if heading and heading not in questions)
    if kept:
        remarks += _copies(sheet)
    return ScoredSheet(tuple(scores), tuple(remarks), kept)


def _copies(sheet: Sheet) -> list[Remark]:
    """Lines that repeat an earlier one in every cell, also in those that say who answered."""
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for row in sheet.rows:
        first = seen.setdefault(tuple(row.cells.values()), row.line)
        if first != row.line:
            found.append(Remark(row.line, "", f"repeats line {first} in every cell; both were scored."))
    return found


def as_csv(found: ScoredSheet) -> str:
    """A line for each score, with the columns of the sheet that are not questions; in `alarm`, a question whose
    answer may mean danger, with a question mark where it was left out."""
    headings = ["line", *found.kept, "instrument", "score", "prorated", "answered", "missing", "why_not"]
    return csv_text(
        [*headings, "alarm", "version", "language", "scorer", "hash"],
        (
            [each.row.line, *(each.row.cells[heading] for heading in found.kept), *_result(each)]
            for each in found.scores
        ),
    )


def _result(each: Scored) -> list[Any]:
    one = each.score
    value = "" if one.value is None else repr(float(one.value))
    alarm = " ".join([*each.alarms, *(f"{item}?" for item in each.unanswered_alarms)])
    how = [int(one.prorated), one.answered, one.missing, one.reason or "", alarm]
    origin = [one.instrument_version, one.language, one.scorer_version, one.instrument_hash]
    return [one.instrument_id, value, *how, *origin]


def as_json(found: ScoredSheet) -> str:
    """The same with every number unrounded, and what could not be read."""
    scores = [
        {
            "line": each.row.line,
            "cells": dict(each.row.cells),
            **asdict(each.score),
            "alarms": each.alarms,
            "unanswered_alarms": each.unanswered_alarms,
        }
        for each in found.scores
    ]
    remarks = [asdict(remark) for remark in found.remarks]
    return json.dumps({"scores": scores, "remarks": remarks}, indent=2, ensure_ascii=False) + "\n"


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A CSV file's text with line feeds alone."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue()


def attainment_by_person(sheet: Sheet) -> tuple[dict[str, float], tuple[Remark, ...]]:
    """The T score of goal attainment of everybody in a sheet of goals: person, goal, attained and perhaps weight.

    Whoever has a goal that cannot be read gets no score, and a remark. Raises `UnreadableSheet` without the columns.
    """
    for heading in (PERSON, GOAL, LEVEL):
        if heading not in sheet.headings:
            raise UnreadableSheet(
                f'There is no column "{heading}". Goals need {PERSON}, {GOAL}, {LEVEL} and perhaps {WEIGHT}.'
            )
    levels: dict[str, dict[str, int]] = {}
    weights: dict[str, dict[str, float]] = {}
    remarks: list[Remark] = []
    for row in sheet.rows:
        person, goal = row.cells[PERSON], row.cells[GOAL]
        own, weigh = levels.setdefault(person, {}), weights.setdefault(person, {})
        try:
            own[goal], weigh[goal] = _level(row, own), _weight(row)
        except ValueError as error:
            column, words = error.args
            remarks.append(Remark(row.line, column, words))
            own[goal] = 99
    scores = {
        person: attainment_t(own, weights[person])
        for person, own in levels.items()
        if all(level in LEVELS for level in own.values())
    }
    return scores, tuple(remarks)


def _level(row: Row, own: Collection[str]) -> int:
    if row.cells[GOAL] in own:
        raise ValueError(GOAL, f'"{row.cells[GOAL]}" stands there twice for this person.')
    try:
        level = int(row.cells[LEVEL])
    except ValueError:
        level = 99
    if level not in LEVELS:
        raise ValueError(LEVEL, f'"{row.cells[LEVEL]}" is not a level; there are -2, -1, 0, 1 and 2.')
    return level


def _weight(row: Row) -> float:
    cell = row.cells.get(WEIGHT, "")
    try:
        weight = float(cell.replace(",", ".")) if cell else 1.0
    except ValueError:
        weight = 0.0
    if not 0 < weight < float("inf"):
        raise ValueError(WEIGHT, f'"{cell}" is not a weight: write a number above zero, or leave it empty.')
    return weight
