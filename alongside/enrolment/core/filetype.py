"""What a file is, judged by its bytes and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final, Literal

from alongside.enrolment.core.grid import SheetError
from alongside.enrolment.core.wording import KINDS

MEGABYTE: Final = 1024 * 1024
# 5,000 rows of 40 columns unpack to about 10 MB; this leaves room for pictures and formatting.
MAX_UNPACKED: Final = 60 * MEGABYTE
MAX_ENTRIES: Final = 5_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENTRY = 128
_SIGNATURES: Final = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "word"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a", "archive"),
)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|head|meta|svg)", re.IGNORECASE)


def not_a_spreadsheet(kind: str) -> SheetError:
    """The error for a file of another kind; `kind` is a key of KINDS."""
    error = SheetError("not_a_spreadsheet", kind=KINDS[kind])
    error.params["kind_code"] = kind
    return error


def file_type(data: bytes) -> Literal["text", "workbook"]:
    """Whether to read the bytes as text or as a workbook.

    Raises SheetError with the reason if they are neither. "text" is only a first judgement: whether
    the letters can be read shows when they are decoded.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise SheetError("empty")
    if data.startswith(_OLE):
        raise _ole_error(data)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        _check_archive(data)
        return "workbook"
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise not_a_spreadsheet(kind)
    if data.startswith(b"MZ") and b"\x00" in data[:1024]:
        raise not_a_spreadsheet("program")
    if _MARKUP.match(data):
        raise not_a_spreadsheet("web_page")
    return "text"


def _ole_error(data: bytes) -> SheetError:
    """Old Microsoft files are a small file system whose directory entries begin at multiples of 128 bytes.

    Source: [MS-CFB] 2.6.1 (directory entry) and [MS-OFFCRYPTO] 2.3.4 (EncryptedPackage).
    """
    if _has_ole_entry(data, "EncryptedPackage"):
        return SheetError("password_protected")
    if _has_ole_entry(data, "Workbook") or _has_ole_entry(data, "Book"):
        return SheetError("old_excel")
    return not_a_spreadsheet("word" if _has_ole_entry(data, "WordDocument") else "binary")


def _has_ole_entry(data: bytes, name: str) -> bool:
    needle = name.encode("utf-16-le") + b"\x00\x00"
    place = data.find(needle)
    while place >= 0:
        if place % _OLE_ENTRY == 0:
            return True
        place = data.find(needle, place + 1)
    return False


def _check_archive(data: bytes) -> None:
    """Look at the list of contents only. Nothing is unpacked, so a bomb stays asleep.

    The declared sizes may lie, but `zipfile` never hands out more than was declared.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error) as error:
        raise SheetError("damaged") from error
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise SheetError("unpacks_too_large", limit_mb=MAX_UNPACKED // MEGABYTE)
    _check_contents(names)
    if any(entry.flag_bits & 1 for entry in entries):
        raise SheetError("password_protected")


def _check_contents(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise SheetError("binary_workbook")
    if any(name.endswith(".iwa") for name in names) or "Index.zip" in names:
        raise SheetError("numbers_document")
    if "word/document.xml" in names:
        raise not_a_spreadsheet("word")
    if "ppt/presentation.xml" in names:
        raise not_a_spreadsheet("slides")
    if "[Content_Types].xml" in names:
        return
    if "content.xml" in names and "mimetype" in names:
        raise SheetError("open_document")
    raise not_a_spreadsheet("archive")
