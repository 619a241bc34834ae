"""Goal attainment scaling on the site: five levels in a person's own words, a T score, and change goal by goal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.measures import actions
from alongside.measures.core import instrument, score
from alongside.measures.core.goals import attainment_t
from alongside.measures.models import Goal, GoalLevel
from alongside.measures.queries import due_for, own_results, paired_scores
from tests.enrolment.factories import say_yes
from tests.measures.factories import response
from tests.measures.test_packs import asks_also

GAS = "goal_attainment"
STEPS = {-2: "I stay in bed", -1: "I get up", 0: "I go out", 1: "I go out twice", 2: "I go out daily"}


def a_goal(cast, words="Go out", *, described=True) -> Goal:
    goal = actions.set_goal(
        participant=cast.mia_participant, programme=cast.coaching, words=words, by=cast.mia
    )
    if described:
        actions.describe_levels(goal=goal, words=STEPS, by=cast.mia)
    return goal


def asked_on_levels(cast):
    asks_also(cast, GAS)
    say_yes(cast.mia_participant, cast.coaching)
    actions.schedule_responses(programme=cast.coaching)
    return response(cast.mia_participant, GAS)


@given(st.lists(st.sampled_from((-2, -1, 0, 1, 2)), min_size=1, max_size=5))
def test_the_score_is_the_published_one_for_goals_that_weigh_the_same(levels):
    answers = {f"g{place}": level for place, level in enumerate(levels)}
    value = score(instrument(GAS), answers).value
    assert value == pytest.approx(attainment_t(answers))
    assert instrument(GAS).range.min <= value <= instrument(GAS).range.max


def test_the_worked_example_comes_out():
    # Three goals of the same weight, reached +1, +1 and 0: T = 50 + 20/√4.8.
    assert score(instrument(GAS), {"a": 1, "b": 1, "c": 0}).value == pytest.approx(59.1287, abs=5e-5)


def test_only_goals_with_levels_are_asked_about_in_the_persons_words(cast):
    row = asked_on_levels(cast)
    goal = a_goal(cast)
    a_goal(cast, "Sleep", described=False)
    (one,) = due_for(cast.mia_participant, cast.coaching)
    topic = next(each for each in one.topics if each.response == row)
    (question,) = topic.questions
    assert (question.id, question.text) == (str(goal.pk), "Go out")
    assert [(option.code, option.label) for option in question.options] == list(STEPS.items())
    page = (
        cast.client("mia")
        .get(f"/p/{cast.coaching.ref}/my-questions/baseline/member/{row.pk}/{goal.pk}/")
        .content.decode()
    )
    assert "I go out twice" in page


def test_levels_do_not_move_once_they_were_answered_on(cast):
    row, goal = asked_on_levels(cast), a_goal(cast)
    actions.describe_levels(goal=goal, words={**STEPS, 0: "I go out a lot"}, by=cast.mia)
    actions.save_answers(response=row, answers={str(goal.pk): -1}, by=cast.mia)
    with pytest.raises(actions.LevelsSettled):
        actions.describe_levels(goal=goal, words=STEPS, by=cast.mia)
    assert GoalLevel.objects.get(goal=goal, level=0).words == "I go out a lot"


def test_it_is_scored_kept_and_shown(cast):
    row, goal = asked_on_levels(cast), a_goal(cast)
    actions.save_answers(response=row, answers={str(goal.pk): -1}, by=cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    row.refresh_from_db()
    assert row.score == pytest.approx(40)
    series = next(one for one in own_results(cast.mia_participant, cast.coaching) if one.instrument.id == GAS)
    assert [(answer.question, answer.words) for answer in series.results[0].answers] == [
        ("Go out", "I get up")
    ]
    page = cast.client("mia").get(f"/p/{cast.coaching.ref}/my-answers/").content.decode()
    assert "I get up" in page
    assert "I get up of 10" not in page


def test_change_is_of_goals_answered_both_times(cast):
    row, kept = asked_on_levels(cast), a_goal(cast)
    say_yes(cast.mia_participant, cast.coaching, "research_use")
    dropped, later = a_goal(cast, "Sleep"), a_goal(cast, "Cook")
    actions.save_answers(response=row, answers={str(kept.pk): -1, str(dropped.pk): -2}, by=cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    row.refresh_from_db()
    after = type(row).objects.get(pk=row.pk)
    after.pk, after.wave, after.is_baseline = None, "week-8", False
    after.answers = {str(kept.pk): 1, str(later.pk): 2}
    after.score = score(instrument(GAS), after.answers).value
    after.save()
    (pair,) = paired_scores(cast.coaching, GAS, "baseline", "week-8", as_supporter=False)
    assert (pair.before, pair.after) == (pytest.approx(40), pytest.approx(60))


def test_the_page_describes_a_goal_and_is_there_where_levels_are_asked(cast):
    goal = a_goal(cast, described=False)
    mia = cast.client("mia")
    url = f"/p/{cast.coaching.ref}/my-goals/"
    assert "What it would look like" not in mia.get(url).content.decode()
    asks_also(cast, GAS)
    assert f"{url}{goal.pk}/" in mia.get(url).content.decode()
    sent = {f"level_{level + 2}": words for level, words in STEPS.items()}
    assert mia.post(f"{url}{goal.pk}/", {**sent, "level_2": ""}).status_code == 422
    assert mia.post(f"{url}{goal.pk}/", sent).status_code == 302
    assert goal.levels.count() == 5
    assert "I stay in bed" in mia.get(f"{url}{goal.pk}/").content.decode()
    assert mia.get(f"{url}{goal.pk + 1}/").status_code == 302
