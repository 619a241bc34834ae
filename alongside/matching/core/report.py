"""Results as text for somebody at a terminal or printer; the coordinator's, unless a function says whose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from alongside.matching.core.changes import (
    Alternative,
    Changes,
    changes_for_coordinator,
    changes_for_seeker,
    changes_for_supporter,
    standing_between,
)
from alongside.matching.core.explain import reasons_for_seeker, reasons_for_supporter
from alongside.matching.core.fairness import FairRound, Figures
from alongside.matching.core.files import Instance
from alongside.matching.core.outcome import Round
from alongside.matching.core.people import Id, Seeker
from alongside.matching.core.simulate import Outcome, Played
from alongside.matching.core.stable import StableRound
from alongside.matching.core.words import (
    WHY,
    YOU,
    obstacle_in_words,
    only_obstacle_in_words,
    own_changes_in_words,
    people,
    reason_in_words,
)

Data = Mapping[str, Any]


def result_as_text(data: Data) -> str:
    """A result file in words."""
    return "\n".join(_result_lines(data)) + "\n"


def _result_lines(data: Data) -> Iterator[str]:
    mutual = data["mode"] == "mutual"
    count = data["objective"]["helped"] * (2 if mutual else 1)
    whole = count + len(data["unmatched"])
    yield f"{count} of {people(whole)} matched (seed {data['seed']})."
    yield _proof(data)
    for pair in data["pairs"]:
        yield ""
        yield from _pair_lines(pair)
    if data["unmatched"]:
        yield ""
        yield "Still waiting"
    for one in data["unmatched"]:
        yield f"  {one['seeker']}: {one['words']}"
        yield from (f"    {only['words']}" for only in one["only_obstacles"])
    yield from _fairness_lines(data.get("fairness"))
    for seeker, suggestions in data.get("shortlists", {}).items():
        yield from ("", f"Shortlist for {seeker}")
        for one in suggestions:
            yield f"  {one['supporter']} ({one['places_left']} free)"
            yield from (f"    {sentence}" for sentence in one["for_seeker"])
        if not suggestions:
            yield "  Nobody with a free place may be proposed."
    if "recruiting" in data:
        yield from ("", "To recruit")
        yield from (f"  {one['words']}" for one in data["recruiting"]["recruits"])
        yield f"  After that {people(data['recruiting']['still_waiting'])} would still wait."


def _proof(data: Data) -> str:
    proof = data["certificate"]
    if data["mode"] == "stable":
        return _stability(data.get("comparison"), late=data.get("out_of_time", False))
    gap = proof.get("weight_gap", proof.get("gap", 0))
    if not gap:
        kept = " within the conditions" if "fairness" in data else ""
        return f"Proven: no round{kept} helps more people, and none that helps as many fits better."
    if "fairness" in data:
        return f"By its prices, a round within the conditions that helps as many could be {gap} points better at most."
    if data.get("out_of_time"):
        return f"Time ran out. {_at_most(data, gap)}"
    return f"Not proven to be the best: a round could be {gap} points better at most."


def _at_most(data: Data, gap: int) -> str:
    """What a better round could reach, by the prices."""
    proof = data["certificate"]
    more = (gap + proof["value"] % proof["step"]) // proof["step"]
    if more:
        return f"By its prices, another round could help {people(more)} more at most."
    return f"By its prices, no round helps more people, and one that helps as many could be {gap} points better at most."


def _stability(comparison: Data | None, *, late: bool) -> str:
    stable = "Stable: no two people would both rather have each other."
    if late:
        return f"Time ran out. Among those who were looked at: {stable[0].lower()}{stable[1:]}"
    if comparison is None:
        return stable
    return (
        f"{stable} The best round for all would help {people(comparison['fewer_helped'])} more, and in it "
        f"{len(comparison['would_leave'])} pairs would rather have each other."
    )


def _pair_lines(pair: Data) -> Iterator[str]:
    one, other = (pair["seeker"], pair["supporter"]) if "seeker" in pair else (pair["first"], pair["second"])
    held = f", a place held for {pair['place_held_for']}" if "place_held_for" in pair else ""
    yield f"{one} with {other}: fits {pair['fit'] / 100:.0f} of 100{', kept' if pair.get('kept') else ''}{held}"
    yield from (f"  {sentence}" for sentence in pair["for_coordinator"])


def _fairness_lines(fairness: Data | None) -> Iterator[str]:
    if fairness is None:
        return
    yield ""
    yield "Conditions"
    cost, without = fairness["cost"], fairness["without"]
    yield (
        f"  They cost {people(cost['helped'])} their place, and {cost['weight']:,} points of weight "
        f"({100 * cost['weight'] / max(1, without['weight']):.2f} % of {without['weight']:,})."
    )
    for aim in fairness["aims"]:
        kept = "kept" if aim["kept"] else "not reached"
        yield (
            f"  {aim['group']}, {aim['measure']} within {aim['tolerance']} %: {kept} "
            f"({aim['reached']} of {aim['wanted']} wanted)."
        )
    for name, figures in fairness["figures"].items():
        before = Figures(**fairness["figures_without"][name])
        now = Figures(**figures)
        yield (
            f"  {name or 'everybody'}: {now.matched} of {now.matchable} who can be matched ({now.rate:.0%}, without "
            f"conditions {before.rate:.0%}), mean fit {now.mean_fit / 100:.0f} ({before.mean_fit / 100:.0f}); "
            f"{now.seekers - now.matchable} more cannot be matched with anybody here."
        )


def explained_for_coordinator(
    instance: Instance, round_: Round | FairRound | StableRound, seeker: Seeker, pair: Data | None
) -> str:
    """Everything about one seeker, and what would change it, found by solving the round again."""
    lines = [f"{seeker.id} has waited {seeker.waiting_days} days."]
    if pair is not None:
        lines.extend(_pair_lines(pair))
    else:
        lines.append(f"{seeker.id} is not matched.")
        if not isinstance(round_, StableRound):
            lines.extend(WHY[one.why] for one in round_.unmatched if one.seeker == seeker.id)
    if isinstance(round_, Round):
        changes = changes_for_coordinator(
            seeker, instance.seekers, instance.supporters, instance.exclusions, round_
        )
    else:
        changes = standing_between(seeker, instance.supporters, instance.exclusions, round_.pairs)
    lines.extend(_change_lines(changes, matched=pair is not None))
    return "\n".join(lines) + "\n"


def _change_lines(changes: Changes, *, matched: bool) -> Iterator[str]:
    yield ""
    yield "What would change it"
    yield from (f"  {only_obstacle_in_words(only)}" for only in changes.only_obstacles)
    if not matched and not changes.only_obstacles:
        for supporter, obstacles in changes.fewest_obstacles:
            yield f"  Nearest is {supporter}: {'; '.join(map(obstacle_in_words, obstacles))}."
    yield from (f"  One more place with {id_} would be enough." for id_ in changes.one_more_place)
    yield from (f"  {_alternative(one)}" for one in changes.alternatives)
    if changes == Changes((), (), (), ()):
        yield "  Nothing was found: there is nobody else with a place who could be weighed."


def _alternative(one: Alternative) -> str:
    lost = f"{people(one.fewer_helped)} fewer helped" if one.fewer_helped else "as many helped"
    whom = f" ({', '.join(map(str, one.displaced))} would wait)" if one.displaced else ""
    return f"With {one.supporter} instead, the best round has {lost}{whom} and {one.less_weight} points less weight."


def explained_for_seeker(instance: Instance, seeker: Seeker, given: Id | None) -> str:
    """What the seeker may read: nothing in it depends on what supporters keep to themselves."""
    lines = []
    if given is not None:
        reasons = reasons_for_seeker(seeker, instance.supporter(given), instance.traits)
        lines.append(f"We suggest {given} to you.")
        lines.extend(f"  {reason_in_words(reason, YOU)}" for reason in reasons)
    else:
        lines.append(
            "We have nobody to suggest to you yet. What each supporter can take on is theirs to say."
        )
    lines += ["", "What you could change"]
    changes = own_changes_in_words(changes_for_seeker(seeker, instance.supporters))
    lines.extend(f"  {sentence}" for sentence in changes)
    return "\n".join(lines) + "\n"


def explained_for_supporter(instance: Instance, supporter: Id, seekers: Iterable[Seeker]) -> str:
    """What the supporter may read: nothing in it depends on what seekers keep to themselves."""
    giver = instance.supporter(supporter)
    lines = []
    for seeker in seekers:
        lines.append(f"We suggest that you support {seeker.id}.")
        reasons = reasons_for_supporter(seeker, giver, instance.traits)
        lines.extend(f"  {reason_in_words(reason, YOU)}" for reason in reasons)
    if not lines:
        lines.append("We have nobody to suggest to you yet.")
    lines += ["", "What you could change"]
    changes = own_changes_in_words(changes_for_supporter(giver, instance.seekers))
    lines.extend(f"  {sentence}" for sentence in changes)
    return "\n".join(lines) + "\n"


_COLUMNS = ("came", "helped", "wait", "slowest", "fit", "still", "gave up", "again")


def played_as_text(played: Sequence[Played], weeks: int, seed: int) -> str:
    """A table for everybody, then one for each group."""
    widest = max(len(one.habit.name) for one in played)
    lines = [f"{weeks} weeks played, seed {seed}.", *_LEGEND]
    lines += [
        f"Out of time, and not to be compared with the others: {one.habit.name}, after {one.days} days."
        for one in played
        if one.out_of_time
    ]
    for group in played[0].outcomes:
        lines += ["", group or "Everybody", f"  {'':{widest}}" + "".join(f"{name:>9}" for name in _COLUMNS)]
        for one in played:
            cells = "".join(f"{cell:>9}" for cell in _cells(one.outcomes[group]))
            lines.append(f"  {one.habit.name:{widest}}{cells}")
    return "\n".join(lines) + "\n"


_LEGEND = (
    "wait: mean days until a match; slowest: nine of ten waited no longer; fit: mean, of 100;",
    "still: waiting at the end; again: matched anew after their supporter left.",
)


def _cells(one: Outcome) -> list[str]:
    return [
        str(one.came),
        str(one.helped),
        _number(one.mean_wait),
        _number(one.longest_tenth_wait),
        _number(None if one.mean_fit is None else one.mean_fit / 100),
        str(one.still_waiting),
        str(one.gave_up),
        str(one.rematched),
    ]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
