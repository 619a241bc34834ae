import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.enrolment.core.duplicates import Identity, find_duplicates, identity_of
from alongside.enrolment.core.names import jaro_winkler, name_likeness, name_words
from alongside.enrolment.core.rows import CheckedRow

BORN = date(1961, 3, 12)


def one(known, **new):
    found = find_duplicates([Identity(2, **new)], [Identity("k", **known)])
    return (found[0].strength, found[0].grounds) if found else None


@pytest.mark.parametrize(
    ("known", "new", "expected"),
    [
        ({"name": "Mary Smith", "email": "M@example.org"}, {"name": "Mary Smyth", "email": "m@example.org"}, ("likely", ("same_email", "similar_name"))),
        ({"name": "Mary Smith", "phone": "+441"}, {"name": "Smith, Mary", "phone": "+441"}, ("likely", ("same_phone", "same_name"))),
        ({"name": "Mary Smith", "phone": "+441"}, {"name": "John Smith", "phone": "+441"}, ("household", ("same_phone", "other_name"))),
        ({"name": "Mary Smith", "email": "a@b.org"}, {"name": "Olu Ade", "email": "a@b.org"}, ("household", ("same_email", "other_name"))),
        ({"name": "José Núñez", "birth_date": BORN}, {"name": "Nunez Jose", "birth_date": BORN}, ("likely", ("same_birth_date", "same_name"))),
        ({"name": "Mary Smith", "birth_date": BORN}, {"name": "Mary Smith", "birth_date": date(1990, 1, 1)}, None),
        ({"name": "John Smith", "phone": "+441", "birth_date": BORN}, {"name": "John Smith", "phone": "+441", "birth_date": date(1990, 1, 1)}, ("possible", ("same_phone", "other_birth_date", "same_name"))),
        ({"name": "Mary Smith"}, {"name": "Mrs Mary Smith"}, ("possible", ("same_name",))),
        ({"name": "Margaret Thompson"}, {"name": "Margaret Thomson"}, ("possible", ("similar_name",))),
        ({"name": "Mary Smith"}, {"name": "Mark Smith"}, None),
        ({"name": "Mary Smith", "external_id": "A1"}, {"name": "Ann Lee", "external_id": "a1"}, ("possible", ("same_external_id", "other_name"))),
        ({"name": "Mary Smith", "birth_date": BORN}, {"name": "Mary Smith", "birth_year": 1961}, ("possible", ("same_birth_year", "same_name"))),
        ({"name": "Mary Smith"}, {"name": "Ann Lee"}, None),
        ({"name": "", "phone": "+441"}, {"name": "", "phone": "+441"}, ("household", ("same_phone", "other_name"))),
    ],
)  # fmt: skip
def test_find_duplicates_weighs_the_grounds(known, new, expected):
    assert one(known, **new) == expected


def test_find_duplicates_looks_within_the_sheet_once():
    people = [
        Identity(2, "Mary Smith", phone="+441"),
        Identity(3, "Ann Lee"),
        Identity(4, "Smith Mary", phone="+441"),
    ]
    (found,) = find_duplicates(people, [])
    assert (found.row, found.other_row, found.known_id) == (4, 2, None)


def test_find_duplicates_does_not_call_a_hostel_a_household():
    people = [Identity(row, f"{chr(65 + row)}lex {chr(97 + row) * 6}", phone="+441") for row in range(20)]
    assert find_duplicates(people, []) == ()


def test_find_duplicates_proposes_at_most_five_for_a_row():
    known = [Identity(key, "Mary Smith") for key in range(20)]
    assert len(find_duplicates([Identity("new", "Mary Smith")], known)) == 5


def test_identity_of_builds_the_name_from_what_there_is():
    row = CheckedRow(7, {"given_name": "Mary", "family_name": "Smith", "date_of_birth": BORN}, (), bad=False)
    assert identity_of(row) == Identity(7, "Mary Smith", birth_date=BORN)
    assert identity_of(CheckedRow(8, {"known_as": "Mo"}, (), bad=False)).name == "Mo"


def test_jaro_winkler_agrees_with_winklers_examples():
    assert jaro_winkler("martha", "marhta") == pytest.approx(0.9611, abs=1e-4)
    assert jaro_winkler("dwayne", "duane") == pytest.approx(0.84, abs=1e-4)
    assert jaro_winkler("dixon", "dicksonx") == pytest.approx(0.8133, abs=1e-4)
    assert jaro_winkler("abc", "xyz") == 0.0


def test_name_words_keep_letters_of_every_script():
    assert name_words("Dr Łukasz O'Brien-Ødegård") == ("lukasz", "obrien", "odegard")
    assert name_words("فاطمة علي") == tuple(sorted(["فاطمة", "علي"]))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_name_likeness_is_a_share_and_whole_for_itself(one_name, other_name):
    a, b = name_words(one_name), name_words(other_name)
    assert -0.5 < name_likeness(a, b) <= 1.0
    assert name_likeness(a, a) == (1.0 if a else 0.0)
    assert 0.0 <= jaro_winkler(one_name, other_name) <= 1.0


def test_find_duplicates_stays_quick_among_many():
    known = [
        Identity(key, f"{chr(97 + key % 26)}na{key % 977} {chr(97 + key % 23)}o{key}", phone=f"+44{key}")
        for key in range(6000)
    ]
    started = time.process_time()
    found = find_duplicates(
        [Identity(-row, "Somebody Else", phone=f"+44{row}") for row in range(1, 1000)], known
    )
    assert len(found) > 900
    assert time.process_time() - started < 5
