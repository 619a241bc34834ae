"""Judging a round with conditions by additions alone; nothing here comes from the search or the solver."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from alongside.matching.core.admit import admissible
from alongside.matching.core.fairness.aims import Aim, Measure
from alongside.matching.core.fairness.outcome import FairRound
from alongside.matching.core.fairness.round import Conditions
from alongside.matching.core.outcome import Objective
from alongside.matching.core.people import Exclusion, Id, Seeker, Supporter
from alongside.matching.core.weigh import MOST_TOTAL, weigh


@dataclass(frozen=True, slots=True)
class _Found:
    seekers: dict[Id, Seeker]
    supporters: dict[Id, Supporter]
    barred: frozenset[Exclusion]
    conditions: Conditions
    round: FairRound


def check_fair_round(
    seekers: Iterable[Seeker],
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion],
    round_: FairRound,
    conditions: Conditions,
) -> list[str]:
    """Everything wrong with a round with conditions; empty when it may stand and its bound is proven.

    That a gap remains is no fault here: the certificate says it.
    """
    found = _Found(
        {one.id: one for one in seekers},
        {one.id: one for one in supporters},
        frozenset(exclusions),
        conditions,
        round_,
    )
    strangers = [
        p for p in round_.pairs if p.seeker not in found.seekers or p.supporter not in found.supporters
    ]
    if strangers:
        return [f"{p.seeker!r} with {p.supporter!r}: nobody of that id takes part." for p in strangers]
    return [
        *_pair_faults(found), *_place_faults(found), *_condition_faults(found),
        *_report_faults(found), *_proof_faults(found),
    ]  # fmt: skip


def _pair_faults(found: _Found) -> Iterator[str]:
    for pair in found.round.pairs:
        seeker, supporter = found.seekers[pair.seeker], found.supporters[pair.supporter]
        for obstacle in admissible(seeker, supporter, found.barred):
            yield f"{pair.seeker!r} with {pair.supporter!r}: may not be proposed ({obstacle.code})."
        if weigh(seeker, supporter).total != pair.weight:
            yield f"{pair.seeker!r} with {pair.supporter!r}: the weight is not {pair.weight}."
    for seeker_id, times in Counter(pair.seeker for pair in found.round.pairs).items():
        if times > 1:
            yield f"{seeker_id!r} is in more than one pair."


def _place_faults(found: _Found) -> Iterator[str]:
    members = found.conditions.members
    used: Counter[tuple[Id, str]] = Counter()
    for pair in found.round.pairs:
        group = found.round.places.get(pair.seeker, "")
        if group and pair.seeker not in members.get(group, ()):
            yield f"{pair.seeker!r} has a place held for {group!r} without belonging there."
        used[pair.supporter, group] += 1
    for id_, supporter in found.supporters.items():
        held = found.conditions.held.get(id_, {})
        kept = sum(pair.kept and pair.supporter == id_ for pair in found.round.pairs)
        if used[id_, ""] > max(kept, supporter.capacity - sum(held.values())):
            yield f"{id_!r} has fewer places for anybody than pairs."
        if sum(times for (other, _), times in used.items() if other == id_) > supporter.capacity:
            yield f"{id_!r} has fewer places than pairs."
    for (id_, group), times in used.items():
        if group and times > found.conditions.held.get(id_, {}).get(group, 0):
            yield f"{id_!r} holds fewer places for {group!r} than are used."


def _condition_faults(found: _Found) -> Iterator[str]:
    given = {pair.seeker: pair.supporter for pair in found.round.pairs}
    fixed = {pair.seeker for pair in found.round.pairs if pair.kept}
    for couple in found.conditions.couples:
        waiting = [id_ for id_ in couple if id_ not in fixed]
        theirs = {given.get(id_) for id_ in couple}
        # Beside a pair that was kept, the other one may also stay without any.
        apart = len(theirs - {None}) > 1 if len(waiting) < len(couple) else len(theirs) > 1
        if waiting and apart:
            yield f"{couple[0]!r} and {couple[1]!r} are a couple without the same supporter."
    if tuple(reached.aim for reached in found.round.aims) != found.conditions.aims:
        yield "The aims are not those of the conditions."
        return
    for reached in found.round.aims:
        pairs = [pair for pair in found.round.pairs if not pair.kept]
        level = sum(
            _worth(found, reached.aim, found.seekers[p.seeker], found.supporters[p.supporter]) for p in pairs
        )
        if level != reached.reached:
            yield f"{reached.aim.group.name}: what is said to be reached is not what the pairs add up to."


def _worth(found: _Found, aim: Aim, seeker: Seeker, supporter: Supporter) -> int:
    """What a pair adds to an aim, from the published figures of the round without conditions."""
    if seeker.id not in aim.group.members:
        return 0
    if aim.measure is Measure.MATCHED:
        return 1
    if aim.measure is Measure.WAITING:
        return seeker.waiting_days
    all_ = found.round.figures_without[""]
    least = (100 - aim.tolerance) * all_.fit // (100 * all_.matched) if all_.matched else 0
    return weigh(seeker, supporter).fit - least


def _report_faults(found: _Found) -> Iterator[str]:
    pairs = found.round.pairs
    left = found.seekers.keys() - {pair.seeker for pair in pairs}
    listed = [one.seeker for one in found.round.unmatched]
    if len(listed) != len(left) or set(listed) != left:
        yield "The unmatched are not those without a pair."
    if found.round.objective != Objective(len(pairs), sum(pair.weight for pair in pairs)):
        yield "The objective is not what the pairs add up to."


def _proof_faults(found: _Found) -> Iterator[str]:
    proof = found.round.certificate
    if not len(proof.multipliers) == len(proof.levels) == len(found.round.aims):
        yield "The proof is not about the aims of the round."
        return
    fixed = {pair.seeker for pair in found.round.pairs if pair.kept}
    seekers = [one for id_, one in found.seekers.items() if id_ not in fixed]
    places = {
        (id_, group): _free(found, one, group)
        for id_, one in found.supporters.items()
        for group in ("", *found.conditions.held.get(id_, {}))
    }
    if (
        proof.seeker_prices.keys() != {one.id for one in seekers}
        or proof.place_prices.keys() != places.keys()
    ):
        yield "The prices are not those of the people in the round."
        return
    if min((*proof.seeker_prices.values(), *proof.place_prices.values(), *proof.multipliers), default=0) < 0:
        yield "A price or a multiplier is below zero."
    yield from _sum_faults(found, places, len(seekers))
    yield from _underpriced(found, seekers, places)


def _sum_faults(found: _Found, places: dict[tuple[Id, str], int], seekers: int) -> Iterator[str]:
    proof = found.round.certificate
    paid = sum(price * places[place] for place, price in proof.place_prices.items())
    levels = sum(m * level for m, level in zip(proof.multipliers, proof.levels, strict=True))
    if proof.bound != sum(proof.seeker_prices.values()) + paid - levels:
        yield "The bound is not what the prices add up to."
    new = [pair for pair in found.round.pairs if not pair.kept]
    if proof.value != proof.step * len(new) + proof.scale * sum(pair.weight for pair in new):
        yield "The value is not what the pairs add up to."
    if proof.step <= proof.scale * MOST_TOTAL * min(seekers, sum(places.values())):
        yield "Helping one more person is worth too little to come first."
    if any(level > reached.reached for level, reached in zip(proof.levels, found.round.aims, strict=True)):
        yield "The round does not reach a level of its own proof."
    if proof.bound < proof.value:
        yield "The bound is below what the round is worth."


def _free(found: _Found, supporter: Supporter, group: str) -> int:
    """The places of one kind that kept pairs leave; those take places for anybody first."""
    held = dict(sorted(found.conditions.held.get(supporter.id, {}).items()))
    kept = sum(pair.kept and pair.supporter == supporter.id for pair in found.round.pairs)
    left = 0
    for kind, places in {"": supporter.capacity - sum(held.values()), **held}.items():
        gone = min(kept, places)
        kept -= gone
        left = places - gone
        if kind == group:
            break
    return left


def _underpriced(
    found: _Found, seekers: Collection[Seeker], places: dict[tuple[Id, str], int]
) -> Iterator[str]:
    proof, members = found.round.certificate, found.conditions.members
    partners = _kept_partners(found)
    for seeker in seekers:
        for supporter in found.supporters.values():
            elsewhere = partners.get(seeker.id, supporter.id) != supporter.id
            if elsewhere or admissible(seeker, supporter, found.barred):
                continue
            worth = proof.step + proof.scale * weigh(seeker, supporter).total
            for multiplier, reached in zip(proof.multipliers, found.round.aims, strict=True):
                worth += multiplier * _worth(found, reached.aim, seeker, supporter)
            for group in ("", *found.conditions.held.get(supporter.id, {})):
                place = (supporter.id, group)
                may = not group or seeker.id in members.get(group, ())
                if (
                    places[place]
                    and may
                    and worth > proof.seeker_prices[seeker.id] + proof.place_prices[place]
                ):
                    yield f"{seeker.id!r} with {supporter.id!r}: worth more than the prices say."


def _kept_partners(found: _Found) -> dict[Id, Id]:
    """The kept supporter of the other one of a couple, for those who can have nobody else."""
    kept = {pair.seeker: pair.supporter for pair in found.round.pairs if pair.kept}
    both = (ends for couple in found.conditions.couples for ends in (couple, couple[::-1]))
    return {other: kept[one] for one, other in both if one in kept}
