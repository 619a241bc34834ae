"""The pages of a coding in words: one text to code, how far two coders agree, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.evaluation.core.coding.agreement import Agreement, Says
from alongside.evaluation.core.coding.codebook import Codebook
from alongside.evaluation.core.coding.marks import Mark, from_data, runs_of, sentences
from alongside.evaluation.models import CodedText, Coding
from alongside.evaluation.queries.coding import Coded, Work, codebook_of, told, work_of
from alongside.people.models import Person

SAYS: Mapping[Says, Promise] = {
    Says.RELY: gettext_lazy("Good: this code can be relied on"),
    Says.TENTATIVE: gettext_lazy("Fair: only careful conclusions"),
    Says.LOW: gettext_lazy("Low: the two understand this code differently"),
    Says.TOO_FEW: gettext_lazy("Too few texts to say"),
    Says.ONE_ANSWER: gettext_lazy("Both said the same of every text, so nothing can be said"),
}


@dataclass(frozen=True)
class Part:
    """A part of the text that has a code: its words, the name of the code, and the key by which it is taken away."""

    key: str
    words: str
    title: str


class CodingPage:
    """One text as its coder sees it: words and question, what the coder gave so far, and nothing of who wrote it."""

    def __init__(self, text: CodedText, coder: Person) -> None:
        self.text, self.coder = text, coder
        self.words = text.answer.words
        self.codebook: Codebook = codebook_of(text.job)

    @cached_property
    def work(self) -> Work:
        return work_of(self.text.job, self.coder)

    @cached_property
    def given(self) -> Coding | None:
        return Coding.objects.filter(text=self.text, coder=self.coder).first()

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        return from_data(self.given.marks) if self.given else ()

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        return sentences(self.words)

    @property
    def sentences(self) -> list[str]:
        return [self.words[start:end] for start, end in self.places]

    @property
    def initial(self) -> dict[str, Any]:
        whole = [mark.code for mark in self.marks if mark.is_whole]
        return {"codes": whole, "memo": self.given.memo if self.given else ""}

    @property
    def parts(self) -> list[Part]:
        return [
            Part(_key(mark), self.words[mark.start : mark.end], self.codebook[mark.code].title)
            for mark in self.marks
            if not mark.is_whole
        ]

    @property
    def place(self) -> int:
        return self.work.place_of(self.text.number)

    @property
    def before(self) -> int | None:
        return self.work.before(self.text.number)

    def marks_of(self, answers: Mapping[str, Any], *, remove: str = "") -> list[Mark]:
        """What is given after a form was sent: codes of the whole, the parts there were, and a part that was added."""
        kept = [mark for mark in self.marks if not mark.is_whole and _key(mark) != remove]
        kept += [Mark(code) for code in answers["codes"]]
        if answers.get("part_code"):
            chosen = runs_of((int(at) for at in answers["part"]), self.places)
            kept += [Mark(answers["part_code"], start, end) for start, end in chosen]
        return kept


def _key(mark: Mark) -> str:
    return f"{mark.code}:{mark.start}:{mark.end}"


@dataclass(frozen=True)
class AgreementPage:
    """What is said of the agreement of two coders, and its table."""

    lead: str
    over_all: str
    columns: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]]


def agreement_page(found: Coded) -> AgreementPage:
    """The agreement in words and as a table, code by code."""
    columns: list[dict[str, Any]] = [
        {"label": _("Code")},
        {"label": _("Both gave it"), "number": True},
        {"label": _("Only %(name)s") % {"name": found.job.first.name}, "number": True},
        {"label": _("Only %(name)s") % {"name": found.job.second.name}, "number": True},
        {"label": _("Kappa"), "number": True},
        {"label": _("Alpha"), "number": True},
        {"label": _("What it says")},
    ]
    by_code = found.agreement
    rows = [
        [
            {"text": code.title},
            *(
                _cell(columns, at, str(number))
                for at, number in enumerate(_counts(by_code[code.id]), start=1)
            ),
            _cell(columns, 4, _figure(by_code[code.id].kappa)),
            _cell(columns, 5, _figure(by_code[code.id].alpha)),
            {"text": SAYS[by_code[code.id].says], "label": columns[6]["label"]},
        ]
        for code in found.codebook.codes
    ]
    lead = ngettext(
        "One text was coded by both. A code counts as given wherever in the text it stands.",
        "%(count)s texts were coded by both. A code counts as given wherever in the text it stands.",
        len(found.twice),
    ) % {"count": len(found.twice)}
    return AgreementPage(lead, over_all_words(found.over_all), columns, rows)


def over_all_words(over_all: Agreement) -> str:
    """One sentence on the agreement over all codes, with its figures where there are any."""
    if over_all.alpha is None or over_all.kappa is None:
        return _("Over all codes: %(says)s.") % {"says": _small(SAYS[over_all.says])}
    says = {
        Says.RELY: _("good enough to rely on"),
        Says.TENTATIVE: _("enough for careful conclusions only"),
        Says.LOW: _("too low to rely on"),
    }[over_all.says]
    figures = {
        "alpha": _figure(over_all.alpha),
        "kappa": _figure(over_all.kappa),
        "says": says,
    }
    if over_all.alpha_interval is None:
        return _("Over all codes the two agree with alpha %(alpha)s and kappa %(kappa)s: %(says)s.") % figures
    interval = over_all.alpha_interval
    return _(
        "Over all codes the two agree with alpha %(alpha)s (probably between %(low)s and %(high)s) and kappa %(kappa)s: "
        "%(says)s."
    ) % {**figures, "low": _figure(interval.low), "high": _figure(interval.high)}


def _small(words: Promise) -> str:
    said = str(words)
    return said[:1].lower() + said[1:]


def _counts(each: Agreement) -> tuple[int, int, int]:
    return each.both, each.only_first, each.only_second


def _cell(columns: list[dict[str, Any]], at: int, text: str) -> dict[str, Any]:
    return {"text": text, "number": True, "label": columns[at]["label"]}


def _figure(value: float | None) -> str:
    return "–" if value is None else number_format(value, 2)


@dataclass(frozen=True)
class Quoted:
    """A code with the words that stand beside it."""

    title: str
    means: str
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class SidePage:
    """One side of a result: who, how many, a table of codes, those that nobody wrote of, and quotes.

    Without a table where too few are in it.
    """

    title: str
    lead: str
    columns: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]]
    silent: str
    quoted: list[Quoted]


@dataclass(frozen=True)
class ResultPage:
    """What came of a coding: where it stands, how far it can be relied on, and each side apart."""

    rests_on: str
    agreement: str
    unsettled: str
    is_sealed: bool
    sides: list[SidePage]


def result_page(found: Coded) -> ResultPage:
    """The result of a coding in words and tables."""
    of = told(found)
    rests_on = ngettext(
        "One text was coded; %(twice)s was coded by both.",
        "%(count)s texts were coded; %(twice)s of them by both.",
        of.texts,
    ) % {"count": of.texts, "twice": of.twice}
    unsettled = ngettext(
        "On one code of a text the two still differ. It is not counted.",
        "On %(count)s codes of texts the two still differ. They are not counted.",
        of.unsettled,
    ) % {"count": of.unsettled}
    sides = []
    for side in of.sides:
        columns: list[dict[str, Any]] = [
            {"label": _("What they wrote of")},
            {"label": _("How many of them"), "number": True},
        ]
        lead = (
            _("Too few people answered for anything to be shown.")
            if side.people is None
            else _("%(count)s people answered.") % {"count": side.people}
        )
        rows = [
            [
                {"text": each.code.title},
                _cell(
                    columns,
                    1,
                    _("hidden")
                    if each.share is None
                    else _("%(count)s of %(of)s") % {"count": each.share.count, "of": each.share.of},
                ),
            ]
            for each in side.codes
            if each.share is None or each.share.count
        ]
        silent = [each.code.title for each in side.codes if each.share is not None and not each.share.count]
        quoted = [Quoted(each.code.title, each.code.means, each.quotes) for each in side.codes if each.quotes]
        sides.append(SidePage(str(side.side.label), lead, columns, rows, ", ".join(silent), quoted))
    return ResultPage(
        rests_on,
        over_all_words(of.over_all),
        unsettled if of.unsettled else "",
        of.sealed,
        sides,
    )
