"""Ways of reaching somebody outside: numbers, addresses, handles; also spelt out. Helplines and clinics are not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alongside.safeguarding.core.triage.spelling import Word

DIGITS = {
    "zero": "0", "oh": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "o": "0", "nil": "0", "hundred": "00", "thousand": "000", "won": "1", "ate": "8",
}  # fmt: skip
REPEATS = {"double": 2, "triple": 3, "treble": 3}
FEWEST_DIGITS, MOST_DIGITS = 9, 15
PUBLIC_BEGINNINGS = (
    "0800",
    "0808",
    "0300",
    "0303",
    "0330",
    "0333",
    "0344",
    "0345",
    "116123",
    "116111",
    "18001",
    "1800",
)
"""Beginnings of numbers that belong to services in the United Kingdom, Ireland, Australia and North America."""
PUBLIC_NUMBERS = frozenset(
    ["999", "111", "112", "911", "988", "116123", "116111", "85258", "741741", "50808", "131114"]
)
# Each part is bounded, so no input makes them go back far.
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")
_HANDLE = re.compile(r"(?<![\w.@])@[A-Za-z_][\w.]{2,30}")


@dataclass(frozen=True, slots=True)
class Contact:
    """A way of reaching somebody, and its place in the original (end exclusive)."""

    kind: str
    start: int
    end: int


def contacts_in(original: str, words: Sequence[Word]) -> list[Contact]:
    """Numbers, addresses and handles, without those of public helplines."""
    found = list(_numbers(original, words))
    found += [Contact("an e-mail address", match.start(), match.end()) for match in _MAIL.finditer(original)]
    found += [
        Contact("a name on another site", match.start(), match.end()) for match in _HANDLE.finditer(original)
    ]
    return [one for one in found if not _belongs_to_a_service(original[one.start : one.end])]


def _belongs_to_a_service(typed: str) -> bool:
    return typed.lower().endswith((".nhs.uk", "@nhs.net", ".gov.uk", "samaritans.org"))


def _numbers(original: str, words: Sequence[Word]) -> Iterator[Contact]:
    """Runs of digits and words for digits that are as long as a telephone number."""
    run: list[Word] = []
    digits, times = "", 1
    for word in [*words, None]:
        value = _digits(original, word) if word else None
        if word and value is not None and (not run or word.start - run[-1].end <= 4):
            run.append(word)
            digits += value * times
            times = 1
        elif word and word.forms[0] in REPEATS:
            times = REPEATS[word.forms[0]]
            run.append(word)
        else:
            yield from _as_contact(run, digits)
            run, digits, times = ([word], value, 1) if word and value is not None else ([], "", 1)


def _as_contact(run: Sequence[Word], digits: str) -> Iterator[Contact]:
    local = re.sub(r"^(?:00|)44(?=\d{9})", "0", digits)
    if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS and not local.startswith(PUBLIC_BEGINNINGS):
        yield Contact("a telephone number", run[0].start, run[-1].end)


def _digits(original: str, word: Word) -> str | None:
    typed = original[word.start : word.end]
    if typed.isdigit():
        return typed if len(typed) <= MOST_DIGITS else None
    if any(letter.isdigit() for letter in typed):
        looks = typed.lower().translate(str.maketrans("ol", "01"))
        return looks if looks.isdigit() and len(looks) > 2 else None
    return DIGITS.get(word.forms[0]) or DIGITS.get(typed.lower())
