"""What differs between two definitions is said in words, by part, whatever the order in the files."""

import itertools

import pytest

from alongside.programmes.core.command import main
from alongside.programmes.core.differing import differences, in_words
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import load_definition


def told(definition, *changes):
    return in_words(differences(definition(), definition(*changes)))


MORE = '[[schedule.phases]]\nkey = "visit"\ntitle = "A visit"\ncontacts = 1\nmodalities = ["in_person"]\n\n'
CALLS = '[[schedule.phases]]\nkey = "calls"\n'


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([], []),
        (
            [('unit = "person"', 'unit = "pair"')],
            ["In general", "  changed: Who takes part as one (unit): a pair, was: a person"],
        ),
        (
            [('every = "P4W"', 'every = "P2W"')],
            ["Supervision", "  changed: How often (supervision.A supervisor.every): 2 weeks, was: 4 weeks"],
        ),
        (
            [(CALLS, MORE + CALLS)],
            [
                "Schedule",
                "  added: Phases (schedule.phases.visit): A visit; form: one to one; contacts: 1; ways of meeting: in person",
            ],
        ),
        (
            [('"phone", "video"', '"phone", "letter"')],
            [
                "Schedule",
                "  taken away: Ways of meeting (schedule.phases.calls.modalities): by video call".replace(
                    "):", "), which was:"
                ),
                "  added: Ways of meeting (schedule.phases.calls.modalities): by letter",
            ],
        ),
        (
            [('"phone", "video"', '"video", "phone"')],
            [
                "Schedule",
                (
                    "  in another order: Ways of meeting (schedule.phases.calls.modalities): by video call; by telephone, "
                    "was: by telephone; by video call"
                ),
            ],
        ),
        (
            [('comparator = "People who wait"', 'comparator = "none"')],
            [
                "Evaluation",
                "  changed: What it is compared with (evaluation.comparator): None, was: People who wait",
            ],
        ),
        (
            [("[matching]\n", '[openness]\nidentity = "named"\n[matching]\n')],
            ["Openness", "  added: How people are known (openness.identity): by their names"],
        ),
        (
            [("[matching]\n", '[positions]\ndyad_or_group = "We like it so."\n[matching]\n')],
            ["In general", "  added: Positions (positions.dyad_or_group): We like it so."],
        ),
    ],
)
def test_difference_is_said_in_words(definition, changes, words):
    assert told(definition, *changes) == words


def test_other_way_round_what_was_added_is_taken_away(definition):
    one, two = definition(), definition(("[matching]\n", '[breaks]\nwords = "Rest."\n[matching]\n'))
    assert in_words(differences(two, one)) == [
        "Breaks",
        "  taken away: Breaks (breaks.words), which was: Rest.",
    ]


def test_phases_are_compared_by_key_and_not_by_place(definition):
    before = definition((CALLS, MORE + CALLS))
    after = definition(("[matching]\n", MORE + "[matching]\n"))
    assert in_words(differences(before, after)) == [
        "Schedule",
        "  in another order: Phases (schedule.phases): calls; visit, was: visit; calls",
    ]


def test_list_that_is_now_known_to_be_absent_says_so(definition, changed):
    text = changed()
    begin, end = text.index("[[supervision]]"), text.index("[[training]]")
    after = load_definition(text[:begin] + 'supervision = "not applicable"\n' + text[end:])
    assert in_words(differences(definition(), after)) == [
        "Supervision",
        "  taken away: Supervision (supervision.A supervisor), which was: A supervisor; how often: 4 weeks",
        "  changed: Supervision (supervision): Does not apply",
    ]


def test_any_two_published_models_can_be_compared_and_differ_as_much_both_ways():
    models = [load_definition(model.text) for model in published()]
    for one, two in itertools.pairwise(models):
        there, back = differences(one, two), differences(two, one)
        assert {each.path for each in there if each.kind == "added"} == {
            each.path for each in back if each.kind == "taken_away"
        }
        assert all(line.strip() for line in in_words(there))
        assert differences(one, one) == ()


def test_command_says_whether_anything_differs(changed, tmp_path, capsys):
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    one.write_text(changed())
    two.write_text(changed() + "# Said again.\n")
    three.write_text(changed(('unit = "person"', 'unit = "pair"')))
    assert main(["diff", str(one), str(one)]) == main(["diff", str(one), str(two)]) == 0
    same, commented = capsys.readouterr().out.splitlines()
    assert commented == f"{same} Only comments, layout or the way of writing differ."
    assert main(["diff", str(one), str(three)]) == 1
    assert capsys.readouterr().out.startswith("In general\n  changed: Who takes part as one")
    assert main(["diff", str(one), "nowhere"]) == 2
