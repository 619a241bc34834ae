"""What keeping data about people may do to them (UK GDPR, article 35): purposes, flows, rights, risks and measures.

The register of fields says what is kept and how long, the hazard log what may go wrong; the purposes say what it is for.
Nothing here chooses a lawful basis: the usual ones are named, and whoever deploys chooses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from alongside.safeguarding.core.hazard_log import Hazard, State

SPECIAL: Final = "special"
PLAIN: Final = "plain"


class FaultyPurposes(ValueError):
    """The purposes do not fit the register or the log; the words say where."""


@dataclass(frozen=True)
class Held:
    """A field of the register: its table (`room.Model`), its name, its kind of data, and how long its rows are kept."""

    table: str
    field: str
    kind: str
    kept: str


@dataclass(frozen=True)
class Purpose:
    """What data is for. `special` names special-category fields by table; `basis` and `condition` are the usual ones."""

    name: str
    why: str
    people: str
    seen_by: str
    needed: str
    basis: tuple[str, ...]
    condition: tuple[str, ...]
    tables: tuple[str, ...]
    special: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[tuple[str, str]]:
        return frozenset((table, name) for table, names in self.special.items() for name in names)


@dataclass(frozen=True)
class Flow:
    """A way on which data leaves the site: to whom, what it holds, and when."""

    what: str
    to: str
    holds: str
    when: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Right:
    """Where in the product a right is exercised; without tests, nothing proves it."""

    name: str
    where: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Proved:
    """Something that holds, and the tests that prove it."""

    words: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Impact:
    """The whole of it. `goes` is what is forgotten by itself; `hazards` are ids of the log; `decisions` are the deployer's."""

    purposes: tuple[Purpose, ...]
    flows: tuple[Flow, ...]
    rights: tuple[Right, ...]
    measures: tuple[Proved, ...]
    goes: tuple[Proved, ...]
    hazards: tuple[str, ...]
    decisions: tuple[str, ...]

    @property
    def tests(self) -> frozenset[str]:
        """Every test that anything here names."""
        proved: tuple[Flow | Right | Proved, ...] = (*self.flows, *self.rights, *self.measures, *self.goes)
        return frozenset(test for each in proved for test in each.tests)


def read_impact(text: str) -> Impact:
    """The purposes and what belongs to them, from TOML. Raises `FaultyPurposes`."""
    try:
        told = tomllib.loads(text)
        found = Impact(
            purposes=tuple(Purpose(**_tupled(each)) for each in told.pop("purpose")),
            flows=tuple(Flow(**_tupled(each)) for each in told.pop("flow")),
            rights=tuple(Right(**_tupled(each)) for each in told.pop("right")),
            measures=tuple(Proved(**_tupled(each)) for each in told.pop("measure")),
            goes=tuple(Proved(**_tupled(each)) for each in told.pop("goes")),
            hazards=tuple(told.pop("hazards")),
            decisions=tuple(told.pop("decisions")),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise FaultyPurposes(f"The purposes cannot be read: {error}") from error
    if told:
        raise FaultyPurposes(f"There is no place for {', '.join(sorted(told))}.")
    return found


def faults(impact: Impact, register: Iterable[Held], hazards: Iterable[Hazard]) -> tuple[str, ...]:
    """What does not fit, in words: a field or table without a purpose, one that is not in the register, a hazard that is none."""
    held = tuple(register)
    special = {(each.table, each.field) for each in held if each.kind == SPECIAL}
    about_people = {each.table for each in held if each.kind != PLAIN}
    fields = frozenset[tuple[str, str]]().union(*(purpose.fields for purpose in impact.purposes))
    tables = {table for purpose in impact.purposes for table in purpose.tables}
    return (
        *(
            f"{table}.{name} is special-category data without a purpose"
            for table, name in sorted(special - fields)
        ),
        *(f"{table}.{name} is no special-category field" for table, name in sorted(fields - special)),
        *(f"{table} holds data about people without a purpose" for table in sorted(about_people - tables)),
        *(f"{table} is no table with data about people" for table in sorted(tables - about_people)),
        *(
            f"{purpose.name}: {table} is not among its tables"
            for purpose in impact.purposes
            for table in sorted(purpose.special.keys() - set(purpose.tables))
        ),
        *(f"{each} is no hazard" for each in sorted(set(impact.hazards) - {hazard.id for hazard in hazards})),
    )


def impact_page(impact: Impact, register: tuple[Held, ...], hazards: tuple[Hazard, ...], version: str) -> str:
    """The assessment as a page in Markdown. Raises `FaultyPurposes` where it would leave a field or a table out."""
    if wrong := faults(impact, register, hazards):
        raise FaultyPurposes("; ".join(wrong))
    parts = (
        _why(register, version),
        *(_purpose(each, register) for each in impact.purposes),
        _flows(impact),
        _keeping(impact),
        _rights(impact),
        _risks(impact, hazards),
        _measures(impact),
        _deciding(impact),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _tupled(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as tuples, also in the tables within."""
    made: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, dict):
            made[key] = _tupled(value)
        else:
            made[key] = tuple(value) if isinstance(value, list) else value
    return made


def _tests(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing proves it"


def _why(register: tuple[Held, ...], version: str) -> Iterator[str]:
    special = [each for each in register if each.kind == SPECIAL]
    tables = {each.table for each in register if each.kind != PLAIN}
    yield f"For version {version}."
    yield from ("", "## Why there has to be one", "")
    yield (
        "Belonging to a programme tells of health. People are asked, and tell, much more than that, often when they are at their "
        "weakest; and the software is new. So whoever deploys must judge beforehand what it may do to people."
    )
    yield ""
    yield (
        f"{len(tables)} tables hold data about people. {len(special)} fields in {len({each.table for each in special})} of them are, "
        "or may be, special-category data. Each stands below under what it is for."
    )
    yield from ("", "## What it is for", "")
    yield "The usual bases are named. Whoever deploys chooses one for each purpose, with advice, and crosses out the others."


def _purpose(purpose: Purpose, register: tuple[Held, ...]) -> Iterator[str]:
    kept = {each.table: each.kept for each in register}
    yield from ("", f"### {purpose.name}", "", purpose.why, "")
    yield f"- **Whose data:** {purpose.people}"
    yield f"- **Who sees it:** {purpose.seen_by}"
    yield f"- **Why it is needed:** {purpose.needed}"
    yield f"- **Lawful basis, to be chosen (article 6):** {'; or '.join(purpose.basis)}."
    yield f"- **Condition for special-category data, to be chosen (article 9):** {'; or '.join(purpose.condition)}."
    yield from ("", "| table | special-category fields | how long |", "| --- | --- | --- |")
    for table in purpose.tables:
        names = ", ".join(f"`{name}`" for name in purpose.special.get(table, ())) or "none"
        yield f"| {table} | {names} | {kept[table]} |"


def _flows(impact: Impact) -> Iterator[str]:
    yield from ("", "## What leaves the site", "")
    yield "The software itself sends letters, and nothing else. All other ways begin with a person who takes a file."
    yield from ("", "| what | to whom | what it holds | when | tests |", "| --- | --- | --- | --- | --- |")
    for flow in impact.flows:
        yield f"| {flow.what} | {flow.to} | {flow.holds} | {flow.when} | {_tests(flow.tests)} |"
    yield ""
    yield (
        "Backups, and where the site has one a Redis server that counts attempts to sign in, are the deployer's own. So is what is "
        "read on the telephone, printed, or photographed from a page."
    )


def _keeping(impact: Impact) -> Iterator[str]:
    yield from ("", "## What goes by itself, and what does not", "")
    yield from (f"- {each.words} ({_tests(each.tests)})" for each in impact.goes)
    yield ""
    yield (
        "**The rest does not go by itself.** The register says what each table is kept for; the periods are the deployer's, and "
        "a person has to see that they are kept. This stands open in the hazard log."
    )


def _rights(impact: Impact) -> Iterator[str]:
    yield from ("", "## People's rights, and where they use them", "")
    yield from ("| right | where | tests |", "| --- | --- | --- |")
    yield from (f"| {right.name} | {right.where} | {_tests(right.tests)} |" for right in impact.rights)


def _risks(impact: Impact, hazards: tuple[Hazard, ...]) -> Iterator[str]:
    yield from ("", "## What may happen to people", "")
    yield (
        "From the [hazard log](hazard-log.md), where the controls and their tests are. How risk is judged is in the "
        "[safety case](safety-case.md#how-risk-is-judged). While something is open, the aim is not reached."
    )
    yield from (
        "",
        "| hazard | what it does to people | risk before | aim | still open |",
        "| --- | --- | ---: | ---: | --- |",
    )
    for hazard in hazards:
        if hazard.id in impact.hazards:
            left = " ".join(f"{control.words} ({control.by})" for control in hazard.open)
            process = all(control.state is State.PROCESS for control in hazard.controls)
            yield (
                f"| [{hazard.id}](hazard-log.md#{hazard.id.lower()}) {hazard.name} | {hazard.effect} | {hazard.risk} | "
                f"{hazard.aim} | {left or ('all of it: people alone see to it' if process else 'nothing')} |"
            )


def _measures(impact: Impact) -> Iterator[str]:
    yield from ("", "## What holds it back", "")
    yield from (f"- {each.words} {_tests(each.tests)}" for each in impact.measures)


def _deciding(impact: Impact) -> Iterator[str]:
    yield from ("", "## What whoever deploys must decide", "")
    yield from (f"- [ ] {each}" for each in impact.decisions)
    yield from ("", "## Who was asked, and who signs", "")
    yield (
        "Ask the people whose data it is, and write down what they said. Nobody has been asked for this page, and nobody has signed it: "
        "copy it for your deployment, and sign there. Judge again when the software, the definition or the purpose changes."
    )
    yield from (
        "",
        "| office | name | what they advise or decide | date | signature |",
        "| --- | --- | --- | --- | --- |",
    )
    yield from (
        f"| {office} | | | | |"
        for office in (
            "People who take part",
            "Data protection officer",
            "Whoever answers for the controller",
        )
    )
