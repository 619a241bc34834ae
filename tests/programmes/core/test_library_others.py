"""The arithmetic and the silences of published models: what the papers say is there, and nothing that they do not say."""

import re
from datetime import date
from pathlib import Path

import pytest

from alongside.programmes.core.library import published
from alongside.programmes.core.loading import definition_hash, load_definition
from alongside.programmes.core.parts import Absence, given
from alongside.programmes.core.scheduling import plan_contacts, planned_dose
from tests.programmes.core.papers_others import CHOICE_REPORTED, LEFT_OUT, PLANNED, REPORTED, WITH_CRISIS

SILENT = Absence.NOT_REPORTED

MAY_BE_ADDED = {
    "role_mode",
    "unit",
    "schedule.phases.form",
    "schedule.phases.modalities",
    "crisis.words",
}
"""Only what the schema asks for and a paper may leave out."""


@pytest.fixture(scope="module")
def texts():
    return {model.slug: model.text for model in published()}


@pytest.fixture(scope="module")
def models(texts):
    return {slug: load_definition(texts[slug]) for slug in PLANNED}


def answer(definition, path):
    here = definition
    for step in path.split("."):
        if isinstance(here, Absence):
            return here
        here = getattr(here, step)
    return here


@pytest.mark.parametrize("slug", PLANNED)
def test_the_plan_comes_to_what_the_paper_says(models, slug):
    contacts, least, most, length = PLANNED[slug]
    dose, planned_length = planned_dose(models[slug]), models[slug].schedule.length
    assert (dose.contacts, dose.minutes_min, dose.minutes_max) == (contacts, least, most)
    assert str(planned_length) == (length or str(SILENT))


@pytest.mark.parametrize("slug", REPORTED)
def test_what_a_paper_decides_is_said(models, slug):
    assert {path: answer(models[slug], path) for path in REPORTED[slug]} == REPORTED[slug]


@pytest.mark.parametrize("slug", PLANNED)
def test_what_a_paper_leaves_out_is_left_out(models, slug):
    paths = (*LEFT_OUT[slug], "breaks", "ending", "evaluation.comparator", "evaluation.protocol")
    assert {path: answer(models[slug], path) for path in paths} == dict.fromkeys(paths, SILENT)


@pytest.mark.parametrize("slug", PLANNED)
def test_no_consent_measure_or_crisis_plan_is_invented(models, slug):
    model = models[slug]
    assert (model.consents, model.measures, model.evaluation.minimum_dose) == ((), (), SILENT)
    assert (model.crisis is not None) == (slug in WITH_CRISIS)


@pytest.mark.parametrize("slug", PLANNED)
def test_every_model_names_its_sources_and_the_studies_are_among_them(models, slug):
    model = models[slug]
    assert len(model.sources) >= 1
    years = set(re.findall(r"\b(?:19|20)\d\d\b", " ".join(model.sources)))
    for study in model.theory.studies:
        assert set(re.findall(r"\b(?:19|20)\d\d\b", study.source)) <= years, study.source


@pytest.mark.parametrize("slug", PLANNED)
def test_what_is_added_is_only_what_the_schema_asks_for_and_says_so(models, texts, slug):
    model, lines = models[slug], texts[slug].splitlines()
    assert model.left_out is SILENT
    assert set(model.added) <= MAY_BE_ADDED
    if model.added:
        place = next(number for number, line in enumerate(lines) if line.startswith("added = "))
        assert lines[place - 1].startswith("# ")


@pytest.mark.parametrize("slug", PLANNED)
def test_who_chooses_is_said_only_where_two_people_are_matched_and_a_paper_tells_how(models, slug):
    model = models[slug]
    if slug in CHOICE_REPORTED:
        assert model.matching.choice in {"seeker_chooses", "coordinator_proposes"}
    elif "one_to_one" in model.forms or "schedule.phases.form" in model.added:
        assert model.matching.choice in {SILENT, Absence.NOT_APPLICABLE}
    else:
        assert model.matching.choice is Absence.NOT_APPLICABLE


@pytest.mark.parametrize("slug", PLANNED)
def test_no_training_is_called_core_where_no_paper_says_so(models, slug):
    assert not any(module.core for module in given(models[slug].training) or ())


@pytest.mark.parametrize("slug", PLANNED)
def test_every_model_begins_with_what_it_was(texts, slug):
    first, second, *_ = texts[slug].splitlines()
    assert first.startswith("# ")
    assert second.startswith("# ")


def test_no_two_models_are_the_same_or_look_the_same(texts):
    assert len({definition_hash(text) for text in texts.values()}) == len(texts)
    assert len({model.title for model in published()}) == len(texts)


def test_the_peers_arm_may_be_the_comparison(models):
    (study,) = models["ben-zeev-2018-wrap-as-comparator"].theory.studies
    assert "The peers' groups were the comparison" in study.design
    assert study.comparator.startswith("FOCUS, an app")


@pytest.mark.parametrize("slug", ["kaplan-2011-listserv", "salzer-2010-breast-cancer-online"])
def test_harm_is_told_where_it_was_found(models, slug):
    (study,) = models[slug].theory.studies
    assert re.search("more distress|worse", study.found)


def test_contact_after_a_hospital_stay_thins_out(models):
    phases = models["pfeiffer-2020-prevail"].schedule.phases
    assert [phase.planned_contacts for phase in phases] == [1, 4, 6, 2]


def test_three_lessons_of_45_minutes(models):
    lessons, passing_on = models["shah-2001-triple-a"].schedule.phases
    assert (lessons.planned_contacts, lessons.minutes_min * lessons.planned_contacts) == (3, 135)
    assert passing_on.planned_contacts is None


def test_a_nurse_phones_after_2_6_and_10_weeks(models):
    start = date(2025, 1, 6)
    planned = plan_contacts(models["carroll-2007-heart-peer-and-nurse"], start)
    weeks = [(contact.due_on - start).days / 7 for contact in planned if contact.phase == "nurse-calls"]
    assert weeks == [2, 6, 10]


def test_calls_are_weekly_and_then_monthly_up_to_the_tenth_month(models):
    start = date(2025, 1, 6)
    planned = plan_contacts(models["safford-2015-encourage-diabetes"], start)
    due = [contact.due_on for contact in planned]
    assert [(day - start).days for day in due[:8]] == [7 * week for week in range(1, 9)]
    assert (due[8], due[-1]) == (date(2025, 4, 3), date(2025, 11, 3))


def test_four_rhythms_at_once_whose_length_nobody_reports(models):
    phases = models["zvandiri-enhanced-hiv-adolescents"].schedule.phases
    rhythms = [(phase.key, phase.times, str(phase.every), phase.lasting) for phase in phases]
    assert rhythms == [
        ("home-visits", 1, "P2W", SILENT),
        ("calls", 1, "P1W", SILENT),
        ("texts", 1, "P1D", SILENT),
        ("support-group", 1, "P1M", SILENT),
    ]


def test_sixteen_sessions_in_eight_months_are_one_every_two_weeks(models):
    planned = plan_contacts(models["castelein-2008-psychosis-groups"], date(2025, 1, 6), forms={"group"})
    assert [contact.due_on for contact in planned][-1] == date(2025, 8, 18)


def test_the_teacher_of_a_school_group_visits_every_month(models):
    assert str(models["chinese-schools-peer-counselling"].regular_supervision.every) == "P1M"


def test_every_programme_that_the_reviews_name_is_a_model_or_is_said_to_be_none(texts):
    page = Path(__file__).parents[3] / "docs/explanation/which-models-and-which-not.md"
    named = re.findall(r"`([a-z0-9-]+)`", page.read_text(encoding="utf-8"))
    assert sorted(named) == sorted(texts)
