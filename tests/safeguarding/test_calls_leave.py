"""Alarms leave the site by two ways that do not hang together; and when neither works, somebody notices."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.config import env
from alongside.jobs.actions import run_due_duties
from alongside.notify.models import Notice, NoticeStatus
from alongside.safeguarding.actions.concerns import acknowledge_concern
from tests.notify.text_gateway import Gateway, open_gateway
from tests.safeguarding import factories

if TYPE_CHECKING:
    from tests.conftest import Cast


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    with open_gateway() as made:
        settings.TEXT_GATEWAY_URL, settings.TEXT_GATEWAY_KEY = made.address, "s3cret"
        yield made


@pytest.fixture
def mail_is_down(settings: Any) -> None:
    """Nobody listens where the mail server should be."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False


def alarm(cast: Cast, **fields: Any) -> Any:
    factories.on_call(cast, cast.sasha, "+44 7700 900123")
    return factories.concern(cast, urgency="now", **fields)


def by_channel() -> dict[str, str]:
    return dict(Notice.objects.filter(kind="on_call_alarm").values_list("channel", "status"))


@pytest.mark.usefixtures("mail_is_down")
def test_when_the_mail_server_is_down_the_alarm_calls_by_text(cast: Cast, gateway: Gateway) -> None:
    alarm(cast)
    assert by_channel() == {"email": NoticeStatus.QUEUED, "text": NoticeStatus.SENT}
    [text] = gateway.texts
    assert (text["to"], gateway.keys) == ("+447700900123", ["Bearer s3cret"])
    assert "/on-call/" in text["text"]
    for told in ("Mia", "danger", "suicide", cast.coaching.name):
        assert told not in text["text"]
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        desk = cast.client("sasha").get(reverse("safeguarding:desk", args=[cast.coaching.ref])).text
    assert "No call has left this site" not in desk


def test_when_both_are_down_desk_morning_page_and_watch_say_so(
    cast: Cast, gateway: Gateway, mail_is_down: None, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.answer = 503
    alarm(cast)
    assert set(by_channel().values()) == {NoticeStatus.QUEUED}
    run_due_duties()
    assert Client().get("/health/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        run_due_duties()
        desk = cast.client("sasha").get(reverse("safeguarding:desk", args=[cast.coaching.ref])).text
        today = cast.client("cora").get(reverse("web:today", args=[cast.coaching.ref])).text
        answer = Client().get("/health/")
    assert "No call has left this site" in desk
    assert "no call has left this site" in today
    assert (answer.status_code, answer.text) == (503, "not well\n")
    assert "an alarm calls and no call leaves the site" in caplog.text


def test_an_urgent_concern_that_nobody_sees_in_time_makes_the_site_unwell(cast: Cast) -> None:
    concern = alarm(cast)
    with time_machine.travel(concern.due_at - timedelta(seconds=1), tick=False):
        run_due_duties()
        assert Client().get("/health/").text == "well\n"
    with time_machine.travel(concern.due_at + timedelta(seconds=1), tick=False):
        assert Client().get("/health/").status_code == 503
        acknowledge_concern(concern=concern, by=cast.sasha)
        assert Client().get("/health/").status_code == 200


def test_where_no_work_is_done_the_site_is_unwell(cast: Cast) -> None:
    assert Client().get("/health/").status_code == 503
    run_due_duties()
    assert Client().get("/health/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert Client().get("/health/").status_code == 503


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [(422, NoticeStatus.FAILED), (500, NoticeStatus.QUEUED), (302, NoticeStatus.QUEUED)],
)
def test_what_the_gateway_answers(cast: Cast, gateway: Gateway, answer: int, becomes: str) -> None:
    """A number that will never do goes to people; all else is tried again, and no redirect is followed."""
    gateway.answer = answer
    alarm(cast)
    assert (by_channel()["text"], gateway.asked) == (becomes, 1)


@pytest.mark.parametrize("address", ["http://texts.example.org", "ftp://texts.example.org", "texts"])
def test_an_address_that_would_send_numbers_in_the_open_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("TEXT_GATEWAY_URL", address)
    with pytest.raises(env.BadSetting):
        env.env_address("TEXT_GATEWAY_URL")
    monkeypatch.setenv("TEXT_GATEWAY_URL", "https://texts.example.org/send")
    assert env.env_address("TEXT_GATEWAY_URL") == "https://texts.example.org/send"


def test_the_page_says_that_texts_go_their_own_way(cast: Cast, gateway: Gateway) -> None:
    page = cast.client("sasha").get(reverse("safeguarding:on_call", args=[cast.coaching.ref])).text
    assert "when one is down, the other still goes" in page
