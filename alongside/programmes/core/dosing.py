"""How much support to plan where a source does not say: amounts to try, the likeliest first."""

from collections.abc import Iterator, Mapping
from typing import Any

from alongside.programmes.core.durations import Duration
from alongside.programmes.core.parts import Absence

Changes = Mapping[str, object]
"""Keys of a phase and what to set them to; None takes a key away."""

_OTHER_INTERVALS = ("P1M", "P1D")
"""Where the starter's interval does not fit: lengths in months hold whole months, and any other holds whole days."""


def doses(
    phase: Mapping[str, Any], length: object, dose: Mapping[str, Any], unknown: str
) -> Iterator[Changes]:
    """Ways to fill in the ``unknown`` key of a phase: "contacts", "every" or "lasting".

    ``length`` is that of the whole schedule, ``dose`` what the starter plans: ``contacts``, ``every``. What the source
    does say is kept, where need be in other words: six contacts in twelve weeks are six times in every twelve weeks.
    """
    if unknown == "contacts":
        yield from _contacts(phase, dose)
    elif unknown == "every":
        yield from _every(phase, length, dose)
    else:
        yield from _lasting(phase, length, dose)


def _contacts(phase: Mapping[str, Any], dose: Mapping[str, Any]) -> Iterator[Changes]:
    every = _known(phase.get("every"))
    if _known(phase.get("lasting")):
        for interval in (every,) if every else (dose["every"], *_OTHER_INTERVALS):
            yield {"times": 1, "every": interval, "contacts": None}
        return
    rhythm = {} if every else {"every": dose["every"]}
    # A course with more sessions than the starter has contacts has one contact for each.
    for contacts in range(max(dose["contacts"], len(phase.get("sessions", ()))), 0, -1):
        yield {"contacts": contacts, **rhythm, "lasting": None}


def _every(phase: Mapping[str, Any], length: object, dose: Mapping[str, Any]) -> Iterator[Changes]:
    contacts, lasting = phase.get("contacts"), _known(phase.get("lasting"))
    if isinstance(contacts, int) and lasting:
        yield {"times": contacts, "every": lasting, "contacts": None}
        return
    whole = _known(length)
    if isinstance(contacts, int) and whole:
        yield from ({"every": interval} for interval in _spread(Duration.parse(whole), contacts))
    yield from ({"every": interval} for interval in (dose["every"], *_OTHER_INTERVALS))


def _lasting(phase: Mapping[str, Any], length: object, dose: Mapping[str, Any]) -> Iterator[Changes]:
    if whole := _known(length):
        yield {"lasting": whole}
    every = Duration.parse(_known(phase.get("every")) or dose["every"])
    yield from ({"lasting": str(every.times(intervals))} for intervals in range(dose["contacts"], 0, -1))


def _spread(length: Duration, contacts: int) -> Iterator[str]:
    """The longest interval in whole months, weeks or days that lets all contacts take place in time."""
    months, days = length.months // contacts, length.days // contacts
    if months and not length.days:
        yield f"P{months}M"
    if days >= 7:
        yield f"P{days // 7}W"
    if days:
        yield f"P{days}D"


def _known(length: object) -> str | None:
    return str(length) if isinstance(length, str) and length not in set(Absence) else None
