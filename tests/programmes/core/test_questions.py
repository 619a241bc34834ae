from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from alongside.programmes.core.asking import Question, item_part, shape
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.gaps import gaps
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.parts import Part, is_answer
from alongside.programmes.core.questions import (
    CHAPTERS,
    NOT_ASKED,
    QUESTIONS,
    asked_after,
    published_answers,
    question,
    question_for,
    questions_of,
)


def fields_of(part: type[Part], path: str = "") -> Iterator[tuple[str, bool]]:
    """Every field of a definition and of the parts in it, and whether it is an answer; items of lists with their list."""
    for name, field in part.model_fields.items():
        here = f"{path}.{name}".removeprefix(".")
        yield here, is_answer(field)
        inside = shape(name, part).part
        if inside is not None:
            yield from fields_of(inside, here)


def reached(asked: Question) -> set[str]:
    places = {asked.whole} if asked.whole else set()
    for field in asked.fields:
        place = f"{asked.items}.{field.path}" if asked.items else field.path
        places |= {place, *(f"{place}.{column.path}" for column in field.rows)}
    return places


def test_every_answer_of_the_schema_is_reached_by_exactly_one_question() -> None:
    counted = Counter(place for asked in QUESTIONS for place in reached(asked))
    exceptions = {"schedule.phases.sessions.agenda.minutes"}  # the plan of single sessions is kept, not asked
    parts = {"groups": "asked by its parts", "ground_rules": "the same", "moderation": "the same"}
    parts |= {"audience": "the same", "ending": "the same"}
    unreached = {
        path
        for path, answer in fields_of(Definition)
        if answer and counted[path] == 0 and path not in exceptions | set(parts)
    }
    assert unreached == set()
    assert {path: count for path, count in counted.items() if count > 1} == {}


def test_everything_at_the_top_is_asked_or_has_a_reason_not_to_be() -> None:
    asked = {path.split(".")[0] for each in QUESTIONS for path in each.paths}
    assert set(Definition.model_fields) - asked == {name for name in NOT_ASKED if "." not in name}


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.key)
def test_a_question_is_about_places_that_exist_and_says_why(asked: Question) -> None:
    part = item_part(asked) if asked.items else Definition
    for field in asked.fields:
        found = shape(field.path, part)
        assert found.kind != "part"
        if found.kind == "items":
            assert found.part is not None
            assert field.rows
            assert all(shape(column.path, found.part) for column in field.rows)
        assert field.words or len(asked.fields) == 1
    assert asked.asks.endswith("?")
    assert asked.why.endswith(".")
    assert asked.chapter in CHAPTERS
    if asked.items:
        assert asked.item_words


def test_keys_are_once_and_a_handful_is_asked_of_informal_groups() -> None:
    keys = [asked.key for asked in QUESTIONS]
    assert len(keys) == len(set(keys))
    assert 5 <= sum(asked.light for asked in QUESTIONS) <= 11


def test_every_gap_that_bars_the_way_leads_to_a_question_that_says_so() -> None:
    barring = set()
    for model in published():
        found = [gap for gap in gaps(load_definition(model.text)) if gap.path not in NOT_ASKED]
        assert all(question_for(gap.path) for gap in found), model.slug
        barring |= {question_for(gap.path) for gap in found if gap.severity == "bars_opening"}
    assert all(asked is not None and asked.bars for asked in barring)
    assert len(barring) > 8


def test_what_is_missing_altogether_leads_to_the_first_question_about_it() -> None:
    for path, key in {
        "schedule": "phases",
        "matching": "choice",
        "schedule.phases[2].every": "phases",
        "groups.leads": "leads",
        "crisis.help_contacts[0].url": "help_contacts",
        "positions.dyad_or_group": "position_dyad_or_group",
    }.items():
        found = question_for(path)
        assert found is not None
        assert found.key == key
    assert question_for("nothing") is None


def test_questions_follow_one_another_to_the_end() -> None:
    for light in (False, True):
        asked, seen = QUESTIONS[0], [QUESTIONS[0]]
        while following := asked_after(asked.key, light=light):
            seen.append(following)
            asked = following
        assert seen == [each for chapter in CHAPTERS for each in questions_of(chapter, light=light)]


def test_published_answers_are_counted_and_silence_is_counted_apart() -> None:
    (answers,) = published_answers("role_mode")
    assert sum(count for _term, count in answers.counts) == len(published())
    assert (answers.none, answers.not_reported) == (0, 0)
    (moderation,) = published_answers("moderation")
    assert ("peers", 1) in [(term, min(count, 1)) for term, count in moderation.counts]
    assert len(moderation.answers) + moderation.none + moderation.not_reported == len(published())
    assert moderation.not_reported > 0
    assert any("Sugarbuddies" in answer.title for answer in moderation.answers)
    for asked in QUESTIONS:
        assert published_answers(asked.key)


def test_there_is_no_question_of_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        question("nothing")
