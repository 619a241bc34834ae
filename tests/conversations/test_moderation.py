from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from alongside.audit.models import AuditEvent
from alongside.conversations.actions import moderation as actions
from alongside.conversations.actions.posts import report_post, withdraw_post
from alongside.conversations.actions.spaces import join_space
from alongside.conversations.models import ActKind, ModerationAct, Post, PostReport, PostStatus
from alongside.conversations.queries.moderation import done_in, told_of, waiting_in
from alongside.conversations.queries.spaces import rules_of
from alongside.notify.models import Notice
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.models import Concern, Urgency
from tests.conversations import space_factories as make
from tests.conversations.test_spaces import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast):
    """Mia has begun a thread in a space that Mo moderates; Sam reads."""
    space = make.space(cast)
    mia = make.joined(space, cast.mia_participant, "Gull")
    make.joined(space, cast.sam_participant, "Tern")
    return make.opening(mia, "Words of the wall")


def report(post, by, what="unkind", words="", key="r"):
    return report_post(post=post, what=what, words=words, key=key, by=by)


def act(post, kind, by, reason="A human reason", **fields):
    return actions.act_on_post(post=post, kind=kind, by=by, reason=reason, **fields)


def test_a_report_sent_twice_is_one_and_waits_for_whoever_moderates(cast, scene):
    assert report(scene, cast.sam) == report(scene, cast.sam)
    [thing] = told_of(list(waiting_in(scene.thread.space)))
    assert (thing.post, thing.report.what, thing.report.concern) == (scene, "unkind", None)
    assert not Concern.objects.exists()


@pytest.mark.parametrize("what", ["danger", "harm"])
def test_what_may_be_danger_goes_to_the_safeguarding_desk_at_once(cast, scene, what):
    report(scene, cast.sam, what, "She wrote it yesterday too")
    concern = Concern.objects.get()
    assert (concern.urgency, concern.about) == (Urgency.NOW, cast.mia_participant)
    assert concern.subject == f"conversations.post:{scene.pk}"
    assert "Words of the wall" in concern.words
    assert "She wrote it yesterday too" in concern.words


@pytest.mark.parametrize(
    ("fields", "raised"),
    [({"by": "nobody"}, True), ({"out_of_hours": "on_call"}, True), ({"out_of_hours": "leave_open"}, False)],
)
def test_where_nobody_reads_along_every_report_reaches_the_desk(cast, fields, raised):
    space = make.space(cast, **fields)
    mia = make.joined(space, cast.mia_participant)
    make.joined(space, cast.sam_participant)
    report(make.opening(mia), cast.sam)
    assert Concern.objects.exists() is raised


def test_a_space_says_plainly_that_nobody_reads_along(cast):
    space = make.space(cast, by="nobody")
    make.joined(space, cast.mia_participant)
    for name in ("space", "begin_thread", "about_space"):
        assert "Nobody reads along here" in cast.client("mia").get(page(space, name)).text
    assert cast.client("cora").get(page(space, "moderation")).status_code == 404


def test_taking_back_what_was_reported_keeps_a_copy_for_those_who_look(cast, scene):
    report(scene, cast.sam)
    withdraw_post(post=scene, by=cast.mia)
    assert PostReport.objects.get().words_then == "Words of the wall"
    text = cast.client("mo").get(page(scene.thread.space, "moderate_post", post=scene.pk)).text
    assert "Words of the wall" in text


def test_hiding_tells_the_author_why_and_others_only_that(cast, scene):
    report(scene, cast.sam)
    act(scene, "hidden", cast.people["mo"], "It names your neighbour.")
    space = scene.thread.space
    address = page(space, "thread", thread=scene.thread_id)
    mias, sams = cast.client("mia").get(address).text, cast.client("sam").get(address).text
    assert "It names your neighbour." in mias
    assert "Words of the wall" in mias
    assert "It names your neighbour." not in sams
    assert "Words of the wall" not in sams
    assert "Hidden by those who look after this space" in sams
    [notice] = Notice.objects.filter(kind="space_word_for_you")
    assert (notice.person, notice.link) == (cast.mia, page(space, "own_place"))
    assert "neighbour" not in notice.words
    assert not list(waiting_in(space))
    assert PostReport.objects.get().settled_by == cast.people["mo"]


@pytest.mark.parametrize("kind", ["hidden", "noted", "shown_again"])
def test_no_act_without_a_reason(cast, scene, kind):
    with pytest.raises(ValueError):
        act(scene, kind, cast.people["mo"], reason="  ", note="loss")
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationAct.objects.create(thread=scene.thread, post=scene, kind=kind, done_by=cast.people["mo"])


def test_a_note_stands_before_the_words(cast, scene):
    act(scene, "noted", cast.people["mo"], note="loss")
    text = cast.client("sam").get(page(scene.thread.space, "thread", thread=scene.thread_id)).text
    assert "Note: loss" in text
    assert text.index("<summary>Note: loss") < text.index("Words of the wall")


def test_two_at_once_do_a_thing_once(cast, scene):
    act(scene, "hidden", cast.people["mo"])
    with pytest.raises(StateChanged):
        act(scene, "hidden", make.moderator(cast, "max"))
    assert ModerationAct.objects.count() == 1


def test_whoever_acted_does_not_hear_the_answer_while_there_is_another(cast, scene):
    hidden = act(scene, "hidden", cast.people["mo"])
    for _twice in range(2):
        actions.answer_act(act=hidden, words="It is my own house", by=cast.mia)
    with pytest.raises(StateChanged):
        actions.answer_act(act=hidden, words="And another answer", by=cast.mia)
    max_ = make.moderator(cast, "max")
    with pytest.raises(actions.NeedsAnotherPerson):
        act(scene, "shown_again", cast.people["mo"])
    act(scene, "shown_again", max_, "You are right, and we are sorry.")
    scene.refresh_from_db()
    assert scene.status == PostStatus.SHOWN
    assert not list(waiting_in(scene.thread.space))


def test_the_only_one_who_moderates_answers_themselves(cast, scene):
    hidden = act(scene, "hidden", cast.people["mo"])
    actions.answer_act(act=hidden, words="It is my own house", by=cast.mia)
    act(scene, "left", cast.people["mo"], "I looked again.")
    assert "I looked again." in cast.client("mia").get(page(scene.thread.space, "own_place")).text


def test_only_the_author_answers(cast, scene):
    hidden = act(scene, "hidden", cast.people["mo"])
    with pytest.raises(StateChanged):
        actions.answer_act(act=hidden, words="Mine", by=cast.sam)
    address = page(scene.thread.space, "answer_act", post=scene.pk)
    assert cast.client("sam").get(address).status_code == 404


def test_nobody_moderates_their_own_words(cast, scene):
    make.moderator(cast, "mia")
    with pytest.raises(actions.OwnPost):
        act(scene, "noted", cast.mia, note="loss")


def test_what_waits_is_let_through_oldest_first(cast, scene):
    space = scene.thread.space
    Post.objects.filter(pk=scene.pk).update(status=PostStatus.WAITING)
    later = make.opening(scene.author)
    report(later, cast.sam)
    things = told_of(list(waiting_in(space)))
    assert [thing.post for thing in things] == [scene, later]
    act(scene, "let_through", cast.people["mo"], reason="")
    scene.refresh_from_db()
    assert scene.status == PostStatus.SHOWN


def test_a_closed_thread_says_why_and_keeps_what_is_typed(cast, scene):
    space = scene.thread.space
    actions.close_thread(thread=scene.thread, reason="It went round in circles.", by=cast.people["mo"])
    with pytest.raises(StateChanged):
        actions.close_thread(thread=scene.thread, reason="Again", by=cast.people["mo"])
    answer = cast.client("sam").post(
        page(space, "thread", thread=scene.thread_id), {"words": "Typed", "key": "k", "kind": "reply"}
    )
    assert answer.status_code == 422
    assert "It went round in circles." in answer.text
    assert "Typed" in answer.text
    cast.client("mo").post(
        page(space, "close_thread", thread=scene.thread_id), {"code": "settled", "reason": "Rested"}
    )
    scene.thread.refresh_from_db()
    assert scene.thread.closed_at is None


def test_behind_a_name_staff_look_with_a_reason_that_is_kept(cast, scene):
    address = page(scene.thread.space, "see_author", post=scene.pk)
    client = cast.client("mo")
    assert "Mia" not in client.get(address).text
    assert client.post(address, {"reason": " "}).status_code == 422
    assert "Mia Marlowe" in client.post(address, {"reason": "She may be in danger"}).text
    seen = AuditEvent.objects.get(what="space_author_seen")
    assert (seen.by_id, seen.reason) == (cast.people["mo"].pk, "She may be in danger")
    assert seen.subject == f"conversations.spacename:{scene.author_id}"


def test_a_peer_who_moderates_never_looks_behind_a_name(cast):
    from alongside.conversations.actions.spaces import move_space, name_lead  # noqa: PLC0415
    from tests.training.factories import prepared  # noqa: PLC0415 - only here are supporters made ready

    space = make.space(cast, by="peers", opened=False)
    name_lead(space=space, supporter=cast.sam_supporter, by=cast.cora)
    prepared(cast)
    move_space(space=space, to="open", by=cast.cora)
    post = make.opening(make.joined(space, cast.mia_participant))
    assert cast.client("sam").get(page(space, "moderate_post", post=post.pk)).status_code == 200
    assert cast.client("sam").get(page(space, "see_author", post=post.pk)).status_code == 404


def test_what_was_done_is_counted_without_persons(cast, scene):
    report(scene, cast.sam)
    act(scene, "noted", cast.people["mo"], note="loss")
    act(scene, "hidden", cast.people["mo"])
    done = done_in(scene.thread.space)
    assert (done.reports, done.looked_at, done.noted, done.hidden, done.shown_again) == (1, 1, 1, 1, 0)
    text = cast.client("sam").get(page(scene.thread.space, "about_space")).text
    assert "Mo" not in text.partition("<main")[2].partition("</main")[0].replace("Moderators", "")


def test_where_staff_would_pass_a_notice_on_none_is_sent_that_tells_who(cast, scene):
    cast.mia_participant.channel = "telephone"
    cast.mia_participant.save(update_fields=["channel"])
    act(scene, "hidden", cast.people["mo"])
    assert not Notice.objects.filter(kind="space_word_for_you").exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_what_waits_costs_the_same_with_one_and_three(
    cast, scene, number, django_assert_num_queries
):
    for each in range(number):
        report(scene, cast.sam, key=f"r{each}")
        Post.objects.filter(pk=make.opening(scene.author).pk).update(status=PostStatus.WAITING)
    client = cast.client("mo")
    with django_assert_num_queries(WAITING):
        client.get(page(scene.thread.space, "moderation"))


WAITING = 20


def test_the_page_asks_for_what_an_act_needs_and_keeps_the_rest(cast, scene):
    address = page(scene.thread.space, "moderate_post", post=scene.pk)
    client = cast.client("mo")
    answer = client.post(address, {"kind": "noted", "reason": "Because", "code": "heavy", "note": ""})
    assert answer.status_code == 422
    assert "Please write the note." in answer.text
    assert "Because" in answer.text
    assert client.post(address, {"kind": "hidden", "reason": ""}).status_code == 422
    wrong = client.post(address, {"kind": ActKind.HIDDEN, "reason": "Because", "code": "heavy"})
    assert "For this, please choose one of: It urges people" in wrong.text
    right = client.post(address, {"kind": ActKind.HIDDEN, "reason": "Because", "code": "private"})
    assert right.status_code == 302


def test_the_short_reason_is_read_by_the_author_and_counted_without_persons(cast, scene):
    with pytest.raises(ValueError):
        act(scene, "hidden", cast.people["mo"], code="finished")
    act(scene, "hidden", cast.people["mo"], code="private")
    space = scene.thread.space
    assert "In short: It tells something private about somebody." in (
        cast.client("mia").get(page(space, "own_place")).text
    )
    actions.close_thread(thread=scene.thread, reason="Rest", code="heated", by=cast.people["mo"])
    act(scene, "shown_again", cast.people["mo"], code="mistaken")
    assert dict(done_in(space).reasons) == {
        "It tells something private about somebody": 1,
        "The talk went round in circles, or grew too heated": 1,
    }
    about = cast.client("sam").get(page(space, "about_space")).text
    assert "It tells something private about somebody" in about
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationAct.objects.filter(kind="hidden").update(code="")


def test_a_report_shows_help_before_and_after(cast, scene):
    address = page(scene.thread.space, "report_post", post=scene.pk)
    client = cast.client("sam")
    assert "phone 999" in client.get(address).text
    assert client.post(address, {"key": "k", "words": ""}).status_code == 422
    answer = client.post(address, {"key": "k", "what": "danger", "words": "Please look"})
    assert "phone 999" in answer.text
    assert "It has arrived" in answer.text
    own = client.get(page(scene.thread.space, "own_place")).text
    assert "It went to the people who look after safety" in own


def test_rules_are_accepted_again_when_they_change(cast, scene):
    make.follow(cast, rule="Another rule.")
    space = type(scene.thread.space).objects.get(pk=scene.thread.space_id)
    assert "Please read them before you write again" in cast.client("mia").get(page(space)).text
    own = join_space(space=space, rules_version=rules_of(space.programme).version, by=cast.mia)
    assert own.name == "Gull"
    assert 'id="write-form"' in cast.client("mia").get(page(space, "begin_thread")).text


def test_hiding_takes_two_where_there_are_two(cast, scene):
    mo, sula = cast.people["mo"], make.moderator(cast, "sula")
    hidden = act(scene, "hidden", mo)
    scene.refresh_from_db()
    assert scene.status == PostStatus.HIDDEN, "what harms is hidden at once"
    [thing] = told_of(list(waiting_in(scene.thread.space)))
    assert thing.hiding == hidden
    text = cast.client("sula").get(page(scene.thread.space, "moderate_post", post=scene.pk)).text
    assert "One person hid it, and a second has to look" in text
    with pytest.raises(actions.NeedsAnotherPerson):
        act(scene, "left", mo)
    act(scene, "left", sula, reason="")
    hidden.refresh_from_db()
    assert (hidden.confirmed_by, list(waiting_in(scene.thread.space))) == (sula, [])


def test_a_second_person_who_disagrees_shows_it_again(cast, scene):
    sula = make.moderator(cast, "sula")
    act(scene, "hidden", cast.people["mo"])
    act(scene, "shown_again", sula, reason="It speaks of pain, and of no way to harm")
    assert list(waiting_in(scene.thread.space)) == []
    again = act(scene, "hidden", sula)
    [thing] = told_of(list(waiting_in(scene.thread.space)))
    assert thing.hiding == again


def test_whoever_moderates_alone_is_asked_for_no_second(cast, scene):
    act(scene, "hidden", cast.people["mo"])
    assert list(waiting_in(scene.thread.space)) == []
    act(scene, "left", cast.people["mo"], reason="")


def test_nobody_confirms_their_own_hiding_whatever_the_way(cast, scene):
    mo = cast.people["mo"]
    hidden = act(scene, "hidden", mo)
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationAct.objects.filter(pk=hidden.pk).update(confirmed_by=mo, confirmed_at=hidden.done_at)
