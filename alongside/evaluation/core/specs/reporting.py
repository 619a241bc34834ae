"""An evaluation as JSON for machines, in full precision, and as text for people, the interval first."""

import json
import math
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from alongside import __version__
from alongside.evaluation.core.analyses.finding import Condition, Design, Estimate, Finding
from alongside.evaluation.core.specs.reading import Done, Evaluation

PACKAGES = ("numpy", "scipy", "pandas", "statsmodels", "mixedlm", "PyMARE")

BADGES = {
    Design.DESCRIBED: "described: no comparison group, so nothing here says what caused it",
    Design.COMPARED: "compared: groups that chance did not make may differ in other ways too",
    Design.RANDOMISED: "randomised: chance made the groups",
}
VERDICTS = {
    "clearly_helps": "Clearly helps: the whole interval lies beyond the smallest difference that matters.",
    "probably_helps_may_be_small": "Probably helps; it may be small.",
    "probably_little_difference": "Probably little difference.",
    "cannot_tell": "We cannot tell. This is not evidence that it does not work.",
    "probably_worse_may_be_small": "Probably makes it worse; it may be small.",
    "clearly_worse": "Clearly makes it worse: the whole interval lies beyond the smallest difference that matters.",
    "interval_improved_beyond_mid": "People improved by more than the smallest difference that matters.",
    "improved_may_be_small": "People probably improved; it may be small.",
    "little_change": "People probably changed little.",
    "got_worse_may_be_small": "People probably got worse; it may be a little.",
    "got_worse_beyond_mid": "People got worse by more than the smallest difference that matters.",
}


def as_json(evaluation: Evaluation) -> str:
    """Everything, in full precision; a number that does not exist is null."""
    table = evaluation.table
    made = {
        "specification": {"file": evaluation.name, "sha256": evaluation.digest},
        "software": {"alongside": __version__, **_versions()},
        "data": None
        if table is None
        else {
            "file": table.name,
            "sha256": table.digest,
            "rows": len(table),
            "columns": list(table.header),
            "conditions": [_condition(each) for each in table.conditions],
        },
        "analyses": [done_as_data(done) for done in evaluation.done],
    }
    return written(made)


def unread_as_json(condition: Condition) -> str:
    """What is printed as JSON where nothing could be read: no analyses, and the condition why."""
    return written(
        {
            "specification": None,
            "software": {"alongside": __version__, **_versions()},
            "data": None,
            "conditions": [_condition(condition)],
            "analyses": [],
        }
    )


def written(made: Any) -> str:
    return json.dumps(plain(made), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def plain(value: Any) -> Any:
    """What JSON can hold: NaN and infinity are null, numpy's numbers are numbers."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, bool | str) or value is None:
        return value
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def _versions() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found


def done_as_data(done: Done) -> dict[str, Any]:
    """One analysis as plain data; `done` is false where it could not be done."""
    finding = done.finding
    made: dict[str, Any] = {
        "name": done.name,
        "kind": done.kind,
        "done": finding is not None,
        "conditions": [_condition(each) for each in done.conditions],
    }
    if finding is not None:
        made |= {
            "design": finding.design and str(finding.design),
            "verdict": finding.verdict,
            "estimates": {each.name: _estimate(each) for each in finding.estimates},
            "tables": finding.tables,
        }
    return made


def _condition(condition: Condition) -> dict[str, str]:
    return {"code": str(condition.code), "words": condition.words, "still": condition.still}


def _estimate(estimate: Estimate) -> dict[str, Any]:
    bounds = estimate.interval
    return {
        "value": estimate.value,
        "low": bounds and bounds.low,
        "high": bounds and bounds.high,
        "level": bounds and bounds.level,
        "se": estimate.se,
        "df": estimate.df,
        "statistic": estimate.statistic,
        "p": estimate.p,
        "n": estimate.n,
        "higher_is": estimate.higher_is and str(estimate.higher_is),
        "method": estimate.method,
        "convention": estimate.convention,
    }


def as_text(evaluation: Evaluation) -> str:
    """The evaluation for a reader."""
    lines: list[str] = []
    table = evaluation.table
    if table is not None:
        lines += [
            f"{table.name}: {len(table)} rows, {len(table.header)} columns (SHA-256 {table.digest[:12]})"
        ]
        lines += _told(table.conditions)
    for done in evaluation.done:
        lines += ["", *done_as_text(done)]
    return "\n".join(lines).strip() + "\n"


def done_as_text(done: Done) -> list[str]:
    """One analysis in lines."""
    if done.finding is None:
        return [f"{done.name}: not done", *_told(done.conditions)]
    finding = done.finding
    lines = [done.name, "=" * len(done.name)]
    if finding.design is not None:
        lines.append(BADGES[finding.design])
    if finding.verdict is not None:
        lines.append(VERDICTS.get(finding.verdict, f"Rated: {finding.verdict}."))
    lines += _told(done.conditions)
    lines += _numbers(finding)
    for name, rows in finding.tables.items():
        lines += ["", f"  {name}", *_rows(rows)]
    return lines


def _told(conditions: Iterable[Condition]) -> list[str]:
    return [f"  ! {each.words} {each.still} [{each.code}]" for each in conditions]


def _numbers(finding: Finding) -> list[str]:
    lines: list[str] = []
    before = ""
    for each in finding.estimates:
        source = f"{each.method}; {each.convention}" if each.convention else each.method
        if source != before:
            lines.append(f"  {source}")
            before = source
        lines.append(f"    {each.name}: {_said(each)} (n {each.n})")
    return lines


def _said(each: Estimate) -> str:
    value = "not known" if each.value is None else f"{each.value:.5g}"
    if each.interval is None:
        tail = "" if each.p is None else f", p {each.p:.4g}"
        return value + tail
    low, high, level = each.interval.low, each.interval.high, 100 * each.interval.level
    if math.isinf(low) or math.isinf(high):
        edges = f"{low:.5g} or more" if math.isinf(high) else f"{high:.5g} or less"
        return f"{edges}, with no other limit ({level:g} %), best single guess {value}"
    return f"between {low:.5g} and {high:.5g} ({level:g} %), best single guess {value}"


def _rows(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    listed = list(rows)
    if not listed:
        return ["    (none)"]
    header = list(listed[0])
    cells = [header, *([_cell(row.get(name)) for name in header] for row in listed)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(header))]
    return [
        "    " + "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in cells
    ]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.5g}" if isinstance(value, float) else str(value)
