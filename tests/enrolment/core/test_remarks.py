import csv
import io
import string
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from alongside.enrolment.core.problems import problem
from alongside.enrolment.core.remarks import disarmed, with_remarks
from alongside.enrolment.core.rows import Remark
from alongside.enrolment.core.sheet import SheetError, read_sheet


def remark(row, header="Phone", code="phone_letters"):
    return Remark(row, header, "B", "x", problem(code))


def saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def same_plus_remarks(data, given_remarks=()):
    before = read_sheet(data, "x")
    after = read_sheet(with_remarks(data, "x", given_remarks)[0], "x")
    assert after.headers == (*before.headers, "Remarks")
    assert [(row.number, row.cells[:-1]) for row in after.rows] == [
        (row.number, row.cells) for row in before.rows
    ]
    return [row.cells[-1] for row in after.rows]


def test_with_remarks_keeps_a_csv_and_adds_one_column():
    data = "Members;\r\n\r\nName;Phone\r\nJosé;x\r\n\r\nAnn;1\r\n".encode("cp1252")
    out, name = with_remarks(data, "../my list.csv", [remark(4), remark(4, "", "no_way_to_reach")])
    assert name == "my list with remarks.csv"
    assert out.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(out.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[:3] == [["Members", ""], [], ["Name", "Phone", "Remarks"]]
    assert rows[3][:2] == ["José", "x"]
    assert rows[3][2].startswith("Phone: There are letters inside this number.")
    assert rows[3][2].endswith("as the channel.")
    assert rows[4:] == [[], ["Ann", "1", ""]]


@pytest.mark.parametrize("cell", ["=1+1", "+44 1", "-1", "@x", "\tx", "\rx", " =1", "\uff1d1"])
def test_with_remarks_disarms_formulas_in_csv(cell):
    written = io.StringIO()
    csv.writer(written).writerows([["Name", "Notes"], ["Mary", cell]])
    out, _ = with_remarks(written.getvalue().encode(), "x.csv", [remark(2, "=cmd()")])
    rows = list(csv.reader(io.StringIO(out.decode("utf-8-sig"), newline="")))
    assert rows[1][1] == f"'{cell}" == disarmed(cell)
    assert rows[1][2].startswith("'=cmd()")
    same_plus_remarks(written.getvalue().encode())


def workbook():
    book = Workbook()
    page = book.active
    page.append(["Members of the group"])
    page.merge_cells("A1:C1")
    page.append(["Name", "Helper", None])
    page.append([None, "Name", "Phone"])
    page.merge_cells("A2:A3")
    page.merge_cells("B2:C2")
    page.append(["Mary", "Jo", "x"])
    page.append(["Ann", None, "=C4"])
    page["A4"].font = Font(bold=True)
    page["A4"].comment = Comment("hello", "me")
    page["D4"].font = Font(bold=True)
    page["F5"].font = Font(bold=True)
    book.create_sheet("Other").append(["untouched", date(2020, 1, 1)])
    return book


def test_with_remarks_keeps_everything_else_of_a_workbook():
    data = saved(workbook())
    out, name = with_remarks(data, "renamed.csv", [remark(4, "=Phone"), remark(5, "Ä & <b>")])
    assert name == "renamed with remarks.xlsx"
    page = load_workbook(io.BytesIO(out))["Sheet"]
    assert [page.cell(row, 4).value for row in (1, 2, 3)] == [None, "Remarks", "Remarks"]
    assert (page["D4"].data_type, page["D4"].value[:8]) == ("s", "=Phone: ")
    assert page["D5"].value.startswith("Ä & <b>: ")
    assert (page["C5"].value, page["A4"].font.bold, page["A4"].comment.text) == ("=C4", True, "hello")
    assert {str(merge) for merge in page.merged_cells.ranges} == {"A1:C1", "A2:A3", "B2:C2"}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(out)) as new:
        assert old.namelist() == new.namelist()
        changed = [entry for entry in old.namelist() if old.read(entry) != new.read(entry)]
    assert changed == ["xl/worksheets/sheet1.xml"]


def test_with_remarks_can_be_read_again_from_a_workbook():
    said = same_plus_remarks(saved(workbook()), [remark(5)])
    assert said[0] == ""
    assert said[1].startswith("Phone: ")


def test_with_remarks_follows_rows_and_cells_without_numbers():
    book = Workbook()
    for row in (["Name", "Phone"], ["Mary", "x"]):
        book.active.append(row)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(written, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                for text in (b' r="1"', b' r="2"', b' r="A1"', b' r="B1"', b' r="A2"', b' r="B2"'):
                    content = content.replace(text, b"")
            new.writestr(entry, content)
    assert same_plus_remarks(written.getvalue(), [remark(2)])[0].startswith("Phone: ")


def test_with_remarks_says_them_in_other_words():
    out, _ = with_remarks(
        b"Name,Phone\nA,x\n", "x.csv", [remark(2)], heading="Sylwadau", say=lambda item: item.problem.code
    )
    assert out.decode("utf-8-sig") == "Name,Phone,Sylwadau\r\nA,x,phone_letters\r\n"


def test_with_remarks_refuses_what_cannot_be_read():
    with pytest.raises(SheetError):
        with_remarks(b"%PDF-1.7", "x.csv", [])


def test_with_remarks_leaves_the_delimiter_plain_to_see():
    lines = "".join(f"P{place};;{',' if place > 2 else ''}\n" for place in range(6))
    same_plus_remarks(f"Name;Notes;Phone\n{lines}".encode(), [remark(2), remark(3)])


CELL = st.text(alphabet=string.ascii_letters + "0123456789 é,;|\"\n'=+-@\t\r", max_size=10)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.booleans(),
)
def test_with_remarks_gives_the_same_cells_and_one_more_column(lines, delimiter, as_workbook):
    rows = [("Name", "Notes", "Phone"), *[(f"P{place}", *line) for place, line in enumerate(lines)]]
    if as_workbook:
        book = Workbook()
        for row in rows:
            book.active.append([cell.replace("\r", " ") for cell in row])
        data = saved(book)
    else:
        written = io.StringIO()
        csv.writer(written, delimiter=delimiter).writerows(rows)
        data = written.getvalue().encode()
    same_plus_remarks(data, [remark(row) for row in range(2, 4)])
