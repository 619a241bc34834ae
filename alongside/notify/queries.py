from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from alongside.notify.models import TO_PASS_ON, Notice
from alongside.people.models import Person


def notices_to_pass_on(programme_id: int) -> QuerySet[Notice]:
    """What a person must pass on in this programme, the longest waiting first: by channel, or as the e-mail failed."""
    return Notice.objects.filter(programme_id=programme_id, status__in=TO_PASS_ON).order_by(
        "created_at", "pk"
    )


def notices_of(person: Person) -> QuerySet[Notice]:
    """What the site has told the person, by whichever channel, the newest first."""
    return Notice.objects.filter(person=person).order_by("-created_at", "-pk")


def unread_notices_of(person: Person) -> int:
    """How many of them the person has not had on the screen yet."""
    return Notice.objects.filter(person=person, read_at__isnull=True).count()


def notices_about(recipient: str) -> QuerySet[Notice]:
    """What was told to one recipient (`programmes.participant:42`), the newest first: for their file and export."""
    return Notice.objects.filter(recipient=recipient).order_by("-created_at", "-pk")


def states_of(keys: Sequence[str]) -> dict[str, tuple[str, datetime | None]]:
    """By the key of a notice: how far its delivery is, and when it was done."""
    rows = Notice.objects.filter(key__in=keys).values_list("key", "status", "done_at")
    return {str(key): (status, done_at) for key, status, done_at in rows}
