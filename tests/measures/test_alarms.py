"""An answer that may mean danger reaches the safeguarding desk at once, on every channel, and the person knew."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.matching.models import Relationship
from alongside.measures import actions
from alongside.measures.core import instrument
from alongside.measures.models import Response, ResponseStatus
from alongside.safeguarding.models import Concern, Urgency
from tests.measures.factories import asked

SET = {"wave": "baseline", "side": "member"}


@pytest.fixture
def depression(cast):
    """Mia is asked the PHQ-9 where she would be asked about loneliness."""
    row = asked(cast)
    Response.objects.filter(pk=row.pk).update(instrument="phq_9")
    row.refresh_from_db()
    return row


def address(cast, page, row=None, item=None):
    kwargs = {"ref": cast.coaching.ref, **SET}
    if row is not None:
        kwargs |= {"response": row.pk, "item": item}
    return reverse(f"measures:{page}", kwargs=kwargs)


def text(response):
    return response.content.decode()


def test_dangerous_answer_is_a_concern_before_anything_is_handed_in(cast, depression):
    [concern] = actions.save_answers(response=depression, answers={"self_harm": 1}, by=cast.mia)

    assert (concern.urgency, concern.about, concern.raised_by) == (
        Urgency.NOW,
        cast.mia_participant,
        cast.mia,
    )
    assert "better off dead" in concern.words
    assert "Several days" in concern.words
    assert concern.subject == f"measures.response:{depression.pk}"
    depression.refresh_from_db()
    assert depression.status == ResponseStatus.STARTED
    assert AuditEvent.objects.filter(what="concern_raised").count() == 1
    assert [m.to for m in mail.outbox] == [[cast.sasha.email]]
    assert "dead" not in mail.outbox[0].body


def test_same_answer_kept_twice_is_one_concern_and_a_worse_one_another(cast, depression):
    for code in (1, 1, 3):
        actions.save_answers(response=depression, answers={"self_harm": code}, by=cast.mia)

    assert Concern.objects.count() == 2


def test_answer_without_danger_raises_nothing(cast, depression):
    answers = dict.fromkeys(instrument("phq_9").item_ids, 3) | {"self_harm": 0}

    assert actions.save_answers(response=depression, answers=answers, by=cast.mia) == ()
    actions.hand_in(responses=[depression], by=cast.mia)
    assert not Concern.objects.exists()


def test_question_left_out_is_unknown_and_somebody_asks(cast, depression):
    actions.save_answers(response=depression, answers={"mood": 1, "self_harm": None}, by=cast.mia)
    assert not Concern.objects.exists()

    actions.hand_in(responses=[depression], by=cast.mia)

    concern = Concern.objects.get()
    assert concern.urgency == Urgency.SOON
    assert "Left out does not mean no" in concern.words


def test_somebody_who_would_rather_answer_nothing_is_left_in_peace(cast, depression):
    actions.decline(responses=[depression], by=cast.mia)

    assert not Concern.objects.exists()


def test_concern_stays_when_the_answers_are_forgotten(cast, depression):
    actions.save_answers(response=depression, answers={"self_harm": 2}, by=cast.mia)
    page = text(cast.client("mia").get(address(cast, "my_decline")))
    assert "That stays with them." in page

    actions.decline(responses=[depression], by=cast.mia)

    depression.refresh_from_db()
    assert depression.answers == {}
    assert Concern.objects.count() == 1


def test_person_is_told_beforehand_who_sees_it(cast, depression):
    page = text(cast.client("mia").get(address(cast, "my_question_set")))

    assert "thoughts of dying" in page
    assert cast.sasha.name in page


def test_questions_without_danger_say_nothing_of_it(cast):
    asked(cast)

    assert "thoughts of dying" not in text(cast.client("mia").get(address(cast, "my_question_set")))


def test_next_page_says_who_looks_and_where_help_is(cast, depression):
    client = cast.client("mia")

    page = client.post(address(cast, "my_question", depression, "self_harm"), {"self_harm": "2"}, follow=True)

    concern = Concern.objects.get()
    sent = reverse("safeguarding:concern_sent", kwargs={"ref": cast.coaching.ref, "key": concern.key})
    assert "You are not alone with this" in text(page)
    assert sent in text(page)
    assert cast.sasha.name in text(client.get(sent))


def test_answer_read_over_the_telephone_reaches_the_desk_too(cast, depression):
    page = cast.client("cora").post(
        reverse(
            "measures:question",
            kwargs={
                "ref": cast.coaching.ref,
                "pk": cast.mia_participant.pk,
                **SET,
                "response": depression.pk,
                "item": "all-on-one-page",
            },
        ),
        {"self_harm": "3"},
        follow=True,
    )

    concern = Concern.objects.get()
    assert "The people who look after safety have been told." in text(page)
    assert (concern.raised_by, concern.raised_by_participant) == (cast.cora, cast.mia_participant)
    assert concern.about == cast.mia_participant


def test_concern_about_an_answer_is_nobody_elses_to_read(cast, depression):
    [concern] = actions.save_answers(response=depression, answers={"self_harm": 1}, by=cast.mia)
    page = reverse("safeguarding:concern", kwargs={"ref": cast.coaching.ref, "pk": concern.pk})

    seen = {who: cast.client(who).get(page).status_code for who in ("sasha", "cora", "sam", "eve", "otto")}

    assert seen == {"sasha": 200, "cora": 404, "sam": 404, "eve": 404, "otto": 404}
    assert not Relationship.objects.exists()


def test_whoever_reads_the_questions_out_knows_what_to_do_then(cast, depression):
    page = text(
        cast.client("cora").get(
            reverse(
                "measures:question_set",
                kwargs={"ref": cast.coaching.ref, "pk": cast.mia_participant.pk, **SET},
            )
        )
    )

    assert "Please read this to them first" in page
    assert "If they say that they think of dying" in page
    assert f"{cast.sasha.name} hears of it at once" in page
    assert reverse("safeguarding:help") in page
    mine = text(cast.client("mia").get(address(cast, "my_question_set")))
    assert "Stay on the line" not in mine
