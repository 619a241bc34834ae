"""A position is read from the settings: to change it is to change what the software does."""

from typing import get_args

import pytest

from alongside.programmes.core.gaps import gaps
from alongside.programmes.core.positions import positions
from alongside.programmes.core.vocabulary import Axis
from alongside.programmes.core.words import AXES, TERMS


def stands(definition):
    return {each.axis: each.answers for each in positions(definition)}


def test_every_axis_has_a_position_in_order_and_words(definition):
    assert tuple(each.axis for each in positions(definition())) == get_args(Axis) == tuple(AXES)


TOP = 'unit = "person"\n'
ROLE = 'title = "Supporter"\n'
PART = "[matching]\n"
CHOICE = 'choice = "seeker_chooses"\n'


@pytest.mark.parametrize(
    ("axis", "old", "new", "answers"),
    [
        (
            "perspective",
            PART,
            '[theory]\nperspectives = ["biomedical", "relational"]\n',
            ("biomedical", "relational"),
        ),
        ("professionalised_or_grassroots", TOP, "light_mode = true\n", ("grassroots",)),
        ("professionalised_or_grassroots", ROLE, 'pay = "paid"\n', ("peers_paid",)),
        ("professionalised_or_grassroots", ROLE, 'pay = "either"\n', ("peers_paid_or_unpaid",)),
        ("professionalised_or_grassroots", ROLE, 'pay = "not applicable"\n', ("not applicable",)),
        ("professionalised_or_grassroots", ROLE, 'pay = "not reported"\n', ()),
        ("anonymity_or_accountability", PART, '[openness]\nidentity = "pseudonymous"\n', ("pseudonymous",)),
        ("clinicians_in_or_out", PART, '[professionals]\npresence = "leading"\n', ("leading",)),
        ("clinicians_in_or_out", TOP, 'professionals = "none"\n', ("presence.none",)),
        ("structure_or_openness", TOP, 'structure = "open"\n', ("structure.open",)),
        ("diagnosis_or_identity", CHOICE, 'leads_with = "identity"\n', ("leads_with.identity",)),
        ("central_rules_or_member_governance", PART, '[ground_rules]\nby = "members"\n', ("members",)),
        ("clinical_outcome_or_own_goal", "[evaluation]\n", 'shown_first = "own_goals"\n', ("own_goals",)),
        ("campaigning_or_neutrality", TOP, 'campaigning = "core"\n', ("campaigning.core",)),
        (
            "correction_by_peer_moderator_or_clinician",
            PART,
            '[moderation]\nby = "clinicians"\n',
            ("clinicians",),
        ),
        ("bounded_or_lasting", TOP, "", ("bounded",)),
        ("bounded_or_lasting", PART, '[ending]\ncontact_after = "open"\n', ("bounded_then_free",)),
        ("integrated_or_independent", TOP, 'data_shared = "nothing"\n', ("on_its_own",)),
        ("integrated_or_independent", TOP, 'data_shared = "not applicable"\n', ("on_its_own",)),
        ("integrated_or_independent", TOP, 'data_shared = "with_consent"\n', ("integrated_with_consent",)),
        ("targeted_or_universal", PART, '[audience]\nreach = "both"\n', ("reach.both",)),
        ("symmetric_or_asymmetric", TOP, "", ("two_roles",)),
        ("dyad_or_group", TOP, "", ("in_twos",)),
    ],
)
def test_position_is_what_the_settings_say(definition, axis, old, new, answers):
    changed = new + old if old == PART else old + new
    assert stands(definition((old, changed)))[axis] == answers
    assert all(answer in TERMS for answer in answers)


@pytest.mark.parametrize(
    ("length", "answers"), [("none", ("lasting",)), ("not reported", ()), ("P1Y", ("bounded",))]
)
def test_what_goes_on_for_good_is_lasting_only_where_that_was_decided(definition, length, answers):
    found = definition(
        ('length = "P8W"', f'length = "{length}"'),
        ("contacts = 8\n", 'form = "group"\nopen_ended = true\n'),
        ("minimum_dose = 4\n", ""),
    )
    assert stands(found)["bounded_or_lasting"] == answers
    assert stands(found)["dyad_or_group"] == ("together",)


def test_reason_is_told_beside_the_position_and_does_not_make_one(definition):
    found = definition(
        ("[crisis]\n", '[positions]\ncampaigning_or_neutrality = "We never said."\n[crisis]\n')
    )
    told = next(each for each in positions(found) if each.axis == "campaigning_or_neutrality")
    assert (told.answers, told.path, told.reason) == ((), "campaigning", "We never said.")


def test_each_position_that_is_not_taken_is_a_gap_that_bars_nothing(definition):
    found = definition()
    undecided = [each.path for each in positions(found) if not each.answers]
    noted = [(gap.path, gap.severity) for gap in gaps(found) if gap.code == "position.undecided"]
    assert noted == [(path, "note") for path in undecided]
    assert len(undecided) == 12
