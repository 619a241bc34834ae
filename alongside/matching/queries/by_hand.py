"""What a change by hand would mean: who would lose what, who would gain what, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alongside.matching import core
from alongside.matching.models import ProposalStatus, ProposedMatch, SupportRequest
from alongside.matching.queries.market import Market
from alongside.matching.queries.reasons import (
    GIVES,
    Stored,
    in_words,
    obstacle_in_words,
    view_of_coordinator,
)
from alongside.matching.queries.rounds import Candidate, HeldBack, PartnerCandidate, to_review
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Participant, PeerSupporter


@dataclass(frozen=True)
class Cost:
    """What a change takes from one pair of people and what it gives them, of what either said matters."""

    loses: list[str]
    gains: list[str]

    @property
    def is_nothing(self) -> bool:
        return not self.loses and not self.gains


def cost_of(before: Iterable[Stored], after: Iterable[Stored], definition: Definition) -> Cost:
    """What was given and would no longer be, and the reverse; both are reasons as the coordinator reads them."""
    was, now = _given(before), _given(after)
    return Cost(
        loses=in_words((row for key, row in was.items() if key not in now), definition, about_others=True),
        gains=in_words((row for key, row in now.items() if key not in was), definition, about_others=True),
    )


def _given(stored: Iterable[Stored]) -> dict[tuple[str, str], Stored]:
    return {(row["code"], row["trait"]): row for row in stored if row["code"] in GIVES}


@dataclass(frozen=True)
class FitWords:
    """Somebody who could be picked by hand: what stands against it, how it fits beside what is meant now, and the cost."""

    supporter: PeerSupporter | None
    request: SupportRequest | None
    name: str
    possible: bool
    obstacles: list[str]
    fit: str
    cost: Cost | None = None


def fits_in_words(
    found: Sequence[Candidate | PartnerCandidate],
    definition: Definition,
    market: Market,
    meant: ProposedMatch | None,
) -> list[FitWords]:
    """Candidates in words; with what is meant for the member now, also what each would cost beside it."""
    givers = {giver.id: giver for giver in market.givers}
    seekers = {seeker.id: seeker for seeker in market.seekers}
    rows = []
    for each in found:
        if isinstance(each, PartnerCandidate):
            rows.append(_partner(each, definition))
            continue
        cost = None
        if meant is not None and not each.check.obstacles:
            seeker = seekers[meant.request.member.participant_id]
            after = view_of_coordinator(seeker, givers[each.supporter.participant_id], market.traits)
            cost = cost_of(meant.reasons.get("coordinator", []), after, definition)
        rows.append(_supporter(each, definition, cost))
    return rows


def _partner(each: PartnerCandidate, definition: Definition) -> FitWords:
    obstacles = [obstacle_in_words(one, definition) for one in each.obstacles]
    name = each.request.member.participant.name
    return FitWords(None, each.request, name, not each.obstacles, obstacles, "")


def _supporter(each: Candidate, definition: Definition, cost: Cost | None) -> FitWords:
    check = each.check
    obstacles = [obstacle_in_words(one, definition) for one in check.obstacles]
    if check.places_left < 1:
        obstacles.append(_("Every place of theirs is meant for somebody else. You can let the two change."))
    elif each.held_back:
        obstacles.append(_("The places that they have left are held back for others, by your fair shares."))
    return FitWords(
        each.supporter,
        None,
        each.supporter.participant.name,
        each.possible,
        obstacles,
        "" if check.obstacles or check.cost == -check.weight else fit_in_words(check.cost),
        cost,
    )


A_LITTLE = 1000
"""A tenth of the most that a pair can fit."""


def fit_in_words(cost: int) -> str:
    """How a change fits beside what is meant now; `cost` is how much less it weighs."""
    if cost <= 0:
        return _("Fits at least as well as what is meant now.")
    if cost <= A_LITTLE:
        return _("Fits a little less well than what is meant now.")
    return _("Fits clearly less well than what is meant now.")


@dataclass(frozen=True)
class SwapOption:
    """Another member whose supporter could be exchanged: what stands against it, and what it would cost each of them."""

    proposal: ProposedMatch
    member: Participant
    supporter: Participant
    obstacles: list[str]
    costs: list[tuple[Participant, Cost]]
    fit: str
    weight: int


def swap_options(market: Market, proposal: ProposedMatch, definition: Definition) -> list[SwapOption]:
    """Everybody else of the same round with whom the supporters could be exchanged; what costs least comes first."""
    if proposal.round is None or proposal.supporter is None:
        return []
    judge = _Exchange(market, proposal, definition)
    options = [
        judge.with_(other)
        for other in to_review(proposal.round)
        if other.supporter is not None and other.supporter_id != proposal.supporter_id
    ]
    return sorted(options, key=lambda option: (bool(option.obstacles), option.weight))


class _Exchange:
    """One pair beside every other pair of its round."""

    def __init__(self, market: Market, proposal: ProposedMatch, definition: Definition) -> None:
        self.market, self.proposal, self.definition = market, proposal, definition
        self.seekers = {seeker.id: seeker for seeker in market.seekers}
        self.givers = {giver.id: giver for giver in market.givers}
        self.held = HeldBack(market) if market.requests else None

    def with_(self, other: ProposedMatch) -> SwapOption:
        obstacles: list[str] = []
        costs: list[tuple[Participant, Cost]] = []
        weight = 0
        for mine, theirs in ((self.proposal, other), (other, self.proposal)):
            assert theirs.supporter is not None
            seeker = self.seekers.get(mine.request.member.participant_id)
            giver = self.givers.get(theirs.supporter.participant_id)
            if seeker is None or giver is None or mine.status != ProposalStatus.PROPOSED:
                obstacles.append(_("One of the four does not wait, or has no free place, any more."))
                continue
            barred = core.admissible(seeker, giver, self.market.exclusions)
            obstacles += [obstacle_in_words(each, self.definition) for each in barred]
            if not barred:
                after = view_of_coordinator(seeker, giver, self.market.traits)
                cost = cost_of(mine.reasons.get("coordinator", []), after, self.definition)
                costs.append((mine.request.member.participant, cost))
                weight += mine.weight - core.weigh(seeker, giver).total
        assert other.supporter is not None
        assert self.proposal.supporter is not None
        crossed = ((self.proposal.request, other.supporter), (other.request, self.proposal.supporter))
        if not obstacles and self.held is not None and self.held.is_taken_by(crossed):
            obstacles.append(_("It would take a place that is held back for others, by your fair shares."))
        return SwapOption(
            proposal=other,
            member=other.request.member.participant,
            supporter=other.supporter.participant,
            obstacles=list(dict.fromkeys(obstacles)),
            costs=[] if obstacles else costs,
            fit="" if obstacles else fit_in_words(weight),
            weight=weight,
        )
