from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alongside.training.core.readiness import GRACE, Demands, GapCode, Supporter, gaps

TODAY = date(2026, 11, 22)
DEMANDS = Demands(core_modules=("listening", "safety"))
READY = {
    "role_accepted": True,
    "modules_done": frozenset({"listening", "safety", "more"}),
    "supervisor_named": True,
    "supervisor_in_role": True,
    "next_supervision_on": TODAY,
    "consented": True,
    "capacity": 1,
}
SAFE_OR_OWN = {
    GapCode.LEFT,
    GapCode.ON_HOLD,
    GapCode.CONSENT,
    GapCode.PAUSED,
    GapCode.CAPACITY,
    GapCode.NOT_FREE,
}

supporters = st.builds(
    Supporter,
    role_accepted=st.booleans(),
    modules_done=st.frozensets(st.sampled_from(["listening", "safety"])),
    supervisor_named=st.booleans(),
    supervisor_in_role=st.booleans(),
    next_supervision_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    consented=st.booleans(),
    capacity=st.integers(0, 5),
    on_hold=st.booleans(),
    paused=st.booleans(),
    left=st.booleans(),
    free=st.booleans(),
)


def codes(**changed: object) -> list[str]:
    return [gap.code.value for gap in gaps(Supporter(**{**READY, **changed}), DEMANDS, TODAY)]


def test_somebody_prepared_is_ready() -> None:
    assert codes() == []


def test_each_thing_that_is_missing_is_named() -> None:
    assert codes(role_accepted=False) == ["role_description"]
    assert codes(supervisor_named=False) == ["supervisor"]
    assert codes(supervisor_in_role=False) == ["supervisor_gone"]
    assert codes(next_supervision_on=None) == ["supervision_date"]
    assert codes(consented=False) == ["consent"]
    assert codes(capacity=0) == ["capacity"]
    assert codes(on_hold=True) == ["on_hold"]
    assert codes(paused=True) == ["paused"]
    assert codes(left=True) == ["left"]
    assert codes(free=False) == ["not_free"]


def test_missing_modules_are_named_in_the_order_of_the_training() -> None:
    (gap,) = gaps(Supporter(**{**READY, "modules_done": ()}), DEMANDS, TODAY)
    assert (gap.code, gap.modules) == (GapCode.CORE_TRAINING, ("listening", "safety"))


def test_supervision_may_be_late_by_the_grace_and_no_longer() -> None:
    assert codes(next_supervision_on=TODAY - GRACE) == []
    assert codes(next_supervision_on=TODAY - GRACE - timedelta(days=1)) == ["supervision_overdue"]


def test_empty_newcomer_lacks_everything_in_order() -> None:
    found = [gap.code.value for gap in gaps(Supporter(), DEMANDS, TODAY)]
    assert found == [
        "consent",
        "role_description",
        "core_training",
        "supervisor",
        "supervision_date",
        "capacity",
    ]


@given(supporters)
def test_light_mode_lifts_preparation_and_nothing_else(supporter: Supporter) -> None:
    full = {gap.code for gap in gaps(supporter, DEMANDS, TODAY)}
    light = {gap.code for gap in gaps(supporter, Demands(light_mode=True), TODAY)}
    assert light == full & SAFE_OR_OWN


@given(supporters, st.booleans())
def test_nobody_without_consent_or_on_hold_is_ever_ready(supporter: Supporter, light: bool) -> None:
    if supporter.on_hold or not supporter.consented or supporter.left or supporter.paused:
        assert gaps(supporter, Demands(light_mode=light), TODAY)
