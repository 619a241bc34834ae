from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.matching import actions
from alongside.matching.access import access_relationship, relationships_visible_to
from alongside.matching.models import (
    ContactAfter,
    EndingKind,
    Exclusion,
    Relationship,
    RelationshipPause,
    RelationshipSide,
    RelationshipStatus,
    RequestStatus,
    SupportRequest,
)
from alongside.matching.queries.relationships import (
    active_loads,
    ending_soon,
    long_pauses,
    pauses_of,
    reviews_due,
    sides_of,
    under_way,
)
from alongside.notify.models import Notice
from alongside.programmes.core.scheduling import planned_end
from alongside.programmes.models import PeerSupporter
from alongside.programmes.queries import definition_of
from tests.matching import factories as market

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast


@pytest.fixture
def pair(cast: Cast) -> Relationship:
    """Mia and Sam, since three weeks ago."""
    start = timezone.localdate() - timedelta(days=21)
    return market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora, on=start)


def at(pair: Relationship, name: str, *more: int) -> str:
    return reverse(f"matching:{name}", args=[pair.programme.ref, pair.pk, *more])


def side(pair: Relationship, role: str) -> RelationshipSide:
    return RelationshipSide.objects.get(relationship=pair, role=role)


def kinds_since(before: int) -> dict[str, str]:
    """Which notice each person got, by their name, after the first `before` notices."""
    rows = Notice.objects.order_by("pk")[before:]
    return {row.recipient_name: row.kind for row in rows}


def test_planned_end_is_known_from_the_first_day(pair: Relationship, cast: Cast) -> None:
    assert pair.planned_end_on == planned_end(definition_of(cast.coaching), pair.started_on)
    text = cast.client("mia").get(at(pair, "relationship")).content.decode()
    assert "Planned until" in text
    assert "You and Sam" in text
    assert "Okafor" not in text
    assert "Mia and Sam" in cast.client("cora").get(at(pair, "relationship")).content.decode()


def test_pause_keeps_its_days_and_moves_the_end(pair: Relationship, cast: Cast) -> None:
    planned, today = pair.planned_end_on, timezone.localdate()
    before = Notice.objects.count()
    actions.pause_relationship(
        relationship=pair, side=side(pair, "receiving"), by=cast.mia, on=today - timedelta(days=7)
    )
    assert kinds_since(before) == {"Sam": "relationship_paused_giving"}
    with pytest.raises(actions.StepTooLate):
        actions.pause_relationship(relationship=pair, side=None, by=cast.cora)
    actions.resume_relationship(relationship=pair, side=side(pair, "giving"), by=cast.sam)
    pair.refresh_from_db()
    assert pair.status == RelationshipStatus.ACTIVE
    assert pair.planned_end_on == planned + timedelta(days=7)
    assert [(p.starts_on, p.resumes_on) for p in pauses_of(pair)] == [(today - timedelta(days=7), today)]


def test_either_side_pauses_and_goes_on_by_the_page(pair: Relationship, cast: Cast) -> None:
    for name in ("mia", "sam"):
        client = cast.client(name)
        for page in ("pause_relationship", "resume_relationship"):
            client.get(at(pair, page))
            client.post(at(pair, page))
            client.post(at(pair, page))
    assert RelationshipPause.objects.filter(resumes_on__isnull=False).count() == 2


def test_staff_pause_for_one_side_is_recorded_for_them(pair: Relationship, cast: Cast) -> None:
    mine = side(pair, "receiving")
    cast.client("cora").post(f"{at(pair, 'pause_relationship')}?for={mine.pk}")
    event = AuditEvent.objects.get(what="relationship_paused")
    assert event.on_behalf_of == f"programmes.participant:{cast.mia_participant.pk}"


def test_different_match_carries_no_blame_and_keeps_the_place_in_the_queue(
    pair: Relationship, cast: Cast
) -> None:
    since = SupportRequest.objects.get().waiting_since
    before = Notice.objects.count()
    mine = side(pair, "receiving")
    response = cast.client("mia").post(at(pair, "different_match", mine.pk), follow=True)
    cast.client("mia").post(at(pair, "different_match", mine.pk))
    assert "nobody's fault" in response.content.decode()
    assert kinds_since(before) == {
        "Mia": "different_match_own_receiving",
        "Sam": "different_match_other_giving",
    }
    pair.refresh_from_db()
    assert (pair.status, pair.ending_kind) == (RelationshipStatus.ENDED, EndingKind.REMATCH)
    again = SupportRequest.objects.get(status=RequestStatus.WAITING)
    assert again.waiting_since == since
    assert Exclusion.objects.get().ground == Exclusion.Ground.PAST
    assert not PeerSupporter.objects.get(pk=cast.sam_supporter.pk).free_again
    text = cast.client("sam").get(at(pair, "relationship")).content.decode()
    assert "different" not in text.split("<main")[1].split("</main>")[0].lower()


def test_supporter_may_ask_for_a_change_too(pair: Relationship, cast: Cast) -> None:
    before = Notice.objects.count()
    actions.ask_for_different_match(relationship=pair, side=side(pair, "giving"), by=cast.sam)
    assert kinds_since(before) == {
        "Mia": "different_match_other_receiving",
        "Sam": "different_match_own_giving",
    }
    assert SupportRequest.objects.filter(status=RequestStatus.WAITING).count() == 1


def test_nobody_asks_in_the_name_of_the_other_side(pair: Relationship, cast: Cast) -> None:
    theirs = side(pair, "giving")
    assert cast.client("mia").post(at(pair, "different_match", theirs.pk)).status_code == 404


def test_mutual_pair_opens_both_requests_again(cast: Cast) -> None:
    market.pair_of_equals(cast.pairs, cast.cora)
    round_ = actions.start_round(programme=cast.pairs, by=cast.cora)
    proposal = round_.proposals.get()
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    actions.accept_being_asked(proposal=proposal, by=cast.cora)
    made = actions.choose_offer(proposal=proposal, by=cast.cora)
    opened = actions.ask_for_different_match(relationship=made, side=sides_of(made)[0], by=cast.cora)
    assert len(opened) == 2
    assert actions.start_round(programme=cast.pairs, by=cast.cora).proposed == 0


@pytest.mark.parametrize(
    ("kind", "mia", "sam"),
    [
        ("", "ended_early_own_receiving", "ended_early_other_giving"),
        ("planned", "ended_planned_receiving", "ended_planned_giving"),
        ("safeguarding", "ended_safeguarding_receiving", "ended_safeguarding_giving"),
        ("died", None, None),
    ],
)
def test_each_ending_has_words_for_each_side(
    pair: Relationship, cast: Cast, kind: str, mia: str | None, sam: str | None
) -> None:
    before = Notice.objects.count()
    actions.end_relationship(relationship=pair, side=side(pair, "receiving"), by=cast.mia, kind=kind)
    assert kinds_since(before) == ({"Mia": mia, "Sam": sam} if mia else {})
    pair.refresh_from_db()
    assert pair.contact_after == (
        ContactAfter.NONE if kind in {"safeguarding", "died"} else ContactAfter.THROUGH_US
    )
    for name in ("mia", "sam", "cora"):
        assert cast.client(name).get(at(pair, "relationship")).status_code == 200


def test_staff_who_end_it_early_write_to_both(pair: Relationship, cast: Cast) -> None:
    before = Notice.objects.count()
    cast.client("cora").post(at(pair, "end_relationship"), {"kind": "", "words": ""})
    assert kinds_since(before) == {"Mia": "ended_early_receiving", "Sam": "ended_early_giving"}


def test_party_cannot_choose_the_kind_of_ending(pair: Relationship, cast: Cast) -> None:
    cast.client("mia").post(at(pair, "end_relationship"), {"kind": "safeguarding", "words": ""})
    pair.refresh_from_db()
    assert pair.ending_kind == EndingKind.EARLY


def test_ending_is_as_planned_from_the_review_on(cast: Cast) -> None:
    start = timezone.localdate() - timedelta(days=50)
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora, on=start)
    assert list(reviews_due(cast.coaching, timezone.localdate())) == [made]
    before = Notice.objects.count()
    for _ in range(2):
        actions.tell_of_reviews_due()
    assert kinds_since(before) == {"Mia": "review_due_receiving", "Sam": "review_due_giving"}
    today = timezone.localdate()
    cast.client("mia").post(
        at(made, "hold_review"),
        {
            "held_on_day": today.day,
            "held_on_month": today.month,
            "held_on_year": today.year,
            "bridge": "The walking group",
            "contact_after": "as_they_like",
        },
    )
    assert list(reviews_due(cast.coaching, today)) == []
    assert "The walking group" in cast.client("sam").get(at(made, "relationship")).content.decode()
    cast.client("sam").post(at(made, "end_relationship"), {"words": ""})
    made.refresh_from_db()
    assert (made.ending_kind, made.contact_after, made.bridge) == (
        EndingKind.PLANNED,
        ContactAfter.AS_THEY_LIKE,
        "The walking group",
    )


@pytest.mark.parametrize("day", [timedelta(days=1), timedelta(days=-22)])
def test_review_on_an_impossible_day_is_refused(pair: Relationship, cast: Cast, day: timedelta) -> None:
    when: date = timezone.localdate() + day
    with pytest.raises(actions.BeforeItBegan):
        actions.hold_review(relationship=pair, held_on=when, bridge="", contact_after="none", by=cast.cora)


def test_nothing_ends_by_itself_but_the_coordinator_sees_it(cast: Cast) -> None:
    start = timezone.localdate() - timedelta(days=100)
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora, on=start)
    actions.tell_of_reviews_due()
    made.refresh_from_db()
    assert made.status == RelationshipStatus.ACTIVE
    assert list(ending_soon(cast.coaching, timezone.localdate())) == [made]
    page = cast.client("cora").get(reverse("matching:relationships", args=[cast.coaching.ref]))
    assert "Past its planned end" in page.content.decode()


def test_long_pause_comes_to_the_coordinator(pair: Relationship, cast: Cast) -> None:
    today = timezone.localdate()
    actions.pause_relationship(relationship=pair, side=None, by=cast.cora)
    assert not long_pauses(cast.coaching, today + timedelta(days=27)).exists()
    assert list(long_pauses(cast.coaching, today + timedelta(days=28))) == [pair]


def test_ended_relationship_frees_the_place_and_stays_readable(pair: Relationship, cast: Cast) -> None:
    assert active_loads(cast.coaching) == {cast.sam_supporter.pk: 1}
    actions.end_relationship(relationship=pair, side=None, by=cast.cora)
    assert active_loads(cast.coaching) == {}
    assert list(under_way(cast.coaching)) == []
    for client in ("mia", "sam"):
        text = cast.client(client).get(at(pair, "relationship")).content.decode()
        assert "Contact from now on" in text
        assert cast.client(client).post(at(pair, "end_relationship"), {"words": ""}).status_code == 302


def test_door_and_its_list_agree(pair: Relationship, cast: Cast) -> None:
    for name in ("mia", "sam", "cora", "sasha"):
        person = cast.people[name]
        found, own = access_relationship(person, cast.coaching, pair.pk)
        assert found == pair
        assert (own is None) == (name in {"cora", "sasha"})
        assert list(relationships_visible_to(person, cast.coaching)) == [pair]
    for name in ("eve", "sula", "otto", "nobody"):
        assert list(relationships_visible_to(cast.people[name], cast.coaching)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_matches_is_flat(
    cast: Cast, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(count):
        market.relationship(cast.coaching, cast.cora)
    cora = cast.client("cora")
    with django_assert_num_queries(16):
        cora.get(reverse("matching:relationships", args=[cast.coaching.ref]))
