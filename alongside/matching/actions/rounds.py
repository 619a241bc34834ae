"""The best matches for everybody who waits, worked out at once, checked, and left for a coordinator to review."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.audit.actions import record
from alongside.jobs.actions import job
from alongside.matching import core
from alongside.matching.actions.recruiting import SECONDS_IN_A_JOB, SECONDS_IN_A_PAGE, find_recruits
from alongside.matching.actions.requests import MatchingRefused, check_open
from alongside.matching.actions.shares import Solution, fairness_of, proof_of, solve
from alongside.matching.models import (
    LIVE_PROPOSALS,
    MatchingRound,
    ProposalStatus,
    ProposedMatch,
    RequestStatus,
    RoundStatus,
    SupportRequest,
)
from alongside.matching.queries.criteria import criteria_of
from alongside.matching.queries.crowd import crowd_in
from alongside.matching.queries.market import Market, market_of
from alongside.matching.queries.reasons import reasons_of, reasons_of_equals, stored_obstacle
from alongside.people.models import Person
from alongside.programmes.models import Intake, Programme
from alongside.programmes.queries import definition_of

INLINE = 60
"""Up to so many people waiting, the page itself works the round out; above that, a job does."""

STANDS = Q(by_hand=True) | Q(is_locked=True)
"""Pairs that a coordinator means: chosen by hand, or locked as the round made them."""

GIVEN_UP_AFTER = timedelta(minutes=15)
STAGES = 4


class RoundUnderWay(MatchingRefused):
    """A round of this programme is being worked out already."""


class NobodyToMatch(MatchingRefused):
    """Nobody waits who may be proposed."""


def start_round(
    *, programme: Programme, by: Person, seed: int | None = None, intake: Intake | None = None
) -> MatchingRound:
    """Work out a round, here or as a job when many people wait; returns its row at once in the second case. With an
    intake, only its people are looked at, and what is meant for others stays.

    Raises ProgrammeNotOpen, NobodyToMatch and RoundUnderWay, and ValueError for an intake of another programme.
    """
    if intake is not None and intake.programme_id != programme.pk:
        raise ValueError("This intake belongs to another programme.")
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        check_open(programme)
        waiting = _waiting(programme, intake)
        if not waiting:
            raise NobodyToMatch
        working = MatchingRound.objects.filter(programme=programme, status=RoundStatus.WORKING)
        working.filter(run_at__lt=timezone.now() - GIVEN_UP_AFTER).update(status=RoundStatus.FAILED)
        if working.exists():
            raise RoundUnderWay
        row = MatchingRound.objects.create(
            programme=programme,
            intake=intake,
            run_by=by,
            seed=secrets.randbelow(2**31) if seed is None else seed,
            waiting=waiting,
        )
        record("matching_round_started", by=by, subject=row, waiting=waiting)
        if waiting > INLINE:
            work_out_round_job.enqueue(row.pk)
    if waiting <= INLINE:
        work_out_round(row.pk)
    row.refresh_from_db()
    return row


def _waiting(programme: Programme, intake: Intake | None) -> int:
    rows = SupportRequest.objects.filter(member__programme=programme, status=RequestStatus.WAITING)
    return (rows if intake is None else rows.filter(member__intake=intake)).count()


def work_out_round(round_id: int) -> None:
    """Solve, check and store one round. Computing holds no lock on the database; safe to run twice."""
    row = MatchingRound.objects.select_related("programme__definition", "intake").get(pk=round_id)
    if row.status != RoundStatus.WORKING:
        return
    try:
        market = market_of(row.programme, intake=row.intake)
        mutual = definition_of(row.programme).role_mode == "mutual"
        if mutual:
            _work_out_mutual(row, market)
        else:
            _work_out(row, market)
    except core.TooLargeError as error:
        MatchingRound.objects.filter(pk=row.pk, status=RoundStatus.WORKING).update(
            status=RoundStatus.FAILED, certificate={"fault": type(error).__name__}
        )


def _stage(row: MatchingRound, stage: int) -> None:
    MatchingRound.objects.filter(pk=row.pk).update(stage=stage)


def _work_out(row: MatchingRound, market: Market) -> None:
    _stage(row, 1)
    keep = _kept(row.programme, market)
    seconds = SECONDS_IN_A_PAGE if row.waiting <= INLINE else SECONDS_IN_A_JOB
    solution = solve(row.programme, market, seed=row.seed, keep=keep, seconds=seconds)
    _stage(row, 2)
    certificate = proof_of(solution, market)
    _stage(row, 3)
    row.fairness = fairness_of(solution, market)
    made = _proposals(row, market, solution, keep)
    _store(row, market, made, certificate, solution.round.unmatched)
    find_recruits(row, market, solution.round, seconds=seconds)


def _work_out_mutual(row: MatchingRound, market: Market) -> None:
    _stage(row, 1)
    kept = _kept_pairs_of_equals(market)
    paired = {request for proposal in kept for request in (proposal.request_id, proposal.with_request_id)}
    seekers = [seeker for seeker in market.seekers if market.requests[int(seeker.id)].pk not in paired]
    solved = core.solve_mutual_round(seekers, market.exclusions, seed=row.seed)
    _stage(row, 2)
    faults = core.check_mutual_round(seekers, market.exclusions, solved)
    _stage(row, 3)
    by_id, crowd = {seeker.id: seeker for seeker in seekers}, crowd_in(row.programme)
    fits = {(p.first, p.second): core.weigh_mutual(by_id[p.first], by_id[p.second]) for p in solved.pairs}
    made = [
        ProposedMatch(
            round=row,
            criteria=criteria_of(by_id[pair.first], by_id[pair.second], fits[pair.first, pair.second]),
            request=market.requests[int(pair.first)],
            with_request=market.requests[int(pair.second)],
            is_round_choice=True,
            weight=pair.weight,
            reasons=reasons_of_equals(by_id[pair.first], by_id[pair.second], market.traits, crowd=crowd),
            made_by=row.run_by,
        )
        for pair in solved.pairs
    ]
    certificate = {
        "kind": "circles",
        **asdict(solved.certificate),
        "gap": solved.certificate.gap,
        "helped": solved.objective.helped,
        "weight": solved.objective.weight,
        "faults": faults,
    }
    _store(row, market, made, certificate, solved.unmatched, keep=kept)


def _kept_pairs_of_equals(market: Market) -> list[ProposedMatch]:
    """Mutual pairs chosen by hand or locked, not approved yet, and still possible: they stand outside the round."""
    waiting = {request.pk: seeker_id for seeker_id, request in market.requests.items()}
    people = {seeker.id: seeker for seeker in market.seekers}
    rows = ProposedMatch.objects.filter(
        STANDS, request__in=waiting, with_request__in=waiting, status=ProposalStatus.PROPOSED
    )
    return [
        row
        for row in rows
        if row.with_request_id is not None
        and not core.admissible(
            people[waiting[row.request_id]], people[waiting[row.with_request_id]], market.exclusions
        )
    ]


def _kept(programme: Programme, market: Market) -> dict[tuple[int, int], ProposedMatch]:
    """Pairs that a coordinator chose by hand or locked and nobody has approved yet: the round is solved around them.

    One that has become impossible since is left out, and goes with the other suggestions that were not reviewed.
    """
    rows = ProposedMatch.objects.select_related("request__member", "supporter").filter(
        STANDS,
        request__member__programme=programme,
        status=ProposalStatus.PROPOSED,
        is_round_choice=True,
        supporter__isnull=False,
    )
    seekers = {seeker.id: seeker for seeker in market.seekers}
    givers = {giver.id: giver for giver in market.givers}
    left = {giver.id: giver.capacity for giver in market.givers}
    kept = {}
    for row in rows.order_by("pk"):
        assert row.supporter is not None
        pair = (row.request.member.participant_id, row.supporter.participant_id)
        if pair[0] not in seekers or left.get(pair[1], 0) < 1:
            continue
        if core.admissible(seekers[pair[0]], givers[pair[1]], market.exclusions):
            continue
        left[pair[1]] -= 1
        kept[pair] = row
    return kept


def _proposals(
    row: MatchingRound, market: Market, solution: Solution, kept: dict[tuple[int, int], ProposedMatch]
) -> list[ProposedMatch]:
    """The round's choice for each seeker, and others to choose from, up to the size of the programme's shortlist."""
    size = definition_of(row.programme).matching.shortlist_size
    crowd = crowd_in(row.programme)
    longest = max((seeker.waiting_days for seeker in market.seekers), default=0)
    choices = {pair.seeker: pair for pair in solution.round.pairs}
    givers = {giver.id: giver for giver in market.givers}
    made = []
    for seeker in market.seekers:
        choice = choices.get(seeker.id)
        suggested = [
            suggestion.supporter
            for suggestion in core.shortlist(
                seeker,
                solution.givers_for(seeker, market.givers),
                market.exclusions,
                size=size,
                prices=solution.prices,
                traits=market.traits,
            )
        ]
        others = [each for each in suggested if choice is None or each != choice.supporter]
        ids = [choice.supporter, *others[: size - 1]] if choice else others
        for rank, other in enumerate(ids, start=1):
            before = kept.get((int(seeker.id), int(other))) if choice is not None and rank == 1 else None
            fit = core.weigh(seeker, givers[other])
            made.append(
                ProposedMatch(
                    round=row,
                    request=market.requests[int(seeker.id)],
                    supporter=market.supporters[int(other)],
                    rank=rank,
                    is_round_choice=choice is not None and rank == 1,
                    by_hand=before is not None and before.by_hand,
                    is_locked=before is not None and before.is_locked,
                    weight=fit.total,
                    criteria=criteria_of(seeker, givers[other], fit),
                    reasons=reasons_of(
                        seeker,
                        givers[other],
                        market.traits,
                        crowd=crowd,
                        waited_longest=seeker.waiting_days == longest > 0,
                    ),
                    made_by=row.run_by,
                )
            )
    return made


@transaction.atomic
def _store(
    row: MatchingRound,
    market: Market,
    made: list[ProposedMatch],
    certificate: dict[str, Any],
    unmatched: Iterable[core.Unmatched],
    *,
    keep: Iterable[ProposedMatch] = (),
) -> None:
    """Put the round in the place of what nobody had reviewed, of its intake or of everybody. Who was asked meanwhile is
    left alone."""
    Programme.objects.select_for_update().get(pk=row.programme_id)
    moved = MatchingRound.objects.filter(pk=row.pk, status=RoundStatus.WORKING).update(
        status=RoundStatus.DONE,
        stage=STAGES,
        waiting=len(market.seekers),
        places=market.places,
        proposed=certificate["helped"],
        certificate=certificate,
        fairness=row.fairness,
        unmatched=[_stored_unmatched(market, each) for each in unmatched],
    )
    if not moved:
        return
    live = ProposedMatch.objects.filter(request__member__programme=row.programme, status__in=LIVE_PROPOSALS)
    if row.intake is not None:
        live = live.filter(Q(request__member__intake=row.intake) | Q(with_request__member__intake=row.intake))
    kept = [proposal.pk for proposal in keep]
    live.filter(status=ProposalStatus.PROPOSED).exclude(pk__in=kept).update(
        status=ProposalStatus.WITHDRAWN, answered_at=timezone.now()
    )
    live.filter(status=ProposalStatus.PROPOSED, pk__in=kept).update(round=row)
    waiting = set(
        SupportRequest.objects.filter(
            pk__in=[request.pk for request in market.requests.values()], status=RequestStatus.WAITING
        ).values_list("pk", flat=True)
    )
    ProposedMatch.objects.bulk_create(
        proposal
        for proposal in made
        if proposal.request_id in waiting
        and (proposal.with_request_id is None or proposal.with_request_id in waiting)
    )
    record("matching_round_done", by=row.run_by, subject=row, proposed=certificate["helped"])


def _stored_unmatched(market: Market, unmatched: core.Unmatched) -> dict[str, Any]:
    seeker = next(each for each in market.seekers if each.id == unmatched.seeker)
    return {
        "request": market.requests[int(unmatched.seeker)].pk,
        "why": unmatched.why.value,
        "languages": sorted(seeker.languages),
        "obstacles": [
            {**stored_obstacle(only.obstacle), "others": only.others, "still_free": only.still_free}
            for only in unmatched.only_obstacles
        ],
    }


@job(atomic=False)
def work_out_round_job(round_id: int) -> None:
    work_out_round(round_id)
