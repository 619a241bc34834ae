"""What must hold between two people is asked again at every step: when it is approved, accepted, chosen, and first used."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.conversations.actions import NotNow
from alongside.conversations.models import Message
from alongside.matching import actions
from alongside.matching.models import (
    AvoidedName,
    Exclusion,
    ProposalStatus,
    ProposedMatch,
    Relationship,
    RequestStatus,
    SupportRequest,
)
from alongside.notify.models import Notice
from alongside.safeguarding.actions.holds import place_hold
from tests.conversations.factories import message, mias, sams
from tests.matching import factories as market

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast


def must_change(cast: Cast) -> None:
    """Mia says now that it must be a woman; Sam is a man."""
    actions.say_trait(place=cast.sam_supporter, trait="gender", value=["man"], by=cast.sam)
    say: Any = {"place": cast.mia_member, "by": cast.mia}
    actions.say_what_matters(strengths={"gender": "must"}, **say)
    actions.say_wish(trait="gender", values=["woman"], **say)


def supporter_rules_out(cast: Cast) -> None:
    actions.say_trait(place=cast.mia_member, trait="life_now", value=["caring"], by=cast.mia)
    say: Any = {"place": cast.sam_supporter, "by": cast.sam}
    actions.say_what_matters(strengths={"life_now": "not_this"}, **say)
    actions.say_wish(trait="life_now", values=["caring"], **say)


def same_village(cast: Cast) -> None:
    actions.say_about_me(place=cast.sam_supporter, by=cast.sam, community="Little Wold")
    actions.say_about_me(
        place=cast.mia_member, by=cast.mia, community="little  wold", avoid_own_community=True
    )


def somebody_named(cast: Cast) -> None:
    actions.name_avoided(place=cast.mia_member, names=["Sam O."], by=cast.mia)


def on_hold(cast: Cast) -> None:
    place_hold(participant=cast.sam_participant, programme=cast.coaching, reason="x", by=cast.sasha)


def waits_by_plan(cast: Cast) -> None:
    """By chance, Mia's turn in a trial comes later."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    SupportRequest.objects.filter(member=cast.mia_member).update(not_before=tomorrow)


CHANGES = [must_change, supporter_rules_out, same_village, somebody_named, on_hold, waits_by_plan]


def at(cast: Cast, name: str, pk: int) -> str:
    return reverse(f"matching:{name}", args=[cast.coaching.ref, pk])


@pytest.mark.parametrize("change", CHANGES)
def test_no_step_goes_on_with_a_pair_that_has_become_impossible(
    cast: Cast, change: Callable[[Cast], None]
) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    steps: list[tuple[Any, str]] = [
        (actions.approve_proposal, ProposalStatus.PROPOSED),
        (actions.accept_being_asked, ProposalStatus.ASKED_SUPPORTER),
        (actions.choose_offer, ProposalStatus.OFFERED),
    ]
    change(cast)
    for step, status in steps:
        ProposedMatch.objects.filter(pk=proposal.pk).update(
            status=status, asked_at=proposal.made_at, offered_at=proposal.made_at
        )
        proposal.refresh_from_db()
        with pytest.raises(actions.MatchingRefused):
            step(proposal=proposal, by=cast.cora)
        proposal.refresh_from_db()
        assert proposal.status == status
    assert not Relationship.objects.exists()


@pytest.mark.parametrize("change", CHANGES)
def test_the_one_who_answers_learns_nothing_of_the_other(cast: Cast, change: Callable[[Cast], None]) -> None:
    """Every cause has the same words, so that a refusal gives away neither a limit, nor a name, nor a hold."""
    proposal = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    change(cast)
    page = cast.client("mia").post(at(cast, "offer", proposal.pk), follow=True).content.decode()
    assert "This cannot go on just now. Nobody did anything wrong." in page
    for given_away in ("cannot be matched", "named somebody", "pause", "not ready", "trial"):
        assert given_away not in page


def test_what_has_become_impossible_ends_and_is_looked_at(cast: Cast) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    must_change(cast)
    cast.client("sam").post(at(cast, "asked", proposal.pk), {"answer": "yes", "reason": ""})
    proposal.refresh_from_db()
    proposal.request.refresh_from_db()
    assert (proposal.status, proposal.request.status) == (ProposalStatus.WITHDRAWN, RequestStatus.WAITING)
    assert Notice.objects.filter(kind="match_to_look_at").count() == 1
    actions.take_back_barred(proposal=proposal, by=cast.cora)
    assert Notice.objects.filter(kind="match_to_look_at").count() == 1


@pytest.mark.parametrize("was", ["proposed", "asked_supporter", "offered"])
def test_exclusion_ends_at_once_what_was_proposed(cast: Cast, was: str) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    if was != "proposed":
        actions.approve_proposal(proposal=proposal, by=cast.cora)
    if was == "offered":
        actions.accept_being_asked(proposal=proposal, by=cast.sam)
    keep_apart(cast)
    proposal.refresh_from_db()
    proposal.request.refresh_from_db()
    assert (proposal.status, proposal.request.status) == (ProposalStatus.WITHDRAWN, RequestStatus.WAITING)


def keep_apart(cast: Cast) -> None:
    actions.exclude(
        programme=cast.coaching,
        people=(cast.sam_participant, cast.mia_participant),
        ground=Exclusion.Ground.KNOWN,
        by=cast.cora,
    )


def test_first_message_is_not_sent_between_two_who_are_to_be_kept_apart(cast: Cast) -> None:
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    keep_apart(cast)
    assert Notice.objects.filter(kind="match_to_look_at").count() == 1
    with pytest.raises(NotNow):
        message(mias(made))
    assert not Message.objects.exists()


def test_later_message_is_not_sent_either_once_somebody_said_so(cast: Cast) -> None:
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    message(mias(made))
    keep_apart(cast)
    with pytest.raises(NotNow):
        message(sams(made))


@pytest.mark.parametrize("change", [same_village, somebody_named])
def test_first_message_waits_for_a_person_and_one_hears(cast: Cast, change: Callable[[Cast], None]) -> None:
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    change(cast)
    page = reverse("conversations:conversation", args=[cast.coaching.ref, made.pk])
    for _ in range(2):
        with pytest.raises(NotNow):
            message(sams(made))
    assert Notice.objects.filter(kind="match_to_look_at").count() == 1
    assert "Messages rest for now" in cast.client("sam").get(page).content.decode()
    AvoidedName.objects.all().delete()
    actions.say_about_me(place=cast.mia_member, by=cast.mia, avoid_own_community=False)
    message(sams(made))


def test_changed_wishes_do_not_silence_two_who_are_in_touch(cast: Cast) -> None:
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    must_change(cast)
    message(mias(made))
    same_village(cast)
    message(sams(made))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.tuples(st.sampled_from(("must", "not_this", "prefer")), st.sampled_from(("woman", "man"))),
    after=st.tuples(st.sampled_from(("must", "not_this", "prefer")), st.sampled_from(("woman", "man"))),
    own=st.sampled_from(("woman", "man")),
)
def test_nobody_begins_against_what_must_hold_whenever_they_said_it(
    cast: Cast, before: tuple[str, str], after: tuple[str, str], own: str
) -> None:
    """Sam says who he is, Mia says what must be, a round is made, she changes her mind, and everybody says yes."""

    def says(strength: str, value: str) -> None:
        say: Any = {"place": cast.mia_member, "by": cast.mia}
        actions.say_what_matters(strengths={"gender": strength}, **say)
        actions.say_wish(trait="gender", values=[value], **say)

    with suppress(_Undo), transaction.atomic():
        actions.say_trait(place=cast.sam_supporter, trait="gender", value=[own], by=cast.sam)
        says(*before)
        with suppress(actions.PairBarred):
            proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
            says(*after)
            actions.approve_proposal(proposal=proposal, by=cast.cora)
            actions.accept_being_asked(proposal=proposal, by=cast.sam)
            actions.choose_offer(proposal=proposal, by=cast.mia)
        barred = {
            strength != "prefer" and (strength == "must") != (value == own)
            for strength, value in (before, after)
        }
        assert Relationship.objects.exists() == (barred == {False})
        raise _Undo


class _Undo(Exception):
    """Rolls an example back."""
