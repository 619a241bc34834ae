"""Which people a result is about: everybody, those of one intake, or those who joined in one year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from alongside.evaluation.core.parts import released
from alongside.programmes.models import Intake, Member, Programme

EVERYBODY = "all"


@dataclass(frozen=True)
class Part:
    """A choice of people: its key in addresses, its words, and what it filters places by."""

    key: str
    label: str
    where: Q
    people: int


def members_counted(programme: Programme) -> QuerySet[Member]:
    """Every member who counts: nobody twice after a merge, and nobody who was made up to try things out."""
    return Member.objects.filter(
        programme=programme, participant__merged_into__isnull=True, participant__is_test=False
    )


def parts_of(programme: Programme) -> list[Part]:
    """Everybody, and each intake and year that may be looked at alone (`core.parts`). Two queries."""
    counted = members_counted(programme)
    # By day, as it is stored: taking the year out of each row is slow on SQLite.
    by_day = counted.values_list("intake", "joined_on").annotate(people=Count("pk")).order_by()
    pieces: Counter[frozenset[str]] = Counter()
    years: set[int] = set()
    for intake, joined_on, people in by_day:
        years.add(joined_on.year)
        pieces[frozenset({_intake_key(intake), _year_key(joined_on.year)})] += people
    wanted = [
        *(
            (_intake_key(intake.pk), intake.name, Q(intake=intake.pk))
            for intake in Intake.objects.filter(programme=programme).order_by("starts_on", "pk")
        ),
        *(
            (_year_key(year), _("Joined in %(year)s") % {"year": year}, Q(joined_on__year=year))
            for year in sorted(years)
        ),
    ]
    may_be_seen = released(
        pieces, [key for key, _label, _where in wanted], programme.organisation.small_cell_threshold
    )
    everybody = Part(EVERYBODY, _("Everybody so far"), Q(), sum(pieces.values()))
    return [
        everybody,
        *(
            Part(key, label, where, sum(people for keys, people in pieces.items() if key in keys))
            for key, label, where in wanted
            if key in may_be_seen
        ),
    ]


def _intake_key(pk: int | None) -> str:
    return f"intake-{pk or 0}"


def _year_key(year: int) -> str:
    return f"year-{year}"
