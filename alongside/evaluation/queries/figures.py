"""The pictures of a result page, each made from the same protected numbers as its table and its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from alongside.evaluation.core.charts import (
    Figure,
    FlowWords,
    IntervalRow,
    IntervalWords,
    PlannedDelivered,
    PlannedDeliveredWords,
    ThreeWayWords,
    flow_chart,
    interval_chart,
    planned_delivered_chart,
    three_way_bar,
)
from alongside.evaluation.core.dose import Spread
from alongside.evaluation.core.page import ShownDose, ShownMeasure, ShownPage
from alongside.evaluation.queries import wording


def signed(value: float) -> str:
    """A change where better is up: a plus sign for better, a real minus sign for worse."""
    return f"+{wording.amount(value)}" if value > 0 else wording.amount(value)


def whole(value: float) -> str:
    return str(number_format(round(value), use_l10n=True, force_grouping=True))


def flow_figure(page: ShownPage) -> Figure:
    words = FlowWords(
        title=_("The way of people through the programme"),
        description=_(
            "Boxes from coming in to having had support; beside each, who is not in the next, and why."
        ),
        stages={stage: str(label) for stage, label in wording.STAGES.items()},
        exits={reason: str(label) for reason, label in wording.EXITS.items()},
        skipped=_("of them without a record of this step"),
        hidden=wording.hidden(),
        headers=(_("Step"), _("People"), _("With a record of it"), _("Not in the next step"), _("People")),
    )
    return flow_chart(page.flow, words, figure_id="flow", rtl=get_language_bidi())


def dose_figures(dose: ShownDose) -> tuple[Figure, Figure]:
    """Contacts and minutes, each on its own scale."""
    return (
        _dose_figure(
            _("Contacts per match"), dose.planned_contacts, dose.delivered_contacts, "dose-contacts"
        ),
        _dose_figure(_("Minutes per match"), dose.planned_minutes, dose.delivered_minutes, "dose-minutes"),
    )


def _dose_figure(title: str, planned: Spread, delivered: Spread, figure_id: str) -> Figure:
    words = PlannedDeliveredWords(
        title=title,
        description=_("What was planned up to now, and what took place, over all matches."),
        planned=_("Planned"),
        delivered=_("Delivered"),
        hidden=wording.hidden(),
        headers=(_("Over all matches"), _("Planned"), _("Delivered")),
    )
    rows = [
        PlannedDelivered(_("A quarter had this or fewer"), planned.lower_quartile, delivered.lower_quartile),
        PlannedDelivered(_("Half had this or more (the median)"), planned.median, delivered.median),
        PlannedDelivered(_("A quarter had this or more"), planned.upper_quartile, delivered.upper_quartile),
    ]
    return planned_delivered_chart(rows, words, figure_id=figure_id, rtl=get_language_bidi(), number=whole)


def change_figure(title: str, measures: Sequence[ShownMeasure], figure_id: str) -> Figure:
    rows = [IntervalRow(str(wording.SPANS[one.span]), one.change) for one in measures]
    words = IntervalWords(
        title=title,
        description=_(
            "How people who answered both times moved, in points: the diamond is the best guess, the line is where "
            "the average change probably lies."
        ),
        better=_("better"),
        worse=_("worse"),
        no_change=_("no change"),
        mid=_("smallest change that matters"),
        between=_("between {low} and {high}"),
        people=_("People: {n}, missing: {missing}"),
        too_few=_("too few people to show"),
        no_interval=_("no interval"),
        hidden=wording.hidden(),
        headers=(
            _("From when to when"),
            _("People"),
            _("Best guess"),
            _("Probably (95% interval)"),
            _("Smallest change that matters"),
        ),
    )
    return interval_chart(rows, words, figure_id=figure_id, rtl=get_language_bidi(), number=signed)


def reliable_figure(measure: ShownMeasure, figure_id: str) -> Figure | None:
    """Better, unchanged and worse side by side; None where nobody was counted."""
    counts = measure.change.reliable
    if counts is None:
        return None
    words = ThreeWayWords(
        title=_("Reliably better, no clear change, reliably worse"),
        description=_(
            "People who answered both times, by whether their change is larger than chance alone makes it."
        ),
        better=_("Reliably better"),
        unchanged=_("No clear change"),
        worse=_("Reliably worse"),
        hidden=wording.hidden(),
        headers=(_("What happened"), _("People"), _("Of 100")),
    )
    return three_way_bar(
        counts.better, counts.unchanged, counts.worse, words, figure_id=figure_id, rtl=get_language_bidi()
    )
