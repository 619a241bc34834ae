"""Where a programme says that contact stays on the site, writers are asked, kindly, before a way out of it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.conversations.actions import send_message
from alongside.conversations.actions.held import ask_first, ask_to_look, keep_back, let_go, say_contact_rule
from alongside.conversations.core.asking_first import to_ask
from alongside.conversations.models import HeldMessage, Message
from alongside.notify.models import Notice
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.actions.holds import place_hold
from alongside.safeguarding.actions.words_waiting import switch_triage
from alongside.safeguarding.core.triage import Reading, not_read, read
from alongside.safeguarding.models import Concern, Incoming
from tests.conversations import contact_lines as lines
from tests.conversations.factories import held, mia_and_sam, mias, sams

if TYPE_CHECKING:
    from alongside.matching.models import Relationship
    from tests.conftest import Cast

NUMBER = "My number is 07700 900123, ring me"


@pytest.fixture
def stays(cast: Cast) -> Relationship:
    say_contact_rule(programme=cast.coaching, is_on=True, why="Agreed with the members", by=cast.cora)
    return mia_and_sam(cast)


def address(made: Relationship) -> str:
    return reverse("conversations:conversation", args=[made.programme.ref, made.pk])


def post(cast: Cast, made: Relationship, words: str, key: str = "k1", **more: Any) -> Any:
    return cast.client("mia").post(address(made), {"words": words, "key": key, **more}, follow=True)


def asked(words: str) -> tuple[str, ...]:
    return to_ask(words, read(words))


@pytest.mark.parametrize(
    ("kind", "said"), [("contact", lines.CONTACT), ("money", lines.MONEY), ("secrecy", lines.SECRECY)]
)
def test_most_of_what_should_be_asked_about_is(kind: str, said: tuple[str, ...]) -> None:
    missed = [words for words in said if kind not in asked(words)]
    assert len(missed) <= max(1, len(said) // 10), missed


def test_few_harmless_lines_are_asked_about() -> None:
    wrong = [words for words in lines.FINE if asked(words)]
    assert len(wrong) <= len(lines.FINE) // 20, wrong


def test_figures_on_lines_that_were_written_afterwards() -> None:
    """Recall at least 7 in 10, false alarms at most 1 in 10: what the page may say and no more."""
    found = sum(bool(asked(words)) for words in lines.LATER_ASK)
    wrong = sum(bool(asked(words)) for words in lines.LATER_FINE)
    assert found >= 7, [words for words in lines.LATER_ASK if not asked(words)]
    assert wrong <= 1, [words for words in lines.LATER_FINE if asked(words)]


@pytest.mark.parametrize("words", lines.DANGER)
def test_words_that_may_mean_danger_are_never_asked_about(words: str) -> None:
    assert asked(words) == ()


def test_a_broken_triage_asks_about_what_is_plainly_a_number_and_nothing_else() -> None:
    broken: Reading = not_read("it broke")
    assert to_ask("ring 07700 900123", broken) == ("contact",)
    assert to_ask("I slept for nine hours", broken) == ()


def test_very_long_words_are_looked_at_quickly() -> None:
    import time  # noqa: PLC0415

    begun = time.perf_counter()
    to_ask("between us please " * 300 + "0" * 5000 + "@" * 5000, not_read("it broke"))
    assert time.perf_counter() - begun < 1


def test_writer_is_asked_and_told_why_and_nothing_is_lost_or_kept(cast: Cast, stays: Relationship) -> None:
    page = post(cast, stays, NUMBER)
    text = page.content.decode()
    assert page.status_code == 422
    assert NUMBER in text
    assert "So here it stays on this site" in text
    assert "This is automatic, and may be wrong" in text
    assert not Message.objects.exists()
    assert not HeldMessage.objects.exists(), "what somebody takes back is nobody's business"


def test_writer_changes_it_and_it_is_sent(cast: Cast, stays: Relationship) -> None:
    post(cast, stays, NUMBER)
    assert post(cast, stays, "See you on Tuesday, as we said").status_code == 200
    assert Message.objects.get().words == "See you on Tuesday, as we said"


def test_writer_lets_somebody_look_who_lets_it_go(cast: Cast, stays: Relationship) -> None:
    text = post(cast, stays, NUMBER, look="1").content.decode()
    assert "Somebody looks at this first" in text
    assert not Message.objects.exists()
    row = HeldMessage.objects.get()
    assert row.kinds == ["contact"]
    sasha = cast.client("sasha")
    desk = sasha.get(reverse("conversations:held_messages", args=[cast.coaching.ref])).content.decode()
    assert f"Message {row.pk}" in desk
    page = reverse("conversations:held_message", args=[cast.coaching.ref, row.pk])
    assert NUMBER in sasha.get(page).content.decode()
    assert AuditEvent.objects.filter(what="held_message_read").count() == 1
    sasha.post(reverse("conversations:let_held_go", args=[cast.coaching.ref, row.pk]))
    sent = Message.objects.get()
    assert (sent.words, sent.side) == (NUMBER, row.side)
    assert Notice.objects.filter(kind="message_waiting", person=cast.sam).count() == 1
    assert not Incoming.objects.filter(settled_at__isnull=True).exists(), "nobody reads it twice"


def test_writer_reads_why_it_was_kept_back(cast: Cast, stays: Relationship) -> None:
    post(cast, stays, NUMBER, look="1")
    row = HeldMessage.objects.get()
    page = reverse("conversations:held_message", args=[cast.coaching.ref, row.pk])
    sasha = cast.client("sasha")
    assert sasha.post(page, {"reason": " "}).status_code == 422
    sasha.post(page, {"reason": "Sam has asked for calls through us."})
    text = cast.client("mia").get(address(stays)).content.decode()
    assert "This was not sent" in text
    assert "Sam has asked for calls through us." in text
    assert "tell your coordinator" in text
    assert not Message.objects.exists()
    assert "not sent" not in cast.client("sam").get(address(stays)).content.decode()
    assert Notice.objects.filter(kind="space_word_for_you", person=cast.mia).count() == 1


@pytest.mark.parametrize(
    "words", ["can you lend me twenty pounds until Friday", "please keep this between us"]
)
def test_of_money_and_secrecy_a_lead_hears_although_the_writer_goes_back(
    cast: Cast, stays: Relationship, words: str
) -> None:
    text = post(cast, stays, words).content.decode()
    assert "A safeguarding lead is told that this was written." in text
    row = HeldMessage.objects.get()
    assert row.asked_at is None
    if "lend" in words:
        assert Incoming.objects.get(subject=f"conversations.heldmessage:{row.pk}").words == words
    with pytest.raises(StateChanged):
        let_go(held=row, by=cast.sasha)
    door = reverse("conversations:held_message", args=[cast.coaching.ref, row.pk])
    assert cast.client("sasha").get(door).status_code == 404


def test_nobody_is_asked_where_the_programme_has_not_said_so(cast: Cast) -> None:
    made = mia_and_sam(cast)
    post(cast, made, NUMBER)
    assert Message.objects.get().words == NUMBER


def test_nobody_is_asked_where_triage_is_off(cast: Cast, stays: Relationship) -> None:
    switch_triage(programme=cast.coaching, is_on=False, why="We read everything", by=cast.cora)
    post(cast, stays, NUMBER)
    assert Message.objects.exists()


def test_danger_goes_at_once_with_its_number_and_raises_a_concern(cast: Cast, stays: Relationship) -> None:
    post(cast, stays, lines.DANGER[0])
    assert Message.objects.get().words == lines.DANGER[0]
    assert Concern.objects.get().urgency == "now"


def test_whoever_says_that_somebody_is_in_danger_is_not_held_up(cast: Cast, stays: Relationship) -> None:
    """What triage does not hear: its writer can say so, and the leads look now."""
    words = "it is happening again next door, call me 07700 900123"
    assert "Somebody may be in danger: send it now" in post(cast, stays, words).content.decode()
    for _twice in range(2):
        post(cast, stays, words, urgent="1")
    assert Message.objects.get().words == words
    concern = Concern.objects.get()
    assert (concern.urgency, concern.raised_by) == ("now", cast.mia)
    assert words in concern.words


def test_a_lead_who_is_a_party_sees_nothing_of_it(cast: Cast, stays: Relationship) -> None:
    row = held(mias(stays), NUMBER)
    cast.sam_participant.person = cast.sasha
    cast.sam_participant.save(update_fields=["person"])
    door = reverse("conversations:held_message", args=[cast.coaching.ref, row.pk])
    assert cast.client("sasha").get(door).status_code == 404


def test_of_two_who_settle_it_the_second_changes_nothing(cast: Cast, stays: Relationship) -> None:
    row = held(mias(stays), NUMBER)
    keep_back(held=row, reason="Ask us first.", by=cast.sasha)
    with pytest.raises(StateChanged):
        let_go(held=row, by=cast.sasha)
    assert not Message.objects.exists()


def test_same_words_sent_twice_wait_once(cast: Cast, stays: Relationship) -> None:
    side = mias(stays)
    for _twice in range(2):
        ask_to_look(side=side, words=NUMBER, key="same", by=cast.mia)
    assert HeldMessage.objects.count() == 1
    ask_to_look(side=side, words=NUMBER + "!", key="same", by=cast.mia)
    assert HeldMessage.objects.count() == 2


def test_a_message_that_went_is_not_asked_about_again(cast: Cast, stays: Relationship) -> None:
    side = sams(stays)
    send_message(side=side, words=NUMBER, key="k", by=cast.sam)
    assert ask_first(side=side, words=NUMBER, key="k", by=cast.sam) == ()


def test_let_go_waits_while_the_two_are_held_apart(cast: Cast, stays: Relationship) -> None:
    row = held(mias(stays), NUMBER)
    place_hold(participant=cast.sam_participant, programme=cast.coaching, reason="Unsafe", by=cast.sasha)
    answer = cast.client("sasha").post(
        reverse("conversations:let_held_go", args=[cast.coaching.ref, row.pk]), follow=True
    )
    assert "cannot write to each other now" in answer.content.decode()
    row.refresh_from_db()
    assert row.settled_at is None


def test_rule_is_said_with_a_reason_on_its_page(cast: Cast) -> None:
    page = reverse("conversations:contact_settings", args=[cast.coaching.ref])
    cora = cast.client("cora")
    assert cora.post(page, {"why": ""}).status_code == 422
    assert cora.post(page, {"why": "Members asked for it"}).status_code == 302
    text = cora.get(page).content.decode()
    assert "Contact stays on the site in this programme." in text
    assert "Members asked for it" in text
