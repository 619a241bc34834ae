from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.enrolment.core.columns import guess_columns
from alongside.enrolment.core.fields import FIELDS
from alongside.enrolment.core.rows import check_rows
from alongside.enrolment.core.sheet import Row, Sheet, read_sheet

TODAY = date(2026, 11, 22)


def checked(text, **options):
    sheet = read_sheet(text.encode(), "x.csv")
    return check_rows(
        sheet, guess_columns(sheet.headers, [row.cells for row in sheet.rows]), today=TODAY, **options
    )


def said(row):
    return [(remark.header, remark.letter, remark.original, remark.problem.code) for remark in row.remarks]


def test_check_rows_keeps_a_good_row_whole():
    (row,) = checked("First name,Surname,Mob,D.O.B,Contact by\nMary,Smith,07700 900123,25/03/1961,text\n")
    assert row.values == {
        "given_name": "Mary",
        "family_name": "Smith",
        "phone": "+447700900123",
        "date_of_birth": date(1961, 3, 25),
        "preferred_channel": "text",
    }
    assert (row.number, row.remarks, row.bad) == (2, (), False)


def test_check_rows_lets_a_bad_cell_spoil_only_itself():
    (row,) = checked("Name,,Mob,D.O.B\nMary,,07700 900123,31/02/1961\n")
    assert row.values == {"full_name": "Mary", "phone": "+447700900123"}
    assert said(row) == [("D.O.B", "D", "31/02/1961", "no_such_date")]
    assert str(row.remarks[0]) == "D.O.B: There is no day 31 in February 1961. February 1961 has 28 days."
    assert not row.bad


def test_check_rows_says_what_becomes_of_a_role_that_nobody_knows():
    known, unknown = checked("Name,Phone,Role\nA,07700 900123,peer coach\nB,07700 900123,somebody\n")
    assert (known.values["role"], known.remarks) == ("supporter", ())
    assert "role" not in unknown.values
    assert str(unknown.remarks[0]) == (
        "Role: We do not know this role. The person comes in as you said of the whole sheet. "
        "Write one of: member, supporter, both."
    )


def test_check_rows_names_the_channels_as_people_write_them():
    (row,) = checked("Name,Phone,Contact by\nA,07700 900123,pigeon\nB,07700 900123,phone\n")[:1]
    assert "Write one of: text, telephone, email, post, through a helper." in str(row.remarks[0])


def test_check_rows_calls_a_row_without_a_name_bad():
    rows = checked("Name,Mob\n,07700 900123\nAnn,07700 900124\n#N/A,n/a\n")
    assert [row.bad for row in rows] == [True, False, True]
    assert said(rows[0]) == [("", "", "", "no_name")]
    assert [item[3] for item in said(rows[2])] == ["spreadsheet_error", "nothing_usable"]


def test_check_rows_makes_nobody_of_the_line_that_adds_up_the_rest():
    rows = checked("Name,Phone\nAnn Total,\nTotal,07700 900123\ntotal 43,\nGrand Total: 43,\nTotally Ann,\n")
    assert [row.bad for row in rows] == [False, False, True, True, False]
    assert said(rows[2]) == [("", "", "", "adds_up")]


def test_check_rows_takes_people_with_only_a_phone_a_helper_or_paper():
    rows = checked("Name,Phone,Helper,Contact by\nA,07700 900123,,\nB,,Jo,\nC,,,post\nD,,,\n")
    assert [row.bad for row in rows] == [False] * 4
    assert [[item[3] for item in said(row)] for row in rows] == [[], [], [], ["no_way_to_reach"]]


def test_check_rows_doubts_a_channel_without_its_address():
    rows = checked(
        "Name,Phone,Email,Contact by\nA,,a@example.org,text\nB,07700 900123,,email\nC,07700 900123,,helper\n"
    )
    codes = [[item[3] for item in said(row)] for row in rows]
    assert codes == [["channel_without_number"], ["channel_without_email"], ["channel_without_helper"]]


def test_check_rows_keeps_a_bare_year_as_year_of_birth():
    (row,) = checked("Name,DOB,Contact by\nA,1961,post\n")
    assert row.values["year_of_birth"] == 1961
    assert [item[3] for item in said(row)] == ["year_kept"]


def test_check_rows_learns_the_order_of_dates_from_the_column():
    rows = checked("Name,DOB,Contact by\nA,03/12/1961,post\nB,03/25/1961,post\n")
    assert [row.values["date_of_birth"] for row in rows] == [date(1961, 3, 12), date(1961, 3, 25)]
    assert [said(row) for row in rows] == [[], []]


def test_check_rows_passes_on_what_the_sheet_noted_about_a_cell():
    (row,) = checked("Name,Area,Contact by\nA,=1+1,post\n")
    assert said(row) == [("Area", "B", "=1+1", "formula_text")]


def test_check_rows_counts_capacity_and_role():
    (row,) = checked("Name,Role,Capacity,Contact by\nA,Peer supporter,three,post\n")
    assert (row.values["role"], row.values["capacity"]) == ("supporter", 3)


CELL = (
    st.text(max_size=12)
    | st.integers()
    | st.floats()
    | st.dates()
    | st.booleans()
    | st.sampled_from(["", "n/a", "#REF!"])
)


@settings(max_examples=80, deadline=None)
@given(
    st.data(), st.lists(st.sampled_from([item.key for item in FIELDS]), min_size=1, max_size=6, unique=True)
)
def test_check_rows_gives_back_as_many_rows_as_came_in(data, keys):
    line = st.tuples(*[CELL] * len(keys))
    rows = tuple(
        Row(number, cells) for number, cells in enumerate(data.draw(st.lists(line, max_size=5)), start=2)
    )
    columns = tuple(range(1, len(keys) + 1))
    sheet = Sheet("x", tuple(keys), rows, (), columns, (1,), len(keys) + 1, "")
    found = check_rows(sheet, {key: place for place, key in enumerate(keys)}, today=TODAY)
    assert [row.number for row in found] == [row.number for row in rows]
    good, bad = [row for row in found if not row.bad], [row for row in found if row.bad]
    assert len(good) + len(bad) == len(rows)
    assert all(row.remarks for row in bad)
