"""From a programme's definition to the waves in which its people are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .instrument import Method, Respondent
from .registry import UnknownInstrument, described
from .waves import Anchor, Offset, Wave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alongside.programmes.core.definition import Definition
    from alongside.programmes.core.learning import Wave as DefinedWave

RELATIONSHIP_DOMAIN = "relationship_"
SUPPORT_ELSEWHERE = "support_elsewhere"
"""The question of what support from peers people have besides ours: no outcome, shown beside outcomes."""


def respondent_of(definition: Definition, *, as_supporter: bool) -> Respondent:
    """Which version of an instrument somebody is asked: where there are no fixed roles, everybody is `MUTUAL`."""
    if definition.role_mode == "mutual":
        return Respondent.MUTUAL
    return Respondent.SUPPORTER if as_supporter else Respondent.MEMBER


def wave_plan(definition: Definition) -> tuple[Wave, ...]:
    """The definition's waves, in its order, with the instruments that exist for their respondent.

    An instrument that does not exist is left out (`misnamed_instruments` names it), and so is a wave without any.
    """
    return tuple(
        Wave(
            key=defined.key,
            anchor=Anchor(defined.anchor),
            offset=Offset(months=defined.offset.months, days=defined.offset.days),
            days_before=defined.window_days,
            days_after=defined.window_days,
            respondent=_respondent(definition, defined),
            instruments=known,
        )
        for defined in definition.measures
        if (known := tuple(name for name in defined.instruments if _exists(definition, defined, name)))
    )


def misnamed_instruments(definition: Definition) -> tuple[tuple[str, str], ...]:
    """Every wave and instrument of the definition that does not exist for the wave's respondent."""
    return tuple(_misnamed(definition))


def asks_about_relationship(instrument_id: str) -> bool:
    """Whether the instrument is about one relationship, so that it is asked once for each.

    Raises `UnknownInstrument`.
    """
    return described(instrument_id).domain.startswith(RELATIONSHIP_DOMAIN)


def asks_about_goals(instrument_id: str) -> bool:
    """Whether the instrument rates the goals that a person set for themselves. Raises `UnknownInstrument`."""
    return described(instrument_id).method is Method.GOALS


def comes_from_elsewhere(instrument_id: str) -> bool:
    """Whether nobody is asked anything: the score is brought in from where it was worked out.

    Raises `UnknownInstrument`.
    """
    return described(instrument_id).method is Method.IMPORTED


def _misnamed(definition: Definition) -> Iterator[tuple[str, str]]:
    for defined in definition.measures:
        for name in defined.instruments:
            if not _exists(definition, defined, name):
                yield defined.key, name


def _respondent(definition: Definition, defined: DefinedWave) -> Respondent:
    return respondent_of(definition, as_supporter=defined.respondent == "supporter")


def _exists(definition: Definition, defined: DefinedWave, name: str) -> bool:
    try:
        return _respondent(definition, defined) in described(name).respondents
    except UnknownInstrument:
        return False
