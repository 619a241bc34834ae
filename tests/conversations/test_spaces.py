from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alongside.audit.models import AuditEvent
from alongside.conversations.actions import posts as writing
from alongside.conversations.actions import spaces as actions
from alongside.conversations.core.names import folded, plain_name
from alongside.conversations.models import Post, PostStatus, Space, SpaceName, Thread
from alongside.conversations.queries.spaces import MayWrite, may_write, rules_of, watch_of
from alongside.notify.models import Notice
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.actions.holds import place_hold
from alongside.safeguarding.core.hours import Hours
from tests import factories
from tests.conversations import space_factories as make
from tests.enrolment.factories import answer as answer_consent
from tests.enrolment.factories import say_yes
from tests.training.factories import prepared

pytestmark = pytest.mark.django_db


def page(space, name="space", **more):
    return reverse(f"conversations:{name}", kwargs={"ref": space.programme.ref, "pk": space.pk, **more})


# Hours and names, without a database


@given(st.sets(st.integers(0, 6), min_size=1), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_hours_that_are_over_begin_again_within_a_week(days, moment):
    hours = Hours(frozenset(days), time(9), time(17))
    begins = hours.next_opening(moment)
    assert moment < begins <= moment + timedelta(days=8)
    assert hours.cover(begins)


def test_hours_end_before_their_last_minute_counts():
    hours = Hours(frozenset({0}), time(9), time(17))
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert [hours.cover(monday.replace(hour=hour)) for hour in (8, 9, 16, 17)] == [False, True, True, False]
    assert not hours.cover(monday.replace(day=24, hour=10))


@pytest.mark.parametrize(
    ("days", "opens", "closes"), [(set(), 9, 17), ({7}, 9, 17), ({0}, 17, 9), ({0}, 9, 9)]
)
def test_hours_that_are_none_are_refused(days, opens, closes):
    with pytest.raises(ValueError):
        Hours(frozenset(days), time(opens), time(closes))


@pytest.mark.parametrize(
    ("one", "other"), [("Gull", "gULL"), ("Straße", "STRASSE"), ("Gu\u200bll", "Gull"), ("Ｇｕｌｌ", "gull")]
)
def test_names_that_look_the_same_are_the_same(one, other):
    assert folded(one) == folded(other)


@given(st.text())
def test_a_plain_name_holds_nothing_that_nobody_sees(text):
    name = plain_name(text)
    assert name == plain_name(name)
    assert "\u202e" not in name


# Making and opening


def test_a_space_is_made_once_and_fixes_how_people_are_known(cast):
    space = make.space(cast, identity="pseudonymous")
    make.follow(cast, identity="named")
    assert actions.make_space(programme=cast.coaching, phase="room", by=cast.cora) == space
    assert Space.objects.get().identity == "pseudonymous"


def test_a_room_that_the_definition_lacks_has_no_space(cast):
    with pytest.raises(actions.NoSuchRoom):
        actions.make_space(programme=cast.coaching, phase="room", by=cast.cora)


def test_nobody_opens_a_space_that_nobody_can_look_after(cast):
    space = make.space(cast, opened=False)
    with pytest.raises(actions.NotYet) as caught:
        actions.move_space(space=space, to="open", by=cast.cora)
    assert caught.value.what == actions.Missing.MODERATORS


def test_a_space_that_holds_posts_needs_hours_and_keeps_them(cast):
    space = make.space(cast, opened=False, out_of_hours="hold")
    make.moderator(cast)
    with pytest.raises(actions.NotYet) as caught:
        actions.move_space(space=space, to="open", by=cast.cora)
    assert caught.value.what == actions.Missing.HOURS
    actions.set_hours(space=space, days=[0], opens=time(9), closes=time(17), by=cast.cora)
    actions.move_space(space=space, to="open", by=cast.cora)
    with pytest.raises(actions.NotYet):
        actions.set_hours(space=space, days=[], opens=None, closes=None, by=cast.cora)


def test_a_space_closed_for_good_stays_closed(cast):
    space = make.space(cast)
    actions.move_space(space=space, to="closed", by=cast.cora)
    with pytest.raises(StateChanged):
        actions.move_space(space=space, to="open", by=cast.cora)


def test_leads_moderate_only_while_they_are_ready(cast):
    space = make.space(cast, by="peers", opened=False)
    actions.name_lead(space=space, supporter=cast.sam_supporter, by=cast.cora)
    assert actions.what_is_missing(space) == actions.Missing.MODERATORS
    prepared(cast)
    assert actions.what_is_missing(space) is None
    actions.move_space(space=space, to="open", by=cast.cora)
    assert cast.client("sam").get(page(space, "moderation")).status_code == 200
    actions.end_lead(lead=space.leads.get(), by=cast.cora)
    assert cast.client("sam").get(page(space, "moderation")).status_code == 404


# Joining and leaving


def test_joining_needs_a_place_consent_and_the_rules_of_today(cast):
    space = make.space(cast)
    version = rules_of(cast.coaching).version
    with pytest.raises(actions.MayNotJoin):
        actions.join_space(space=space, rules_version=version, name="Gull", by=cast.mia)
    say_yes(cast.mia_participant, cast.coaching)
    with pytest.raises(actions.RulesChanged):
        actions.join_space(space=space, rules_version="older", name="Gull", by=cast.mia)
    own = actions.join_space(space=space, rules_version=version, name="Gull", by=cast.mia)
    assert (own.name, own.rules_version) == ("Gull", version)
    with pytest.raises(actions.MayNotJoin):
        actions.join_space(space=space, rules_version=version, name="Tern", by=cast.cora)


def test_a_name_is_the_only_one_of_its_kind_and_stays_taken(cast):
    space = make.space(cast)
    own = make.joined(space, cast.mia_participant, "Gull")
    actions.leave_space(own=own, by=cast.mia)
    with pytest.raises(actions.NameTaken):
        make.joined(space, cast.sam_participant, "gULL ")
    with pytest.raises(IntegrityError), transaction.atomic():
        SpaceName.objects.create(
            space=space, participant=cast.sam_participant, name="GULL", folded="gull", rules_version="v"
        )


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("sam okafor", actions.NameTellsWho),
        ("x", actions.NameUnfit),
        ("\u200b\u200b\u200b", actions.NameUnfit),
        ("x" * 41, actions.NameUnfit),
    ],
)
def test_a_name_that_does_not_fit_is_refused(cast, name, error):
    space = make.space(cast)
    with pytest.raises(error):
        make.joined(space, cast.sam_participant, name)


def test_whoever_comes_back_has_the_name_they_had(cast):
    space = make.space(cast)
    own = make.joined(space, cast.mia_participant, "Gull")
    actions.leave_space(own=own, by=cast.mia)
    assert make.joined(space, cast.mia_participant, "Tern") == own
    own.refresh_from_db()
    assert (own.name, own.left_at) == ("Gull", None)


# Writing


def test_the_same_words_sent_twice_are_one_thread_and_other_words_are_not_lost(cast):
    own = make.joined(make.space(cast), cast.mia_participant)
    assert make.opening(own, key="k") == make.opening(own, key="k")
    assert Thread.objects.count() == 1
    with pytest.raises(writing.SentSomethingElse):
        make.opening(own, "Other words", key="k")


@pytest.mark.parametrize("words", ["", " \n", "x" * 5001])
def test_nothing_and_too_much_are_refused(cast, words):
    own = make.joined(make.space(cast), cast.mia_participant)
    with pytest.raises(ValueError):
        make.opening(own, words)


def test_a_second_story_answers_the_beginning_or_a_post_of_the_same_thread(cast):
    space = make.space(cast)
    mia, sam = make.joined(space, cast.mia_participant), make.joined(space, cast.sam_participant)
    begun, other = make.opening(mia), make.opening(mia)
    assert make.reply(sam, begun.thread, kind="second_story").answers == begun
    with pytest.raises(writing.AnswersNothing):
        make.reply(sam, begun.thread, kind="second_story", answers=other.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(thread=begun.thread, author=sam, kind="second_story", words="x", key="z")


def test_a_closed_thread_a_resting_space_and_new_rules_keep_people_from_writing(cast):
    space = make.space(cast)
    own = make.joined(space, cast.mia_participant)
    thread = make.opening(own).thread
    assert may_write(own, space, thread) == MayWrite.YES
    answer_consent(cast.mia_participant, cast.coaching, "take_part", given=False)
    assert may_write(own, space, thread) == MayWrite.NO_CONSENT
    make.follow(cast, rule="Another rule.")
    space = Space.objects.get(pk=space.pk)
    assert may_write(own, space, thread) == MayWrite.NEW_RULES
    Thread.objects.update(closed_at=timezone.now(), closed_by=cast.cora, closed_why="Done")
    assert may_write(own, space, Thread.objects.get()) == MayWrite.THREAD_CLOSED
    actions.move_space(space=space, to="resting", by=cast.cora)
    with pytest.raises(writing.MayNotWrite) as caught:
        make.opening(own)
    assert caught.value.why == MayWrite.RESTING


def test_a_hold_stops_writing_and_never_hides_help_or_what_was_typed(cast):
    space = make.space(cast)
    own = make.joined(space, cast.mia_participant)
    thread = make.opening(own).thread
    place_hold(programme=cast.coaching, participant=cast.mia_participant, reason="x", by=cast.sasha)
    client = cast.client("mia")
    answer = client.post(
        page(space, "thread", thread=thread.pk),
        {"words": "What I typed", "key": "k2", "kind": "reply", "content_note": ""},
    )
    assert answer.status_code == 422
    assert "What I typed" in answer.text
    assert reverse("safeguarding:programme_help", args=[cast.coaching.ref]) in answer.text
    assert Post.objects.count() == 1


def test_out_of_hours_a_post_waits_for_its_author_alone(cast):
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=True):  # a Saturday
        space = make.space(cast, opened=False, out_of_hours="hold")
        make.moderator(cast)
        actions.set_hours(space=space, days=[0], opens=time(9), closes=time(17), by=cast.cora)
        actions.move_space(space=space, to="open", by=cast.cora)
        mia, _ = make.joined(space, cast.mia_participant), make.joined(space, cast.sam_participant)
        post = make.opening(mia, "Nobody reads this yet")
        assert post.status == PostStatus.WAITING
        address = page(space, "thread", thread=post.thread_id)
        assert "This waits until somebody has read it" in cast.client("mia").get(address).text
        assert cast.client("sam").get(address).status_code == 404
        assert "Hello" not in cast.client("sam").get(page(space)).text.partition("<main")[2]
        assert cast.client("mo").get(address).status_code == 200
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=UTC), tick=True):
        assert watch_of(space).staffed
        assert make.opening(mia).status == PostStatus.SHOWN


def test_taking_back_leaves_the_place_and_not_the_words(cast):
    space = make.space(cast)
    mia, sam = make.joined(space, cast.mia_participant), make.joined(space, cast.sam_participant)
    post = make.opening(mia, "My secret", "A secret title")
    make.reply(sam, post.thread)
    with pytest.raises(StateChanged):
        writing.withdraw_post(post=post, by=cast.sam)
    for _twice in range(2):
        writing.withdraw_post(post=post, by=cast.mia)
    text = cast.client("sam").get(page(space, "thread", thread=post.thread_id)).text
    assert "secret" not in text
    assert "Taken back by whoever wrote it" in text
    assert "I hear you" in text
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(words="back")


def test_whoever_left_still_takes_back_what_they_wrote(cast):
    space = make.space(cast)
    mia = make.joined(space, cast.mia_participant)
    post = make.opening(mia)
    actions.leave_space(own=mia, by=cast.mia)
    client = cast.client("mia")
    assert client.get(page(space, "thread", thread=post.thread_id)).status_code == 404
    assert client.post(page(space, "withdraw_post", post=post.pk)).status_code == 302
    post.refresh_from_db()
    assert (post.status, post.words) == ("withdrawn", "")


# What others can learn


@pytest.mark.parametrize("identity", ["pseudonymous", "anonymous"])
def test_no_page_log_or_notice_tells_who_is_behind_a_name(cast, identity):
    space = make.space(cast, identity=identity)
    mia, _ = make.joined(space, cast.mia_participant, "Gull"), make.joined(space, cast.sam_participant)
    post = make.opening(mia)
    for name, address in [
        ("sam", page(space)),
        ("sam", page(space, "thread", thread=post.thread_id)),
        ("mo", page(space, "thread", thread=post.thread_id)),
        ("mo", page(space, "moderate_post", post=post.pk)),
    ]:
        text = cast.client(name).get(address).text
        assert "Mia" not in text
        assert ("Gull" in text) == (identity == "pseudonymous")
    assert list(AuditEvent.objects.filter(what="post_written").values_list("by_id", flat=True)) == [None]


def test_where_people_are_named_they_go_by_the_name_of_the_programme(cast):
    space = make.space(cast, identity="named")
    mia = make.joined(space, cast.mia_participant)
    make.joined(space, cast.sam_participant)
    post = make.opening(mia)
    assert mia.name == ""
    text = cast.client("sam").get(page(space, "thread", thread=post.thread_id)).text
    assert cast.mia_participant.known_as in text


def test_a_weekly_word_comes_only_to_those_who_asked_and_says_nothing(cast):
    space = make.space(cast)
    mia, sam = make.joined(space, cast.mia_participant), make.joined(space, cast.sam_participant)
    make.opening(mia, "My secret")
    actions.tell_of_new_posts()
    assert not Notice.objects.filter(kind="space_digest").exists()
    for own in (mia, sam):
        actions.set_digest(own=own, wanted=True, by=own.participant.person)
    actions.tell_of_new_posts()
    actions.tell_of_new_posts()
    [notice] = Notice.objects.filter(kind="space_digest")
    assert notice.person == cast.sam
    assert "secret" not in notice.words + notice.subject
    assert "wall" not in notice.words + notice.subject


# Pages


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_with_one_and_three_rows(cast, number, django_assert_num_queries):
    space = make.space(cast)
    mia = make.joined(space, cast.mia_participant)
    make.joined(space, cast.sam_participant)
    for _ in range(number):
        post = make.opening(mia)
    for _ in range(number):
        make.reply(mia, post.thread)
    client = cast.client("sam")
    client.get(page(space))
    with django_assert_num_queries(THREADS):
        client.get(page(space))
    with django_assert_num_queries(POSTS):
        client.get(page(space, "thread", thread=post.thread_id))


THREADS, POSTS = 21, 25


def test_long_lists_come_in_pages_and_a_reply_leads_to_the_last(cast):
    space = make.space(cast)
    mia = make.joined(space, cast.mia_participant)
    thread = make.opening(mia).thread
    for _ in range(25):
        make.reply(mia, thread)
    answer = cast.client("mia").post(
        page(space, "thread", thread=thread.pk), {"words": "Last", "key": "k", "kind": "reply"}
    )
    assert "?page=2#post-" in answer.headers["Location"]
    assert "Last" in cast.client("mia").get(answer.headers["Location"]).text


def test_joining_by_the_page_keeps_what_was_typed_when_the_name_is_taken(cast):
    space = make.space(cast)
    make.joined(space, cast.sam_participant, "Gull")
    say_yes(cast.mia_participant, cast.coaching)
    client = cast.client("mia")
    data = {"rules_version": rules_of(cast.coaching).version, "name": "gull", "agreed": "on"}
    answer = client.post(page(space, "join_space"), data)
    assert answer.status_code == 422
    assert "Somebody has this name here" in answer.text
    assert 'value="gull"' in answer.text
    old = client.post(page(space, "join_space"), data | {"rules_version": "old", "name": "Tern"})
    assert "have changed meanwhile" in old.text
    assert 'value="Tern"' in old.text
    assert client.post(page(space, "join_space"), data | {"name": "Tern"}).status_code == 302


def test_the_coordinator_makes_opens_and_staffs_a_space_by_its_pages(cast):
    make.follow(cast, out_of_hours="hold")
    client = cast.client("cora")
    assert "The harbour wall" in client.get(reverse("conversations:spaces", args=[cast.coaching.ref])).text
    client.post(reverse("conversations:make_space", args=[cast.coaching.ref]), {"phase": "room"})
    space = Space.objects.get()
    make.moderator(cast)
    answer = client.post(page(space, "space_settings"), {"to": "open"}, follow=True)
    assert "Say first when somebody reads" in answer.text
    wrong = client.post(
        page(space, "space_settings"), {"hours": "1", "days": ["0"], "opens": "17:00", "closes": "09:00"}
    )
    assert wrong.status_code == 422
    hours = {"hours": "1", "days": ["0", "2"], "opens": "09:00", "closes": "17:00"}
    assert client.post(page(space, "space_settings"), hours).status_code == 302
    client.post(page(space, "space_settings"), {"to": "open"})
    space.refresh_from_db()
    assert (space.status, space.staffed_days) == ("open", "02")


def test_another_programme_has_no_part_in_it(cast):
    space = make.space(cast)
    other = factories.programme(cast.harbour, cast.ada)
    address = reverse("conversations:space", args=[other.ref, space.pk])
    assert cast.client("cora").get(address).status_code == 404
