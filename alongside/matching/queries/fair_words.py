"""Fair shares in words: what was decided, what a round made of it, and what it cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.matching.core.fairness import Figures, Measure
from alongside.matching.models import FairShares, MatchingRound
from alongside.matching.queries.fairness import FEW, group_label
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import PeerSupporter

Stored = dict[str, Any]


def measure_words(measure: str) -> str:
    """What a group should have its share of, in the middle of a sentence."""
    return {
        Measure.MATCHED: _("finding somebody at all"),
        Measure.WAITING: _("long waits that end"),
        Measure.QUALITY: _("how well their matches fit"),
    }[Measure(measure)]


def aim_in_words(aim: Stored, definition: Definition) -> str:
    """One aim: for whom, of what, and how near to everybody's share."""
    fill = {
        "group": group_label(aim["group"], definition),
        "measure": measure_words(aim["measure"]),
        "tolerance": aim["tolerance"],
    }
    if not aim["tolerance"]:
        return _("%(group)s: the same as everybody in %(measure)s") % fill
    return _("%(group)s: at most %(tolerance)d %% short of everybody in %(measure)s") % fill


@dataclass(frozen=True)
class Decision:
    """One decision as the page tells it: when, by whom, why, and what."""

    when: datetime
    who: str
    why: str
    sentences: list[str]


def decisions_in_words(rows: Iterable[FairShares], definition: Definition) -> list[Decision]:
    """Every decision, with two queries for however many."""
    found = list(rows)
    names = _names({each["supporter"] for row in found for each in row.held})
    return [
        Decision(
            row.decided_at,
            row.decided_by.name,
            row.why,
            [
                *(aim_in_words(each, definition) for each in row.aims),
                *(_held_in_words(each, names, definition) for each in row.held),
            ]
            or [_("No fair shares: each round helps as many as it can, whoever they are.")],
        )
        for row in found
    ]


def _names(supporters: set[int]) -> dict[int, str]:
    if not supporters:
        return {}
    return dict(PeerSupporter.objects.filter(pk__in=supporters).values_list("pk", "participant__name"))


def _held_in_words(each: Stored, names: dict[int, str], definition: Definition) -> str:
    return ngettext(
        "%(count)d place with %(name)s is held back for: %(group)s",
        "%(count)d places with %(name)s are held back for: %(group)s",
        each["places"],
    ) % {
        "count": each["places"],
        "name": names.get(each["supporter"], _("somebody who has left")),
        "group": group_label(each["group"], definition),
    }


@dataclass(frozen=True)
class AimResult:
    sentence: str
    kept: bool


@dataclass(frozen=True)
class GroupResult:
    """What a round is for one group; without figures where they would point at single people."""

    name: str
    helped: str = ""
    fit: str = ""
    days: str = ""
    nobody: str = ""


@dataclass(frozen=True)
class FairRoundWords:
    """What the fair shares of a round came to."""

    cost: str
    aims: list[AimResult]
    groups: list[GroupResult]
    held: list[str]
    is_too_large: bool = False

    @property
    def is_reached(self) -> bool:
        return all(aim.kept for aim in self.aims)


def fairness_in_words(round_: MatchingRound, definition: Definition) -> FairRoundWords | None:
    """None where no fair shares held for the round."""
    kept = round_.fairness
    if not kept:
        return None
    if kept.get("is_too_large"):
        return FairRoundWords("", [], [], [], is_too_large=True)
    names = _names({each["supporter"] for each in kept["held"]})
    return FairRoundWords(
        cost=_cost(kept),
        aims=[AimResult(aim_in_words(each, definition), each["kept"]) for each in kept["aims"]],
        groups=_groups(kept, definition),
        held=[f"{_held_in_words(each, names, definition)}. {_left(each['left'])}" for each in kept["held"]],
    )


def _cost(kept: Stored) -> str:
    fewer, less = kept["helped_without"] - kept["helped"], kept["weight_without"] - kept["weight"]
    share = number_format(100 * less / max(1, kept["weight_without"]), 2)
    if fewer > 0:
        return ngettext(
            "Without fair shares and places held back, %(count)d person more would be helped.",
            "Without fair shares and places held back, %(count)d people more would be helped.",
            fewer,
        ) % {"count": fewer}
    if less <= 0:
        return _("They cost nothing: as many people are helped as without, and their matches fit as well.")
    return _("As many people are helped as without. All matches together fit %(share)s %% less well.") % {
        "share": share
    }


def _left(left: int) -> str:
    if not left:
        return _("Nothing of it is empty after this round.")
    return ngettext(
        "%(count)d stays empty after this round.", "%(count)d stay empty after this round.", left
    ) % {"count": left}


def _groups(kept: Stored, definition: Definition) -> list[GroupResult]:
    now = {name: Figures(**each) for name, each in kept["figures"].items()}
    before = {name: Figures(**each) for name, each in kept["figures_without"].items()}
    hidden = too_small({name: figures.seekers for name, figures in now.items() if name}, now[""].seekers)
    return [
        _group(_("Everybody"), now[""], before[""]),
        *(
            GroupResult(group_label(name, definition))
            if name in hidden
            else _group(group_label(name, definition), figures, before[name])
            for name, figures in now.items()
            if name
        ),
    ]


def too_small(people: dict[str, int], everybody: int) -> frozenset[str]:
    """Groups of which figures would point at single people, by their size or by what taking them away leaves."""
    hidden = {name for name, count in people.items() if count < FEW or 0 < everybody - count < FEW}
    about: dict[str, list[str]] = {}
    for name in people:
        about.setdefault(
            name.partition("=")[0] if name.startswith("trait:") else name.partition(":")[0], []
        ).append(name)
    for family in about.values():
        shown = sorted((name for name in family if name not in hidden), key=lambda name: (people[name], name))
        while shown and 0 < everybody - sum(people[name] for name in shown) < FEW:
            hidden.add(shown.pop(0))
    return frozenset(hidden)


def _group(name: str, now: Figures, before: Figures) -> GroupResult:
    none = now.seekers - now.matchable
    return GroupResult(
        name,
        helped=_("%(now)d of %(all)d (without: %(before)d)")
        % {"now": now.matched, "all": now.matchable, "before": before.matched},
        fit=_("%(now)d of 100 (without: %(before)d)")
        % {"now": round(now.mean_fit / 100), "before": round(before.mean_fit / 100)},
        days=_("%(now)d of %(all)d (without: %(before)d)")
        % {"now": now.days_ended, "all": now.days, "before": before.days_ended},
        nobody=str(none) if none else "",
    )
