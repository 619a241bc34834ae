"""A description as a Word document (DOCX), with real headings and tables, so that people can go on editing it."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Mm

from alongside.programmes.core.describing import Chapter, Description, Told

_LABEL, _SAID = Mm(55), Mm(105)


def as_docx(description: Description) -> bytes:
    """The whole document, to be written to a file."""
    word = Document()
    word.core_properties.title = description.title
    word.core_properties.author = ""
    word.core_properties.language = "en"
    word.add_heading(description.title, 0)
    word.add_paragraph(description.lead)
    for chapter in description.chapters:
        _write(word, chapter)
    kept = BytesIO()
    word.save(kept)
    return kept.getvalue()


def _write(word: WordDocument, chapter: Chapter) -> None:
    """A heading, then tables of two columns; each of several things has a table and a heading of its own. Nothing
    but a paragraph keeps two tables apart that no heading parts."""
    word.add_heading(chapter.title, 1)
    lines: list[Told] = []
    for line in chapter.lines:
        if line.begins_item:
            _table(word, lines)
            word.add_heading(f"{line.label}: {'; '.join(line.said)}", 2)
            if line.remark:
                word.add_paragraph(f"({line.remark})")
            lines = []
        elif lines and lines[-1].within and not line.within:
            _table(word, lines)
            word.add_paragraph()
            lines = [line]
        else:
            lines.append(line)
    _table(word, lines)


def _table(word: WordDocument, lines: list[Told]) -> None:
    if not lines:
        return
    table = word.add_table(len(lines), 2, "Table Grid")
    table.autofit = False
    for line, row in zip(lines, table.rows, strict=True):
        label, words = row.cells
        label.width, words.width = _LABEL, _SAID
        label.paragraphs[0].add_run(line.label).bold = True
        words.text = line.said[0]
        for more in line.said[1:]:
            words.add_paragraph(more)
        if line.remark:
            words.add_paragraph(f"({line.remark})")
