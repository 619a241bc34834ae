"""The people on call: called one after another until one answers, by a link that opening does not use up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.jobs.actions import run_due_duties
from alongside.jobs.models import Duty
from alongside.notify.models import Notice
from alongside.programmes.actions import grant_role
from alongside.programmes.models import StaffRole
from alongside.roles.permissions import Role
from alongside.safeguarding.actions import on_call as actions
from alongside.safeguarding.actions.concerns import acknowledge_concern
from alongside.safeguarding.actions.on_call import answer_alarm, answer_link, ring_on_call, say_hours
from alongside.safeguarding.models import Alarm, AlarmCall, OnCallPlace, OnCallTime, ReadingHours
from alongside.safeguarding.queries import due_times
from alongside.safeguarding.queries.on_call import on_call_now
from tests import factories as house
from tests.safeguarding import factories

if TYPE_CHECKING:
    from tests.conftest import Cast

MONDAY_NIGHT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


@contextmanager
def at(minutes: float) -> Iterator[None]:
    """So many minutes after two on a Monday night."""
    with time_machine.travel(MONDAY_NIGHT + timedelta(minutes=minutes), tick=False):
        yield


@pytest.fixture
def leads(db: None) -> Cast:
    """Sasha, Winston and Wanda lead; in this order they are on call, and Winston gave a number."""
    with at(-60):
        cast = house.whole_cast()
        for name in ("winston", "wanda"):
            cast.people[name] = house.person(name)
            grant_role(
                person=cast.people[name], organisation=cast.harbour, role=Role.SAFEGUARDING_LEAD, by=cast.ada
            )
        for name, phone in (("sasha", ""), ("winston", "+44 7700 900123"), ("wanda", "")):
            factories.on_call(cast, cast.people[name], phone)
    return cast


def calls(step: int | None = None) -> list[str]:
    rows = AlarmCall.objects.all() if step is None else AlarmCall.objects.filter(step=step)
    return [row.person.name for row in rows.select_related("person")]


def ring_at(minutes: float) -> None:
    with at(minutes):
        ring_on_call()


def test_next_in_the_chain_is_called_at_5_10_and_15_minutes_until_somebody_answers(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now", words="She has tablets")
    assert calls() == ["Sasha"]
    ring_at(4.9)
    assert calls() == ["Sasha"]
    ring_at(5)
    ring_at(6)
    assert calls(1) == ["Sasha", "Winston"]
    ring_at(10)
    assert calls(2) == ["Sasha", "Winston", "Wanda"]
    ring_at(15)
    assert sorted(calls(3)) == ["Ada", "Sasha", "Wanda", "Winston"]
    ring_at(30)
    assert sorted(calls(4)) == ["Ada", "Sasha", "Wanda", "Winston"]
    with at(31):
        answer_alarm(alarm=Alarm.objects.get(), by=leads.people["wanda"], how="link")
    ring_at(60)
    assert not AlarmCall.objects.filter(step__gt=4).exists()


def test_whoever_is_called_at_once_gets_one_letter_and_the_others_the_ordinary_one(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
    assert list(Notice.objects.filter(kind="on_call_alarm").values_list("recipient_name", flat=True)) == [
        "Sasha"
    ]
    ordinary = Notice.objects.filter(kind="concern_raised").values_list("recipient_name", flat=True)
    assert sorted(ordinary) == ["Wanda", "Winston"]


def test_letter_names_nobody_and_no_matter(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now", words="She has tablets", about_words="Bob")
    letter = Notice.objects.get(kind="on_call_alarm")
    text = f"{letter.subject} {letter.words}".lower()
    for secret in (
        "tablets",
        "bob",
        "mia",
        "sam",
        "coaching",
        "diabetes",
        "concern",
        "safeguarding",
        "danger",
    ):
        assert secret not in text
    assert "02:05 today" in letter.words


def test_a_worker_that_was_away_calls_whom_the_missed_steps_would_have_called_once(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
    ring_at(12)
    assert calls(1) == []
    assert calls(2) == ["Sasha", "Winston", "Wanda"]
    ring_at(13)
    assert AlarmCall.objects.count() == 4


def test_a_call_that_goes_wrong_half_way_is_made_at_the_next_round(
    leads: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
    real = actions.notify

    def fails_for_winston(kind: str, **fields: Any) -> Any:
        if fields["to"].name == "Winston":
            raise OSError("the machine went off")
        return real(kind, **fields)

    monkeypatch.setattr(actions, "notify", fails_for_winston)
    ring_at(5)
    assert calls(1) == []  # nothing by halves
    monkeypatch.setattr(actions, "notify", real)
    ring_at(6)
    assert calls(1) == ["Sasha", "Winston"]
    assert (
        Notice.objects.filter(
            kind="on_call_alarm", key__startswith=f"alarm:{Alarm.objects.get().pk}:1:"
        ).count()
        == 2
    )


def test_one_alarm_that_fails_holds_up_no_other(leads: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
        factories.concern(leads, urgency="now")
    first = Alarm.objects.order_by("pk")[0]
    real = actions.ring

    def fails_for_the_first(*, alarm: Alarm, now: Any) -> Any:
        if alarm.pk == first.pk:
            raise RuntimeError
        return real(alarm=alarm, now=now)

    monkeypatch.setattr(actions, "ring", fails_for_the_first)
    ring_at(5)
    assert set(AlarmCall.objects.filter(step=1).values_list("alarm", flat=True)) == {
        Alarm.objects.order_by("pk")[1].pk
    }


def test_the_calendar_of_the_jobs_room_calls_every_minute(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
        run_due_duties()
    with at(5):
        assert "ring_on_call" in run_due_duties()
    assert calls(1) == ["Sasha", "Winston"]
    assert Duty.objects.get(name="ring_on_call").last_error == ""


def test_what_can_wait_calls_nobody(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="soon")
    ring_at(60)
    assert calls() == []


def test_without_a_chain_everything_is_as_before(cast: Cast) -> None:
    factories.concern(cast, urgency="now")
    assert not Alarm.objects.exists()
    assert Notice.objects.filter(kind="concern_raised").count() == 1


def test_nobody_is_called_about_themselves(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now", about=None, about_staff=leads.sasha)
    ring_at(20)
    assert "Sasha" not in calls()
    assert calls(0) == ["Winston"]


def test_somebody_who_lost_the_role_is_not_called_and_their_link_answers_nothing(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
        link = answer_link(AlarmCall.objects.get(person=leads.sasha))
        StaffRole.objects.filter(person=leads.sasha).update(ended_at=timezone.now(), ended_by=leads.ada)
        assert Client().post(link).status_code == 410
    ring_at(5)
    assert "Sasha" not in calls(1)
    assert Alarm.objects.get().answered_at is None


def test_turn_comes_before_the_chain_and_away_is_not_called(leads: Cast) -> None:
    with at(0):
        factories.on_call_time(leads, leads.people["wanda"])
        factories.on_call_time(leads, leads.sasha, is_away=True)
        assert [person.name for person in on_call_now(leads.coaching)] == ["Wanda", "Winston"]
        factories.concern(leads, urgency="now")
    assert calls() == ["Wanda"]
    with at(60 * 24):
        assert [person.name for person in on_call_now(leads.coaching)] == ["Sasha", "Winston", "Wanda"]


def test_where_everybody_is_away_all_leads_are_called(leads: Cast) -> None:
    with at(0):
        for name in ("sasha", "winston", "wanda"):
            factories.on_call_time(leads, leads.people[name], is_away=True)
        factories.concern(leads, urgency="now")
    ring_at(10)
    assert set(calls()) == {"Sasha", "Winston", "Wanda"}


def test_a_gateway_for_texts_is_a_second_channel_for_those_with_a_number(leads: Cast, settings: Any) -> None:
    settings.TEXT_GATEWAY = "texts.example.org"
    with at(0):
        factories.concern(leads, urgency="now")
    ring_at(5)
    texts = Notice.objects.filter(kind="on_call_alarm", address__endswith="@texts.example.org")
    assert [(row.recipient_name, row.address) for row in texts] == [
        ("Winston", "+447700900123@texts.example.org")
    ]
    assert list(AlarmCall.objects.filter(channel="text").values_list("person__name", flat=True)) == [
        "Winston"
    ]


def test_the_page_says_how_many_ways_there_are(leads: Cast, settings: Any) -> None:
    page = reverse("safeguarding:on_call", args=[leads.coaching.ref])
    assert "calls by e-mail only" in leads.client("sasha").get(page).content.decode()
    settings.TEXT_GATEWAY = "texts.example.org"
    assert "Both go by the same mail server" in leads.client("sasha").get(page).content.decode()


def test_opening_the_link_answers_nothing_and_one_tap_does(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now", words="She has tablets")
        link = answer_link(AlarmCall.objects.get())
        page = Client().get(link)
        assert page.status_code == 200
        assert Alarm.objects.get().answered_at is None, "a mail scanner opens links, too"
        for secret in ("tablets", "Mia", "Sam", "Sasha", "coaching"):
            assert secret not in page.content.decode()
    with at(3):
        done = Client().post(link).content.decode()
    assert "nobody else is called" in done
    alarm = Alarm.objects.get()
    assert (alarm.answered_by, alarm.answered_at) == (leads.sasha, MONDAY_NIGHT + timedelta(minutes=3))
    assert AuditEvent.objects.filter(what="alarm_answered", by_id=leads.sasha.pk).count() == 1


def test_of_two_who_answer_the_first_is_kept_and_the_second_hears_so(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
    ring_at(5)
    with at(6):
        links = [answer_link(call) for call in AlarmCall.objects.filter(step=1)]
        Client().post(links[0])
        second = Client().post(links[1]).content.decode()
    assert "Somebody else answered at" in second
    assert Alarm.objects.get().answered_by == leads.sasha
    assert AuditEvent.objects.filter(what="alarm_answered").count() == 1


@pytest.mark.parametrize("token", ["nonsense", "MQ:1abc:forged", "%00", "MQ"])
def test_a_link_that_is_none_says_so_kindly(leads: Cast, token: str) -> None:
    answer = Client().post(f"/on-call/{token}/")
    assert answer.status_code == 410
    assert "works no more" in answer.content.decode()


def test_an_old_link_works_no_more(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
        link = answer_link(AlarmCall.objects.get())
    with at(60 * 24 * 2 + 1):
        assert Client().get(link).status_code == 410


def test_taking_it_in_hand_on_the_desk_stops_the_alarm(leads: Cast) -> None:
    with at(0):
        made = factories.concern(leads, urgency="now")
    with at(2):
        acknowledge_concern(concern=made, by=leads.people["wanda"])
    ring_at(30)
    assert calls() == ["Sasha"]
    assert Alarm.objects.get().answered_by == leads.people["wanda"]


def test_an_answer_without_a_look_is_still_late_for_everybody(leads: Cast) -> None:
    """To press the button is not to look: the concern falls due as before."""
    with at(0):
        made = factories.concern(leads, urgency="now")
        answer_alarm(alarm=Alarm.objects.get(), by=leads.sasha, how="link")
    with time_machine.travel(made.due_at + timedelta(minutes=1), tick=False):
        run_due_duties()
    assert Notice.objects.filter(kind="concern_overdue", recipient_name="Wanda").count() == 1


def test_desk_shows_the_clock(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
        page = leads.client("sasha").get(reverse("safeguarding:desk", args=[leads.coaching.ref]))
    text = page.content.decode()
    assert "Nobody has answered yet." in text
    assert "The next are called at 02:05 today" in text
    assert "02:00: Sasha, E-mail" in text


def test_calls_are_never_changed_or_deleted(leads: Cast) -> None:
    with at(0):
        factories.concern(leads, urgency="now")
    for deed in (
        lambda: AlarmCall.objects.update(step=7),
        lambda: AlarmCall.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def office_hours(cast: Cast, at_night: str) -> None:
    say_hours(
        programme=cast.coaching,
        days=range(5),
        opens=time(9),
        closes=time(17),
        at_night=at_night,
        by=cast.sasha,
    )


def test_at_night_it_waits_where_the_programme_says_so_and_no_page_promises_more(leads: Cast) -> None:
    with at(-30):
        office_hours(leads, "waits")
    with at(0):
        made = factories.concern(leads, urgency="now")
        due = due_times(leads.coaching)
        page = leads.client("mia").get(reverse("safeguarding:programme_help", args=[leads.coaching.ref]))
    nine = datetime(2026, 11, 30, 9, tzinfo=UTC)
    minutes = timedelta(minutes=60)
    assert made.due_at == due["now"]
    assert made.due_at >= nine
    assert due["soon"] - nine >= minutes
    assert "nobody is called. They read again from 09:00 today" in page.content.decode()
    ring_at(60)
    assert calls() == []
    assert Notice.objects.filter(kind="concern_raised").count() == 3, "the letters go all the same"
    with time_machine.travel(nine, tick=False):
        ring_on_call()
    assert calls() == ["Sasha"]


def test_at_night_people_on_call_are_called_where_the_programme_says_so(leads: Cast) -> None:
    with at(-30):
        office_hours(leads, "on_call")
    with at(0):
        made = factories.concern(leads, urgency="now")
        page = leads.client("mia").get(reverse("safeguarding:programme_help", args=[leads.coaching.ref]))
    assert calls() == ["Sasha"]
    assert made.due_at < datetime(2026, 12, 2, tzinfo=UTC)
    assert "a person on call is called" in page.content.decode()
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=False):
        by_day = leads.client("mia").get(reverse("safeguarding:programme_help", args=[leads.coaching.ref]))
    assert "until 17:00 today" in by_day.content.decode()


def test_without_hours_nothing_is_promised(cast: Cast) -> None:
    page = cast.client("mia").get(reverse("safeguarding:programme_help", args=[cast.coaching.ref]))
    assert "read again from" not in page.content.decode()


def post(cast: Cast, name: str, data: dict[str, Any], *args: Any) -> Any:
    return cast.client("sasha").post(reverse(f"safeguarding:{name}", args=[cast.coaching.ref, *args]), data)


def test_chain_is_set_up_on_its_page(leads: Cast) -> None:
    winston, sasha = (OnCallPlace.objects.get(person=leads.people[name]) for name in ("winston", "sasha"))
    post(leads, "move_on_call", {}, winston.pk)
    post(leads, "move_on_call", {}, winston.pk)
    assert [place.person.name for place in OnCallPlace.objects.all()] == ["Winston", "Sasha", "Wanda"]
    post(leads, "remove_on_call", {}, sasha.pk)
    again = post(leads, "add_on_call", {"person": leads.sasha.pk, "phone": "020 7946 0101"})
    assert again.status_code == 302
    post(leads, "add_on_call", {"person": leads.sasha.pk})
    assert [place.person.name for place in OnCallPlace.objects.all()] == ["Winston", "Wanda", "Sasha"]


@pytest.mark.parametrize("phone", ["call me", "12", "+44 7700 900123; rm", "٠٧٧٠٠٩٠٠١٢٣", "1" * 40])
def test_a_number_that_is_none_is_told_at_the_field(leads: Cast, phone: str) -> None:
    OnCallPlace.objects.filter(person=leads.sasha).delete()
    answer = post(leads, "add_on_call", {"person": leads.sasha.pk, "phone": phone})
    assert answer.status_code == 422
    assert not OnCallPlace.objects.filter(person=leads.sasha).exists()


def test_nobody_but_a_lead_can_be_put_on_call(leads: Cast) -> None:
    assert post(leads, "add_on_call", {"person": leads.cora.pk}).status_code == 422
    assert post(leads, "add_on_call", {"person": leads.otto.pk}).status_code == 422


def test_times_and_hours_that_are_none_are_told_at_the_field(leads: Cast) -> None:
    wrong = {"person": leads.sasha.pk, "starts_at": "2030-01-02T10:00", "ends_at": "2030-01-01T10:00"}
    assert post(leads, "add_on_call_time", wrong).status_code == 422
    over = {"person": leads.sasha.pk, "starts_at": "2020-01-01T10:00", "ends_at": "2020-01-02T10:00"}
    assert post(leads, "add_on_call_time", over).status_code == 422
    assert post(leads, "add_on_call_time", {**wrong, "starts_at": "soon"}).status_code == 422
    right = {
        "person": leads.sasha.pk,
        "is_away": "yes",
        "starts_at": "2030-01-01T10:00",
        "ends_at": "2030-01-02T10:00",
    }
    for _twice in range(2):
        assert post(leads, "add_on_call_time", right).status_code == 302
    row = OnCallTime.objects.get()
    assert row.is_away
    post(leads, "remove_on_call_time", {}, row.pk)
    assert not OnCallTime.objects.exists()
    hours = {"days": ["0"], "opens": "17:00", "closes": "09:00", "at_night": "waits"}
    assert post(leads, "set_reading_hours", hours).status_code == 422
    assert post(leads, "set_reading_hours", {**hours, "closes": "18:00"}).status_code == 302
    assert ReadingHours.objects.get().days == "0"
