"""The clinical safety case report: what the software is for, what may go wrong with it, and what that leaves to others.

In the manner of the NHS clinical safety standards DCB0129 (whoever makes) and DCB0160 (whoever deploys). It claims for a
hazard only what `hazard_log` holds: where a control is open, the aim counts as not reached.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from alongside.safeguarding.core.hazard_log import MATRIX, SEVERITIES, Control, FaultyLog, Hazard, State

LOG = "hazard-log.md"
"""Where the hazard log stands, beside the page of the case."""

LISTS = ("meant_for", "not_for", "scope", "not_in_scope", "signers")


@dataclass(frozen=True)
class Chapter:
    """Hazards that are told together, by their ids."""

    title: str
    about: str
    hazards: tuple[str, ...]


@dataclass(frozen=True)
class Duty:
    """What whoever deploys must do themselves, for which hazards (perhaps none in particular), and where to read how."""

    words: str
    hazards: tuple[str, ...]
    see: str


@dataclass(frozen=True)
class CaseWords:
    """What the report says that no hazard holds. `signers` names offices, never people."""

    meant_for: tuple[str, ...]
    not_for: tuple[str, ...]
    scope: tuple[str, ...]
    not_in_scope: tuple[str, ...]
    signers: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    duties: tuple[Duty, ...]


def read_case(text: str, hazards: Iterable[Hazard]) -> CaseWords:
    """The words of the report from TOML. Raises `FaultyLog` unless each hazard is in one chapter and no other is named."""
    try:
        told = tomllib.loads(text)
        case = CaseWords(
            **{name: tuple(told[name]) for name in LISTS},
            chapters=tuple(Chapter(**_tupled(each)) for each in told["chapter"]),
            duties=tuple(Duty(**_tupled(each)) for each in told["duty"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise FaultyLog(f"The words of the safety case cannot be read: {error}") from error
    if unknown := told.keys() - {*LISTS, "chapter", "duty"}:
        raise FaultyLog(f"The safety case has no place for {', '.join(sorted(unknown))}.")
    if empty := [name for name in LISTS if not told[name]]:
        raise FaultyLog(f"The safety case says nothing of {', '.join(empty)}.")
    ids = {hazard.id for hazard in hazards}
    placed = Counter(each for chapter in case.chapters for each in chapter.hazards)
    if wrong := sorted({*(ids ^ placed.keys()), *(each for each, times in placed.items() if times > 1)}):
        raise FaultyLog(f"Not in exactly one chapter, or no hazard: {', '.join(wrong)}.")
    if wrong := sorted({each for duty in case.duties for each in duty.hazards} - ids):
        raise FaultyLog(f"A duty names what is no hazard: {', '.join(wrong)}.")
    return case


def safety_case_page(hazards: tuple[Hazard, ...], case: CaseWords, version: str) -> str:
    """The report for one version of the software, as a page in Markdown."""
    parts = (
        _what_it_is(case, version),
        _how_judged(),
        _summary(hazards),
        _chapters(hazards, case),
        _open(hazards),
        _residual(hazards),
        _duties(hazards, case),
        _signing(case, version),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _tupled(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _link(hazard: Hazard | str) -> str:
    name = hazard if isinstance(hazard, str) else hazard.id
    return f"[{name}]({LOG}#{name.lower()})"


def _in(hazard: Hazard, state: State) -> tuple[Control, ...]:
    return tuple(control for control in hazard.controls if control.state is state)


def _what_it_is(case: CaseWords, version: str) -> Iterator[str]:
    yield f"This is the report for version {version}. It holds for no other."
    for title, words in (
        ("What it is for", case.meant_for),
        ("What it is not for", case.not_for),
        ("What this report covers", case.scope),
        ("What it does not cover", case.not_in_scope),
    ):
        yield from ("", f"## {title}", "")
        yield from (f"- {each}" for each in words)


def _how_judged() -> Iterator[str]:
    yield from ("", "## How risk is judged", "")
    yield (
        "How bad it would be, by how likely it is, gives a risk from 1 to 5. 5 is unacceptable. 4 must be brought down. 3 is brought "
        "down as far as is reasonable, and somebody says why the rest is borne. 2 is tolerable, 1 acceptable. Likelihood is judged "
        "before any control, for a first deployment of about 2,000 members, by whoever made the software. No clinician has "
        "confirmed these judgements yet; the clinical safety officer of each deployment judges again."
    )
    yield from (
        "",
        "| likelihood | " + " | ".join(SEVERITIES) + " |",
        "| --- |" + " ---: |" * len(SEVERITIES),
    )
    yield from (
        f"| {likelihood} | " + " | ".join(str(each) for each in risks) + " |"
        for likelihood, risks in MATRIX.items()
    )
    yield ""
    yield (
        "A control of the software is *held* while the tests that it names exist and run with each change. It is *open* where "
        "it is not built, or nothing proves it. A *process* is for people to do. While anything is open, the aim of a hazard counts "
        "as not reached."
    )


def _summary(hazards: tuple[Hazard, ...]) -> Iterator[str]:
    states = Counter(control.state for hazard in hazards for control in hazard.controls)
    tests = {test for hazard in hazards for control in hazard.controls for test in control.tests}
    waiting = [hazard for hazard in hazards if hazard.open]
    yield from ("", "## In figures", "", "| | |", "| --- | ---: |")
    yield f"| Hazards | {len(hazards)} |"
    yield from (
        f"| … of risk {risk} before any control | {count} |"
        for risk, count in sorted(Counter(hazard.risk for hazard in hazards).items(), reverse=True)
    )
    yield f"| … with something open | {len(waiting)} |"
    yield f"| … that rest on people's process alone | {sum(_by_process_alone(each) for each in hazards)} |"
    yield f"| Controls held by tests | {states[State.HELD]} |"
    yield f"| Tests that they name | {len(tests)} |"
    yield f"| Controls that are open | {states[State.OPEN]} |"
    yield f"| Processes of whoever deploys | {states[State.PROCESS]} |"


def _by_process_alone(hazard: Hazard) -> bool:
    return all(control.state is State.PROCESS for control in hazard.controls)


def _chapters(hazards: tuple[Hazard, ...], case: CaseWords) -> Iterator[str]:
    known = {hazard.id: hazard for hazard in hazards}
    yield from ("", "## The hazards, by chapter", "")
    yield f"Causes, effects, and the test behind each control are in the [hazard log]({LOG})."
    for chapter in case.chapters:
        yield from ("", f"### {chapter.title}", "", chapter.about, "")
        yield "| hazard | risk before | aim | held | process | open | state |"
        yield "| --- | ---: | ---: | ---: | ---: | ---: | --- |"
        for hazard in (known[each] for each in chapter.hazards):
            counts = " | ".join(
                str(len(_in(hazard, state))) for state in (State.HELD, State.PROCESS, State.OPEN)
            )
            yield f"| {_link(hazard)} {hazard.name} | {hazard.risk} | {hazard.aim} | {counts} | {_state(hazard)} |"


def _state(hazard: Hazard) -> str:
    if hazard.open:
        return "**not reached**"
    return "rests on people alone" if _by_process_alone(hazard) else "held"


def _open(hazards: tuple[Hazard, ...]) -> Iterator[str]:
    yield from ("", "## Every control that is open", "")
    yield (
        "Whoever deploys writes into the last column what they do instead, or that they accept the risk, "
        "before the first person comes in."
    )
    yield from ("", "| hazard | what is open | why | what we do instead |", "| --- | --- | --- | --- |")
    for hazard in hazards:
        yield from (
            f"| {_link(hazard)} {hazard.name} | {control.words} | {control.by} | |" for control in hazard.open
        )


def _residual(hazards: tuple[Hazard, ...]) -> Iterator[str]:
    waiting = [hazard for hazard in hazards if hazard.open]
    reached = [hazard for hazard in hazards if not hazard.open and not _by_process_alone(hazard)]
    people = [hazard for hazard in hazards if _by_process_alone(hazard)]
    yield from ("", "## The risk that remains", "")
    yield (
        f"For {len(waiting)} hazards something is open. No lower risk than before is claimed for them, whatever is held already: "
        "whoever deploys judges how much that counts."
    )
    yield ""
    yield from (f"- Risk {risk}: {names}." for risk, names in _by_risk((each.risk, each) for each in waiting))
    yield ""
    yield f"For {len(reached)} hazards all that the software is to do is held. What remains, if people do their part:"
    yield ""
    yield from (f"- Risk {risk}: {names}." for risk, names in _by_risk((each.aim, each) for each in reached))
    if people:
        yield ""
        yield f"The software holds nothing of {', '.join(map(_link, people))}: that rests on people's process alone."
    yield ""
    yield (
        "A risk of 3 or 4 is accepted by name, by the clinical safety officer and by the person accountable, or the "
        "service does not open."
    )


def _by_risk(judged: Iterable[tuple[int, Hazard]]) -> Iterator[tuple[int, str]]:
    found: dict[int, list[str]] = {}
    for risk, hazard in judged:
        found.setdefault(risk, []).append(_link(hazard))
    for risk in sorted(found, reverse=True):
        yield risk, ", ".join(found[risk])


def _duties(hazards: tuple[Hazard, ...], case: CaseWords) -> Iterator[str]:
    yield from ("", "## What whoever deploys must do", "")
    for duty in case.duties:
        named = f" ({', '.join(map(_link, duty.hazards))})" if duty.hazards else ""
        yield f"- [ ] {duty.words}{named} [Read on]({duty.see})."
    yield from ("", "These processes the hazard log leaves to them:", "")
    for hazard in hazards:
        yield from (
            f"- [ ] {control.words} By: {control.by}. ({_link(hazard)})"
            for control in _in(hazard, State.PROCESS)
        )
    yield from ("", "And for each open control above: what is done instead.")


def _signing(case: CaseWords, version: str) -> Iterator[str]:
    yield from ("", "## Who signs", "")
    yield (
        f"Nobody has signed this page. Copy it for your deployment of version {version}, fill in the empty columns, and sign there. "
        "A new version of the software needs a new report."
    )
    yield from ("", "| office | name | registration | date | signature |", "| --- | --- | --- | --- | --- |")
    yield from (f"| {office} | | | | |" for office in case.signers)
