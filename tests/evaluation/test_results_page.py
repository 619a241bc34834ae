"""The result page: what it says, what it hides, and that it stays quick and honest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.evaluation.actions.results import ask_for_result, work_out_result_job
from alongside.evaluation.models import Result
from alongside.evaluation.queries import results as queries
from alongside.evaluation.queries.facts import facts_of
from alongside.evaluation.queries.parts import EVERYBODY, parts_of
from alongside.evaluation.queries.results import Outcome, outcome_of, part_named, result_of, work_out
from alongside.matching.models import Relationship, RelationshipSide
from alongside.measures.models import Response
from alongside.programmes.actions import add_intake, put_into_intake
from alongside.programmes.models import Member, Organisation, Participant
from tests.conftest import Cast
from tests.evaluation import factories

AS_OF = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    """The story has its dates; on a later day more of it would be over than the tests say."""
    with time_machine.travel(datetime(AS_OF.year, AS_OF.month, AS_OF.day, 12, tzinfo=UTC), tick=True):
        yield


def page_of(cast: Cast, name: str = "eve", query: str = ""):
    return cast.client(name).get(reverse("evaluation:results", kwargs={"ref": cast.coaching.ref}) + query)


def everybody(cast: Cast, on: date = AS_OF) -> Outcome:
    return work_out(cast.coaching, part_named(cast.coaching, EVERYBODY), on)


def matched_and_asked(cast: Cast, people: int, supporters: int = 2) -> list[Member]:
    """People who were matched, had support, and answered before and after it: each two points better."""
    known = [factories.a_supporter(cast.coaching, f"Sol {number}") for number in range(supporters)]
    members = [factories.a_member(cast.coaching, f"Amina {number}") for number in range(people)]
    for number, member in enumerate(members):
        match = factories.a_match(member, known[number % supporters], on=AS_OF - timedelta(days=80))
        factories.contacts(match, 6)
        Relationship.objects.filter(pk=match.pk).update(first_contact_on=match.started_on)
        for wave, gain, on in (
            ("baseline", 0, match.started_on - timedelta(days=3)),
            ("week-8", 2, AS_OF - timedelta(days=15)),
        ):
            factories.asked(
                cast.coaching,
                member.participant,
                wave=wave,
                instrument="semcd_6",
                score=4.0 + gain + (number % 3) * (0.5 if gain else 1),
                on=on,
            )
    return members


def test_page_says_what_kind_of_result_it_is(cast: Cast) -> None:
    factories.lively(cast.coaching, cast.cora, people=60)
    response = page_of(cast)
    text = response.content.decode()
    assert "Described: no comparison group" in text
    assert "It cannot say why people changed:" in text
    for word in ("impact", "because of", "significant"):
        assert word not in text.lower().replace("not because", "")
    result = response.context["result"]
    stamp = response.context["outcome"].stamp
    pictures = [result.flow, *result.dose, *(block.picture for block in result.members + result.supporters)]
    assert len(pictures) == 3 + 4 + 3
    for picture in pictures:
        assert picture.table.rows
        assert stamp in picture.rests_on
        assert picture.figure.svg in text


def test_each_figure_on_a_page_has_its_own_id(cast: Cast) -> None:
    factories.lively(cast.coaching, cast.cora, people=60)
    text = page_of(cast).content.decode()
    ids = [part.split('"')[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_nobody_there_yet_is_said_plainly(cast: Cast) -> None:
    Member.objects.all().delete()
    response = page_of(cast)
    assert "Nobody is here yet" in response.content.decode()
    assert "result" not in response.context


def test_change_is_shown_with_interval_missing_and_supporters(cast: Cast) -> None:
    cast.mia_member.delete()  # alone without an answer, she would be worked out from the others
    matched_and_asked(cast, 12, supporters=9)
    block = page_of(cast).context["result"].members[0]
    assert block.main
    assert block.spans[0].sentences[0].startswith("Probably between")
    assert "With so few people we can describe, not conclude." in block.spans[0].sentences
    assert "All 12 people who were asked answered both times." in block.spans[0].sentences
    assert "reliability of 0.91" in block.basis
    assert block.spans[1].too_early
    assert page_of(cast).context["result"].clusters.startswith("Results come from 9 supporters")


def test_measure_without_a_published_reliability_says_so(cast: Cast) -> None:
    matched_and_asked(cast, 12)
    Response.objects.update(instrument="ucla_3")
    blocks = page_of(cast).context["result"].members
    loneliness = next(block for block in blocks if block.title.startswith("UCLA"))
    assert loneliness.spans[0].reliable is None
    assert "no published reliability" in loneliness.basis


def test_few_people_get_no_number(cast: Cast) -> None:
    matched_and_asked(cast, 9)
    block = page_of(cast).context["result"].members[0]
    assert block.spans[0].sentences[0].startswith("Too few people answered both times")
    assert block.picture.table.rows[0][2]["text"] == "too few people to show"


def test_organisation_chooses_how_small_a_group_may_be(cast: Cast) -> None:
    matched_and_asked(cast, 5)
    assert page_of(cast).context["result"].people == "hidden"
    Organisation.objects.filter(pk=cast.harbour.pk).update(small_cell_threshold=2)
    assert page_of(cast).context["result"].people == "6"  # mia is there too


def test_withdrawn_consent_leaves_the_outcomes_and_stays_in_the_flow(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.harbour.pk).update(small_cell_threshold=2)
    cast.coaching.refresh_from_db()
    cast.mia_member.delete()
    members = matched_and_asked(cast, 14)
    before = everybody(cast).page
    for member in members[:2]:
        factories.consent(cast.coaching, member.participant, purpose="research_use", given=False, on=AS_OF)
    after = everybody(cast).page
    assert before is not None
    assert after is not None
    assert before.flow.boxes[0].number == after.flow.boxes[0].number == 14
    assert [(before.members.not_usable, before.members.measures[0].change.n)] == [(0, 14)]
    assert [(after.members.not_usable, after.members.measures[0].change.n)] == [(2, 12)]


def test_one_person_without_consent_cannot_be_worked_out(cast: Cast) -> None:
    matched_and_asked(cast, 12)
    page = everybody(cast).page
    assert page is not None
    assert page.flow.boxes[0].number == 13
    assert (page.members.not_usable, page.members.measures[0].change.n) == (None, None)


def test_answers_that_turn_out_to_be_later_than_the_first_contact_are_no_baseline(cast: Cast) -> None:
    matched_and_asked(cast, 12)
    answered = Response.objects.filter(wave="baseline").values_list("answered_on", flat=True)[0]
    Relationship.objects.update(first_contact_on=answered)  # written down late
    page = everybody(cast).page
    assert page is not None
    assert page.members.measures[0].change.n == 0


def test_made_up_and_merged_people_do_not_count(cast: Cast) -> None:
    members = matched_and_asked(cast, 12)
    Participant.objects.filter(pk=members[0].participant_id).update(is_test=True)
    Participant.objects.filter(pk=members[1].participant_id).update(merged_into=members[2].participant_id)
    page = everybody(cast).page
    assert page is not None
    assert page.flow.boxes[0].number == 11


@pytest.mark.parametrize("people", [1, 3, 12])
def test_number_of_queries_does_not_grow_with_people(cast: Cast, people: int) -> None:
    matched_and_asked(cast, people)
    part = part_named(cast.coaching, EVERYBODY)
    with CaptureQueriesContext(connection) as asked:
        work_out(cast.coaching, part, AS_OF)
    assert len(asked) == 18


def test_people_and_matches_that_do_not_add_up_are_a_fault_in_words(cast: Cast) -> None:
    """Two members in one match, where roles are fixed: more people were matched than there are matches."""
    matched_and_asked(cast, 12)
    match = Relationship.objects.create(
        programme=cast.coaching, started_on=factories.FIRST_DAY, planned_end_on=AS_OF
    )
    for name in ("Ines", "Jo"):
        member = factories.a_member(cast.coaching, name)
        RelationshipSide.objects.create(
            relationship=match, participant=member.participant, member=member, role="both"
        )
    response = page_of(cast)
    assert response.status_code == 200
    assert "The numbers do not add up" in response.content.decode()
    assert "<svg xmlns" not in response.content.decode()
    assert "result" not in response.context


def test_who_was_never_asked_though_the_time_came_is_missing(cast: Cast) -> None:
    cast.mia_member.delete()
    members = matched_and_asked(cast, 24)
    silent = [member.participant_id for member in members[:12]]
    Response.objects.filter(participant__in=silent, wave="week-8").delete()
    page = everybody(cast).page
    assert page is not None
    end = next(one for one in page.members.measures if (one.instrument, one.span) == ("semcd_6", "end"))
    assert (end.change.asked, end.change.n) == (24, 12)
    assert [(one.reason, one.number) for one in end.missing] == [("not_asked", 12)]


def test_who_can_still_answer_is_not_missing(cast: Cast) -> None:
    cast.mia_member.delete()
    members = matched_and_asked(cast, 24)
    today = timezone.localdate()
    late = [member.participant_id for member in members[:12]]
    Response.objects.filter(participant__in=late, wave="week-8").update(
        closes_on=today, status="due", score=None, answered_on=None, completed_at=None, instrument_hash=""
    )
    Relationship.objects.filter(sides__participant__in=late).update(started_on=today - timedelta(days=60))
    page = everybody(cast, on=today).page
    assert page is not None
    assert (page.members.measures[0].change.asked, page.members.measures[0].change.n) == (12, 12)
    assert (page.members.being_asked["end"], page.members.not_yet["end"]) == (12, 0)
    block = page_of(cast).context["result"].members[0]
    assert block.spans[0].still.startswith("Not counted, and not missing: 12 who can still answer")


def test_the_head_of_the_page_says_in_words_what_stands_below(cast: Cast) -> None:
    cast.mia_member.delete()
    matched_and_asked(cast, 12, supporters=9)
    response = page_of(cast)
    points = {point.about: " ".join(point.sentences) for point in response.context["result"].in_short}
    assert points["What happened"].startswith("12 people came in. 12 were matched.")
    assert "Probably between" in points["How members changed"]
    assert "All 12 people who were asked answered both times." in points["How members changed"]
    text = response.content.decode()
    for place in ("people", "support", "members", "supporters", "harms"):
        assert f'href="#{place}"' in text
        assert f'id="{place}"' in text


def test_measures_are_folded_under_what_came_of_them(cast: Cast) -> None:
    cast.mia_member.delete()
    matched_and_asked(cast, 12, supporters=9)
    blocks = page_of(cast).context["result"].members
    assert blocks[0].finding.endswith("points better")
    assert {block.finding for block in blocks[1:]} == {"too few people to show"}


def test_part_is_offered_only_when_it_and_the_rest_are_large_enough(cast: Cast) -> None:
    intake = add_intake(
        programme=cast.coaching, name="Spring", starts_on=factories.FIRST_DAY, ends_on=None, by=cast.ada
    )
    for number in range(9):
        put_into_intake(place=factories.a_member(cast.coaching, f"In {number}"), intake=intake, by=cast.cora)
    assert [part.key for part in parts_of(cast.coaching)] == [EVERYBODY]
    for number in range(8):
        factories.a_member(cast.coaching, f"Out {number}")
    assert [part.key for part in parts_of(cast.coaching)] == [EVERYBODY, f"intake-{intake.pk}"]
    page = page_of(cast, query=f"?who=intake-{intake.pk}")
    assert (page.context["part"].label, page.context["result"].people) == ("Spring", "9")
    assert page_of(cast, query="?who=intake-0").context["part"].key == EVERYBODY


def test_many_people_are_worked_out_apart_and_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    matched_and_asked(cast, 12)
    monkeypatch.setattr(queries, "MANY", 10)
    first = page_of(cast)
    assert first.context["outcome"] is None
    assert "Work it out afresh" in first.content.decode()
    address = reverse("evaluation:refresh_result", kwargs={"ref": cast.coaching.ref})
    for _ in range(2):  # sent twice
        assert cast.client("eve").post(address, {"who": EVERYBODY}).status_code == 302
    kept = Result.objects.get()
    assert (kept.as_of, kept.fault) == (timezone.localdate(), "")
    assert AuditEvent.objects.filter(what="result_asked_for").count() == 1
    then = page_of(cast)
    assert (
        then.context["outcome"]
        == outcome_of(kept)
        == work_out(cast.coaching, part_named(cast.coaching, EVERYBODY), kept.as_of)
    )
    assert then.context["result"].people == "13"
    matched_and_asked(cast, 3)
    work_out_result_job.enqueue(kept.pk)  # a job may run twice
    assert Result.objects.get() == kept
    assert page_of(cast).context["result"].people == "13"


def test_kept_result_that_cannot_be_read_is_a_fault(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    matched_and_asked(cast, 12)
    monkeypatch.setattr(queries, "MANY", 10)
    part = part_named(cast.coaching, EVERYBODY)
    ask_for_result(programme=cast.coaching, part=part, by=cast.eve)
    Result.objects.update(content={"old": "shape"})
    found = result_of(cast.coaching, part)
    assert found is not None
    assert (found.page, found.fault) == (None, "kept by a version that this one cannot read")
    Result.objects.update(fault="Box 'matched' holds 2 people, but 1 are accounted for")
    assert "The numbers do not add up" in page_of(cast).content.decode()


def test_part_that_may_no_longer_be_seen_alone_is_not_worked_out(cast: Cast) -> None:
    result = Result.objects.create(programme=cast.coaching, part="intake-99", as_of=AS_OF, asked_by=cast.eve)
    work_out_result_job.enqueue(result.pk)
    result.refresh_from_db()
    assert result.content == {}
    assert result.fault == "these people may no longer be looked at apart"


def test_mutual_pairs_are_counted_as_pairs(cast: Cast) -> None:
    for number in range(10):
        both = [factories.a_member(cast.pairs, f"Pair {number}{side}") for side in "ab"]
        match = Relationship.objects.create(
            programme=cast.pairs,
            started_on=factories.FIRST_DAY,
            planned_end_on=AS_OF,
        )
        for member in both:
            RelationshipSide.objects.create(
                relationship=match, participant=member.participant, member=member, role="both"
            )
        factories.contacts(match, 8)
    response = cast.client("eve").get(reverse("evaluation:results", kwargs={"ref": cast.pairs.ref}))
    assert response.context["result"].clusters.startswith("People in a pair share much: 10 pairs")
    assert response.context["result"].supporters == []


@pytest.mark.parametrize(("reason", "is_missed"), [("own_choice", True), ("mistake", False)])
def test_nobody_misses_the_answers_of_somebody_entered_by_mistake(
    cast: Cast, reason: str, *, is_missed: bool
) -> None:
    joined = timezone.localdate() - timedelta(days=300)
    gone = factories.a_member(
        cast.coaching,
        joined_on=joined,
        status="left",
        left_on=joined + timedelta(days=1),
        left_reason=reason,
    )
    factories.asked(
        cast.coaching, gone.participant, wave="baseline", instrument="semcd_6", score=None, on=joined
    )
    facts = facts_of(cast.coaching, part_named(cast.coaching, EVERYBODY), timezone.localdate())
    assert gone.participant_id in {each.person for each in facts.members}
    assert (gone.participant_id in {each.person for each in facts.askings}) is is_missed
