"""Working scores out again from the stored answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from alongside.audit.actions import record
from alongside.measures.core import NoSuchLanguage, Score, UnknownInstrument, instrument, score
from alongside.measures.models import HowAnswered, Response, ResponseStatus
from alongside.people.models import Person


@dataclass(frozen=True)
class Difference:
    """A stored score that is not what its answers give now."""

    response_id: int
    instrument: str
    stored: float | None
    worked_out: float | None


@dataclass(frozen=True)
class Rescored:
    """What came of working every score out again.

    `other_wording` names responses that were answered in words, or with a wording, that this release does not have:
    their scores are left alone.
    """

    same: int
    different: tuple[Difference, ...]
    other_wording: tuple[int, ...]


@transaction.atomic
def rescore(*, by: Person | None = None, write: bool = False) -> Rescored:
    """Work out every score again from its answers and, if told to, store the ones that differ.

    What was worked out elsewhere has no answers here, and is left alone.
    """
    same, different, other = 0, [], []
    for row, result in _results():
        if result is None:
            other.append(row.pk)
        elif _stored(row) == _worked_out(result):
            same += 1
        else:
            different.append(Difference(row.pk, row.instrument, row.score, result.value))
            if write:
                _store(row, result, by=by)
    return Rescored(same, tuple(different), tuple(other))


def _results() -> Iterator[tuple[Response, Score | None]]:
    rows = Response.objects.filter(status=ResponseStatus.COMPLETED).exclude(how=HowAnswered.IMPORTED)
    rows = rows.select_related("programme").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        try:
            found = instrument(row.instrument, row.language)
        except (UnknownInstrument, NoSuchLanguage):
            yield row, None
            continue
        yield row, score(found, row.answers) if found.content_hash == row.instrument_hash else None


def _stored(row: Response) -> tuple[float | None, bool, str]:
    return row.score, row.is_prorated, row.scorer_version


def _worked_out(result: Score) -> tuple[float | None, bool, str]:
    return result.value, result.prorated, result.scorer_version


def _store(row: Response, result: Score, *, by: Person | None) -> None:
    Response.objects.filter(pk=row.pk).update(
        score=result.value, is_prorated=result.prorated, scorer_version=result.scorer_version
    )
    record("score_worked_out_again", by=by, subject=row, instrument=row.instrument)
