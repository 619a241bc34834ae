from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.measures import actions
from alongside.measures.core import instrument
from alongside.measures.models import Response, ResponseStatus
from alongside.measures.queries import by_time, goals_of, own_results
from tests.enrolment.factories import answer
from tests.measures.factories import LONELY, asked, consenting_member, days_ago, relationship, response

SET = {"wave": "baseline", "side": "member"}


def own(cast, page, **kwargs):
    return reverse(f"measures:my_{page}", kwargs={"ref": cast.coaching.ref, **kwargs})


def theirs(cast, participant, page, **kwargs):
    return reverse(f"measures:{page}", kwargs={"ref": cast.coaching.ref, "pk": participant.pk, **kwargs})


def text(response):
    return response.content.decode()


def test_a_person_walks_through_one_question_a_page_and_hands_in(cast):
    asked(cast)
    client = cast.client("mia")
    assert "Before you begin" in text(client.get(own(cast, "questions")))
    page = client.post(own(cast, "question_set", **SET), {"layout": "one"})
    seen = []
    while "/check/" not in page.headers["Location"]:
        address = page.headers["Location"]
        shown = client.get(address)
        assert shown.status_code == 200, address
        if "set-goals" in address:
            client.post(address, {"add": "yes", "words": "Walk to the shops"})
            shown = client.get(address)
            assert "Walk to the shops" in text(shown)
            goal = goals_of(cast.mia_participant, cast.coaching).get()
            page = client.get(own(cast, "check_answers", **SET))
            row = response(cast.mia_participant, "personal_goals")
            page = client.post(
                own(cast, "question", **SET, response=row.pk, item=str(goal.pk)), {str(goal.pk): 3}
            )
            continue
        item = address.rstrip("/").split("/")[-1]
        seen.append(item)
        assert f"Question {len(seen)} of" in text(shown)
        page = client.post(address, {item: "2"})
    assert seen[:5] == ["companionship", "left_out", "isolated", "lonely", "fatigue"]
    check = client.get(page.headers["Location"])
    assert "Some of the time" in text(check)
    done = client.post(page.headers["Location"], follow=True)
    assert "Your answers are in." in text(done)
    assert "Small differences are often ordinary ups and downs" in text(done)
    assert text(done).index("Walk to the shops") < text(done).index(instrument("ucla_3").title)
    assert set(Response.objects.values_list("status", flat=True)) == {ResponseStatus.COMPLETED}


@pytest.mark.parametrize("name", ["ucla_3", "ons_loneliness_direct", "semcd_6"])
def test_licence_stands_wherever_the_words_are(cast, name):
    asked(cast)
    client = cast.client("mia")
    actions.choose_pages(by=cast.mia, one_at_a_time=False)
    row, found = response(cast.mia_participant, name), instrument(name)
    address = own(cast, "question", **SET, response=row.pk, item="all-on-one-page")
    shown = client.get(address)
    assert found.licence.attribution in text(shown)
    assert found.recall in text(shown)
    actions.save_answers(response=row, answers={found.item_ids[0]: 2}, by=cast.mia)
    assert found.licence.attribution in text(client.get(own(cast, "check_answers", **SET)))
    client.post(own(cast, "check_answers", **SET))
    assert found.licence.attribution in text(client.get(own(cast, "answers")))


def test_choice_of_pages_is_remembered(cast):
    asked(cast)
    client = cast.client("mia")
    went = client.post(own(cast, "question_set", **SET), {"layout": "topic"})
    assert "all-on-one-page" in went.headers["Location"]
    checked = cast.client("mia").get(own(cast, "question_set", **SET)).context["form"]
    assert checked.initial["layout"] == "topic"


def test_a_person_goes_on_where_they_stopped(cast):
    row = asked(cast)
    client = cast.client("mia")
    client.post(own(cast, "question_set", **SET), {"layout": "one"})
    client.post(own(cast, "question", **SET, response=row.pk, item="companionship"), {"companionship": "1"})
    client.post(own(cast, "question", **SET, response=row.pk, item="left_out"), {"skip": "yes"})
    went = cast.client("mia").post(own(cast, "question_set", **SET), {"layout": "one"})
    assert went.headers["Location"].endswith("/isolated/")


def test_an_empty_answer_is_asked_again_kindly(cast):
    row = asked(cast)
    address = own(cast, "question", **SET, response=row.pk, item="companionship")
    shown = cast.client("mia").post(address, {})
    assert shown.status_code == 422
    assert "Choose an answer, or skip this question." in text(shown)
    assert cast.client("mia").post(address, {"companionship": "9"}).status_code == 422


def test_an_old_page_says_that_it_is_done(cast):
    row = asked(cast)
    client = cast.client("mia")
    address = own(cast, "question", **SET, response=row.pk, item="companionship")
    actions.decline(responses=[row], by=cast.mia)
    assert client.post(address, {"companionship": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.answers == {}
    Response.objects.update(status=ResponseStatus.DECLINED)
    for page in ("question_set", "check_answers", "decline"):
        shown = client.post(own(cast, page, **SET), {"layout": "one"}, follow=True)
        assert "These questions are done, or their time is over." in text(shown)


def test_sending_twice_is_safe(cast):
    row = asked(cast)
    actions.save_answers(response=row, answers=LONELY, by=cast.mia)
    client = cast.client("mia")
    for _ in range(2):
        assert client.post(own(cast, "check_answers", **SET)).status_code == 302
    row.refresh_from_db()
    assert row.score == 7


def test_leaving_everything_out_is_fine_too(cast):
    asked(cast)
    shown = cast.client("mia").post(own(cast, "check_answers", **SET), follow=True)
    assert "That is fine." in text(shown)
    assert set(Response.objects.values_list("status", flat=True)) == {ResponseStatus.DECLINED}


def test_a_topic_page_keeps_what_is_answered_and_lets_the_rest_be(cast):
    asked(cast)
    actions.choose_pages(by=cast.mia, one_at_a_time=False)
    row = response(cast.mia_participant, "semcd_6")
    address = own(cast, "question", **SET, response=row.pk, item="all-on-one-page")
    client = cast.client("mia")
    assert "(optional)" not in text(client.get(address))
    client.post(address, {"fatigue": "4", "pain": "7"})
    row.refresh_from_db()
    assert {item: code for item, code in row.answers.items() if code is not None} == {"fatigue": 4, "pain": 7}
    assert len(row.answers) == 6


def test_whoever_would_rather_not_is_not_asked_again(cast):
    asked(cast)
    client = cast.client("mia")
    assert "Would you rather not" in text(client.get(own(cast, "decline", **SET)))
    shown = client.post(own(cast, "decline", **SET), follow=True)
    assert "That is fine." in text(shown)
    assert "No questions at the moment" in text(shown)


def test_withdrawn_people_see_no_questions(cast):
    row = asked(cast)
    answer(cast.mia_participant, cast.coaching, "take_part", given=False)
    client = cast.client("mia")
    assert "No questions at the moment" in text(client.get(own(cast, "questions")))
    address = own(cast, "question", **SET, response=row.pk, item="companionship")
    assert client.post(address, {"companionship": "1"}, follow=True).status_code == 200
    assert not Response.objects.exclude(answers={}).exists()


def test_english_is_only_offered_after_asking(cast):
    cast.mia.language = "cy"
    cast.mia.save()
    asked(cast)
    client = cast.client("mia")
    shown = text(client.get(own(cast, "question_set", **SET)))
    assert "only in English" in shown
    assert "lack companionship" not in shown
    client.post(own(cast, "question_set", **SET), {"english": "yes"})
    went = client.post(own(cast, "question_set", **SET), {"layout": "one"}, follow=True)
    assert "lack companionship" in text(went)


def test_a_late_baseline_is_called_late(cast):
    row = asked(cast)
    relationship(cast.mia_member, cast.sam_supporter, started_on=days_ago(3), first_contact_on=days_ago(2))
    actions.save_answers(response=row, answers=LONELY, by=cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    shown = text(cast.client("mia").get(own(cast, "answers")))
    assert "late: answered after support had begun" in shown
    assert "baseline" not in shown.lower()


def test_staff_enter_a_telephone_conversation(cast):
    member = consenting_member(cast.coaching, joined_on=days_ago(9))
    client = cast.client("cora")
    who = member.participant
    actions.schedule_responses(programme=cast.coaching)
    assert who.name in text(client.get(reverse("measures:to_ask", kwargs={"ref": cast.coaching.ref})))
    assert "Please read this to them first" in text(client.get(theirs(cast, who, "question_set", **SET)))
    went = client.post(theirs(cast, who, "question_set", **SET), {"layout": "topic"})
    assert client.get(went.headers["Location"]).status_code == 200
    client.post(went.headers["Location"], {item: str(code) for item, code in LONELY.items()})
    check = theirs(cast, who, "check_answers", **SET)
    day = days_ago(2)
    given = {
        "how": "telephone",
        "answered_on_day": day.day,
        "answered_on_month": day.month,
        "answered_on_year": day.year,
    }
    wrong = {**given, "answered_on_year": timezone.localdate().year + 1}
    assert "This day has not come yet." in text(client.post(check, wrong))
    early = client.post(check, {**given, "answered_on_year": day.year - 1})
    assert early.status_code == 422
    assert "These questions count if they were answered from" in text(early)
    done = client.post(check, given, follow=True)
    assert "The answers are in." in text(done)
    row = response(who, "ucla_3")
    assert (row.score, row.how, row.answered_on, row.entered_by) == (7, "telephone", day, cast.cora)
    assert AuditEvent.objects.filter(what="answers_read", by_id=cast.cora.pk).exists()


def test_staff_never_read_what_people_answered_by_themselves(cast):
    row = asked(cast)
    actions.save_answers(response=row, answers=LONELY, by=cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    assert instrument("ucla_3").title in text(cast.client("mia").get(own(cast, "answers")))
    shown = cast.client("cora").get(theirs(cast, cast.mia_participant, "answers"))
    assert instrument("ucla_3").title not in text(shown)


def test_staff_set_and_drop_goals_for_somebody(cast):
    member = consenting_member(cast.coaching)
    client, address = cast.client("cora"), theirs(cast, member.participant, "goals")
    client.post(address, {"add": "yes", "words": "Sleep through"})
    goal = goals_of(member.participant, cast.coaching).get()
    event = AuditEvent.objects.get(what="goal_set")
    assert event.on_behalf_of == f"programmes.participant:{member.participant.pk}"
    for _ in range(2):
        client.post(address, {"drop": goal.pk})
    assert not goals_of(member.participant, cast.coaching)
    assert client.post(address, {"add": "yes", "words": " "}).status_code == 422


def test_relationship_questions_say_whom_they_are_about_and_who_never_sees_them(cast):
    row = asked(cast)
    made = relationship(cast.mia_member, cast.sam_supporter, started_on=days_ago(56))
    actions.schedule_responses(programme=cast.coaching)
    row = response(cast.mia_participant, "relationship_fit_member", "week-8")
    assert row.relationship_id == made.pk
    address = own(
        cast,
        "question",
        wave="week-8",
        side="member",
        response=row.pk,
        item=instrument(row.instrument).item_ids[0],
    )
    assert "Sam never sees your answer." in text(cast.client("mia").get(address))


@pytest.mark.parametrize("count", [1, 3])
def test_own_answers_are_read_in_a_flat_number_of_queries(cast, count, django_assert_num_queries):
    rows = [
        response(cast.mia_participant, name)
        for name in ("ucla_3", "ons_loneliness_direct", "semcd_6")
        if asked(cast)
    ]
    for row in rows[:count]:
        actions.save_answers(response=row, answers={instrument(row.instrument).item_ids[0]: 2}, by=cast.mia)
    actions.hand_in(responses=rows[:count], by=cast.mia)
    with django_assert_num_queries(6):
        assert len(own_results(cast.mia_participant, cast.coaching)) == count


def test_answers_stand_by_time_and_only_the_newest_are_unfolded(cast):
    names = ("ucla_3", "ons_loneliness_direct")
    asked(cast)
    for days, name in ((20, names[0]), (3, names[1])):
        row = response(cast.mia_participant, name)
        actions.save_answers(response=row, answers={instrument(name).item_ids[0]: 2}, by=cast.mia)
        actions.hand_in(responses=[row], by=cast.mia)
        Response.objects.filter(pk=row.pk).update(answered_on=days_ago(days))
    found = by_time(own_results(cast.mia_participant, cast.coaching))
    assert [occasion.answered_on for occasion in found] == [days_ago(3), days_ago(20)]
    shown = cast.client("mia").get(own(cast, "answers")).content.decode()
    newest, older = (shown.index(instrument(name).title) for name in reversed(names))
    assert newest < older
    assert "<h2>" in shown[:newest]
    assert shown.count("<h2>") == 1
