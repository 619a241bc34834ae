"""The schedule of a trial as SPIRIT 2025 draws it: what happens to people when, from the definition's waves and the plan."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from alongside.evaluation.models import Trial
from alongside.evaluation.queries.tables import Table, table
from alongside.measures.core import instruments
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.learning import Wave
from alongside.programmes.templatetags.programme_words import duration_words, term_words

MARK = "×"


def schedule_of(definition: Definition, trial: Trial | None) -> Table:
    """One row for each thing that is done, one column for each time; members' and supporters' measures apart."""
    waves = sorted(
        definition.measures,
        key=lambda wave: (_ORDER.index(wave.anchor), wave.offset.months * 31 + wave.offset.days),
    )
    later = [wave for wave in waves if not wave.is_baseline]
    times = list(dict.fromkeys(_time(wave) for wave in later))
    columns = [_("Coming in"), _("Before support"), *([_("Chance decides")] if trial else []), *times]
    first, allocated = 1, 2 if trial else 1

    def row(label: str, *places: int) -> tuple[str, ...]:
        return (label, *(MARK if place in places else "" for place in range(len(columns))))

    rows = [row(_("Consent, and whether they can take part"), 0)]
    if trial:
        rows.append(row(_("Allocation"), allocated))
    places = {wave: first if wave.is_baseline else columns.index(_time(wave)) for wave in waves}
    for side in ("member", "supporter"):
        rows += [
            row(f"{term_words(side)}: {'; '.join(names)}", *when)
            for when, names in _asked(side, places).items()
        ]
    every = tuple(range(allocated, len(columns)))
    rows.append(row(_("Harm and worry: anybody, at any time"), *every))
    if trial:
        rows.append(row(_("Support, for those offered it at once"), allocated))
        waits = _("after %(weeks)s weeks") % {"weeks": trial.waiting_weeks}
        (label, *cells) = row(_("Support, for those who wait"))
        rows.append((label, *cells[:allocated], waits, *cells[allocated + 1 :]))
    return table(_("What happens when"), (_("What"), *columns), rows, words=range(len(columns) + 1))


def _asked(side: str, places: Mapping[Wave, int]) -> dict[tuple[int, ...], list[str]]:
    """By the places of the times at which they are asked, the titles of the measures of one side."""
    titles = {each.id: each.title for each in instruments()}
    asked: dict[str, list[int]] = {}
    for wave, place in places.items():
        for name in wave.instruments if wave.respondent == side else ():
            asked.setdefault(name, []).append(place)
    alike: dict[tuple[int, ...], list[str]] = {}
    for name, when in asked.items():
        alike.setdefault(tuple(sorted(when)), []).append(titles.get(name, name))
    return alike


_ORDER = ("enrolment", "first_contact", "start", "planned_end", "ended")


def _time(wave: Wave) -> str:
    return _("%(after)s after %(anchor)s") % {
        "after": duration_words(wave.offset),
        "anchor": term_words(wave.anchor, "anchor"),
    }
