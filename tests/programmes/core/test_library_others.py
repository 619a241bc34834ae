"""The arithmetic and the silences of published models: what the papers say is there, and nothing that they do not say."""

import re

import pytest

from alongside.programmes.core.library import published
from alongside.programmes.core.loading import definition_hash, load_definition
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.scheduling import planned_dose

SILENT = Absence.NOT_REPORTED

# What the plan of each model comes to: contacts, minutes at least, minutes at most, length. None: the papers do not say.
PLANNED = {
    "ben-zeev-2018-wrap-as-comparator": (12, 12 * 90, 12 * 90, "P12W"),
    "cook-2012-bridges": (8, 8 * 150, 8 * 150, "P8W"),
    "cook-2012-wrap": (8, 8 * 150, 8 * 150, "P8W"),
    "corrigan-2015-coming-out-proud": (3, None, None, None),
    "eisen-2012-vet-to-vet": (None, None, None, None),
    "hearing-voices-network-groups": (None, None, None, None),
    "kaplan-2011-bulletin-board": (None, None, None, "P1Y"),
    "kaplan-2011-listserv": (None, None, None, "P1Y"),
    "ruesch-2014-coming-out-proud": (3, None, None, "P3W"),
    "russinova-2014-photovoice": (10, None, None, "P10W"),
    "salzer-2010-breast-cancer-online": (None, None, None, None),
    "thinking-healthy-peer-delivered": (10 + 4, None, None, "P6M"),
}

# What the papers decide, by path: "none" and "not applicable" are answers too.
REPORTED = {
    "ben-zeev-2018-wrap-as-comparator": {"groups.leads.who": "peers", "professionals.presence": "none"},
    "cook-2012-bridges": {"audience.lowest_age": 18, "groups.leads.who": "peers", "structure": "structured"},
    "corrigan-2015-coming-out-proud": {"groups.leads.count_min": 2, "groups.leads.count_max": 2},
    "hearing-voices-network-groups": {
        "groups.leads.who": "peers_with_professionals",
        "professionals.presence": "beside_peers",
    },
    "kaplan-2011-bulletin-board": {
        "moderation.by": "nobody",
        "groups.leads.who": "nobody",
        "structure": "open",
    },
    "kaplan-2011-listserv": {"moderation.by": "nobody", "groups.leads.who": "nobody", "structure": "open"},
}

# What somebody might be tempted to fill in, and the papers leave out.
LEFT_OUT = {
    "ben-zeev-2018-wrap-as-comparator": ("training", "groups.size_max", "groups.leads.count_max"),
    "cook-2012-bridges": ("training", "supervision", "groups.leads.count_min"),
    "cook-2012-wrap": ("training", "manual", "groups.size_max", "groups.leads.count_min"),
    "corrigan-2015-coming-out-proud": ("schedule.length", "audience.eligibility"),
    "eisen-2012-vet-to-vet": ("schedule.length", "training", "groups.leads.share_experience"),
    "hearing-voices-network-groups": ("schedule.length", "groups.joining", "groups.size_max"),
    "kaplan-2011-bulletin-board": ("ground_rules", "openness", "moderation.hours"),
    "kaplan-2011-listserv": ("ground_rules", "openness", "moderation.hours"),
    "ruesch-2014-coming-out-proud": ("groups.leads.count_min", "groups.size_min"),
    "russinova-2014-photovoice": ("training", "groups.size_max"),
    "salzer-2010-breast-cancer-online": ("moderation", "groups", "schedule.length"),
    "thinking-healthy-peer-delivered": ("supervision", "groups", "caseload"),
}

# Models whose sources say what happens in a crisis.
WITH_CRISIS: set[str] = set()

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
