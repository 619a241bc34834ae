"""Paper that is keyed twice: which times, what waits for the second keying, what differs, and how often both agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from alongside.measures.core.instrument import Method, Question
from alongside.measures.core.keyings import Agreement, agreement, differing
from alongside.measures.core.registry import described
from alongside.measures.models import DoubleKeyedWave, Goal, Keying, Response
from alongside.measures.queries.sets import UNANSWERED
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import definition_of

MOST_SHOWN = 200


def is_double_keyed(row: Response) -> bool:
    """Whether paper of this time is keyed twice here."""
    return DoubleKeyedWave.objects.filter(
        programme=row.programme_id, wave=row.wave, as_supporter=row.as_supporter
    ).exists()


def double_keyed_waves(programme: Programme) -> frozenset[tuple[str, bool]]:
    rows = DoubleKeyedWave.objects.filter(programme=programme)
    return frozenset(rows.values_list("wave", "as_supporter"))


def waves_to_choose(programme: Programme) -> list[tuple[str, bool, str]]:
    """Key, side and title of every time of the definition."""
    return [
        (wave.key, wave.respondent == "supporter", wave.title) for wave in definition_of(programme).measures
    ]


def items_of(row: Response, *keyings: Keying) -> tuple[str, ...]:
    """The questions of a response; of goals, those that somebody keyed."""
    of = described(row.instrument)
    if of.method is not Method.GOALS:
        return of.item_ids
    return tuple(dict.fromkeys(item for keying in keyings for item in keying.answers))


def differences(row: Response, first: Keying, second: Keying) -> tuple[str, ...]:
    """The questions of a response that two keyings have differently."""
    return differing(items_of(row, first, second), first.answers, second.answers)


@dataclass(frozen=True)
class Sheet:
    """Somebody's paper of one time and side."""

    participant: Participant
    wave: str
    title: str
    as_supporter: bool

    @property
    def side(self) -> str:
        return "supporter" if self.as_supporter else "member"


def sheets_keyed_once(programme: Programme) -> list[Sheet]:
    """Paper that waits for its second keying, the oldest first. Two queries."""
    return _sheets(programme, keyed=1)


def sheets_that_differ(programme: Programme) -> list[Sheet]:
    """Paper that was keyed twice and not alike, the oldest first. Two queries."""
    return _sheets(programme, keyed=2)


def _sheets(programme: Programme, *, keyed: int) -> list[Sheet]:
    rows = (
        Response.objects.filter(programme=programme, status__in=UNANSWERED)
        .annotate(keyed=Count("keyings"))
        .filter(keyed=keyed)
        .order_by("pk")
        .select_related("participant")
        .defer("answers")[: MOST_SHOWN * 4]
    )
    titles = {(key, side): title for key, side, title in waves_to_choose(programme)}
    found: dict[tuple[int, str, bool], Sheet] = {}
    for row in rows:
        place = (row.participant_id, row.wave, row.as_supporter)
        title = titles.get((row.wave, row.as_supporter), row.wave)
        found.setdefault(place, Sheet(row.participant, row.wave, title, row.as_supporter))
    return list(found.values())[:MOST_SHOWN]


@dataclass(frozen=True)
class Disagreement:
    """One question that was keyed differently, in words, with every answer that it has."""

    response: Response
    topic: str
    question: Question
    first: str
    second: str


@dataclass(frozen=True)
class ToSettle:
    """Somebody's sheet with two keyings: who keyed it, when it says it was answered, and what differs."""

    responses: tuple[Response, ...]
    keyed_by: tuple[str, str]
    answered_on: tuple[date, date]
    disagreements: tuple[Disagreement, ...]


def to_settle(
    programme: Programme, participant: Participant, wave: str, *, as_supporter: bool
) -> ToSettle | None:
    """None where there is nothing to settle."""
    rows = (
        Response.objects.filter(
            programme=programme,
            participant=participant,
            wave=wave,
            as_supporter=as_supporter,
            status__in=UNANSWERED,
        )
        .order_by("pk")
        .prefetch_related("keyings__keyed_by")
    )
    both = [
        (row, keyed[0], keyed[1])
        for row in rows
        if len(keyed := sorted(row.keyings.all(), key=lambda each: each.number)) == Keying.SECOND
    ]
    if not both:
        return None
    goals = dict(Goal.objects.filter(participant=participant).values_list("pk", "words"))
    _row, first, second = both[0]
    return ToSettle(
        tuple(row for row, _first, _second in both),
        (first.keyed_by.name, second.keyed_by.name),
        (first.answered_on, second.answered_on),
        tuple(each for trio in both for each in _disagreements(*trio, goals)),
    )


def _disagreements(
    row: Response, first: Keying, second: Keying, goals: dict[int, str]
) -> Sequence[Disagreement]:
    of = described(row.instrument)
    questions = {question.id: question for question in of.questions()}
    found = []
    for item in differences(row, first, second):
        asked = questions.get(item) or of.questions()[0]
        words = goals.get(int(item), asked.text) if of.method is Method.GOALS else asked.text
        question = Question(item, words, asked.style, asked.options)
        said = [_in_words(question, keying.answers.get(item)) for keying in (first, second)]
        found.append(Disagreement(row, of.title, question, said[0], said[1]))
    return found


def _in_words(question: Question, code: int | None) -> str:
    """An answer as it stands on the sheet; empty where it was left out."""
    label = next((option.label for option in question.options if option.code == code), "")
    if code is None:
        return ""
    return label if question.style == "labels" else f"{code} {label}".strip()


def keying_agreement(programme: Programme) -> dict[tuple[str, bool], Agreement]:
    """By time and side, how often two keyings of one answer were alike. One query, read bit by bit."""
    rows = (
        Keying.objects.filter(
            Q(number=Keying.FIRST) | Q(number=Keying.SECOND),
            response__programme=programme,
            response__participant__is_test=False,
        )
        .select_related("response")
        .order_by("response_id", "number")
    )
    waiting: Keying | None = None
    pairs: dict[tuple[str, bool], list[tuple[tuple[str, ...], dict[str, int | None], dict[str, int | None]]]]
    pairs = defaultdict(list)
    for keying in rows.iterator(chunk_size=500):
        if keying.number == Keying.FIRST:
            waiting = keying
        elif waiting is not None and waiting.response_id == keying.response_id:
            row = keying.response
            items = items_of(row, waiting, keying)
            pairs[row.wave, row.as_supporter].append((items, waiting.answers, keying.answers))
    return {place: agreement(of) for place, of in pairs.items()}


def times_keyed(rows: Sequence[Response]) -> int:
    """How often a sheet was keyed: 0, 1, or 2 where it waits to be settled."""
    if not rows:
        return 0
    found = Keying.objects.filter(response__in=[row.pk for row in rows], response__status__in=UNANSWERED)
    return max(found.values_list("number", flat=True), default=0)
