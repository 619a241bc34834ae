"""A page worked out from facts: who counts where, and what of it may be shown."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.evaluation.core.cells import cells
from alongside.evaluation.core.disclosure import OPEN_RULE, Rule
from alongside.evaluation.core.dose import Spread
from alongside.evaluation.core.facts import NOT_ASKED, Asking, Delivered, Facts, GroupPlan, Place, Plan, Tie
from alongside.evaluation.core.flow import Exit, Stage
from alongside.evaluation.core.journeys import flow_of
from alongside.evaluation.core.linked import hide_linked
from alongside.evaluation.core.numbers import numbers_of
from alongside.evaluation.core.outcomes import Missing, Span
from alongside.evaluation.core.page import build_page, canonical, page_from_json, page_to_json

JOINED = date(2026, 1, 5)
MATCHED = JOINED + timedelta(days=20)
GROUP = GroupPlan(("semcd_6", "ucla_3"), "baseline", "week-8", "after")
PLAN = Plan(
    mutual=False,
    has_consent=True,
    minimum_contacts=2,
    primary="semcd_6",
    members=GROUP,
    supporters=GROUP,
)


def place(person, **fields):
    return Place(
        person, **{"joined_on": JOINED, "consented_on": JOINED, "may_use": True, "asked_on": JOINED} | fields
    )


def tie(number, member, supporter=900, ending=None, contacts=3):
    delivered = tuple(Delivered(MATCHED + timedelta(weeks=week), 15, "telephone") for week in range(contacts))
    return Tie(number, (member,), supporter, MATCHED, ending, 4, 60, delivered)


def asking(person, wave, score, instrument="semcd_6", **fields):
    known = {
        "as_supporter": False,
        "status": "completed" if score is not None else "missed",
        "over": True,
        "is_baseline": wave == "baseline" and score is not None,
        "score": score,
        "answered_on": JOINED if score is not None else None,
    }
    return Asking(person=person, wave=wave, instrument=instrument, **known | fields)


def facts(members, ties=(), askings=(), supporters=(), **fields):
    return Facts(
        as_of=date(2026, 9, 1),
        plan=PLAN,
        members=tuple(members),
        supporters=tuple(supporters),
        ties=tuple(ties),
        askings=tuple(askings),
        check_ins=(),
        **{"concerns": 0, "held": 0} | fields,
    )


def both_times(people, gain=1.0):
    return [
        one
        for person in people
        for one in (
            asking(person, "baseline", 4.0 + person % 3),
            asking(person, "week-8", 4.0 + person % 3 + gain + person % 2),
        )
    ]


def change_of(page, span=Span.END, instrument="semcd_6"):
    return next(one for one in page.members.measures if (one.instrument, one.span) == (instrument, span))


def test_people_who_took_back_the_use_of_answers_are_in_the_flow_and_in_no_outcome():
    people = [place(1), place(2, may_use=False, withdrew_data=True), place(3, may_use=False)]
    page = build_page(facts(people, askings=both_times([1, 2, 3])), OPEN_RULE)
    assert page.flow.boxes[0].number == 3
    assert [(one.reason, one.number) for one in page.flow.boxes[3].exits] == [
        (Exit.STILL_HERE, 2),
        (Exit.WITHDREW_FROM_DATA, 1),
    ]
    assert page.members.not_usable == 2
    assert change_of(page).change.asked == 1


@pytest.mark.parametrize(
    ("fields", "ending", "reason"),
    [
        ({}, None, Exit.STILL_HERE),
        ({}, "planned", Exit.ENDED_AS_PLANNED),
        ({}, "early", Exit.ENDED_EARLY),
        ({}, "safeguarding", Exit.ENDED_EARLY),
        ({}, "rematch", Exit.STILL_HERE),
        ({"waiting": True}, "early", Exit.STILL_HERE),
        ({"left": "died"}, "early", Exit.DIED),
        ({"left": "out_of_touch"}, None, Exit.LOST),
        ({"left": "own_choice"}, None, Exit.WITHDREW_FROM_SUPPORT),
        ({"left": "moved"}, None, Exit.OTHER),
        ({"left": "unknown"}, None, Exit.OTHER),
        ({"declined": True, "may_use": False}, None, Exit.DECLINED),
    ],
)
def test_flow_says_why_somebody_is_no_further(fields, ending, reason):
    page = build_page(facts([place(1, **fields)], [tie(1, 1, ending=ending)]), OPEN_RULE)
    assert [leaving.reason for box in page.flow.boxes for leaving in box.exits] == [reason]


def test_a_step_that_the_definition_lacks_is_not_drawn():
    plan = replace(PLAN, has_consent=False, minimum_contacts=None, members=GroupPlan())
    page = build_page(replace(facts([place(1)]), plan=plan), OPEN_RULE)
    assert [box.stage for box in page.flow.boxes] == [
        Stage.INVITED,
        Stage.ASKED,
        Stage.MATCHED,
        Stage.CONTACTED,
    ]


def test_everybody_asked_is_a_pair_or_missing_for_one_reason():
    askings = [
        *both_times([1]),
        asking(2, "week-8", 5.0),
        *(asking(3, "baseline", 4.0, is_baseline=False), asking(3, "week-8", 5.0)),
        *(asking(4, "baseline", 4.0), asking(4, "week-8", None, status="declined")),
        *(asking(5, "baseline", 4.0), asking(5, "week-8", None)),
        *(asking(6, "baseline", 4.0), asking(6, "week-8", None, status="completed")),
        *(asking(7, "baseline", 4.0), asking(7, "week-8", 5.0, instrument="ucla_3")),
        *(asking(8, "baseline", 4.0), asking(8, "week-8", None, over=False)),
    ]
    page = build_page(facts([place(number) for number in range(1, 9)], askings=askings), OPEN_RULE)
    found = change_of(page)
    assert (found.change.asked, found.change.n) == (7, 1)
    assert {one.reason: one.number for one in found.missing} == dict.fromkeys(Missing, 1)


def test_who_can_still_answer_or_has_not_come_so_far_is_not_missing():
    askings = [
        *both_times([1]),
        *(asking(2, "baseline", 4.0), asking(2, "week-8", None, status="due", over=False)),
        *(
            asking(3, "baseline", 4.0),
            asking(3, "week-8", 5.0, over=False),
        ),  # answered, and there is still time
        asking(4, "baseline", 4.0),
    ]
    page = build_page(facts([place(number) for number in range(1, 5)], askings=askings), OPEN_RULE)
    found = change_of(page)
    assert (found.change.asked, found.change.n, found.missing) == (1, 1, ())
    assert (page.members.being_asked[Span.END], page.members.not_yet[Span.END]) == (2, 1)
    assert (page.members.being_asked[Span.AFTER], page.members.not_yet[Span.AFTER]) == (0, 4)


def test_who_should_have_been_asked_and_was_not_is_missing():
    askings = [*both_times([1]), asking(2, "baseline", 4.0), asking(2, "week-8", None, status=NOT_ASKED)]
    page = build_page(facts([place(1), place(2)], askings=askings), OPEN_RULE)
    found = change_of(page)
    assert (found.change.asked, found.change.n) == (2, 1)
    assert [(one.reason, one.number) for one in found.missing] == [(Missing.NOT_ASKED, 1)]


def test_change_of_goals_is_over_goals_rated_both_times():
    plan = replace(PLAN, members=GroupPlan(("personal_goals",), "baseline", "week-8", ""))
    askings = [
        asking(1, "baseline", 3.0, "personal_goals", ratings={"1": 2, "2": 4, "3": None}),
        asking(1, "week-8", 9.0, "personal_goals", ratings={"1": 5, "3": 9, "4": 9}),
    ]
    page = build_page(replace(facts([place(1)], askings=askings), plan=plan), OPEN_RULE)
    assert (page.members.measures[0].change.before_mean, page.members.measures[0].change.after_mean) == (2, 5)


def test_fewer_than_ten_people_give_no_mean_and_no_interval():
    page = build_page(facts([place(n) for n in range(9)], askings=both_times(range(9))), Rule(hide_up_to=7))
    change = change_of(page).change
    assert (change.n, change.improvement, change.interval, change.sd) == (9, None, None, None)
    assert change.reliable is not None
    assert (change.reliable.better, change.reliable.worse) == (None, None)


def test_supporters_have_outcomes_of_their_own():
    askings = [
        *both_times([1]),
        asking(900, "baseline", 4.0, as_supporter=True),
        asking(900, "week-8", 9.0, as_supporter=True),
    ]
    page = build_page(facts([place(1)], [tie(1, 1)], askings, supporters=[place(900)]), OPEN_RULE)
    supporters = next(one for one in page.supporters.measures if one.span == Span.END)
    assert (supporters.change.n, supporters.change.improvement) == (1, 5.0)
    assert change_of(page).change.improvement == 2.0


def lively():
    members = [
        place(
            n,
            may_use=n % 7 != 0,
            left={5: "own_choice", 6: "died"}.get(n % 30),
            asked_on=JOINED if n % 8 else None,
        )
        for n in range(120)
    ]
    ties = [
        tie(n, n, 900 + n % 17, ["planned", "early", None, "planned"][n % 4], n % 6)
        for n in range(120)
        if n % 8
    ]
    ties += [tie(500 + n, n, 905) for n in (9, 17, 25)]
    askings = both_times([n for n in range(120) if n % 8])
    return facts(members, ties, askings, [place(900 + n) for n in range(17)], concerns=3, held=2)


def test_nothing_small_is_shown_and_nothing_shown_gives_it_away():
    found, rule = lively(), Rule(hide_up_to=7)
    counts, totals = cells(numbers_of(found))
    hidden = hide_linked(counts, totals, rule.hide_up_to)
    small = {one.name for one in counts if one.printed and 1 <= one.value <= 7}
    assert small <= hidden
    page = build_page(found, rule)
    assert (page.concerns, page.held, page.rematched) == (None, None, None)
    # Three people were matched again: all matches minus people matched would say so.
    assert None in (page.dose.relationships, page.flow.boxes[4].on_record)
    assert all(box.number is None or box.number > 7 or box.number == 0 for box in page.flow.boxes)


def test_hidden_number_of_matches_hides_totals_that_would_tell_it():
    page = build_page(facts([place(n) for n in range(12)], [tie(n, n) for n in range(3)]), Rule(hide_up_to=7))
    assert (page.dose.relationships, page.dose.planned_contacts.total) == (None, None)
    assert {row.contacts for row in page.dose.by_modality} == {None}


def test_a_median_beside_a_hidden_number_would_say_how_small_the_other_group_is():
    """15 people asked, 12 were matched: a median of days to the match says 10 or more, so 3 would be 5 or fewer."""
    people = [place(n) for n in range(15)]
    page = build_page(facts(people, [tie(n, n) for n in range(12)]), Rule(hide_up_to=7))
    box = next(one for one in page.flow.boxes if one.stage == Stage.MATCHED)
    assert box.on_record is None
    assert page.waits[Stage.MATCHED] == Spread(None, None, None, None, None)
    assert page.waits[Stage.ASKED].median == 0


LIVES = st.lists(
    st.tuples(st.sampled_from(["waits", "goes on", "planned", "early"]), st.sampled_from([None, 1.0, 3.0])),
    min_size=8,
    max_size=40,
)


def of_lives(lives, first=0):
    people = range(first, first + len(lives))
    ties = [
        tie(n, n, 900 + n % 9, None if life == "goes on" else life, contacts=n % 5)
        for n, (life, _gain) in zip(people, lives, strict=True)
        if life != "waits"
    ]
    askings = [
        one
        for n, (_life, gain) in zip(people, lives, strict=True)
        for one in (
            asking(n, "baseline", 4.0 + n % 3),
            asking(n, "week-8", None if gain is None else 4.0 + n % 3 + gain * (n % 2)),
        )
    ]
    return facts([place(n) for n in people], ties, askings)


def test_a_median_stays_beside_a_hidden_number_that_is_known_to_be_large():
    """Who was matched again is a small group, and hides the number of matches. It is no smaller than that of people."""
    people = [place(n) for n in range(30)]
    ties = [*(tie(n, n) for n in range(30)), tie(90, 1), tie(91, 2)]
    page = build_page(facts(people, ties), Rule(hide_up_to=7))
    assert page.dose.relationships is None
    assert page.dose.planned_contacts == Spread(None, 4, 4, 4, None)


def counts_of(page):
    """Every count of a page that is about people and matches, by where it stands."""
    found = {"matches": page.dose.relationships, "matched again": page.rematched}
    for box in page.flow.boxes:
        found |= {(box.stage, "number"): box.number, (box.stage, "on record"): box.on_record}
        found |= {(box.stage, one.reason): one.number for one in box.exits}
    found |= {("ending", kind): number for kind, number in page.endings.items()}
    for one in page.members.measures:
        found |= {(one.instrument, one.span, "n"): one.change.n, (one.instrument, one.span): one.change.asked}
        found |= {(one.instrument, one.span, why.reason): why.number for why in one.missing}
    return found


@given(LIVES, LIVES)
@settings(max_examples=25, deadline=None)
def test_the_page_of_a_part_taken_from_the_page_of_everybody_leaves_no_small_count(part, others):
    rule = Rule(hide_up_to=7)
    inside, everybody = of_lives(part), of_lives([*part, *others])
    whole, alone = counts_of(build_page(everybody, rule)), counts_of(build_page(inside, rule, everybody))
    for name, number in alone.items():
        if number is not None and (of_all := whole.get(name, 0)) is not None:
            assert not 1 <= of_all - number <= rule.hide_up_to, name
    for name, number in alone.items():
        assert number is None or whole.get(name, 0) is not None, name


def test_the_mean_of_a_part_is_not_shown_where_that_of_a_few_others_would_follow():
    people, more = list(range(20)), list(range(28))
    inside = facts([place(n) for n in people], askings=both_times(people))
    everybody = facts([place(n) for n in more], askings=both_times(more))
    assert change_of(build_page(everybody, Rule())).change.improvement is not None
    assert change_of(build_page(inside, Rule())).change.improvement is not None
    shown = change_of(build_page(inside, Rule(), everybody)).change
    assert (shown.n, shown.improvement, shown.interval) == (20, None, None)


def test_page_survives_being_kept():
    page = build_page(lively(), Rule(hide_up_to=7))
    assert page_from_json(page_to_json(page)) == page
    with pytest.raises(ValueError):
        page_from_json("{}")


def test_same_facts_have_the_same_bytes_and_others_do_not():
    assert canonical(lively()) == canonical(lively())
    assert canonical(lively()) != canonical(replace(lively(), concerns=4))


def test_waiting_starts_when_people_come_in_and_is_never_below_zero():
    page = build_page(facts([place(1, asked_on=JOINED - timedelta(days=3))], [tie(1, 1)]), OPEN_RULE)
    assert {stage: spread.median for stage, spread in page.waits.items()} == {
        Stage.ASKED: 0,
        Stage.MATCHED: 20,
        Stage.CONTACTED: 20,
    }


def test_somebody_entered_by_mistake_is_counted_apart_and_never_took_part():
    entered = [place(1), place(2, left="mistake"), place(3, left="own_choice"), place(4, left="mistake")]
    flow = flow_of(facts(entered, ties=[tie(40, 4)]))
    first = flow.at(Stage.INVITED)
    apart = [(each.reason, each.number) for each in first.exits]
    assert (first.number, apart) == (4, [(Exit.ENTERED_BY_MISTAKE, 1)])
    assert flow.at(Stage.CONSENTED).number == 3
    # Whoever had contacts took part, whatever was said later.
    assert (flow.at(Stage.MINIMUM_DOSE).number, flow.left_for(Exit.OTHER)) == (1, 1)
