import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.evaluation.core.tables import (
    DICTIONARY_COLUMNS,
    Column,
    Kind,
    cell,
    guard,
    new_key,
    pseudonym,
    shift_dates,
    write_csv,
    write_dictionary,
)

KEY = b"a key that is long enough"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+447700900123",
        "-cmd",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\n=1",
        " =1",
        "\uff1d1",
        "-3.5+1",
        "-",
        "-1e5x",
    ],
)
def test_text_that_would_run_gets_an_apostrophe(text):
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-3.5", "-3", "4", "1e-05", "-1.5E+10", "Ana", "a=b", "", "'"])
def test_numbers_and_plain_text_stay(text):
    assert guard(text) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "1"),
        (False, "0"),
        (-3.5, "-3.5"),
        (7, "7"),
        (Decimal("-0.10"), "-0.10"),
        (float("nan"), ""),
        (float("inf"), ""),
        (date(2025, 3, 1), "2025-03-01"),
        (Kind.DATE, "date"),
    ],
)
def test_values_are_written_for_statisticians(value, written):
    assert cell(value) == written


def test_csv_has_headings_and_rows():
    columns = [Column("person", "Who"), Column("=score", "Points")]
    assert write_csv([{"person": "Zoë, B", "=score": -2}], columns) == 'person,\'=score\r\n"Zoë, B",-2\r\n'


def test_row_with_other_columns_is_refused():
    with pytest.raises(ValueError, match=r"Row 1 .*'b'"):
        write_csv([{"a": 1, "b": 2}], [Column("a", "A")])
    with pytest.raises(ValueError, match="same name"):
        write_csv([], [Column("a", "A"), Column("a", "B")])


def test_dictionary_says_what_each_column_is():
    text = write_dictionary(
        [Column("ucla_3", "Loneliness", Kind.NUMBER, "points", {"3": "least"}, "worse", "not answered")]
    )
    header, row = csv.reader(io.StringIO(text))
    assert tuple(header) == DICTIONARY_COLUMNS
    assert row == ["ucla_3", "Loneliness", "number", "points", "3: least", "worse", "not answered"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_no_cell_starts_a_formula_and_text_comes_back(texts):
    columns = [Column(f"c{n}", "") for n in range(len(texts))]
    text = write_csv([{f"c{n}": value for n, value in enumerate(texts)}], columns)
    row = list(csv.reader(io.StringIO(text, newline="")))[1]
    for written, original in zip(row, texts, strict=True):
        assert written in (original, f"'{original}")
        assert not written.startswith(("=", "+", "@", "\t", "\r"))


def test_pseudonym_is_stable_under_one_key_only():
    assert pseudonym(KEY, "42") == pseudonym(KEY, "42")
    assert pseudonym(KEY, "42") != pseudonym(KEY, "43")
    assert pseudonym(KEY, "42") != pseudonym(new_key(), "42")
    assert pseudonym(KEY, "42").isalnum()
    assert len(pseudonym(KEY, "42")) == 17
    with pytest.raises(ValueError, match="16 bytes"):
        pseudonym(b"short", "42")


@settings(max_examples=60, deadline=None)
@given(st.text(), st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 4000), st.integers(1, 400))
def test_shifted_dates_keep_their_distances(person, day, apart, most):
    later = date.fromordinal(day.toordinal() + apart)
    first, second = (shift_dates(person, when, KEY, at_most_days=most) for when in (day, later))
    assert (second - first).days == apart
    assert 1 <= abs((first - day).days) <= most


def test_people_are_shifted_by_different_amounts_and_times_of_day_stay():
    day = datetime(2025, 3, 1, 14, 30)
    shifted = {shift_dates(str(n), day, KEY) for n in range(50)}
    assert len(shifted) > 25
    assert {moment.time() for moment in shifted} == {day.time()}
    assert min(shifted) < day < max(shifted)
    with pytest.raises(ValueError, match="at least a day"):
        shift_dates("a", day, KEY, at_most_days=0)
