from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.enrolment.core.columns import FIELD_BY_KEY, FIELDS, guess_columns, has_name


def test_guess_columns_knows_everyday_words():
    headers = ["Surname", "First name(s)", "Mob", "D.O.B", "e mail", "Helper tel no.", "Helper", "Post code", "Best way to contact", "Notes", "Ref.", "Date joined", "M/F", "Likes to be called", "First language", "How many people", "Role"]  # fmt: skip
    keys = ["family_name", "given_name", "phone", "date_of_birth", "email", "helper_phone", "helper_name", "area", "preferred_channel", "notes", "external_id", "joined_on", "gender", "known_as", "language", "capacity", "role"]  # fmt: skip
    assert guess_columns(headers, []) == {key: place for place, key in enumerate(keys)}


def test_guess_columns_reads_joined_and_decorated_headings():
    headers = ["Member Name", "Member Tel no.", "Helper Name", "Helper Phone", "Year of birth*"]
    expected = {"full_name": 0, "phone": 1, "helper_name": 2, "helper_phone": 3, "year_of_birth": 4}
    assert guess_columns(headers, []) == expected


def test_guess_columns_uses_what_stands_below():
    rows = [["Jo", "x@example.org", "07700 900123", "13/03/1961"]] * 3
    guessed = guess_columns(["Who", "Column B", "Column C", "Column D"], rows)
    assert guessed == {"email": 1, "phone": 2, "date_of_birth": 3}


def test_guess_columns_believes_the_cells_over_a_misleading_heading():
    rows = [["Jo Smith", "jo@example.org", "Leeds"]] * 3
    assert guess_columns(["Name", "Contact name", "Area"], rows) == {"full_name": 0, "email": 1, "area": 2}


def test_guess_columns_leaves_other_peoples_columns_alone():
    rows = [["Jo", "07700 900123", "07700 900124"]] * 3
    assert guess_columns(["Name", "Emergency contact phone", "GP phone"], rows) == {"full_name": 0}


def test_guess_columns_does_not_take_our_own_remarks_for_notes():
    assert guess_columns(["Name", "Remarks"], []) == {"full_name": 0}


def test_fields_have_one_meaning_for_each_word():
    words = [word for item in FIELDS for word in item.words]
    assert len(words) == len(set(words))
    assert list(FIELD_BY_KEY) == [item.key for item in FIELDS]
    assert FIELD_BY_KEY["phone"].label == "enrolment.field.phone"


def test_has_name_wants_any_one_name():
    assert all(has_name({key: 0}) for key in ("full_name", "given_name", "family_name", "known_as"))
    assert not has_name({"phone": 0, "helper_name": 1})


WORDS = sorted(word for item in FIELDS for word in item.words)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=15), max_size=12), st.data())
def test_guess_columns_never_gives_a_column_twice(headers, data):
    cell = st.sampled_from(["", "a@example.org", "07700 900123", "12/03/1961", 1961, "phone", "Jo"])
    rows = data.draw(st.lists(st.lists(cell, min_size=len(headers), max_size=len(headers)), max_size=4))
    guessed = guess_columns(headers, rows)
    assert len(set(guessed.values())) == len(guessed)
    assert set(guessed.values()) <= set(range(len(headers)))
