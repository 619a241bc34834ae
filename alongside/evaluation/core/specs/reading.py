"""A specification: one TOML file that names the data, says how to read them, and asks for analyses."""

import hashlib
import tomllib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.finding import CannotSay, Condition, Design, Finding, Named
from alongside.evaluation.core.analyses.verdicts import may_harm
from alongside.evaluation.core.specs.asking import Asked, Kind
from alongside.evaluation.core.specs.kinds import KINDS
from alongside.evaluation.core.specs.rules import Rules, apply
from alongside.evaluation.core.specs.tables import (
    Declared,
    Table,
    Unreadable,
    impossible_scores,
    read_table,
)

PARTS = ("data", "defaults", "analysis")
DEFAULTS = ("higher_is", "mid", "level", "design", "fewest_for_interval", "seed")
DATA = (
    "file",
    "missing",
    "missing_in",
    "values",
    "range",
    "decimal",
    "delimiter",
    "encoding",
    "unique",
    "order",
    "version",
    "person",
)


@dataclass(frozen=True)
class Done:
    """One analysis after the attempt: its finding, or the condition why there is none."""

    name: str
    kind: str
    finding: Finding | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Evaluation:
    """What a specification gave. digest: SHA-256 of its text."""

    name: str
    digest: str
    table: Table | None
    done: tuple[Done, ...]


def evaluate(path: Path) -> Evaluation:
    """Read a specification and do every analysis in it. Unreadable where it, or its data, cannot be read."""
    text = _text(path)
    try:
        spec = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{path}: This is not TOML: {error}.") from None
    _known(path.name, spec, PARTS)
    defaults = _mapping(spec.get("defaults", {}), "[defaults]")
    _known("[defaults]", defaults, DEFAULTS)
    analyses = spec.get("analysis")
    if not isinstance(analyses, list) or not analyses:
        raise Unreadable(f"{path}: It asks for no analysis. Each begins with [[analysis]] and a kind.")
    table = read_data(spec["data"], path.parent) if "data" in spec else None
    done = tuple(
        _do(number, _mapping(asked, "[[analysis]]"), table=table, defaults=defaults, folder=path.parent)
        for number, asked in enumerate(analyses, start=1)
    )
    return Evaluation(path.name, hashlib.sha256(text.encode()).hexdigest(), table, done)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Unreadable(f"{path}: The specification cannot be read ({error.strerror or error}).") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{path}: The specification is not written in UTF-8.") from None


def _known(where: str, found: Mapping[str, Any], known: Sequence[str]) -> None:
    for name in found:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f" Did you mean {near[0]}?" if near else f" It knows {', '.join(known)}."
            raise Unreadable(f"{where}: {name} is not known here.{hint}")


def _mapping(found: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise Unreadable(f"{where} holds settings, each with a name.")
    return found


def read_data(data: Any, folder: Path) -> Table:
    """The table of a `[data]` part, with impossible scores and contradicting rows set aside."""
    data = _mapping(data, "[data]")
    _known("[data]", data, DATA)
    if not isinstance(data.get("file"), str):
        raise Unreadable("[data] names no file.")
    table = read_table(folder / data["file"], declared_in(data))
    try:
        return apply(impossible_scores(table), _rules(data))
    except CannotSay as error:
        raise Unreadable(str(error)) from None


def declared_in(data: Mapping[str, Any]) -> Declared:
    """How to read the file, from its settings. Unreadable where one is of the wrong shape."""
    try:
        return Declared(
            missing=tuple(_words(data.get("missing", []), "missing")),
            missing_in={
                column: tuple(_words(codes, f"missing_in.{column}"))
                for column, codes in _mapping(data.get("missing_in", {}), "missing_in").items()
            },
            values={
                column: dict(_mapping(meant, f"values.{column}"))
                for column, meant in _mapping(data.get("values", {}), "values").items()
            },
            range={
                column: _span(column, span)
                for column, span in _mapping(data.get("range", {}), "range").items()
            },
            decimal=_one(data, "decimal", "."),
            delimiter=_one(data, "delimiter", ","),
            encoding=str(data.get("encoding", "utf-8")),
        )
    except TypeError as error:
        raise Unreadable(f"[data]: {error}") from None


def _one(data: Mapping[str, Any], name: str, default: str) -> str:
    value = data.get(name, default)
    if not isinstance(value, str) or len(value) != 1:
        raise Unreadable(f"[data]: {name} is one character.")
    return value


def _words(found: Any, name: str) -> list[str]:
    listed = [found] if isinstance(found, str) else found
    if not isinstance(listed, list) or not all(isinstance(each, str | int | float) for each in listed):
        raise Unreadable(f"[data]: {name} is a list of words or codes.")
    return [str(each) for each in listed]


def _span(column: str, span: Any) -> tuple[float, float]:
    if not (
        isinstance(span, list)
        and len(span) == 2
        and all(isinstance(each, int | float) for each in span)
        and span[0] <= span[1]
    ):
        raise Unreadable(
            f"[data]: range.{column} is the lowest and the highest possible score, [lowest, highest]."
        )
    return float(span[0]), float(span[1])


def _rules(data: Mapping[str, Any]) -> Rules:
    order = data.get("order", [])
    if not isinstance(order, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in order):
        raise Unreadable('[data]: order is a list of pairs of columns, [["born_on", "answered_on"]].')
    return Rules(
        unique=tuple(_words(data.get("unique", []), "unique")),
        order=tuple((str(first), str(second)) for first, second in order),
        version=tuple(_words(data.get("version", []), "version")),
        person=str(data.get("person", "")),
    )


def _do(
    number: int,
    settings: Mapping[str, Any],
    *,
    table: Table | None,
    defaults: Mapping[str, Any],
    folder: Path,
) -> Done:
    kind = str(settings.get("kind", ""))
    name = str(settings.get("name", f"{number}. {kind}"))
    if "data" in settings:
        try:
            table = read_data(settings["data"], folder)
        except Unreadable as error:
            return Done(name, kind, None, (error.condition,))
    return do(name, kind, Asked(settings, table, defaults))


def do(name: str, kind: str, asked: Asked) -> Done:
    """Do one analysis. A condition under which nothing can be said is kept, and stops no other analysis."""
    try:
        # What overflows or divides by nothing becomes a number that is not known, and is shown so.
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            asked.narrow()
            finding = _kind(kind)(asked)
        asked.unread()
    except CannotSay as error:
        return Done(name, kind, None, (*asked.conditions, error.condition))
    except Exception as error:  # noqa: BLE001 one analysis that breaks off takes no other with it, and says so
        told = Condition(
            Named.BROKE_OFF,
            f"The calculation broke off ({type(error).__name__}: {error}).",
            "No number is given. Please report this with the specification; it should have been a condition in words.",
        )
        return Done(name, kind, None, (*asked.conditions, told))
    harm = [_harm(finding)] if finding.verdict and may_harm(finding.estimates[0], asked.mid()) else []
    return Done(name, kind, finding, (*asked.conditions, *harm, *finding.conditions))


def _kind(kind: str) -> Kind:
    if kind in KINDS:
        return KINDS[kind]
    near = get_close_matches(kind, KINDS, n=3, cutoff=0.6)
    raise CannotSay(
        Named.BAD_SETTING,
        f"There is no analysis of the kind {kind!r}." if kind else "The analysis has no kind.",
        f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(sorted(KINDS))}.",
    )


def _harm(finding: Finding) -> Condition:
    return Condition(
        Named.MAY_HARM,
        "The interval reaches a worsening that matters to people.",
        "It may be harmful." if finding.design != Design.DESCRIBED else "People may have got worse.",
    )
