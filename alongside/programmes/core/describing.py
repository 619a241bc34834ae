"""A definition told in words: the twelve items of TIDieR, where it stands, what it leaves open; as text or HTML."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import fill

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.gaps import Gap, Severity, gaps
from alongside.programmes.core.positions import positions
from alongside.programmes.core.report import Row, Value, tidier
from alongside.programmes.core.words import AXES, said_duration, said_term

ADDED = "added by the authors of this file, not in its sources"
NOT_DECIDED = "Not decided"
_WIDTH = 100

SEVERITIES: dict[Severity, str] = {
    "bars_opening": "Bars the opening",
    "bars_evaluation": "Bars the claim that it helped",
    "note": "Left open",
}
"""How each severity of a gap is said, the gravest first."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line: its label, what is said, and a remark on where that comes from. ``begins_item``: it names the next of
    several things, and the lines ``within`` that follow belong to it."""

    label: str
    said: tuple[str, ...]
    remark: str = ""
    begins_item: bool = False
    within: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and its lines."""

    title: str
    lines: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """Everything that is told about one definition."""

    title: str
    lead: str
    chapters: tuple[Chapter, ...]


def described(definition: Definition) -> Description:
    """The whole description, in English."""
    return Description(
        title=definition.title,
        lead=f"{definition.slug}, version {definition.version}. The twelve items of TIDieR (Hoffmann and others, "
        "2014), as planned, where it stands on the tensions of peer support, and what it leaves open.",
        chapters=(
            *(
                Chapter(f"{section.number}. {section.title}", tuple(_lines(section.rows)))
                for section in tidier(definition)
            ),
            Chapter("Where it stands", tuple(_stands(definition))),
            Chapter("Gaps", tuple(_gaps(definition))),
        ),
    )


def said(value: Value) -> str:
    """One value of the report in English."""
    if value.kind == "duration":
        return said_duration(Duration.parse(value.text))
    return said_term(value.text) if value.kind in {"term", "absence"} else value.text


def as_text(description: Description) -> str:
    """Plain text, in lines of at most 100 characters wherever words allow it."""
    parts = [description.title, "=" * len(description.title), "", *_wrapped(description.lead, ""), ""]
    for chapter in description.chapters:
        parts += [chapter.title, "-" * len(chapter.title)]
        for line in chapter.lines:
            parts += _text_line(line, "    " if line.within else "  ")
        parts.append("")
    return "\n".join(parts)


def _text_line(line: Told, margin: str) -> list[str]:
    """Short answers after one another, long ones below one another."""
    remark = f" ({line.remark})" if line.remark else ""
    together = "; ".join(line.said)
    if len(line.said) == 1 or len(together) <= _WIDTH:
        return _wrapped(f"{line.label}: {together}{remark}", margin)
    listed = [part for words in line.said for part in _wrapped(f"- {words}", f"{margin}  ")]
    return [*_wrapped(f"{line.label}{remark}:", margin), *listed]


def as_html(description: Description) -> str:
    """A page of its own that asks nothing of any other site."""
    title = escape(description.title)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    style = (
        "body{max-width:60rem;margin:1rem auto;padding:0 1rem;font:1rem/1.5 sans-serif}dt{font-weight:bold}"
    )
    style += (
        "dd{margin:0 0 .75rem;white-space:pre-line}.within{margin-inline-start:2rem}small{font-weight:normal}"
    )
    style += (
        "@media(min-width:48rem),print{dl>div{display:grid;grid-template-columns:15rem 1fr;column-gap:1.5rem}"
        "dl>div{margin-bottom:.75rem}dt{grid-row:1/span 20}dd{grid-column:2;margin:0}}dt,h2{break-after:avoid}"
    )
    body = [f"<h1>{title}</h1>", f"<p>{escape(description.lead)}</p>"]
    for chapter in description.chapters:
        body += [f"<h2>{escape(chapter.title)}</h2>", "<dl>", *map(_html_line, chapter.lines), "</dl>"]
    page = "\n".join(body)
    return f'<!doctype html>\n<html lang="en">\n<head>{head}<style>{style}</style></head>\n<body>\n{page}\n</body>\n</html>\n'


def _html_line(line: Told) -> str:
    remark = f" <small>({escape(line.remark)})</small>" if line.remark else ""
    values = "".join(f"<dd>{escape(words)}</dd>" for words in line.said)
    within = ' class="within"' if line.within else ""
    return f"<div{within}><dt>{escape(line.label)}{remark}</dt>{values}</div>"


def _wrapped(words: str, margin: str) -> list[str]:
    return fill(
        " ".join(words.split()),
        _WIDTH,
        initial_indent=margin,
        subsequent_indent=f"{margin}  " if margin else "",
        break_long_words=False,
        break_on_hyphens=False,
    ).splitlines()


def _lines(rows: tuple[Row, ...]) -> Iterator[Told]:
    before = ("", "")
    for row in rows:
        item = (row.code.rpartition(".")[0] if row.of else row.code, row.of)
        within = bool(row.of) and item == before
        before = item
        words = tuple(said(value) for value in row.values)
        yield Told(row.label, words, ADDED if row.added else "", bool(row.of) and not within, within)


def _stands(definition: Definition) -> Iterator[Told]:
    for position in positions(definition):
        answers = tuple(said_term(answer) for answer in position.answers) or (NOT_DECIDED,)
        yield Told(AXES[position.axis], answers, f"set by {position.path}")
        if position.reason:
            yield Told("Why", (position.reason,), within=True)


def _gaps(definition: Definition) -> Iterator[Told]:
    found = gaps(definition)
    for severity, title in SEVERITIES.items():
        those = [gap for gap in found if gap.severity == severity]
        told = _together(those) if severity == "note" else tuple(said_gap(gap) for gap in those)
        yield Told(title, told or ("Nothing",))


def _together(found: list[Gap]) -> tuple[str, ...]:
    """Each kind of gap once, with all its places: there are a hundred, and nobody reads the same words so often."""
    places: dict[str, list[str]] = {}
    for gap in found:
        places.setdefault(gap.message, []).append(gap.path)
    return tuple(f"{message.rstrip('.')}: {', '.join(paths)}." for message, paths in places.items())


def said_gap(gap: Gap) -> str:
    """A gap in English, with its place."""
    return f"{gap.path}: {gap.message}"
