"""Telephone numbers as people read them out."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat


def readable(number: str) -> str:
    """A number kept as +447700900123 in groups, +44 7700 900123; anything that is not such a number as it stands."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
