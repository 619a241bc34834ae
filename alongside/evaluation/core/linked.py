"""Disclosure control over a whole page: counts in different tables that are sums of each other.

`circulation` guards one table. A page has several, and their numbers hang together: everybody asked either answered
or is missing, whoever is matched has one relationship or more, better, unchanged and worse are all who answered.
Here all counts of a page are one list, and what ties them is a list of totals. For every small count we ask whether
the visible numbers leave room for it to be above the limit; if not, the cheapest further counts are hidden until
they do. (The attacker's problem as a mathematical programme: Fischetti and Salazar 2001, Solving the cell suppression
problem on tabular data with linear constraints, Management Science 47: 1008-1027.)

The attacker is taken to know every visible number and every total, and that a hidden count is at least 1, because
zeros are always shown. Counts that stand on no page but could be worked out (those who are in one table and not in
another) are listed too, with `printed=False`, and guarded in the same way.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, lil_array

_MOVED = 1e-6


@dataclass(frozen=True)
class Count:
    """One count of a page. A dearer one is hidden later; one that is not printed is hidden from the start.

    has_figures: the page shows a mean or a median over these people.
    """

    name: str
    value: int
    cost: float = 1.0
    printed: bool = True
    has_figures: bool = False


@dataclass(frozen=True)
class Total:
    """`whole` is the sum of `parts`, by name."""

    whole: str
    parts: tuple[str, ...]


class NotATotal(ValueError):
    """A total is not the sum of its parts: the page would contradict itself. `whole` is its name."""

    def __init__(self, whole: str, number: int, parts: int) -> None:
        self.whole = whole
        super().__init__(f"{whole!r} is {number}, its parts are {parts}")


def hide_linked(
    counts: Sequence[Count],
    totals: Sequence[Total],
    limit: int,
    outside: Mapping[str, int | None] = MappingProxyType({}),
    earlier: Sequence[Mapping[str, int]] = (),
) -> frozenset[str]:
    """The names of the printed counts to hide: those of 1 to `limit`, and what must go with them.

    Afterwards every small count, printed or not, could for all a reader knows be above the limit. `outside` has the
    same counts, by name, of a page of more people that can be seen too, None for those it hides: what it hides is
    hidden here, and so is a count that taken from its own would leave a small one. `earlier` are counts that were told
    before, of the same people at another time: one that has since risen or fallen by 1 to `limit` is hidden, too. Raises
    NotATotal, and ValueError for negative counts, names that come twice and totals of unknown names.
    """
    place = {count.name: number for number, count in enumerate(counts)}
    _check(counts, totals, place)
    system = _system(totals, place, len(counts))
    hidden = {number for number, count in enumerate(counts) if not count.printed or 1 <= count.value <= limit}
    small = [number for number, count in enumerate(counts) if 1 <= count.value <= limit]
    few_outside = {
        place[name]: whole - limit - 1
        for name, whole in outside.items()
        if whole is not None and name in place and 1 <= whole - counts[place[name]].value <= limit
    }
    hidden |= {place[name] for name, whole in outside.items() if whole is None and name in place}
    hidden |= set(few_outside)
    rises, falls = _moved_since(counts, earlier, limit)
    hidden |= {*rises, *falls}
    for number in sorted(small, key=lambda one: (counts[one].value, one)):
        hidden |= _give_room(counts, system, hidden, number, at_least=limit + 1)
    for number, most in sorted(few_outside.items()):
        hidden |= _give_room(counts, system, hidden, number, at_most=max(most, 1))
    for number, least in sorted(rises.items()):
        hidden |= _give_room(counts, system, hidden, number, at_least=least)
    for number, most in sorted(falls.items()):
        hidden |= _give_room(counts, system, hidden, number, at_most=max(most, 1))
    return frozenset(counts[number].name for number in hidden if counts[number].printed)


def _moved_since(
    counts: Sequence[Count], earlier: Sequence[Mapping[str, int]], limit: int
) -> tuple[dict[int, int], dict[int, int]]:
    """By place, counts a little above what was told before and the least that would be no small rise; and those a
    little below, and the most that would be no small fall."""
    rises: dict[int, int] = {}
    falls: dict[int, int] = {}
    for number, count in enumerate(counts):
        for before in earlier:
            since = count.value - before.get(count.name, count.value)
            if 1 <= since <= limit:
                rises[number] = max(rises.get(number, 0), before[count.name] + limit + 1)
            elif 1 <= -since <= limit:
                falls[number] = min(falls.get(number, count.value), before[count.name] - limit - 1)
    return rises, falls


def surely_at_least(
    counts: Sequence[Count], totals: Sequence[Total], hidden: Collection[str], name: str, number: int
) -> bool:
    """Whether a reader of the visible counts knows anyway that a hidden one is `number` or more."""
    place = {count.name: number for number, count in enumerate(counts)}
    lowest, highest = _bounds(counts)
    for one in counts:
        if one.printed and one.name not in hidden:
            lowest[place[one.name]] = highest[place[one.name]] = one.value
    highest[place[name]] = number - 1
    if highest[place[name]] < lowest[place[name]]:
        return True
    truth = _truth(counts, len(totals))
    free = [0.0] * len(counts)
    return (
        _cheapest(free, _system(totals, place, len(counts)).tocsr(), truth, Bounds(lowest, highest)) is None
    )


def tells_nothing_small(
    counts: Sequence[Count],
    totals: Sequence[Total],
    hidden: Collection[str],
    limit: int,
    at_least: Mapping[str, int],
) -> frozenset[str]:
    """Of some hidden counts, those of which it may be told that they are `at_least` so many, the first ones preferred.

    Afterwards, too, every small count could be above the limit, for all that the visible counts and what is told say.
    """
    place = {count.name: number for number, count in enumerate(counts)}
    lowest, highest = _bounds(counts)
    for one in counts:
        if one.printed and one.name not in hidden:
            lowest[place[one.name]] = highest[place[one.name]] = one.value
    system, truth = _system(totals, place, len(counts)).tocsr(), _truth(counts, len(totals))
    small = [number for number, count in enumerate(counts) if 1 <= count.value <= limit]

    def world(target: int, floor: np.ndarray) -> np.ndarray | None:
        lowest_here = floor.copy()
        lowest_here[target] = limit + 1
        return _cheapest([0.0] * len(counts), system, truth, Bounds(lowest_here, highest))

    possible = {number: world(number, lowest) for number in small}
    told = set()
    for name, least in at_least.items():
        floor = lowest.copy()
        floor[place[name]] = least
        others = {
            number: known if known is not None and known[place[name]] >= least else world(number, floor)
            for number, known in possible.items()
        }
        if all(each is not None for each in others.values()):
            told.add(name)
            lowest, possible = floor, others
    return frozenset(told)


def _check(counts: Sequence[Count], totals: Sequence[Total], place: dict[str, int]) -> None:
    if len(place) < len(counts):
        raise ValueError("Two counts have the same name")
    if any(count.value < 0 for count in counts):
        raise ValueError("Counts cannot be negative")
    for total in totals:
        if unknown := {total.whole, *total.parts} - set(place):
            raise ValueError(f"A total names counts that are not there: {sorted(unknown)}")
        number = counts[place[total.whole]].value
        parts = sum(counts[place[part]].value for part in total.parts)
        if number != parts:
            raise NotATotal(total.whole, number, parts)


def _system(totals: Sequence[Total], place: dict[str, int], size: int) -> lil_array:
    """One row a total over (counts, rises, falls): whole minus parts is 0."""
    rows = lil_array((len(totals) + size, 3 * size))
    for row, total in enumerate(totals):
        rows[row, place[total.whole]] += 1
        for part in total.parts:
            rows[row, place[part]] -= 1
    for number in range(size):
        rows[len(totals) + number, number] = 1
        rows[len(totals) + number, size + number] = -1
        rows[len(totals) + number, 2 * size + number] = 1
    return rows


def _give_room(
    counts: Sequence[Count],
    system: lil_array,
    hidden: set[int],
    target: int,
    *,
    at_least: int | None = None,
    at_most: int | None = None,
) -> set[int]:
    """The further counts that must move for the target to rise or fall so far: none, if it is safe already.

    A count cannot always fall so far, for parts that are known not to be none hold it up; then none helps.
    """
    size = len(counts)
    prices = [0.0 if number in hidden else count.cost for number, count in enumerate(counts)]
    lowest, highest = _bounds(counts)
    if at_least is not None:
        lowest[target] = at_least
    if at_most is not None:
        highest[target] = min(highest[target], at_most)
    truth = _truth(counts, system.shape[0] - size)
    found = _cheapest(prices, system.tocsr(), truth, Bounds(lowest, highest))
    if found is None:
        if at_most is not None:
            return set()
        # Scaling everything up is always possible.
        raise ValueError("Counts and totals that no other page could have")
    moved = found[size : 2 * size] + found[2 * size :]
    return {number for number in range(size) if moved[number] > _MOVED and number not in hidden}


def _bounds(counts: Sequence[Count]) -> tuple[np.ndarray, np.ndarray]:
    """What a reader knows of each count, however much is hidden: none is shown as none. Then rises and falls."""
    lowest = np.zeros(3 * len(counts))
    highest = np.full(3 * len(counts), np.inf)
    for number, count in enumerate(counts):
        lowest[number] = 1 if count.printed and count.value else 0
        highest[number] = 0 if count.printed and not count.value else np.inf
    return lowest, highest


def _truth(counts: Sequence[Count], totals: int) -> np.ndarray:
    return np.concatenate([np.zeros(totals), [count.value for count in counts]])


def _cheapest(prices: list[float], system: csr_array, truth: np.ndarray, bounds: Bounds) -> np.ndarray | None:
    """The cheapest other world, None where there is none. People are whole; most worlds come out whole by themselves,
    and that is quicker."""
    size = len(prices)
    for whole in (0, 1):
        found = milp(
            np.concatenate([np.zeros(size), prices, prices]),
            integrality=np.concatenate([np.full(size, whole), np.zeros(2 * size)]),
            bounds=bounds,
            constraints=LinearConstraint(system, truth, truth),
        ).x
        if found is None:
            return None
        if np.allclose(found, np.round(found), rtol=0, atol=_MOVED):
            break
    return np.asarray(found)
