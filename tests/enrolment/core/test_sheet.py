import io
import re
import string
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from alongside.enrolment.core.sheet import MAX_BYTES, Sheet, SheetError, read_sheet
from alongside.enrolment.core.wording import ERRORS

PEOPLE = [["Name", "Phone"], ["Mary Smith", "0113 496 0000"], ["José Núñez", "0113 496 0001"]]


def csv_text(delimiter=","):
    return "\r\n".join(delimiter.join(row) for row in PEOPLE) + "\r\n"


def xlsx(rows, merges=(), title="People", prepare=None):
    book = Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    for merge in merges:
        page.merge_cells(merge)
    if prepare:
        prepare(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def archive(**files):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def ole(*entries):
    """The beginning of an old Microsoft file: signature, padding, 128-byte directory entries."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\xff")
    return head + b"".join((name.encode("utf-16-le") + b"\0\0").ljust(128, b"\0") for name in entries)


def cells(sheet):
    return [row.cells for row in sheet.rows]


def codes(sheet):
    return [note.code for note in sheet.notes]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_read_sheet_reads_every_delimiter_in_every_encoding(delimiter, encoding):
    sheet = read_sheet(csv_text(delimiter).encode(encoding), "C:\\lists\\members.csv")
    assert sheet.name == "members"
    assert sheet.headers == ("Name", "Phone")
    assert cells(sheet) == [tuple(row) for row in PEOPLE[1:]]
    assert [row.number for row in sheet.rows] == [2, 3]
    assert codes(sheet) == (["encoding_windows_1252"] if encoding == "cp1252" else [])


def test_read_sheet_counts_rows_as_the_spreadsheet_program_does():
    data = b'Members 2026;;\r\n\r\nName;Phone;Notes\r\nMary;1;"two\r\nlines"\r\n\r\nAnn;2;\r\n'
    sheet = read_sheet(data, "x.csv")
    assert sheet.header_rows == (3,)
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (4, ("Mary", "1", "two\nlines")),
        (6, ("Ann", "2", "")),
    ]
    assert codes(sheet) == ["rows_above_headings"]


def test_read_sheet_obeys_a_separator_line_and_does_not_count_it():
    sheet = read_sheet(b"sep=|\nName|Phone\nA, B|1\n", "x.csv")
    assert (sheet.headers, sheet.rows[0].number, cells(sheet)) == (("Name", "Phone"), 2, [("A, B", "1")])


def test_read_sheet_is_not_led_astray_by_commas_in_a_semicolon_file():
    data = b"Name;Address;Phone\nA;1, High St, Leeds, LS1;1\nB;2, Low St, York, YO1;2\n"
    assert read_sheet(data, "x").headers == ("Name", "Address", "Phone")


def test_read_sheet_drops_empty_columns_numbers_duplicates_and_names_the_unnamed():
    sheet = read_sheet(b"Name,,Phone,Phone,\nA,,1,2,x\n", "x.csv")
    assert sheet.headers == ("Name", "Phone", "Phone 2", "Column E")
    assert sheet.columns == (1, 3, 4, 5)
    assert codes(sheet) == ["duplicate_heading", "unnamed_column", "empty_columns_dropped"]


def test_read_sheet_never_gives_two_columns_one_header():
    sheet = read_sheet(b"Name,Phone,Phone 2,Phone,phone\nA,1,2,3,4\n", "x.csv")
    assert sheet.headers == ("Name", "Phone", "Phone 2", "Phone 3", "phone 4")


def test_read_sheet_keeps_csv_formulas_as_text_with_a_note():
    sheet = read_sheet(b"Name,Notes\nMary,=1+1\nAnn,'+44 113 496 0000\n", "x.csv")
    assert cells(sheet) == [("Mary", "=1+1"), ("Ann", "+44 113 496 0000")]
    assert [(note.code, note.row, note.column) for note in sheet.notes] == [("formula_text", 2, 2)]


def test_read_sheet_points_at_a_row_that_a_comma_has_split():
    sheet = read_sheet(b"Name,Area\nA,Leeds\nB,York, Yorkshire\nC,Hull\n", "x.csv")
    assert [(note.code, note.row) for note in sheet.notes if note.row] == [("extra_cells", 3)]


def test_read_sheet_reads_a_workbook_with_its_types():
    data = xlsx([["Name", "Born", "Places"], ["Mary", date(1961, 3, 12), 2.0], ["=text", None, True]])
    sheet = read_sheet(data, "renamed.csv")
    assert sheet.name == "People"
    assert cells(sheet) == [("Mary", date(1961, 3, 12), 2), ("", "", True)]
    assert [(note.code, note.row, note.column) for note in sheet.notes] == [("formula_without_result", 3, 1)]


def test_read_sheet_finds_headings_under_a_merged_title():
    rows = [
        ["Members of the group", None, None],
        [],
        ["Name", "Phone", "E-mail"],
        ["Mary", "1", "m@example.org"],
    ]
    sheet = read_sheet(xlsx(rows, ["A1:C1"]), "x.xlsx")
    assert (sheet.headers, sheet.rows[0].number) == (("Name", "Phone", "E-mail"), 4)


def test_read_sheet_joins_two_heading_rows_of_a_workbook():
    rows = [
        ["Name", "Helper", None, "Born"],
        [None, "Name", "Phone", None],
        ["Mary", "Jo", "0113 496 0000", "1961"],
    ]
    sheet = read_sheet(xlsx(rows, ["B1:C1", "A1:A2"]), "x.xlsx")
    assert sheet.headers == ("Name", "Helper Name", "Helper Phone", "Born")
    assert sheet.header_rows == (1, 2)
    assert "headings_joined" in codes(sheet)


def test_read_sheet_joins_two_heading_rows_of_a_csv():
    data = b"Member,,Helper,\nName,Phone,Name,Phone\nMary,1,Jo,2\n"
    assert read_sheet(data, "x").headers == ("Member Name", "Member Phone", "Helper Name", "Helper Phone")


def test_read_sheet_takes_a_person_who_prefers_phone_for_no_heading():
    sheet = read_sheet(b"Name,Contact by,Notes\nMary,phone,\nAnn,post,\n", "x.csv")
    assert sheet.header_rows == (1,)
    assert len(sheet.rows) == 2


def test_read_sheet_fills_cells_merged_downwards():
    rows = [["Name", "Area"], ["Mary", "Leeds"], ["Ann", None]]
    sheet = read_sheet(xlsx(rows, ["B2:B3"]), "x.xlsx")
    assert cells(sheet) == [("Mary", "Leeds"), ("Ann", "Leeds")]
    assert "merged_cells" in codes(sheet)


def test_read_sheet_tells_of_other_sheets_and_hidden_rows():
    def prepare(book):
        book.create_sheet("Old").append(["Name"])
        book["People"].row_dimensions[2].hidden = True

    sheet = read_sheet(xlsx(PEOPLE, prepare=prepare), "x.xlsx")
    assert codes(sheet) == ["other_sheets", "hidden_rows"]
    assert len(sheet.rows) == 2


def test_read_sheet_reads_the_sheet_that_is_asked_for():
    def prepare(book):
        page = book.create_sheet("Second")
        page.append(["Name", "Phone"])
        page.append(["Zoë", "1"])

    data = xlsx(PEOPLE, prepare=prepare)
    assert cells(read_sheet(data, "x", sheet_name="Second")) == [("Zoë", "1")]
    with pytest.raises(SheetError) as caught:
        read_sheet(data, "x", sheet_name="Third")
    assert caught.value.code == "no_such_sheet"


COVER = [["Instructions"], ["Who fills this in", "How"], ["The coordinator", "Once a week"]]


def with_cover(cover, rows=PEOPLE):
    def prepare(book):
        page = book.create_sheet("Cover", 0)
        for row in cover:
            page.append(row)

    return xlsx(rows, prepare=prepare)


@pytest.mark.parametrize("cover", [COVER[:1], COVER], ids=["a title", "a table of its own"])
def test_read_sheet_passes_over_a_cover_to_the_sheet_with_names(cover):
    sheet = read_sheet(with_cover(cover), "x.xlsx")
    assert (sheet.name, len(sheet.rows)) == ("People", 2)
    assert [str(note) for note in sheet.notes] == [
        "Only the sheet “People” was read. Also in the workbook: Cover."
    ]


def test_read_sheet_takes_the_first_that_can_be_read_where_no_sheet_has_names():
    sheet = read_sheet(with_cover(COVER, [["Colour", "Size"], ["red", "4"]]), "x.xlsx")
    assert sheet.name == "Cover"


def test_read_sheet_tells_why_the_first_sheet_cannot_be_read_where_none_can():
    with pytest.raises(SheetError) as caught:
        read_sheet(with_cover(COVER[:1], [[]]), "x.xlsx")
    assert caught.value.code == "no_rows"


def test_read_sheet_does_not_pass_over_a_sheet_with_too_many_rows():
    with pytest.raises(SheetError) as caught:
        read_sheet(with_cover([["Name"], *([str(number)] for number in range(4))]), "x.xlsx", max_rows=3)
    assert caught.value.code == "too_many_rows"


def test_read_sheet_stops_below_a_very_long_formatted_gap():
    def prepare(book):
        page = book["People"]
        for row in (10_000, 20_000, 30_000):
            page.cell(row, 1).font = Font(bold=True)

    assert "stopped_reading" in codes(read_sheet(xlsx(PEOPLE, prepare=prepare), "x"))


BOMB = archive(**{"[Content_Types].xml": "x", "xl__worksheets__sheet1.xml": b"0" * 70_000_000})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b",,\r\n,,\r\n", "empty"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 8, "not_a_spreadsheet"),
        (b"%PDF-1.7\n1 0 obj", "not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_spreadsheet"),
        (b"<!DOCTYPE html><table><tr><td>Name</td></tr></table>", "not_a_spreadsheet"),
        (bytes(range(256)) * 20, "not_a_spreadsheet"),
        (b"Name,Notes\n\x01\x02\x03\x04\x05,\x06\n", "not_a_spreadsheet"),
        (ole("Root Entry", "Workbook"), "old_excel"),
        (ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "password_protected"),
        (ole("Root Entry", "WordDocument"), "not_a_spreadsheet"),
        (archive(readme="hello"), "not_a_spreadsheet"),
        (archive(**{"[Content_Types].xml": "x", "word__document.xml": "x"}), "not_a_spreadsheet"),
        (
            archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "x"}),
            "open_document",
        ),
        (archive(**{"[Content_Types].xml": "x", "xl__workbook.bin": "x"}), "binary_workbook"),
        (archive(**{"Index__Document.iwa": "x"}), "numbers_document"),
        (archive(**{"[Content_Types].xml": "not xml", "xl__workbook.xml": "x"}), "damaged"),
        (xlsx(PEOPLE)[:3000], "damaged"),
        (BOMB, "unpacks_too_large"),
        (xlsx([]), "empty"),
        (b"Name,Phone\r\n", "no_rows"),
        (b"Mary,m@example.org\nAnn,a@example.org\n", "no_header"),
        (b"Name,\x81\nA\x9d,1\n", "unreadable_encoding"),
        (b'Name,Notes\nA,"never closed\nB,1\n', "unclosed_quote"),
        (b"Name,Notes\nA," + b"x" * 200_000 + b"\n", "cell_too_long"),
        (("Name" + "," * 300 + "x\n").encode() * 2, "too_many_columns"),
        (b"Name\n" + b"Mary Smith\n" * 5001, "too_many_rows"),
        (xlsx([["Name", "Phone"], *[["Mary", "1"]] * 5100]), "too_many_rows"),
    ],
)
def test_read_sheet_gives_each_trouble_its_own_answer(data, code):
    with pytest.raises(SheetError) as caught:
        read_sheet(data, "members.xlsx")
    assert caught.value.code == code
    assert str(caught.value) == ERRORS[code].format(**caught.value.params)


def test_read_sheet_reads_five_thousand_rows():
    assert len(read_sheet(b"Name\n" + b"Mary Smith\n" * 5000, "x.csv").rows) == 5000


@pytest.mark.parametrize("declared", [b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<!DOCTYPE a>"])
def test_read_sheet_refuses_document_types_in_a_workbook(declared):
    good = xlsx(PEOPLE)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(written, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = declared + content
            new.writestr(entry, content)
    with pytest.raises(SheetError) as caught:
        read_sheet(written.getvalue(), "x")
    assert caught.value.code == "damaged"


def sheet_or_error(data):
    try:
        return read_sheet(data, "x", max_rows=50)
    except SheetError as error:
        return error.code


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(alphabet="Name,;\"'=\t\r\n|0@é", max_size=200).map(lambda text: text.encode("cp1252"))
)
def test_read_sheet_raises_nothing_else_for_any_bytes(data):
    found = sheet_or_error(data)
    if isinstance(found, Sheet):
        assert len(set(found.headers)) == len(found.headers) == len(found.columns)
        assert all(len(row.cells) == len(found.headers) for row in found.rows)
    else:
        assert found in ERRORS


GOOD = xlsx([["Name", "Born"], ["Mary", date(1961, 3, 12)]], ["A4:B5"])
PARTS = {
    name: zipfile.ZipFile(io.BytesIO(GOOD)).read(name)
    for name in zipfile.ZipFile(io.BytesIO(GOOD)).namelist()
}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(PARTS)), st.data())
def test_read_sheet_raises_nothing_else_for_a_broken_workbook(name, data):
    part = PARTS[name]
    place = data.draw(st.integers(0, len(part)))
    length = data.draw(st.integers(0, 20))
    put = data.draw(
        st.binary(max_size=3) | st.sampled_from([b"-1", b"9999999999", b"<", b'""', b"s", b"1e999"])
    )
    broken = archive(
        **{
            **{key.replace("/", "__"): value for key, value in PARTS.items()},
            name.replace("/", "__"): part[:place] + put + part[place + length :],
        }
    )
    assert isinstance(sheet_or_error(broken), (Sheet, str))


def test_read_sheet_takes_off_only_the_apostrophe_that_disarms_a_formula():
    sheet = read_sheet(b"Name,Notes\nMary,'=1+1\nAnn,at her parents' - ask first\n", "x.csv")
    assert cells(sheet) == [("Mary", "=1+1"), ("Ann", "at her parents' - ask first")]


def is_no_disarmed_formula(text):
    """Not an apostrophe before a line end: in CSV that apostrophe disarms a formula, and is taken away."""
    return not re.match(r"'\s*\n", text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet=string.ascii_letters + " é,;\"\n'", min_size=1, max_size=12).filter(
            is_no_disarmed_formula
        ),
        min_size=1,
        max_size=8,
    )
)
def test_read_sheet_keeps_every_row_with_a_name(names):
    rows = [["Name", "Ref"], *[[name, f"R{place}"] for place, name in enumerate(names)]]
    quoted = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    from_csv, from_xlsx = read_sheet(quoted.encode(), "x"), read_sheet(xlsx(rows), "x")
    assert [row.cells[1] for row in from_csv.rows] == [f"R{place}" for place in range(len(names))]
    assert cells(from_csv) == cells(from_xlsx)
