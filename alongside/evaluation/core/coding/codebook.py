"""Codebooks: read from their files, checked, and sealed by a digest.

A published version never changes: whoever wants other words makes the next version.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "codebooks"
MOST_CODES = 60
STRICT = ConfigDict(extra="forbid", strict=False)
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Hint = Annotated[str, Field(max_length=1000)]


class InvalidCodebook(ValueError):
    """A codebook that is not sound; `problems` says what is wrong, one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, config=STRICT)
class Code:
    """One thing that words may be about: what it means, and hints for what counts and what does not."""

    id: Slug
    title: Line
    means: Text
    include: Hint = ""
    exclude: Hint = ""


@dataclass(frozen=True, config=STRICT)
class Codebook:
    """One version of a codebook. `citation` is empty only where an organisation made it from nothing."""

    key: Slug
    version: Annotated[str, Field(pattern=r"^[0-9]{1,4}$")]
    title: Line
    codes: Annotated[tuple[Code, ...], Field(max_length=MOST_CODES)]
    about: Hint = ""
    citation: Hint = ""

    def __getitem__(self, code: str) -> Code:
        """The code of this id; KeyError where there is none."""
        for each in self.codes:
            if each.id == code:
                return each
        raise KeyError(code)

    def __contains__(self, code: object) -> bool:
        return any(each.id == code for each in self.codes)


ADAPTER = TypeAdapter(Codebook)


def as_codebook(content: Mapping[str, Any]) -> Codebook:
    """The codebook that this content is. Raises `InvalidCodebook` with every problem found."""
    try:
        found = ADAPTER.validate_python(content)
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise InvalidCodebook(tuple(problems)) from error
    for name in ("id", "title"):
        words = [str(getattr(code, name)).casefold() for code in found.codes]
        if repeated := sorted({each for each in words if words.count(each) > 1}):
            raise InvalidCodebook(tuple(f"codes: {name} {each!r} stands twice" for each in repeated))
    return found


def content_of(codebook: Codebook) -> dict[str, Any]:
    """The codebook as plain data, to be kept; `as_codebook` reads it back."""
    content: dict[str, Any] = ADAPTER.dump_python(codebook, mode="json")
    return content


def digest_of(codebook: Codebook) -> str:
    """SHA-256, in hexadecimal, of all that a codebook says."""
    canonical = json.dumps(content_of(codebook), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def published() -> tuple[Codebook, ...]:
    """Every codebook that comes with the software, by key, the newest version of each first."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        codebook = as_codebook(tomllib.loads(path.read_text(encoding="utf-8")))
        if path.name != f"{codebook.key}.{codebook.version}.toml":
            raise InvalidCodebook((f"{path.name}: is named after another key or version",))
        if not codebook.codes or not codebook.citation:
            raise InvalidCodebook((f"{path.name}: needs codes and a citation",))
        found.append(codebook)
    return tuple(sorted(found, key=lambda one: (one.key, -int(one.version))))


def new_code_id(title: str, taken: frozenset[str]) -> str:
    """An id for a code of this title that no other code has: ASCII letters, digits and underscores."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in title.lower())
    stem = "_".join(part for part in kept.split("_") if part)[:50]
    stem = stem if stem[:1].isalpha() else f"code_{stem}".rstrip("_")
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name
