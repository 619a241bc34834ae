"""A trial on the site: nothing is allocated before the plan is fixed, nothing is seen before its day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from alongside.evaluation.actions import trials as actions
from alongside.evaluation.core.commands.randomising import main_randomise
from alongside.evaluation.core.protocol import LATER, NOW
from alongside.evaluation.models import Trial, TrialLine
from alongside.evaluation.queries import trials as queries
from alongside.evaluation.queries.comparison import comparison_of
from alongside.matching.actions import request_support
from alongside.matching.models import SupportRequest
from alongside.matching.queries.market import may_be_proposed
from alongside.matching.queries.waiting import why_waiting
from alongside.notify.models import Notice
from tests import factories
from tests.evaluation.factories import agrees
from tests.evaluation.trial_plan import ANSWERS, WAVE, asked_after_twelve_weeks, scored

if TYPE_CHECKING:
    from alongside.programmes.models import Programme
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Peer coaching that asks everybody twelve weeks after joining, too."""
    asked_after_twelve_weeks(cast)
    return cast.coaching


def planned(cast: Cast, **changes: Any) -> Trial:
    opens = timezone.localdate() + timedelta(days=200)
    answers = {**ANSWERS, "opens_on": opens, **changes}
    return actions.plan_trial(programme=cast.coaching, answers=answers, by=cast.eve)


def fixed(cast: Cast, **changes: Any) -> Trial:
    return actions.fix_protocol(trial=planned(cast, **changes), by=cast.eve)


def waiting(cast: Cast, name: str = "Amina", *, before: float | None = 6.0) -> SupportRequest:
    member = factories.member(cast.coaching, factories.participant(cast.harbour, name))
    agrees(cast.coaching, member.participant)
    if before is not None:
        scored(member, "baseline", before, is_baseline=True)
    return request_support(member=member, by=cast.cora)


def allocated(cast: Cast, trial: Trial, request: SupportRequest, town: str = "north") -> TrialLine:
    today = timezone.localdate()
    return actions.allocate(
        trial=trial, request=request, levels={"Town": town}, eligible_on=today, agreed_on=today, by=cast.cora
    )


def test_a_plan_with_gaps_is_not_fixed_and_says_which(cast: Cast, programme: Programme) -> None:
    trial = planned(cast, analysis="", waiting_weeks=4, opens_on=timezone.localdate())
    with pytest.raises(actions.NotPlannedYet) as refused:
        actions.fix_protocol(trial=trial, by=cast.eve)
    assert dict(refused.value.gaps) == {
        "analysis": "empty",
        "waiting_weeks": "asked_too_late",
        "opens_on": "opens_in_the_past",
    }


def test_without_a_time_that_both_groups_are_asked_at_there_is_nothing_to_fix(cast: Cast) -> None:
    found = dict(queries.gaps_of(planned(cast)))
    assert found == {"primary_wave": "not_asked_then"}


def test_a_fixed_plan_is_sealed_and_not_written_over(cast: Cast, programme: Programme) -> None:
    trial = fixed(cast)
    with pytest.raises(actions.AnotherTrial):
        planned(cast, title="Another one")
    assert actions.audit_log(trial) == []
    Trial.objects.filter(pk=trial.pk).update(people_planned=600)
    trial.refresh_from_db()
    assert "the plan was changed" in actions.audit_log(trial)[0].words


def test_whoever_is_to_wait_is_looked_for_from_their_day_on_and_is_told_so(
    cast: Cast, programme: Programme
) -> None:
    trial = fixed(cast)
    requests = [waiting(cast, f"Member {number}") for number in range(12)]
    arms = {request.pk: allocated(cast, trial, request).content["arm"] for request in requests}
    assert set(arms.values()) == {NOW, LATER}
    looked_for = set(may_be_proposed(programme).values_list("pk", flat=True))
    assert looked_for == {pk for pk, arm in arms.items() if arm == NOW}
    late = SupportRequest.objects.filter(pk__in=arms).exclude(pk__in=looked_for)
    for request in late:
        assert request.not_before == timezone.localdate() + timedelta(weeks=16)
        said = why_waiting(request)
        assert said is not None
        assert "chance" in said.why
    assert Notice.objects.filter(kind="trial_allocated").count() == 12
    late.update(not_before=timezone.localdate())
    assert may_be_proposed(programme).count() == 12


def test_somebody_who_cannot_wait_is_looked_for_and_stays_in_their_group(
    cast: Cast, programme: Programme
) -> None:
    trial = fixed(cast)
    lines = [allocated(cast, trial, waiting(cast, f"Member {number}")) for number in range(4)]
    later = next(line for line in lines if line.content["arm"] == LATER)
    address = f"/p/{programme.ref}/trial/early/{later.pk}/"
    cora = cast.client("cora")
    assert cora.post(address, {"why": ""}).status_code == 422
    assert cora.post(address, {"why": "It has become urgent."}).status_code == 302
    assert cora.post(address, {"why": "Twice"}).status_code == 404
    looked_for = may_be_proposed(programme).values_list("member__participant", flat=True)
    assert later.participant_id in looked_for
    assert queries.supported_early(trial) == 1
    assert actions.audit_log(trial) == []
    assert dict(queries.allocations(trial).values_list("pk", "content__arm"))[later.pk] == LATER


def test_the_two_groups_are_balanced_within_each_stratum(cast: Cast, programme: Programme) -> None:
    trial = fixed(cast)
    for number in range(12):
        allocated(cast, trial, waiting(cast, f"North {number}"), "north")
    arms = [line.content["arm"] for line in queries.allocations(trial)]
    # The largest block holds six.
    assert abs(arms.count(NOW) - arms.count(LATER)) <= 3


@pytest.mark.parametrize("why", ["baseline", "consent", "proposed"])
def test_chance_does_not_decide_before_everything_is_in_place(
    cast: Cast, programme: Programme, why: str
) -> None:
    trial = fixed(cast)
    request = waiting(cast, before=None if why == "baseline" else 5.0)
    if why == "consent":
        request.member.participant.consent_records.all().delete()
    if why == "proposed":
        SupportRequest.objects.filter(pk=request.pk).update(status="proposed")
    with pytest.raises(actions.CannotBeAllocated) as refused:
        allocated(cast, trial, request)
    assert refused.value.why == why


def test_nobody_is_allocated_twice_or_after_the_close(cast: Cast, programme: Programme) -> None:
    trial = fixed(cast)
    request = waiting(cast)
    allocated(cast, trial, request)
    with pytest.raises(actions.CannotBeAllocated):
        allocated(cast, trial, request)
    actions.close_allocation(trial=trial, by=cast.eve)
    with pytest.raises(actions.TrialMoved):
        allocated(cast, trial, waiting(cast, "Somebody new"))


def test_the_database_refuses_to_change_a_line(cast: Cast, programme: Programme) -> None:
    trial = fixed(cast)
    line = allocated(cast, trial, waiting(cast))
    with pytest.raises(Error, match="never changed"), transaction.atomic():
        TrialLine.objects.filter(pk=line.pk).update(content={**line.content, "arm": NOW})
    TrialLine.objects.filter(number=1).delete()
    assert actions.audit_log(trial)
    with pytest.raises(actions.LogBroken):
        allocated(cast, trial, waiting(cast, "Somebody new"))


def test_the_files_of_a_closed_trial_pass_the_audit_of_the_command_line(
    cast: Cast, programme: Programme, tmp_path, capsys
) -> None:
    trial = fixed(cast)
    for number in range(7):
        allocated(cast, trial, waiting(cast, f"Member {number}"), "south")
    eve = cast.client("eve")
    assert eve.get(f"/p/{programme.ref}/trial/files/secret/").status_code == 404
    actions.close_allocation(trial=trial, by=cast.eve)
    for what in ("log", "public", "secret"):
        answer = eve.get(f"/p/{programme.ref}/trial/files/{what}/")
        (tmp_path / what).write_bytes(b"".join(answer.streaming_content))
    files = [f"--{what}={tmp_path / what}" for what in ("log", "public", "secret")]
    assert main_randomise(["audit", *files, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["allocated"]) == (True, 7)


def compared(cast: Cast, effect: float, people: int = 60) -> Trial:
    """A trial with answers of everybody; loneliness of those supported at once is lower by `effect`."""
    trial = fixed(cast)
    for number in range(people):
        request = waiting(cast, f"Member {number}", before=5.0 + number % 5)
        line = allocated(cast, trial, request, "north" if number % 2 else "south")
        after = 5.0 + number % 5 + (number % 3) / 2 - (effect if line.content["arm"] == NOW else 0)
        scored(request.member, WAVE, after)
    return trial


def opened(trial: Trial) -> Trial:
    """The day on which outcomes open has come."""
    Trial.objects.filter(pk=trial.pk).update(opens_on=timezone.localdate())
    trial.refresh_from_db()
    return trial


def test_outcomes_are_seen_from_their_day_on_with_letters_until_somebody_asks(
    cast: Cast, programme: Programme
) -> None:
    trial = compared(cast, effect=2.0)
    eve = cast.client("eve")
    assert comparison_of(trial) is None
    assert "Outcomes open on" in eve.get(f"/p/{programme.ref}/trial/").content.decode()
    results = eve.get(f"/p/{programme.ref}/results/").content.decode()
    assert "How members changed is not shown yet" in results
    assert 'id="members"' not in results
    found = comparison_of(opened(trial))
    assert found is not None
    assert found.blinded
    assert "Group A, compared with Group B" in found.sentences[0]
    actions.tell_groups_apart(trial=trial, reason="The analysis is written down.", by=cast.eve)
    found = comparison_of(trial)
    assert found is not None
    assert found.sentences[1] == (
        "Those offered support at once did better by more than the smallest difference that matters."
    )
    assert 'id="members"' in eve.get(f"/p/{programme.ref}/results/").content.decode()


def test_the_letters_say_the_same_as_the_names(cast: Cast, programme: Programme) -> None:
    trial = opened(compared(cast, effect=2.0))
    seed = trial.secret.content["seed"]
    said = set()
    for first in "01":
        trial.secret.content["seed"] = first + seed[1:]
        found = comparison_of(trial)
        assert found is not None
        said.add(found.sentences[1])
    assert said == {
        "Group A did better by more than the smallest difference that matters.",
        "Group A did worse by more than the smallest difference that matters.",
    }


def test_too_few_people_show_no_difference(cast: Cast, programme: Programme) -> None:
    found = comparison_of(opened(compared(cast, effect=2.0, people=14)))
    assert found is not None
    assert found.sentences == ()
    assert "no difference is shown" in found.why_not


def test_whoever_plans_does_not_allocate_and_sees_no_arm(cast: Cast, programme: Programme) -> None:
    trial = fixed(cast)
    request = waiting(cast)
    allocated(cast, trial, request)
    assert cast.client("eve").get(f"/p/{programme.ref}/trial/allocate/").status_code == 404
    assert cast.client("cora").get(f"/p/{programme.ref}/trial/plan/").status_code == 404
    page = cast.client("eve").get(f"/p/{programme.ref}/trial/").content.decode()
    assert request.member.participant.name not in page
    seed = trial.secret.content["seed"]
    for who in ("eve", "cora"):
        assert seed not in cast.client(who).get(f"/p/{programme.ref}/trial/").content.decode()


def test_a_coordinator_lets_chance_decide_on_the_page(cast: Cast, programme: Programme) -> None:
    fixed(cast)
    request = waiting(cast)
    cora = cast.client("cora")
    listed = f"/p/{programme.ref}/trial/allocate/"
    assert request.member.participant.name in cora.get(listed).content.decode()
    address = f"{listed}{request.pk}/"
    typed = _day("eligible_on")
    refused = cora.post(address, typed)
    assert refused.status_code == 422
    typed |= _day("agreed_on")
    assert cora.post(address, {**typed, "stratum_0": "north"}).status_code == 302
    assert cora.post(address, {**typed, "stratum_0": "north"}).status_code == 404
    assert TrialLine.objects.filter(event="allocated").count() == 1


def _day(name: str) -> dict[str, str]:
    today: date = timezone.localdate()
    return {f"{name}_day": str(today.day), f"{name}_month": str(today.month), f"{name}_year": str(today.year)}
