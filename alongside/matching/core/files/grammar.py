"""What stands in one cell of a CSV file, as the same data that stands in JSON.

* a list: ``phone; text``
* wishes, in the columns ``must``, ``prefer``, ``do_not_mind`` and ``not_this``:
  ``gender: woman | nonbinary; condition: same as me; age: 45``. In ``prefer`` what matters most comes first;
  ``2) age: 45`` says a rank outright.
* amounts: ``young: 1; carers: 2``
* a trait's heading: ``trait:age:number:10:Age in years`` (key, kind, tolerance, label; all but the key may be left
  out, and stand for ``one``, 0 and the key)
"""

import re
from collections.abc import Sequence

from alongside.matching.core.people import Strength, Trait, TraitKind

SAME = "same as me"
Raw = str | int | bool | list["Raw"] | dict[str, "Raw"] | None
"""What JSON can hold, without fractions."""

_RANKED = re.compile(r"(\d+)\)\s*")
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


class NotThisGrammar(ValueError):
    """A cell cannot be read; says what would be right."""


def pieces(cell: str) -> list[str]:
    """The parts of a list, trimmed; none in an empty cell."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def whole(cell: str) -> Raw:
    """A whole number where the cell holds one, else the text as it stands, so that whoever checks it can name it."""
    text = cell.strip()
    return int(text) if _WHOLE.fullmatch(text) and str(int(text)) == text else text


def wishes(cell: str, strength: Strength) -> list[dict[str, Raw]]:
    """The wishes of one strength. Raises NotThisGrammar."""
    return [_wish(part, strength, position) for position, part in enumerate(pieces(cell), 1)]


def _wish(part: str, strength: Strength, position: int) -> dict[str, Raw]:
    ranked = _RANKED.match(part)
    rank = int(ranked[1]) if ranked else position if strength is Strength.PREFER else 1
    key, colon, values = (ranked.string[ranked.end() :] if ranked else part).partition(":")
    if not colon:
        raise NotThisGrammar(f'"{part}" is no wish. Write a trait, a colon and what is wished: gender: woman')
    return {"trait": key.strip(), "strength": strength.value, "values": _values(values), "rank": rank}


def _values(text: str) -> Raw:
    if text.strip() == SAME:
        return SAME
    number = whole(text)
    words: list[Raw] = [word.strip() for word in text.split("|") if word.strip()]
    return number if isinstance(number, int) else words


def wishes_cell(found: Sequence[dict[str, Raw]], strength: Strength) -> str:
    """The cell that ``wishes`` reads as these; a rank is written only where the order does not say it."""
    ranks = [wish["rank"] for wish in found]
    usual = list(range(1, len(ranks) + 1)) if strength is Strength.PREFER else [1] * len(ranks)
    cells = (f"{wish['trait']}: {_values_text(wish['values'])}" for wish in found)
    if ranks == usual:
        return "; ".join(cells)
    return "; ".join(f"{rank}) {cell}" for rank, cell in zip(ranks, cells, strict=True))


def _values_text(values: Raw) -> str:
    return " | ".join(str(word) for word in values) if isinstance(values, list) else str(values)


def amounts(cell: str) -> dict[str, Raw]:
    """Names with numbers. Raises NotThisGrammar, also when a name comes twice."""
    found: dict[str, Raw] = {}
    for part in pieces(cell):
        name, colon, number = part.rpartition(":")
        if not colon or name.strip() in found:
            raise NotThisGrammar(f'"{part}" is no new name with a number. Write, for example, young: 1')
        found[name.strip()] = whole(number)
    return found


def amounts_cell(found: dict[str, Raw]) -> str:
    """The cell that ``amounts`` reads as these."""
    return "; ".join(f"{name}: {number}" for name, number in found.items())


def trait_from_heading(heading: str) -> dict[str, Raw]:
    """The trait that a heading declares, as in JSON; its key is checked by whoever reads it."""
    _, key, *rest = heading.split(":", 4)
    kind, tolerance, label = [*rest, *([""] * (3 - len(rest)))]
    found: dict[str, Raw] = {"key": key.strip(), "kind": kind.strip() or TraitKind.ONE.value}
    if tolerance.strip():
        found["tolerance"] = whole(tolerance)
    if label.strip():
        found["label"] = label.strip()
    return found


def heading_of(trait: Trait) -> str:
    """The heading that ``trait_from_heading`` reads as this trait."""
    parts = ["trait", trait.key, trait.kind.value]
    if trait.tolerance or trait.label != trait.key:
        parts.append(str(trait.tolerance))
    if trait.label != trait.key:
        parts.append(trait.label)
    return ":".join(parts)
