"""Words that come in: the ten things that triage must never do, on real rows and pages; and the desk that reads them."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.conversations.actions import moderation as moderating
from alongside.conversations.actions.messages import send_message
from alongside.conversations.actions.spaces import move_space, name_lead
from alongside.conversations.models import Message, PostStatus
from alongside.conversations.queries.moderation import waiting_in
from alongside.measures.actions.goals import set_goal
from alongside.notify.models import Notice
from alongside.programmes.actions import StateChanged, grant_role
from alongside.roles.permissions import Role
from alongside.safeguarding.actions import words as door
from alongside.safeguarding.actions import words_waiting as desk
from alongside.safeguarding.core.triage import InTime, Reading
from alongside.safeguarding.core.triage import reading as core
from alongside.safeguarding.core.triage.rules import BrokenRules
from alongside.safeguarding.models import Concern, Incoming
from alongside.safeguarding.queries import figures_of
from alongside.safeguarding.templatetags.safeguarding_words import KINDS
from tests import factories as people
from tests.conversations import factories as messages
from tests.conversations import space_factories as spaces
from tests.safeguarding import factories
from tests.test_door_for_words import SENT
from tests.training.factories import prepared

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.conftest import Cast

CRISIS = "I want to kill myself tonight"
BURDEN = "I'm just a burden on everybody, there's no point"
HIGHLY = ("high risk", "low risk", "risk score", "at risk", "is safe", "suicidal person")


def page(cast: Cast, who: str, name: str, **kwargs: Any) -> HttpResponse:
    return cast.client(who).get(reverse(f"safeguarding:{name}", kwargs={"ref": cast.coaching.ref, **kwargs}))


def act(cast: Cast, who: str, name: str, row: Incoming, **data: str) -> HttpResponse:
    address = reverse(f"safeguarding:{name}", kwargs={"ref": cast.coaching.ref, "pk": row.pk})
    return cast.client(who).post(address, data, follow=True)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Any:
    def use(reader: Any, seconds: float = 1.0) -> None:
        monkeypatch.setattr(door, "IN_TIME", InTime(reader, seconds, make_ready=lambda: None))

    return use


# --- The ten nevers ----------------------------------------------------------------------------------------------


def test_never_1_blocks_or_slows_anybody_because_words_look_like_crisis(cast: Cast) -> None:
    """Fifty messages of crisis in a minute are all stored, each told of, and the writer is as free as before."""
    side = messages.mias(messages.mia_and_sam(cast))
    for number in range(50):
        send_message(side=side, words=f"{CRISIS} {number}", key=f"k{number}", by=cast.mia)
    assert Message.objects.count() == 50
    assert Concern.objects.filter(urgency="now").count() == 50
    cast.mia.refresh_from_db()
    assert cast.mia.is_active
    assert page(cast, "mia", "programme_help").status_code == 200
    answer = cast.client("mia").get(f"/p/{cast.coaching.ref}/relationships/{side.relationship_id}/messages/")
    assert 'id="write-form"' in answer.text


def test_never_2_hides_or_changes_words_by_itself(cast: Cast) -> None:
    """A post that tells a method is shown as it was written until a person acts, with a reason, and it can be undone."""
    post = spaces.opening(
        spaces.joined(spaces.space(cast), cast.mia_participant), words="how many paracetamol does it take"
    )
    post.refresh_from_db()
    assert (post.status, post.words) == (PostStatus.SHOWN, "how many paracetamol does it take")
    mo = cast.people["mo"]
    with pytest.raises(ValueError, match="told why"):
        moderating.act_on_post(post=post, kind="held", by=mo)
    moderating.act_on_post(post=post, kind="held", reason="It asks how.", by=mo)
    post.refresh_from_db()
    assert post.status == PostStatus.WAITING
    assert Notice.objects.filter(kind="space_word_for_you", person=cast.mia).count() == 1
    own = cast.client("mia").get(f"/p/{cast.coaching.ref}/spaces/{post.thread.space_id}/own/").text
    assert "It asks how." in own
    assert "Get help now" in own
    assert "Answer this" in own
    moderating.act_on_post(post=post, kind="let_through", by=mo)
    post.refresh_from_db()
    assert (post.status, post.words) == (PostStatus.SHOWN, "how many paracetamol does it take")


@pytest.mark.parametrize("trouble", ["raises", "hangs", "nonsense"])
def test_never_3_loses_or_delays_words_when_it_breaks(cast: Cast, broken: Any, trouble: str) -> None:
    """The words go out as always, and wait on the desk as not looked at."""
    let_go = threading.Event()
    readers = {
        "raises": lambda _words: 1 / 0,
        "hangs": lambda _words: let_go.wait(20),
        "nonsense": lambda _words: "P1",
    }
    broken(readers[trouble], 0.05)
    began = timezone.now()
    message = messages.message(messages.mias(messages.mia_and_sam(cast)), CRISIS)
    let_go.set()
    assert timezone.now() - began < timedelta(seconds=5)
    assert Message.objects.get(pk=message.pk).words == CRISIS
    row = Incoming.objects.get(field="words")
    assert (row.lane, row.trouble != "", row.words) == ("P2", True, CRISIS)
    assert "Not looked at by the program" in page(cast, "sasha", "words_to_read").text
    assert Notice.objects.filter(kind="words_to_read", person=cast.sasha).count() == 1


def test_never_3_also_when_what_it_found_cannot_be_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "kept", lambda reading: 1 / 0 if reading.findings else [])
    set_goal(participant=cast.mia_participant, programme=cast.coaching, words=CRISIS, by=cast.mia)
    assert Incoming.objects.get(field="words").trouble == door.BROKEN


def test_never_4_scores_or_labels_a_person_or_shows_a_lane_to_members(cast: Cast) -> None:
    """What is stored speaks of words; pages of members, supporters and coordinators say nothing of it."""
    numbers = {each.name for each in Incoming._meta.concrete_fields if "Float" in type(each).__name__}
    assert numbers == set()
    side = messages.mias(messages.mia_and_sam(cast))
    messages.message(side, CRISIS)
    messages.message(side, BURDEN)
    thread = f"/p/{cast.coaching.ref}/relationships/{side.relationship_id}/messages/"
    heard = [
        each
        for row in Incoming.objects.all()
        for one in row.findings
        for each in (one["why"], one["category"])
    ]
    for who in ("mia", "sam"):
        shown = cast.client(who).get(thread).text
        assert [words for words in heard if words in shown] == []
        assert "What the program heard" not in shown
    person = cast.client("cora").get(f"/p/{cast.coaching.ref}/people/{cast.mia_participant.pk}/").text
    assert [words for words in [*heard, *HIGHLY] if words in person] == []


def test_never_5_tells_anybody_but_the_safeguarding_leads(cast: Cast) -> None:
    side = messages.mias(messages.mia_and_sam(cast))
    Notice.objects.all().delete()
    messages.message(side, CRISIS)
    told = Notice.objects.exclude(kind="message_waiting")
    assert {(each.kind, each.person) for each in told} == {("concern_raised", cast.sasha)}
    concern = Concern.objects.get()
    assert (concern.status, concern.raised_by, concern.about) == ("new", None, cast.mia_participant)


def test_never_6_sends_anything_outside(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    factories.words(cast)
    assert Incoming.objects.get().trouble == ""


def test_never_7_keeps_or_learns_from_words_in_which_nothing_was_found(cast: Cast) -> None:
    """Of private words nothing is kept but that they came in; ninety days on, nothing says whose words any were."""
    messages.message(messages.mias(messages.mia_and_sam(cast)), "See you on Tuesday")
    quiet = Incoming.objects.get(field="words")
    assert (quiet.words, quiet.lane, quiet.findings) == ("", "", [])
    heard = factories.words(cast)
    desk.settle_words(row=heard, outcome="read", by=cast.sasha)
    long_ago = timezone.now() - timedelta(days=91)
    Incoming.objects.update(came_at=long_ago)
    Incoming.objects.filter(pk=heard.pk).update(settled_at=long_ago)
    desk.let_words_go()
    left = Incoming.objects.get()
    assert (left.pk, left.words, left.writer, left.written_by) == (heard.pk, "", None, None)


def test_never_8_has_the_last_word(cast: Cast) -> None:
    """Some posts in which nothing was found are drawn and read; the words of the others go. Private ones are never drawn."""
    space = spaces.space(cast)
    own = spaces.joined(space, cast.mia_participant)
    for number in range(15):
        spaces.opening(own, words=f"The ducks are happy today, all {number} of them")
    messages.message(messages.mias(messages.mia_and_sam(cast)), "See you on Tuesday")
    Incoming.objects.filter(subject__startswith="conversations.spacename").delete()
    desk.draw_words()
    drawn = Incoming.objects.filter(drawn_at__isnull=False)
    assert drawn.count() == 10
    assert not Incoming.objects.filter(drawn_at__isnull=True).exclude(words="").exists()
    assert all(row.is_shared for row in drawn)
    assert "Drawn by lot" in cast.client("mo").get(f"/p/{cast.coaching.ref}/spaces/{space.pk}/waiting/").text
    empty = page(cast, "sasha", "words_to_read").text
    assert "That does not say that all is well" in empty
    assert [words for words in HIGHLY if words in empty] == []


@pytest.mark.parametrize(
    "words",
    [
        "Samaritans are on 116 123, day and night",
        "five years ago I wanted to die every day. I'm well now",
        "The crisis team never ring back, it's a bloody disgrace",
    ],
)
def test_never_9_takes_a_helpline_anger_or_recovery_for_harm(cast: Cast, words: str) -> None:
    messages.message(messages.mias(messages.mia_and_sam(cast)), words)
    assert not Concern.objects.exists()
    assert not Incoming.objects.filter(lane__in=["P1", "P2"]).exists()


def test_never_10_answers_in_the_voice_of_a_person(cast: Cast) -> None:
    """Whoever wrote it sees help at once, is told that these lines are automatic, and when a person looks."""
    made = messages.mia_and_sam(cast)
    address = f"/p/{cast.coaching.ref}/relationships/{made.pk}/messages/"
    shown = cast.client("mia").post(address, {"words": CRISIS, "key": "k" * 20}, follow=True).text
    assert "These lines are automatic" in shown
    assert "999" in shown
    concern = Concern.objects.get()
    assert concern.words.startswith("A program noticed these words")
    assert concern.raised_by_name == "The program that looks at words"
    assert "These lines are automatic" not in cast.client("sam").get(address).text


# --- The desk ----------------------------------------------------------------------------------------------------


def test_words_are_claimed_by_one_read_with_their_evidence_and_settled(cast: Cast) -> None:
    row = factories.words(cast)
    other = second_lead(cast)
    waiting = page(cast, "sasha", "words_to_read").text
    assert "Notes about somebody" in waiting
    assert "burden" not in waiting
    before = page(cast, "sasha", "words", pk=row.pk).text
    assert "<mark>" not in before
    act(cast, "sasha", "claim_words", row)
    assert "reads this" in page(cast, other, "words", pk=row.pk).text
    assert "was quicker" in act(cast, other, "claim_words", row).text
    mine = page(cast, "sasha", "words", pk=row.pk).text
    assert "<mark>" in mine
    assert "<details" in mine
    assert act(cast, "sasha", "settle_words", row).status_code == 422
    act(cast, "sasha", "settle_words", row, outcome="misheard")
    row.refresh_from_db()
    assert (row.outcome, row.settled_by) == ("misheard", cast.sasha)
    with pytest.raises(StateChanged):
        desk.settle_words(row=row, outcome="read", by=cast.people[other])
    figures = figures_of(cast.coaching)
    assert (figures.waited, figures.read, figures.in_time, figures.misheard) == (1, 1, 1, 1)
    assert {"words_claimed", "words_settled"} <= set(AuditEvent.objects.values_list("what", flat=True))


def second_lead(cast: Cast) -> str:
    cast.people["lena"] = people.person("lena")
    grant_role(
        person=cast.people["lena"], organisation=cast.harbour, role=Role.SAFEGUARDING_LEAD, by=cast.ada
    )
    return "lena"


def test_a_concern_is_raised_from_words_and_the_lead_goes_on_there(cast: Cast) -> None:
    row = factories.words(cast)
    act(cast, "sasha", "claim_words", row)
    assert act(cast, "sasha", "raise_from_words", row, words="").status_code == 422
    shown = act(cast, "sasha", "raise_from_words", row, words="This is new for her", urgency="soon").text
    concern = Concern.objects.get()
    assert "This is new for her" in shown
    assert row.words in concern.words
    assert (concern.about, concern.urgency) == (cast.mia_participant, "soon")
    row.refresh_from_db()
    assert (row.outcome, row.concern) == ("concern", concern)


def test_nobody_reads_their_own_words_or_those_written_to_them(cast: Cast) -> None:
    grant_role(person=cast.sam, organisation=cast.harbour, role=Role.SAFEGUARDING_LEAD, by=cast.ada)
    messages.message(messages.mias(messages.mia_and_sam(cast)), BURDEN)
    row = Incoming.objects.get(field="words")
    assert page(cast, "sam", "words", pk=row.pk).status_code == 404
    assert page(cast, "sasha", "words", pk=row.pk).status_code == 200
    messages.message(messages.mias(cast.mia_member.relationship_sides.get().relationship), CRISIS)
    assert {each.person for each in Notice.objects.filter(kind="concern_raised")} == {cast.sasha}


def test_what_nobody_reads_in_time_is_told_again_and_comes_to_the_leads(cast: Cast) -> None:
    post = spaces.opening(spaces.joined(spaces.space(cast), cast.mia_participant), words=BURDEN)
    row = Incoming.objects.get(subject=f"conversations.post:{post.pk}", field="words")
    assert row.desk == "moderators"
    assert page(cast, "sasha", "words_to_read").text.count("A post in a space") == 0
    Incoming.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    for _twice in range(2):
        desk.tell_of_overdue_words()
    assert Notice.objects.filter(kind="words_overdue", person=cast.sasha).count() == 1
    assert page(cast, "sasha", "words_to_read").text.count("A post in a space") == 1
    assert "is not shown here" in act(cast, "sasha", "claim_words", row).text
    act(cast, "sasha", "hand_words_over", row)
    row.refresh_from_db()
    assert row.claimed_by is None


def test_staff_who_look_after_a_space_see_what_was_heard_and_their_act_settles_it(cast: Cast) -> None:
    space = spaces.space(cast)
    post = spaces.opening(spaces.joined(space, cast.mia_participant), words=BURDEN)
    here = f"/p/{cast.coaching.ref}/spaces/{space.pk}"
    assert "A program picked it out" in cast.client("mo").get(f"{here}/waiting/").text
    shown = cast.client("mo").get(f"{here}/posts/{post.pk}/look/").text
    assert "<mark>" in shown
    cast.client("mo").post(f"{here}/posts/{post.pk}/claim/")
    assert Incoming.objects.get(field="words").claimed_by == cast.people["mo"]
    moderating.act_on_post(post=post, kind="left", by=cast.people["mo"])
    assert not list(waiting_in(space))
    assert Incoming.objects.get(field="words").outcome == "read"


def test_peers_who_moderate_never_see_what_was_heard(cast: Cast) -> None:
    space = spaces.space(cast, by="peers", opened=False)
    name_lead(space=space, supporter=cast.sam_supporter, by=cast.cora)
    prepared(cast)
    move_space(space=space, to="open", by=cast.cora)
    post = spaces.opening(spaces.joined(space, cast.mia_participant), words=BURDEN)
    assert Incoming.objects.get(subject=f"conversations.post:{post.pk}", field="words").desk == "leads"
    assert not list(waiting_in(space))


def test_the_switch_says_what_is_missed_and_turned_off_nothing_is_looked_at(cast: Cast) -> None:
    shown = page(cast, "cora", "triage_settings").text
    assert "Measured on" in shown
    assert "Missed, or too late" in shown
    address = f"/p/{cast.coaching.ref}/words/switch/"
    assert cast.client("cora").post(address, {"why": " "}).status_code == 422
    cast.client("cora").post(address, {"why": "We are a peer-led circle and decided together."})
    messages.message(messages.mias(messages.mia_and_sam(cast)), CRISIS)
    assert not Incoming.objects.exists()
    assert not Concern.objects.exists()
    assert "Triage is off" in page(cast, "sasha", "words_to_read").text
    assert "decided together" in page(cast, "cora", "triage_settings").text


def test_where_people_type_it_is_said_that_a_program_looks(cast: Cast) -> None:
    made = messages.mia_and_sam(cast)
    address = f"/p/{cast.coaching.ref}/relationships/{made.pk}/messages/"
    assert "A program looks at what is written here" in cast.client("mia").get(address).text
    desk.switch_triage(programme=cast.coaching, is_on=False, why="Decided", by=cast.cora)
    assert "A program looks at what is written here" not in cast.client("mia").get(address).text


def test_the_desk_asks_the_database_the_same_for_one_and_many(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    factories.words(cast)
    client = cast.client("sasha")
    address = f"/p/{cast.coaching.ref}/words/"
    client.get(address)
    with django_assert_max_num_queries(100) as few:
        client.get(address)
    first = Incoming.objects.get()
    rows = [Incoming(**{**_values(first), "digest": f"{number:064}"}) for number in range(200)]
    Incoming.objects.bulk_create(rows)
    with django_assert_max_num_queries(100) as many:
        client.get(address)
    assert len(many) <= len(few) + 2  # the pager


def _values(row: Incoming) -> dict[str, Any]:
    return {
        each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key
    }


def test_broken_rules_keep_a_site_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise BrokenRules("policy.toml", 3, "no such lane")

    monkeypatch.setattr(core, "shipped_rules", fails)
    with pytest.raises(SystemCheckError, match=r"policy\.toml, line 3"):
        call_command("check", tags=["triage"])


def test_dangerous_characters_are_gone_before_any_form_looks(cast: Cast) -> None:
    made = messages.mia_and_sam(cast)
    address = f"/p/{cast.coaching.ref}/relationships/{made.pk}/messages/"
    client = cast.client("mia")
    client.post(address, {"words": "he\u202ello\x00 \u200bSam\r\nline", "key": "k" * 20})
    assert Message.objects.get().words == "hello Sam\nline"
    assert client.post(address, {"words": "\u202e\x07\u200b", "key": "j" * 20}).status_code == 422
    assert client.post(address, {"words": "x" * 100_000, "key": "i" * 20}).status_code == 422
    assert Message.objects.count() == 1


def test_every_kind_of_row_that_words_come_in_by_has_a_name_for_people() -> None:
    assert {".".join(field.split(".")[:2]).lower() for field in SENT} | {"safeguarding.rehearsal"} == set(
        KINDS
    )


def test_a_reader_that_is_stuck_does_not_pile_up() -> None:
    let_go = threading.Event()

    def hangs(_words: str) -> Reading:
        let_go.wait(20)
        return core.not_read("late")

    reader = InTime(hangs, 0.001, make_ready=lambda: None)
    answers = [reader.read("x").trouble for _ in range(20)]
    let_go.set()
    assert set(answers) == {"triage took too long", "triage is stuck"}
    assert answers.count("triage is stuck") == 4
