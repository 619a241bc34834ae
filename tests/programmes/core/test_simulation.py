"""Every published model can be run from the first day to the report, and what is reported adds up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alongside.programmes.core.command import main
from alongside.programmes.core.library import model_text, slugs
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.scheduling import planned_dose
from alongside.programmes.core.simulated import as_text
from alongside.programmes.core.simulation import LOOKED_AT, NO_MESS, CannotRun, Mess, simulate
from alongside.programmes.core.starting import filled_in_text, starter

FATES = ("in_time", "other_time", "missed", "made_up", "paused", "left_out", "after_ending")


def adds_up(told):
    for phase in told.phases.values():
        assert phase.planned == sum(getattr(phase, fate) for fate in FATES)
    assert sum(told.doses) == sum(phase.delivered for phase in told.phases.values())
    assert len(told.doses) == told.endings.total() == told.people


@pytest.mark.parametrize("slug", slugs())
def test_every_published_model_runs_from_start_to_report(slug):
    definition = load_definition(filled_in_text(model_text(slug), starter()))
    told = simulate(definition, 24, seed=5)
    adds_up(told)
    assert sum(told.doses) > 0
    report = as_text(definition, told, Mess())
    assert all(phase.title in report for phase in definition.schedule.phases)
    # When nothing goes otherwise than planned, all that is planned is delivered, and it is the dose of the definition.
    ideal = simulate(definition, 24, seed=5, mess=NO_MESS)
    adds_up(ideal)
    for phase in definition.schedule.phases:
        tally = ideal.phases[phase.key]
        assert tally.planned == tally.in_time
        if phase.planned_contacts is not None:
            assert tally.planned == 24 * phase.planned_contacts
    assert ideal.endings == {"under way" if ideal.endless else "planned": 24}


def test_same_seed_gives_the_same_and_another_does_not(definition):
    once, again, other = (simulate(definition(), 60, seed) for seed in (3, 3, 4))
    assert once == again
    assert replace(other, seed=3) != once


@pytest.mark.parametrize(
    ("chance", "fate"),
    [("missed", "missed"), ("moved", "other_time"), ("leaves", "after_ending")],
)
def test_each_kind_of_mess_does_what_it_says(definition, chance, fate):
    told = simulate(definition(), 200, 1, mess=replace(NO_MESS, **{chance: 1.0}))
    counts = {name: getattr(told.phases["calls"], name) for name in FATES}
    assert {name for name, count in counts.items() if count} <= {fate, "in_time"}
    assert counts[fate] > 400
    adds_up(told)


def test_pause_moves_contacts_of_two_and_loses_none(definition):
    told = simulate(definition(), 50, 1, mess=replace(NO_MESS, pauses=1.0))
    assert told.doses == [8] * 50
    assert told.pauses == 50
    assert told.last_day - told.starts_on > timedelta(weeks=8)


def test_missed_contact_is_held_after_all_only_where_the_definition_says_so(definition):
    mess = replace(NO_MESS, missed=1.0, made_up=1.0)
    lost, held = (
        simulate(
            definition(("[[schedule.phases]]", f'missed = "{missed}"\n\n[[schedule.phases]]')),
            10,
            1,
            mess=mess,
        )
        for missed in ("notes_only", "extra_contact")
    )
    assert (sum(lost.doses), sum(held.doses)) == (0, 80)


GROUP = (
    ("contacts = 8\n", 'form = "group"\ncontacts = 8\n'),
    ("[matching]\n", '[groups]\nsize_max = 5\n[groups.leads]\nwho = "peers"\ncount_min = 2\n[matching]\n'),
)


def test_group_meets_without_somebody_who_rests(definition):
    told = simulate(definition(*GROUP), 12, 1, mess=replace(NO_MESS, pauses=1.0))
    assert told.group_size == 5
    assert told.phases["calls"].paused > 0
    assert told.phases["calls"].planned == 12 * 8
    adds_up(told)


def test_two_who_support_each_other_miss_the_same_contacts(definition, changed):
    text = changed(('"supporter_and_member"', '"mutual"'), ('key = "supporter"', 'key = "member"'))
    told = simulate(load_definition(text), 40, 2)
    assert all(one == two for one, two in zip(told.doses[::2], told.doses[1::2], strict=True))
    adds_up(told)


def test_what_has_no_end_is_looked_at_for_a_year(definition):
    endless = definition(
        ('length = "P8W"', 'length = "none"'),
        ("contacts = 8\n", "open_ended = true\n"),
        ("minimum_dose = 4\n", ""),
        *GROUP[1:],
        ('modalities = ["phone"', 'form = "group"\nmodalities = ["phone"'),
    )
    told = simulate(endless, 10, 1, mess=NO_MESS)
    assert told.last_day == told.starts_on + LOOKED_AT
    assert told.endings == {"under way": 10}
    assert not any("After" in wave for wave in told.measures)
    assert "This programme has no end" in " ".join(as_text(endless, told, NO_MESS).split())


def test_supervision_falls_due_for_all_who_give_support(definition):
    assert simulate(definition(), 10, 1).supervisions == 10 * 2
    two_each = definition(("[matching]\n", "[caseload]\ndefault = 2\nmax = 4\n[matching]\n"))
    assert simulate(two_each, 10, 1).supervisions == 5 * 2
    assert (
        simulate(
            definition(
                *GROUP,
                ('"supporter_and_member"', '"facilitated"'),
                ('key = "supporter"', 'key = "facilitator"'),
            ),
            10,
            1,
        ).supervisions
        == 2 * 2 * 2
    )


def test_report_says_what_was_planned_and_what_the_simulation_is_not(definition):
    told = simulate(definition(), 10, 1, mess=NO_MESS)
    report = as_text(definition(), told, NO_MESS, ["crisis"])
    assert planned_dose(definition()).contacts == 8
    for words in (
        "Calls       80       80         80",
        "Filled in from a starter, since the sources do not say: crisis.",
        "Contacts planned: 8\n",
        "Contacts delivered: 8 in the middle",
        "Had at least 4, which counts as having had it: 10 of 10 (100%)",
        "Hours: 1.6 planned, 1.6 delivered",
        "Ended as planned: 10",
        "member: Before: 10 due, 10 answered (100%)",
        "No database is used",
    ):
        assert words in report


def test_what_could_not_open_cannot_be_tried_out(definition):
    with pytest.raises(CannotRun, match="training"):
        simulate(definition(("core = true", "core = false")), 10, 1)


@pytest.mark.parametrize("people", ["0", "-1", "100001"])
def test_number_of_people_out_of_range_is_one_line(people, capsys):
    assert main(["simulate", slugs()[0], "--people", people]) == 2
    assert capsys.readouterr().err == "The number of people must be from 1 to 100,000.\n"


def test_command_fills_in_what_bars_and_says_so(tmp_path, capsys):
    path = tmp_path / "report.txt"
    assert main(["simulate", "carroll-2006-heart-peer-advisors", "--people", "1", "--output", str(path)]) == 0
    assert "Filled in from a starter, since the sources do not say: consents, crisis" in path.read_text(
        "utf-8"
    )
    assert capsys.readouterr().out == ""


def test_lived_hands_the_whole_software_a_definition_that_can_open(capsys):
    asked = []

    def lives(text, people, seed, filled_in):
        asked.append((load_definition(text).slug, people, seed, tuple(filled_in)[:2]))
        return "Lived.\n"

    arguments = ["simulate", "carroll-2006-heart-peer-advisors", "--lived", "--people", "3", "--seed", "8"]
    assert main(arguments, lives=lives) == 0
    assert asked == [("carroll-2006-heart-peer-advisors", 3, 8, ("consents", "crisis"))]
    assert capsys.readouterr().out == "Lived.\n"
    assert main(arguments) == 2
    assert "Only the whole software" in capsys.readouterr().err
