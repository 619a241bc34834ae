"""Everybody whom somebody who looks round may ask, in an order that tells nothing they do not show.

Who is there is decided by everything that must hold between two people. In which order they come, only by what they
show: what somebody keeps to themselves moves them neither up nor down. Equals are told apart by a lot that differs from
seeker to seeker and stays the same for each, so that nobody stands first for all, however much or little they are asked.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from alongside.matching.core.admit import admissible
from alongside.matching.core.explain import as_shown, reasons_for_seeker
from alongside.matching.core.lots import lot
from alongside.matching.core.people import Exclusion, Seeker, Supporter, Trait, id_text
from alongside.matching.core.shortlist import Suggestion
from alongside.matching.core.weigh import Part, weigh

_SEEKERS_VIEW = (Part.SEEKER_PREFERENCE, Part.SEEKER_DOES_NOT_MIND)


def to_look_through(
    seeker: Seeker,
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion] = (),
    *,
    traits: Collection[Trait] = (),
    seed: int = 0,
) -> tuple[Suggestion, ...]:
    """Everybody with a free place whom this seeker may be proposed to: who shows most of what they wish for first.

    ``traits`` are those the reasons may speak of beyond the wishes.
    """
    barred = frozenset(exclusions)
    found = [
        (-_points(seeker, each), lot(seed, seeker.id, each.id), id_text(each.id), each)
        for each in supporters
        if each.capacity > 0 and not admissible(seeker, each, barred)
    ]
    return tuple(
        Suggestion(each.id, each.capacity, reasons_for_seeker(seeker, each, traits))
        for *_order, each in sorted(found, key=lambda one: one[:3])
    )


def _points(seeker: Seeker, supporter: Supporter) -> int:
    """What of the seeker's wishes the supporter gives, as far as they show it."""
    shown = as_shown(supporter)
    fit = weigh(seeker, replace(supporter, traits=shown.traits, topics=shown.topics, wishes=()))
    return sum(part.points for part in fit.contributions if part.part in _SEEKERS_VIEW)
