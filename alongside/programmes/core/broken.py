"""A text that is no TOML: where it breaks, and what was probably meant, in words for people who write it by hand."""

import re

DEEPEST = 60
"""How deep brackets, and names with points between, may lie in one another; a definition needs five."""

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_PASSED_OVER = re.compile(
    r"\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)|\"(?:\\.|[^\"\\\n])*\"?|'[^'\n]*'?|#[^\n]*", re.DOTALL
)
_LONG_NAME = re.compile(rf"(?:[\w\"'-]+[ \t]*\.[ \t]*){{{DEEPEST}}}")
_LONG_NUMBER = re.compile(r"[0-9][0-9_]{999}")
_TOO_DEEP = "The brackets in this file are nested too deeply."
_MEANT = (
    (
        ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline"),
        "This name stands in the file already. Each key and each heading may stand once.",
    ),
    (
        ("Illegal character '\\n'", "Unterminated string"),
        "A text in quotes is not closed on its line. Close it, or put three quotes before and after it.",
    ),
    (("Exceeds the limit",), "A number in this file is too long."),
    (
        ("Expected '='",),
        'After a name there must be "=" and then a value. (A definition is TOML, not YAML.)',
    ),
)
"""How a reader of TOML begins what it says, and what that means to people."""
_CURLED = "“”„‘’«»"

Told = tuple[int, str]
"""A line, counted from 1, and the words."""


def too_deep(text: str) -> Told | None:
    """Where a text nests deeper than any definition, which no reader of TOML survives; None where it does not."""
    depth = 0
    for place, letter in _brackets(text):
        depth += 1 if letter in "[{" else -1
        if depth > DEEPEST:
            return _line(text, place), _TOO_DEEP
    name = _LONG_NAME.search(_blanked(text))
    return (_line(text, name.start()), "This name is nested too deeply.") if name else None


def broken(message: str, text: str) -> Told:
    """What a reader of TOML said of a text, with its line."""
    found = _PLACE.search(message)
    line = 1
    if found is None and (number := _LONG_NUMBER.search(_blanked(text))):
        line = _line(text, number.start())
    if found is not None:
        line = int(found.group(1)) if found.group(1) else max(1, len(text.splitlines()))
        message = message[: found.start()]
    return line, _words(message, text, line)


def _words(message: str, text: str, line: int) -> str:
    lines = text.splitlines()
    there = lines[line - 1] if line <= len(lines) else ""
    if text.lstrip().startswith("{"):
        return "This looks like JSON. A definition is written in TOML: name = value, one a line."
    if message.startswith("Invalid value") and any(letter in there for letter in _CURLED):
        return 'These quotes are curled. Use straight ones: "like this".'
    for beginnings, words in _MEANT:
        if message.startswith(beginnings):
            return words
    return f"This is not TOML that can be read: {message}."


def _blanked(text: str) -> str:
    """The text with strings and comments emptied, every other letter in its place."""
    return _PASSED_OVER.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def _brackets(text: str) -> list[tuple[int, str]]:
    return [(found.start(), found.group()) for found in re.finditer(r"[\[\]{}]", _blanked(text))]


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
