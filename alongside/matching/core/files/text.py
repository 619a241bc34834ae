"""The text of a file, and the data in a JSON text: every refusal is one sentence."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from alongside.matching.core.files.faults import Unreadable
from alongside.matching.core.files.grammar import Raw
from alongside.matching.core.files.values import told

MOST_BYTES = 512 * 2**20


def text_of(name: str) -> str:
    """The text of a file. Raises Unreadable."""
    raw = _bytes_of(name)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(f"{name}: This text is UTF-16. Save it as UTF-8.")
    if b"\0" in raw:
        raise Unreadable(f"{name}: This is no text. Write a text file in UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{name}: line {line}: This text is not UTF-8. Save it as UTF-8.") from None


def is_folder(name: str) -> bool:
    """Whether there is a folder of this name."""
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False


def _bytes_of(name: str) -> bytes:
    path = Path(name)
    try:
        if path.is_dir():
            raise Unreadable(f"{name}: This is a folder. Name a file in it.")
        if not path.exists():
            raise Unreadable(f"{name}: There is no such file.")
        if not path.is_file():
            raise Unreadable(f"{name}: This is no ordinary file.")
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"{name}: This file is too large: at most {MOST_BYTES // 2**20} megabytes.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no file can have this name"
        raise Unreadable(f"{told(name)}: This file cannot be read: {why}.") from None


def json_from(text: str, name: str) -> Raw:
    """What a JSON text holds: no name twice in an object, no fractions, no NaN or infinity. Raises Unreadable."""
    try:
        found: Raw = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_no_number
        )
    except json.JSONDecodeError as error:
        raise Unreadable(f"{name}: line {error.lineno}: This is not JSON: {error.msg}.") from None
    except _Refused as error:
        raise Unreadable(f"{name}: {error}") from None
    except RecursionError:
        raise Unreadable(
            f"{name}: This is nested too deeply. Nothing here needs more than six levels."
        ) from None
    except ValueError:
        raise Unreadable(f"{name}: A number in this file is too long. Write a whole number.") from None
    return found


class _Refused(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        name = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        near = f" of {told(found['id'])}" if isinstance(found.get("id"), str) else ""
        raise _Refused(f"The name {told(name)} stands twice in one object{near}. Leave one.")
    return found


def _no_number(text: str) -> NoReturn:
    raise _Refused(f"{told(text)} is no whole number. Write a whole number.")
