"""Instruments that organisations bring with a licence of their own: found by their name, and whether they may be used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from alongside.measures.core import Instrument, Method
from alongside.measures.core.packs import under_key
from alongside.measures.core.registry import is_shipped
from alongside.measures.models import InstrumentPack, PackPermission
from alongside.programmes.models import Organisation

LETTERS = "bcdfghjkmnpqrstvwxz"
"""Without vowels, so that no word comes out, and without letters that look like others."""

_KEY = re.compile(rf"[a-z][a-z0-9_]*_[{LETTERS}]{{4}}")
_READ: dict[tuple[str, str], Instrument] = {}
"""What was read from the database once. A pack is never changed and its name never given again, so it stays right."""


def on_the_shelf(key: str, language: str | None) -> Instrument | None:
    """The brought instrument of this name in this language, or for None in the one that came first; None without one.

    One query the first time, then none.
    """
    if not _KEY.fullmatch(key):
        return None
    if (found := _READ.get((key, language or ""))) is not None:
        return found
    rows = InstrumentPack.objects.filter(key=key).order_by("pk")
    row = (rows if language is None else rows.filter(language=language)).first()
    if row is None:
        return None
    found = under_key(row.text, row.key)
    _READ[key, row.language] = found
    if language is None:
        _READ[key, ""] = found
    return found


def unlicensed(names: Iterable[str], organisation: int, on: date | None = None) -> frozenset[str]:
    """Those of the named instruments that an organisation may not ask on a day, because no permission of its own covers it.

    What comes with the software always may. A permission that another organisation has covers nothing here. No query where all of them do, otherwise one.
    """
    brought = {name for name in names if not is_shipped(name)}
    if not brought:
        return frozenset()
    day = on or timezone.localdate()
    rows = PackPermission.objects.filter(pack__key__in=brought, pack__organisation=organisation).filter(
        _covers(day)
    )
    return frozenset(brought - set(rows.values_list("pack__key", flat=True)))


def _covers(day: date) -> Q:
    return Q(confirmed_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


@dataclass(frozen=True)
class OwnMeasure:
    """An instrument that an organisation brought, in one language, with every permission there was, newest first."""

    pack: InstrumentPack
    permissions: Sequence[PackPermission]

    @cached_property
    def instrument(self) -> Instrument:
        found = on_the_shelf(self.pack.key, self.pack.language)
        assert found is not None
        return found

    @property
    def comes_from_elsewhere(self) -> bool:
        return self.instrument.method is Method.IMPORTED

    @property
    def permission(self) -> PackPermission:
        """The one that reaches furthest."""
        return max(self.permissions, key=lambda one: (one.ends_on is None, one.ends_on or date.min, one.pk))

    @property
    def may_be_asked(self) -> bool:
        """Whether a permission covers today."""
        day = timezone.localdate()
        return any(
            one.confirmed_on <= day and (one.ends_on is None or one.ends_on >= day)
            for one in self.permissions
        )


def own_measures(organisation: Organisation, among: Collection[int] | None = None) -> list[OwnMeasure]:
    """What an organisation has brought, by title. Two queries."""
    rows = InstrumentPack.objects.filter(organisation=organisation).select_related("added_by")
    if among is not None:
        rows = rows.filter(pk__in=among)
    found = rows.order_by("title", "language", "pk").prefetch_related("permissions")
    return [OwnMeasure(row, sorted(row.permissions.all(), key=lambda one: -one.pk)) for row in found]
