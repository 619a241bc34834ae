"""Somebody does not write for a while: by people, for a stated time, with a reason, a way back, and help all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.conversations.actions import suspensions as actions
from alongside.conversations.actions.messages import NotNow, send_message
from alongside.conversations.actions.posts import MayNotWrite
from alongside.conversations.models import Post, PostReport, Suspension
from alongside.conversations.queries import Writing
from alongside.conversations.queries.spaces import MayWrite, may_write
from alongside.notify.models import Notice
from alongside.programmes.actions import StateChanged, grant_role
from alongside.roles.permissions import Role
from alongside.safeguarding.models import Concern
from tests.conversations import factories as messages
from tests.conversations import space_factories as make
from tests.conversations.test_spaces import page
from tests.matching.test_never_overfilled import in_threads
from tests.training.factories import prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast):
    """Mia, known as Gull, has begun a thread in a space that Mo moderates."""
    space = make.space(cast)
    post = make.opening(make.joined(space, cast.mia_participant, "Gull"), "Go away, all of you")
    make.joined(space, cast.sam_participant, "Tern")
    return post


def suspended(cast, post=None, *, days=1, covers="spaces", by=None, who=None):
    return actions.suspend(
        participant=who or cast.mia_participant,
        programme=cast.coaching,
        post=post,
        covers=covers,
        code="unkind",
        reason="You told three people to go away.",
        days=days,
        by=by or cast.people.get("mo") or cast.cora,
    )


def own_page(cast):
    return reverse("conversations:own_suspension", args=[cast.coaching.ref])


def its_page(row, name="suspension"):
    return reverse(f"conversations:{name}", args=[row.programme.ref, row.pk])


def test_a_suspended_author_keeps_help_reading_worries_and_what_was_typed(cast, scene):
    suspended(cast, scene)
    client, space = cast.client("mia"), scene.thread.space
    typed = client.post(
        page(space, "thread", thread=scene.thread_id), {"words": "Typed", "key": "k", "kind": "reply"}
    )
    assert typed.status_code == 422
    assert "You cannot write here for a while" in typed.text
    assert "Typed" in typed.text
    assert not Post.objects.filter(words="Typed").exists()
    why = client.get(own_page(cast)).text
    assert "You told three people to go away." in why
    assert "It is unkind, or threatens somebody" in why
    assert "Get help now" in why
    assert client.get(reverse("safeguarding:programme_help", args=[cast.coaching.ref])).status_code == 200
    worry = reverse("safeguarding:raise_concern", args=[cast.coaching.ref])
    assert client.post(worry, {"words": "I am not safe", "urgency": "now"}).status_code == 302
    assert Concern.objects.filter(words="I am not safe", raised_by=cast.mia).exists()
    sams = make.opening(cast.sam_participant.space_names.get(), "Hello")
    told = client.post(page(space, "report_post", post=sams.pk), {"key": "r", "what": "unkind", "words": ""})
    assert (told.status_code, PostReport.objects.count()) == (200, 1)
    assert client.post(page(space, "withdraw_post", post=scene.pk)).status_code == 302


def test_the_author_is_told_that_there_is_a_word_and_not_what(cast, scene):
    suspended(cast, scene)
    [notice] = Notice.objects.filter(kind="space_word_for_you")
    assert (notice.person, notice.link) == (cast.mia, own_page(cast))
    assert "go away" not in notice.words


def test_longer_than_a_day_takes_a_second_person(cast, scene):
    row = suspended(cast, scene, days=7)
    assert row.ends_at == row.begins_at + timedelta(days=1)
    assert {each.person for each in Notice.objects.filter(kind="suspension_waits")} == {cast.cora, cast.sasha}
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.filter(pk=row.pk).update(ends_at=row.asked_until)
    with pytest.raises(actions.DecidedBefore):
        actions.look_at_suspension(suspension=row, agrees=True, by=cast.people["mo"])
    answer = cast.client("sasha").get(its_page(row)).text
    assert "Without a second person who agrees it ends after one day." in answer
    cast.client("sasha").post(its_page(row, "second_suspension"), {"agrees": "yes"})
    row.refresh_from_db()
    assert (row.ends_at, row.second_by) == (row.asked_until, cast.sasha)
    with pytest.raises(StateChanged):
        actions.look_at_suspension(suspension=row, agrees=False, by=cast.cora)


def test_a_second_person_may_say_that_a_day_is_enough(cast, scene):
    row = suspended(cast, scene, days=7)
    actions.look_at_suspension(suspension=row, agrees=False, by=cast.sasha)
    assert row.ends_at == row.alone_until


def test_it_ends_by_itself_whether_or_not_anything_runs(cast, scene):
    row = suspended(cast, scene)
    own = scene.author
    assert may_write(own, scene.thread.space) == MayWrite.SUSPENDED
    with time_machine.travel(row.ends_at - timedelta(minutes=1), tick=False):
        with pytest.raises(MayNotWrite):
            make.reply(own, scene.thread)
        actions.end_suspensions()
        row.refresh_from_db()
        assert row.over_at is None
    with time_machine.travel(row.ends_at, tick=False):
        assert may_write(own, scene.thread.space) == MayWrite.YES
        for _twice in range(2):
            actions.end_suspensions()
    row.refresh_from_db()
    assert row.over_at is not None
    assert Notice.objects.filter(key=f"suspension:{row.pk}:over").count() == 1


def test_nobody_who_decided_hears_the_appeal_whatever_the_way(cast, scene):
    mo = cast.people["mo"]
    row = suspended(cast, scene, days=7)
    actions.look_at_suspension(suspension=row, agrees=True, by=cast.sasha)
    client = cast.client("mia")
    assert client.post(own_page(cast), {"words": "They had asked for it"}).status_code == 302
    assert "Somebody who did not decide it reads this." in client.get(own_page(cast)).text
    row.refresh_from_db()
    for decided in (mo, cast.sasha):
        with pytest.raises(actions.DecidedBefore):
            actions.hear_appeal(suspension=row, lifts=True, words="No", by=decided)
        with pytest.raises(IntegrityError), transaction.atomic():
            Suspension.objects.filter(pk=row.pk).update(
                heard_by=decided, heard_at=timezone.now(), heard_words="No"
            )
    assert "Let them write again" not in cast.client("sasha").get(its_page(row)).text
    answer = cast.client("cora").post(
        its_page(row, "hear_appeal"), {"words": "You are right.", "lifts": "yes"}
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.heard_by, row.lifted_by) == (cast.cora, cast.cora)
    assert may_write(scene.author, scene.thread.space) == MayWrite.YES
    assert "You are right." in client.get(own_page(cast)).text
    with pytest.raises(StateChanged):
        actions.hear_appeal(suspension=row, lifts=False, words="No", by=cast.cora)


def test_an_appeal_is_sent_once_and_needs_an_answer_in_words(cast, scene):
    row = suspended(cast, scene)
    for _twice in range(2):
        actions.appeal(suspension=row, words="It was a joke", by=cast.mia)
    with pytest.raises(StateChanged):
        actions.appeal(suspension=row, words="And another thing", by=cast.mia)
    with pytest.raises(StateChanged):
        actions.appeal(suspension=row, words="Mine", by=cast.sam)
    answer = cast.client("cora").post(its_page(row, "hear_appeal"), {"words": " ", "lifts": "no"})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.heard_at is None


def test_where_nobody_else_could_hear_it_those_hear_who_can_name_somebody(cast, scene):
    mo = cast.people["mo"]
    cast.harbour.staff_roles.filter(role__in=["coordinator", "safeguarding_lead"]).update(
        ended_at=timezone.now(), ended_by=cast.ada
    )
    row = suspended(cast, scene, by=mo)
    actions.appeal(suspension=row, words="It was a joke", by=cast.mia)
    assert {each.person for each in Notice.objects.filter(kind="suspension_waits")} == {cast.ada}


def test_who_wrote_under_another_name_stays_unknown(cast, scene):
    row = suspended(cast, scene, days=3)
    for name in ("mo", "cora"):
        for address in (its_page(row), reverse("conversations:suspensions", args=[cast.coaching.ref])):
            main = cast.client(name).get(address).text.partition("<main")[2]
            assert "Gull" in main
            assert "Mia" not in main
    assert "Mia" not in str(
        list(Notice.objects.filter(kind="suspension_waits").values_list("words", "subject"))
    )
    seen = AuditEvent.objects.filter(what="space_author_seen")
    assert not seen.exists()


def test_a_moderator_does_not_learn_of_people_by_their_names(cast, scene):
    row = suspended(cast, by=cast.cora)
    assert cast.client("mo").get(its_page(row)).status_code == 404
    listed = cast.client("mo").get(reverse("conversations:suspensions", args=[cast.coaching.ref])).text
    assert "Mia" not in listed.partition("<main")[2]
    assert "Mia" in cast.client("sasha").get(its_page(row)).text


def test_no_contact_is_cut_in_silence(cast):
    prepared(cast)
    match = messages.mia_and_sam(cast)
    row = suspended(cast, covers="messages", by=cast.sasha)
    with pytest.raises(NotNow) as refused:
        send_message(side=messages.sams(match), words="How are you?", key="k", by=cast.sam)
    assert refused.value.why == Writing.SUSPENDED
    assert Notice.objects.get(kind="messages_rest").person == cast.sam
    told = {each.person for each in Notice.objects.filter(kind="contact_needs_another_way")}
    assert {cast.cora, cast.sula} <= told
    for each in Notice.objects.filter(kind="contact_needs_another_way", person__in=[cast.cora, cast.sula]):
        assert cast.client(each.person.name.lower()).get(each.link).status_code == 200
    assert not [each for each in Notice.objects.all() if "go away" in each.words]
    address = reverse("conversations:conversation", args=[cast.coaching.ref, match.pk])
    sams, mias = cast.client("sam").get(address).text, cast.client("mia").get(address).text
    assert "Messages rest for a while" in sams
    assert "Why, and what you can do" not in sams
    assert "Why, and what you can do" in mias
    with time_machine.travel(row.ends_at, tick=False):
        assert messages.message(messages.mias(match)).words == "Hello"


def test_spaces_alone_leave_messages_open(cast):
    match = messages.mia_and_sam(cast)
    suspended(cast, by=cast.sasha)
    assert messages.message(messages.mias(match)).words == "Hello"


def test_nobody_suspends_themselves_or_without_a_reason(cast, scene):
    grant_role(person=cast.mia, organisation=cast.harbour, role=Role.MODERATOR, by=cast.ada)
    with pytest.raises(actions.OwnWriting):
        suspended(cast, scene, by=cast.mia)
    row = suspended(cast, scene)
    assert cast.client("mia").get(its_page(row)).status_code == 404
    with pytest.raises(actions.OwnWriting):
        actions.lift_suspension(suspension=row, by=cast.mia)
    for wrong in ({"days": 365}, {"reason": " "}, {"code": "finished"}):
        given = {"code": "unkind", "reason": "Because", "days": 1} | wrong
        with pytest.raises(ValueError):
            actions.suspend(
                participant=cast.sam_participant,
                programme=cast.coaching,
                covers="spaces",
                by=cast.cora,
                **given,
            )


def test_the_page_asks_and_warns_before_somebody_in_pain_is_shut_out(cast, scene):
    hard = make.opening(scene.author, "I cannot go on, everybody would be better off without me")
    client, space = cast.client("mo"), scene.thread.space
    assert "They may be in danger" in client.get(page(space, "suspend_author", post=hard.pk)).text
    address = page(space, "suspend_author", post=scene.pk)
    assert "They may be in danger" not in client.get(address).text
    assert client.post(address, {"covers": "spaces", "days": "1"}).status_code == 422
    sent = {"covers": "spaces", "days": "3", "code": "again", "reason": "We had spoken about it."}
    assert client.post(address, sent).status_code == 302
    assert "Somebody else has just done so" in client.post(address, sent, follow=True).text
    assert Suspension.objects.count() == 1


def test_another_may_end_it_early(cast, scene):
    row = suspended(cast, scene)
    assert (
        "They can write again" in cast.client("cora").post(its_page(row, "lift_suspension"), follow=True).text
    )
    assert (
        "It is over already" in cast.client("cora").post(its_page(row, "lift_suspension"), follow=True).text
    )
    row.refresh_from_db()
    assert (row.lifted_by, row.over_at is not None) == (cast.cora, True)


def test_where_staff_would_pass_a_word_on_none_is_sent_that_tells_who(cast, scene):
    cast.mia_participant.channel = "telephone"
    cast.mia_participant.save(update_fields=["channel"])
    suspended(cast, Post.objects.get(pk=scene.pk))
    assert not Notice.objects.filter(kind="space_word_for_you").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once(cast):
    space = make.space(cast)
    post = make.opening(make.joined(space, cast.mia_participant, "Gull"))
    max_ = make.moderator(cast, "max")

    def begin(by):
        try:
            return suspended(cast, post, days=7, by=by).pk
        except actions.AlreadySuspended:
            return None

    begun = in_threads([lambda by=by: begin(by) for by in (cast.people["mo"], max_, cast.cora, cast.sasha)])
    assert len([pk for pk in begun if pk]) == Suspension.objects.count() == 1
    row = Suspension.objects.get()
    others = [each for each in (cast.people["mo"], max_, cast.cora, cast.sasha) if each != row.begun_by]

    def second(by, agrees):
        try:
            actions.look_at_suspension(suspension=row, agrees=agrees, by=by)
        except StateChanged:
            return None
        return agrees

    looked = in_threads(
        [lambda by=by, yes=number % 2 == 0: second(by, yes) for number, by in enumerate(others)]
    )
    [said] = [each for each in looked if each is not None]
    row.refresh_from_db()
    assert (row.second_agrees, row.ends_at == row.asked_until) == (said, said)
