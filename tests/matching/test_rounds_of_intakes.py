"""Where a programme runs in intakes, a round may look at the people of one alone, and what others have stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.matching import actions
from alongside.matching.models import MatchingRound, ProposalStatus, ProposedMatch, RequestStatus
from alongside.matching.queries.compare import round_after, round_before
from alongside.matching.queries.market import market_of
from alongside.matching.queries.rounds import rounds_to_go_on_with, still_to_review, waiting_unmatched
from alongside.matching.queries.waiting import why_waiting
from alongside.programmes.actions import add_intake, put_into_intake
from tests.matching import factories as market

if TYPE_CHECKING:
    from alongside.matching.models import SupportRequest
    from alongside.programmes.models import Intake
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def intake(cast: Cast, name: str) -> Intake:
    today = timezone.localdate()
    return add_intake(programme=cast.coaching, name=name, starts_on=today, ends_on=None, by=cast.ada)


def waits(cast: Cast, where: Intake | None) -> SupportRequest:
    request = market.waiting_member(cast.coaching, cast.cora)
    put_into_intake(place=request.member, intake=where, by=cast.ada)
    request.refresh_from_db()
    return request


def helps(cast: Cast, where: Intake | None, *, capacity: int = 1):
    supporter = market.supporter(cast.coaching, capacity=capacity, by=cast.cora)
    put_into_intake(place=supporter, intake=where, by=cast.ada)
    return supporter


def chosen(request: SupportRequest) -> list[ProposedMatch]:
    return list(request.proposals.filter(status=ProposalStatus.PROPOSED, is_round_choice=True))


def test_round_of_an_intake_takes_only_its_people_and_supporters_of_none(cast: Cast) -> None:
    spring, autumn = intake(cast, "Spring"), intake(cast, "Autumn")
    first, second, later, nowhere = (waits(cast, each) for each in (spring, spring, autumn, None))
    mine, other, free = helps(cast, spring), helps(cast, autumn), helps(cast, None)
    row = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1, intake=spring)
    assert (row.intake, row.waiting, row.places, row.proposed) == (spring, 2, 2, 2)
    assert {chosen(each)[0].supporter for each in (first, second)} == {mine, free}
    assert chosen(later) == chosen(nowhere) == []
    assert set(waiting_unmatched(cast.coaching)) == {later, nowhere}
    assert other.participant_id not in market_of(cast.coaching, intake=spring).supporters


def test_round_of_one_intake_leaves_what_is_meant_for_another_and_gives_no_place_twice(cast: Cast) -> None:
    spring, autumn = intake(cast, "Spring"), intake(cast, "Autumn")
    first, later = waits(cast, spring), waits(cast, autumn)
    helps(cast, None)
    one = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1, intake=spring)
    two = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1, intake=autumn)
    assert (one.proposed, two.places, two.proposed) == (1, 0, 0)
    assert len(chosen(first)) == 1
    helps(cast, autumn)
    three = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1, intake=autumn)
    assert len(chosen(later)) == 1
    assert (round_before(three), round_after(two), round_after(one)) == (two, three, None)
    assert rounds_to_go_on_with(cast.coaching) == [three, one]
    assert still_to_review(cast.coaching).count() == 2
    everybody = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    assert rounds_to_go_on_with(cast.coaching) == [everybody]
    assert round_after(one) == everybody
    assert everybody.proposed == 2


def test_member_is_told_of_the_last_round_that_looked_at_them(cast: Cast) -> None:
    spring, autumn = intake(cast, "Spring"), intake(cast, "Autumn")
    first, later = waits(cast, spring), waits(cast, autumn)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1, intake=spring)
    assert "nobody has looked through" in why_waiting(later).why
    assert "nobody has looked through" not in why_waiting(first).why


def test_round_of_an_intake_where_nobody_waits_or_of_another_programme_is_refused(cast: Cast) -> None:
    spring = intake(cast, "Spring")
    waits(cast, None)
    with pytest.raises(actions.NobodyToMatch):
        actions.start_round(programme=cast.coaching, by=cast.cora, intake=spring)
    with pytest.raises(ValueError, match="another programme"):
        actions.start_round(programme=cast.pairs, by=cast.cora, intake=spring)
    assert not MatchingRound.objects.exists()


def test_coordinator_chooses_whom_the_round_looks_at(cast: Cast) -> None:
    client, page = cast.client("cora"), reverse("matching:matching", args=[cast.coaching.ref])
    waits(cast, None)
    assert "Whom shall the round look at?" not in client.get(page).content.decode()
    spring = intake(cast, "Spring")
    request = waits(cast, spring)
    helps(cast, spring)
    assert "Whom shall the round look at?" in client.get(page).content.decode()
    assert client.post(page, {"intake": "999999"}).status_code == 422
    made = client.post(page, {"intake": spring.pk}, follow=True).content.decode()
    assert "This round looked only at the people of Spring." in made
    assert "Go on with the round of Spring" in client.get(page).content.decode()
    assert len(chosen(request)) == 1
    assert request.status == RequestStatus.WAITING
    assert client.post(page, {"intake": ""}).status_code == 302
    assert MatchingRound.objects.filter(intake=None).count() == 1
