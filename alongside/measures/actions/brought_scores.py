"""Keeping scores that were worked out elsewhere, each where it was due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.measures.actions.schedule import is_baseline
from alongside.measures.core import Instrument
from alongside.measures.core.brought_scores import ScoreLine, Verdict
from alongside.measures.models import HowAnswered, Response, ResponseStatus
from alongside.measures.queries.people import People, people_of
from alongside.measures.queries.sets import UNANSWERED
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme

SCORED_ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Judged:
    """A line with what becomes of it, and the row that it belongs to."""

    line: ScoreLine
    verdict: Verdict
    response: Response | None = None


@transaction.atomic
def bring_in_scores(
    *,
    programme: Programme,
    wave: str,
    as_supporter: bool,
    of: Instrument,
    lines: Iterable[ScoreLine],
    keep: bool,
    by: Person,
) -> list[Judged]:
    """Judge each line and, if told to `keep`, keep the scores of those that are good. Safe to do twice with one sheet.

    A score that is there is never written over. Nobody gets one who may not be asked. Flat number of queries to judge.
    """
    rows = Response.objects.select_for_update(of=("self",)).filter(
        programme=programme, wave=wave, as_supporter=as_supporter, instrument=of.id
    )
    due = {row.participant_id: row for row in rows.order_by("pk").select_related("participant")}
    people = people_of(programme, among=Participant.objects.filter(pk__in=list(due)))
    known = _known(programme)
    judged = [_judge(line, known, due, people) for line in lines]
    if keep:
        for one in judged:
            if one.verdict is Verdict.GOOD and one.response is not None:
                _keep(one.response, one.line, people, of=of, by=by)
    return judged


def _known(programme: Programme) -> dict[tuple[bool, str], set[int]]:
    """Everybody who has or had a place, by reference and by name."""
    found: dict[tuple[bool, str], set[int]] = defaultdict(set)
    people = Participant.objects.filter(merged_into__isnull=True)
    for kind in ("member_places", "peersupporter_places"):
        rows = people.filter(**{f"{kind}__programme": programme}).values_list("pk", "external_id", "name")
        for pk, reference, name in rows:
            found[True, reference.strip().casefold()].add(pk)
            found[False, " ".join(name.split()).casefold()].add(pk)
    return found


def _judge(
    line: ScoreLine, known: dict[tuple[bool, str], set[int]], due: dict[int, Response], people: People
) -> Judged:
    if line.fault is not None or line.on is None:
        return Judged(line, Verdict.UNREADABLE)
    whose = known.get((line.is_reference, " ".join(line.who.split()).casefold()), set())
    if len(whose) != 1:
        return Judged(line, Verdict.SEVERAL if whose else Verdict.NOBODY)
    row = due.get(next(iter(whose)))
    if row is None:
        return Judged(line, Verdict.NOT_ASKED)
    if row.status == ResponseStatus.COMPLETED:
        return Judged(line, Verdict.THERE_ALREADY if row.score == line.score else Verdict.OTHER_SCORE, row)
    if row.status not in UNANSWERED or not people.may_ask_row(row):
        return Judged(line, Verdict.NOT_ASKED)
    within = row.opens_on <= line.on <= min(row.closes_on, timezone.localdate())
    return Judged(line, Verdict.GOOD if within else Verdict.OUTSIDE_THE_WINDOW, row)


def _keep(row: Response, line: ScoreLine, people: People, *, of: Instrument, by: Person) -> None:
    row.status, row.score, row.is_prorated = ResponseStatus.COMPLETED, line.score, False
    row.answers = {} if line.level is None else {"level": line.level}
    row.instrument_hash, row.scorer_version = of.content_hash, SCORED_ELSEWHERE
    row.how, row.entered_by = HowAnswered.IMPORTED, by
    row.answered_on, row.completed_at = line.on, timezone.now()
    row.is_baseline = is_baseline(people, row, line.on)
    row.save()
    record(
        "score_brought_in",
        by=by,
        subject=row,
        on_behalf_of=row.participant,
        wave=row.wave,
        instrument=row.instrument,
    )
