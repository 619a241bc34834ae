"""Paper that is keyed twice: each time apart, and settled by name where the two differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import transaction

from alongside.audit.actions import record
from alongside.measures.actions.answer import check_day, complete
from alongside.measures.core import instrument
from alongside.measures.core.scoring import check_code
from alongside.measures.models import DoubleKeyedWave, HowAnswered, Keying, Response
from alongside.measures.queries.keying import differences
from alongside.measures.queries.people import people_of
from alongside.measures.queries.sets import UNANSWERED
from alongside.people.models import Person
from alongside.programmes.models import Programme


class KeyedByAnotherNow(Exception):
    """Somebody keyed or settled this sheet at the same moment; nothing was changed."""


@transaction.atomic
def choose_double_keying(*, programme: Programme, waves: Collection[tuple[str, bool]], by: Person) -> None:
    """The times (key, and whether of supporters) whose paper is keyed twice from now on; all others are keyed once."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    chosen = {
        (row.wave, row.as_supporter): row for row in DoubleKeyedWave.objects.filter(programme=programme)
    }
    wanted = set(waves)
    for place, row in chosen.items():
        if place not in wanted:
            row.delete()
    for wave, as_supporter in sorted(wanted - set(chosen)):
        DoubleKeyedWave.objects.create(
            programme=programme, wave=wave, as_supporter=as_supporter, chosen_by=by
        )
    if wanted != set(chosen):
        record("double_keying_chosen", by=by, subject=programme, programme_id=programme.pk, count=len(wanted))


@transaction.atomic
def settle(
    *,
    responses: Iterable[Response],
    answers: Mapping[int, Mapping[str, int | None]],
    answered_on: date,
    by: Person,
) -> tuple[Response, ...]:
    """Say what the sheet says where two keyings differ: `answers` by response, of the questions that differ.

    Each response is scored then. Raises `KeyedByAnotherNow` for one that is settled, or was not keyed twice,
    and `OutsideTheWindow`.
    """
    done = []
    for one in sorted(responses, key=lambda row: row.pk):
        row = Response.objects.select_for_update().get(pk=one.pk)
        keyed = {each.number: each for each in row.keyings.all()}
        if row.status not in UNANSWERED or set(keyed) != {Keying.FIRST, Keying.SECOND}:
            raise KeyedByAnotherNow
        check_day(row, answered_on)
        first = keyed[Keying.FIRST]
        decided = {
            item: answers.get(row.pk, {}).get(item) for item in differences(row, first, keyed[Keying.SECOND])
        }
        found = instrument(row.instrument, row.language)
        for item, code in decided.items():
            if code is not None:
                check_code(found, item, code)
        row.answers = {**first.answers, **decided}
        Keying.objects.create(
            response=row, number=Keying.SETTLED, answers=row.answers, answered_on=answered_on, keyed_by=by
        )
        complete(
            row,
            people_of(row.programme, row.participant),
            by=by,
            how=HowAnswered.PAPER,
            day=answered_on,
        )
        record(
            "sheet_settled",
            by=by,
            subject=row,
            on_behalf_of=row.participant,
            wave=row.wave,
            instrument=row.instrument,
            count=len(decided),
        )
        done.append(row)
    return tuple(done)
