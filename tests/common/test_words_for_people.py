from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from alongside.common.core.phone_numbers import readable


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+447700900123", "+44 7700 900123"),
        ("+441632960138", "+44 1632 960138"),
        ("ask at the desk", "ask at the desk"),
        ("", ""),
    ],
)
def test_a_number_is_shown_in_groups_and_anything_else_as_it_stands(number: str, shown: str) -> None:
    assert readable(number) == shown


def test_british_days_have_whole_months_and_the_clock_24_hours() -> None:
    moment = datetime(2026, 11, 9, 14, 5, tzinfo=UTC)
    with override("en-gb"):
        assert date_format(moment, "DATE_FORMAT") == "9 November 2026"
        assert date_format(moment, "DATETIME_FORMAT") == "9 November 2026, 14:05"
