import pytest

from alongside.enrolment.core.grid import SheetError
from alongside.enrolment.core.sheetxml import with_column

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def page(rows, size='<x:dimension ref="A1:D2"/>'):
    return f'<x:worksheet xmlns:x="{MAIN}">{size}<x:sheetData>{rows}</x:sheetData></x:worksheet>'


def cell(reference, text):
    return f'<x:c r="{reference}" t="inlineStr"><x:is><x:t xml:space="preserve">{text}</x:t></x:is></x:c>'


@pytest.mark.parametrize("size", ['<x:dimension ref="A1:D2"/>', '<x:dimension ref="A1:D2"></x:dimension>'])
def test_with_column_keeps_cells_in_order_and_replaces_blank_ones(size):
    rows = '<x:row r="1" spans="1:4"><x:c r="A1"/><x:c r="D1"/></x:row><x:row r="2"><x:c r="C2" s="1"></x:c></x:row><x:row r="3"/>'
    found = with_column(page(rows, size).encode(), 3, {1: "a<b", 2: "é", 3: "c"}).decode()
    expected = f'<x:row r="1"><x:c r="A1"/>{cell("C1", "a&lt;b")}<x:c r="D1"/></x:row><x:row r="2">{cell("C2", "&#233;")}</x:row><x:row r="3">{cell("C3", "c")}</x:row>'
    assert found == page(expected, "")


def test_with_column_reads_utf_16():
    text = '<?xml version="1.0" encoding="UTF-16"?>' + page('<x:row r="1"/>', "")
    assert cell("A1", "x") in with_column(text.encode("utf-16"), 1, {1: "x"}).decode()


@pytest.mark.parametrize("xml", [b"<a>", b"<!DOCTYPE a><a/>"])
def test_with_column_refuses_what_it_cannot_follow(xml):
    with pytest.raises(SheetError):
        with_column(xml, 1, {})
