"""A protected result as what its page shows: pictures with tables, sentences, and lists of numbers in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.evaluation.core.charts import Figure
from alongside.evaluation.core.dose import Spread
from alongside.evaluation.core.page import ShownMeasure, ShownPage, ShownSide
from alongside.evaluation.core.words import sentences
from alongside.evaluation.queries import figures, wording
from alongside.evaluation.queries.results import Outcome
from alongside.evaluation.queries.results import rests_on as rests_on_line
from alongside.measures.core import instrument

Rows = list[list[dict[str, Any]]]


@dataclass(frozen=True)
class Table:
    """A table as the component draws it."""

    caption: str
    columns: list[dict[str, Any]]
    rows: Rows


@dataclass(frozen=True)
class Picture:
    """A figure with its table and the line that says what it rests on."""

    figure: Figure
    table: Table
    rests_on: str


@dataclass(frozen=True)
class SpanBlock:
    """One measure over one span, in words, with its bar of better and worse if people were counted."""

    title: str
    sentences: list[str]
    too_early: bool
    reliable: Picture | None


@dataclass(frozen=True)
class MeasureBlock:
    title: str
    about: str
    validated: bool
    main: bool
    basis: str
    picture: Picture
    means: Table
    missing: Table
    spans: list[SpanBlock]


@dataclass(frozen=True)
class ResultPage:
    """Everything that the template of the result page prints."""

    flow: Picture
    dose: tuple[Picture, ...]
    modalities: Table
    waits: Table
    members: list[MeasureBlock]
    supporters: list[MeasureBlock]
    endings: Table
    harms: Table
    check_ins: Table | None
    people: str
    clusters: str
    not_usable: str
    many_measures: str
    why_hidden: str


def result_page(outcome: Outcome, page: ShownPage) -> ResultPage:
    rests_on = rests_on_line(outcome)
    members = [
        _block(ones, "members", page.primary, rests_on) for ones in _by_instrument(page.members.measures)
    ]
    supporters = [
        _block(ones, "supporters", "", rests_on) for ones in _by_instrument(page.supporters.measures)
    ]
    looked_at = len(page.members.measures) + len(page.supporters.measures)
    return ResultPage(
        flow=_picture(figures.flow_figure(page), rests_on, words=(0, 3)),
        dose=tuple(_picture(figure, rests_on) for figure in figures.dose_figures(page.dose)),
        modalities=_modalities(page),
        waits=_waits(page),
        members=members,
        supporters=supporters,
        endings=_endings(page),
        harms=_harms(page),
        check_ins=_check_ins(page),
        people=number(page.members.people),
        clusters=_clusters(page),
        not_usable=_not_usable(page),
        many_measures=_many(looked_at),
        why_hidden=wording.why_hidden(page.limit),
    )


def number(value: float | None) -> str:
    return wording.hidden() if value is None else figures.whole(value)


def _table(
    caption: str, headers: Sequence[str], rows: Iterable[Sequence[str]], words: Sequence[int] = (0,)
) -> Table:
    """A table whose columns hold numbers, but for those of `words`."""
    return Table(
        caption,
        [{"label": label, "number": place not in words} for place, label in enumerate(headers)],
        [
            [
                {"text": text, "label": label, "number": place not in words}
                for place, (text, label) in enumerate(zip(row, headers, strict=True))
            ]
            for row in rows
        ],
    )


def _picture(figure: Figure, rests_on: str, words: Sequence[int] = (0,)) -> Picture:
    return Picture(
        figure, _table(figure.title, figure.table.headers, _named(figure.table.rows), words), rests_on
    )


def _named(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Rows that go on with the one above get its name too: each is read by itself where the table stacks."""
    name = ""
    for row in rows:
        name = row[0] or name
        yield (name, *row[1:])


def _by_instrument(measures: Sequence[ShownMeasure]) -> list[list[ShownMeasure]]:
    found: dict[str, list[ShownMeasure]] = {}
    for measure in measures:
        found.setdefault(measure.instrument, []).append(measure)
    return list(found.values())


def _block(measures: list[ShownMeasure], side: str, primary: str, rests_on: str) -> MeasureBlock:
    of = instrument(measures[0].instrument)
    name = f"{side}-{of.id.replace('_', '-')}"
    way = _("higher is better") if of.higher_is == "better" else _("higher is worse")
    return MeasureBlock(
        title=of.title,
        about=_("Scores run from %(lowest)s to %(highest)s; %(way)s.")
        % {"lowest": figures.whole(of.range.min), "highest": figures.whole(of.range.max), "way": way},
        validated=of.validated,
        main=of.id == primary,
        basis=_basis(measures[0]),
        picture=_picture(
            figures.change_figure(
                _("Change: %(measure)s") % {"measure": of.title}, measures, f"change-{name}"
            ),
            rests_on,
        ),
        means=_means(measures),
        missing=_missing(measures),
        spans=[_span(measure, f"reliable-{name}-{measure.span}", rests_on) for measure in measures],
    )


def _means(measures: list[ShownMeasure]) -> Table:
    def mean(value: float | None) -> str:
        return wording.hidden() if value is None else wording.amount(value)

    return _table(
        _("Averages of those who answered both times"),
        (_("From when to when"), _("Asked"), _("Answered both times"), _("Before"), _("Later")),
        [
            (
                str(wording.SPANS[one.span]),
                number(one.change.asked),
                number(one.change.n),
                mean(one.change.before_mean),
                mean(one.change.after_mean),
            )
            for one in measures
        ],
    )


def _span(measure: ShownMeasure, figure_id: str, rests_on: str) -> SpanBlock:
    figure = figures.reliable_figure(measure, figure_id)
    return SpanBlock(
        title=str(wording.SPANS[measure.span]),
        sentences=[words for one in sentences(measure.change) if (words := wording.said(one))],
        too_early=measure.change.asked == 0,
        reliable=_picture(figure, rests_on) if figure else None,
    )


def _missing(measures: list[ShownMeasure]) -> Table:
    return _table(
        _("Why people are missing"),
        (_("From when to when, and why"), _("People")),
        [
            (f"{wording.SPANS[measure.span]}: {wording.MISSING[one.reason]}", number(one.number))
            for measure in measures
            for one in measure.missing
        ],
    )


def _basis(measure: ShownMeasure) -> str:
    """What counting reliable change rests on, or why nobody is counted."""
    basis = measure.change.reliability
    if basis is None:
        return _(
            "We do not count who got reliably better or worse here: we know of no published reliability of this "
            "measure to count with."
        )
    return _(
        "A person's change counts as reliable from %(threshold)s points on. That rests on a spread of %(sd)s and a "
        "reliability of %(reliability)s (%(source)s)."
    ) % {
        "threshold": wording.amount(basis.threshold),
        "sd": wording.amount(basis.sd),
        "reliability": wording.amount(basis.reliability),
        "source": basis.source,
    }


def _spread_cells(spread: Spread) -> tuple[str, str, str]:
    middle = wording.hidden() if spread.median is None else figures.whole(spread.median)
    if spread.n == 0:
        middle = "–"
    if spread.lower_quartile is None or spread.upper_quartile is None:
        half = "–"
    else:
        half = _("%(low)s to %(high)s") % {
            "low": figures.whole(spread.lower_quartile),
            "high": figures.whole(spread.upper_quartile),
        }
    return number(spread.n), middle, half


def _waits(page: ShownPage) -> Table:
    return _table(
        _("Days of waiting"),
        (_("Which wait"), _("People"), _("Median days"), _("The middle half waited")),
        [(str(wording.WAITS[stage]), *_spread_cells(spread)) for stage, spread in page.waits.items()],
    )


def _modalities(page: ShownPage) -> Table:
    return _table(
        _("Contacts by way of meeting"),
        (_("How"), _("Matches that had any"), _("Contacts"), _("Minutes")),
        [
            (
                wording.modality(row.modality),
                number(row.relationships),
                number(row.contacts),
                number(row.minutes),
            )
            for row in page.dose.by_modality
        ],
    )


def _endings(page: ShownPage) -> Table:
    rows = [(wording.ending(kind), number(count)) for kind, count in page.endings.items()]
    return _table(
        _("Matches by how they ended"),
        (_("How"), _("Matches")),
        [*rows, (_("All matches"), number(page.dose.relationships))],
    )


def _harms(page: ShownPage) -> Table:
    return _table(
        _("Harm and worry"),
        (_("What"), _("How many")),
        [
            (_("Concerns raised about somebody's safety"), number(page.concerns)),
            (_("People for whom new contact was stopped for a time"), number(page.held)),
            (_("Matches ended for safety"), number(page.endings["safeguarding"])),
            (_("Matches that ended because one of the two died"), number(page.endings["died"])),
            (_("Matches ended so that somebody could be matched again"), number(page.endings["rematch"])),
            (_("People who were matched again"), number(page.rematched)),
        ],
    )


def _check_ins(page: ShownPage) -> Table | None:
    sides: list[tuple[str, ShownSide]] = [(_("Members"), page.members)]
    if not page.mutual:
        sides.append((_("Supporters"), page.supporters))
    if all(side.checked_in == 0 for _name, side in sides):
        return None
    rows = [
        (f"{name}: {wording.RATINGS[rating]}", *_spread_cells(spread))
        for name, side in sides
        for rating, spread in side.ratings.items()
    ]
    return _table(
        _("How each side finds it, newest answer of each person, 0 to 10"),
        (_("Who and what"), _("People"), _("Median"), _("The middle half")),
        rows,
    )


def _clusters(page: ShownPage) -> str:
    if page.mutual:
        return _(
            "People in a pair share much: %(pairs)s pairs are not twice as many separate experiments. The intervals "
            "here are too narrow for that."
        ) % {"pairs": number(page.dose.relationships)}
    if page.supporters.people is None:
        return _(
            "How many supporters stand behind these results is hidden. Those who share a supporter share more than "
            "chance, so the intervals here are too narrow."
        )
    return ngettext(
        "Results come from %(count)s supporter, not from separate experiments: people who share a supporter share "
        "more than chance, so the intervals here are too narrow.",
        "Results come from %(count)s supporters, not from as many separate experiments as there are people: those who "
        "share a supporter share more than chance, so the intervals here are too narrow.",
        page.supporters.people,
    ) % {"count": page.supporters.people}


def _not_usable(page: ShownPage) -> str:
    if page.members.not_usable == 0:
        return ""
    if page.members.not_usable is None:
        return _(
            "A small group did not agree to their answers being used; they are counted here and nowhere else."
        )
    return _(
        "%(count)s did not agree to their answers being used, or took that back. They are counted in this picture and "
        "in no table of outcomes."
    ) % {"count": number(page.members.not_usable)}


def _many(looked_at: int) -> str:
    if looked_at < 2:
        return ""
    return _(
        "This page looks at %(count)s changes. With so many, one or two can look striking by luck. Only the main "
        "measure was chosen beforehand; the others explore."
    ) % {"count": looked_at}
