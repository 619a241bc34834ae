"""Nobody is ever given more people than they said, whatever happens in whatever order, also at the same moment."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.matching import actions
from alongside.matching.models import (
    OPEN_REQUESTS,
    PROPOSAL_TRANSITIONS,
    WITH_SOMEBODY,
    ProposalStatus,
    ProposedMatch,
    Relationship,
    RelationshipStatus,
    RequestStatus,
    SupportRequest,
)
from alongside.matching.queries.relationships import active_loads, held_places
from alongside.notify.models import Notice
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import Member, PeerSupporter
from alongside.training.actions import say_free_again
from tests import factories
from tests.matching import factories as market
from tests.stands import stand

if TYPE_CHECKING:
    from alongside.people.models import Person
    from alongside.programmes.models import Programme
    from tests.conftest import Cast

STEPS = (
    "ask",
    "withdraw",
    "round",
    "approve",
    "approve_all",
    "accept",
    "decline",
    "choose",
    "none",
    "take_back",
    "pause",
    "resume",
    "end",
    "different",
    "free",
    "question",
    "question_back",
)


def pick(rows: Any, number: int) -> Any:
    found = list(rows.order_by("pk"))
    return found[number % len(found)] if found else None


class World:
    """A small programme and one deed for each name; a deed that has nobody to act on does nothing."""

    def __init__(self, programme: Programme, by: Person) -> None:
        self.programme, self.by = programme, by
        self.proposals = ProposedMatch.objects.filter(request__member__programme=programme)
        self.requests = SupportRequest.objects.filter(member__programme=programme)
        self.relationships = Relationship.objects.filter(programme=programme)

    def do(self, step: str, number: int) -> None:
        with suppress(actions.MatchingRefused, StateChanged), transaction.atomic():
            getattr(self, step)(number)

    def ask(self, number: int) -> None:
        actions.request_support(
            member=pick(Member.objects.filter(programme=self.programme), number), by=self.by
        )

    def withdraw(self, number: int) -> None:
        if request := pick(self.requests, number):
            actions.withdraw_request(request=request, by=self.by)

    def round(self, number: int) -> None:
        actions.start_round(programme=self.programme, by=self.by, seed=number)

    def approve(self, number: int) -> None:
        if proposal := pick(self.proposals, number):
            actions.approve_proposal(proposal=proposal, by=self.by)

    def approve_all(self, number: int) -> None:
        if found := pick(self.programme.rounds, number):
            actions.approve_all(round_=found, by=self.by)

    def accept(self, number: int) -> None:
        rows = self.proposals.filter(status__in=("asked_supporter", "asked_directly", "offered"))
        if proposal := pick(rows, number):
            actions.accept_being_asked(proposal=proposal, by=self.by)

    def decline(self, number: int) -> None:
        if proposal := pick(self.proposals, number):
            actions.decline_being_asked(proposal=proposal, by=self.by)

    def choose(self, number: int) -> None:
        if proposal := pick(self.proposals.filter(offered_at__isnull=False), number):
            actions.choose_offer(proposal=proposal, by=self.by)

    def none(self, number: int) -> None:
        if request := pick(self.requests, number):
            actions.choose_none(request=request, by=self.by)

    def take_back(self, number: int) -> None:
        if proposal := pick(self.proposals, number):
            actions.withdraw_proposal(proposal=proposal, by=self.by)

    def pause(self, number: int) -> None:
        if found := pick(self.relationships, number):
            actions.pause_relationship(relationship=found, side=None, by=self.by)

    def resume(self, number: int) -> None:
        if found := pick(self.relationships, number):
            actions.resume_relationship(relationship=found, side=None, by=self.by)

    def end(self, number: int) -> None:
        if found := pick(self.relationships, number):
            actions.end_relationship(relationship=found, side=None, by=self.by)

    def different(self, number: int) -> None:
        if found := pick(self.relationships, number):
            side = pick(found.sides, number)
            actions.ask_for_different_match(relationship=found, side=side, by=self.by)

    def free(self, number: int) -> None:
        place = pick(PeerSupporter.objects.filter(programme=self.programme), number)
        say_free_again(supporter=place, by=self.by)

    def question(self, number: int) -> None:
        request, place = pick(self.requests, number), pick(PeerSupporter.objects.all(), number // 2)
        actions.ask_directly(request=request, supporter=place, by=self.by)

    def question_back(self, number: int) -> None:
        if proposal := pick(self.proposals.filter(asked_directly=True), number):
            actions.take_question_back(proposal=proposal, by=self.by)

    def check(self) -> None:
        loads, held = active_loads(self.programme), held_places(self.programme)
        for supporter in PeerSupporter.objects.filter(programme=self.programme):
            assert loads[supporter.pk] + held[supporter.pk] <= supporter.capacity
        for request in self.requests.all():
            mine = self.proposals.filter(request=request)
            assert (request.status == RequestStatus.PROPOSED) == mine.filter(
                status__in=WITH_SOMEBODY
            ).exists()
            assert (request.closed_at is None) == (request.status in OPEN_REQUESTS)
            if request.status == RequestStatus.WITHDRAWN:
                assert all(not PROPOSAL_TRANSITIONS[ProposalStatus(row.status)] for row in mine)
        for member in Member.objects.filter(programme=self.programme):
            sides = member.relationship_sides.exclude(relationship__status=RelationshipStatus.ENDED)
            assert sides.count() <= 1
            assert not (
                sides.exists() and self.requests.filter(member=member, status__in=OPEN_REQUESTS).exists()
            )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 7)), min_size=5, max_size=25))
def test_no_sequence_of_deeds_overfills_or_leaves_anything_half_done(
    cast: Cast, steps: list[tuple[str, int]]
) -> None:
    with suppress(_Undo), transaction.atomic():
        stand(cast, changed=(('choice = "seeker_chooses"', 'choice = "seeker_asks"'),))
        for capacity in (1, 2):
            place = market.supporter(cast.coaching, capacity=capacity, by=cast.cora)
            actions.say_about_me(place=place, by=cast.cora, may_be_asked=True)
        for _ in range(3):
            market.waiting_member(cast.coaching, cast.cora)
        world = World(cast.coaching, cast.cora)
        for step, number in (("round", 1), ("approve_all", 0), *steps):
            world.do(step, number)
            world.check()
        raise _Undo


class _Undo(Exception):
    """Rolls an example back."""


@pytest.mark.django_db(transaction=True)
def test_people_at_the_same_moment_never_overfill_a_supporter() -> None:
    cast = factories.whole_cast()
    giver = market.supporter(cast.coaching, capacity=2, by=cast.cora)
    proposals = [
        ProposedMatch.objects.create(
            request=market.waiting_member(cast.coaching, cast.cora),
            supporter=giver,
            is_round_choice=True,
            made_by=cast.cora,
        )
        for _ in range(6)
    ]

    def approve(pk: int) -> None:
        actions.approve_proposal(proposal=ProposedMatch.objects.get(pk=pk), by=cast.cora)

    results = in_threads([lambda pk=row.pk: approve(pk) for row in proposals])
    assert sorted(map(str, results)) == sorted(map(str, [None] * 2 + [actions.NoPlaceLeft] * 4))
    assert held_places(cast.coaching) == {giver.pk: 2}


@pytest.mark.django_db(transaction=True)
def test_a_supporter_says_yes_to_more_than_there_is_room_for_at_the_same_moment() -> None:
    """Direct questions hold no place: it is the yes that is counted under a lock."""
    cast = factories.whole_cast()
    stand(cast, changed=(('choice = "seeker_chooses"', 'choice = "seeker_asks"'),))
    giver = market.supporter(cast.coaching, capacity=2, by=cast.cora)
    actions.say_about_me(place=giver, by=cast.cora, may_be_asked=True)
    rows = [
        actions.ask_directly(
            request=market.waiting_member(cast.coaching, cast.cora), supporter=giver, by=cast.cora
        )
        for _ in range(5)
    ]

    def accept(pk: int) -> None:
        actions.accept_being_asked(proposal=ProposedMatch.objects.get(pk=pk), by=cast.cora)

    results = in_threads([lambda pk=row.pk: accept(pk) for row in rows])
    assert sorted(map(str, results)) == sorted(map(str, [None] * 2 + [actions.NoPlaceLeft] * 3))
    assert held_places(cast.coaching) == {giver.pk: 2}


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_begin_one_relationship() -> None:
    cast = factories.whole_cast()
    proposal = market.offered(cast.coaching, cast.cora)

    def choose() -> None:
        actions.choose_offer(proposal=ProposedMatch.objects.get(pk=proposal.pk), by=cast.cora)

    results = in_threads([choose] * 3)
    assert sorted(map(str, results)) == sorted(map(str, [None] + [actions.StepTooLate] * 2))
    assert Relationship.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_fill_every_place_and_no_more() -> None:
    """Fifty members are approved for one supporter of seven places at the same moment, by two coordinators."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so nobody ever races")
    cast = factories.whole_cast()
    giver = market.supporter(cast.coaching, capacity=7, by=cast.cora)
    coordinators = (cast.cora, cast.ada)
    proposals = [
        ProposedMatch.objects.create(
            request=market.waiting_member(cast.coaching, cast.cora),
            supporter=giver,
            is_round_choice=True,
            made_by=cast.cora,
        )
        for _ in range(50)
    ]
    results = in_threads(
        [
            lambda pk=row.pk, by=coordinators[number % 2]: actions.approve_proposal(
                proposal=ProposedMatch.objects.get(pk=pk), by=by
            )
            for number, row in enumerate(proposals)
        ]
    )
    assert sorted(map(str, results)) == sorted(map(str, [None] * 7 + [actions.NoPlaceLeft] * 43))
    assert held_places(cast.coaching) == {giver.pk: 7}
    asked = list(ProposedMatch.objects.filter(status=ProposalStatus.ASKED_SUPPORTER))
    for deed in (actions.accept_being_asked, actions.choose_offer):
        answers = in_threads(
            [
                lambda pk=row.pk, deed=deed: (
                    deed(proposal=ProposedMatch.objects.get(pk=pk), by=cast.cora) and None
                )
                for row in asked
                for _twice in range(2)
            ]
        )
        assert sorted(map(str, answers)) == sorted(map(str, [None] * 7 + [actions.StepTooLate] * 7))
    assert active_loads(cast.coaching) == {giver.pk: 7}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_one_round_ask_everybody_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, so nobody ever races")
    cast = factories.whole_cast()
    for _ in range(6):
        market.supporter(cast.coaching, by=cast.cora)
        market.waiting_member(cast.coaching, cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    coordinators = (cast.cora, cast.ada)
    results = in_threads(
        [lambda by=each: actions.approve_all(round_=round_, by=by)[0] for each in coordinators]
    )
    assert sum(results) == 6
    assert set(held_places(cast.coaching).values()) == {1}
    assert Notice.objects.filter(kind="match_asked").count() == 6


def in_threads(deeds: list[Any]) -> list[Any]:
    """All at once, each in a connection of its own; None, or the kind of error, of each."""
    start = threading.Barrier(len(deeds))
    results: list[Any] = ["unfinished"] * len(deeds)

    def run(index: int) -> None:
        start.wait()
        try:
            results[index] = deeds[index]()
        except Exception as error:  # noqa: BLE001 - the test compares what went wrong
            results[index] = type(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
