"""Scripts that read an export into R, SPSS and Stata with its labels: what each column means, and what each code stands for.

The CSV files stay the only data; a script holds none. It is run in the folder into which the ZIP was unpacked. Codes
whose meanings read alike get their code behind the meaning, because R joins two codes of one label into one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from alongside.evaluation.core.codebook import ExportTable
from alongside.evaluation.core.tables import Column, Kind

YES_NO = {"0": "no", "1": "yes"}
LONGEST_SPSS_LINE = 250
"""SPSS reads 256 characters of a line of syntax."""
LONGEST_SPSS_VALUE = 120
LONGEST_SPSS_LABEL = 255
LONGEST_STATA_LABEL = 80
_WIDTH_OF_WORDS = 255
_WIDTH_OF_NAMES = 64


def values_of(column: Column) -> Mapping[str, str]:
    """Code to label, each label once and in one line."""
    plain = {code: one_line(meaning) for code, meaning in column.values.items()}
    if column.kind is Kind.YES_NO:
        return YES_NO
    often = Counter(plain.values())
    return {
        code: meaning if often[meaning] == 1 else f"{meaning} ({code})" for code, meaning in plain.items()
    }


def label_of(column: Column) -> str:
    """What the column means, with its unit and what an empty cell means."""
    unit = f" ({column.unit})" if column.unit else ""
    missing = f". Empty: {column.missing}" if column.missing else ""
    return one_line(f"{column.meaning}{unit}{missing}")


def one_line(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def r_script(tables: Sequence[ExportTable]) -> Iterator[str]:
    """R: data frames named as their tables, codes as factors, days as Date, yes and no as logical."""
    yield '# Run in the folder with the CSV files: source("read.R", encoding = "UTF-8")\n'
    for table in tables:
        name = table.name
        yield f"\n# {one_line(table.meaning)}\n"
        yield (
            f'{name} <- read.csv({_r(f"{name}.csv")}, colClasses = "character", na.strings = "", '
            'encoding = "UTF-8", check.names = FALSE)\n'
        )
        for column in table.columns:
            at = f"{name}[[{_r(column.name)}]]"
            if made := _r_made(column, at):
                yield f"{at} <- {made}\n"
            yield f'attr({at}, "label") <- {_r(label_of(column))}\n'


def _r_made(column: Column, at: str) -> str:
    values = values_of(column)
    match column.kind:
        case Kind.NUMBER:
            return f"as.numeric({at})"
        case Kind.DATE:
            return f"as.Date({at})"
        case Kind.YES_NO:
            return f'{at} == "1"'
        case _ if values:
            levels, labels = (", ".join(map(_r, words)) for words in (values, values.values()))
            return f"factor({at}, levels = c({levels}), labels = c({labels}))"
    return ""


def _r(words: str) -> str:
    """A string of R in plain ASCII, so that no locale reads it otherwise."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    plain = "".join(
        sign
        if " " <= sign <= "~"
        else f"\\u{{{ord(sign):x}}}"
        if ord(sign) < 0x10000
        else f"\\U{{{ord(sign):x}}}"
        for sign in escaped
    )
    return f'"{plain}"'


def spss_syntax(tables: Sequence[ExportTable]) -> Iterator[str]:
    """SPSS: one data set for each table, with variable and value labels."""
    yield "* Encoding: UTF-8.\n* Set the folder with the CSV files first: CD 'folder'.\n"
    for table in tables:
        yield f"\nGET DATA /TYPE=TXT /FILE={_spss(f'{table.name}.csv')} /ENCODING='UTF8'\n"
        yield ' /ARRANGEMENT=DELIMITED /DELIMITERS="," /QUALIFIER=\'"\' /FIRSTCASE=2 /VARIABLES=\n'
        yield from (f"  {column.name} {_spss_format(column)}\n" for column in table.columns)
        yield f" .\nDATASET NAME {table.name}.\n"
        for column in table.columns:
            label = _spss_words(label_of(column), LONGEST_SPSS_LABEL)
            yield f"VARIABLE LABELS {column.name}\n{label}.\n"
            if values := values_of(column):
                yield f"VALUE LABELS {column.name}"
                for code, meaning in values.items():
                    key = code if column.kind is Kind.YES_NO else _spss(code)
                    yield f"\n  {key} {_spss(cut(meaning, LONGEST_SPSS_VALUE))}"
                yield " .\n"


def _spss_format(column: Column) -> str:
    match column.kind:
        case Kind.NUMBER:
            return "F12.4"
        case Kind.YES_NO:
            return "F1.0"
        case Kind.DATE:
            return "SDATE10"
        case _ if column.values:
            return f"A{max(len(code.encode()) for code in column.values)}"
        case Kind.PSEUDONYM | Kind.CODE:
            return f"A{_WIDTH_OF_NAMES}"
    return f"A{_WIDTH_OF_WORDS}"


def _spss(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _spss_words(words: str, longest: int) -> str:
    """A label as strings joined by a plus sign, for a line of syntax is short."""
    whole = cut(words, longest)
    step = LONGEST_SPSS_LINE // 2 - 10
    parts = [whole[start : start + step] for start in range(0, len(whole), step)] or [""]
    return " +\n".join(f"  {_spss(part)}" for part in parts)


def stata_do(tables: Sequence[ExportTable]) -> Iterator[str]:
    """Stata: one .dta file for each table; codes become numbers from 1 in the order of the dictionary, with labels."""
    yield "* Run in the folder with the CSV files: do read.do\nversion 14\n"
    for table in tables:
        yield (
            f'\nimport delimited using "{table.name}.csv", clear varnames(1) encoding("utf-8") '
            "stringcols(_all) case(preserve)\n"
        )
        for column in table.columns:
            yield from _stata_column(column)
        yield f"label data {_stata(cut(one_line(table.meaning), LONGEST_STATA_LABEL))}\n"
        yield f'save "{table.name}.dta", replace\n'


def _stata_column(column: Column) -> Iterator[str]:
    name, values = column.name, values_of(column)
    if column.kind in (Kind.NUMBER, Kind.YES_NO):
        yield f"destring {name}, replace\n"
    elif column.kind is Kind.DATE:
        yield f'generate double _made = daily({name}, "YMD")\nformat _made %td\n'
        yield f"order _made, before({name})\ndrop {name}\nrename _made {name}\n"
    elif values:
        yield "generate int _made = .\n"
        for place, code in enumerate(values, start=1):
            yield f"replace _made = {place} if {name} == {_stata(code)}\n"
        yield f"order _made, before({name})\ndrop {name}\nrename _made {name}\n"
    if values:
        start = 0 if column.kind is Kind.YES_NO else 1
        for place, meaning in enumerate(values.values(), start=start):
            yield f"label define {name} {place} {_stata(meaning)}, {'replace' if place == start else 'add'}\n"
        yield f"label values {name} {name}\n"
    yield f"label variable {name} {_stata(cut(label_of(column), LONGEST_STATA_LABEL))}\n"


def _stata(words: str) -> str:
    """A string in compound quotes, without what Stata would take for a macro."""
    return '`"' + words.replace("`", "'").replace("$", "\\$") + "\"'"


def cut(words: str, longest: int) -> str:
    """Words of at most so many bytes in UTF-8, with three dots where some are left out."""
    if len(words.encode()) <= longest:
        return words
    return words.encode()[: longest - 3].decode(errors="ignore").rstrip() + "..."


SCRIPTS: Mapping[str, Callable[[Sequence[ExportTable]], Iterator[str]]] = {
    "read.R": r_script,
    "read.sps": spss_syntax,
    "read.do": stata_do,
}
"""The scripts of an export, by the name of their file."""
