"""A folder of CSV files, read into the data that JSON would hold; each value keeps the line and column it stood in.

``seekers.csv`` and ``supporters.csv`` have a row for each person; ``exclusions.csv``, ``kept.csv`` and
``settings.csv`` may be left out. Comma, semicolon and tab are understood between cells.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from alongside.matching.core.files import grammar
from alongside.matching.core.files.faults import Faults, Place
from alongside.matching.core.files.grammar import NotThisGrammar, Raw
from alongside.matching.core.files.persons import PERSON, SEEKER, SUPPORTER
from alongside.matching.core.files.text import text_of
from alongside.matching.core.files.values import suggestion, told
from alongside.matching.core.people import Strength, TraitKind

STRENGTHS = tuple(strength.value for strength in Strength)
LISTS = ("languages", "modalities", "availability", "communities", "topics", "shown", "groups")
NUMBERS = ("waiting_days", "capacity", "load")
SETTINGS = ("timezone", "week_of")
PERSON_COLUMNS = tuple(name for name in PERSON if name not in {"traits", "wishes"})


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class _Folder:
    """What was read, and where each thing stood."""

    name: str
    faults: Faults
    traits: dict[str, dict[str, Raw]] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    lines: dict[tuple[str, int], int] = field(default_factory=dict)
    wish_columns: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def where(self, path: tuple[str | int, ...]) -> str:
        """A path of the data in the words of a spreadsheet."""
        if path and path[0] == "traits":
            keys = list(self.headings.values())
            at = path[1] if len(path) > 1 else 0
            return keys[at] if isinstance(at, int) and at < len(keys) else ""
        if len(path) < 2 or not isinstance(path[1], int):
            return f"{path[0]}.csv" if path else ""
        sheet = str(path[0])
        line = self.lines.get((sheet, path[1]), 1)
        return f"{sheet}.csv, line {line}{self._column(sheet, path)}"

    def _column(self, sheet: str, path: tuple[str | int, ...]) -> str:
        steps = path[2:]
        if not steps:
            return ""
        if steps[0] == "wishes":
            position = steps[1] if len(steps) > 1 and isinstance(steps[1], int) else -1
            column = self.wish_columns.get((sheet, int(path[1]), position))
            return f", column {column}" if column else ", columns must and not_this"
        if steps[0] == "traits" and len(steps) > 1:
            return f", column trait:{steps[1]}"
        return "" if isinstance(steps[0], int) else f", column {steps[0]}"


def raw_from_folder(name: str) -> tuple[Raw, Place]:
    """The data of the files in a folder, and the place for its faults. Raises Unreadable where a file is no CSV."""
    folder = _Folder(name, Faults(name))
    for sheet in ("seekers", "supporters"):
        if not (Path(name) / f"{sheet}.csv").is_file():
            folder.faults.add(
                "", f"This folder has no {sheet}.csv. Add it; a first line with headings is enough."
            )
    folder.faults.stop_if_any()
    rows = {
        "seekers": _people(folder, "seekers", (*PERSON_COLUMNS, *SEEKER[len(PERSON) :], *STRENGTHS)),
        "supporters": _people(folder, "supporters", (*PERSON_COLUMNS, *SUPPORTER[len(PERSON) :], *STRENGTHS)),
    }
    raw: dict[str, Raw] = dict(_settings(folder))
    raw["traits"] = list(folder.traits.values())
    for sheet, found in rows.items():
        raw[sheet] = [_person(folder, sheet, index, row) for index, row in enumerate(found)]
    raw["exclusions"] = _pairs(folder, "exclusions", ("first", "second"))
    raw["kept"] = _pairs(folder, "kept", ("seeker", "supporter"))
    return raw, Place(folder.faults, folder.where)


def _sheet(folder: _Folder, sheet: str, heading: Callable[[str, str], str]) -> list[_Row]:
    """The rows of one file by their headings; an empty row is none. ``heading`` says what a heading stands for."""
    path = Path(folder.name) / f"{sheet}.csv"
    table = list(_lines(folder, sheet, text_of(str(path))))
    if not table:
        folder.faults.add(f"{sheet}.csv", "This file is empty. Begin with a line of headings.")
        return []
    names = [heading(sheet, cell.strip()) for cell in table[0][1]]
    for name in {name for name in names if name and names.count(name) > 1}:
        folder.faults.add(
            f"{sheet}.csv, line {table[0][0]}", f"The column {told(name)} comes twice. Leave one."
        )
    rows: list[_Row] = []
    for line, cells in table[1:]:
        if len(cells) > len(names):
            folder.faults.add(
                f"{sheet}.csv, line {line}",
                f"There are {len(cells)} cells for {len(names)} headings. Put a cell that holds a comma in quotes.",
            )
        named = {
            name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell.strip()
        }
        if named:
            folder.lines[sheet, len(rows)] = line
            rows.append(_Row(line, named))
    return rows


def _lines(folder: _Folder, sheet: str, text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=between, strict=True)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        folder.faults.add(f"{sheet}.csv, line {reader.line_num}", f"This is not CSV: {error}.")
        folder.faults.stop_if_any()


def _people(folder: _Folder, sheet: str, known: tuple[str, ...]) -> list[_Row]:
    def heading(sheet: str, text: str) -> str:
        if text.startswith("trait:"):
            return _trait_column(folder, sheet, text)
        if text and text not in known:
            folder.faults.add(
                f"{sheet}.csv, line 1",
                f"There is no column {told(text)}. {suggestion(text, (*known, 'trait:'))}",
            )
            return ""
        return text

    return _sheet(folder, sheet, heading)


def _trait_column(folder: _Folder, sheet: str, text: str) -> str:
    trait = grammar.trait_from_heading(text)
    key = str(trait["key"])
    known = folder.traits.setdefault(key, trait)
    folder.headings.setdefault(key, f"{sheet}.csv, line 1, column {text}")
    if known != trait:
        folder.faults.add(
            f"{sheet}.csv, line 1",
            f"The column {told(text)} says something else than in seekers.csv. Write the same heading in both.",
        )
    return f"trait:{key}"


def _person(folder: _Folder, sheet: str, index: int, row: _Row) -> Raw:
    raw: dict[str, Raw] = {"traits": {}, "wishes": []}
    traits, wishes = raw["traits"], raw["wishes"]
    assert isinstance(traits, dict)
    assert isinstance(wishes, list)
    for column, cell in row.cells.items():
        try:
            if column.startswith("trait:"):
                key = column.removeprefix("trait:")
                traits[key] = _trait_value(cell, folder.traits[key])
            elif column in STRENGTHS:
                for wish in grammar.wishes(cell, Strength(column)):
                    folder.wish_columns[sheet, index, len(wishes)] = column
                    wishes.append(_in_words(wish, folder))
            else:
                raw[column] = _plain_value(column, cell)
        except NotThisGrammar as error:
            folder.faults.add(f"{sheet}.csv, line {row.line}, column {column}", str(error))
    return raw


def _trait_value(cell: str, trait: dict[str, Raw]) -> Raw:
    if trait["kind"] == TraitKind.NUMBER.value:
        return grammar.whole(cell)
    return [*grammar.pieces(cell)] if trait["kind"] == TraitKind.MANY.value else cell


def _in_words(wish: dict[str, Raw], folder: _Folder) -> dict[str, Raw]:
    """A wish about words for which a number is just a word."""
    trait = folder.traits.get(str(wish["trait"]), {})
    if isinstance(wish["values"], int) and trait.get("kind") != TraitKind.NUMBER.value:
        return {**wish, "values": [str(wish["values"])]}
    return wish


def _plain_value(column: str, cell: str) -> Raw:
    if column in LISTS:
        return [*grammar.pieces(cell)]
    if column in NUMBERS:
        return grammar.whole(cell)
    return grammar.amounts(cell) if column == "held_for" else cell


def _pairs(folder: _Folder, sheet: str, columns: tuple[str, str]) -> Raw:
    if not (Path(folder.name) / f"{sheet}.csv").is_file():
        return []
    rows = _sheet(folder, sheet, _heading_among(folder, columns))
    return [[row.cells.get(column, "") for column in columns] for row in rows]


def _settings(folder: _Folder) -> Iterator[tuple[str, Raw]]:
    if not (Path(folder.name) / "settings.csv").is_file():
        return
    for row in _sheet(folder, "settings", _heading_among(folder, ("setting", "value"))):
        name = row.cells.get("setting", "")
        if name not in SETTINGS:
            where = f"settings.csv, line {row.line}"
            folder.faults.add(where, f"There is no setting {told(name)}. {suggestion(name, SETTINGS)}")
        else:
            yield name, row.cells.get("value", "")


def _heading_among(folder: _Folder, known: tuple[str, ...]) -> Callable[[str, str], str]:
    def heading(sheet: str, text: str) -> str:
        if text and text not in known:
            where = f"{sheet}.csv, line 1"
            folder.faults.add(where, f"There is no column {told(text)}. {suggestion(text, known)}")
        return text

    return heading
