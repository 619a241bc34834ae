"""Sites that share their results and nobody's data: what `alongside evaluate --json` printed at each, ready to be pooled."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alongside.evaluation.core.analyses.finding import named_list
from alongside.evaluation.core.specs.tables import Declared, Table, Unreadable


def results_of_sites(
    paths: Sequence[Path], estimate: str, analysis: str = ""
) -> tuple[Table, dict[str, Any]]:
    """A table of study, effect and se, one row a site, and the settings that all sites share (which way is better).

    estimate: the name of the number in each result. analysis: its analysis, where a result has several with that number.
    Unreadable where a result has none such, where it has no standard error, or where sites disagree what better means.
    """
    found = [_estimate(path, estimate, analysis) for path in paths]
    ways = {one.get("higher_is") for one in found}
    if len(ways) > 1:
        raise Unreadable(
            "The sites disagree whether a higher value is better or worse; turn one of them round first."
        )
    methods = sorted({str(one.get("method")) for one in found})
    if len(methods) > 1:
        raise Unreadable(f"The sites used different methods: {named_list(methods, 4)}. Let all use the same.")
    rows = tuple(
        (path.stem, repr(one["value"]), repr(one["se"])) for path, one in zip(paths, found, strict=True)
    )
    lines = tuple(range(1, len(rows) + 1))
    table = Table("results of sites", ("study", "effect", "se"), rows, lines, Declared())
    way = ways.pop()
    return table, {} if way is None else {"higher_is": way}


def _estimate(path: Path, estimate: str, analysis: str) -> Mapping[str, Any]:
    try:
        result = json.loads(path.read_text(encoding="utf-8-sig"))
        analyses = [
            each for each in result["analyses"] if each["done"] and (not analysis or each["name"] == analysis)
        ]
        found = [each["estimates"][estimate] for each in analyses if estimate in each["estimates"]]
    except OSError as error:
        raise Unreadable(f"{path}: The file cannot be read ({error.strerror or error}).") from None
    except (ValueError, KeyError, TypeError):
        raise Unreadable(f"{path}: This is not what alongside evaluate --json prints.") from None
    if len(found) != 1:
        what = "no" if not found else "more than one"
        hint = "" if not found else " Name the analysis with --analysis."
        raise Unreadable(f"{path}: It has {what} number called {estimate!r}.{hint}")
    if found[0].get("value") is None or found[0].get("se") is None:
        raise Unreadable(
            f"{path}: {estimate} has no standard error, so it cannot be weighed against the others."
        )
    return dict(found[0])
