"""What support from peers people had besides: asked of both arms, shown beside the result, and never as one."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.evaluation.actions import trials as actions
from alongside.evaluation.core.analyses.allocation_log import canonical
from alongside.evaluation.core.protocol import LATER, NOW
from alongside.evaluation.models import Trial
from alongside.evaluation.queries import trials as queries
from alongside.evaluation.queries.comparison import comparison_of
from alongside.evaluation.queries.elsewhere import elsewhere_words
from alongside.evaluation.queries.plan import plan_of
from alongside.measures.core import instrument
from alongside.measures.core.plan import SUPPORT_ELSEWHERE
from alongside.measures.models import Response
from alongside.measures.queries import own_results
from alongside.programmes.queries import definition_of
from tests import factories
from tests.evaluation.factories import agrees
from tests.evaluation.test_trials import allocated, fixed, planned, waiting
from tests.evaluation.trial_plan import WAVE, asked_after_twelve_weeks, scored
from tests.stands import follow

if TYPE_CHECKING:
    from alongside.programmes.models import Member
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def said(member: Member, code: int, wave: str = WAVE) -> None:
    today = timezone.localdate()
    Response.objects.create(
        programme=member.programme,
        participant=member.participant,
        wave=wave,
        instrument=SUPPORT_ELSEWHERE,
        instrument_hash=instrument(SUPPORT_ELSEWHERE).content_hash,
        due_on=today,
        opens_on=today,
        closes_on=today,
        status="completed",
        score=code,
        answers={"how_often": code},
        completed_at=timezone.now(),
        answered_on=today,
    )


def asks_at_the_start_and_later(cast: Cast) -> None:
    text = factories.definition_text().replace('"ucla_3",', f'"ucla_3", "{SUPPORT_ELSEWHERE}",')
    follow(cast, text)


def test_it_is_no_outcome_and_no_main_measure(cast: Cast) -> None:
    asks_at_the_start_and_later(cast)
    definition = definition_of(cast.coaching)
    waves = [wave for wave in definition.measures if SUPPORT_ELSEWHERE in wave.instruments]
    assert len(waves) > 1
    assert SUPPORT_ELSEWHERE not in plan_of(definition).members.instruments
    assert SUPPORT_ELSEWHERE not in dict(queries.measures_of_both(definition))


def test_who_answered_it_reads_words_and_no_number(cast: Cast) -> None:
    asks_at_the_start_and_later(cast)
    agrees(cast.coaching, cast.mia_participant)
    said(cast.mia_member, 2, "baseline")
    (series,) = own_results(cast.mia_participant, cast.coaching)
    assert not series.has_direction
    page = cast.client("mia").get(f"/p/{cast.coaching.ref}/my-answers/").content.decode()
    assert "Several times" in page
    assert "A higher number is better" not in page


def test_a_plan_without_the_question_is_not_fixed(cast: Cast) -> None:
    asked_after_twelve_weeks(cast)
    text = cast.coaching.definition.text.replace(f', "{SUPPORT_ELSEWHERE}"', "")
    follow(cast, text)
    with pytest.raises(actions.NotPlannedYet) as refused:
        actions.fix_protocol(trial=planned(cast), by=cast.eve)
    assert dict(refused.value.gaps) == {"primary_wave": "elsewhere_not_asked"}
    page = cast.client("eve").get(f"/p/{cast.coaching.ref}/trial/fix/").content.decode()
    assert "support_elsewhere" in page


def run(cast: Cast, codes: dict[str, list[int]], **changes: str) -> Trial:
    """A trial of as many people as there are codes, by arm, whose outcomes are open."""
    asked_after_twelve_weeks(cast)
    trial = fixed(cast, **changes)
    left = {arm: list(of) for arm, of in codes.items()}
    number = 0
    while any(left.values()):
        number += 1
        request = waiting(cast, f"Member {number}", before=5.0 + number % 3)
        arm = allocated(cast, trial, request).content["arm"]
        if left[arm]:
            scored(request.member, WAVE, 4.0 + number % 4)
            said(request.member, left[arm].pop())
    Trial.objects.filter(pk=trial.pk).update(opens_on=timezone.localdate())
    trial.refresh_from_db()
    return trial


def test_the_comparison_shows_what_each_group_had_elsewhere(cast: Cast) -> None:
    trial = run(cast, {NOW: [0] * 9 + [1] * 8 + [3] * 8, LATER: [0] * 8 + [2] * 17})
    actions.tell_groups_apart(trial=trial, reason="Written down.", by=cast.eve)
    found = comparison_of(trial)
    assert found is not None
    assert found.elsewhere is not None
    rows = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in found.elsewhere.rows}
    assert rows["Those offered support at once"] == ["25", "16", "8"]
    assert rows["Those offered support later"] == ["25", "17", "17"]
    assert "found support from peers elsewhere" in found.elsewhere_words
    page = cast.client("eve").get(f"/p/{cast.coaching.ref}/trial/").content.decode()
    assert "Being asked and being promised help can change people." in page


def test_a_small_number_hides_the_table(cast: Cast) -> None:
    found = comparison_of(run(cast, {NOW: [0] * 11 + [1], LATER: [0] * 12}))
    assert found is not None
    assert found.elsewhere is not None
    assert "Too few" in found.elsewhere_words
    assert "11" not in {cell["text"] for row in found.elsewhere.rows for cell in row}


def test_everybody_without_a_comparison_is_told_of_too(cast: Cast) -> None:
    assert "Nobody is asked" in elsewhere_words(cast.coaching)
    asks_at_the_start_and_later(cast)
    assert "Nobody has said yet" in elsewhere_words(cast.coaching)
    for number in range(20):
        member = factories.member(cast.coaching)
        agrees(cast.coaching, member.participant)
        said(member, number % 2, "baseline")
        if number == 0:
            assert "Too few" in elsewhere_words(cast.coaching)
    assert (
        elsewhere_words(cast.coaching)
        == "Of 20 members who told us, 10 had support from peers elsewhere, too."
    )
    stranger = factories.member(cast.coaching)
    said(stranger, 3, "baseline")
    assert "Of 20 members" in elsewhere_words(cast.coaching)


def test_minimisation_is_chosen_on_the_page_and_can_be_worked_out_again(cast: Cast) -> None:
    asked_after_twelve_weeks(cast)
    none = planned(cast, method="minimisation", strata={})
    assert dict(queries.gaps_of(none)) == {"strata": "nothing_to_balance"}
    trial = fixed(
        cast, method="minimisation", strata={"Town": ["north", "south"], "Age": ["under 40", "40 and over"]}
    )
    assert trial.plan["method"] == "minimisation"
    today = timezone.localdate()
    for number in range(12):
        line = actions.allocate(
            trial=trial,
            request=waiting(cast, f"Member {number}"),
            levels={
                "Town": "north" if number % 2 else "south",
                "Age": "under 40" if number % 3 else "40 and over",
            },
            eligible_on=today,
            agreed_on=today,
            by=cast.cora,
        )
        assert set(line.content["scores"]) == {NOW, LATER}
    assert actions.audit_log(trial) == []
    arms = [line.content["arm"] for line in queries.lines_of(trial) if line.event == "allocated"]
    assert abs(arms.count(NOW) - arms.count(LATER)) <= 4
    row = next(each for each in queries.plan_in_words(trial) if each["label"] == queries.label_of("method"))
    assert row["value"].startswith("Minimisation")


def test_a_plan_sealed_before_there_was_a_choice_keeps_its_seal(cast: Cast) -> None:
    asked_after_twelve_weeks(cast)
    protocol = queries.protocol_of(planned(cast))
    assert "method" in protocol.as_data()
    # The seal of this plan as the release before this one made it.
    before = {
        name: of
        for name, of in protocol.as_data().items()
        if name not in {"asked_after_days", "asks_elsewhere", "method"}
    }
    assert protocol.digest == hashlib.sha256(canonical(before).encode()).hexdigest()
    opens = timezone.localdate() + timedelta(days=200)
    other = queries.protocol_of(planned(cast, method="minimisation", opens_on=opens))
    assert other.digest != protocol.digest
