from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alongside.audit.models import AuditEvent
from alongside.jobs.actions import WorkLoop, duties
from alongside.notify import queries
from alongside.notify.actions import (
    MOST_TRIES,
    AlreadyPassedOn,
    deliver,
    deliver_waiting_notices,
    notify,
    pass_on,
)
from alongside.notify.models import Channel, Notice, NoticeStatus
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("words")]


def only() -> Notice:
    return Notice.objects.get()


def grow_old(minutes: int = 11) -> None:
    before = timezone.now() - timedelta(minutes=minutes)
    Notice.objects.update(created_at=before)
    Notice.objects.filter(claimed_at__isnull=False).update(claimed_at=before)


def test_letter_is_sent_with_its_link_and_a_name_as_people_write_it(post_office, amina, settings) -> None:
    settings.SITE_URL = "https://harbour.example"
    notify("sample", to=amina, link="/you/")
    assert only().status == NoticeStatus.SENT
    [letter] = post_office.letters
    assert "Subject: Something new for you, Amina O'Neil" in letter
    assert "Please have a look, Amina O'Neil." in letter
    assert "https://harbour.example/you/" in letter
    assert f"Message-ID: <notice-{only().pk}@localhost>" in letter


def test_same_key_tells_once(post_office, amina) -> None:
    assert notify("sample", to=amina, key="welcome:1")
    assert notify("sample", to=amina, key="welcome:1") is None
    assert len(post_office.letters) == 1


@pytest.mark.parametrize("channel", [Channel.TELEPHONE, Channel.TEXT, Channel.POST, Channel.HELPER])
def test_channel_without_a_machine_waits_for_a_person(channel, amina, mailoutbox) -> None:
    notify("sample", to=replace(amina, channel=channel))
    assert (only().status, only().channel) == (NoticeStatus.BY_HAND, channel)
    assert mailoutbox == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "no address",
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\nSubject: x",
        "a@example.org, b@example.org",
    ],
)
def test_address_that_is_none_becomes_a_telephone_call(address, amina, mailoutbox) -> None:
    notify("sample", to=replace(amina, address=address))
    assert (only().status, only().channel) == (NoticeStatus.BY_HAND, Channel.TELEPHONE)
    assert mailoutbox == []


@pytest.mark.parametrize("ending", ["\r", "\x0b", "\u2028", "\x85", "\r\n "])
def test_subject_cannot_add_a_header(ending, post_office, amina) -> None:
    notify("injected", to=amina, context={"subject": f"Hello{ending}Bcc: spy@example.org"})
    headers = post_office.letters[0].split("\n\n")[0].splitlines()
    assert not [line for line in headers if line.lower().startswith("bcc")]
    assert post_office.recipients == ["RCPT TO:<amina@example.org>"] or len(post_office.recipients) == 1


def test_link_that_would_break_a_header_is_only_words(post_office, amina) -> None:
    notify("sample", to=amina, link="/x\r\nBcc: spy@example.org")
    assert len(post_office.recipients) == 1


def test_server_that_is_away_is_asked_again_and_the_wait_doubles(amina, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    notify("sample", to=amina)
    assert (only().status, only().tries) == (NoticeStatus.QUEUED, 1)
    deliver_waiting_notices()
    assert only().tries == 1
    waits = []
    for tries in range(2, MOST_TRIES + 1):
        for minutes in (10 * 2**tries // 4 - 1, 10 * 2**tries // 4 + 1):
            grow_old(minutes)
            deliver_waiting_notices()
            waits.append((minutes, only().tries))
    assert [tries for _, tries in waits] == [n for m in range(2, MOST_TRIES + 1) for n in (m - 1, m)]
    assert only().status == NoticeStatus.FAILED


def test_refused_now_and_taken_later(post_office, amina) -> None:
    post_office.refusals["RCPT"] = "450 come back later"
    notify("sample", to=amina)
    assert only().status == NoticeStatus.QUEUED
    post_office.refusals.clear()
    grow_old()
    deliver_waiting_notices()
    assert (only().status, len(post_office.letters)) == (NoticeStatus.SENT, 1)


def test_address_that_the_server_does_not_know_goes_to_the_staff_at_once(post_office, amina) -> None:
    post_office.refusals["RCPT"] = "550 nobody of that name"
    notify("sample", to=amina)
    assert only().status == NoticeStatus.FAILED
    assert [notice.pk for notice in queries.notices_to_pass_on(7)] == [only().pk]


def test_letter_that_the_server_does_not_want_is_tried_again(post_office, amina) -> None:
    post_office.refusals["DATA"] = "554 looks like spam"
    notify("sample", to=amina)
    assert only().status == NoticeStatus.QUEUED


def test_notice_is_not_lost_when_the_worker_dies_between(post_office, amina) -> None:
    notify("sample", to=amina)
    Notice.objects.update(status=NoticeStatus.SENDING, done_at=None)
    deliver_waiting_notices()
    assert len(post_office.letters) == 1
    grow_old()
    deliver_waiting_notices()
    assert only().status == NoticeStatus.SENT
    assert len({letter.split("Message-ID:")[1].splitlines()[0] for letter in post_office.letters}) == 1


def test_notice_that_kills_every_worker_ends_with_the_staff(amina, post_office) -> None:
    notify("sample", to=amina)
    Notice.objects.update(status=NoticeStatus.SENDING, tries=MOST_TRIES)
    grow_old()
    deliver_waiting_notices()
    assert only().status == NoticeStatus.FAILED


def test_notice_whose_job_was_lost_is_sent(post_office, amina) -> None:
    notify("sample", to=amina)
    Notice.objects.update(status=NoticeStatus.QUEUED, tries=0, claimed_at=None)
    grow_old()
    deliver_waiting_notices()
    assert len(post_office.letters) == 2


def test_two_deliveries_of_one_notice_send_it_once(post_office, amina) -> None:
    notify("sample", to=amina)
    deliver(only().pk)
    assert len(post_office.letters) == 1


def test_pass_on_is_done_once_and_audited(amina, db) -> None:
    cora = factories.person("cora")
    notify("sample", to=replace(amina, channel=Channel.TELEPHONE))
    pass_on(notice=only(), by=cora)
    assert (only().status, only().done_by) == (NoticeStatus.PASSED_ON, cora)
    with pytest.raises(AlreadyPassedOn):
        pass_on(notice=only(), by=cora)
    event = AuditEvent.objects.get()
    assert (event.what, event.by_id, event.programme_id) == ("notice_passed_on", cora.pk, 7)


def test_lists_show_each_what_is_theirs(amina, django_assert_num_queries, db) -> None:
    mia, sam = factories.person("mia"), factories.person("sam")
    for number in range(3):
        notify("sample", to=replace(amina, channel=Channel.TEXT, person=mia, label=f"x:{number}"))
    notify("sample", to=replace(amina, channel=Channel.TEXT, person=sam, programme_id=8))
    with django_assert_num_queries(1):
        assert [notice.recipient for notice in queries.notices_to_pass_on(7)] == ["x:0", "x:1", "x:2"]
    assert [notice.recipient for notice in queries.notices_of(mia)] == ["x:2", "x:1", "x:0"]
    assert (queries.unread_notices_of(mia), queries.unread_notices_of(sam)) == (3, 1)
    assert [notice.recipient for notice in queries.notices_about("x:1")] == ["x:1"]


@pytest.fixture
def queue(transactional_db, settings, monkeypatch) -> None:
    settings.TASKS = {"default": {"BACKEND": "alongside.jobs.actions.queue.WakingBackend", "QUEUES": []}}
    monkeypatch.setattr(duties, "DUTIES", {})


@pytest.mark.django_db(transaction=True)
def test_rolled_back_deed_tells_nobody(queue, post_office, amina) -> None:
    @transaction.atomic
    def change_mind() -> None:
        notify("sample", to=amina)
        raise LookupError

    with pytest.raises(LookupError):
        change_mind()
    WorkLoop().once()
    assert (Notice.objects.count(), post_office.letters) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_worker_sends_while_holding_no_lock_and_leaves_no_job(queue, post_office, amina) -> None:
    notify("sample", to=amina)
    assert only().status == NoticeStatus.QUEUED
    WorkLoop().once()
    assert only().status == NoticeStatus.SENT
    assert [row.status for row in DBTaskResult.objects.all()] == ["SUCCESSFUL"]
