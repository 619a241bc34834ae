"""Reporting checklists: filled with what is on record, "Not recorded" elsewhere, and nothing where people do not add up."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from docx import Document

from alongside.evaluation.actions import trials
from alongside.evaluation.core.checklists import CHECKLISTS
from alongside.evaluation.core.disclosure import OPEN_RULE
from alongside.evaluation.models import Trial, TrialLine
from alongside.evaluation.queries.checklists import facts
from alongside.evaluation.queries.checklists import trial as trial_facts
from alongside.evaluation.queries.checklists.filled import as_markdown, filled
from alongside.evaluation.queries.checklists.known import Known
from alongside.evaluation.queries.checklists.schedule import schedule_of
from alongside.evaluation.queries.trials import trial_of
from alongside.matching.actions import request_support
from alongside.measures.core import instruments
from alongside.programmes.core.describing import Chapter, Description, Told
from alongside.programmes.core.report import tidier
from alongside.programmes.models import Member
from alongside.programmes.queries import definition_of
from tests import factories as people
from tests.conftest import Cast
from tests.evaluation import factories
from tests.evaluation.trial_plan import ANSWERS, WAVE, asked_after_twelve_weeks, scored

HOW_MANY = {"consort": 42, "strobe": 22, "harms": 10, "gripp2": 5, "cheers": 28}


def known(cast: Cast) -> Known:
    return Known(cast.coaching, timezone.localdate())


def by_number(cast: Cast, which: str) -> dict[str, tuple[str, ...]]:
    told = filled(CHECKLISTS[which], known(cast))
    return {item.number: item.lines for part in told.parts for item in part.items}


def fixed(cast: Cast) -> Trial:
    asked_after_twelve_weeks(cast)
    opens = timezone.localdate() + timedelta(days=200)
    trials.plan_trial(programme=cast.coaching, answers={**ANSWERS, "opens_on": opens}, by=cast.eve)
    trial = trial_of(cast.coaching)
    assert trial
    return trials.fix_protocol(trial=trial, by=cast.eve)


def allocated(cast: Cast, trial: Trial, count: int) -> list[TrialLine]:
    today, lines = timezone.localdate(), []
    for _number in range(count):
        member = people.member(cast.coaching)
        factories.agrees(cast.coaching, member.participant)
        scored(member, "baseline", 5.0, is_baseline=True)
        request = request_support(member=member, by=cast.cora)
        line = trials.allocate(
            trial=trial,
            request=request,
            levels={"Town": "north"},
            eligible_on=today,
            agreed_on=today,
            by=cast.cora,
        )
        lines.append(line)
    return lines


@pytest.mark.parametrize(("which", "count"), HOW_MANY.items())
def test_every_item_of_a_checklist_is_there_once(which: str, count: int) -> None:
    numbers = [item.number for part in CHECKLISTS[which].parts for item in part.items]
    assert len(numbers) == len(set(numbers)) == count


def test_every_answer_is_a_fact_or_stands_in_a_definition(cast: Cast) -> None:
    codes = {row.code for section in tidier(definition_of(cast.coaching)) for row in section.rows}
    wanted = {
        name
        for each in CHECKLISTS.values()
        for part in each.parts
        for item in part.items
        for name in item.answers
    }
    known_facts = {f"{name}!" for name in (*facts.FACTS, *trial_facts.TRIAL_FACTS)}
    assert {name for name in wanted if name.endswith("!")} <= known_facts
    paths = {name for name in wanted if not name.endswith("!")}
    assert {
        path for path in paths if not any(code == path or code.startswith(f"{path}.") for code in codes)
    } == set()
    assert known_facts <= wanted


def test_what_nobody_knows_is_not_recorded(cast: Cast) -> None:
    found = by_number(cast, "strobe")
    assert found["22"] == found["20"] == found["17"] == ()
    text = (
        cast.client("eve")
        .get(reverse("evaluation:checklist", args=[cast.coaching.ref, "strobe"]))
        .content.decode()
    )
    assert text.count("Not recorded") >= sum(not lines for lines in found.values())


def test_flow_and_changes_are_those_of_the_result_page(cast: Cast) -> None:
    factories.lively(cast.coaching, cast.cora)
    page = known(cast).page
    assert page
    found = by_number(cast, "strobe")
    assert len(found["13"]) == len(page.flow.boxes)
    assert str(page.flow.boxes[0].number) in found["13"][0]
    assert len(found["16"]) == len([one for one in page.members.measures if one.change.asked])
    harms = by_number(cast, "harms")
    assert any("Concerns raised" in line for line in harms["8"])


def test_numbers_that_do_not_add_up_are_not_printed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Known, "fault", "Box 'invited' holds 3 people, but 2 are accounted for")
    for form in ("", "docx", "md"):
        name, more = ("checklist_file", [form]) if form else ("checklist", [])
        answer = cast.client("eve").get(
            reverse(f"evaluation:{name}", args=[cast.coaching.ref, "strobe", *more])
        )
        text = answer.content.decode()
        assert "The numbers do not add up" in text
        assert "Box &#x27;invited&#x27;" in text
        assert "Not recorded" not in text


def test_consort_is_there_once_a_plan_is_fixed(cast: Cast) -> None:
    address = reverse("evaluation:checklist", args=[cast.coaching.ref, "consort"])
    assert cast.client("eve").get(address).status_code == 404
    trial = fixed(cast)
    found = by_number(cast, "consort")
    assert trial.digest in found["3"][0]
    assert found["7"] == (ANSWERS["question"],)
    assert found["5a"] == ()
    assert cast.client("eve").get(address).status_code == 200


def test_everybody_allocated_is_analysed_or_missing_for_a_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_facts, "rule_of", lambda _programme: OPEN_RULE)
    trial = fixed(cast)
    lines = allocated(cast, trial, 12)
    for line in lines[:9]:
        scored(Member.objects.get(participant=line.participant), WAVE, 4.0)
    arms = trial_facts.flow_of(trial)
    assert sum(arm.allocated or 0 for arm in arms) == 12
    for arm in arms:
        assert arm.allocated == (arm.analysed or 0) + sum(count or 0 for count in arm.missing.values())
    assert sum(arm.analysed or 0 for arm in arms) == 9
    assert sum(arm.missing["not_asked"] or 0 for arm in arms) == 3
    # Who had contacts would tell which group is which, and outcomes are sealed.
    told = " ".join(by_number(cast, "consort")["22a"])
    assert "had a contact" not in told
    assert "analysed" not in told


def test_small_groups_of_a_trial_are_hidden(cast: Cast) -> None:
    trial = fixed(cast)
    allocated(cast, trial, 4)
    assert {
        count for arm in trial_facts.flow_of(trial) for count in (arm.allocated, *arm.missing.values())
    } <= {None, 0}


def test_allocation_of_nobody_stops_the_report(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = fixed(cast)
    rows = TrialLine.objects.filter(pk__in=[line.pk for line in allocated(cast, trial, 2)])
    doubled = [*rows, *rows]
    monkeypatch.setattr(
        trial_facts,
        "allocations",
        lambda _trial: type(
            "Rows",
            (),
            {"values_list": lambda *_names: [(line.participant_id, line.content["arm"]) for line in doubled]},
        ),
    )
    text = (
        cast.client("eve")
        .get(reverse("evaluation:checklist", args=[cast.coaching.ref, "consort"]))
        .content.decode()
    )
    assert "The numbers do not add up" in text


def test_a_document_holds_the_same_as_the_page(cast: Cast) -> None:
    factories.lively(cast.coaching, cast.cora)
    address = reverse("evaluation:checklist_file", args=[cast.coaching.ref, "strobe", "docx"])
    word = Document(io.BytesIO(cast.client("eve").get(address).content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    told = filled(CHECKLISTS["strobe"], known(cast))
    for part in told.parts:
        for item in part.items:
            place = cells.index(f"{item.number} {item.asks}")
            assert cells[place + 1] == ("\n".join(item.lines) or "Not recorded")
    markdown = cast.client("eve").get(address.replace("docx", "md")).content.decode()
    assert markdown.count("**") == 2 * told.of
    assert cast.client("eve").get(address.replace("docx", "pdf")).status_code == 404


def test_nothing_that_is_said_starts_markup() -> None:
    nasty = Description("T", "L", (Chapter("C", (Told("1 A", ("# no\n- [x](javascript:y) <b> *z*",)),)),))
    assert "- \\# no - \\[x\\](javascript:y) \\<b\\> \\*z\\*" in as_markdown(nasty)


def test_schedule_has_each_measure_at_its_times(cast: Cast) -> None:
    address = reverse("evaluation:schedule", args=[cast.coaching.ref])
    text = cast.client("eve").get(address).content.decode()
    definition = definition_of(cast.coaching)
    titles = {each.id: each.title for each in instruments()}
    for wave in definition.measures:
        assert all(escape(titles[name]) in text for name in wave.instruments)
    members = [row for row in schedule_of(definition, None).rows if row[0]["text"].startswith("the member")]
    wanted = {
        name: [
            wave for wave in definition.measures if wave.respondent == "member" and name in wave.instruments
        ]
        for name in titles
    }
    for name, waves in wanted.items():
        if waves:
            (row,) = [row for row in members if titles[name] in row[0]["text"].partition(": ")[2].split("; ")]
            assert sum(cell["text"] == "×" for cell in row) == len(waves)
    assert "Chance decides" not in text
    fixed(cast)
    assert "Chance decides" in cast.client("eve").get(address).content.decode()
