"""The sheet that came, given back with one more column that says what is wrong and what would be right."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from alongside.enrolment.core.delimited import Delimited, read_delimited
from alongside.enrolment.core.filetype import file_type
from alongside.enrolment.core.grid import SheetError, clean_text
from alongside.enrolment.core.sheet import MAX_BYTES, MAX_ROWS, Sheet, read_sheet
from alongside.enrolment.core.sheetxml import with_column
from alongside.enrolment.core.workbook import LAST_COLUMN, Workbook, damage_told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from alongside.enrolment.core.rows import Remark

# What makes a spreadsheet program take a CSV cell for a formula. Source: OWASP, CSV Injection.
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]")
_LONGEST_CELL: Final = 32_000
_UNSAFE_NAME = re.compile(r"[^\w .()\-]+")


def with_remarks(
    data: bytes,
    filename: str,
    remarks: Iterable[Remark],
    *,
    sheet_name: str = "",
    heading: str = "Remarks",
    say: Callable[[Remark], str] = str,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
) -> tuple[bytes, str]:
    """The same file with a column `heading` right of everything, and a name for it. `say` words a remark.

    A workbook keeps every other byte of its content. A CSV keeps its delimiter and becomes UTF-8 with a
    mark that spreadsheet programs know; cells that such a program would take for a formula get an apostrophe,
    which `read_sheet` takes off again. Raises SheetError as `read_sheet` does.
    """
    sheet = read_sheet(data, filename, sheet_name=sheet_name, max_bytes=max_bytes, max_rows=max_rows)
    said: dict[int, list[str]] = defaultdict(list)
    for remark in remarks:
        said[remark.row].append(clean_text(say(remark)))
    texts = {row.number: "\n".join(said.get(row.number, ()))[:_LONGEST_CELL] for row in sheet.rows}
    texts.update(dict.fromkeys(sheet.header_rows, heading))
    if file_type(data) == "workbook":
        if sheet.free_column > LAST_COLUMN:
            raise SheetError("no_room")
        return _workbook(data, filename, sheet, {row: text for row, text in texts.items() if text})
    # Every row gets its cell, if only an empty one: rows of even length show the delimiter to the next reader.
    return _delimited(read_delimited(data), sheet, texts), _name(filename, ".csv")


def disarmed(cell: str) -> str:
    """The cell with an apostrophe in front if a spreadsheet program might run it as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _name(filename: str, suffix: str) -> str:
    stem = _UNSAFE_NAME.sub("_", clean_text(PurePosixPath(filename.replace("\\", "/")).stem)).strip(" .")
    return f"{stem[:80] or 'sheet'} with remarks{suffix}"


def _delimited(source: Delimited, sheet: Sheet, texts: dict[int, str]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=source.delimiter, lineterminator="\r\n")
    place = sheet.free_column - 1
    for number, raw in source.records():
        cells = [disarmed(cell) for cell in raw]
        if number in texts:
            cells = [*cells[:place], *[""] * (place - len(cells)), disarmed(texts[number])]
        writer.writerow(cells)
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8", "replace")


def _workbook(data: bytes, filename: str, sheet: Sheet, texts: dict[int, str]) -> tuple[bytes, str]:
    part = Workbook(data).path_of(sheet.name)
    written = io.BytesIO()
    with damage_told(), zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        macros = any(name.endswith("vbaProject.bin") for name in old.namelist())
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == part:
                content = with_column(content, sheet.free_column, texts)
            copy = zipfile.ZipInfo(entry.filename, entry.date_time)
            copy.compress_type = zipfile.ZIP_DEFLATED
            copy.external_attr = entry.external_attr
            new.writestr(copy, content)
    return written.getvalue(), _name(filename, ".xlsm" if macros else ".xlsx")
