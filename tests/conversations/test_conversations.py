from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.conversations.actions import (
    LONGEST_MESSAGE,
    CaseNotOpen,
    NotNow,
    SentSomethingElse,
    begin_case_reading,
    mark_read,
    send_message,
)
from alongside.conversations.models import CaseReading, Message, ReadUpTo
from alongside.conversations.queries import (
    PAGE,
    Writing,
    conversations_in,
    messages_of,
    unread_by,
    unread_counts,
    writing,
)
from alongside.matching.models import Relationship
from alongside.matching.queries.relationships import other_side
from alongside.notify.models import Notice
from tests.conversations.factories import message, mia_and_sam, mias, sams
from tests.safeguarding import factories as safeguarding
from tests.support_sessions import factories as relationships

pytestmark = pytest.mark.django_db


def page(cast, made, name="conversation"):
    return reverse(f"conversations:{name}", args=[cast.coaching.ref, made.pk])


def pause(made):
    Relationship.objects.filter(pk=made.pk).update(status="paused", paused_on=timezone.localdate())


def end(made):
    Relationship.objects.filter(pk=made.pk).update(
        status="ended", ended_on=timezone.localdate(), ended_at=timezone.now(), ending_kind="planned"
    )


def test_the_same_words_sent_twice_are_stored_once(cast):
    side = mias(mia_and_sam(cast))
    assert message(side, key="k") == message(side, key="k")
    assert Message.objects.count() == 1
    assert Notice.objects.filter(kind="message_waiting").count() == 1
    assert AuditEvent.objects.filter(what="message_sent").count() == 1


def test_other_words_under_the_same_key_are_neither_stored_nor_lost_in_silence(cast):
    side = mias(mia_and_sam(cast))
    message(side, "One", key="k")
    with pytest.raises(SentSomethingElse):
        message(side, "Two", key="k")


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (LONGEST_MESSAGE + 1)])
def test_nothing_and_too_much_are_refused(cast, words):
    with pytest.raises(ValueError):
        send_message(side=mias(mia_and_sam(cast)), words=words, key="k", by=cast.mia)


def test_words_never_reach_the_log_or_a_notice(cast):
    message(mias(mia_and_sam(cast)), "My secret")
    [notice] = Notice.objects.exclude(kind__startswith="relationship_begun")
    assert (notice.person, notice.kind) == (cast.sam, "message_waiting")
    text = f"{notice.subject} {notice.words} {list(AuditEvent.objects.values_list('details', 'reason'))}"
    assert "secret" not in text
    assert "Mia" not in text
    assert "diabetes" not in text.lower()


def test_one_notice_for_each_run_of_unread_messages(cast):
    made = mia_and_sam(cast)
    message(mias(made))
    last = message(mias(made))
    assert Notice.objects.filter(kind="message_waiting").count() == 1
    mark_read(side=sams(made), up_to=last.pk)
    message(mias(made))
    assert Notice.objects.filter(kind="message_waiting", person=cast.sam).count() == 2


@pytest.mark.parametrize(("deed", "why"), [(pause, Writing.PAUSED), (end, Writing.ENDED)])
def test_a_pause_and_an_ending_leave_reading_only(cast, deed, why):
    made = mia_and_sam(cast)
    message(sams(made), "Still here")
    deed(made)
    with pytest.raises(NotNow) as caught:
        message(mias(made))
    assert caught.value.why == why
    text = cast.client("mia").get(page(cast, made)).text
    assert "Still here" in text
    assert "write-form" not in text


@pytest.mark.parametrize("writer", ["mia", "sam"])
def test_a_hold_keeps_both_from_sending_in_the_same_words_and_loses_nothing(cast, writer):
    made = mia_and_sam(cast)
    safeguarding.hold(cast)
    response = cast.client(writer).post(page(cast, made), {"words": "Typed with care", "key": "k"})
    assert response.status_code == 422
    assert "A person from the team will be in touch with you." in response.text
    assert "Typed with care" in response.text
    assert "data-keep-drafts" in response.text
    assert "hold" not in re.sub(r"<[^>]+>", "", response.text).lower()
    assert not Message.objects.exists()


def test_a_hold_speaks_before_a_pause(cast):
    made = mia_and_sam(cast)
    safeguarding.hold(cast)
    pause(made)
    made.refresh_from_db()
    assert writing(made, other_side(made, sams(made))) == Writing.HELD


def test_somebody_who_does_not_sign_in_is_reached_through_the_coordinator(cast):
    made = relationships.relationship(cast.coaching, supporter=cast.sam_supporter)
    text = cast.client("sam").get(page(cast, made)).text
    assert "through the coordinator" in text
    with pytest.raises(NotNow) as caught:
        message(sams(made))
    assert caught.value.why == Writing.NOT_ONLINE


def test_words_are_shown_as_plain_text_with_their_line_breaks(cast):
    made = mia_and_sam(cast)
    message(mias(made), "<script>alert(1)</script>\nsecond line")
    text = cast.client("sam").get(page(cast, made)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>second line" in text
    assert "<script>alert" not in text


def test_a_message_is_sent_without_javascript(cast):
    made = mia_and_sam(cast)
    client = cast.client("mia")
    key = re.search(r'name="key" value="(\w+)"', client.get(page(cast, made)).text)[1]
    response = client.post(page(cast, made), {"words": "One\r\nTwo", "key": key})
    assert response.headers["Location"] == f"{page(cast, made)}#write"
    assert Message.objects.get().words == "One\nTwo"
    client.post(page(cast, made), {"words": "One\r\nTwo", "key": key})
    assert Message.objects.count() == 1


def test_a_message_sent_with_htmx_comes_back_as_the_thread(cast):
    made = mia_and_sam(cast)
    response = cast.client("mia").post(
        page(cast, made), {"words": "Hello Sam", "key": "k"}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    assert "<html" not in response.text
    assert "Hello Sam" in response.text


def test_a_message_that_is_too_long_keeps_its_words(cast):
    made = mia_and_sam(cast)
    words = "long " * 1001
    response = cast.client("mia").post(page(cast, made), {"words": f"{words}end", "key": "k"})
    assert response.status_code == 422
    assert "5008 of 5,000 characters" in response.text
    assert f"{words}end" in response.text
    assert "maxlength" not in response.text


def test_line_breaks_count_once(cast):
    made = mia_and_sam(cast)
    words = "a\r\n" * 2499 + "bb"
    assert cast.client("mia").post(page(cast, made), {"words": words, "key": "k"}).status_code == 302


def test_other_words_from_a_stale_page_are_kept_and_asked_about(cast):
    made = mia_and_sam(cast)
    client = cast.client("mia")
    client.post(page(cast, made), {"words": "First", "key": "stale"})
    response = client.post(page(cast, made), {"words": "Second", "key": "stale"})
    assert response.status_code == 422
    assert "Second</textarea>" in response.text
    key = re.search(r'name="key" value="(\w+)"', response.text)[1]
    assert key != "stale"
    client.post(page(cast, made), {"words": "Second", "key": key})
    assert list(Message.objects.values_list("words", flat=True)) == ["First", "Second"]


def test_pages_go_backwards_and_leave_nothing_out(cast):
    made = mia_and_sam(cast)
    sent = [message(mias(made), f"number {n}").pk for n in range(PAGE + 5)]
    newest = messages_of(made)
    earlier = messages_of(made, before=newest.earlier)
    assert [row.pk for row in (*earlier.messages, *newest.messages)] == sent
    assert earlier.earlier is None
    client = cast.client("sam")
    assert f"?before={newest.earlier}" in client.get(page(cast, made)).text
    older = client.get(f"{page(cast, made)}?before={newest.earlier}").text
    assert "number 4<" in older
    assert "number 5<" not in older


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣"])
def test_a_strange_address_shows_the_newest(cast, before):
    made = mia_and_sam(cast)
    message(mias(made), "Here")
    assert "Here" in cast.client("sam").get(f"{page(cast, made)}?before={before}").text


def test_newer_messages_come_once_and_count_as_read(cast):
    made = mia_and_sam(cast)
    first, second = message(mias(made), "First"), message(mias(made), "Second")
    client, address = cast.client("sam"), page(cast, made, "newer_messages")
    text = client.get(f"{address}?after={first.pk}").text
    assert "Second" in text
    assert "First" not in text
    assert client.get(f"{address}?after={second.pk}").status_code == 204
    assert ReadUpTo.objects.get(side=sams(made)).message == second


def test_opening_the_conversation_reads_it_and_its_line_on_another_page_does_not(cast):
    made = mia_and_sam(cast)
    message(mias(made), "Quiet words")
    client = cast.client("sam")
    line = client.get(page(cast, made), headers={"HX-Request": "true"}).text
    assert "1 new message" in line
    assert "Quiet words" not in line
    assert unread_counts(cast.sam) == {made.pk: 1}
    client.get(page(cast, made))
    assert unread_counts(cast.sam) == {}
    assert not unread_by(sams(made)).exists()


def test_a_read_mark_never_goes_back(cast):
    made = mia_and_sam(cast)
    first, second = message(mias(made)), message(mias(made))
    mark_read(side=sams(made), up_to=second.pk)
    mark_read(side=sams(made), up_to=first.pk)
    mark_read(side=sams(made), up_to=10**9)
    assert ReadUpTo.objects.get().message == second


def test_unread_counts_are_one_query_for_any_number(cast, django_assert_num_queries):
    first = mia_and_sam(cast)
    member = relationships.relationship(
        cast.coaching, cast.olga_member, relationships.factories.supporter(cast.coaching)
    )
    message(sams(first))
    message(mias(first))
    with django_assert_num_queries(1):
        assert unread_counts(cast.mia) == {first.pk: 1}
    assert unread_counts(cast.sam) == {first.pk: 1}
    assert member.pk not in unread_counts(cast.olga)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_is_flat(cast, rows, django_assert_num_queries):
    made = mia_and_sam(cast)
    for _ in range(rows):
        message(mias(made))
    client = cast.client("sam")
    client.get(page(cast, made))
    with django_assert_num_queries(22):
        client.get(page(cast, made))


def test_a_concern_can_be_raised_about_what_the_other_wrote(cast):
    made = mia_and_sam(cast)
    theirs, own = message(mias(made)), message(sams(made))
    text = cast.client("sam").get(page(cast, made)).text
    assert f"?about=conversations.message:{theirs.pk}" in text
    assert f"?about=conversations.message:{own.pk}" not in text


def test_no_role_of_staff_reads_a_conversation(cast):
    made = mia_and_sam(cast)
    message(mias(made))
    for name in ("ada", "cora", "sula", "sasha", "eve", "otto"):
        for address in (page(cast, made), page(cast, made, "newer_messages")):
            assert cast.client(name).get(address).status_code == 404


def for_case(cast, case, made):
    return reverse("conversations:read_for_case", args=[cast.coaching.ref, case.pk, made.pk])


def test_a_lead_reads_for_an_open_case_with_a_reason_and_each_look_is_kept(cast):
    made = mia_and_sam(cast)
    message(mias(made), "Please help")
    case = safeguarding.case(cast, about=cast.mia_participant)
    client, address = cast.client("sasha"), for_case(cast, case, made)
    assert "Please help" not in client.get(address).text
    assert client.post(address, {"reason": " "}).status_code == 422
    assert not CaseReading.objects.exists()
    assert "Please help" in client.post(address, {"reason": "She may be in danger"}, follow=True).text
    client.get(address)
    assert AuditEvent.objects.filter(what="conversation_opened_for_case").count() == 1
    assert AuditEvent.objects.filter(what="conversation_read_for_case").count() == 2
    assert not ReadUpTo.objects.filter(side=sams(made)).exists()


def test_reading_for_a_case_ends_by_itself_and_with_the_case(cast):
    made = mia_and_sam(cast)
    message(mias(made), "Please help")
    case = safeguarding.case(cast, about=cast.mia_participant)
    client, address = cast.client("sasha"), for_case(cast, case, made)
    client.post(address, {"reason": "She may be in danger"})
    hour_ago = timezone.now() - timedelta(hours=1, minutes=1)
    CaseReading.objects.update(begun_at=hour_ago, ends_at=hour_ago + timedelta(hours=1))
    assert "Please help" not in client.get(address).text
    client.post(address, {"reason": "Again"})
    type(case).objects.filter(pk=case.pk).update(
        closed_at=timezone.now(), closed_by=cast.ada, closing_proposed_by=cast.sasha
    )
    assert client.get(address).status_code == 404
    with pytest.raises(CaseNotOpen):
        begin_case_reading(case=case, relationship=made, reason="More", by=cast.sasha)


def test_a_case_opens_no_conversation_of_other_people(cast):
    made = mia_and_sam(cast)
    message(mias(made))
    case = safeguarding.case(cast, about=relationships.factories.member(cast.coaching).participant)
    assert list(conversations_in(case)) == []
    assert cast.client("sasha").get(for_case(cast, case, made)).status_code == 404


def test_a_message_named_by_one_of_the_two_opens_its_conversation_and_by_a_stranger_does_not(cast):
    made = mia_and_sam(cast)
    subject = f"conversations.message:{message(mias(made)).pk}"
    fields = {"subject": subject, "about": None}
    told = safeguarding.case(cast, by=cast.sam, raised_by=cast.sam_participant, **fields)
    typed = safeguarding.case(cast, by=cast.sasha, raised_by=None, **fields)
    assert list(conversations_in(told)) == [made]
    assert list(conversations_in(typed)) == []
