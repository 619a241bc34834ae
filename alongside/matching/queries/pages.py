"""Small reads for pages about one person: their request, their relationship, a card of somebody who could be matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alongside.matching.core import ReasonCode
from alongside.matching.models import (
    OPEN_REQUESTS,
    MatchingProfile,
    ProposedMatch,
    Relationship,
    RelationshipSide,
    SupportRequest,
)
from alongside.matching.queries.profiles import shown_by
from alongside.matching.queries.reasons import Stored, Words, sorted_in_words
from alongside.matching.queries.relationships import OPEN_SIDE
from alongside.matching.queries.rounds import asked_participant
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme

_TELLS_A_TRAIT = {ReasonCode.SHARES_TRAIT, ReasonCode.GIVES_PREFER, ReasonCode.MISSES_PREFER}


def as_member(place: Member | PeerSupporter) -> Member | None:
    """The place, when it is a member's."""
    return place if isinstance(place, Member) else None


def open_request_of(member: Member | None) -> SupportRequest | None:
    """The member's open request, if there is one."""
    return SupportRequest.objects.filter(member=member, status__in=OPEN_REQUESTS).first()


def latest_request(member: Member) -> SupportRequest | None:
    return SupportRequest.objects.filter(member=member).order_by("-asked_at", "-pk").first()


def relationship_under_way(place: Member | PeerSupporter) -> Relationship | None:
    """The member's or supporter's relationship under way; the newest, where there are several."""
    side = (
        RelationshipSide.objects.select_related("relationship")
        .filter(OPEN_SIDE, relationship__programme=place.programme_id, participant=place.participant_id)
        .order_by("-relationship__started_on", "-pk")
        .first()
    )
    return side.relationship if side else None


@dataclass(frozen=True)
class Card:
    """Somebody as the other side may see them before they agree: what they like to be called, what they wrote for
    others to read, what the two have in common, why, and what of the reader's own wishes it does not give."""

    proposal: ProposedMatch
    name: str
    introduction: str
    facts: list[str]
    reasons: list[str]
    lacks: list[str]
    badge: str = ""
    """How they stand here, for the member to know: paid, or a volunteer."""


def cards_for(proposals: Sequence[ProposedMatch], definition: Definition) -> list[Card]:
    """Those who were asked, for the member who chooses. One query for any number."""
    return _cards([(row, asked_participant(row)) for row in proposals], "seeker", definition)


def cards_for_asked(proposals: Sequence[ProposedMatch], definition: Definition) -> list[Card]:
    """The members, for the one who is asked. One query for any number."""
    return _cards([(row, row.request.member.participant) for row in proposals], "supporter", definition)


def _cards(
    pairs: Sequence[tuple[ProposedMatch, Participant]], view: str, definition: Definition
) -> list[Card]:
    words, badge = Words(definition), pay_in_words(definition) if view == "seeker" else ""
    profiles = {
        (profile.programme_id, profile.participant_id): profile
        for profile in MatchingProfile.objects.filter(participant__in=[who.pk for _row, who in pairs])
    }
    cards = []
    for proposal, who in pairs:
        profile = profiles.get((proposal.request.member.programme_id, who.pk)) or MatchingProfile()
        stored = _still_shown(proposal.reasons.get(view, []), shown_by(profile, definition))
        shared = [r for r in stored if r["code"] == ReasonCode.SHARES_TRAIT and r["values"]]
        facts = [words.value(reason["trait"], str(value)) for reason in shared for value in reason["values"]]
        why = sorted_in_words([reason for reason in stored if reason not in shared], definition)
        cards.append(
            Card(
                proposal=proposal,
                name=who.known_as,
                introduction=profile.introduction,
                facts=list(dict.fromkeys(facts)),
                reasons=[*why.gives, *why.shares],
                lacks=why.lacks,
                badge=badge,
            )
        )
    return cards


def pay_in_words(definition: Definition) -> str:
    """What a member may know of whoever supports them; empty where some are paid and some are not, or it is not said."""
    return {
        "paid": _("Paid to support others"),
        "unpaid": _("Volunteer"),
        "stipend": _("Given a small fixed sum"),
    }.get(definition.supporters_pay or "", "")


def _still_shown(stored: Sequence[Stored], shown: frozenset[str]) -> list[Stored]:
    """The reasons without what the person has stopped showing since they were worked out: that holds at once."""
    return [reason for reason in stored if reason["code"] not in _TELLS_A_TRAIT or reason["trait"] in shown]


def relationship_of(proposal: ProposedMatch) -> Relationship | None:
    """The relationship that came of a proposal, if one did."""
    return Relationship.objects.filter(proposal=proposal).first()


def introduction_of(participant: Participant, programme: Programme) -> str:
    """What they wrote for the other person to read."""
    profile = MatchingProfile.objects.filter(programme=programme, participant=participant).first()
    return profile.introduction if profile else ""
