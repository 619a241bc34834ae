"""The coordinator's view: who waits, what a round proposes, what a change by hand would mean."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from alongside.matching import core
from alongside.matching.models import (
    BEING_ASKED,
    LIVE_PROPOSALS,
    WITH_SOMEBODY,
    MatchingRound,
    ProposalStatus,
    ProposedMatch,
    RequestStatus,
    SupportRequest,
)
from alongside.matching.queries.fairness import HeldPlaces, held_places_in
from alongside.matching.queries.market import Market
from alongside.notify.models import Channel
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus, Programme

REMIND_AFTER = timedelta(days=7)
LOOK_AFTER = timedelta(days=14)


def waiting(programme: Programme) -> QuerySet[SupportRequest]:
    """Every request that waits, the one that has waited longest first."""
    return (
        SupportRequest.objects.select_related("member__participant")
        .filter(member__programme=programme, status=RequestStatus.WAITING)
        .order_by("waiting_since", "pk")
    )


def waiting_unmatched(programme: Programme) -> QuerySet[SupportRequest]:
    """Those of `waiting` for whom no match of a round is there to look through."""
    chosen = still_to_review(programme).order_by()
    partners = chosen.filter(with_request__isnull=False)
    return waiting(programme).exclude(
        Q(pk__in=chosen.values("request")) | Q(pk__in=partners.values("with_request"))
    )


def joined_and_not_asked_yet(programme: Programme, on: date) -> QuerySet[Member]:
    """Members who joined by themselves and whom nobody has asked what matters to them, the longest first.

    Whoever got a letter that leads to signing in has a week to do it themselves.
    """
    has_a_letter = Q(participant__channel=Channel.EMAIL, joined_on__gt=on - timedelta(days=7))
    return (
        Member.objects.filter(
            programme=programme,
            joined_how="joining",
            status=PlaceStatus.ENROLLED,
            participant__person__isnull=True,
            support_requests__isnull=True,
        )
        .exclude(has_a_letter)
        .select_related("participant")
        .order_by("joined_on", "pk")
    )


def to_look_at(programme: Programme) -> QuerySet[SupportRequest]:
    """Requests on hold: a person looks before they go on."""
    return (
        SupportRequest.objects.select_related("member__participant")
        .filter(member__programme=programme, status=RequestStatus.ON_HOLD)
        .order_by("waiting_since", "pk")
    )


def being_asked(programme: Programme) -> QuerySet[ProposedMatch]:
    """Proposals that are with a supporter or with a member now, the oldest first."""
    return (
        ProposedMatch.objects.select_related(
            "request__member__participant",
            "supporter__participant",
            "with_request__member__participant",
        )
        .filter(request__member__programme=programme, status__in=WITH_SOMEBODY)
        .order_by("asked_at", "pk")
    )


def unanswered(
    programme: Programme, among: Collection[ProposedMatch] | None = None
) -> QuerySet[ProposedMatch]:
    """Proposals, or those `among` some, that somebody has not answered for two weeks. They are never closed for it."""
    before = timezone.now() - LOOK_AFTER
    rows = being_asked(programme)
    if among is not None:
        rows = rows.filter(pk__in=[row.pk for row in among])
    return rows.filter(
        Q(status__in=BEING_ASKED, asked_at__lte=before)
        | Q(status=ProposalStatus.OFFERED, offered_at__lte=before)
    )


def days_waiting(request: SupportRequest, today: date | None = None) -> int:
    """How many days they have waited, counted from when they first asked."""
    return max(0, ((today or timezone.localdate()) - timezone.localdate(request.waiting_since)).days)


def to_review(round_: MatchingRound) -> QuerySet[ProposedMatch]:
    """What the round means for each member and nobody has approved or withdrawn, the longest waiting first."""
    return (
        _with_people(ProposedMatch.objects.all())
        .filter(round=round_, status=ProposalStatus.PROPOSED, is_round_choice=True)
        .order_by("request__waiting_since", "pk")
    )


def still_to_review(programme: Programme) -> QuerySet[ProposedMatch]:
    """`to_review` of every round whose place no other has taken: of the last one, or of the last one of each intake."""
    rows = _with_people(ProposedMatch.objects.select_related("round")).filter(
        request__member__programme=programme, status=ProposalStatus.PROPOSED, is_round_choice=True
    )
    return rows.order_by("request__waiting_since", "pk")


def rounds_to_go_on_with(programme: Programme) -> list[MatchingRound]:
    """The rounds in which something waits to be looked through, and the newest one; the newest first."""
    rows = MatchingRound.objects.filter(programme=programme).select_related("intake")
    newest = rows.order_by("-run_at", "-pk").values("pk")[:1]
    waits = still_to_review(programme).order_by().values("round")
    return list(rows.filter(Q(pk__in=waits) | Q(pk=Subquery(newest))).order_by("-run_at", "-pk"))


def meant_for(request: SupportRequest) -> ProposedMatch | None:
    """What a round, or a coordinator, means for the member and nobody has approved yet."""
    rows = _with_people(ProposedMatch.objects.select_related("round"))
    return rows.filter(request=request, status=ProposalStatus.PROPOSED, is_round_choice=True).first()


@dataclass(frozen=True)
class PlaceInRound:
    """Where one proposal stands among those still to review; `number` is None when it is not among them any more."""

    number: int | None
    total: int
    before: int | None
    after: int | None


def place_in_round(proposal: ProposedMatch) -> PlaceInRound:
    """The neighbours of a proposal by id, in the order of `to_review`; one query."""
    if proposal.round is None:
        return PlaceInRound(None, 0, None, None)
    ids = list(to_review(proposal.round).values_list("pk", flat=True))
    if proposal.pk not in ids:
        return PlaceInRound(None, len(ids), None, ids[0] if ids else None)
    at = ids.index(proposal.pk)
    following = ids[at + 1 :] or ids[:1]
    after = following[0] if following[0] != proposal.pk else None
    return PlaceInRound(at + 1, len(ids), ids[at - 1] if at else None, after)


def proposals_for(request: SupportRequest) -> list[ProposedMatch]:
    """Everybody suggested or asked for one member now, what is meant for them first."""
    mine = Q(request=request) | Q(with_request=request)
    return list(
        _with_people(ProposedMatch.objects.all())
        .filter(mine, status__in=LIVE_PROPOSALS)
        .order_by("-is_round_choice", "rank", "pk")
    )


def asked_participant(proposal: ProposedMatch) -> Participant:
    """Who is asked first: the supporter, or in a mutual programme the second of the two."""
    if proposal.supporter is not None:
        return proposal.supporter.participant
    assert proposal.with_request is not None
    return proposal.with_request.member.participant


def offers_to(request: SupportRequest) -> list[ProposedMatch]:
    """Whom the member may choose from now."""
    return list(
        _with_people(ProposedMatch.objects.all())
        .filter(request=request, status=ProposalStatus.OFFERED)
        .order_by("rank", "pk")
    )


def still_being_asked(request: SupportRequest) -> int:
    """How many more people are being asked on behalf of this member."""
    return ProposedMatch.objects.filter(request=request, status=ProposalStatus.ASKED_SUPPORTER).count()


def asked_of(place_filter: Q) -> list[ProposedMatch]:
    """Proposals waiting for the answer of the people in the filter, the oldest first."""
    return list(
        _with_people(ProposedMatch.objects.all())
        .filter(place_filter, status__in=WITH_SOMEBODY)
        .order_by("asked_at", "pk")
    )


def _with_people(rows: QuerySet[ProposedMatch]) -> QuerySet[ProposedMatch]:
    return rows.select_related(
        "request__member__participant",
        "supporter__participant",
        "with_request__member__participant",
    )


@dataclass(frozen=True)
class UnmatchedGroup:
    """People who could not be matched for one and the same reason.

    `code` is an obstacle's, `several` when no single change would help, or `places` when places ran out. `trait` is
    the trait it is about; `languages` those that somebody should speak. `still_free`: how many have a place at once.
    """

    code: str
    trait: str
    label: str
    languages: tuple[str, ...]
    requests: tuple[SupportRequest, ...]
    still_free: int


def why_unmatched(round_: MatchingRound) -> list[UnmatchedGroup]:
    """Who stays without a proposal, by the most promising single change; the largest group first."""
    rows = {
        row.pk: row
        for row in SupportRequest.objects.select_related("member__participant").filter(
            pk__in=[entry["request"] for entry in round_.unmatched], status=RequestStatus.WAITING
        )
    }
    groups: dict[tuple[str, str, str, tuple[str, ...]], list[SupportRequest]] = defaultdict(list)
    free: Counter[tuple[str, str, str, tuple[str, ...]]] = Counter()
    for entry in round_.unmatched:
        if entry["request"] in rows:
            key, still_free = _lacks(entry)
            groups[key].append(rows[entry["request"]])
            free[key] += still_free
    found = [UnmatchedGroup(*key, tuple(people), free[key]) for key, people in groups.items()]
    return sorted(found, key=lambda group: -len(group.requests))


def _lacks(entry: dict[str, Any]) -> tuple[tuple[str, str, str, tuple[str, ...]], int]:
    """What one person lacks, as the key of their group, and how many would be free at once without it."""
    if entry["why"] == core.WhyUnmatched.NO_PLACE_LEFT:
        return ("places", "", "", ()), 0
    if not entry["obstacles"]:
        return ("several", "", "", ()), 0
    only = entry["obstacles"][0]
    languages = tuple(entry["languages"]) if only["code"] == core.ObstacleCode.NO_COMMON_LANGUAGE else ()
    return (only["code"], only["trait"], only["label"], languages), only["still_free"]


def pair_judged(market: Market, request: SupportRequest, supporter: PeerSupporter) -> core.PairCheck | None:
    """What it would mean to give this member this supporter, beside what is meant for everybody else now.

    None when the request does not wait, or when the supporter is not ready, away, on hold or full.
    """
    seeker = next((s for s in market.seekers if s.id == request.member.participant_id), None)
    giver = next((g for g in market.givers if g.id == supporter.participant_id), None)
    if seeker is None or giver is None:
        return None
    return core.check_pair(seeker, giver, market.exclusions, as_it_stands(market))


def as_it_stands(market: Market) -> core.Round:
    """The choices that nobody has approved yet, as a round of the matcher."""
    ids = [request.pk for request in market.requests.values()]
    rows = ProposedMatch.objects.filter(
        request__in=ids,
        status=ProposalStatus.PROPOSED,
        is_round_choice=True,
        supporter__isnull=False,
    ).values_list("request__member__participant", "supporter__participant", "weight")
    pairs = tuple(core.Pair(*row) for row in rows)
    return core.Round(
        pairs=pairs,
        unmatched=(),
        objective=core.Objective(len(pairs), sum(pair.weight for pair in pairs)),
        certificate=core.Certificate(0, 0, 0, {}, {}),
        seed=0,
    )


class HeldBack:
    """The places that are held back for others, beside what is meant for everybody now: asked once for many changes."""

    def __init__(self, market: Market) -> None:
        programme = next(iter(market.requests.values())).member.programme
        self.held = held_places_in(programme, market)
        self.meant = _meant(as_it_stands(market))
        self.givers = {giver.id: giver for giver in market.givers}

    def is_taken_by(self, pairs: Iterable[tuple[SupportRequest, PeerSupporter]]) -> bool:
        """Whether these pairs would fill a place that is held back for others."""
        new: dict[core.Id, core.Id] = {
            request.member.participant_id: supporter.participant_id for request, supporter in pairs
        }
        meant = {**self.meant, **new}
        return any(_takes_held(self.held, self.givers[giver], meant) for giver in new.values())


def _meant(standing: core.Round) -> dict[core.Id, core.Id]:
    return {pair.seeker: pair.supporter for pair in standing.pairs}


def _takes_held(held: HeldPlaces, giver: core.Supporter, meant: Mapping[core.Id, core.Id]) -> bool:
    people = [seeker for seeker, supporter in meant.items() if supporter == giver.id]
    return giver.capacity - len(people) < held.empty_with(giver.id, people)


@dataclass(frozen=True)
class Candidate:
    """A supporter who could be picked by hand, and what the matcher says to it.

    `held_back`: the place they have left is held for others.
    """

    supporter: PeerSupporter
    check: core.PairCheck
    held_back: bool = False

    @property
    def possible(self) -> bool:
        """Nothing bars the pair, and there is a place that is theirs to take."""
        return self.check.possible and not self.held_back


def candidates_for(market: Market, request: SupportRequest) -> list[Candidate]:
    """Everybody with a free place, those who may be proposed first, the best fit at the head."""
    seeker = next((s for s in market.seekers if s.id == request.member.participant_id), None)
    if seeker is None:
        return []
    standing = as_it_stands(market)
    held, meant = held_places_in(request.member.programme, market), _meant(standing)
    found = [
        Candidate(
            market.supporters[int(giver.id)],
            core.check_pair(seeker, giver, market.exclusions, standing),
            _takes_held(held, giver, {**meant, seeker.id: giver.id}),
        )
        for giver in market.givers
    ]
    return sorted(found, key=lambda c: (not c.possible, bool(c.check.obstacles), -c.check.weight))


@dataclass(frozen=True)
class PartnerCandidate:
    """Another member who waits, what stands between the two, and how well they fit (more is better)."""

    request: SupportRequest
    obstacles: tuple[core.Obstacle, ...]
    weight: int


def partners_for(market: Market, request: SupportRequest) -> list[PartnerCandidate]:
    """In a mutual programme: everybody else who waits, those who may be proposed first, the best fit at the head."""
    people = {seeker.id: seeker for seeker in market.seekers}
    mine = people.get(request.member.participant_id)
    if mine is None:
        return []
    found = [
        PartnerCandidate(
            market.requests[int(other.id)],
            core.admissible(mine, other, market.exclusions),
            core.weigh_mutual(mine, other).total,
        )
        for other in market.seekers
        if other.id != mine.id
    ]
    return sorted(found, key=lambda candidate: (bool(candidate.obstacles), -candidate.weight))
