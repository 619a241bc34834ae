"""How the work went: contacts by week of support and by month, supporters beside what chance makes, and what it took.

All of it is process: how much there was, and never whether it helped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from alongside.evaluation.core.analyses.finding import CannotSay
from alongside.evaluation.core.analyses.process import FEWEST_FOR_FUNNEL, run_chart, supporter_funnel
from alongside.evaluation.core.charts.conduct import (
    FunnelPoint,
    FunnelWords,
    RunPoint,
    RunWords,
    StripWeek,
    StripWords,
    funnel_figure,
    run_figure,
    strip_chart,
)
from alongside.evaluation.core.disclosure import Rule, protect_row
from alongside.evaluation.queries import figures, wording
from alongside.evaluation.queries.results import rule_of
from alongside.evaluation.queries.tables import Picture, Table, number, picture, table
from alongside.matching.models import Relationship, RelationshipSide
from alongside.programmes.core.parts import given
from alongside.programmes.models import Programme
from alongside.programmes.queries import definition_of
from alongside.programmes.templatetags.programme_words import term_words
from alongside.support_sessions.models import SessionStatus, SupportSession
from alongside.training.models import ModuleCompletion, SupervisionMeeting

MOST_WEEKS = 26
MOST_MONTHS = 24
LEVEL = 0.998


@dataclass(frozen=True)
class Conduct:
    """What the page shows; a part is None where there is nothing to show, and `why_no_funnel` says why."""

    strip: Picture | None
    run: Picture | None
    run_says: str
    funnel: Picture | None
    why_no_funnel: str
    took: Table
    costs: tuple[str, ...]


def conduct_of(programme: Programme, on: date) -> Conduct:
    """Up to a day, in nine queries however many people there are."""
    rule = rule_of(programme)
    rests_on = _("As of %(day)s.") % {"day": wording.day(on)}
    run, run_says = _run(programme, on, rule, rests_on)
    supporters, why_not = _funnel(programme, on, rests_on)
    return Conduct(
        strip=_strip(programme, on, rule, rests_on),
        run=run,
        run_says=run_says,
        funnel=supporters,
        why_no_funnel=why_not,
        took=_took(programme, on, rule),
        costs=tuple(term_words(each) for each in given(definition_of(programme).evaluation.costs) or ()),
    )


def _strip(programme: Programme, on: date, rule: Rule, rests_on: str) -> Picture | None:
    rows = Relationship.objects.filter(programme=programme, started_on__lte=on)
    matches = {
        pk: (start, min(ended or on, on))
        for pk, start, ended in rows.values_list("pk", "started_on", "ended_on")
    }
    held = SupportSession.objects.filter(
        programme=programme, status=SessionStatus.DELIVERED, relationship__isnull=False, delivered_on__lte=on
    ).values_list("relationship_id", "delivered_on")
    contacts: dict[int, set[int]] = defaultdict(set)
    for pk, day in held:
        if pk in matches and day is not None:
            contacts[pk].add((day - matches[pk][0]).days // 7)
    weeks = [_week(place, matches, contacts, rule) for place in range(MOST_WEEKS)]
    while weeks and weeks[-1].under_way == 0:
        weeks.pop()
    if not weeks:
        return None
    words = StripWords(
        title=_("Contacts week by week of support"),
        description=_(
            "A box for each week of support, filled as far as the matches under way had a contact in it."
        ),
        hidden=wording.hidden(),
        headers=(_("Week of support"), _("Matches under way"), _("With a contact in it")),
    )
    return picture(strip_chart(weeks, words, figure_id="weeks", rtl=get_language_bidi()), rests_on)


def _week(
    place: int, matches: dict[int, tuple[date, date]], contacts: dict[int, set[int]], rule: Rule
) -> StripWeek:
    """A match counts in a week that it was under way for whole."""
    here = [pk for pk, (start, end) in matches.items() if start + timedelta(days=7 * place + 6) <= end]
    had = sum(place in contacts[pk] for pk in here)
    shown = protect_row({"had": had, "had_not": len(here) - had}, rule)
    return StripWeek(place + 1, shown.total, shown.cells["had"])


def _run(programme: Programme, on: date, rule: Rule, rests_on: str) -> tuple[Picture | None, str]:
    """Whole months only: one that is not over would look like a fall."""
    by_month = dict(
        SupportSession.objects.filter(
            programme=programme, status=SessionStatus.DELIVERED, delivered_on__lt=on.replace(day=1)
        )
        .annotate(month=TruncMonth("delivered_on"))
        .values_list("month")
        .annotate(count=Count("pk"))
        .order_by()
    )
    if not by_month:
        return None, ""
    months = _months(min(by_month), on)[-MOST_MONTHS:]
    counts = [by_month.get(month, 0) for month in months]
    try:
        found = run_chart(counts)
        median = found["median"].value
        says = (
            _("The number of contacts changed by more than chance makes it. Ask what was different.")
            if found["signal"].value
            else _("The months differ by no more than chance makes them.")
        )
    except CannotSay:
        median, says = None, _("These are too few months, or too much alike, to tell change from chance.")
    words = RunWords(
        title=_("Contacts by month"),
        description=_(
            "How many contacts took place in each whole month; the dashed line is the month in the middle."
        ),
        median=_("The month in the middle"),
        hidden=wording.hidden(),
        headers=(_("Month"), _("Contacts")),
    )
    points = [
        RunPoint(date_format(month, "M Y"), None if rule.is_small(count) else count)
        for month, count in zip(months, counts, strict=True)
    ]
    figure = run_figure(
        points, median, words, figure_id="months", rtl=get_language_bidi(), number=figures.whole
    )
    return picture(figure, rests_on), says


def _months(first: date, on: date) -> list[date]:
    """The first days of the months from the first up to, and without, that of the day."""
    count = (on.year - first.year) * 12 + on.month - first.month
    begin = first.year * 12 + first.month - 1
    return [date((begin + place) // 12, (begin + place) % 12 + 1, 1) for place in range(count)]


def _funnel(programme: Programme, on: date, rests_on: str) -> tuple[Picture | None, str]:
    """Of each supporter's contacts that were due, the share that took place."""
    due = SupportSession.objects.filter(
        programme=programme, relationship__isnull=False, number__isnull=False, planned_on__lte=on
    )
    counted = due.values_list("relationship").annotate(
        all=Count("pk"), held=Count("pk", filter=Q(status=SessionStatus.DELIVERED))
    )
    planned: Counter[int] = Counter()
    held: Counter[int] = Counter()
    by_match = {pk: (every, had) for pk, every, had in counted.order_by()}
    sides = RelationshipSide.objects.filter(relationship__programme=programme, supporter__isnull=False)
    for pk, supporter in sides.values_list("relationship", "supporter"):
        if pk in by_match and supporter is not None:
            planned[supporter] += by_match[pk][0]
            held[supporter] += by_match[pk][1]
    order = sorted(planned)
    if len(order) < FEWEST_FOR_FUNNEL:
        return None, _("Too few people to tell supporters apart.")
    try:
        found = supporter_funnel(
            [str(one) for one in order],
            [held[one] for one in order],
            [planned[one] for one in order],
            level=LEVEL,
        )
    except CannotSay:
        return None, _("The contacts are too much alike to tell supporters apart.")
    points = [
        FunnelPoint(row["people"], row["share"], row["low"], row["high"])
        for row in found.tables["supporters"]
    ]
    below, above = sum(one.share < one.low for one in points), sum(one.share > one.high for one in points)
    words = FunnelWords(
        title=_("Contacts that took place, by supporter"),
        description=_(
            "A dot for each supporter, without a name: how many contacts were due, and which share took place. Between the dashed "
            "lines, supporters differ by no more than chance makes them."
        ),
        across=_("Contacts that were due"),
        up=_("Share that took place"),
        rows=(_("Fewer than chance makes"), _("As chance makes"), _("More than chance makes")),
        headers=(_("Contacts that took place"), _("Supporters")),
    )
    centre = found["centre"].value or 0.0
    counts = (below, len(points) - below - above, above)
    return picture(funnel_figure(points, centre, counts, words, rtl=get_language_bidi()), rests_on), ""


def _took(programme: Programme, on: date, rule: Rule) -> Table:
    """What it took in contacts, hours, supervision and training; no money, of which nothing is kept."""
    contacts = SupportSession.objects.filter(
        programme=programme, status=SessionStatus.DELIVERED, delivered_on__lte=on
    ).aggregate(count=Count("pk"), minutes=Sum("delivered_minutes"))
    supervision = SupervisionMeeting.objects.filter(
        supporter__programme=programme, held_on__isnull=False, held_on__lte=on
    ).count()
    trained = ModuleCompletion.objects.filter(supporter__programme=programme).count()
    small = rule.is_small(contacts["count"])
    return table(
        _("What it took"),
        (_("What"), _("How many")),
        [
            (_("Contacts and sessions that took place"), number(None if small else contacts["count"])),
            (_("Hours of them"), number(None if small else (contacts["minutes"] or 0) / 60)),
            (_("Supervision meetings held"), number(None if rule.is_small(supervision) else supervision)),
            (_("Parts of the training completed"), number(None if rule.is_small(trained) else trained)),
        ],
    )
