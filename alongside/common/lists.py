"""Long lists, a page at a time. What nobody looks at costs no time: nothing is counted beyond COUNTED."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format

ON_A_PAGE = 25
COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class HowMany:
    """A number of things; `or_more` where nobody has counted further. In words: `12` or `1,000+`."""

    number: int
    or_more: bool = False

    def __str__(self) -> str:
        digits = number_format(self.number, force_grouping=True)
        return f"{digits}+" if self.or_more else digits

    def __bool__(self) -> bool:
        return self.number > 0


def how_many(rows: QuerySet[Any] | Sequence[Any]) -> HowMany:
    """The number of rows, counted up to COUNTED. A sequence that ends early itself says so by `or_more`."""
    if not isinstance(rows, QuerySet):
        return HowMany(len(rows), getattr(rows, "or_more", False))
    # Without an order the database may stop as soon as it has found that many.
    found = rows.order_by()[: COUNTED + 1].count()
    return HowMany(min(found, COUNTED), found > COUNTED)


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any]) -> Page[Any]:
    """The page of the list that the address asks for; the nearest one where there is no such page."""
    return LongList(rows, ON_A_PAGE).get_page(request.GET.get("page"))


class LongList(Paginator[Any]):
    """Django's, except that it counts no further than `how_many`; the pages beyond can be reached all the same."""

    object_list: QuerySet[Any] | Sequence[Any]

    @cached_property
    def how_many(self) -> HowMany:
        return how_many(self.object_list)

    @cached_property
    def count(self) -> int:
        return self.how_many.number

    @property
    def is_counted(self) -> bool:
        """Whether `count` is how many there are; where a list in memory ends early, there is nothing beyond it."""
        return not (self.how_many.or_more and isinstance(self.object_list, QuerySet))

    def reaches(self, number: int) -> bool:
        """Whether the page of this number has something on it."""
        return bool(self.object_list[(number - 1) * self.per_page :][:1])

    def validate_number(self, number: float | str) -> int:
        try:
            return super().validate_number(number)
        except EmptyPage:
            if self.is_counted or int(number) < 1 or not self.reaches(int(number)):
                raise
            return int(number)

    def page(self, number: int | str) -> Page[Any]:
        if self.is_counted:
            return super().page(number)
        valid = self.validate_number(number)
        first = (valid - 1) * self.per_page
        return self._get_page(self.object_list[first : first + self.per_page], valid, self)

    def _get_page(self, *args: Any, **kwargs: Any) -> Page[Any]:
        return _PageOfLongList(*args, **kwargs)


class _PageOfLongList(Page[Any]):
    paginator: LongList

    def has_next(self) -> bool:
        if self.paginator.is_counted or self.number < self.paginator.num_pages:
            return super().has_next()
        return self.paginator.reaches(self.number + 1)

    def next_page_number(self) -> int:
        return self.number + 1 if self.has_next() else super().next_page_number()
