"""One more column spliced into the stored text of a worksheet; every other byte stays as it was."""

from __future__ import annotations

import re
from typing import Any, Final
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple

from alongside.enrolment.core.grid import SheetError, column_letter

_SPANS = re.compile(rb"\s+spans\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SEPARATOR: Final = " "


def with_column(xml: bytes, column: int, texts: dict[int, str]) -> bytes:
    """The worksheet with `texts` (by row number) as plain text cells in `column` (1-based).

    Blank cells that stand there already are replaced. Raises SheetError if the text cannot be followed.
    """
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        xml = re.sub(r"encoding\s*=\s*(\"[^\"]*\"|'[^']*')", "", xml.decode("utf-16"), count=1).encode()
    finder = _Finder(xml, column, texts)
    finder.run()
    pieces: list[bytes] = []
    place = 0
    for start, end, new in sorted(finder.edits, key=lambda edit: edit[:2]):
        pieces += [xml[place:start], new]
        place = end
    return b"".join([*pieces, xml[place:]])


class _Finder:
    """Walks through the XML and collects edits: (from byte, to byte, what stands there instead)."""

    def __init__(self, xml: bytes, column: int, texts: dict[int, str]) -> None:
        self.xml = xml
        self.column = column
        self.texts = texts
        self.edits: list[tuple[int, int, bytes]] = []
        self.row = 0
        self.cell = 0
        self.row_start = 0
        self.row_prefix = b""
        self.cell_start = 0
        self.place: tuple[int, int] | None = None
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse

    def run(self) -> None:
        try:
            self.parser.Parse(self.xml, True)
        except (expat.ExpatError, ValueError) as error:
            raise SheetError("damaged") from error

    def refuse(self, *_: Any) -> None:
        raise SheetError("damaged")

    def tag_end(self, start: int) -> int:
        """The byte after the tag that begins at `start`; the tags in question hold no > in their attributes."""
        return self.xml.index(b">", start) + 1

    def is_closed_at_once(self, start: int, at: int) -> bool:
        """Whether the element is one tag `<.../>`; expat then reports its end behind that tag."""
        return at == self.tag_end(start) and self.xml[at - 2 : at] == b"/>"

    def element_end(self, start: int, at: int) -> int:
        return at if self.is_closed_at_once(start, at) else self.tag_end(at)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(_SEPARATOR)[2]
        at = self.parser.CurrentByteIndex
        if tag == "dimension":
            self.edits.append((at, self.tag_end(at), b""))
        elif tag == "row":
            self.row = int(float(attributes["r"])) if "r" in attributes else self.row + 1
            self.cell = 0
            self.row_start = at
            self.row_prefix = self.xml[at + 1 : at + 80].split(b"row", 1)[0]
            self.place = None
        elif tag == "c":
            self.cell = coordinate_to_tuple(attributes["r"])[1] if "r" in attributes else self.cell + 1
            self.cell_start = at
            if self.cell > self.column and self.place is None:
                self.place = (at, at)

    def end(self, name: str) -> None:
        tag = name.rpartition(_SEPARATOR)[2]
        at = self.parser.CurrentByteIndex
        if tag == "dimension":
            start, _, new = self.edits.pop()
            self.edits.append((start, self.element_end(start, at), new))
        elif tag == "c" and self.cell == self.column:
            self.place = (self.cell_start, self.element_end(self.cell_start, at))
        elif tag == "row" and self.row in self.texts:
            self.close_row(at)

    def close_row(self, at: int) -> None:
        opened = self.tag_end(self.row_start)
        tag = self.xml[self.row_start : opened]
        cell = self.new_cell()
        if self.is_closed_at_once(self.row_start, at):
            whole = _SPANS.sub(b"", tag)[:-2] + b">" + cell + b"</" + self.row_prefix + b"row>"
            self.edits.append((self.row_start, opened, whole))
            return
        start, end = self.place or (at, at)
        self.edits.append((self.row_start, opened, _SPANS.sub(b"", tag)))
        self.edits.append((start, end, cell))

    def new_cell(self) -> bytes:
        words = (
            _NOT_XML.sub("", self.texts[self.row])
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
        )
        safe = words.encode("ascii", "xmlcharrefreplace").decode()
        prefix = self.row_prefix.decode("ascii", "replace")
        reference = f"{column_letter(self.column)}{self.row}"
        text = f'<{prefix}is><{prefix}t xml:space="preserve">{safe}</{prefix}t></{prefix}is>'
        return f'<{prefix}c r="{reference}" t="inlineStr">{text}</{prefix}c>'.encode()
