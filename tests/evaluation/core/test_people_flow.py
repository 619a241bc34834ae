from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.evaluation.core.flow import (
    Answers,
    Box,
    Exit,
    Flow,
    FlowDoesNotReconcileError,
    Journey,
    Leaving,
    Stage,
    build_flow,
    reconcile,
    reconcile_answers,
)

DAY = date(2025, 3, 1)
STAGES = list(Stage)


def journey(person, furthest, left=None, without=()):
    steps = STAGES[: STAGES.index(furthest) + 1]
    return Journey(
        person, {step: DAY + timedelta(days=n) for n, step in enumerate(steps) if step not in without}, left
    )


def test_flow_counts_each_person_in_one_place():
    flow = build_flow(
        [
            journey("a", Stage.INVITED, Exit.DECLINED),
            journey("b", Stage.CONSENTED, Exit.WITHDREW_FROM_DATA),
            journey("c", Stage.MATCHED),
            journey("d", Stage.MINIMUM_DOSE, Exit.ENDED_AS_PLANNED),
            journey("e", Stage.MINIMUM_DOSE, Exit.WITHDREW_FROM_SUPPORT),
        ]
    )
    assert [box.number for box in flow.boxes] == [5, 4, 3, 3, 3, 2, 2]
    assert flow.people == 5
    assert flow.at(Stage.MATCHED).exits == (Leaving(Exit.STILL_HERE, 1),)
    assert flow.at(Stage.MINIMUM_DOSE).exits == (
        Leaving(Exit.ENDED_AS_PLANNED, 1),
        Leaving(Exit.WITHDREW_FROM_SUPPORT, 1),
    )
    assert flow.left_for(Exit.WITHDREW_FROM_DATA) == 1


def test_step_without_record_is_counted_as_skipped():
    flow = build_flow(
        [journey("a", Stage.CONTACTED, without=[Stage.BASELINE]), journey("b", Stage.CONTACTED)]
    )
    box = flow.at(Stage.BASELINE)
    assert (box.number, box.skipped, box.on_record) == (2, 1, 1)


def test_baseline_after_first_contact_is_no_baseline():
    contact = DAY + timedelta(days=10)
    on_the_day = Journey("a", {Stage.INVITED: DAY, Stage.CONTACTED: contact, Stage.BASELINE: contact})
    late = Journey(
        "b", {Stage.INVITED: DAY, Stage.CONTACTED: contact, Stage.BASELINE: contact + timedelta(days=1)}
    )
    assert Stage.BASELINE in on_the_day.on_record
    assert Stage.BASELINE not in late.on_record
    assert build_flow([on_the_day, late]).at(Stage.BASELINE).on_record == 1


def test_programme_without_a_step_draws_no_box_for_it():
    flow = build_flow([journey("a", Stage.MATCHED)], stages=[Stage.MATCHED, Stage.INVITED])
    assert [box.stage for box in flow.boxes] == [Stage.INVITED, Stage.MATCHED]
    with pytest.raises(KeyError):
        flow.at(Stage.BASELINE)


def test_person_who_comes_twice_is_refused():
    with pytest.raises(ValueError, match="'a'"):
        build_flow([journey("a", Stage.INVITED), journey("a", Stage.MATCHED)])


def test_journey_without_steps_and_flow_without_stages_are_refused():
    with pytest.raises(ValueError, match="no step"):
        Journey("a", {})
    with pytest.raises(ValueError, match="at least one stage"):
        build_flow([], stages=[])


def test_flow_of_nobody_has_empty_boxes():
    assert build_flow([]).people == 0
    assert Flow(()).people == 0


@pytest.mark.parametrize(
    ("boxes", "broken"),
    [
        ((Box(Stage.INVITED, 10, (Leaving(Exit.DECLINED, 2),)), Box(Stage.CONSENTED, 7)), "invited"),
        ((Box(Stage.INVITED, 2), Box(Stage.CONSENTED, 2, (Leaving(Exit.LOST, 3),))), "consented"),
        ((Box(Stage.INVITED, 1, (Leaving(Exit.LOST, 2), Leaving(Exit.DIED, -1))),), "invited"),
        ((Box(Stage.INVITED, 1, (Leaving(Exit.LOST, 1),), skipped=2),), "invited"),
    ],
)
def test_reconcile_names_the_broken_box(boxes, broken):
    with pytest.raises(FlowDoesNotReconcileError) as caught:
        reconcile(Flow(boxes))
    assert caught.value.box == broken


def test_answers_must_be_given_or_missing_with_a_reason():
    reconcile_answers(Answers("ucla_3", "week 8", 40, 31, {"lost": 5, "not_due": 4}))
    with pytest.raises(FlowDoesNotReconcileError) as caught:
        reconcile_answers(Answers("ucla_3", "week 8", 40, 31, {"lost": 5}))
    assert (caught.value.box, caught.value.number, caught.value.accounted_for) == ("ucla_3, week 8", 40, 36)
    with pytest.raises(FlowDoesNotReconcileError):
        reconcile_answers(Answers("ucla_3", "week 8", 1, 2, {"lost": -1}))


JOURNEYS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(STAGES), st.dates(), min_size=1), st.sampled_from([None, *Exit])
    ),
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(JOURNEYS, st.sets(st.sampled_from(STAGES), min_size=1))
def test_any_journeys_reconcile_and_nobody_is_lost_from_sight(rows, stages):
    flow = build_flow(
        [Journey(str(n), reached, left) for n, (reached, left) in enumerate(rows)], tuple(stages)
    )
    assert flow.people == len(rows)
    assert sum(leaving.number for box in flow.boxes for leaving in box.exits) == len(rows)
    assert sum(flow.left_for(reason) for reason in Exit) == len(rows)
