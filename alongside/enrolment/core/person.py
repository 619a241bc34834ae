"""From what a row of a sheet says to what is kept of a person: plain rules, the same for every import."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

PlaceKind = Literal["member", "supporter"]
DATES: Final = ("date_of_birth", "joined_on")
# What a sheet calls it, and what it is called where it is kept.
_SAME: Final = {
    "email": "email",
    "phone": "phone",
    "area": "area",
    "date_of_birth": "birth_date",
    "year_of_birth": "birth_year",
    "gender": "gender",
    "helper_name": "helper_name",
    "helper_phone": "helper_phone",
    "external_id": "external_id",
    "notes": "notes",
}
# A name, the way to be called and the channel are a person's own choice: a sheet never changes them.
_NEVER_FILLED: Final = frozenset({"name", "known_as", "channel"})
_BETWEEN_LANGUAGES = re.compile(r"\s*(?:[,;/|&+\n]|\band\b)\s*", re.IGNORECASE)


def stored_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row as JSON can keep them: dates as year-month-day."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def read_values(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of `stored_values`."""
    return {key: date.fromisoformat(value) if key in DATES else value for key, value in stored.items()}


def full_name(values: Mapping[str, Any]) -> str:
    """What to call the person in full: the full name, else given and family name, else what they are called."""
    parts = " ".join(values[key] for key in ("given_name", "family_name") if values.get(key))
    return str(values.get("full_name") or parts or values.get("known_as", ""))


def person_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a new participant. `values` come from a row that is not bad, so there is a name."""
    fields = {kept: values[said] for said, kept in _SAME.items() if values.get(said)}
    fields["name"] = full_name(values)
    called = values.get("known_as") or values.get("given_name") or fields["name"].split()[0]
    fields["known_as"] = str(called)[:80]
    if values.get("language"):
        fields["languages"] = [each for each in _BETWEEN_LANGUAGES.split(values["language"].strip()) if each]
    fields["channel"] = _channel(values)
    return fields


def _channel(values: Mapping[str, Any]) -> str:
    """The channel that they asked for if it can be used, else one by which they can be reached."""
    asked = values.get("preferred_channel", "")
    if asked and (asked != "email" or values.get("email")):
        return str(asked)
    if values.get("phone"):
        return "telephone"
    if values.get("email"):
        return "email"
    if values.get("helper_name") or values.get("helper_phone"):
        return "helper"
    return "telephone"


def place_kinds(values: Mapping[str, Any], *, as_supporters: bool, mutual: bool) -> tuple[PlaceKind, ...]:
    """Which places the row asks for. The row's own role wins over that of the sheet; mutual programmes have only members."""
    if mutual:
        return ("member",)
    role = values.get("role") or ("supporter" if as_supporters else "member")
    return (
        ("member", "supporter") if role == "both" else ("supporter",) if role == "supporter" else ("member",)
    )


def fields_to_fill(known: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row may add to somebody known: only what is empty there. Nothing that is known is ever overwritten."""
    found = person_fields(values)
    return {
        name: value
        for name, value in found.items()
        if name not in _NEVER_FILLED and known.get(name) in ("", None, [])
    }
