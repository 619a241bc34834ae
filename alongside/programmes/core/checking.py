"""What a definition leaves out, told for people at a command line: by severity, each at its line."""

import re
import tomllib
from dataclasses import dataclass

from alongside.programmes.core.describing import SEVERITIES, said_gap
from alongside.programmes.core.gaps import Severity, gaps
from alongside.programmes.core.lines import Path, key_lines, nearest_line
from alongside.programmes.core.reading import Read
from alongside.programmes.core.upgrading import place_as_written

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class Checked:
    """What to print about one definition, and whether its programme could open."""

    lines: tuple[str, ...]
    bars_opening: bool


def checked(found: Read, *, brief: bool = False) -> Checked:
    """The gaps of a definition. ``brief``: one line, and one more for each gap that bars the opening."""
    text = found.text.removeprefix("\ufeff").replace("\r\n", "\n")
    document, places = tomllib.loads(text), key_lines(text)
    by_severity: dict[Severity, list[tuple[int, str]]] = {severity: [] for severity in SEVERITIES}
    for gap in gaps(found.definition):
        written = place_as_written(place(gap.path), document)
        # What has no part of its own in the file yet has no line either.
        line = nearest_line(places, written) if written[:1] in places else 0
        where = f"line {line}: " if line else ""
        by_severity[gap.severity].append((line, f"  {where}{said_gap(gap)}"))
    counts = ", ".join(
        f"{words.lower()}: {len(by_severity[severity])}" for severity, words in SEVERITIES.items()
    )
    lines = [f"{found.name}: a definition without mistakes ({counts})"]
    for severity, heading in SEVERITIES.items():
        told = [words for _line, words in sorted(by_severity[severity])]
        if not told or (brief and severity != "bars_opening"):
            continue
        lines += [f" {heading}:", *told]
    return Checked(tuple(lines), bool(by_severity["bars_opening"]))


def place(path: str) -> Path:
    """A path as gaps write it, "roles[0].pay", in its steps."""
    return tuple(int(index) if index else name for index, name in _STEP.findall(path))
