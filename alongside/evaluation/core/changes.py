"""The pairs of scores behind the changes of a result page, as tables of an export and a specification that redoes them."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping

from alongside.evaluation.core.change import Pair
from alongside.evaluation.core.codebook import PERSON, ExportTable
from alongside.evaluation.core.facts import Facts
from alongside.evaluation.core.outcomes import BothAnswers, both_answers
from alongside.evaluation.core.reliability import PUBLISHED
from alongside.evaluation.core.tables import Column, Kind

MEMBERS, SUPPORTERS = "changes_of_members", "changes_of_supporters"
SIDES = {MEMBERS: False, SUPPORTERS: True}
"""The names of the tables, and whether they are those of supporters."""
ANALYSIS = "analysis.toml"

Answers = Mapping[str, tuple[tuple[BothAnswers, tuple[Pair, ...]], ...]]
"""By table: each measure over each span, with the pairs of the people who may be in an export."""


def answers_of(facts: Facts, people: Collection[int]) -> Answers:
    """Sides without any pair have no table."""
    kept = {str(person) for person in people}
    found = {}
    for name, as_supporter in SIDES.items():
        of_side = tuple(
            (answers, pairs)
            for answers in both_answers(facts, as_supporter=as_supporter)
            if (pairs := tuple(pair for pair in answers.pairs if pair.person in kept))
        )
        if of_side:
            found[name] = of_side
    return found


def column_name(answers: BothAnswers, when: str) -> str:
    return f"{answers.of.id}_{answers.span}_{when}"


def tables(answers: Answers) -> tuple[ExportTable, ...]:
    return tuple(_table(name, [each for each, _pairs in of_side]) for name, of_side in answers.items())


def _table(name: str, of_side: list[BothAnswers]) -> ExportTable:
    whose = "peer supporter" if SIDES[name] else "member"
    columns = [
        Column(
            column_name(each, when),
            f"{each.of.title}, {words}",
            Kind.NUMBER,
            unit="points",
            higher_is=each.of.higher_is,
            missing="did not answer both times",
        )
        for each in of_side
        for when, words in (
            ("before", f"before support (beside the answer at {each.wave})"),
            ("later", f"at {each.wave}"),
        )
    ]
    meaning = f"One row for each {whose} who answered a measure before support and later, once the time to answer was over"
    return ExportTable(name, meaning, (PERSON, *columns))


def rows(
    of_side: tuple[tuple[BothAnswers, tuple[Pair, ...]], ...], called: Callable[[int], str]
) -> Iterator[Mapping[str, object]]:
    """One row a person in the order of their made-up names."""
    names = [column_name(each, when) for each, _pairs in of_side for when in ("before", "later")]
    nobody: dict[str, object] = dict.fromkeys(names)
    found: dict[str, dict[str, object]] = defaultdict(nobody.copy)
    for each, pairs in of_side:
        for pair in pairs:
            scores = found[called(int(pair.person))]
            scores[column_name(each, "before")] = pair.before
            scores[column_name(each, "later")] = pair.after
    for person in sorted(found):
        yield {"person_id": person, **found[person]}


def specification(answers: Answers) -> list[str]:
    """A specification for `alongside evaluate`, line by line: one paired change for each measure and span."""
    return [
        line
        for table, of_side in answers.items()
        for each, _pairs in of_side
        for line in _analysis(table, each)
    ]


def _analysis(table: str, each: BothAnswers) -> Iterator[str]:
    mid, basis = each.of.minimal_important_difference, PUBLISHED.get(each.of.id)
    yield "[[analysis]]\n"
    yield f"name = {_toml(f'{table}/{each.of.id}/{each.span}')}\n"
    yield 'kind = "paired_change"\n'
    yield f'data = {{ file = "{table}.csv", missing = [""] }}\n'
    yield f"before = {_toml(column_name(each, 'before'))}\n"
    yield f"after = {_toml(column_name(each, 'later'))}\n"
    yield f"higher_is = {_toml(each.of.higher_is)}\n"
    if mid is not None:
        yield f"mid = {float(mid.points)!r}\n"
    if basis is not None:
        yield (
            f"reliability = {{ sd = {basis.sd!r}, reliability = {basis.reliability!r}, z = {basis.z!r}, "
            f"source = {_toml(basis.source)} }}\n"
        )
    yield "\n"


def _toml(words: str) -> str:
    """A basic string of TOML, which JSON's strings are."""
    return json.dumps(str(words))
