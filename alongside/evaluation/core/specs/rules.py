"""Rows that contradict themselves or each other: set aside, named by line, before any analysis sees them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alongside.evaluation.core.analyses.finding import CannotSay, Condition, Named, named_list
from alongside.evaluation.core.specs.tables import Table


@dataclass(frozen=True)
class Rules:
    """unique: columns that together come once. order: pairs of columns of dates, the first never after the second.
    version: columns that say with which version of an instrument a row was answered. person: whose series it is."""

    unique: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    version: tuple[str, ...] = ()
    person: str = ""


def apply(table: Table, rules: Rules) -> Table:
    """The table without the rows that the rules set aside."""
    for first, second in rules.order:
        table = _in_order(table, first, second)
    if rules.version:
        table = _one_version(table, rules)
    if rules.unique:
        table = _once(table, rules.unique)
    return table


def _day(table: Table, column: str, line: int, cell: str) -> date:
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        raise CannotSay(
            Named.NOT_A_NUMBER,
            f"{table.name}, line {line}, column {column}: {cell!r} is no date.",
            "Write dates as year-month-day, for instance 2026-11-30.",
        ) from None


def _in_order(table: Table, first: str, second: str) -> Table:
    """Rows where something came before what must come first, for instance an answer before its person was born."""
    keep, wrong = [], []
    for line, before, after in zip(table.lines, table.text(first), table.text(second), strict=True):
        fine = not before or not after or _day(table, first, line, before) <= _day(table, second, line, after)
        keep.append(fine)
        if not fine:
            wrong.append(line)
    if not wrong:
        return table
    return table.kept(
        keep,
        Condition(
            Named.BEFORE_BIRTH,
            f"In {len(wrong)} rows {second} lies before {first}, which cannot be: lines {named_list(wrong)}.",
            "These rows were set aside; the dates need looking up.",
        ),
    )


def _one_version(table: Table, rules: Rules) -> Table:
    """Series in which two versions of an instrument come together say nothing of change."""
    columns = [table.text(column) for column in rules.version]
    people = table.text(rules.person) if rules.person else [str(number) for number in range(len(table))]
    seen: Mapping[str, set[str]] = defaultdict(set)
    for person, *versions in zip(people, *columns, strict=True):
        seen[person].update(version for version in versions if version)
    mixed = {person for person, versions in seen.items() if len(versions) > 1}
    kinds = sorted({version for versions in seen.values() for version in versions})
    if len(kinds) < 2:
        return table
    words = f"Two versions of an instrument come in one series ({named_list(kinds)}): {len(mixed)} people answered both."
    still = "Those people were set aside. The others answered one version each; compare versions only if they are equivalent."
    keep = [person not in mixed for person in people]
    return table.kept(keep, Condition(Named.TWO_VERSIONS, words, still))


def _once(table: Table, unique: Sequence[str]) -> Table:
    """Copies of a row count once; rows of one key that differ are all set aside, for nobody can say which is right."""
    keys = list(zip(*(table.text(column) for column in unique), strict=True))
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        places[key].append(number)
    drop: set[int] = set()
    copies, clashes = [], []
    for key, numbers in places.items():
        if len(numbers) < 2:
            continue
        if len({table.rows[number] for number in numbers}) == 1:
            drop.update(numbers[1:])
            copies.append(key)
        else:
            drop.update(numbers)
            clashes.append(key)
    told = [
        _doubled(table, unique, copies, "are copies of each other", "Each counts once."),
        _doubled(
            table,
            unique,
            clashes,
            "differ, and nobody can say which is right",
            "All of them were set aside; look them up.",
        ),
    ]
    keep = [number not in drop for number in range(len(table))]
    return table.kept(keep, *(each for each in told if each is not None)) if drop else table


def _doubled(
    table: Table, unique: Sequence[str], keys: Sequence[tuple[str, ...]], what: str, still: str
) -> Condition | None:
    if not keys:
        return None
    shown = named_list(" ".join(key) for key in keys)
    words = f"{table.name}: more than one row for the same {' and '.join(unique)} ({shown}); these {what}."
    return Condition(Named.DUPLICATE_ROWS, words, still)
