"""Scripts for R, SPSS and Stata: every column and code is labelled, and no word of a label can break out of its quotes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.evaluation.core import labelled
from alongside.evaluation.core.codebook import ExportTable, export_tables
from alongside.evaluation.core.labelled import SCRIPTS, cut, label_of, values_of
from alongside.evaluation.core.tables import Column, Kind

NASTY = "It's \"so\"; $x `y' \\ Größe\nשלום 😀"
TABLE = ExportTable(
    "sheet",
    "One row a person",
    (
        Column("who", "The person", Kind.PSEUDONYM),
        Column("wave", "Which time", Kind.CODE, values={"first": NASTY, "second": "Same", "third": "Same"}),
        Column("score", "The score", Kind.NUMBER, unit="points", missing="not answered"),
        Column("on", "The day", Kind.DATE),
        Column("again", "Once more", Kind.YES_NO),
    ),
)
R_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def unescaped(words: str) -> str:
    """What R reads in a string."""
    return re.sub(
        r"\\u\{([0-9a-f]+)\}|\\U\{([0-9a-f]+)\}|\\(.)",
        lambda found: chr(int(found[1] or found[2], 16)) if found[1] or found[2] else found[3],
        words,
    )


def script(name: str, table: ExportTable = TABLE) -> str:
    return "".join(SCRIPTS[name]([table]))


def test_r_makes_factors_days_numbers_and_labels() -> None:
    text = script("read.R")
    made = [line for line in text.splitlines() if line.startswith('sheet[["wave"]] <- factor')]
    levels, labels = (R_STRING.findall(part) for part in made[0].split("labels = "))
    assert levels[2:] == ["first", "second", "third"]
    assert [unescaped(label) for label in labels] == [
        labelled.one_line(NASTY),
        "Same (second)",
        "Same (third)",
    ]
    assert 'sheet[["score"]] <- as.numeric(sheet[["score"]])' in text
    assert 'sheet[["on"]] <- as.Date(sheet[["on"]])' in text
    assert 'sheet[["again"]] <- sheet[["again"]] == "1"' in text
    assert 'attr(sheet[["score"]], "label") <- "The score (points). Empty: not answered"' in text


@given(st.text())
def test_r_reads_back_any_words(words: str) -> None:
    written = labelled._r(words)
    assert written.isascii()
    assert R_STRING.fullmatch(written)
    assert unescaped(written[1:-1]) == words


@given(st.text())
def test_words_stay_inside_the_quotes_of_spss_and_stata(words: str) -> None:
    line = labelled.one_line(words)
    assert re.fullmatch(r"'(?:[^']|'')*'", labelled._spss(line), re.DOTALL)
    inner = labelled._stata(line)[2:-2]
    assert "`" not in inner
    assert not re.search(r"(?<!\\)\$", inner)


def test_spss_has_formats_labels_and_short_lines() -> None:
    text = script("read.sps", TABLE)
    assert re.findall(r"^  (\w+) (F12\.4|F1\.0|SDATE10|A\d+)$", text, re.MULTILINE) == [
        ("who", "A64"),
        ("wave", "A6"),
        ("score", "F12.4"),
        ("on", "SDATE10"),
        ("again", "F1.0"),
    ]
    assert "'second' 'Same (second)'" in text
    assert "  0 'no'\n  1 'yes' ." in text
    long = ExportTable("long", "x", (Column("a", "ä" * 400, Kind.CODE, values={"k": "'" * 300}),))
    for line in script("read.sps", long).splitlines():
        assert len(line.encode()) <= 256


def test_stata_numbers_codes_in_the_order_of_the_dictionary() -> None:
    text = script("read.do")
    assert 'replace _made = 2 if wave == `"second"\'' in text
    assert 'label define wave 2 `"Same (second)"\', add' in text
    assert 'label define again 0 `"no"\', replace' in text
    assert 'generate double _made = daily(on, "YMD")' in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_column_of_every_table_is_labelled(name: str) -> None:
    codes = {
        f"{table.name}.{column.name}": {}
        for table in export_tables({})
        for column in table.columns
        if column.kind is Kind.CODE
    }
    for table in export_tables(codes):
        text = script(name, table)
        for column in table.columns:
            label = labelled._r(label_of(column)) if name == "read.R" else label_of(column)[:20]
            said = text.replace("''", "'")
            assert label.replace("`", "'") in said, (table.name, column.name)
            # Of yes and no, R makes a logical, which needs no label.
            for code in values_of(column) if column.kind is Kind.CODE else ():
                assert code in text


@given(st.text(), st.integers(min_value=3, max_value=60))
def test_a_cut_label_is_never_too_long(words: str, longest: int) -> None:
    assert len(cut(words, longest).encode()) <= longest
