"""Definitions from files and by the names of published models, for the command line; every refusal is one line."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.library import model_text, slugs
from alongside.programmes.core.loading import MOST_CHARACTERS, DefinitionError, load_definition

_MOST_BYTES = 4 * MOST_CHARACTERS
"""No character takes more than four bytes in UTF-8: a longer file is refused unread."""


class Unreadable(Exception):
    """There is no text to check; says why, in one line."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was asked for, by the name it was asked for, its text, and the definition that the text holds."""

    name: str
    text: str
    definition: Definition


def text_of(name: str) -> str:
    """The text of a file or, where there is no such file, of a published model. Raises Unreadable."""
    path = Path(name)
    try:
        if path.is_dir():
            raise Unreadable(f"{name}: This is a folder. Name a file in it.")
        if not path.exists():
            return _published(name)
        if not path.is_file():
            raise Unreadable(f"{name}: This is no ordinary file.")
        if path.stat().st_size > _MOST_BYTES:
            raise Unreadable(f"{name}: This file is too long: at most {MOST_CHARACTERS:,} characters.")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no file can have this name"
        raise Unreadable(f"{name}: This file cannot be read: {why}.") from None
    return _decoded(name, raw)


def _decoded(name: str, raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(f"{name}: This text is not UTF-8 but UTF-16. Save it as UTF-8.")
    if b"\0" in raw:
        raise Unreadable(f"{name}: This is no text. A definition is a text file in TOML.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{name}: line {line}: This text is not UTF-8. Save it as UTF-8.") from None


def read(name: str, instruments: Collection[str] | None = None) -> Read:
    """A file or published model, with its definition. Raises Unreadable; for a text that holds no definition its words
    are all the problems, each on a line of its own."""
    text = text_of(name)
    try:
        return Read(name, text, load_definition(text, instruments=instruments))
    except DefinitionError as error:
        raise Unreadable("\n".join(f"{name}: {problem}" for problem in error.problems)) from None


def _published(name: str) -> str:
    text = model_text(name)
    if text is None:
        near = get_close_matches(name, slugs(), n=1)
        hint = f"Did you mean {near[0]}?" if near else "See: alongside programme models"
        raise Unreadable(f"{name}: There is no such file, and no published model of this name. {hint}")
    return text
