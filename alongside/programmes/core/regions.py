"""The stretches of a TOML text that stand under one heading each, so that one can be taken out by its lines."""

import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from alongside.programmes.core.lines import Path, key_lines

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Region:
    """A heading and what stands under it: lines from 1, first and last included. What follows the last line of content,
    blank lines and comments, belongs to whatever comes next."""

    path: Path
    first: int
    last: int


def regions(text: str) -> tuple[Region, ...]:
    """Every heading's region, in order; what stands before the first heading has none."""
    rows = text.split("\n")
    headings = _headings(text, rows)
    ends = [*(line for line, _path in headings[1:]), len(rows) + 1][: len(headings)]
    return tuple(
        Region(path, first, _last_with_content(rows, first, following))
        for (first, path), following in zip(headings, ends, strict=True)
    )


def without_lines(text: str, path: Path) -> str:
    """The text without every region of this path or inside it, and without the blank line before each."""
    rows: list[str | None] = [*text.split("\n")]
    for region in regions(text):
        if region.path[: len(path)] == path:
            rows[region.first - 1 : region.last] = [None] * (region.last - region.first + 1)
            if region.first > 1 and rows[region.first - 2] == "":
                rows[region.first - 2] = None
    return "\n".join(row for row in rows if row is not None)


def end_of_text(text: str) -> str:
    """The text with exactly one line end after its last line; an empty text stays empty."""
    return f"{text.rstrip()}\n" if text.strip() else ""


def keys_as_written(path: Path) -> str:
    """The path as a heading names it; positions in lists are not part of a heading."""
    names = [step for step in path if isinstance(step, str)]
    return ".".join(name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False) for name in names)


def _headings(text: str, rows: list[str]) -> list[tuple[int, Path]]:
    document = tomllib.loads(text)
    found: dict[int, Path] = {}
    for path, line in key_lines(text).items():
        is_table = isinstance(_at(document, path), dict)
        if (
            path
            and is_table
            and rows[line - 1].lstrip().startswith("[")
            and len(path) > len(found.get(line, ()))
        ):
            found[line] = path
    return sorted(found.items())


def _at(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


def _last_with_content(rows: list[str], first: int, following: int) -> int:
    """The last line before the next heading that is neither blank nor a comment. A line inside a text of several lines
    may look like either; the line that closes the text never does."""
    last = following - 1
    while last > first and (not rows[last - 1].strip() or rows[last - 1].lstrip().startswith("#")):
        last -= 1
    return last
