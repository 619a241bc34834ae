"""Which scores a programme brings in from elsewhere, and what is said of the lines of a sheet of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.enrolment.core.sheet import SheetError, read_sheet
from alongside.enrolment.queries.words import error_words
from alongside.measures.core import Instrument, Method
from alongside.measures.core.brought_scores import (
    ScoreFault,
    ScoreLine,
    UnreadableScores,
    Verdict,
    read_scores,
)
from alongside.measures.core.registry import described_if_known
from alongside.measures.queries.packs import unlicensed
from alongside.programmes.models import Programme
from alongside.programmes.queries import definition_of


@dataclass(frozen=True)
class ScoresDue:
    """One score that is worked out elsewhere, at one time, of one side; `key` says which in a form."""

    instrument: Instrument
    wave: str
    title: str
    as_supporter: bool

    @property
    def key(self) -> str:
        return f"{self.instrument.id}:{self.wave}:{'supporter' if self.as_supporter else 'member'}"

    @property
    def words(self) -> str:
        form = _("%(measure)s: %(time)s, of supporters") if self.as_supporter else _("%(measure)s: %(time)s")
        return form % {"measure": self.instrument.title, "time": self.title}


def scores_due(programme: Programme) -> list[ScoresDue]:
    """The scores from elsewhere that the programme's definition asks for and whose licence holds, in its order."""
    waves = definition_of(programme).measures
    found = {
        one.id: one
        for one in described_if_known(name for wave in waves for name in wave.instruments)
        if one.method is Method.IMPORTED
    }
    over = unlicensed(found, programme.organisation_id)
    return [
        ScoresDue(found[name], wave.key, wave.title, wave.respondent == "supporter")
        for wave in waves
        for name in wave.instruments
        if name in found and name not in over
    ]


class NoScores(ValueError):
    """A file from which no scores can be read, in words for whoever sent it."""


def scores_in(
    data: bytes, filename: str, of: Instrument, *, day: date | None, today: date
) -> list[ScoreLine]:
    """The lines of a file. Raises `NoScores`."""
    try:
        return read_scores(read_sheet(data, filename), of, day=day, today=today)
    except SheetError as error:
        raise NoScores(error_words(error)) from error
    except UnreadableScores as error:
        raise NoScores(str(_FAULTS[error.fault])) from error


_FAULTS = {
    ScoreFault.NO_PERSON_COLUMN: gettext_lazy(
        'No column says whose score it is. Give one the heading "Reference" (your own reference) or "Name".'
    ),
    ScoreFault.NO_SCORE_COLUMN: gettext_lazy('No column holds the score. Give one the heading "Score".'),
    ScoreFault.NO_PERSON: gettext_lazy("It does not say whose score it is."),
    ScoreFault.NO_SCORE: gettext_lazy("There is no score. Leave the line out, if there is none."),
    ScoreFault.NOT_A_NUMBER: gettext_lazy('"%(said)s" is not a number.'),
    ScoreFault.OUT_OF_RANGE: gettext_lazy("%(said)s cannot be: the score goes from %(low)g to %(high)g."),
    ScoreFault.NO_DAY: gettext_lazy(
        "It does not say on which day they answered. Say it below, for all lines without one."
    ),
    ScoreFault.NOT_A_DAY: gettext_lazy(
        '"%(said)s" is not a day that has come. Write it like 30 November 2026.'
    ),
    ScoreFault.NOT_A_LEVEL: gettext_lazy('"%(said)s" is not a level: write a whole number, or nothing.'),
    ScoreFault.TWICE: gettext_lazy("They stand in the file twice. The first line counts."),
}
_VERDICTS = {
    Verdict.GOOD: gettext_lazy("Right"),
    Verdict.THERE_ALREADY: gettext_lazy("This score is there already."),
    Verdict.OTHER_SCORE: gettext_lazy("Another score is there already. It is never written over."),
    Verdict.NOBODY: gettext_lazy("Nobody here is called that, or has that reference."),
    Verdict.SEVERAL: gettext_lazy(
        "Several people here are called that, or have that reference. Use one that is theirs alone."
    ),
    Verdict.NOT_ASKED: gettext_lazy("They are not asked for this at that time, or have not agreed to it."),
    Verdict.OUTSIDE_THE_WINDOW: gettext_lazy("This day does not count as that time."),
}


def line_words(line: ScoreLine, verdict: Verdict, of: Instrument) -> str:
    """What is said of a line."""
    if line.fault is None:
        return str(_VERDICTS[verdict])
    return str(_FAULTS[line.fault]) % {"said": line.said, "low": of.range.min, "high": of.range.max}
