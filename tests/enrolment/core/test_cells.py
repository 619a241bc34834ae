from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.enrolment.core.cells import (
    CHANNELS,
    YES_NO,
    date_order,
    is_blank,
    parse_choice,
    parse_date,
    parse_email,
    parse_phone,
    parse_text,
    parse_whole_number,
    parse_year,
)

TODAY = date(2026, 11, 22)
MARCH = date(1961, 3, 12)
CELLS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789 /.-+()eEOextJanMar@;,", max_size=24),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


def outcome(read):
    return read.value, read.problem.code if read.problem else None


@pytest.mark.parametrize(
    "written",
    ["12-Mar-61", "1961-03-12", "12th March 1961", "12 march, 1961", "March 12, 1961", "Sunday 12 March 1961",
     "1961-03-12 00:00:00", "19610312", "1961 Mar 12", "12th of March 1961", MARCH, datetime(1961, 3, 12, 9, 30)],
)  # fmt: skip
def test_parse_date_reads_clear_dates_without_remark(written):
    assert outcome(parse_date(written, today=TODAY, birth=True)) == (MARCH, None)


@pytest.mark.parametrize(
    "written", ["12/03/1961", "12.3.61", "12-03-1961", "12 3 1961", "12031961", "12/03/61 10:00"]
)
def test_parse_date_notes_when_day_and_month_could_be_swapped(written):
    assert outcome(parse_date(written, today=TODAY, birth=True)) == (MARCH, "ambiguous_date")
    assert outcome(parse_date(written, today=TODAY, birth=True, sure_of_order=True)) == (MARCH, None)
    swapped = parse_date(written, today=TODAY, birth=True, day_first=False, sure_of_order=True)
    assert swapped.value == date(1961, 12, 3)


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("", None, None),
        ("31/02/1961", None, "no_such_date"),
        ("29 Feb 1961", None, "no_such_date"),
        ("13/13/1961", None, "no_such_month"),
        ("03/25/1961", date(1961, 3, 25), "other_order"),
        (22352, MARCH, "serial_number"),
        ("22352", MARCH, "serial_number"),
        (22352.5, MARCH, "serial_number"),
        (5, None, "serial_out_of_range"),
        (1961, None, "only_a_year"),
        ("1961", None, "only_a_year"),
        ("March 1961", None, "no_day"),
        ("1/1/2030", None, "date_in_future"),
        ("13/1/1850", None, "date_too_early"),
        ("13/1/61", date(1961, 1, 13), None),
        ("13/1/27", date(1927, 1, 13), None),
        ("13/1/25", date(2025, 1, 13), "two_digit_year"),
        ("1961/3/12/1", None, "not_a_date"),
        ("soon", None, "not_a_date"),
        (True, None, "not_a_date"),
    ],
)
def test_parse_date_says_what_is_wrong(written, value, code):
    assert outcome(parse_date(written, today=TODAY, birth=True)) == (value, code)


def test_parse_date_says_what_would_be_right():
    wrong = parse_date("31/02/1961", today=TODAY).problem
    assert str(wrong) == "There is no day 31 in February 1961. February 1961 has 28 days."


def test_parse_date_allows_the_future_where_asked():
    assert parse_date("13/1/2030", today=TODAY, future=True).value == date(2030, 1, 13)


def test_date_order_learns_from_the_column():
    assert date_order(["1/2/1960", "25/3/1961"]).sure
    assert not date_order(["1/2/1960", "3/25/1961"]).day_first
    assert not date_order(["25/3/1961", "3/25/1961"]).sure
    assert not date_order(["1/2/1960"]).sure


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [(1961, 1961, None), ("61", 1961, None), ("12 March 1961", 1961, None), ("2031", None, "year_in_future"),
     ("1850", None, "year_too_early"), ("x", None, "not_a_year"), ("", None, None)],
)  # fmt: skip
def test_parse_year_reads_years(written, value, code):
    assert outcome(parse_year(written, today=TODAY)) == (value, code)


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("", None, None),
        ("07700 900123", "+447700900123", None),
        ("+44 (0)7700 900123", "+447700900123", None),
        ("0044 7700 900123", "+447700900123", None),
        (447700900123, "+447700900123", None),
        ("Tel: 0113 496 0000", "+441134960000", None),
        ("07700-900-123", "+447700900123", None),
        ("07700 900123 (mob)", "+447700900123", None),
        ("+91 98765 43210", "+919876543210", None),
        (7700900123, "+447700900123", "phone_zero_restored"),
        ("7700900123", "+447700900123", "phone_zero_restored"),
        ("4.47701E+11", None, "phone_scientific"),
        (4.47701e99, None, "phone_scientific"),
        ("07700 9OO123", None, "phone_letters"),
        ("O7700 900123", None, "phone_letters"),
        ("12345", None, "phone_too_short"),
        ("0770090012", None, "phone_too_short"),
        ("077009001234", None, "phone_too_long"),
        ("4960000", None, "phone_no_area_code"),
        ("ask her son", None, "phone_none"),
        ("0113 496 0000 / 07700 900123", "+441134960000", "phone_two_numbers"),
        ("0113 496 0000 or 07700 900123", "+441134960000", "phone_two_numbers"),
        ("07700900123 07700900124", "+447700900123", "phone_two_numbers"),
        ("0113 496 0000 ext 12", "+441134960000", "phone_extension_dropped"),
        ("daughter: 07700 900123", "+447700900123", "phone_words_dropped"),
    ],
)
def test_parse_phone_reads_and_repairs(written, value, code):
    assert outcome(parse_phone(written)) == (value, code)


def test_parse_phone_reads_home_numbers_of_another_country():
    assert parse_phone("030 123456", region="DE").value == "+4930123456"


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("mary@Example.ORG", "mary@example.org", None),
        ("Mary.O'Brien+x@example.org", "Mary.O'Brien+x@example.org", None),
        ("Mary <mary@example.org>", "mary@example.org", "email_tidied"),
        ("mary@example.org.", "mary@example.org", "email_tidied"),
        ("mary @example.org", None, "email_spaces"),
        ("mary.example.org", None, "email_no_at"),
        ("mary@example", None, "email_not_valid"),
        ("mary@example,org", None, "email_not_valid"),
        ("a..b@example.org", None, "email_not_valid"),
        ("a@example.org; b@example.org", "a@example.org", "email_two"),
        ("", None, None),
    ],
)
def test_parse_email_reads_and_repairs(written, value, code):
    assert outcome(parse_email(written)) == (value, code)


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [("Phone", "telephone", None), ("E-Mail", "email", None), ("SMS", "text", None), ("via carer", "helper", None),
     ("by post", "post", None), ("text or phone", "text", "two_choices"), ("pigeon", None, "not_a_choice"), ("", None, None)],
)  # fmt: skip
def test_parse_choice_knows_the_channels(written, value, code):
    assert outcome(parse_choice(written, CHANNELS)) == (value, code)


def test_parse_choice_knows_yes_and_no():
    assert [parse_choice(cell, YES_NO).value for cell in ("Y", True, "no", 0)] == ["yes", "yes", "no", "no"]


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [(3, 3, None), ("3.0", 3, None), ("Three", 3, None), ("2-3", None, "not_a_number"), (True, None, "not_a_number"),
     ("99", None, "number_out_of_range"), (-1, None, "number_out_of_range"), ("", None, None)],
)  # fmt: skip
def test_parse_whole_number_reads_small_numbers(written, value, code):
    assert outcome(parse_whole_number(written, high=50)) == (value, code)


def test_parse_text_refuses_what_is_too_long():
    assert outcome(parse_text("x" * 11, limit=10)) == (None, "too_long")


def test_is_blank_knows_ways_to_say_nothing():
    assert all(map(is_blank, ["-", "n/a", "N/A", "?", "none", "not known"]))
    assert not any(map(is_blank, ["0", "no", "Nan", 0]))


@settings(max_examples=120, deadline=None)
@given(CELLS, st.booleans())
def test_parsers_never_raise_and_keep_their_word(cell, day_first):
    born = parse_date(cell, day_first=day_first, today=TODAY, birth=True)
    phone = parse_phone(cell)
    reads = [born, phone, parse_email(cell), parse_year(cell, today=TODAY), parse_whole_number(cell, high=9),
             parse_choice(cell, CHANNELS), parse_text(cell, limit=20)]  # fmt: skip
    assert born.value is None or date(1900, 1, 1) <= born.value <= TODAY
    assert phone.value is None or (phone.value[0] == "+" and phone.value[1:].isdecimal())
    assert all(read.problem.message and read.problem.suggestion for read in reads if read.problem)


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(1910, 1, 1), TODAY),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%Y"]),
)
def test_parse_date_reads_back_what_was_written(day, style):
    assert parse_date(day.strftime(style), today=TODAY).value == day
