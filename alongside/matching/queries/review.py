"""A round in words: who is meant for whom and why, who stays without anybody and why, and how sure we are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.matching import core
from alongside.matching.core import ObstacleCode
from alongside.matching.models import MatchingRound, ProposalStatus, ProposedMatch, SupportRequest
from alongside.matching.queries.market import Market
from alongside.matching.queries.reasons import Words, in_words, language_name, obstacle_in_words
from alongside.matching.queries.rounds import (
    Candidate,
    PartnerCandidate,
    UnmatchedGroup,
    asked_participant,
    days_waiting,
    pair_judged,
    to_review,
    why_unmatched,
)
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Participant, PeerSupporter


@dataclass(frozen=True)
class ReviewCard:
    """One proposal as the coordinator reviews it."""

    proposal: ProposedMatch
    member: Participant
    other: Participant
    days: int
    reasons: list[str]

    @property
    def can_be_approved(self) -> bool:
        return self.proposal.status == ProposalStatus.PROPOSED


def review_cards(rows: Sequence[ProposedMatch], definition: Definition) -> list[ReviewCard]:
    """Proposals with the reasons in words, for the coordinator."""
    return [
        ReviewCard(
            proposal=row,
            member=row.request.member.participant,
            other=asked_participant(row),
            days=days_waiting(row.request),
            reasons=in_words(row.reasons.get("coordinator", []), definition, about_others=True),
        )
        for row in rows
    ]


def certificate_in_words(round_: MatchingRound) -> list[str]:
    """How sure we are that no other way of matching is better."""
    proof = round_.certificate
    if not proof or "faults" not in proof:
        return []
    helped = int(proof["helped"])
    words = [
        ngettext("%(count)d person can be matched now.", "%(count)d people can be matched now.", helped)
        % {"count": helped}
        if proof["kind"] == "prices"
        else ngettext("%(count)d pair can be made now.", "%(count)d pairs can be made now.", helped)
        % {"count": helped}
    ]
    if proof["gap"] == 0 and not proof["faults"]:
        words.append(
            _(
                "No other way of matching helps more people, and none that helps as many fits better. This was "
                "worked out, and then checked a second time in another way."
            )
        )
    else:
        words.append(
            _(
                "The second check found something that does not add up. Please tell whoever runs this site before you go on."
            )
        )
        words.extend(proof["faults"][:5])
    return words


@dataclass(frozen=True)
class UnmatchedWords:
    """Why some people stay without a proposal, in one sentence, and who they are."""

    sentence: str
    hint: str
    requests: tuple[SupportRequest, ...]


def unmatched_in_words(round_: MatchingRound, definition: Definition) -> list[UnmatchedWords]:
    """Each group of people who wait for the same thing, the largest first."""
    return [_group_in_words(group, definition) for group in why_unmatched(round_)]


def _group_in_words(group: UnmatchedGroup, definition: Definition) -> UnmatchedWords:
    words = Words(definition)
    speaks = _(" or ").join(language_name(each, words) for each in group.languages)
    sentence = _lacking(group.code, len(group.requests)) % {
        "count": len(group.requests),
        "label": words.labels.get(group.trait, group.label),
        "languages": speaks,
    }
    hint = _("With this one thing solved, there would be a place at once.") if group.still_free else ""
    if group.code == "places":
        hint = _("More supporters, or more places, would help.")
    return UnmatchedWords(sentence, hint, group.requests)


def _lacking(code: str, count: int) -> str:
    """What is missing, as a sentence with a count."""
    sentences = {
        "places": ngettext(
            "%(count)d person waits because all places that suit are taken.",
            "%(count)d people wait because all places that suit are taken.",
            count,
        ),
        "several": ngettext(
            "%(count)d person waits because several things stand between them and everybody who is there.",
            "%(count)d people wait because several things stand between them and everybody who is there.",
            count,
        ),
        ObstacleCode.NO_COMMON_LANGUAGE: ngettext(
            "%(count)d person waits for somebody who speaks %(languages)s.",
            "%(count)d people wait for somebody who speaks %(languages)s.",
            count,
        ),
        ObstacleCode.NO_COMMON_TIMES: ngettext(
            "%(count)d person waits for somebody who has time when they do.",
            "%(count)d people wait for somebody who has time when they do.",
            count,
        ),
        ObstacleCode.NO_COMMON_MODALITY: ngettext(
            "%(count)d person waits for somebody who can be in touch in their way.",
            "%(count)d people wait for somebody who can be in touch in their way.",
            count,
        ),
    }
    strangers = ngettext(
        "%(count)d person waits for somebody they do not know already.",
        "%(count)d people wait for somebody they do not know already.",
        count,
    )
    for known in (ObstacleCode.SHARED_COMMUNITY, ObstacleCode.EXCLUDED, ObstacleCode.SAME_PERSON):
        sentences[known] = strangers
    must = ngettext(
        "%(count)d person waits because of one thing that must be so: %(label)s.",
        "%(count)d people wait because of one thing that must be so: %(label)s.",
        count,
    )
    return sentences.get(code, must)


@dataclass(frozen=True)
class FitWords:
    """Somebody who could be picked by hand: what stands against it, and how well it fits beside what is meant now."""

    supporter: PeerSupporter | None
    request: SupportRequest | None
    name: str
    possible: bool
    obstacles: list[str]
    fit: str


def fits_in_words(candidate: Candidate | PartnerCandidate, definition: Definition) -> FitWords:
    """One candidate in words."""
    if isinstance(candidate, PartnerCandidate):
        obstacles = [obstacle_in_words(each, definition) for each in candidate.obstacles]
        return FitWords(
            None,
            candidate.request,
            candidate.request.member.participant.name,
            not candidate.obstacles,
            obstacles,
            "",
        )
    check = candidate.check
    obstacles = [obstacle_in_words(each, definition) for each in check.obstacles]
    if check.places_left < 1:
        obstacles.append(_("Every place of theirs is meant for somebody else. You can let the two change."))
    return FitWords(
        candidate.supporter,
        None,
        candidate.supporter.participant.name,
        check.possible,
        obstacles,
        "" if check.obstacles else cost_in_words(check),
    )


A_LITTLE = 1000
"""A tenth of the most that a pair can fit."""


def cost_in_words(check: core.PairCheck) -> str:
    """How this pair fits beside the one that is meant for the member now; empty while nobody is."""
    if check.cost == -check.weight:
        return ""
    if check.cost <= 0:
        return _("Fits at least as well as what is meant now.")
    if check.cost <= A_LITTLE:
        return _("Fits a little less well than what is meant now.")
    return _("Fits clearly less well than what is meant now.")


@dataclass(frozen=True)
class SwapOption:
    """Another member whose supporter could be exchanged, and what stands against it either way."""

    proposal: ProposedMatch
    member: Participant
    supporter: Participant
    obstacles: list[str]


def swap_options(market: Market, proposal: ProposedMatch, definition: Definition) -> list[SwapOption]:
    """Everybody else of the same round with whom the supporters could be exchanged; the possible ones first."""
    if proposal.round is None or proposal.supporter is None:
        return []
    options = []
    for other in to_review(proposal.round):
        if other.supporter is None or other.supporter_id == proposal.supporter_id:
            continue
        found = (
            pair_judged(market, proposal.request, other.supporter),
            pair_judged(market, other.request, proposal.supporter),
        )
        obstacles = [
            _("One of the four does not wait, or has no free place, any more.")
            for check in found
            if check is None
        ]
        obstacles += [
            obstacle_in_words(each, definition) for check in found if check for each in check.obstacles
        ]
        options.append(
            SwapOption(
                other,
                other.request.member.participant,
                other.supporter.participant,
                list(dict.fromkeys(obstacles)),
            )
        )
    return sorted(options, key=lambda option: bool(option.obstacles))
