"""Marks kept at places, so that whoever lacks something is found without looking through everybody who does not.

A mark may be missing where nothing else is: that costs time. It must never be there where something is missing: whatever
takes something away from people, or asks more of them, takes their mark away in the same transaction.
"""

from __future__ import annotations

from typing import Literal

from django.db.models import Q

from alongside.programmes.models import PlaceStatus, Programme

Mark = Literal["has_consented", "is_prepared"]


def unmarked(mark: Mark, programme: Programme) -> Q:
    """Places of those who take part now and do not have this mark. An index holds only these."""
    return Q(programme=programme, status=PlaceStatus.ENROLLED, **{mark: False})
