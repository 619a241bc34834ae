"""The few shapes that the charts are drawn with. x runs from the reading start, so right-to-left is one switch."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

WIDTH = 320.0
LINE = 1.3  # height of a line of text, in font sizes
_LETTER = 0.54  # mean width of a letter, in font sizes; wide scripts take one
_IDENTIFIER = re.compile(r"[a-z][a-z0-9-]*")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ISOLATE, _END_ISOLATE = "\u2066", "\u2069"


@dataclass(frozen=True)
class Table:
    """The numbers of a figure for those who would rather read; every row is as long as the headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """One chart. `svg` is safe to put into a page as it is; everything else is plain text, not escaped."""

    svg: str
    title: str
    description: str
    table: Table


def plain_number(value: float) -> str:
    """One decimal and a real minus sign; pages pass their own for other languages."""
    return f"{value:.1f}".replace("-0.0", "0.0").replace("-", "\u2212")


def isolate(text: str) -> str:
    """Keep a number with its sign in order inside right-to-left words."""
    return f"{_ISOLATE}{text}{_END_ISOLATE}"


def labelled(label: str, value: str) -> str:
    """A label and its value; the value stays on the line of the label's last word."""
    return f"{label}:\u00a0{value}"


def clean(text: str) -> str:
    """Text for between tags or in an attribute; what XML cannot hold is left out."""
    return escape(_NOT_XML.sub("", text), quote=True)


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines that fit a width, broken at spaces; at a no-break space or inside a word only if it must be."""
    lines: list[str] = []
    line = ""
    for word in _words(text, width, size):
        longer = f"{line} {word}".strip(" ")
        if line and _length(longer, size) > width:
            lines.append(line)
            longer = word
        while _length(longer, size) > width and len(longer) > 1:
            fits = max(1, next(n for n in range(len(longer)) if _length(longer[: n + 1], size) > width))
            lines.append(longer[:fits])
            longer = longer[fits:]
        line = longer
    return [*lines, line] if line else lines


def _words(text: str, width: float, size: float) -> list[str]:
    whole = text.split(" ")
    return [
        part for word in whole for part in (word.split("\u00a0") if _length(word, size) > width else [word])
    ]


def _length(text: str, size: float) -> float:
    return sum(size * _share_of_size(letter) for letter in text)


def _share_of_size(letter: str) -> float:
    if unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0.0  # marks and direction signs take no room
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else _LETTER


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass
class Canvas:
    """Collects shapes and turns them into one svg element."""

    identifier: str
    rtl: bool = False
    shapes: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not _IDENTIFIER.fullmatch(self.identifier):
            raise ValueError("A figure's id is made of small letters, digits and hyphens")

    def x(self, start: float) -> float:
        return WIDTH - start if self.rtl else start

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 14,
        anchor: str = "start",
        kind: str = "chart-text",
    ) -> None:
        """One line; y is its baseline. `anchor` is start, middle or end in reading direction."""
        self.shapes.append(
            f'<text class="{kind}" x="{_n(self.x(x))}" y="{_n(y)}" font-size="{_n(size)}"'
            f' text-anchor="{anchor}" fill="currentColor">{clean(words)}</text>'
        )

    def paragraph(
        self, x: float, y: float, words: str, width: float, *, size: float = 14, kind: str = "chart-text"
    ) -> float:
        """Wrapped lines from y (their top) down; returns the y below them."""
        for line in wrap(words, width, size):
            self.text(x, y + size, line, size=size, kind=kind)
            y += size * LINE
        return y

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        kind: str,
        *,
        fill: str = "none",
        dashed: bool = False,
        radius: float = 0,
    ) -> None:
        left = WIDTH - x - width if self.rtl else x
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self.shapes.append(
            f'<rect class="{kind}" x="{_n(left)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
            f' rx="{_n(radius)}" fill="{fill}" stroke="currentColor"{dash}/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, kind: str, *, width: float = 1, dashed: bool = False
    ) -> None:
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self.shapes.append(
            f'<line class="{kind}" x1="{_n(self.x(x1))}" y1="{_n(y1)}" x2="{_n(self.x(x2))}" y2="{_n(y2)}"'
            f' stroke="currentColor" stroke-width="{_n(width)}"{dash}/>'
        )

    def polygon(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        corners = " ".join(f"{_n(self.x(x))},{_n(y)}" for x, y in points)
        self.shapes.append(
            f'<polygon class="{kind}" points="{corners}" fill="currentColor" stroke="currentColor"/>'
        )

    def circle(self, x: float, y: float, radius: float, kind: str) -> None:
        self.shapes.append(
            f'<circle class="{kind}" cx="{_n(self.x(x))}" cy="{_n(y)}" r="{_n(radius)}" fill="currentColor"'
            ' stroke="currentColor"/>'
        )

    def diamond(self, x: float, y: float, radius: float, kind: str) -> None:
        self.polygon([(x - radius, y), (x, y - radius), (x + radius, y), (x, y + radius)], kind)

    def arrow(self, x: float, y: float, kind: str = "chart-line", *, dx: float = 0, dy: float = 0) -> None:
        """An arrow head with its tip at x, y, pointing along dx (reading direction) or dy."""
        size = 5
        across, along = (dy, dx), (dx, dy)
        base = (x - along[0] * size * 1.4, y - along[1] * size * 1.4)
        side = (across[0] * size * 0.8, across[1] * size * 0.8)
        self.polygon(
            [(x, y), (base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1])], kind
        )

    def hatch(self, name: str, angle: int) -> str:
        """Declare a striped fill (once a figure) and return it."""
        pattern = f"{self.identifier}-{name}"
        declared = (
            f'<pattern id="{pattern}" width="6" height="6" patternUnits="userSpaceOnUse"'
            f' patternTransform="rotate({angle})"><line class="chart-hatch-{name}" x1="0" y1="0" x2="0" y2="6"'
            ' stroke="currentColor" stroke-width="3"/></pattern>'
        )
        if declared not in self.patterns:
            self.patterns.append(declared)
        return f"url(#{pattern})"

    def figure(self, height: float, title: str, description: str, table: Table) -> Figure:
        title_id, description_id = f"{self.identifier}-title", f"{self.identifier}-desc"
        defs = f"<defs>{''.join(self.patterns)}</defs>" if self.patterns else ""
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {_n(WIDTH)} {_n(height)}"'
            f' width="100%" role="img" aria-labelledby="{title_id} {description_id}"'
            f' direction="{"rtl" if self.rtl else "ltr"}">'
            f'<title id="{title_id}">{clean(title)}</title><desc id="{description_id}">{clean(description)}</desc>'
            f"{defs}{''.join(self.shapes)}</svg>"
        )
        return Figure(svg, title, description, table)
