"""What came of asking: a person's own answers over time, and what upper rooms need for results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from alongside.enrolment.queries import consented_participants, participants_with_required_consents
from alongside.measures.core import Instrument, NoSuchLanguage, instrument
from alongside.measures.core.goals import goal_change
from alongside.measures.core.plan import SUPPORT_ELSEWHERE, asks_about_goals
from alongside.measures.core.registry import described
from alongside.measures.core.waves import BASELINE
from alongside.measures.models import Goal, HowAnswered, Response, ResponseStatus
from alongside.measures.queries.people import People, people_of
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import definition_of

RESEARCH_USE = "research_use"


@dataclass(frozen=True)
class OwnAnswer:
    """One question's answer as the person gave it, in words; `words` empty where it was left out."""

    question: str
    words: str


@dataclass(frozen=True)
class OwnResult:
    """What one person answered on one day. `number` is the score, unrounded; empty where there is none."""

    title: str
    answered_on: date
    is_late_baseline: bool
    number: float | None
    answers: tuple[OwnAnswer, ...]


@dataclass(frozen=True)
class OwnSeries:
    """One person's own answers to one instrument over time, oldest first."""

    instrument: Instrument
    is_about_goals: bool
    results: tuple[OwnResult, ...]

    @property
    def has_direction(self) -> bool:
        """Whether more of it is better or worse; what people have elsewhere is neither."""
        return self.instrument.id != SUPPORT_ELSEWHERE


@dataclass(frozen=True)
class Occasion:
    """What one person answered on one day in one wave: each result with the instrument that it belongs to."""

    title: str
    answered_on: date
    parts: tuple[tuple[OwnSeries, OwnResult], ...]


@dataclass(frozen=True)
class ScorePair:
    """One participant's scores in two waves, unrounded; goals are averaged over those rated in both waves."""

    participant_id: int
    relationship_id: int | None
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class WaveCount:
    """How many responses of one instrument were due in one wave of one side, and what became of them.

    The five outcomes add up to `due`: nothing is left out of sight. `late` and `unscored` are among `answered`:
    answers to the baseline after support had begun, and answers with too much missing for a score. `never_asked` are
    among `missed`: their time was over before they could be asked.
    """

    wave: str
    instrument: str
    as_supporter: bool
    due: int
    answered: int
    declined: int
    missed: int
    begun: int
    waiting: int
    late: int
    unscored: int
    never_asked: int


def own_results(
    participant: Participant, programme: Programme, *, to_read_out: bool = False
) -> tuple[OwnSeries, ...]:
    """What the participant has answered in this programme, by instrument, goals first. Flat number of queries.

    `to_read_out` is for staff: only what staff entered, never what people answered by themselves on this site.
    """
    people = people_of(programme, participant)
    goals = dict(Goal.objects.filter(participant=participant, programme=programme).values_list("pk", "words"))
    grouped: dict[tuple[str, bool, int | None], list[Response]] = defaultdict(list)
    rows = Response.objects.filter(
        participant=participant, programme=programme, status=ResponseStatus.COMPLETED
    )
    if to_read_out:
        rows = rows.exclude(how=HowAnswered.WEB)
    for row in rows.order_by("answered_on", "pk"):
        grouped[row.instrument, row.as_supporter, row.relationship_id].append(row)
    series = []
    for (name, _, _), answered in grouped.items():
        try:
            found = instrument(name, answered[0].language)
        except NoSuchLanguage:
            found = described(name)
        results = tuple(_own_result(row, found, people, goals) for row in answered)
        series.append(OwnSeries(found, asks_about_goals(name), results))
    return tuple(sorted(series, key=lambda one: not one.is_about_goals))


def by_time(series: Iterable[OwnSeries]) -> list[Occasion]:
    """The same answers by when they were given, the newest first."""
    parts: dict[tuple[date, str], list[tuple[OwnSeries, OwnResult]]] = defaultdict(list)
    for one in series:
        for result in one.results:
            parts[result.answered_on, result.title].append((one, result))
    newest_first = sorted(parts.items(), key=lambda item: item[0][0], reverse=True)
    return [Occasion(title, answered_on, tuple(found)) for (answered_on, title), found in newest_first]


def _own_result(row: Response, found: Instrument, people: People, goals: Mapping[int, str]) -> OwnResult:
    questions = {question.id: question for question in found.questions()}
    answers = []
    # A score from elsewhere has no questions here, and a goal stands for the one that its file has.
    for item, code in row.answers.items() if questions else ():
        question = questions.get(item) or found.questions()[0]
        text = goals.get(int(item), question.text) if asks_about_goals(row.instrument) else question.text
        label = next((option.label for option in question.options if option.code == code), "")
        shown = "" if code is None else (label if question.style == "labels" else str(code))
        answers.append(OwnAnswer(text, shown))
    return OwnResult(
        people.title((row.participant_id, row.as_supporter), row.wave),
        row.answered_on or row.due_on,
        row.wave == BASELINE and not row.is_baseline,
        row.score,
        tuple(answers),
    )


def people_in_results(programme: Programme) -> frozenset[int]:
    """Whose answers may stand in results: those who consent now to all that support requires and, where the
    definition has the purpose `research_use`, to that too. Made-up people for trying the software are left out."""
    consenting = participants_with_required_consents(programme)
    if any(consent.key == RESEARCH_USE for consent in definition_of(programme).consents):
        consenting &= consented_participants(programme, RESEARCH_USE)
    tests = Participant.objects.filter(organisation=programme.organisation_id, is_test=True)
    return frozenset(consenting - set(tests.values_list("pk", flat=True)))


def paired_scores(
    programme: Programme, instrument_id: str, from_wave: str, to_wave: str, *, as_supporter: bool
) -> tuple[ScorePair, ...]:
    """The scores of everybody who has one in both waves, by participant id (and relationship, where it is about one).

    Only people of `people_in_results`. An answer counts as of the baseline only if it came before the first contact,
    as that is known at this moment. A flat number of queries.
    """
    rows = Response.objects.filter(
        programme=programme,
        instrument=instrument_id,
        wave__in=(from_wave, to_wave),
        as_supporter=as_supporter,
        status=ResponseStatus.COMPLETED,
        score__isnull=False,
    )
    consenting = people_in_results(programme)
    people = people_of(programme)
    by_person: dict[tuple[int, int], dict[str, Response]] = defaultdict(dict)
    for row in rows.order_by("participant_id", "relationship_id"):
        if row.participant_id in consenting and _counts(people, row):
            by_person[row.participant_id, row.relationship_id or 0][row.wave] = row
    found: list[ScorePair] = []
    for waves in by_person.values():
        if from_wave in waves and to_wave in waves:
            found += _pair(waves[from_wave], waves[to_wave])
    return tuple(found)


def _counts(people: People, row: Response) -> bool:
    if row.wave != BASELINE:
        return True
    place = people.places.get((row.participant_id, row.as_supporter))
    if place is None or row.answered_on is None:
        return row.is_baseline
    return place.first_contact_on is None or row.answered_on < place.first_contact_on


def _pair(before: Response, after: Response) -> Iterator[ScorePair]:
    if before.score is None or after.score is None:
        return
    first, second = before.score, after.score
    if asks_about_goals(before.instrument):
        both = goal_change(before.answers, after.answers).by_goal
        if not both:
            return
        first = sum(before.answers[goal] for goal in both) / len(both)
        second = sum(after.answers[goal] for goal in both) / len(both)
    yield ScorePair(before.participant_id, before.relationship_id, first, second)


def wave_counts(programme: Programme) -> tuple[WaveCount, ...]:
    """What became of everything that was due, by wave, instrument and side. One query.

    Everybody is counted, whatever they consented to: counts of missing answers must reconcile. Made-up people for
    trying the software are left out.
    """
    answered = Q(status=ResponseStatus.COMPLETED)
    rows = (
        Response.objects.filter(programme=programme, participant__is_test=False)
        .values("wave", "instrument", "as_supporter")
        .order_by("as_supporter", "wave", "instrument")
        .annotate(
            due=Count("pk"),
            answered=Count("pk", filter=answered),
            declined=Count("pk", filter=Q(status=ResponseStatus.DECLINED)),
            missed=Count("pk", filter=Q(status=ResponseStatus.MISSED)),
            begun=Count("pk", filter=Q(status=ResponseStatus.STARTED)),
            waiting=Count("pk", filter=Q(status=ResponseStatus.DUE)),
            late=Count("pk", filter=answered & Q(wave=BASELINE, is_baseline=False)),
            unscored=Count("pk", filter=answered & Q(score__isnull=True)),
            never_asked=Count(
                "pk",
                filter=Q(status=ResponseStatus.MISSED, asked_on__isnull=True, started_at__isnull=True),
            ),
        )
    )
    return tuple(WaveCount(**row) for row in rows)


def answered_responses(programme: Programme) -> Iterator[Response]:
    """Every answered response of people in the results, oldest first, read from the database bit by bit."""
    consenting = people_in_results(programme)
    rows = Response.objects.filter(programme=programme, status=ResponseStatus.COMPLETED)
    for row in rows.order_by("answered_on", "pk").iterator(chunk_size=500):
        if row.participant_id in consenting:
            yield row
