"""Fair shares: decided on a page, honoured by the next round, and shown with what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.matching import actions
from alongside.matching.actions import shares as shares_module
from alongside.matching.models import FairShares, MatchingRound, ProposalStatus, ProposedMatch
from alongside.matching.queries.fair_words import fairness_in_words, too_small
from alongside.matching.queries.fairness import group_choices, group_label, members_of
from alongside.matching.queries.market import market_of
from alongside.matching.queries.review import certificate_in_words
from alongside.programmes.queries import definition_of
from tests.matching import factories as market
from tests.matching.test_rounds import wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from alongside.matching.models import SupportRequest
    from tests.conftest import Cast

WOMEN = "trait:gender=woman"


def decide(
    cast: Cast, *aims: tuple[str, str, int], held: Any = (), why: str = "They wait longest"
) -> FairShares:
    return actions.set_fair_shares(
        programme=cast.coaching,
        aims=[{"group": g, "measure": m, "tolerance": t} for g, m, t in aims],
        held=[{"supporter": giver.pk, "group": group, "places": places} for giver, group, places in held],
        why=why,
        by=cast.cora,
    )


def one(cast: Cast, gender: str, name: str = "") -> SupportRequest:
    request = market.waiting_member(cast.coaching, cast.cora, name)
    actions.say_trait(place=request.member, trait="gender", value=[gender], by=cast.cora)
    return request


def scarce(cast: Cast, *, men: int = 3, women: int = 3, places: int = 3) -> list[SupportRequest]:
    """Places for half of those who wait, with a supporter who is what the men prefer: without a word, the men win."""
    giver = market.supporter(cast.coaching, "Giver", capacity=places, by=cast.cora)
    actions.say_trait(place=giver, trait="gender", value=["man"], by=cast.cora)
    for number in range(men):
        wish(one(cast, "man", f"Man {number}").member, "gender", "prefer", "man", by=cast.cora)
    return [one(cast, "woman", f"Woman {number}") for number in range(women)]


def a_round(cast: Cast) -> MatchingRound:
    return actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)


def helped(requests: list[SupportRequest]) -> int:
    return ProposedMatch.objects.filter(
        request__in=requests, is_round_choice=True, status=ProposalStatus.PROPOSED
    ).count()


def test_round_without_a_decision_is_as_it_was_and_with_one_honours_it(cast: Cast) -> None:
    women = scarce(cast)
    plain = a_round(cast)
    assert (helped(women), plain.fairness, plain.certificate["kind"]) == (0, {}, "prices")
    decide(cast, (WOMEN, "matched", 0))
    fair = a_round(cast)
    # Three of six are helped; three of them are women, so their share of the three places is one and a half.
    assert helped(women) == 2
    assert (fair.certificate["kind"], fair.certificate["faults"], fair.proposed) == ("fair", [], 3)
    words = fairness_in_words(fair, definition_of(cast.coaching))
    assert words is not None
    assert words.is_reached
    assert words.cost.startswith("As many people are helped as without. All matches together fit ")
    assert "with these fair shares" in certificate_in_words(fair)[1]


def test_what_cannot_be_reached_is_said_and_the_best_is_done(cast: Cast) -> None:
    """Five women wait, and only one place is with somebody who would take one of them."""
    market.supporter(cast.coaching, capacity=1, by=cast.cora)
    limited = market.supporter(cast.coaching, capacity=4, by=cast.cora)
    wish(limited, "gender", "not_this", "woman", by=cast.cora)
    women = [one(cast, gender) for gender in ("woman", "man") * 5][::2]
    decide(cast, (WOMEN, "matched", 0))
    fair = a_round(cast)
    assert (helped(women), fair.proposed, fair.fairness["aims"][0]["kept"]) == (1, 5, False)
    address = reverse("matching:matching_round", args=[cast.coaching.ref, fair.pk])
    page = cast.client("cora").get(address).content.decode()
    assert "Not reached" in page
    assert "This is the nearest there is" in page


def test_place_held_back_is_given_to_its_group_or_to_nobody(cast: Cast) -> None:
    first, second = (market.supporter(cast.coaching, capacity=1, by=cast.cora) for _ in range(2))
    men = [one(cast, "man") for _ in range(2)]
    decide(cast, held=[(first, WOMEN, 1)])
    fair = a_round(cast)
    assert helped(men) == 1
    assert not ProposedMatch.objects.filter(supporter=first, status=ProposalStatus.PROPOSED).exists()
    words = fairness_in_words(fair, definition_of(cast.coaching))
    assert words is not None
    assert words.cost == "Without fair shares and places held back, 1 person more would be helped."
    assert words.held[0].endswith("1 stays empty after this round.")
    woman = one(cast, "woman")
    a_round(cast)
    assert (helped(men), helped([woman])) == (1, 1)
    assert second.capacity == 1


def test_approving_all_leaves_an_empty_held_place_alone(cast: Cast) -> None:
    giver = market.supporter(cast.coaching, capacity=2, by=cast.cora)
    market.supporter(cast.coaching, capacity=3, by=cast.cora)
    for _ in range(3):
        one(cast, "man")
    decide(cast, held=[(giver, WOMEN, 1)])
    actions.approve_all(round_=a_round(cast), by=cast.cora)
    asked = ProposedMatch.objects.filter(supporter=giver, status=ProposalStatus.ASKED_SUPPORTER)
    assert asked.count() <= 1


def test_pick_by_hand_leaves_a_held_place_to_its_group(cast: Cast) -> None:
    """The coordinator reads why, also when they send it all the same; for whom it is held it can be used."""
    giver = market.supporter(cast.coaching, by=cast.cora)
    man, woman = one(cast, "man"), one(cast, "woman")
    decide(cast, held=[(giver, WOMEN, 1)])
    with pytest.raises(actions.PlaceHeldBack):
        actions.pick_by_hand(request=man, supporter=giver, by=cast.cora)
    client = cast.client("cora")
    address = reverse("matching:review_request", args=[cast.coaching.ref, man.pk])
    assert "are held back for others, by your fair shares." in client.get(address).content.decode()
    answer = client.post(address, {"supporter": giver.pk}, follow=True)
    assert "The places that this supporter has left are held back for others." in answer.content.decode()
    picked = actions.pick_by_hand(request=woman, supporter=giver, by=cast.cora)
    actions.approve_proposal(proposal=picked, by=cast.cora)
    assert picked.status == "asked_supporter"


def test_pick_made_before_the_decision_is_not_approved_into_a_held_place(cast: Cast) -> None:
    giver = market.supporter(cast.coaching, by=cast.cora)
    picked = actions.pick_by_hand(request=one(cast, "man"), supporter=giver, by=cast.cora)
    decide(cast, held=[(giver, WOMEN, 1)])
    with pytest.raises(actions.PlaceHeldBack):
        actions.approve_proposal(proposal=picked, by=cast.cora)


def test_swap_leaves_a_held_place_to_its_group(cast: Cast) -> None:
    first, second = (market.supporter(cast.coaching, by=cast.cora) for _ in range(2))
    man, woman = one(cast, "man"), one(cast, "woman")
    decide(cast, held=[(first, WOMEN, 1)])
    with_woman = actions.pick_by_hand(request=woman, supporter=first, by=cast.cora)
    with_man = actions.pick_by_hand(request=man, supporter=second, by=cast.cora)
    with pytest.raises(actions.PlaceHeldBack):
        actions.swap_choices(first=with_woman, second=with_man, by=cast.cora)


def test_swap_page_says_which_changes_would_take_a_held_place(cast: Cast) -> None:
    first, second = (market.supporter(cast.coaching, by=cast.cora) for _ in range(2))
    man, woman = one(cast, "man"), one(cast, "woman")
    decide(cast, held=[(first, WOMEN, 1)])
    a_round(cast)
    with_woman = actions.pick_by_hand(request=woman, supporter=first, by=cast.cora)
    actions.pick_by_hand(request=man, supporter=second, by=cast.cora)
    address = reverse("matching:swap", args=[cast.coaching.ref, with_woman.pk])
    shown = cast.client("cora").get(address).content.decode()
    assert "It would take a place that is held back for others" in shown
    assert 'name="with"' not in shown
    decide(cast, why="No longer needed")
    assert 'name="with"' in cast.client("cora").get(address).content.decode()


def test_decision_keeps_who_when_and_why_and_is_never_changed(cast: Cast) -> None:
    made = decide(cast, (WOMEN, "waiting", 10))
    assert decide(cast, (WOMEN, "waiting", 10), why="Pressed twice") == made
    later = decide(cast, why="No longer needed")
    assert [(row.why, row.decided_by) for row in FairShares.objects.all()] == [
        ("No longer needed", cast.cora),
        ("They wait longest", cast.cora),
    ]
    assert AuditEvent.objects.filter(what="fair_shares_set").count() == 2
    assert a_round(cast_with_one(cast)).fairness == {}
    with pytest.raises(ValueError, match="for a reason"):
        decide(cast, (WOMEN, "matched", 5), why=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        FairShares.objects.filter(pk=later.pk).update(why="")


def cast_with_one(cast: Cast) -> Cast:
    market.waiting_member(cast.coaching, cast.cora)
    return cast


def test_every_group_that_may_be_named_has_members_and_a_name(cast: Cast) -> None:
    definition = definition_of(cast.coaching)
    for number in range(5):
        market.member(cast.coaching, f"Neighbour {number}", area="SE1")
    request = market.waiting_member(cast.coaching, cast.cora, area="SE1", channel="telephone")
    actions.say_about_me(place=request.member, modalities=["phone"], by=cast.cora)
    actions.say_trait(place=request.member, trait="age", value=40, by=cast.cora)
    actions.say_trait(place=request.member, trait="language", value=["ur"], by=cast.cora)
    other = market.waiting_member(cast.coaching, cast.cora, channel="post")
    world = market_of(cast.coaching)
    ours, theirs = request.member.participant_id, other.member.participant_id
    for key in ("area:SE1", "channel:telephone", "only:phone", "trait:language!=en", "trait:language=ur"):
        assert members_of(key, world) == {ours}
    assert members_of("channel:post", world) == {theirs}
    keys = dict(choice for _about, choices in group_choices(cast.coaching, definition) for choice in choices)
    assert "area:SE1" in keys
    assert {key: group_label(key, definition) for key in keys if not key.startswith("area:")} == {
        key: label for key, label in keys.items() if not key.startswith("area:")
    }
    ages = [key for key in keys if key.startswith("trait:age")]
    assert all((ours in members_of(key, world)) == _by_hand(key, 40) for key in ages)
    assert members_of("trait:gone=x", world) == frozenset()


def _by_hand(key: str, age: int) -> bool:
    sign, number = (">=", key.partition(">=")[2]) if ">=" in key else ("<", key.partition("<")[2])
    return age >= int(number) if sign == ">=" else age < int(number)


def test_small_groups_and_what_can_be_worked_out_from_the_others_are_hidden() -> None:
    assert too_small({"trait:g=a": 4}, 30) == {"trait:g=a"}
    assert too_small({"trait:g=a": 27}, 30) == {"trait:g=a"}
    assert too_small({"trait:g=a": 12, "trait:g=b": 15, "trait:g=c": 3}, 30) == {"trait:g=a", "trait:g=c"}
    assert too_small({"trait:g=a": 12, "area:x": 15}, 30) == frozenset()


def test_form_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(cast: Cast) -> None:
    giver = market.supporter(cast.coaching, "Giver", capacity=2, by=cast.cora)
    address = reverse("matching:fair_shares", args=[cast.coaching.ref])
    cora = cast.client("cora")
    sent = {
        "aim_0_group": WOMEN, "aim_0_measure": "matched", "aim_0_tolerance": "5",
        "aim_1_group": WOMEN, "aim_1_measure": "matched", "aim_1_tolerance": "7",
        "hold_0_group": WOMEN, "hold_0_supporter": str(giver.pk), "hold_0_places": "3",
        "hold_1_group": WOMEN, "hold_1_places": "1",
        "why": "",
    }  # fmt: skip
    page = cora.post(address, sent)
    assert page.status_code == 422
    text = page.content.decode()
    for words in ("This group is there already", "more than this supporter has: 2", "or neither", "Say why"):
        assert words in text
    assert 'value="7"' in text
    assert not FairShares.objects.exists()
    sent |= {"aim_1_group": "", "hold_0_places": "1", "hold_1_group": "", "why": "They asked for it"}
    text = cora.post(address, sent, follow=True).content.decode()
    assert "Gender: Woman: at most 5 % short of everybody in finding somebody at all" in text
    assert "1 place with Giver is held back for: Gender: Woman" in text
    assert "They asked for it" in text
    sent |= {"aim_0_tolerance": "9"}
    stale = cora.post(address, sent)
    assert stale.status_code == 422
    assert "Somebody decided anew meanwhile" in stale.content.decode()
    assert FairShares.objects.count() == 1


def test_round_for_very_many_goes_on_without_fair_shares_and_says_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    scarce(cast)
    decide(cast, (WOMEN, "matched", 0))
    monkeypatch.setattr(shares_module, "MOST_PAIRS", 0)
    round_ = a_round(cast)
    assert (round_.proposed, round_.certificate["kind"]) == (3, "prices")
    address = reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk])
    assert "without the fair shares you set" in cast.client("cora").get(address).content.decode()


@pytest.mark.parametrize("people", [2, 6])
def test_queries_do_not_grow(
    cast: Cast, people: int, django_assert_num_queries: Callable[..., object]
) -> None:
    givers = [market.supporter(cast.coaching, capacity=2, by=cast.cora) for _ in range(people)]
    one(cast, "woman")
    decide(cast, (WOMEN, "matched", 0), held=[(giver, WOMEN, 1) for giver in givers])
    round_ = a_round(cast)
    definition = definition_of(cast.coaching)
    with django_assert_num_queries(1):
        fairness_in_words(round_, definition)
