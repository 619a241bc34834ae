"""From an instance to the whole result file: the round, and on request shortlists and a recruiting list."""

from dataclasses import dataclass
from time import monotonic
from typing import Any

from alongside.matching.core.engine.compiler import is_available
from alongside.matching.core.fairness import Conditions, FairRound, Measure, fair_round
from alongside.matching.core.files import Instance, Unreadable
from alongside.matching.core.files.result import AnyRound, conditions_of, result_as_data
from alongside.matching.core.mutual import solve_mutual_round
from alongside.matching.core.outcome import MutualRound, Round
from alongside.matching.core.people import Id
from alongside.matching.core.round import KeptPairError, solve_round
from alongside.matching.core.shortage import Shortage, shortage
from alongside.matching.core.shortlist import shortlists
from alongside.matching.core.stable import StableRound, compare, solve_stable_round, views
from alongside.matching.core.words import YOU, obstacle_in_words, reason_in_words, recruit_in_words

PAIRS_A_SECOND = 50_000
"""How many possible pairs a slow computer looks at one by one in a second: half of what was measured on two shared cores. A
plain or a stable round looks at as many as it has time for; mutual rounds, shortlists and recruiting lists are refused
beforehand."""

COLUMN_PAIRS_A_SECOND = {False: 500_000, True: 5_000_000}
"""The same in columns, as rounds with conditions look at them; true where compiled."""

COMPILED_FROM = 300 * 300
"""Possible pairs from which loading the compiled loops is worth while."""

MODES = ("welfare", "stable", "mutual")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted of a round. ``fair``: groups in words, with what they should have their share of and how many
    per cent they may fall short. ``shortlists``: how many to choose from, 0 for none. ``time_limit`` in seconds."""

    mode: str
    seed: int
    time_limit: float
    fair: tuple[tuple[str, Measure, int], ...] = ()
    shortlists: int = 0
    recruit: bool = False


def make_result(instance: Instance, name: str, asked: Asked) -> dict[str, Any]:
    """The data of the result file. Unreadable, with ``name``, where the instance does not go with what is asked."""
    until = monotonic() + asked.time_limit
    _refuse_what_takes_too_long(instance, name, asked)
    conditions = conditions_of(instance, asked.fair)
    try:
        round_ = _solve(instance, name, asked, conditions)
    except KeptPairError as error:
        why = "; ".join(map(obstacle_in_words, error.obstacles)) or "there is no place for it"
        pair = f"the pair of {error.seeker} and {error.supporter}"
        raise Unreadable(
            f"{name}: kept: {pair} cannot stand: {why}. Take it out, or change what bars it."
        ) from None
    data = result_as_data(instance, round_, asked.mode, conditions)
    if isinstance(round_, MutualRound):
        return data
    plain = round_ if isinstance(round_, Round) else None
    if isinstance(round_, StableRound) and not round_.not_looked_at:
        plain = _plain(instance, asked)
        data["comparison"] = _comparison(instance, round_, plain)
    if asked.shortlists:
        data["shortlists"] = _shortlists(instance, round_, asked.shortlists)
    if asked.recruit:
        found = shortage(
            instance.seekers,
            instance.supporters,
            instance.exclusions,
            plain or _plain(instance, asked),
            time_limit=max(1.0, until - monotonic()),
        )
        data["recruiting"] = shortage_as_data(found)
    return data


def _refuse_what_takes_too_long(instance: Instance, name: str, asked: Asked) -> None:
    others = instance.seekers if asked.mode == "mutual" else instance.supporters
    pairs = len(instance.seekers) * len(others)
    rate = None
    if asked.mode == "mutual" or asked.recruit or asked.shortlists:
        rate = PAIRS_A_SECOND
    elif asked.fair or instance.held or instance.couples:
        rate = COLUMN_PAIRS_A_SECOND[is_available()]
    if rate is not None and pairs > rate * asked.time_limit:
        raise Unreadable(
            f"{name}: These are {pairs:,} possible pairs, more than can be looked at in {asked.time_limit:.0f} seconds. "
            f"Allow more time with --time-limit {-(-pairs // rate)}, or match fewer people at once."
        )


def _solve(instance: Instance, name: str, asked: Asked, conditions: Conditions) -> AnyRound:
    if asked.mode != MODES[0]:
        return _without_conditions(instance, name, asked)
    if conditions.aims or conditions.couples or conditions.held:
        return fair_round(
            instance.seekers,
            instance.supporters,
            instance.exclusions,
            seed=asked.seed,
            conditions=conditions,
            keep=instance.kept,
            time_limit=asked.time_limit,
            compiled=len(instance.seekers) * len(instance.supporters) > COMPILED_FROM,
        )
    return _plain(instance, asked)


def _plain(instance: Instance, asked: Asked) -> Round:
    return solve_round(
        instance.seekers,
        instance.supporters,
        instance.exclusions,
        seed=asked.seed,
        keep=instance.kept,
        compiled=len(instance.seekers) * len(instance.supporters) > COMPILED_FROM,
        time_limit=asked.time_limit,
    )


def _without_conditions(instance: Instance, name: str, asked: Asked) -> StableRound | MutualRound:
    """Rounds that know no pairs to keep and no groups; whoever asked for such is told rather than misled."""
    mutual = asked.mode == "mutual"
    for said, what in (
        (instance.supporters if mutual else (), "supporters; in mutual pairs everybody is a seeker"),
        (instance.kept, "pairs to keep; leave those two out of the file"),
        (instance.couples, "couples; leave the field out"),
        (instance.held, "places held for a group; leave the field out"),
        (asked.fair, "groups to give their share"),
    ):
        if said:
            raise Unreadable(f"{name}: A round of the mode {asked.mode} has no {what}.")
    if mutual:
        return solve_mutual_round(
            instance.seekers, instance.exclusions, seed=asked.seed, seconds=asked.time_limit
        )
    return solve_stable_round(
        instance.seekers,
        instance.supporters,
        instance.exclusions,
        seed=asked.seed,
        time_limit=asked.time_limit,
    )


def _comparison(instance: Instance, stable: StableRound, best: Round) -> dict[str, Any]:
    """What stability costs, and who would leave the best round for all."""
    seen = views(instance.seekers, instance.supporters, instance.exclusions)
    found = compare(instance.supporters, seen, stable, best)
    return {
        "best": {"helped": best.objective.helped, "weight": best.objective.weight},
        "fewer_helped": found.fewer_helped,
        "would_leave": [[seeker, supporter] for seeker, supporter in found.leaving],
    }


def _shortlists(instance: Instance, round_: Round | FairRound | StableRound, size: int) -> dict[str, Any]:
    prices: dict[Id, int] = {}
    if isinstance(round_, Round):
        prices = dict(round_.certificate.supporter_prices)
    elif isinstance(round_, FairRound):
        proof = round_.certificate
        prices = {
            id_: price // proof.scale for (id_, group), price in proof.place_prices.items() if not group
        }
    lists = shortlists(
        [
            one
            for one in instance.seekers
            if one.id not in {pair.seeker for pair in round_.pairs if pair.kept}
        ],
        instance.supporters,
        instance.exclusions,
        size=size,
        prices=prices,
        traits=instance.traits,
        proposed={pair.seeker: pair.supporter for pair in round_.pairs},
    )
    return {
        str(seeker): [
            {
                "supporter": one.supporter,
                "places_left": one.places_left,
                "for_seeker": [reason_in_words(reason, YOU) for reason in one.reasons],
            }
            for one in found
        ]
        for seeker, found in sorted(lists.items(), key=lambda item: str(item[0]))
    }


def shortage_as_data(found: Shortage) -> dict[str, Any]:
    """A recruiting list as the result file holds it."""
    return {
        "waiting": found.waiting,
        "still_waiting": found.still_waiting,
        "out_of_time": found.out_of_time,
        "recruits": [
            {
                "words": recruit_in_words(one),
                "supporters": one.supporters,
                "places_each": one.places_each,
                "helps": one.helps,
                "fits": list(one.fits),
            }
            for one in found.recruits
        ],
    }
