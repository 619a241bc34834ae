"""Keeping the marks of places (`programmes.queries.marks` says what they are)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from alongside.programmes.models import Member, PeerSupporter, Programme
from alongside.programmes.queries.marks import Mark, unmarked

AT_A_TIME = 500


def mark_places(
    mark: Mark,
    programme: Programme,
    kind: type[Member | PeerSupporter],
    having: Callable[[Collection[Any]], Collection[int]],
) -> None:
    """Mark the places of whoever has everything by now.

    `having` is given places that nobody can unmark until this is done, and returns the ids of those who have it.
    """
    last = 0
    rows = kind.objects.filter(unmarked(mark, programme)).order_by("pk")
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:AT_A_TIME]):
        with transaction.atomic():
            if not _still_follows(programme):
                return
            locked = kind.objects.select_for_update(of=("self",)).filter(pk__in=ids)
            # Asked once they are locked, so that what was taken away a moment ago is seen.
            done = having(list(locked))
            kind.objects.filter(pk__in=done).update(**{mark: True})
        last = ids[-1]


def unmark(mark: Mark, rows: QuerySet[Member] | QuerySet[PeerSupporter]) -> None:
    """Something may be missing there from now on. Whoever is marking them meanwhile waits, or is waited for: so every
    row is written to, marked or not."""
    rows.update(**{mark: False})


def unmark_everybody(programme: Programme) -> None:
    """The programme follows another version, which may ask something else."""
    unmark("has_consented", Member.objects.filter(programme=programme))
    supporters = PeerSupporter.objects.filter(programme=programme)
    unmark("has_consented", supporters)
    unmark("is_prepared", supporters)


def _still_follows(programme: Programme) -> bool:
    """Whether it follows the version that was read; it cannot follow another one before this is done."""
    same = Programme.objects.filter(pk=programme.pk, definition=programme.definition_id)
    return same.select_for_update(of=("self",)).first() is not None
