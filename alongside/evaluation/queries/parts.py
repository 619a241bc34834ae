"""Which people a result is about: everybody, those of one intake, or those who joined in one year."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

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
    """Everybody, and each intake and year that may be looked at alone. Two queries.

    A part is offered only if it, and everybody outside it, are each large enough to be shown: otherwise its page
    taken from everybody's would be a page about a few people.
    """
    counted = members_counted(programme)
    # By day, as it is stored: taking the year out of each row is slow on SQLite.
    by_day = counted.values_list("intake", "joined_on").annotate(people=Count("pk")).order_by()
    by_place = [(intake, joined_on.year, people) for intake, joined_on, people in by_day]
    whole = sum(people for *_, people in by_place)
    everybody = Part(EVERYBODY, _("Everybody so far"), Q(), whole)
    intakes = [
        Part(
            f"intake-{intake.pk}",
            intake.name,
            Q(intake=intake.pk),
            sum(people for pk, _year, people in by_place if pk == intake.pk),
        )
        for intake in Intake.objects.filter(programme=programme).order_by("starts_on", "pk")
    ]
    years = [
        Part(
            f"year-{year}",
            _("Joined in %(year)s") % {"year": year},
            Q(joined_on__year=year),
            sum(people for _pk, joined, people in by_place if joined == year),
        )
        for year in sorted({year for _pk, year, _people in by_place})
    ]
    fewest = programme.organisation.small_cell_threshold
    apart = [part for part in (*intakes, *years) if part.people >= fewest and whole - part.people >= fewest]
    return [everybody, *apart]
