"""The arithmetic and the silences of published models: what the papers say is there, and nothing that they do not say."""

import re
from datetime import date

import pytest

from alongside.programmes.core.library import published
from alongside.programmes.core.loading import definition_hash, load_definition
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.scheduling import plan_contacts, planned_dose
from tests.programmes.core.papers_others import LEFT_OUT, PLANNED, REPORTED, WITH_CRISIS

SILENT = Absence.NOT_REPORTED

MAY_BE_ADDED = {
    "role_mode",
    "unit",
    "schedule.phases.every",
    "schedule.phases.form",
    "schedule.phases.modalities",
    "matching.choice",
    "crisis.words",
    "training.category",
    "training.core",
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


def test_the_teacher_of_a_school_group_visits_every_month(models):
    assert str(models["chinese-schools-peer-counselling"].regular_supervision.every) == "P1M"
