"""Telephone numbers as people type them, made international (E.164)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from alongside.enrolment.core.grid import Cell, cell_text
from alongside.enrolment.core.problems import Parsed, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCIENTIFIC = re.compile(r"[+-]?\d+[.,]\d*e\+?\d+|\d+e\+\d+", re.IGNORECASE)
_EXTENSION = re.compile(r"[\s,;]*(?:ext(?:ension|n)?|x)\.?\s*(\d{1,6})\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[/;|\n&]|,|\bor\b|\band\b)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[+(]?\d[\d\s().\-\u2010-\u2015/]*")
_LETTER_INSIDE = re.compile(r"\d[a-z]{1,2}(?=\d)|\d[oil](?![a-z])|(?<![a-z])[oil](?=\d)", re.IGNORECASE)
# Words that say nothing worth keeping about a number.
_KINDS: Final = frozenset(
    {"mob", "mobile", "home", "work", "tel", "telephone", "phone", "landline", "cell", "h", "m", "w"}
)
_FEWEST: Final = 5
_MOST: Final = 15
# The kinds whose example numbers say how long a country's numbers are.
_USUAL_TYPES: Final = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)


def parse_phone(value: Cell, *, region: str = "GB") -> Parsed[str]:
    """The first number in the cell, such as "+447700900123". `region` is where a number without + belongs.

    Words around the number, an extension and a second number are left out with a remark, a first zero that
    a spreadsheet has eaten is put back with a remark. Never raises.
    """
    text = unicodedata.normalize("NFKC", cell_text(value)).strip()[:200]
    text = re.sub(r"^(?:tel|phone|mob)[.:\s]+", "", text, flags=re.IGNORECASE)
    if not text:
        return Parsed()
    if _SCIENTIFIC.fullmatch(text):
        return Parsed(problem=problem("phone_scientific"))
    extension = _EXTENSION.search(text)
    if extension and _digits(text[: extension.start()]) >= _FEWEST:
        read = _first(text[: extension.start()], region)
        return _with(read, problem("phone_extension_dropped", extension=extension[1]))
    return _first(text, region)


def _first(text: str, region: str) -> Parsed[str]:
    if _LETTER_INSIDE.search(text):
        return Parsed(problem=problem("phone_letters"))
    pieces = [piece.strip() for piece in _pieces(text)]
    if not pieces:
        return Parsed(problem=_shown("phone_none", region))
    read = _one(pieces[0], region)
    if len(pieces) > 1:
        return _with(read, problem("phone_two_numbers", other=pieces[1]))
    words = " ".join(_NUMBER.sub(" ", text).strip(" ()-+:;,.").split())
    if words.casefold() in _KINDS:
        return read
    return _with(read, problem("phone_words_dropped", words=words)) if words else read


def _pieces(text: str) -> Iterator[str]:
    """The numbers in a cell; a short run of digits after a slash, as in 0113 496 0000/1, belongs to none."""
    whole = _NUMBER.fullmatch(text)
    if whole and _digits(text) <= _MOST and not _BETWEEN.search(text):
        yield text
        return
    runs = [found[0] for part in _BETWEEN.split(text) for found in _NUMBER.finditer(part)]
    long = [run for run in runs if _digits(run) >= _FEWEST]
    for run in long or (runs if whole else []):
        yield from _run_together(run) if _digits(run) > _MOST else (run,)


def _run_together(text: str) -> Iterator[str]:
    """Two numbers with nothing but space between them, if the second begins with 0 or +."""
    halves = re.split(r"\s+(?=[+0(])", text.strip())
    if len(halves) > 1 and all(_FEWEST <= _digits(half) <= _MOST for half in halves):
        yield from halves
    else:
        yield text


def _digits(text: str) -> int:
    return sum(char.isdecimal() for char in text)


def _one(text: str, region: str) -> Parsed[str]:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        return Parsed(problem=_shown(_error_code(error, text), region))
    if wrong := _length_problem(number, text, region):
        return Parsed(problem=wrong)
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if _zero_is_missing(text, number, region):
        shown = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        return Parsed(written, problem("phone_zero_restored", chosen=shown))
    return Parsed(written)


def _error_code(error: NumberParseException, text: str) -> str:
    if error.error_type == NumberParseException.TOO_LONG or _digits(text) > _MOST:
        return "phone_too_long"
    short = (NumberParseException.TOO_SHORT_NSN, NumberParseException.TOO_SHORT_AFTER_IDD)
    return "phone_too_short" if error.error_type in short or _digits(text) < _FEWEST else "phone_not_known"


def _length_problem(number: PhoneNumber, text: str, region: str) -> Problem | None:
    """Judge by length alone: numbering plans change faster than anybody updates this program.

    A number that the plan knows is right whatever its length.
    """
    if phonenumbers.is_valid_number(number):
        return None
    code = phonenumbers.region_code_for_country_code(number.country_code or 0)
    usual = _usual_lengths(code)
    length = len(phonenumbers.national_significant_number(number))
    if not usual:
        return _shown("phone_not_known", region)
    if length in usual:
        return None
    if length > max(usual):
        return _shown("phone_too_long", region)
    local = code == region and length >= 6 and not text.startswith(("+", "0"))
    return _shown("phone_no_area_code" if local else "phone_too_short", region)


def _usual_lengths(region: str) -> set[int]:
    examples = (phonenumbers.example_number_for_type(region, kind) for kind in _USUAL_TYPES)
    return {len(phonenumbers.national_significant_number(example)) for example in examples if example}


def _zero_is_missing(text: str, number: PhoneNumber, region: str) -> bool:
    """Where numbers begin with 0 at home, a home number typed without it has passed through a spreadsheet."""
    if phonenumbers.ndd_prefix_for_region(region, True) != "0":
        return False
    digits = "".join(char for char in text if char.isdecimal())
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    return at_home and "+" not in text and digits == phonenumbers.national_significant_number(number)


def _shown(code: str, region: str) -> Problem:
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    shown = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL) if example else "+44 7400 123456"
    return problem(code, example=shown)


def _with(read: Parsed[str], remark: Problem) -> Parsed[str]:
    """Add a remark to a good value; what has already been said about it goes first."""
    return read if read.value is None or read.problem else Parsed(read.value, remark)
