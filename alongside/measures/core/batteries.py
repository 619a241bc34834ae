"""Well-known forms that are several instruments asked together, each scored by itself and never added up."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .registry import UnknownInstrument, instrument, instruments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .instrument import Instrument

BATTERIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cbi": ("cbi_personal", "cbi_work", "cbi_client"),
        "hrqol_4": ("hrqol_general_health", "hrqol_unhealthy_days", "hrqol_limited_days"),
        "ons_4": ("ons4_satisfied", "ons4_worthwhile", "ons4_happy", "ons4_anxious"),
        "phq_4": ("gad_2", "phq_2"),
    }
)
"""A form's id to its instruments, in the order in which the form asks."""


def named(words: str, language: str = "en") -> tuple[Instrument, ...]:
    """The instrument, or those of the form, that people mean by `words`: PHQ-9, phq9 and phq_9 are the same.

    Raises `UnknownInstrument` or `NoSuchLanguage`.
    """
    wanted = _letters(words)
    for form, parts in BATTERIES.items():
        if _letters(form) == wanted:
            return tuple(instrument(part, language) for part in parts)
    known = {_letters(one.id): one.id for one in instruments()}
    if wanted not in known:
        raise UnknownInstrument(words)
    return (instrument(known[wanted], language),)


def _letters(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())
