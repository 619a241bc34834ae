"""A practice from the first post to the closed case: by the real door, on the real desk, and in nobody's figures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.evaluation.queries.facts import _concerns
from alongside.jobs.actions import run_due_duties
from alongside.notify.models import Notice
from alongside.programmes.actions import StateChanged, grant_role
from alongside.roles.permissions import Role
from alongside.safeguarding.actions.cases import (
    close_case,
    join_case,
    open_case,
    plan_next_step,
    propose_closing,
    write_note,
)
from alongside.safeguarding.actions.concerns import (
    acknowledge_concern,
    answer_concern,
    escalate_concerns,
    say_whom_it_is_about,
)
from alongside.safeguarding.actions.on_call import answer_alarm, ring_on_call
from alongside.safeguarding.actions.rehearsals import RehearsalRuns, begin_rehearsal, end_rehearsal
from alongside.safeguarding.actions.words_waiting import switch_triage
from alongside.safeguarding.core.rehearsals import SCENARIOS, Fact, steps
from alongside.safeguarding.models import (
    Alarm,
    AlarmCall,
    CaseNote,
    Concern,
    Incoming,
    Rehearsal,
    SafeguardingCase,
)
from alongside.safeguarding.queries import desk_lanes, figures_of
from alongside.safeguarding.queries.rehearsals import drill_report
from tests import factories as house
from tests.safeguarding import factories

if TYPE_CHECKING:
    from tests.conftest import Cast

STEPS = (
    "noticed",
    "told",
    "sent",
    "answered",
    "in_hand",
    "case",
    "fact",
    "others_told",
    "decision",
    "written_back",
    "proposed",
    "closed",
)


@pytest.fixture
def night(cast: Cast) -> Cast:
    """Sasha and Winston lead, and are on call in this order."""
    cast.people["winston"] = house.person("winston")
    grant_role(
        person=cast.people["winston"], organisation=cast.harbour, role=Role.SAFEGUARDING_LEAD, by=cast.ada
    )
    factories.on_call(cast)
    factories.on_call(cast, cast.people["winston"])
    return cast


def states(report: dict[str, Any]) -> dict[str, str]:
    return {row["key"]: row["state"] for row in report["steps"]}


def see_it_through(cast: Cast, rehearsal: Rehearsal) -> SafeguardingCase:
    concern = rehearsal.concerns.get()
    answer_alarm(alarm=concern.alarm, by=cast.sasha, how="link")
    acknowledge_concern(concern=concern, by=cast.sasha)
    concern.refresh_from_db()
    case = open_case(concern=concern, by=cast.sasha)
    for kind in (CaseNote.Kind.FACT, CaseNote.Kind.TOLD):
        write_note(case=case, kind=kind, words="Practised", by=cast.sasha)
    plan_next_step(case=case, words="Ring tomorrow", on=timezone.localdate(), owner=cast.sasha, by=cast.sasha)
    concern.refresh_from_db()
    answer_concern(concern=concern, answer="We are here.", by=cast.sasha)
    propose_closing(case=case, reason="Practised", by=cast.sasha)
    close_case(case=case, by=cast.people["winston"])
    return case


@pytest.mark.parametrize("scenario", [each.id for each in SCENARIOS])
def test_each_made_up_post_is_found_by_the_real_rules_and_is_an_urgent_concern(
    night: Cast, scenario: str
) -> None:
    rehearsal = factories.rehearsal(night, scenario)
    found = Incoming.objects.get(rehearsal=rehearsal)
    assert (found.lane, found.subject) == ("P1", f"safeguarding.rehearsal:{rehearsal.pk}")
    concern = rehearsal.concerns.get()
    assert concern == found.concern
    assert (concern.urgency, concern.about, concern.raised_by) == ("now", None, None)
    assert [call.person for call in AlarmCall.objects.all()] == [night.sasha]


def test_report_says_who_did_what_when_and_what_was_missed(night: Cast) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        rehearsal = factories.rehearsal(night)
    with time_machine.travel(start + timedelta(minutes=6), tick=False):
        ring_on_call()
    with time_machine.travel(start + timedelta(minutes=20), tick=False):
        see_it_through(night, rehearsal)
        end_rehearsal(rehearsal=rehearsal, by=night.sasha)
    report = rehearsal.report
    assert tuple(row["key"] for row in report["steps"]) == STEPS
    by_key = {row["key"]: row for row in report["steps"]}
    assert (by_key["told"]["who"], by_key["told"]["state"]) == ("Sasha", "in_time")
    assert (by_key["answered"]["minutes"], by_key["answered"]["state"]) == (20, "late")
    assert by_key["closed"]["who"] == "Winston"
    assert by_key["closed"]["state"] == "done"
    assert [row["name"] for row in report["told"]][:2] == ["Sasha", "Winston"]
    assert "one_channel" in report["findings"]
    assert "no_chain" not in report["findings"]


def test_what_nobody_did_is_missed_and_not_left_out(night: Cast) -> None:
    rehearsal = factories.rehearsal(night)
    end_rehearsal(rehearsal=rehearsal, by=night.sasha)
    assert {key for key, state in states(rehearsal.report).items() if state == "missed"} >= {
        "answered",
        "in_hand",
        "case",
        "closed",
    }
    page = night.client("sasha").get(
        reverse("safeguarding:rehearsal", args=[night.coaching.ref, rehearsal.pk])
    )
    assert "not done" in page.content.decode()


def test_nothing_of_it_touches_figures_files_or_people(night: Cast) -> None:
    before = figures_of(night.coaching), _concerns(night.coaching, None)
    rehearsal = factories.rehearsal(night)
    case = see_it_through(night, rehearsal)
    assert (figures_of(night.coaching), _concerns(night.coaching, None)) == before
    concern = rehearsal.concerns.get()
    with pytest.raises(StateChanged):
        say_whom_it_is_about(concern=concern, about=night.mia_participant, by=night.sasha)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(about=night.mia_participant)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafeguardingCase.objects.filter(pk=case.pk).update(about=night.mia_participant)
    heard = set(Notice.objects.filter(key__contains="concern").values_list("recipient_name", flat=True))
    assert heard <= {"Sasha", "Winston"}


def test_practice_and_real_are_never_joined(night: Cast) -> None:
    real = factories.case(night)
    rehearsal = factories.rehearsal(night)
    concern = rehearsal.concerns.get()
    acknowledge_concern(concern=concern, by=night.sasha)
    concern.refresh_from_db()
    with pytest.raises(StateChanged):
        join_case(concern=concern, case=real, by=night.sasha)
    page = night.client("sasha").get(reverse("safeguarding:concern", args=[night.coaching.ref, concern.pk]))
    assert f'<option value="{real.pk}"' not in page.content.decode()


def test_every_letter_of_it_says_so(night: Cast) -> None:
    rehearsal = factories.rehearsal(night)
    with time_machine.travel(rehearsal.concerns.get().due_at + timedelta(minutes=1), tick=False):
        ring_on_call()
        escalate_concerns()
    letters = list(
        Notice.objects.filter(
            kind__in=["concern_raised", "concern_overdue", "on_call_alarm", "concern_still_unseen"]
        )
    )
    assert {letter.kind for letter in letters} == {
        "concern_raised",
        "concern_overdue",
        "on_call_alarm",
        "concern_still_unseen",
    }
    for letter in letters:
        assert letter.subject.startswith("Practice: ")
        assert "This is a practice. Nobody is in danger." in letter.words


def test_no_real_letter_says_so(night: Cast) -> None:
    factories.concern(night, urgency="now")
    assert not Notice.objects.filter(words__contains="practice").exists()


def test_every_page_of_it_says_so(night: Cast) -> None:
    rehearsal = factories.rehearsal(night)
    concern = rehearsal.concerns.get()
    client = night.client("sasha")
    ref = night.coaching.ref
    desk = client.get(reverse("safeguarding:desk", args=[ref])).content.decode()
    assert "This is a practice" in desk
    page = client.get(reverse("safeguarding:concern", args=[ref, concern.pk])).content.decode()
    assert "This is a practice" in page
    assert "Which participant is it about?" not in page
    acknowledge_concern(concern=concern, by=night.sasha)
    concern.refresh_from_db()
    case = open_case(concern=concern, by=night.sasha)
    assert (
        "This is a practice" in client.get(reverse("safeguarding:case", args=[ref, case.pk])).content.decode()
    )


def test_when_it_is_over_it_is_off_the_desk_and_calls_nobody(night: Cast) -> None:
    rehearsal = factories.rehearsal(night)
    end_rehearsal(rehearsal=rehearsal, by=night.sasha)
    assert [lane.concerns for lane in desk_lanes(Concern.objects.all())] == [[], [], []]
    told = Notice.objects.count()
    with time_machine.travel(timezone.now() + timedelta(hours=30), tick=False):
        ring_on_call()
        escalate_concerns()
    assert Notice.objects.count() == told
    assert AlarmCall.objects.count() == 1


def test_a_forgotten_practice_is_over_by_itself(night: Cast) -> None:
    rehearsal = factories.rehearsal(night)
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=1), tick=False):
        run_due_duties()
    rehearsal.refresh_from_db()
    assert rehearsal.ended_at is not None
    assert rehearsal.ended_by is None
    assert states(rehearsal.report)["in_hand"] == "missed"


def test_one_at_a_time_and_one_end(night: Cast) -> None:
    rehearsal = factories.rehearsal(night)
    with pytest.raises(RehearsalRuns):
        begin_rehearsal(programme=night.coaching, scenario="urge", by=night.sasha)
    end_rehearsal(rehearsal=rehearsal, by=night.sasha)
    with pytest.raises(StateChanged):
        end_rehearsal(rehearsal=rehearsal, by=night.people["winston"])
    factories.rehearsal(night)


def test_report_is_never_changed_and_a_practice_never_deleted(night: Cast) -> None:
    rehearsal = factories.rehearsal(night)
    end_rehearsal(rehearsal=rehearsal, by=night.sasha)
    for deed in (
        lambda: Rehearsal.objects.filter(pk=rehearsal.pk).update(report={}),
        lambda: Rehearsal.objects.filter(pk=rehearsal.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_concerns_are_kept_as_before_the_migration(night: Cast) -> None:
    """SQLite forgets triggers when it rebuilds a table."""
    made = factories.concern(night)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=made.pk).update(words="Nothing happened")
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=made.pk)._raw_delete("default")


def test_where_the_program_is_off_people_practise_all_the_same_and_the_report_says_so(night: Cast) -> None:
    switch_triage(programme=night.coaching, is_on=False, why="We read everything", by=night.sasha)
    rehearsal = factories.rehearsal(night)
    assert rehearsal.concerns.get().urgency == "now"
    report = drill_report(rehearsal)
    assert states(report)["noticed"] == "missed"
    assert "triage_off" in report["findings"]


def test_without_a_chain_the_report_says_so(cast: Cast) -> None:
    report = drill_report(factories.rehearsal(cast))
    assert {"no_chain", "one_lead"} <= set(report["findings"])
    assert not Alarm.objects.exists()
    assert states(report)["told"] == "in_time"


def test_page_leads_from_step_to_step(night: Cast) -> None:
    rehearsal = factories.rehearsal(night)
    client = night.client("sasha")
    page = reverse("safeguarding:rehearsal", args=[night.coaching.ref, rehearsal.pk])
    assert "Look at the concern" in client.get(page).content.decode()
    concern = rehearsal.concerns.get()
    acknowledge_concern(concern=concern, by=night.sasha)
    assert "Open a case from the concern" in client.get(page).content.decode()
    concern.refresh_from_db()
    open_case(concern=concern, by=night.sasha)
    assert "in the person’s own words" in client.get(page).content.decode()


def test_a_scenario_that_is_none_is_told_at_the_field(night: Cast) -> None:
    page = reverse("safeguarding:rehearsals", args=[night.coaching.ref])
    assert night.client("sasha").post(page, {"scenario": "fire"}).status_code == 422
    assert not Rehearsal.objects.exists()


def test_a_step_within_its_target_is_in_time_and_rounded_up() -> None:
    start = timezone.now()
    [row] = steps(start, [Fact("told", start + timedelta(seconds=61), "Sasha", 2)])
    assert (row["minutes"], row["state"]) == (2, "in_time")
    [row] = steps(start, [Fact("told", start + timedelta(seconds=121), "Sasha", 2)])
    assert row["state"] == "late"
