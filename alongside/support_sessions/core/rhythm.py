"""How often two people are meant to be in touch, phase by phase, and what that makes of silence."""

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.schedule import Phase

WEEK = 7
DAYS_IN_MONTH = 30


def days_between_contacts(definition: Definition) -> dict[str, int]:
    """For each phase by its key, the usual number of days between two contacts, at least 1.

    A phase of a single contact takes the rhythm of the next phase that has one, else of the one before, else a week.
    """
    phases = definition.schedule.phases
    own = [_days(phase) for phase in phases]
    return {
        phase.key: next((days for days in [*own[at:], *reversed(own[:at])] if days), WEEK)
        for at, phase in enumerate(phases)
    }


def quiet_after(definition: Definition) -> dict[str, int]:
    """For each phase by its key, after how many days without a contact a relationship counts as gone quiet."""
    return {phase: 2 * days for phase, days in days_between_contacts(definition).items()}


def _days(phase: Phase) -> int | None:
    if phase.interval is None:
        return None
    return max(1, _length(phase.interval) // phase.per_interval)


def _length(duration: Duration) -> int:
    """Days, with a month taken as 30: for silence, nobody counts to the day."""
    return duration.months * DAYS_IN_MONTH + duration.days
