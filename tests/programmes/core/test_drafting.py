from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, strategies

from alongside.programmes.core import editing
from alongside.programmes.core.borrowing import borrowed
from alongside.programmes.core.drafting import draft, is_answered, required_paths
from alongside.programmes.core.editing import changed
from alongside.programmes.core.filling import begun_from
from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.core.library import model_text, published
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.picture import picture
from alongside.programmes.core.questions import QUESTIONS, asked_after, question
from alongside.programmes.core.suggesting import suggested, with_suggestion
from tests.programmes.core.test_editing import PAIRS, leaves

SUGARBUDDIES = "reidy-2024-sugarbuddies"
EMPTY = editing.skeleton("Walks", "walks")


@pytest.mark.parametrize("model", published(), ids=lambda model: model.slug)
def test_a_published_model_is_read_whole_with_its_own_gaps(model) -> None:
    told = draft(model.text)
    assert told.usable == told.so_far == load_definition(model.text)
    assert sorted(each.code for each in told.obstacles) == sorted(
        gap.code for gap in bars_opening(told.usable)
    )
    assert all(each.key for each in told.obstacles)
    assert told.stands_in == frozenset()
    drawn = picture(told.usable)
    assert [lane.phase.key for lane in drawn.lanes] == [phase.key for phase in told.usable.schedule.phases]
    for lane in drawn.lanes:
        assert 0 <= lane.first <= lane.last <= drawn.days
        assert all(0 <= mark <= drawn.days for mark in lane.marks)
    assert len(drawn.ticks) <= 10


def test_from_nothing_what_is_needed_is_named_in_the_order_of_the_questions() -> None:
    told = draft(EMPTY)
    assert told.usable is None
    codes = [each.code for each in told.obstacles]
    assert [each.key for each in told.obstacles if each.code == "missing"] == [
        "summary",
        "role_mode",
        "unit",
        "phases",
        "choice",
    ]
    assert {"crisis.missing", "consent.none_required", "role.no_description", "training.no_core"} <= set(
        codes
    )
    order = [each.key for each in QUESTIONS]
    assert [each.key for each in told.obstacles] == sorted(
        (each.key for each in told.obstacles), key=order.index
    )
    assert "schedule.no_dose" not in codes
    assert told.stands_in == {"matching.choice", "role_mode", "schedule.phases", "summary", "unit"}
    what = next(chapter for chapter in told.chapters if chapter.key == "what")
    assert what.answered == 2  # the title, and the version of the file


@pytest.mark.parametrize(
    ("form", "asked", "left_out"),
    [
        ("one_to_one", {"choice", "caseload"}, {"group_size", "joining", "composition", "leads"}),
        ("group", {"group_size", "joining", "composition", "leads"}, {"caseload"}),
        ("open_room", set(), {"caseload", "group_size", "joining", "composition", "leads"}),
    ],
)
def test_what_makes_no_sense_in_this_form_is_not_asked(form, asked, left_out) -> None:
    phase = {"key": "walks", "title": "Walks", "form": form, "contacts": 1, "modalities": ["in_person"]}
    text = editing.changed(EMPTY, ("schedule", "phases"), [phase])
    told = draft(text)
    keys = [each.key for chapter in told.chapters for each, _state in chapter.questions]
    assert asked <= set(keys)
    assert not left_out & set(keys)
    needed = frozenset(each.key for each in told.obstacles)
    followed, here = [QUESTIONS[0].key], QUESTIONS[0]
    while here := asked_after(here.key, needed=needed, forms=told.forms):
        followed.append(here.key)
    assert followed == keys


def test_what_was_answered_already_stays_in_sight() -> None:
    text = editing.changed(PAIRS, ("groups", "size_max"), 9)
    keys = {each.key for chapter in draft(text).chapters for each, _state in chapter.questions}
    assert "group_size" in keys
    assert "joining" not in keys


def test_light_mode_asks_a_handful_and_what_bars_the_way() -> None:
    text = editing.changed(EMPTY, ("light_mode",), True)
    told = draft(text)
    keys = {each.key for chapter in told.chapters for each, _state in chapter.questions}
    assert keys == {each.key for each in QUESTIONS if each.light} | {"choice", "unit", "file"}
    assert "training.no_core" not in {each.code for each in told.obstacles}


def test_what_is_wrong_is_told_at_its_question_and_the_rest_is_read() -> None:
    text = editing.changed(PAIRS, ("schedule", "phases", 0, "every"), "eight weeks")
    text = editing.changed(text, ("groups", "size_min"), 9)
    text = editing.changed(text, ("groups", "size_max"), 3)
    told = draft(text)
    assert told.usable is None
    assert told.so_far is not None
    assert {(each.code, each.key) for each in told.obstacles if each.code == "wrong"} == {
        ("wrong", "phases"),
        ("wrong", "group_size"),
    }
    assert told.so_far.crisis == load_definition(PAIRS).crisis


def test_silence_of_a_source_is_no_answer_and_none_is_one() -> None:
    for absence, answered in (
        (Absence.NONE, True),
        (Absence.NOT_APPLICABLE, True),
        (Absence.NOT_REPORTED, False),
    ):
        text = editing.changed(EMPTY, ("groups",), absence)
        assert is_answered(tomllib.loads(text), question("group_size")) is answered
    assert is_answered(tomllib.loads(editing.changed(EMPTY, ("groups",), Absence.NONE)), question("joining"))


@given(strategies.data())
def test_any_damage_still_leaves_a_draft_that_can_be_shown(data) -> None:
    text = data.draw(strategies.sampled_from([PAIRS, EMPTY, published()[0].text]))
    for _time in range(data.draw(strategies.integers(1, 3))):
        places = [path for path in leaves(tomllib.loads(text)) if isinstance(path[-1], str)]
        path = data.draw(strategies.sampled_from(places))
        junk = strategies.sampled_from([None, 7, -1, "", "none", True, [], ["x", "x"], [{"key": "x"}], "P1W"])
        text = editing.changed(text, path, data.draw(junk))
    told = draft(text)
    assert told.so_far is not None
    assert picture(told.so_far).lanes


def test_what_a_definition_cannot_do_without_is_marked() -> None:
    assert required_paths(question("summary")) == {"summary"}
    assert required_paths(question("roles")) == frozenset()


def test_of_two_phases_without_a_rhythm_each_is_told_by_its_name() -> None:
    told = draft(begun_from(model_text(SUGARBUDDIES), "Shaky walks"))
    phases = [(each.index, each.item) for each in told.obstacles if each.key == "phases"]
    assert phases == [(1, "Walks and social events"), (2, "One-day conference on type 1 diabetes")]
    assert {each.item for each in told.obstacles if each.key == "crisis"} == {""}


def test_answers_still_in_the_words_of_the_model_are_told_until_they_are_changed() -> None:
    model = model_text(SUGARBUDDIES)
    text = begun_from(model, "Shaky walks")
    keys = [each.key for each in borrowed(text, model)]
    assert {"summary", "audience", "phases"} <= set(keys)
    # Where it comes from stays, its name is their own, and terms are nobody's words.
    assert not {"sources", "title", "role_mode"} & set(keys)
    ours = changed(text, ("summary",), "You have Parkinson's, and you walk together.")
    assert [each.key for each in borrowed(ours, model)] == [key for key in keys if key != "summary"]


def test_our_words_fill_what_bars_the_opening_and_never_say_how_much_happens() -> None:
    text = begun_from(model_text(SUGARBUDDIES), "Shaky walks")
    while keys := [each.key for each in draft(text).obstacles if each.key != "phases"]:
        asked = question(keys[0])
        assert suggested(text, asked), asked.key
        text = with_suggestion(text, asked)
        assert with_suggestion(text, asked) == text
    assert {each.key for each in draft(text).obstacles} == {"phases"}
    assert not suggested(text, question("phases"))
    # Whoever has said something is not talked over.
    assert not suggested(text, question("summary"))


def test_our_words_are_there_from_nothing_once_it_is_said_who_supports_whom() -> None:
    asked = question("roles")
    assert not suggested(EMPTY, asked)
    text = changed(EMPTY, ("role_mode",), "mutual")
    # What stands in for an answer that nobody gave is never offered as ours.
    assert "…" not in str([suggested(text, each) for each in QUESTIONS])
    (role,) = suggested(text, asked)["roles"]
    assert role["key"] == "member"
    half = changed(text, ("crisis", "ethos"), "clinical")
    assert "crisis.words" not in suggested(half, question("crisis"))
