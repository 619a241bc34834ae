"""Pages on which staff act for somebody else say that person's name, and never "you" as if staff were the person."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from alongside.matching.actions import accept_being_asked, approve_proposal
from alongside.support_sessions.actions.plans import ensure_planned
from tests.matching import factories as market
from tests.support_sessions.factories import contact

if TYPE_CHECKING:
    from tests.conftest import Cast

YOU = re.compile(r"\b(?:you|your|yours|yourself|I|my)\b")


def words_of(cast: Cast, address: str) -> str:
    """What Cora reads on the page itself, without what belongs to every page and what others wrote."""
    answer = cast.client("cora").get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    main = re.sub(r"<(blockquote).*?</\1>", "", main.split("</div>", 1)[1], flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def of_a_relationship(cast: Cast) -> dict[str, str]:
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    side = made.sides.get(member=cast.mia_member)
    ref = cast.coaching.ref
    for_mia = f"?for={side.pk}"
    ensure_planned(relationship=made)
    first = contact(made)
    return {
        "pause": reverse("matching:pause_relationship", args=[ref, made.pk]) + for_mia,
        "resume": reverse("matching:resume_relationship", args=[ref, made.pk]) + for_mia,
        "different match": reverse("matching:different_match", args=[ref, made.pk, side.pk]),
        "end": reverse("matching:end_relationship", args=[ref, made.pk]) + for_mia,
        "log": reverse("support_sessions:log_contact", args=[ref, side.pk, first.pk]),
        "log extra": reverse("support_sessions:log_extra_contact", args=[ref, side.pk]),
        "another day": reverse("support_sessions:choose_another_day", args=[ref, side.pk, first.pk]),
        "goals": reverse("measures:goals", args=[ref, cast.mia_participant.pk]),
    }


PAGES = ("pause", "resume", "different match", "end", "log", "log extra", "another day", "goals")


@pytest.mark.parametrize("name", PAGES)
def test_page_says_the_name_and_not_you(cast: Cast, name: str) -> None:
    words = words_of(cast, of_a_relationship(cast)[name])
    assert cast.mia_participant.name in words
    assert YOU.findall(words) == []


def test_what_is_for_both_names_nobody_in_particular_and_not_you(cast: Cast) -> None:
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    for name in ("pause_relationship", "end_relationship", "hold_review"):
        words = words_of(cast, reverse(f"matching:{name}", args=[cast.coaching.ref, made.pk]))
        assert "both" in words
        assert YOU.findall(words) == [], words


def test_answers_given_for_somebody_say_the_name_and_not_you(cast: Cast) -> None:
    ref = cast.coaching.ref
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    approve_proposal(proposal=proposal, by=cast.cora)
    words = words_of(cast, reverse("matching:asked", args=[ref, proposal.pk]))
    assert f"Would {cast.sam_participant.name} support this person?" in words
    assert YOU.findall(words) == []
    accept_being_asked(proposal=proposal, by=cast.sam)
    assert YOU.findall(words_of(cast, reverse("matching:asked", args=[ref, proposal.pk]))) == []
    words = words_of(cast, reverse("matching:offer", args=[ref, proposal.pk]))
    assert f"Would {cast.mia_participant.name} like to be in touch?" in words
    assert YOU.findall(words) == []
