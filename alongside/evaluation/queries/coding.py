"""Coding jobs: what a coder has to do, what two coders gave, how far they agree, and what came of it by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q, QuerySet

from alongside.evaluation.core.coding.agreement import Agreement, agreement_by_code, agreement_over_all
from alongside.evaluation.core.coding.codebook import Code, Codebook, as_codebook
from alongside.evaluation.core.coding.marks import codes_in, from_data
from alongside.evaluation.core.disclosure import Rule, protect_share
from alongside.evaluation.core.dose import Share
from alongside.evaluation.models import (
    CodedText,
    Coding,
    CodingJob,
    OpenQuestion,
    Quotation,
    Settlement,
    WhoAnswers,
)
from alongside.evaluation.queries.open_questions import usable
from alongside.evaluation.queries.results import rule_of
from alongside.evaluation.queries.trials import sealed_until
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.programmes.queries import staff_who_may
from alongside.roles.permissions import Permission


def coders_in(programme: Programme) -> QuerySet[Person]:
    """Who may be named as a coder."""
    return staff_who_may(programme, Permission.TEXT_CODE)


def jobs_of(programme: Programme) -> QuerySet[CodingJob]:
    """The coding jobs of a programme, the newest first."""
    return CodingJob.objects.filter(programme=programme).select_related("first", "second").order_by("-pk")


def coded_jobs(programme: Programme) -> list[CodingJob]:
    """The codings of a programme with which both coders are done, the newest first, at most five."""
    done = jobs_of(programme).filter(first_done_at__isnull=False, second_done_at__isnull=False)
    return list(done[:5])


def codebook_of(job: CodingJob) -> Codebook:
    """The codebook as it was when the job began."""
    return as_codebook(job.codebook)


def texts_of(job: CodingJob) -> list[CodedText]:
    """The texts of a job that may be used today, in the order in which they are read, without their words."""
    rows = (
        job.texts.select_related("answer__question")
        .defer("answer__words", "answer__question__words")
        .order_by("number")
    )
    texts = list(rows)
    allowed = {each.pk for each in usable(job.programme, (text.answer for text in texts))}
    return [text for text in texts if text.answer_id in allowed]


def is_for(text: CodedText, job: CodingJob, coder: Person) -> bool:
    """Whether the coder codes this text of the job."""
    return (coder.pk == job.first_id and text.for_first) or (coder.pk == job.second_id and text.for_second)


@dataclass(frozen=True)
class Work:
    """What one coder has to do in a job: the numbers of their texts, those coded, and the next one to code."""

    numbers: tuple[int, ...]
    coded: frozenset[int]
    is_done: bool

    @property
    def next(self) -> int | None:
        return next((number for number in self.numbers if number not in self.coded), None)

    @property
    def may_say_done(self) -> bool:
        return not self.is_done and self.next is None

    def after(self, number: int) -> int | None:
        """The next text to code after this one, then any that was left out before; None where all are coded."""
        open_ones = [each for each in self.numbers if each not in self.coded]
        return next((each for each in open_ones if each > number), next(iter(open_ones), None))

    def place_of(self, number: int) -> int:
        """Which of the coder's texts it is, from 1."""
        return self.numbers.index(number) + 1

    def before(self, number: int) -> int | None:
        at = self.numbers.index(number)
        return self.numbers[at - 1] if at else None


def work_of(job: CodingJob, coder: Person) -> Work:
    """What a coder has done and has to do, of what may be used today."""
    mine = {text.pk: text.number for text in texts_of(job) if is_for(text, job, coder)}
    coded = Coding.objects.filter(text__in=mine, coder=coder).values_list("text", flat=True)
    done = job.first_done_at if coder.pk == job.first_id else job.second_done_at
    return Work(tuple(mine.values()), frozenset(mine[pk] for pk in coded), done is not None)


@dataclass(frozen=True)
class CoderProgress:
    """How far one coder of a job is. It says how many, and nothing of what."""

    name: str
    coded: int
    of: int
    is_done: bool


def progress_of(job: CodingJob) -> tuple[CoderProgress, ...]:
    """How far both coders are, the first before the second."""
    texts = texts_of(job)
    done = set(Coding.objects.filter(text__job=job).values_list("text", "coder"))
    return tuple(
        CoderProgress(
            coder.name,
            sum((text.pk, coder.pk) in done for text in texts if is_for(text, job, coder)),
            sum(is_for(text, job, coder) for text in texts),
            at is not None,
        )
        for coder, at in ((job.first, job.first_done_at), (job.second, job.second_done_at))
    )


def jobs_of_coder(jobs: QuerySet[CodingJob], coder: Person) -> list[CodingJob]:
    """Of these jobs, those that the person codes and is not done with."""
    mine = Q(first=coder, first_done_at__isnull=True) | Q(second=coder, second_done_at__isnull=True)
    return list(jobs.filter(mine))


def question_in_short(question: OpenQuestion) -> str:
    """A question as a line to choose: whom it asked, when, and what."""
    return f"{question.get_side_display()}, {question.moment}: {question.words}"


@dataclass(frozen=True)
class Difference:
    """A code of a text that one coder gave and the other did not. `first_gave` says which; `settlement`, what was agreed."""

    text: CodedText
    code: Code
    first_gave: bool
    settlement: Settlement | None


@dataclass(frozen=True)
class Coded:
    """All that two coders gave, once both are done. Texts of people who took their yes back are not among it."""

    job: CodingJob
    codebook: Codebook
    texts: tuple[CodedText, ...]
    given: Mapping[tuple[int, int], frozenset[str]]
    """By text and coder: the codes that stand anywhere in it."""
    settled: Mapping[tuple[int, str], Settlement] = field(default_factory=dict)

    @cached_property
    def twice(self) -> list[tuple[CodedText, frozenset[str], frozenset[str]]]:
        """Each text that both coded, with the codes of the first and of the second."""
        keys = (self.job.first_id, self.job.second_id)
        return [
            (text, self.given[text.pk, keys[0]], self.given[text.pk, keys[1]])
            for text in self.texts
            if all((text.pk, key) in self.given for key in keys)
        ]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(
            Difference(text, code, code.id in first, self.settled.get((text.pk, code.id)))
            for text, first, second in self.twice
            for code in self.codebook.codes
            if (code.id in first) != (code.id in second)
        )

    @property
    def unsettled(self) -> int:
        return sum(each.settlement is None for each in self.differences)

    @property
    def agreement(self) -> Mapping[str, Agreement]:
        return agreement_by_code([code.id for code in self.codebook.codes], self._pairs)

    @property
    def over_all(self) -> Agreement:
        return agreement_over_all([code.id for code in self.codebook.codes], self._pairs)

    @property
    def _pairs(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        return [(first, second) for _text, first, second in self.twice]

    @cached_property
    def final(self) -> Mapping[int, frozenset[str]]:
        """By text: the codes that hold: both gave them, it was settled so, or the only coder of the text gave them."""
        found = {}
        both = {text.pk: (first, second) for text, first, second in self.twice}
        for text in self.texts:
            if text.pk in both:
                first, second = both[text.pk]
                settled = {
                    code
                    for code in first ^ second
                    if (one := self.settled.get((text.pk, code))) is not None and one.is_given
                }
                found[text.pk] = (first & second) | settled
            else:
                mine = [codes for (pk, _coder), codes in self.given.items() if pk == text.pk]
                found[text.pk] = frozenset().union(*mine)
        return found


def coded(job: CodingJob) -> Coded | None:
    """What both coders gave; None until both are done, whoever asks."""
    if not job.is_open_to_see:
        return None
    texts = tuple(texts_of(job))
    keys = [text.pk for text in texts]
    given = {
        (text, coder): codes_in(marks)
        for text, coder, marks in Coding.objects.filter(text__in=keys).values_list("text", "coder", "marks")
    }
    settlements = Settlement.objects.filter(text__in=keys).select_related("settled_by")
    return Coded(
        job, codebook_of(job), texts, given, {(each.text_id, each.code): each for each in settlements}
    )


def codings_of(text: CodedText) -> list[Coding]:
    """What each coder gave to a text, the first coder's before the second's."""
    rows = {each.coder_id: each for each in Coding.objects.filter(text=text).select_related("coder")}
    return [rows[key] for key in (text.job.first_id, text.job.second_id) if key in rows]


@dataclass(frozen=True)
class CoderSaid:
    """What one coder said of a code in a text: whether they gave it, to which words (none for the whole), and their note."""

    name: str
    gave: bool
    parts: tuple[str, ...]
    memo: str


def both_sides(text: CodedText, code: str) -> tuple[CoderSaid, ...]:
    """What each coder said of one code in a text."""
    words = text.answer.words
    found = []
    for coding in codings_of(text):
        marks = [mark for mark in from_data(coding.marks) if mark.code == code]
        parts = tuple(words[mark.start : mark.end] for mark in marks if not mark.is_whole)
        found.append(CoderSaid(coding.coder.name, bool(marks), parts, coding.memo))
    return tuple(found)


@dataclass(frozen=True)
class Quotable:
    """A text that may be quoted, told without its words: its number, and the names of its codes."""

    number: int
    codes: str


def quotable_in_short(of: Coded) -> list[Quotable]:
    return [
        Quotable(
            text.number,
            ", ".join(code.title for code in of.codebook.codes if code.id in of.final[text.pk]),
        )
        for text in quotable(of)
    ]


@dataclass(frozen=True)
class CodeCount:
    """How many people of a side wrote of something, as it may be shown; None is not shown. With words that may be quoted."""

    code: Code
    share: Share | None
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class SideTold:
    """What one side wrote of. `people` is None where they are too few to be shown; then nothing of them is."""

    side: WhoAnswers
    people: int | None
    codes: tuple[CodeCount, ...]


@dataclass(frozen=True)
class Told:
    """What came of a coding, side by side and never added up."""

    sides: tuple[SideTold, ...]
    over_all: Agreement
    texts: int
    twice: int
    unsettled: int
    sealed: bool
    """A trial is under way: what members wrote is not shown yet."""


def told(of: Coded) -> Told:
    """The result of a job as everybody who sees results may read it: small groups hidden, quotes only as people allow."""
    rule = rule_of(of.job.programme)
    sealed = sealed_until(of.job.programme) is not None
    quotes = quotes_of(of)
    sides = []
    for side in WhoAnswers:
        if sealed and side == WhoAnswers.MEMBER:
            continue
        people: dict[tuple[str, int | None], set[str]] = defaultdict(set)
        for text in of.texts:
            if text.answer.question.side == side:
                people[_whose(text)] |= of.final[text.pk]
        if people:
            sides.append(_side_told(of.codebook, side, list(people.values()), rule, quotes))
    return Told(tuple(sides), of.over_all, len(of.texts), len(of.twice), of.unsettled, sealed)


def _whose(text: CodedText) -> tuple[str, int | None]:
    answer = text.answer
    if answer.participant_id is not None:
        return "participant", answer.participant_id
    return "person", answer.person_id


def _side_told(
    codebook: Codebook,
    side: WhoAnswers,
    people: list[set[str]],
    rule: Rule,
    quotes: Mapping[tuple[str, str], tuple[str, ...]],
) -> SideTold:
    if rule.is_small(len(people)):
        return SideTold(side, None, ())
    return SideTold(
        side,
        len(people),
        tuple(
            CodeCount(
                code,
                protect_share(Share(sum(code.id in one for one in people), len(people)), rule),
                quotes.get((side, code.id), ()),
            )
            for code in codebook.codes
        ),
    )


def quotes_of(of: Coded) -> dict[tuple[str, str], tuple[str, ...]]:
    """The words that may be quoted today, by side and code: people let them be quoted, and the code still holds."""
    found: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for each in quotations_of(of):
        found[each.text.answer.question.side, each.code] += (each.words,)
    return found


def quotations_of(of: Coded) -> list[Quotation]:
    """The chosen quotes that may be shown today, in the order in which they were chosen."""
    rows = Quotation.objects.filter(text__in=[text.pk for text in of.texts], text__answer__may_quote=True)
    rows = rows.select_related("text__answer__question").order_by("pk")
    return [each for each in rows if each.code in of.final[each.text_id]]


def quotable(of: Coded) -> list[CodedText]:
    """The texts whose people let their words be quoted and that have a code, in order."""
    return [text for text in of.texts if text.answer.may_quote and of.final[text.pk]]


def text_numbered(texts: Iterable[CodedText], number: int) -> CodedText | None:
    """The text of that number among these, with its words; None where there is none."""
    found = next((text for text in texts if text.number == number), None)
    if found is None:
        return None
    return CodedText.objects.select_related("answer__question", "answer__participant", "job__programme").get(
        pk=found.pk
    )
