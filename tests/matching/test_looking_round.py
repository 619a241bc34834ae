"""Looking round and asking directly: only where it is allowed, only who agreed, and nothing that anybody keeps private."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.matching import actions
from alongside.matching.models import (
    Exclusion,
    ProposalStatus,
    ProposedMatch,
    RequestStatus,
    SupportRequest,
)
from alongside.matching.queries.looking import MOST_FOR_ONE, to_look_through
from alongside.matching.queries.relationships import held_places
from alongside.notify.models import Notice
from alongside.programmes.models import PeerSupporter
from alongside.safeguarding.actions.holds import place_hold
from tests.matching import factories as market
from tests.stands import stand

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast

CRISIS = "I want to kill myself tonight"
ASKS = ('choice = "seeker_chooses"', 'choice = "seeker_asks"')


@pytest.fixture
def scene(cast: Cast) -> SupportRequest:
    """Members may look round; Sam may be seen, Tariq has not said so; Mia waits."""
    stand(cast, changed=(ASKS,))
    market.ready(cast.sam_supporter, cast.cora)
    market.supporter(cast.coaching, "Tariq Aziz", by=cast.cora)
    may_be_seen(cast.sam_supporter, cast)
    market.say_yes(cast.mia_participant, cast.coaching)
    return market.asks(cast.mia_member, cast.cora)


def may_be_seen(place: PeerSupporter, cast: Cast, **more: Any) -> PeerSupporter:
    actions.say_about_me(place=place, by=cast.cora, may_be_asked=True, **more)
    return place


def another(cast: Cast, name: str = "", **fields: Any) -> PeerSupporter:
    return may_be_seen(market.supporter(cast.coaching, name, by=cast.cora, **fields), cast)


def asked(cast: Cast, request: SupportRequest, place: PeerSupporter, note: str = "") -> ProposedMatch:
    return actions.ask_directly(request=request, supporter=place, note=note, by=cast.mia)


def names(request: SupportRequest) -> list[str]:
    return [face.name for face in to_look_through(request)]


def page(cast: Cast, who: str, request: SupportRequest, query: str = "") -> Any:
    address = reverse("matching:look_round", args=[cast.coaching.ref, request.pk])
    return cast.client(who).get(address + query)


def told(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def test_only_who_said_so_is_seen(cast: Cast, scene: SupportRequest) -> None:
    assert names(scene) == ["Sam"]
    assert "Tariq" not in page(cast, "mia", scene).content.decode()


def test_where_the_programme_does_not_let_them_there_is_no_such_page(cast: Cast) -> None:
    market.ready(cast.sam_supporter, cast.cora)
    may_be_seen(cast.sam_supporter, cast)
    market.say_yes(cast.mia_participant, cast.coaching)
    request = market.asks(cast.mia_member, cast.cora)
    assert page(cast, "mia", request).status_code == 404
    with pytest.raises(actions.NotToBeAsked):
        asked(cast, request, cast.sam_supporter)


def test_question_about_being_seen_is_asked_of_supporters_where_it_matters(cast: Cast) -> None:
    def question(who: str, role: str) -> Any:
        participant = getattr(cast, f"{who}_participant")
        address = reverse(
            "matching:matching_question", args=[cast.coaching.ref, participant.pk, role, "asking"]
        )
        return cast.client(who).get(address)

    assert question("sam", "supporter").status_code == 302
    stand(cast, changed=(ASKS,))
    assert "people who look round may see me" in question("sam", "supporter").content.decode()
    assert question("mia", "member").status_code == 302


def not_any_more(cast: Cast) -> None:
    actions.say_about_me(place=cast.sam_supporter, by=cast.sam, may_be_asked=False)


def paused(cast: Cast) -> None:
    PeerSupporter.objects.filter(pk=cast.sam_supporter.pk).update(free_again=False)


def kept_apart(cast: Cast) -> None:
    actions.exclude(
        programme=cast.coaching,
        people=(cast.mia_participant, cast.sam_participant),
        ground=Exclusion.Ground.ASKED,
        by=cast.cora,
    )


def ruled_out(cast: Cast) -> None:
    actions.say_trait(place=cast.mia_member, trait="life_now", value=["caring"], by=cast.mia)
    actions.say_what_matters(place=cast.sam_supporter, strengths={"life_now": "not_this"}, by=cast.sam)
    actions.say_wish(place=cast.sam_supporter, trait="life_now", values=["caring"], by=cast.sam)


def named_somebody(cast: Cast) -> None:
    actions.name_avoided(place=cast.sam_supporter, names=["Somebody"], by=cast.sam)


def on_hold(cast: Cast) -> None:
    place_hold(participant=cast.sam_participant, programme=cast.coaching, reason="Look first.", by=cast.sasha)


def full(cast: Cast) -> None:
    for _ in range(cast.sam_supporter.capacity):
        market.begun(market.member(cast.coaching), cast.sam_supporter)


def meant_for_others(cast: Cast) -> None:
    for _ in range(cast.sam_supporter.capacity):
        request = market.waiting_member(cast.coaching, cast.cora)
        actions.pick_by_hand(request=request, supporter=cast.sam_supporter, by=cast.cora)


def held_back_for_others(cast: Cast) -> None:
    held = {
        "supporter": cast.sam_supporter.pk,
        "group": "channel:post",
        "places": cast.sam_supporter.capacity,
    }
    actions.set_fair_shares(programme=cast.coaching, aims=[], held=[held], why="By post too.", by=cast.cora)


AGAINST = (
    not_any_more,
    paused,
    kept_apart,
    ruled_out,
    named_somebody,
    on_hold,
    full,
    meant_for_others,
    held_back_for_others,
)


@pytest.mark.parametrize("against", AGAINST)
def test_who_may_not_be_asked_is_not_there_and_cannot_be_asked(
    cast: Cast, scene: SupportRequest, against: Callable[[Cast], None]
) -> None:
    """Whatever the reason, it looks the same from outside: not there, as somebody who never was."""
    against(cast)
    assert names(scene) == []
    client = cast.client("mia")
    for pk in (cast.sam_supporter.pk, 987654):
        address = reverse("matching:ask_directly", args=[cast.coaching.ref, scene.pk, pk])
        assert client.get(address).status_code == 404
        answer = client.post(address, {"note": "Hello"}, follow=True)
        assert "This person cannot be asked just now." in answer.content.decode()
    with pytest.raises(actions.NotToBeAsked):
        asked(cast, scene, cast.sam_supporter)
    assert not ProposedMatch.objects.filter(request=scene).exists()


@pytest.mark.parametrize("against", [kept_apart, ruled_out, named_somebody, on_hold])
def test_what_changes_after_asking_bars_the_yes(
    cast: Cast, scene: SupportRequest, against: Callable[[Cast], None]
) -> None:
    proposal = asked(cast, scene, cast.sam_supporter)
    against(cast)
    with pytest.raises(actions.MatchingRefused):
        actions.accept_being_asked(proposal=proposal, by=cast.sam)


def test_question_holds_no_place_until_the_yes(cast: Cast, scene: SupportRequest) -> None:
    """Who asks first does not shut the others out, and who has waited longest stands first before the supporter."""
    PeerSupporter.objects.filter(pk=cast.sam_supporter.pk).update(capacity=1)
    later = market.waiting_member(cast.coaching, cast.cora, "Rosa Telefoni")
    second = actions.ask_directly(request=later, supporter=cast.sam_supporter, by=cast.cora)
    assert held_places(cast.coaching) == {}
    assert names(scene) == ["Sam"]
    first = asked(cast, scene, cast.sam_supporter)
    shown = cast.client("sam").get(reverse("matching:asked_of_me", args=[cast.coaching.ref]))
    assert [card.proposal.pk for card in shown.context["cards"]] == [first.pk, second.pk]
    actions.accept_being_asked(proposal=first, by=cast.sam)
    assert held_places(cast.coaching) == {cast.sam_supporter.pk: 1}
    with pytest.raises(actions.NoPlaceLeft):
        actions.accept_being_asked(proposal=second, by=cast.sam)
    actions.choose_offer(proposal=first, by=cast.mia)
    second.refresh_from_db()
    later.refresh_from_db()
    assert (second.status, later.status) == (ProposalStatus.WITHDRAWN, RequestStatus.WAITING)
    assert told("question_not_this_time") == 1


def test_yes_leads_to_the_members_own_yes(cast: Cast, scene: SupportRequest) -> None:
    proposal = asked(cast, scene, cast.sam_supporter, note="  I liked what you wrote.  ")
    scene.refresh_from_db()
    assert (scene.status, proposal.note) == (RequestStatus.PROPOSED, "I liked what you wrote.")
    assert told("question_directly") == 1
    shown = cast.client("sam").get(reverse("matching:asked", args=[cast.coaching.ref, proposal.pk]))
    assert "I liked what you wrote." in shown.content.decode()
    actions.accept_being_asked(proposal=proposal, by=cast.sam)
    begun = actions.choose_offer(proposal=proposal, by=cast.mia)
    assert begun.proposal == proposal
    whats = AuditEvent.objects.values_list("what", flat=True)
    assert {"supporter_asked_directly", "match_accepted_by_supporter", "match_chosen"} <= set(whats)


def test_no_is_told_kindly_and_the_wait_goes_on(cast: Cast, scene: SupportRequest) -> None:
    since = scene.waiting_since
    proposal = asked(cast, scene, cast.sam_supporter)
    actions.decline_being_asked(proposal=proposal, reason="Tired", by=cast.sam)
    scene.refresh_from_db()
    assert (scene.status, scene.waiting_since) == (RequestStatus.WAITING, since)
    words = Notice.objects.get(kind="question_not_this_time")
    assert "Tired" not in words.words
    assert names(scene) == []


def test_question_can_be_taken_back(cast: Cast, scene: SupportRequest) -> None:
    proposal = asked(cast, scene, cast.sam_supporter)
    address = reverse("matching:take_question_back", args=[cast.coaching.ref, proposal.pk])
    client = cast.client("mia")
    assert "is taken back" in client.post(address, follow=True).content.decode()
    scene.refresh_from_db()
    assert scene.status == RequestStatus.WAITING
    assert (told("match_not_chosen"), told("question_not_this_time")) == (1, 0)
    assert "had changed meanwhile" in client.post(address, follow=True).content.decode()


def test_so_many_at_once_and_no_more(cast: Cast, scene: SupportRequest) -> None:
    others = [another(cast) for _ in range(3)]
    for place in others:
        asked(cast, scene, place)
    with pytest.raises(actions.EnoughQuestions):
        asked(cast, scene, cast.sam_supporter)
    address = reverse("matching:ask_directly", args=[cast.coaching.ref, scene.pk, cast.sam_supporter.pk])
    answer = cast.client("mia").post(address, {"note": "I wrote this."})
    assert answer.status_code == 422
    assert "Three questions are open already." in answer.content.decode()
    assert "I wrote this." in answer.content.decode()


def test_somebody_whom_many_ask_is_left_in_peace(cast: Cast, scene: SupportRequest) -> None:
    for _ in range(MOST_FOR_ONE):
        request = market.waiting_member(cast.coaching, cast.cora)
        actions.ask_directly(request=request, supporter=cast.sam_supporter, by=cast.cora)
    assert names(scene) == []


def test_twice_is_asked_once(cast: Cast, scene: SupportRequest) -> None:
    asked(cast, scene, cast.sam_supporter)
    with pytest.raises(actions.NotToBeAsked):
        asked(cast, scene, cast.sam_supporter)
    assert told("question_directly") == 1


def test_own_question_takes_the_place_of_what_a_round_suggests(cast: Cast, scene: SupportRequest) -> None:
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    asked(cast, scene, cast.sam_supporter)
    rows = ProposedMatch.objects.filter(request=scene, supporter=cast.sam_supporter)
    assert sorted(rows.values_list("status", flat=True)) == ["asked_directly", "withdrawn"]
    market.waiting_member(cast.coaching, cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=2)
    assert rows.filter(status="asked_directly").count() == 1


def test_coordinator_sees_it_and_can_take_it_back(cast: Cast, scene: SupportRequest) -> None:
    proposal = asked(cast, scene, cast.sam_supporter)
    client = cast.client("cora")
    listed = client.get(reverse("matching:matching", args=[cast.coaching.ref]) + "?show=asked")
    assert "Has asked Sam Okafor directly" in listed.content.decode()
    review = client.get(reverse("matching:review_request", args=[cast.coaching.ref, scene.pk]))
    assert "Asked by the member" in review.content.decode()
    actions.withdraw_proposal(proposal=proposal, by=cast.cora)
    assert told("question_not_this_time") == 1


def test_page_tells_nothing_that_is_kept_private(cast: Cast, scene: SupportRequest) -> None:
    """It is the same to the byte whatever the supporters wish for, and whatever of themselves they do not show."""
    second = another(cast, "Ines Costa")
    for place in (cast.sam_supporter, second):
        actions.say_trait(place=place, trait="life_now", value=["retired"], by=cast.cora)
    actions.say_trait(place=cast.mia_member, trait="life_now", value=["caring"], by=cast.mia)
    actions.say_what_matters(place=cast.mia_member, strengths={"gender": "prefer"}, by=cast.mia)
    actions.say_wish(place=cast.mia_member, trait="gender", values=["woman"], by=cast.mia)

    def seen() -> str:
        text = page(cast, "mia", scene).content.decode()
        start = text.index("<main")
        return text[start : text.index("</main>")]

    before = seen()
    assert "Ines" in before
    assert "Sam" in before
    actions.say_about_me(place=second, by=cast.cora, shown=[], community="Little Wold")
    actions.say_about_me(place=cast.sam_supporter, by=cast.cora, shown=[])
    hidden = seen()
    assert "etired" not in hidden
    for place, gender in ((second, "woman"), (cast.sam_supporter, "man")):
        actions.say_trait(place=place, trait="gender", value=[gender], by=cast.cora)
    actions.say_what_matters(place=second, strengths={"life_now": "prefer", "age": "not_this"}, by=cast.cora)
    actions.say_wish(place=second, trait="life_now", values=["caring"], by=cast.cora)
    assert seen() == hidden


def test_narrowing_in_plain_words(cast: Cast, scene: SupportRequest) -> None:
    second = another(cast, "Ines Costa")
    actions.say_about_me(place=second, by=cast.cora, availability=["mon-morning"])
    actions.say_about_me(place=cast.sam_supporter, by=cast.cora, availability=["sat-morning"])
    for place, languages in ((second, ["en", "ur"]), (cast.sam_supporter, ["en"])):
        actions.say_trait(place=place, trait="language", value=languages, by=cast.cora)
    actions.say_trait(place=cast.mia_member, trait="language", value=["en"], by=cast.mia)
    urdu = page(cast, "mia", scene, "?language=ur").content.decode()
    assert "ask Ines" in urdu
    assert "ask Sam" not in urdu
    assert "ask Sam" in page(cast, "mia", scene, "?language=nonsense").content.decode()
    weekend = page(cast, "mia", scene, "?when=weekend").content.decode()
    assert "ask Sam" in weekend
    assert "ask Ines" not in weekend
    assert (
        "Nobody here says all of that."
        in page(cast, "mia", scene, "?when=weekend&language=ur").content.decode()
    )


def test_words_of_danger_in_a_note_are_heard(cast: Cast, scene: SupportRequest) -> None:
    client = cast.client("mia")
    address = reverse("matching:ask_directly", args=[cast.coaching.ref, scene.pk, cast.sam_supporter.pk])
    client.post(address, {"note": CRISIS})
    assert cast.coaching.concerns.count() == 1


def test_queries_do_not_grow_with_people(
    cast: Cast, scene: SupportRequest, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(23):
        assert len(to_look_through(scene)) == 1
    for _ in range(4):
        another(cast)
        market.waiting_member(cast.coaching, cast.cora)
    with django_assert_num_queries(23):
        assert len(to_look_through(scene)) == 5
