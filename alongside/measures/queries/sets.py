"""The questions of one wave, as one person answers them: a set of instruments, in the order of the definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from alongside.matching.models import RelationshipSide
from alongside.measures.core import Instrument, NoSuchLanguage, instrument
from alongside.measures.core.instrument import Question
from alongside.measures.core.plan import asks_about_goals, comes_from_elsewhere
from alongside.measures.models import AnsweringChoice, Goal, Response, ResponseStatus
from alongside.measures.queries.people import People, people_of
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme
from alongside.safeguarding.queries import readers_in

OPEN = (ResponseStatus.DUE, ResponseStatus.STARTED)
UNANSWERED = (*OPEN, ResponseStatus.MISSED)
WHOLE_TOPIC = "all-on-one-page"
SET_GOALS = "set-goals"


@dataclass(frozen=True)
class Topic:
    """One instrument as it is put to one person.

    `questions` are empty where the instrument does not exist in their language. `goal_words` is the person's own goal
    by question id. `about` names the other person, where the questions are about one relationship.
    """

    response: Response
    instrument: Instrument | None
    questions: tuple[Question, ...]
    about: str

    @property
    def is_about_goals(self) -> bool:
        return asks_about_goals(self.response.instrument)

    @property
    def answered(self) -> int:
        """How many of the questions have an answer."""
        return sum(self.response.answers.get(question.id) is not None for question in self.questions)


@dataclass(frozen=True)
class Step:
    """One page of a journey through questions: a question, a whole topic, or the setting of goals."""

    topic: Topic
    item: str
    first: int
    questions: tuple[Question, ...]

    @property
    def is_setting_goals(self) -> bool:
        return self.item == SET_GOALS


@dataclass(frozen=True)
class QuestionSet:
    """Everything that one person is asked in one wave on one side, and until when."""

    wave: str
    as_supporter: bool
    title: str
    topics: tuple[Topic, ...]

    @property
    def side(self) -> str:
        return "supporter" if self.as_supporter else "member"

    @property
    def responses(self) -> tuple[Response, ...]:
        return tuple(topic.response for topic in self.topics)

    @property
    def closes_on(self) -> date | None:
        return min((row.closes_on for row in self.responses), default=None)

    @property
    def opens_on(self) -> date:
        return max(row.opens_on for row in self.responses)

    @property
    def is_begun(self) -> bool:
        return any(row.answers for row in self.responses)

    @property
    def is_missed(self) -> bool:
        return all(row.status == ResponseStatus.MISSED for row in self.responses)

    @property
    def count(self) -> int:
        return sum(len(topic.questions) for topic in self.topics)

    @property
    def answered(self) -> int:
        return sum(topic.answered for topic in self.topics)

    @property
    def asks_about_danger(self) -> bool:
        """Whether an answer may have to be read by somebody at once, which people are told before they begin."""
        return any(topic.instrument and topic.instrument.alarms for topic in self.topics)

    @property
    def has_told_of_danger(self) -> bool:
        """Whether an answer that is kept already may mean danger."""
        return any(
            topic.instrument and topic.instrument.alarming(topic.response.answers) for topic in self.topics
        )

    @property
    def lacks_language(self) -> bool:
        """Whether a topic does not exist in the person's language, so that they must be asked about English."""
        return any(topic.instrument is None for topic in self.topics)

    def steps(self, *, one_at_a_time: bool) -> tuple[Step, ...]:
        """The pages of the journey, in order; `first` counts questions from 1 across the whole set."""
        found: list[Step] = []
        number = 1
        for topic in self.topics:
            if topic.is_about_goals and topic.instrument:
                found.append(Step(topic, SET_GOALS, number, ()))
            pages = [(question,) for question in topic.questions] if one_at_a_time else [topic.questions]
            for page in pages:
                if page:
                    found.append(Step(topic, page[0].id if one_at_a_time else WHOLE_TOPIC, number, page))
                number += len(page)
        return tuple(found)


@dataclass(frozen=True)
class _Words:
    goals: tuple[Goal, ...]
    partners: Mapping[int, str]

    def topic(self, row: Response) -> Topic:
        about = self.partners.get(row.relationship_id or 0, "")
        try:
            found = instrument(row.instrument, row.language)
        except NoSuchLanguage:
            return Topic(row, None, (), about)
        return Topic(row, found, self.questions(found), about)

    def questions(self, found: Instrument) -> tuple[Question, ...]:
        if not asks_about_goals(found.id):
            return found.questions()
        asked = found.questions()[0]
        return tuple(Question(str(goal.pk), goal.words, asked.style, asked.options) for goal in self.goals)


def due_for(
    participant: Participant, programme: Programme, on: date | None = None
) -> tuple[QuestionSet, ...]:
    """What the participant may answer today, soonest to close first. Flat number of queries.

    Asks consent anew: whoever has withdrawn it is asked nothing, at once.
    """
    day = on or timezone.localdate()
    people = people_of(programme, participant)
    rows = _rows(participant, programme).filter(status__in=OPEN, opens_on__lte=day, closes_on__gte=day)
    return question_sets(people, (row for row in rows if people.may_ask_row(row)), participant, programme)


def missed_by(participant: Participant, programme: Programme) -> tuple[QuestionSet, ...]:
    """What the participant did not answer in time: staff may still enter what was said or written in time."""
    people = people_of(programme, participant)
    rows = _rows(participant, programme).filter(status=ResponseStatus.MISSED)
    return question_sets(people, (row for row in rows if people.may_ask_row(row)), participant, programme)


def question_sets(
    people: People, rows: Iterable[Response], participant: Participant, programme: Programme
) -> tuple[QuestionSet, ...]:
    """The rows of one participant that can be asked, put together by wave and side."""
    chosen = [row for row in rows if not comes_from_elsewhere(row.instrument)]
    if not chosen:
        return ()
    words = _Words(tuple(goals_of(participant, programme)), _partners(participant, programme))
    asked = [
        (wave.key, wave.respondent == "supporter", name)
        for version in people.versions
        for wave in version.definition.measures
        for name in wave.instruments
    ]
    order = {question: place for place, question in reversed(list(enumerate(asked)))}
    chosen.sort(key=lambda row: (order.get((row.wave, row.as_supporter, row.instrument), 0), row.pk))
    grouped: dict[tuple[str, bool], list[Topic]] = {}
    for row in chosen:
        grouped.setdefault((row.wave, row.as_supporter), []).append(words.topic(row))
    sets = (
        QuestionSet(wave, as_supporter, people.title((participant.pk, as_supporter), wave), tuple(topics))
        for (wave, as_supporter), topics in grouped.items()
    )
    return tuple(sorted(sets, key=lambda one: one.closes_on or date.max))


def goals_of(participant: Participant, programme: Programme) -> QuerySet[Goal]:
    """The goals that the participant has now, oldest first."""
    return Goal.objects.filter(
        participant=participant, programme=programme, dropped_at__isnull=True
    ).order_by("set_at", "pk")


def dropped_goals_of(participant: Participant, programme: Programme) -> QuerySet[Goal]:
    """The goals that the participant has let go, newest first."""
    return Goal.objects.filter(
        participant=participant, programme=programme, dropped_at__isnull=False
    ).order_by("-dropped_at", "pk")


def likes_one_at_a_time(person: Person) -> bool | None:
    """How this person chose to see questions; None if they have not chosen yet."""
    return AnsweringChoice.objects.filter(person=person).values_list("one_at_a_time", flat=True).first()


def _rows(participant: Participant, programme: Programme) -> QuerySet[Response]:
    return Response.objects.filter(participant=participant, programme=programme)


def _partners(participant: Participant, programme: Programme) -> dict[int, str]:
    """What the other person in each of the participant's relationships likes to be called."""
    others = RelationshipSide.objects.filter(
        relationship__programme=programme, relationship__sides__participant=participant
    ).exclude(participant=participant)
    return dict(others.values_list("relationship_id", "participant__known_as"))


def who_reads_danger(programme: Programme) -> list[str]:
    """The names of those who see an answer that may mean danger; empty while nobody has that role."""
    return [person.name for person in readers_in(programme)]
