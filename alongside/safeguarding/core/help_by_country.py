"""The emergency number of a country, and who there listens day and night.

Countries are their two capital letters. An emergency number is known here only where one number reaches everybody
who is in danger; elsewhere pages say "your emergency number". The telephone library agrees with each (a test asks it).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_BY_NUMBER: Final = {
    "112": "IE AT BE BG HR CY CZ DK EE FI FR DE GR HU IT LV LT LU MT NL PL PT RO SK SI ES SE IS NO LI CH TR UA RS ME MK "
    "GE IN ZA RW TZ",
    "911": "US CA PR VI GU MX AR CR DO EC UY VE SV PA PY PH",
    "999": "GB GG JE IM HK MY BD KE UG ZW BW TT MU",
    "000": "AU",
    "111": "NZ",
}
EMERGENCY: Final = {
    country: number for number, countries in _BY_NUMBER.items() for country in countries.split()
}


class For(StrEnum):
    """What a line is for."""

    TALKING = "talking"
    WRITING = "writing"
    EITHER = "either"
    MEDICAL = "medical"
    FINDING = "finding"


@dataclass(frozen=True)
class Line:
    """A line that answers day and night. `text` is a number alone, or a word and a number."""

    name: str
    what: For
    url: str
    phone: str = ""
    text_word: str = ""
    text: str = ""


_UNITED_KINGDOM: Final = (
    Line("Samaritans", For.TALKING, "https://www.samaritans.org", phone="116 123"),
    Line("Shout", For.WRITING, "https://giveusashout.org", text_word="SHOUT", text="85258"),
    Line("NHS 111", For.MEDICAL, "https://111.nhs.uk", phone="111"),
)
_LINES: Final = {
    "GB": _UNITED_KINGDOM,
    "IE": (
        Line("Samaritans", For.TALKING, "https://www.samaritans.org/ireland/", phone="116 123"),
        Line("Text About It", For.WRITING, "https://www.textaboutit.ie", text_word="HELLO", text="50808"),
    ),
    "US": (
        Line("988 Suicide & Crisis Lifeline", For.EITHER, "https://988lifeline.org", phone="988", text="988"),
    ),
    "CA": (Line("9-8-8", For.EITHER, "https://988.ca", phone="988", text="988"),),
    "AU": (
        Line("Lifeline", For.EITHER, "https://www.lifeline.org.au", phone="13 11 14", text="0477 13 11 14"),
    ),
    "NZ": (Line("1737", For.EITHER, "https://1737.org.nz", phone="1737", text="1737"),),
}
FIND_A_HELPLINE: Final = Line("Find A Helpline", For.FINDING, "https://findahelpline.com")


def emergency_number(country: str) -> str:
    """The number for somebody in danger now; empty where this does not know one."""
    return EMERGENCY.get(country, "")


def lines_in(country: str) -> tuple[Line, ...]:
    """Who listens there; where none is known, a page that knows the lines of most countries."""
    return _LINES.get(country, (FIND_A_HELPLINE,))
