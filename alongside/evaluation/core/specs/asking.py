"""One analysis as it was asked for: its settings read by name and kind, none of them overlooked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Finding,
    Named,
    named_list,
)
from alongside.evaluation.core.analyses.matrix import Values
from alongside.evaluation.core.analyses.studies import LARGEST
from alongside.evaluation.core.change import FEWEST_FOR_INTERVAL, HigherIs
from alongside.evaluation.core.specs.tables import Table, check_spelling, looks_missing

GROUPS = frozenset({"arm", "group", "supporter", "cluster"})
"""Settings that name a column of few groups, in which two spellings of one would be two groups."""
COMMON = frozenset({"kind", "name", "data", "only"})
"""Settings that every analysis may have, and that are read before it."""


def _as_word(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@dataclass
class Asked:
    """The settings of one analysis, and the table that it reads. What is read is noted, so that a setting which nothing
    reads can be told; so are conditions met on the way."""

    settings: Mapping[str, Any]
    source: Table | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    conditions: list[Condition] = field(default_factory=list)

    def narrow(self) -> None:
        """Keep the rows that `only` names, for this analysis; which ones is told beside its numbers."""
        chosen = self.settings.get("only")
        if chosen is None:
            return
        if not isinstance(chosen, Mapping) or not chosen or [] in chosen.values():
            raise CannotSay(
                Named.BAD_SETTING, 'only names columns with the values to keep: only = { wave = ["1", "2"] }.'
            )
        table = self.table
        keep = np.ones(len(table), dtype=bool)
        for column, values in chosen.items():
            wanted = {_as_word(each) for each in (values if isinstance(values, list) else [values])}
            cells = table.text(column)
            if absent := sorted(wanted - set(cells)):
                raise CannotSay(
                    Named.BAD_SETTING,
                    f"No row of {column} is {named_list(absent)}; "
                    f"it holds {named_list(sorted({cell for cell in cells if cell}))}.",
                )
            keep &= np.array([cell in wanted for cell in cells], dtype=bool)
        told = "; ".join(
            f"{column} is {named_list(map(_as_word, values)) if isinstance(values, list) else _as_word(values)}"
            for column, values in chosen.items()
        )
        self.conditions.append(
            Condition(
                Named.ROWS_LEFT_OUT,
                f"{int(keep.sum())} of {len(table)} rows were read, those of which {told}.",
                "The specification asks for these only.",
            )
        )
        self.source = table.kept(list(keep))

    @property
    def table(self) -> Table:
        if self.source is None:
            raise CannotSay(
                Named.BAD_SETTING, "This analysis reads a table, and no file is named under [data]."
            )
        if not len(self.source):
            raise CannotSay(
                Named.NOTHING_LEFT,
                f"{self.source.name} has no rows to read"
                + (" for this analysis." if self.used_only else "."),
                "Nothing can be said without people.",
            )
        return self.source

    @property
    def used_only(self) -> bool:
        return "only" in self.settings

    def has(self, name: str) -> bool:
        return name in self.settings

    def get(self, name: str, default: Any = None) -> Any:
        self.used.add(name)
        return self.settings.get(name, self.defaults.get(name, default))

    def need(self, name: str) -> Any:
        value = self.get(name)
        if value is None:
            raise CannotSay(
                Named.BAD_SETTING, f"The setting {name} is missing.", "Nothing was calculated without it."
            )
        return value

    def word(self, name: str, default: str | None = None) -> str:
        """A setting that is text; without a default it must be there. Numbers are taken as written."""
        value = self.need(name) if default is None else self.get(name, default)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise CannotSay(Named.BAD_SETTING, f"The setting {name} is a word, and not {value!r}.")
        return str(value)

    def maybe_word(self, name: str) -> str | None:
        return self.word(name) if self.get(name) is not None else None

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        value = self.word(name, default)
        if value not in choices:
            raise CannotSay(Named.BAD_SETTING, f"{name} is one of {', '.join(choices)}, and not {value!r}.")
        return value

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """A setting that is a list of words; one word alone is a list of it."""
        value = self.get(name, list(default))
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, Sequence) or not all(
            isinstance(each, str | int | float) for each in listed
        ):
            raise CannotSay(Named.BAD_SETTING, f"The setting {name} is a list of words.")
        return [str(each) for each in listed]

    def number(self, name: str, default: float | None = None) -> float:
        value = self.need(name) if default is None else self.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
            raise CannotSay(Named.BAD_SETTING, f"The setting {name} is a number, and not {value!r}.")
        return float(value)

    def maybe_number(self, name: str) -> float | None:
        return self.number(name) if self.get(name) is not None else None

    def whole(self, name: str, default: int | None = None) -> int:
        value = self.number(name, default)
        if not value.is_integer():
            raise CannotSay(Named.BAD_SETTING, f"The setting {name} is a whole number, and not {value:g}.")
        return int(value)

    def seed(self) -> int:
        """What a random series starts from, 1 where nothing is said."""
        value = self.whole("seed", 1)
        if value < 0:
            raise CannotSay(Named.BAD_SETTING, f"A seed is 0 or more, and not {value}.")
        return value

    def numbers(self, name: str) -> list[float]:
        """A setting that is a list of numbers."""
        value = self.need(name)
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise CannotSay(Named.BAD_SETTING, f"The setting {name} is a list of numbers.")
        if any(
            isinstance(each, bool) or not isinstance(each, int | float) or not np.isfinite(each)
            for each in value
        ):
            raise CannotSay(Named.BAD_SETTING, f"The setting {name} is a list of numbers.")
        return [float(each) for each in value]

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.get(name, default)
        if not isinstance(value, bool):
            raise CannotSay(Named.BAD_SETTING, f"The setting {name} is true or false.")
        return value

    def part(self, name: str) -> "Asked | None":
        """A setting that is a table of settings, None where it is left out."""
        value = self.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise CannotSay(Named.BAD_SETTING, f"The setting {name} has settings of its own: {name} = {{…}}.")
        return Asked(value, self.source)

    def level(self) -> float:
        return self.number("level", 0.95)

    def fewest(self) -> int:
        value = self.whole("fewest_for_interval", FEWEST_FOR_INTERVAL)
        if value < 2:
            raise CannotSay(
                Named.BAD_SETTING, "An interval needs two people: fewest_for_interval is 2 or more."
            )
        return value

    def mid(self) -> float | None:
        value = self.maybe_number("mid")
        if value is not None and value <= 0:
            raise CannotSay(Named.BAD_SETTING, "The smallest difference that matters (mid) is above 0.")
        return value

    def higher_is(self) -> HigherIs | None:
        value = self.get("higher_is")
        if value is None:
            return None
        return HigherIs(self.choice("higher_is", [str(each) for each in HigherIs], ""))

    def design(self, default: Design = Design.COMPARED) -> Design:
        return Design(self.choice("design", [str(each) for each in Design], str(default)))

    def column(self, name: str) -> np.ndarray:
        """The numbers of the column that the setting names."""
        return self._numbers(self.word(name))

    def maybe_column(self, name: str) -> np.ndarray | None:
        return self.column(name) if self.get(name) is not None else None

    def _numbers(self, column: str) -> np.ndarray:
        values = self.table.numbers(column)
        if (huge := np.flatnonzero(np.abs(values) > LARGEST)).size:
            line = self.table.lines[int(huge[0])]
            raise CannotSay(
                Named.OUTSIDE_RANGE,
                f"{self.table.name}, line {line}, column {column}: {values[huge[0]]:g} is too large to calculate with.",
                "Look it up, or give the column in larger units.",
            )
        if column not in self.table.declared.range and (told := looks_missing(column, values)):
            self.conditions.append(told)
        return values

    def groups(self, name: str) -> list[str]:
        """The words of the column that the setting names. CannotSay where one may be a missing value or a misspelling."""
        column = self.word(name)
        cells = self.table.text(column)
        self.table.check_words(column)
        if name in GROUPS:
            check_spelling(column, cells)
        return cells

    def maybe_groups(self, name: str) -> list[str] | None:
        return self.groups(name) if self.get(name) is not None else None

    def yes(self, name: str, value: str = "") -> np.ndarray:
        """1 and 0 from the column that the setting names: 1 where it is `value`; without a value it holds 1 and 0."""
        column = self.word(name)
        if not value:
            found = self.table.numbers(column)
            if not set(found[np.isfinite(found)]) <= {0.0, 1.0}:
                raise CannotSay(
                    Named.BAD_SETTING, f"{column} does not hold 1 and 0.", "Say which value counts as yes."
                )
            return found
        cells = self.table.text(column)
        if value not in cells:
            raise CannotSay(
                Named.BAD_SETTING,
                f"No row of {column} is {value!r}; it holds {named_list(sorted({cell for cell in cells if cell}))}.",
            )
        return np.array([np.nan if cell == "" else float(cell == value) for cell in cells])

    def covariates(self, name: str = "covariates") -> dict[str, Values]:
        """Columns by their names: those under `categorical` as words, others as numbers if that is what they hold."""
        made: dict[str, Values] = {}
        categorical = self.words("categorical")
        for column in [*self.words(name), *categorical]:
            is_words = column in categorical or not self.table.is_numeric(column)
            made[column] = self.table.text(column) if is_words else self._numbers(column)
        return made

    def table_of(self, columns: Sequence[str]) -> np.ndarray:
        """Columns beside each other, as numbers."""
        if not columns:
            raise CannotSay(Named.BAD_SETTING, "At least one column must be named.")
        return np.column_stack([self._numbers(column) for column in columns])

    def unread(self) -> None:
        """CannotSay where a setting is there that nothing read, with the names that are near."""
        left = sorted(set(self.settings) - self.used - COMMON)
        if not left:
            return
        near = [
            match for name in left for match in get_close_matches(name, sorted(self.used), n=1, cutoff=0.6)
        ]
        hint = f"Did you mean {', '.join(near)}?" if near else f"It knows {', '.join(sorted(self.used))}."
        raise CannotSay(Named.BAD_SETTING, f"This analysis has no setting {', '.join(left)}.", hint)


Kind = Callable[[Asked], Finding]
"""What an analysis makes of what was asked."""
