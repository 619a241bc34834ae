"""Models read from the review of Embuldeniya and others (2013), from Reidy and others (2024) and from Walker and
Peterson: the arithmetic of each paper, what it decides, and what it leaves out."""

import re
from datetime import date
from importlib.resources import files

import pytest

from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.scheduling import plan_contacts, planned_dose

SILENT = Absence.NOT_REPORTED
DAY_ONE = date(2025, 1, 6)
FORMS = {"one_to_one", "group"}

# What the plan of each model comes to: contacts, minutes at least, minutes at most, length. None: the papers do not say.
PLANNED = {
    "aschbrenner-2016-group-lifestyle": (None, None, None, "P6M"),
    "barlow-2001-challenging-arthritis": (6, 6 * 150, 6 * 150, "P6W"),
    "barlow-2005-cdsmc-lay-tutors": (6, 6 * 120, 6 * 120, "P6W"),
    "barlow-2005-cdsmc-shared-learning": (6, 6 * 120, 6 * 120, "P6W"),
    "barlow-2009-asmp-eight-years-on": (6, 6 * 120, 6 * 120, "P6W"),
    "barlow-2009-cdsmc-multiple-sclerosis": (6, 6 * 120, 6 * 120, "P6W"),
    "batenburg-2014-online-breast-cancer": (None, None, None, None),
    "beckmann-2007-cdsmp-cancer": (None, None, None, "P6W"),
    "brown-2007-lay-educators-asthma": (1 + 1 + 4, None, None, "P1Y"),
    "carlsson-2005-contact-persons-breast-cancer": (None, None, None, None),
    "coward-breast-cancer-self-transcendence": (8, 8 * 90, 8 * 90, "P8W"),
    "deitrick-2010-promotora-diabetes": (6, 12 * 60, 12 * 60, "P6W"),
    "fu-2006-cdsmp-shanghai": (7, 7 * 120, 7 * 150, "P7W"),
    "gifford-1999-positive-self-management": (7, 1050, 1050, "P7W"),
    "hainsworth-2001-arthritis-lay-leaders": (6, 6 * 150, 6 * 150, "P6W"),
    "harris-2007-peer-counselling-hiv": (None, None, None, None),
    "heisler-2005-reciprocal-calls-diabetes": (6, None, None, "P6W"),
    "hilfinger-messias-2009-peer-counselling-hiv": (None, None, None, "P6M"),
    "houlihan-2017-my-care-my-call": (8 + 4 + 2, None, None, "P6M"),
    "hyde-los-angeles-hiv-groups": (None, None, None, None),
    "hyde-shanti-love-positive": (1 + 9, None, None, "P9W"),
    "marino-2007-adherence-peers-hiv": (None, None, None, None),
    "munce-2019-brain-injury-peer-support": (None, None, None, None),
    "reidy-2024-diabetes-motherhood-buddies": (None, None, None, None),
    "reidy-2024-sugarbuddies": (None, None, None, None),
    "sheppard-2008-latina-a-latina": (2, None, None, None),
    "small-2013-telephone-self-management": (None, None, None, None),
    "smith-2011-group-peer-support-diabetes": (9, None, None, "P2Y"),
    "stewart-2001-couples-cardiac": (12, 12 * 60, 12 * 60, "P12W"),
    "struthers-talking-circles-diabetes": (None, None, None, "P12W"),
    "tse-2017-mindset-peer-support-workers": (None, None, None, None),
    "whittemore-2000-peer-advisors-cardiac": (None, None, None, "P12W"),
    "wilson-2007-back-fitness-course": (8, 8 * 120, 8 * 120, "P8W"),
    "wilson-2007-expert-patients-programme": (6, 6 * 150, 6 * 150, "P6W"),
}

# The reference in the review, and how many of its thirteen themes the review ticks for it (its Table 3).
TICKED = {
    "barlow-2001-challenging-arthritis": (34, 5),
    "hainsworth-2001-arthritis-lay-leaders": (42, 6),
    "barlow-2009-asmp-eight-years-on": (36, 6),
    "barlow-2005-cdsmc-lay-tutors": (35, 9),
    "barlow-2005-cdsmc-shared-learning": (33, 8),
    "wilson-2007-expert-patients-programme": (13, 7),
    "wilson-2007-back-fitness-course": (13, 7),
    "barlow-2009-cdsmc-multiple-sclerosis": (22, 8),
    "carlsson-2005-contact-persons-breast-cancer": (38, 5),
    "coward-breast-cancer-self-transcendence": (39, 7),
    "beckmann-2007-cdsmp-cancer": (37, 5),
    "sheppard-2008-latina-a-latina": (46, 2),
    "harris-2007-peer-counselling-hiv": (24, 8),
    "marino-2007-adherence-peers-hiv": (45, 9),
    "gifford-1999-positive-self-management": (21, 6),
    "hyde-los-angeles-hiv-groups": (44, 7),
    "hyde-shanti-love-positive": (44, 7),
    "hilfinger-messias-2009-peer-counselling-hiv": (23, 8),
    "whittemore-2000-peer-advisors-cardiac": (32, 9),
    "stewart-2001-couples-cardiac": (47, 8),
    "deitrick-2010-promotora-diabetes": (40, 7),
    "heisler-2005-reciprocal-calls-diabetes": (43, 6),
    "struthers-talking-circles-diabetes": (48, 5),
    "brown-2007-lay-educators-asthma": (31, 7),
    "fu-2006-cdsmp-shanghai": (41, 3),
}

# What the papers decide, by path.
REPORTED = {
    "barlow-2005-cdsmc-shared-learning": {"structure": "structured", "groups.leads.who": "peers"},
    "barlow-2009-asmp-eight-years-on": {"groups.leads.count_min": 2, "groups.leads.count_max": 2},
    "beckmann-2007-cdsmp-cancer": {"groups.size_min": 12, "groups.size_max": 16, "manual.version": "1999"},
    "coward-breast-cancer-self-transcendence": {
        "groups.joining": "closed",
        "groups.leads.who": "peers_with_professionals",
    },
    "deitrick-2010-promotora-diabetes": {"audience.languages": ("es",), "groups.leads.count_max": 1},
    "fu-2006-cdsmp-shanghai": {"groups.size_min": 10, "groups.size_max": 15},
    "gifford-1999-positive-self-management": {"groups.size_min": 10, "groups.leads.count_max": 2},
    "hainsworth-2001-arthritis-lay-leaders": {"groups.leads.count_min": 2, "groups.leads.who": "peers"},
    "heisler-2005-reciprocal-calls-diabetes": {"role_mode": "mutual", "unit": "pair"},
    "reidy-2024-sugarbuddies": {
        "moderation.by": "peers",
        "professionals.presence": "with_the_experience_only",
        "theory.delivery_model": "online_patient_run",
    },
    "sheppard-2008-latina-a-latina": {"part_of": "An existing community programme"},
    "smith-2011-group-peer-support-diabetes": {"groups.size_max": 7, "professionals.presence": "on_call"},
    "stewart-2001-couples-cardiac": {
        "unit": "couple",
        "groups.size_min": 2,
        "groups.size_max": 3,
        "groups.leads.who": "peers_with_professionals",
    },
    "tse-2017-mindset-peer-support-workers": {"professionals.presence": "beside_peers"},
    "wilson-2007-back-fitness-course": {
        "groups.leads.who": "professionals",
        "professionals.presence": "leading",
    },
    "wilson-2007-expert-patients-programme": {"groups.leads.who": "peers"},
}

# What somebody might be tempted to fill in, and the papers leave out.
LEFT_OUT = {
    "aschbrenner-2016-group-lifestyle": ("groups", "moderation", "training"),
    "barlow-2001-challenging-arthritis": ("groups", "training", "manual", "structure"),
    "barlow-2005-cdsmc-lay-tutors": ("groups.size_max", "groups.leads.count_min", "training", "structure"),
    "barlow-2005-cdsmc-shared-learning": ("manual", "groups.size_max", "training"),
    "barlow-2009-asmp-eight-years-on": ("groups.size_max", "training", "manual"),
    "barlow-2009-cdsmc-multiple-sclerosis": ("groups.leads.share_experience", "training"),
    "batenburg-2014-online-breast-cancer": ("moderation", "openness", "ground_rules", "audience.languages"),
    "beckmann-2007-cdsmp-cancer": ("groups.leads", "training"),
    "brown-2007-lay-educators-asthma": ("peerness", "theory.helper_kind", "caseload"),
    "carlsson-2005-contact-persons-breast-cancer": ("training", "groups", "caseload"),
    "coward-breast-cancer-self-transcendence": ("groups.size_max", "training", "manual"),
    "deitrick-2010-promotora-diabetes": ("training", "groups.size_max", "theory.delivery_model"),
    "fu-2006-cdsmp-shanghai": ("training", "groups.leads.count_min", "groups.joining"),
    "gifford-1999-positive-self-management": ("manual", "groups.joining"),
    "hainsworth-2001-arthritis-lay-leaders": ("groups.size_max", "manual"),
    "harris-2007-peer-counselling-hiv": ("training", "caseload", "audience.eligibility"),
    "heisler-2005-reciprocal-calls-diabetes": ("openness", "caseload"),
    "hilfinger-messias-2009-peer-counselling-hiv": ("training", "caseload"),
    "houlihan-2017-my-care-my-call": ("caseload", "professionals"),
    "hyde-los-angeles-hiv-groups": ("groups.leads", "groups.size_max", "training"),
    "hyde-shanti-love-positive": ("groups", "training"),
    "marino-2007-adherence-peers-hiv": ("groups", "training", "caseload", "professionals"),
    "munce-2019-brain-injury-peer-support": ("training", "caseload"),
    "reidy-2024-diabetes-motherhood-buddies": ("training", "setting", "professionals"),
    "reidy-2024-sugarbuddies": (
        "groups.leads.share_experience",
        "training",
        "moderation.hours",
        "moderation.out_of_hours",
        "ground_rules",
    ),
    "sheppard-2008-latina-a-latina": ("manual", "audience.languages", "caseload"),
    "small-2013-telephone-self-management": ("training", "peerness.shared", "caseload"),
    "smith-2011-group-peer-support-diabetes": ("groups.joining", "groups.leads.count_min"),
    "stewart-2001-couples-cardiac": ("training", "groups.joining", "structure"),
    "struthers-talking-circles-diabetes": ("training", "groups.size_max", "groups.leads.count_min", "manual"),
    "tse-2017-mindset-peer-support-workers": ("training", "caseload"),
    "whittemore-2000-peer-advisors-cardiac": ("caseload", "theory.delivery_model"),
    "wilson-2007-back-fitness-course": ("groups.size_max", "training"),
    "wilson-2007-expert-patients-programme": ("groups.size_max", "training", "groups.leads.count_min"),
}

# Who looks after those who support is told of one programme alone.
SUPERVISED = {"smith-2011-group-peer-support-diabetes"}

MAY_BE_ADDED = {
    "role_mode",
    "schedule.phases.modalities",
    "schedule.phases.every",
    "schedule.phases.first_after",
    "schedule.phases.open_ended",
    "schedule.phases.starts",
    "training.category",
    "training.core",
    "matching.choice",
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


def due_days(definition, until=None):
    contacts = plan_contacts(definition, DAY_ONE, forms=FORMS, until=until)
    return [(contact.due_on - DAY_ONE).days for contact in contacts]


def themes(definition):
    """The themes of the review's grid that the model's first study names."""
    found = definition.theory.studies[0].found
    return re.search(r"\(its Table 3\): (.*?)\. People reported", found).group(1).split(", ")


def test_every_file_is_named_after_its_slug(texts):
    folder = files("alongside.programmes") / "library"
    assert {
        item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")
    } == set(texts)


@pytest.mark.parametrize("slug", PLANNED)
def test_the_plan_comes_to_what_the_paper_says(models, slug):
    contacts, least, most, length = PLANNED[slug]
    dose, planned_length = planned_dose(models[slug]), models[slug].schedule.length
    assert (dose.contacts, dose.minutes_min, dose.minutes_max) == (contacts, least, most)
    assert str(planned_length) == (length or str(SILENT))


@pytest.mark.parametrize("slug", TICKED)
def test_the_first_study_has_the_themes_that_the_review_ticks(models, slug):
    reference, ticks = TICKED[slug]
    named = themes(models[slug])
    assert len(named) == len(set(named)) == ticks
    assert any(source.endswith(f"Reference {reference} in its Table 1.") for source in models[slug].sources)


def test_the_themes_add_up_to_those_of_the_review(models):
    """161 ticks for 25 articles; Joseph (4) and Sutton (6) have no study in their files."""
    by_article = {TICKED[slug][0]: themes(models[slug]) for slug in TICKED}
    assert len(by_article) == 23
    assert sum(len(named) for named in by_article.values()) == 161 - 4 - 6
    named = [theme for article in by_article.values() for theme in article]
    assert named.count("changed knowledge") == 21 - 1
    assert named.count("satisfaction with the role") == named.count("emotional entanglement") == 5


@pytest.mark.parametrize("slug", REPORTED)
def test_what_a_paper_decides_is_said(models, slug):
    assert {path: answer(models[slug], path) for path in REPORTED[slug]} == REPORTED[slug]


@pytest.mark.parametrize("slug", PLANNED)
def test_what_a_paper_leaves_out_is_left_out(models, slug):
    always = (
        "breaks",
        "ending",
        "data_shared",
        "campaigning",
        "evaluation.comparator",
        "evaluation.protocol",
    )
    paths = (*LEFT_OUT[slug], *always, *(() if slug in SUPERVISED else ("supervision",)))
    assert {path: answer(models[slug], path) for path in paths} == dict.fromkeys(paths, SILENT)


@pytest.mark.parametrize("slug", PLANNED)
def test_nothing_is_invented_and_so_the_model_bars_its_own_opening(models, slug):
    model = models[slug]
    assert (model.consents, model.measures, model.crisis, model.matching.traits) == ((), (), None, ())
    assert {"consent.none_required", "crisis.missing"} <= {gap.code for gap in bars_opening(model)}


@pytest.mark.parametrize("slug", PLANNED)
def test_what_is_added_is_only_what_the_schema_asks_for_and_says_so(models, texts, slug):
    model, lines = models[slug], texts[slug].splitlines()
    assert model.left_out is SILENT
    assert set(model.added) <= MAY_BE_ADDED
    assert all(source.strip() for source in model.sources)
    assert len(model.sources) >= 1
    if model.added:
        place = next(number for number, line in enumerate(lines) if line.startswith("added = "))
        assert lines[place - 1].startswith("# ")
    assert [line[:2] for line in lines[:2]] == ["# ", "# "]


@pytest.mark.parametrize("slug", PLANNED)
def test_the_years_of_the_studies_are_those_of_the_sources(models, slug):
    sources = " ".join(models[slug].sources)
    for study in models[slug].theory.studies:
        assert set(re.findall(r"\b(?:19|20)\d\d\b", study.source)) <= set(re.findall(r"\d{4}", sources))


def test_a_visit_and_a_call_a_week_later(models):
    assert due_days(models["sheppard-2008-latina-a-latina"]) == [0, 7]


def test_a_weekend_and_then_nine_weeks(models):
    assert due_days(models["hyde-shanti-love-positive"]) == [7 * week for week in range(10)]


def test_meetings_get_shorter_and_calls_come_every_three_months_to_the_twelfth(models):
    model = models["brown-2007-lay-educators-asthma"]
    contacts = tuple(plan_contacts(model, DAY_ONE))
    assert [(c.due_on - DAY_ONE).days for c in contacts[:2]] == [0, 21]
    assert [c.due_on for c in contacts[2:]] == [
        date(2025, 4, 6),
        date(2025, 7, 6),
        date(2025, 10, 6),
        date(2026, 1, 6),
    ]
    assert [c.minutes_max for c in contacts] == [45, 30, None, None, None, None]
    assert {c.minutes_min for c in contacts} == {None}


def test_calls_thin_out_within_six_months(models):
    weeks = [day / 7 for day in due_days(models["houlihan-2017-my-care-my-call"])]
    assert weeks[:12] == [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16]
    contacts = tuple(plan_contacts(models["houlihan-2017-my-care-my-call"], DAY_ONE))
    assert [c.due_on for c in contacts[12:]] == [date(2025, 5, 28), date(2025, 6, 28)]


def test_a_group_twice_a_month_and_three_calls_a_week_run_side_by_side(models):
    model = models["marino-2007-adherence-peers-hiv"]
    group, calls = model.schedule.phases
    assert (group.form, group.times, str(group.every), group.minutes_min) == ("group", 2, "P1M", 60)
    assert (calls.form, calls.times, str(calls.every), calls.minutes_min) == ("one_to_one", 3, "P1W", SILENT)
    assert group.lasting is calls.lasting is SILENT


def test_nine_meetings_in_two_years_have_no_reported_rhythm(models):
    model = models["smith-2011-group-peer-support-diabetes"]
    assert planned_dose(model).contacts == 9
    assert str(model.schedule.length) == "P2Y"
    assert due_days(model) == []


def test_pairs_that_help_one_another_have_no_supporter(models):
    for slug in ("heisler-2005-reciprocal-calls-diabetes", "reidy-2024-diabetes-motherhood-buddies"):
        assert models[slug].supporting_role == "member"
        assert models[slug].role("supporter") is None


@pytest.mark.parametrize(
    ("slug", "study", "words"),
    [
        ("smith-2011-group-peer-support-diabetes", 0, "well-being fell"),
        ("carlsson-2005-contact-persons-breast-cancer", 0, "deepen isolation"),
        ("coward-breast-cancer-self-transcendence", 2, "lower than the comparison"),
        ("barlow-2009-asmp-eight-years-on", 0, "got worse"),
        ("batenburg-2014-online-breast-cancer", 0, "went with worse"),
        ("brown-2007-lay-educators-asthma", 1, "too uncertain"),
        ("munce-2019-brain-injury-peer-support", 0, "No significant change"),
    ],
)
def test_harms_and_null_results_are_told(models, slug, study, words):
    assert words in models[slug].theory.studies[study].found
