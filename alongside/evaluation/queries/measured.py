"""The measures of one side as blocks of a result page: what moved, by how much, and who is missing from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alongside.evaluation.core.outcomes import Span
from alongside.evaluation.core.page import ShownMeasure, ShownSide
from alongside.evaluation.core.words import sentences
from alongside.evaluation.queries import figures, wording
from alongside.evaluation.queries.tables import Picture, Table, number, picture, table
from alongside.measures.core.plan import asks_about_goals
from alongside.measures.core.registry import described


@dataclass(frozen=True)
class SpanBlock:
    """One measure over one span, in words, with its bar of better and worse if people were counted.

    still: who is neither counted nor missing, for their time has not come or is not over.
    """

    title: str
    sentences: list[str]
    still: str
    too_early: bool
    reliable: Picture | None


@dataclass(frozen=True)
class MeasureBlock:
    """One measure. finding: what came of it, in the fewest words."""

    title: str
    finding: str
    about: str
    validated: bool
    main: bool
    basis: str
    picture: Picture
    means: Table
    asked: Table
    missing: Table
    spans: list[SpanBlock]


def measure_blocks(
    side: ShownSide, name: str, primary: str, rests_on: str, *, shown_first: str = ""
) -> list[MeasureBlock]:
    """One block for each instrument. ``shown_first`` is what the organisation puts first ("own_goals" or
    "clinical_outcome"); both are always shown, and without it they stand as the definition asks them."""
    return [
        _block(ones, side, name, primary, rests_on)
        for ones in in_order(_by_instrument(side.measures), shown_first)
    ]


def in_order(measures: list[list[ShownMeasure]], shown_first: str) -> list[list[ShownMeasure]]:
    """People's own goals before everything else, or after it, as the organisation decided."""
    if shown_first not in {"own_goals", "clinical_outcome"}:
        return measures
    goals_first = shown_first == "own_goals"
    return sorted(measures, key=lambda ones: asks_about_goals(ones[0].instrument) != goals_first)


def _by_instrument(measures: Sequence[ShownMeasure]) -> list[list[ShownMeasure]]:
    found: dict[str, list[ShownMeasure]] = {}
    for measure in measures:
        found.setdefault(measure.instrument, []).append(measure)
    return list(found.values())


def _block(
    measures: list[ShownMeasure], side: ShownSide, side_name: str, primary: str, rests_on: str
) -> MeasureBlock:
    of = described(measures[0].instrument)
    name = f"{side_name}-{of.id.replace('_', '-')}"
    way = _("higher is better") if of.higher_is == "better" else _("higher is worse")
    return MeasureBlock(
        title=of.title,
        finding=finding(measures[0]),
        about=_("Scores run from %(lowest)s to %(highest)s; %(way)s.")
        % {"lowest": figures.whole(of.range.min), "highest": figures.whole(of.range.max), "way": way},
        validated=of.validated,
        main=of.id == primary,
        basis=_basis(measures[0]),
        picture=picture(
            figures.change_figure(
                _("Change: %(measure)s") % {"measure": of.title}, measures, f"change-{name}"
            ),
            rests_on,
        ),
        means=_means(measures),
        asked=_asked(measures, side),
        missing=_missing(measures),
        spans=[_span(measure, side, f"reliable-{name}-{measure.span}", rests_on) for measure in measures],
    )


def _means(measures: list[ShownMeasure]) -> Table:
    def mean(value: float | None) -> str:
        return wording.hidden() if value is None else wording.amount(value)

    return table(
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


def _asked(measures: list[ShownMeasure], side: ShownSide) -> Table:
    return table(
        _("Who was asked"),
        (
            _("From when to when"),
            _("Asked, and their time is over"),
            _("Can still answer"),
            _("Have not come this far"),
        ),
        [
            (
                str(wording.SPANS[one.span]),
                number(one.change.asked),
                number(side.being_asked[one.span]),
                number(side.not_yet[one.span]),
            )
            for one in measures
        ],
    )


def finding(measure: ShownMeasure) -> str:
    """Where the average change probably lies, in the fewest words."""
    change = measure.change
    if change.asked == 0:
        return _("nobody has come to this point yet")
    if change.improvement is None:
        return _("too few people to show")
    if change.interval is None:
        return wording.points(change.improvement)
    low, high = change.interval.low, change.interval.high
    if low >= 0 or high <= 0:
        smaller, larger = sorted((abs(low), abs(high)))
        words = (
            _("%(smaller)s to %(larger)s points better")
            if low >= 0
            else _("%(smaller)s to %(larger)s points worse")
        )
        return words % {"smaller": wording.amount(smaller), "larger": wording.amount(larger)}
    return _("between %(worse)s points worse and %(better)s points better") % {
        "worse": wording.amount(-low),
        "better": wording.amount(high),
    }


def _still(span: Span, side: ShownSide) -> str:
    now, later = side.being_asked[span], side.not_yet[span]
    if not now and not later and now is not None and later is not None:
        return ""
    return _(
        "Not counted, and not missing: %(now)s who can still answer, and %(later)s who have not come this far."
    ) % {"now": number(now), "later": number(later)}


def _span(measure: ShownMeasure, side: ShownSide, figure_id: str, rests_on: str) -> SpanBlock:
    figure = figures.reliable_figure(measure, figure_id)
    return SpanBlock(
        title=str(wording.SPANS[measure.span]),
        sentences=[words for one in sentences(measure.change) if (words := wording.said(one))],
        still=_still(measure.span, side),
        too_early=measure.change.asked == 0,
        reliable=picture(figure, rests_on) if figure else None,
    )


def _missing(measures: list[ShownMeasure]) -> Table:
    return table(
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
