"""Canaries in everything that one side keeps private: none sings on a page, in a notice, a copy, the audit or a log of the other."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.matching import actions
from alongside.matching.models import Wish
from alongside.matching.queries.looking import to_look_through
from alongside.notify.models import Notice
from tests.enrolment.factories import say_yes
from tests.matching import factories as market
from tests.stands import stand
from tests.test_between_rooms import walk

if TYPE_CHECKING:
    from alongside.programmes.models import Participant
    from tests.conftest import Cast

VILLAGE, NAMED, WHY_NOT, HELD = "Zaunkoenigdorf", "Rotkehlchen", "Nachtigallgrund", "Kanarienvogelgrund"


def names_kept(who: str) -> tuple[str, str]:
    """Their small community, and somebody they named."""
    return f"{VILLAGE} {who}", f"{NAMED} {who}"


def keeps_private(cast: Cast, who: str) -> None:
    place: Any = {"mia": cast.mia_member, "sam": cast.sam_supporter}[who]
    village, named = names_kept(who)
    say = {"place": place, "by": cast.people[who]}
    actions.say_about_me(community=village, avoid_own_community=True, **say)
    actions.say_what_matters(strengths={"gender": "prefer", "life_now": "not_this", "age": "must"}, **say)
    actions.say_wish(trait="gender", values=[f"wish_of_{who}"], **say)
    actions.say_wish(trait="life_now", values=[f"limit_of_{who}"], **say)
    actions.say_wish(trait="age", values=["77" if who == "mia" else "78"], **say)
    actions.say_trait(trait="age", value=77, place=place, by=cast.people[who])
    actions.name_avoided(names=[named], **say)
    for avoided in place.programme.matching_profiles.get(participant=place.participant).avoided_names.all():
        actions.say_who_that_is(avoided=avoided, found=[], by=cast.cora)


def private_words(who: str) -> list[str]:
    return [*names_kept(who), f"wish_of_{who}", f"limit_of_{who}"]


@pytest.fixture
def scene(cast: Cast, caplog: pytest.LogCaptureFixture) -> Any:
    """Mia and Sam keep things private, and are proposed to each other."""
    caplog.set_level(logging.DEBUG)
    for who in ("mia", "sam"):
        keeps_private(cast, who)
    other = market.supporter(cast.coaching, by=cast.cora)
    actions.say_trait(place=other, trait="age", value=77, by=cast.cora)
    return market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)


def everything_told_to(who: Participant) -> str:
    rows = Notice.objects.filter(recipient=f"programmes.participant:{who.pk}")
    letters = [f"{letter.subject} {letter.body}" for letter in mail.outbox]
    return " ".join(f"{row.subject} {row.words} {row.link}" for row in rows) + " ".join(letters)


def assert_silent(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    """No page of anybody but the one who said it, and nothing that is written down about deeds, holds a canary."""
    mias, sams = private_words("mia"), private_words("sam")
    for who, kept in (("mia", sams), ("sam", mias), ("eve", mias + sams), ("sula", mias + sams)):
        pages, _broken = walk(cast.client(who))
        assert {(at, word) for at, page in pages.items() for word in kept if word in page} == set()
    audit = json.dumps([*AuditEvent.objects.values_list("what", "subject", "reason", "details")])
    told = everything_told_to(cast.mia_participant) + everything_told_to(cast.sam_participant)
    # Statements to the database are logged only for developers who ask for them.
    logged = [row.getMessage() for row in caplog.records if not row.name.startswith("django.db")]
    for word in (*mias, *sams, WHY_NOT, HELD):
        assert word not in audit
        assert word not in told
        assert not [row for row in logged if word in row]


def test_canaries_sing_to_whoever_keeps_them(cast: Cast, scene: Any) -> None:
    """Otherwise the silence of the others would prove nothing."""
    for who in ("mia", "sam"):
        pages, _broken = walk(cast.client(who))
        assert [word for word in private_words(who) if not any(word in page for page in pages.values())] == []


def test_nothing_private_is_told_at_any_step(
    cast: Cast, scene: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert Wish.objects.filter(value__startswith="limit_of").count() == 2
    assert_silent(cast, caplog)
    actions.approve_proposal(proposal=scene, by=cast.cora)
    assert_silent(cast, caplog)
    actions.accept_being_asked(proposal=scene, by=cast.sam)
    assert_silent(cast, caplog)


def test_nothing_private_is_told_after_a_no_and_while_waiting_and_held_back(
    cast: Cast, scene: Any, caplog: pytest.LogCaptureFixture
) -> None:
    actions.approve_proposal(proposal=scene, by=cast.cora)
    actions.decline_being_asked(proposal=scene, reason=WHY_NOT, by=cast.sam)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    assert_silent(cast, caplog)
    scene.request.refresh_from_db()
    actions.hold_back(request=scene.request, why=HELD, by=cast.cora)
    assert_silent(cast, caplog)
    pages, _broken = walk(cast.client("mia"))
    assert [at for at, page in pages.items() if WHY_NOT in page or HELD in page] == []


def test_nothing_private_is_told_once_they_are_in_touch(
    cast: Cast, scene: Any, caplog: pytest.LogCaptureFixture
) -> None:
    actions.approve_proposal(proposal=scene, by=cast.cora)
    actions.accept_being_asked(proposal=scene, by=cast.sam)
    actions.choose_offer(proposal=scene, by=cast.mia)
    assert_silent(cast, caplog)


def test_nothing_private_is_told_where_members_look_round_and_ask_directly(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stand(cast, changed=(('choice = "seeker_chooses"', 'choice = "seeker_asks"'),))
    market.ready(cast.sam_supporter, cast.cora)
    say_yes(cast.mia_participant, cast.coaching)
    for who in ("mia", "sam"):
        keeps_private(cast, who)
    actions.say_about_me(
        place=cast.sam_supporter,
        by=cast.sam,
        community=names_kept("sam")[0],
        avoid_own_community=True,
        may_be_asked=True,
    )
    request = market.asks(cast.mia_member, cast.cora)
    looking = reverse("matching:look_round", args=[cast.coaching.ref, request.pk])
    assert [face.name for face in to_look_through(request)] == ["Sam"]
    assert "Sam" in cast.client("mia").get(looking).content.decode()
    assert_silent(cast, caplog)
    asked = actions.ask_directly(request=request, supporter=cast.sam_supporter, note="", by=cast.mia)
    assert_silent(cast, caplog)
    actions.decline_being_asked(proposal=asked, reason=WHY_NOT, by=cast.sam)
    assert_silent(cast, caplog)
    pages, _broken = walk(cast.client("mia"))
    assert [at for at, page in pages.items() if WHY_NOT in page] == []


def test_list_to_print_is_silent(cast: Cast) -> None:
    """Whom to look for is a page that leaves the house: it holds no canary, though a coordinator opens it."""
    keeps_private(cast, "mia")
    say_yes(cast.mia_participant, cast.coaching)
    market.asks(cast.mia_member, cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    address = reverse("matching:recruiting", args=[cast.coaching.ref])
    page = cast.client("cora").get(address).content.decode()
    assert "1 person was left waiting" in page
    assert [word for word in (*private_words("mia"), "about 77") if word in page] == []
