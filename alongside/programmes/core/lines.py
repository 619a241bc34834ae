"""On which line of a TOML text each key stands. tomllib gives the values but not the places."""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK_AND_COMMAS = re.compile(r"(?:[ \t\r\n,]+|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:\\.|[^\"\\])*\"|'[^']*'")
_STRING = re.compile(
    r"\"\"\"(?:\\.|[^\\])*?\"\"\"\"{0,2}|'''.*?''''{0,2}|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'", re.DOTALL
)
_BARE = re.compile(r"[^,\]}#\n]*")


def key_lines(text: str) -> dict[Path, int]:
    """The line, from 1, of every key and list item of a text that tomllib accepts.

    A path is made of keys and, for lists, of positions counted from 0: ``("schedule", "phases", 0, "every")``.
    The empty path is the document and stands on line 1.
    """
    scan = _Scan(text)
    scan.document()
    return scan.lines


def nearest_line(lines: dict[Path, int], path: Path) -> int:
    """The line of the path or, when it is not in the file, of the nearest part around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self._breaks = [place for place, letter in enumerate(text) if letter == "\n"]
        self._last: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError(f"not TOML at character {self.at}")
        self.at = found.end()
        return found.group()

    def _note(self, path: Path, place: int) -> None:
        line = bisect_right(self._breaks, place - 1) + 1
        for size in range(1, len(path) + 1):
            self.lines.setdefault(path[:size], line)

    def _dotted(self) -> list[str]:
        parts = []
        while True:
            self._skip(_SPACES)
            token = self._skip(_KEY)
            parts.append(tomllib.loads(f"key = {token}")["key"] if token[0] in "\"'" else token)
            self._skip(_SPACES)
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _header(self) -> Path:
        place, in_list = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if in_list else 1
        *outer, name = self._dotted()
        self.at += 2 if in_list else 1
        path: Path = ()
        for part in outer:
            path = self._current((*path, part))
        path = (*path, name)
        if in_list:
            self._note(path, place)
            self._last[path] = self._last.get(path, -1) + 1
        path = self._current(path)
        self._note(path, place)
        return path

    def _current(self, path: Path) -> Path:
        """The path itself or, for a list of tables, its latest item."""
        return (*path, self._last[path]) if path in self._last else path

    def _pair(self, table: Path) -> None:
        place = self.at
        path = (*table, *self._dotted())
        self._note(path, place)
        self.at += 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_SPACES)
        first = self.text[self.at]
        if first in "\"'":
            self._skip(_STRING)
        elif first == "[":
            self._list(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(_BARE)

    def _list(self, path: Path) -> None:
        self.at += 1
        item = 0
        self._skip(_BLANK_AND_COMMAS)
        while self.text[self.at] != "]":
            self._note((*path, item), self.at)
            self._value((*path, item))
            self._skip(_BLANK_AND_COMMAS)
            item += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip(_BLANK_AND_COMMAS)
        while self.text[self.at] != "}":
            self._pair(path)
            self._skip(_BLANK_AND_COMMAS)
        self.at += 1
