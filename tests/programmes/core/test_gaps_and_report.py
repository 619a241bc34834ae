from datetime import date

import pytest

from alongside.measures.core import instruments
from alongside.programmes.core.gaps import bars_opening, gaps
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.report import NOT_RECORDED, Value, tidier
from alongside.programmes.core.scheduling import PlannedDose, plan_contacts, planned_dose, planned_end

MODELS = {model.slug: load_definition(model.text) for model in published()}
JOSEPH = "joseph-2001-peer-coaching-diabetes"
SUTTON = "sutton-mutual-breast-cancer"
START = date(2025, 1, 6)


def codes(definition, severity):
    return [gap.code for gap in gaps(definition) if gap.severity == severity]


def row(definition, code, of=""):
    return next(r for section in tidier(definition) for r in section.rows if (r.code, r.of) == (code, of))


def cut(text, begins, ends):
    """A stretch of text from one mark up to the next."""
    start = text.index(begins)
    return text[start : text.index(ends, start)]


def test_sound_definition_has_no_bars(definition):
    assert codes(definition(), "bars_opening") == codes(definition(), "bars_evaluation") == []


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (
            ("required_for_support = true", "required_for_support = false"),
            "consent.none_required",
            "consents",
        ),
        (('description = "You listen."', ""), "role.no_description", "roles"),
        (('description = "You listen."', 'description = "not reported"'), "role.no_description", "roles"),
        (("core = true", "core = false"), "training.no_core", "training"),
        (('who = "A supervisor"', 'who = "not reported"'), "supervision.no_supervisor", "supervision[0].who"),
        (('every = "P4W"', 'every = "P0D"'), "supervision.no_interval", "supervision[0].every"),
        (
            ('contacts = 8\nevery = "P1W"', 'contacts = "not reported"'),
            "schedule.no_dose",
            "schedule.phases[0].contacts",
        ),
        (('who_is_told = "The safeguarding lead"', ""), "crisis.nobody_told", "crisis.who_is_told"),
        (("response_minutes = {", "# {"), "crisis.no_response_times", "crisis.response_minutes"),
    ],
)
def test_what_is_missing_bars_the_opening(definition, change, code, path):
    assert [(gap.code, gap.path) for gap in bars_opening(definition(change))] == [(code, path)]


def test_support_between_two_without_an_end_bars_the_opening_and_a_group_without_one_does_not(definition):
    endless = (
        ('length = "P8W"\n', ""),
        ("contacts = 8\n", "open_ended = true\n"),
        ("minimum_dose = 4\n", ""),
    )
    assert [gap.code for gap in bars_opening(definition(*endless))] == ["schedule.no_ending"]
    group = (
        *endless,
        ('modalities = ["phone"', 'form = "group"\nmodalities = ["phone"'),
        ("[matching]\n", GROUPS),
    )
    assert bars_opening(definition(*group)) == ()


GROUPS = '[groups]\nsize_max = 12\n[groups.leads]\nwho = "peers"\n[matching]\n'


@pytest.mark.parametrize(
    ("groups", "codes"),
    [
        ("", ["groups.missing"]),
        ('groups = "not reported"\n', ["groups.missing"]),
        ("[groups]\nsize_max = 12\n", ["groups.no_leads"]),
        ('[groups]\nsize_max = 12\n[groups.leads]\nwho = "nobody"\n', []),
    ],
)
def test_groups_say_how_they_are_made_up_and_who_leads(changed, groups, codes):
    text = changed(("contacts = 8\n", 'contacts = 8\nform = "group"\n'))
    place = "[schedule]" if groups.startswith("[") else "[[supervision]]"
    assert [
        gap.code for gap in bars_opening(load_definition(text.replace(place, groups + place, 1)))
    ] == codes


def test_open_room_says_who_reads_along_and_by_what_name_people_are_known(changed):
    room = changed(
        ('contacts = 8\nevery = "P1W"\n', 'open_ended = true\nform = "open_room"\n'),
        ("minimum_dose = 4\n", ""),
    )
    assert [gap.code for gap in bars_opening(load_definition(room))] == [
        "moderation.missing",
        "openness.no_identity",
    ]
    read = room.replace("[matching]\n", '[moderation]\nby = "nobody"\n[matching]\n')
    assert [gap.path for gap in bars_opening(load_definition(read))] == ["openness.identity"]
    named = read.replace("[matching]\n", '[openness]\nidentity = "named"\n[matching]\n')
    assert bars_opening(load_definition(named)) == ()


@pytest.mark.parametrize("absence", ["not reported", "none", "not applicable"])
def test_supervision_that_is_absent_for_any_reason_bars_the_opening(changed, absence):
    text = changed()
    text = text.replace(cut(text, "[[supervision]]", "[[training]]"), f'supervision = "{absence}"\n')
    assert [gap.code for gap in bars_opening(load_definition(text))] == ["supervision.missing"]


def test_crisis_bars_even_an_informal_group_but_its_readiness_does_not(changed):
    text = changed()
    bare = text.replace(cut(text, "[[supervision]]", "[schedule]"), "light_mode = true\n")
    assert bars_opening(load_definition(bare)) == ()
    no_help = bare.replace(cut(bare, "[[crisis.help", "[evaluation]"), "")
    assert [gap.code for gap in bars_opening(load_definition(no_help))] == ["crisis.no_help_contact"]
    no_crisis = bare.replace(cut(bare, "[crisis]", "[evaluation]"), "")
    assert [gap.code for gap in bars_opening(load_definition(no_crisis))] == ["crisis.missing"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('comparator = "People who wait"', 'comparator = "none"'), "evaluation.no_comparator"),
        (('protocol = "https://example.org/protocol"', ""), "evaluation.no_protocol"),
        (('key = "baseline"', 'key = "early"'), "evaluation.no_baseline"),
        (('offset = "P3M"', 'offset = "P0D"'), "evaluation.no_follow_up"),
        (('adverse_events = "Asked', '# "'), "evaluation.no_adverse_events"),
    ],
)
def test_what_is_missing_bars_the_claim_of_an_evaluation(definition, change, code):
    assert codes(definition(change), "bars_evaluation") == [code]


def test_only_what_is_unknown_is_noted(definition):
    def noted(value):
        found = definition(('length = "P8W"', value))
        return [gap.code for gap in gaps(found) if gap.path == "schedule.length"]

    assert noted('length = "not reported"') == ["answer.not_reported"]
    assert noted("") == ["answer.not_recorded"]
    assert noted('length = "none"') == noted('length = "not applicable"') == []


def test_every_gap_has_words(definition):
    for found in (definition(), *MODELS.values()):
        assert all(gap.message for gap in gaps(found))


def test_report_has_twelve_items_and_no_empty_row(changed):
    text = changed()
    bare = text[: text.index("[[supervision]]")] + cut(text, "[schedule]", "[[matching.traits]]")
    for definition in (load_definition(bare), *MODELS.values()):
        sections = tidier(definition)
        assert [section.number for section in sections] == list(range(1, 13))
        assert all(section.rows for section in sections)
        assert all(row.values for section in sections for row in section.rows)
    report = load_definition(bare)
    for code in (
        "setting",
        "peerness.shared",
        "supervision",
        "training",
        "roles",
        "crisis.words",
        "matching.traits",
        "delivered",
    ):
        assert row(report, code).values == (NOT_RECORDED,)


def test_report_keeps_the_kinds_of_no_answer_apart(definition):
    for absence in ("not reported", "none", "not applicable"):
        found = row(definition(('"A supervisor"', f'"{absence}"')), "supervision.who", "1")
        assert found.values == (Value("absence", absence),)


def test_report_prints_the_published_dose():
    joseph = MODELS[JOSEPH]
    assert row(joseph, "contacts").values == (Value("number", "9"),)
    assert row(joseph, "schedule.phases.every", "weekly-calls").values == (Value("duration", "P1W"),)
    assert row(joseph, "modalities").values == (Value("term", "in_person"), Value("term", "phone"))
    assert row(MODELS[SUTTON], "minutes_min").values == (NOT_RECORDED,)


@pytest.mark.parametrize("slug", [JOSEPH, SUTTON])
def test_model_with_a_starter_can_open_and_is_only_described(slug):
    model = MODELS[slug]
    assert bars_opening(model) == ()
    assert codes(model, "bars_evaluation") == ["evaluation.no_comparator", "evaluation.no_protocol"]
    assert {purpose.key: purpose.required_for_support for purpose in model.consents} == {
        "take_part": True,
        "research_use": False,
        "contact_after_end": False,
    }


def test_published_models_ask_only_what_can_be_asked():
    names = {instrument.id for instrument in instruments()}
    for model in published():
        load_definition(model.text, instruments=names)


def test_joseph_plans_an_hour_and_eight_weekly_calls():
    contacts = tuple(plan_contacts(MODELS[JOSEPH], START))
    assert [((c.due_on - START).days, c.modality, c.minutes_min, c.minutes_max) for c in contacts] == [
        (0, "in_person", 60, 60),
        *((7 * week, "phone", 10, 15) for week in range(1, 9)),
    ]
    assert planned_dose(MODELS[JOSEPH]) == PlannedDose(9, 140, 180)


def test_sutton_plans_two_contacts_in_each_of_eight_weeks_and_no_supporter():
    model = MODELS[SUTTON]
    contacts = tuple(plan_contacts(model, START))
    weeks = [((contact.due_on - START).days - 1) // 7 for contact in contacts]
    assert weeks == sorted([*range(8), *range(8)])
    assert (planned_end(model, START) - START).days == 56
    assert contacts[0].modalities == ("phone", "in_person")
    assert model.role_mode == "mutual"
    assert model.role("supporter") is None


def test_what_silence_means_is_no_question(changed):
    text = changed(('unit = "person"\n', 'unit = "person"\nleft_out = "not reported"\n'))
    assert "left_out" not in {gap.path for gap in gaps(load_definition(text))}
