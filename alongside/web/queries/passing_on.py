"""Messages that a person passes on, with the whole name of whoever they are for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from alongside.audit.actions import label
from alongside.notify.models import Notice
from alongside.programmes.models import Participant


@dataclass(frozen=True, slots=True)
class NamedNotice:
    """A message, and the name by which staff tell its reader from others."""

    notice: Notice
    name: str


def named(notices: Iterable[Notice]) -> list[NamedNotice]:
    """The messages of one page with whole names, in one query more. Who is no participant keeps the name they have."""
    rows = list(notices)
    ids = [int(row.recipient.partition(":")[2]) for row in rows if row.recipient.startswith(_KIND)]
    names = {label(one): one.name for one in Participant.objects.filter(pk__in=ids)}
    return [NamedNotice(row, names.get(row.recipient, row.recipient_name)) for row in rows]


_KIND = f"{Participant._meta.label_lower}:"
