"""The waves of the definitions and the instruments that there are must speak of the same things."""

from __future__ import annotations

import pytest

from alongside.measures.core import Anchor, Respondent
from alongside.measures.core.plan import asks_about_relationship, misnamed_instruments, wave_plan
from alongside.measures.core.waves import BASELINE
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import load_definition
from tests.factories import COACHING, PAIRS, definition_text

LIBRARY = [entry.text for entry in published()]


@pytest.mark.parametrize("text", LIBRARY, ids=[entry.slug for entry in published()])
def test_library_names_only_instruments_that_exist_for_their_respondent(text):
    definition = load_definition(text)
    assert misnamed_instruments(definition) == ()
    planned = [name for wave in wave_plan(definition) for name in wave.instruments]
    assert planned == [name for wave in definition.measures for name in wave.instruments]


def test_plan_knows_a_wrong_name_and_leaves_it_out():
    text = definition_text(COACHING).replace('"relationship_fit_supporter"', '"relationship_fit_member"')
    definition = load_definition(text)
    assert misnamed_instruments(definition) == (("week-8", "relationship_fit_member"),)
    supporters = [wave for wave in wave_plan(definition) if wave.respondent is Respondent.SUPPORTER]
    assert all("relationship_fit_member" not in wave.instruments for wave in supporters)


def test_plan_keeps_dates_of_the_definition():
    baseline, week_8, after = (
        wave
        for wave in wave_plan(load_definition(definition_text(COACHING)))
        if wave.respondent is Respondent.MEMBER
    )
    assert (baseline.key, baseline.anchor, baseline.days_before) == (BASELINE, Anchor.ENROLMENT, 28)
    assert (week_8.anchor, week_8.offset.days, week_8.days_after) == (Anchor.START, 56, 14)
    assert (after.anchor, after.offset.months) == (Anchor.PLANNED_END, 3)


def test_everybody_answers_as_an_equal_where_there_are_no_fixed_roles():
    plan = wave_plan(load_definition(definition_text(PAIRS)))
    assert {wave.respondent for wave in plan} == {Respondent.MUTUAL}


def test_relationship_questions_are_told_from_those_about_the_person():
    assert asks_about_relationship("relationship_load_mutual")
    assert not asks_about_relationship("ucla_3")
