from __future__ import annotations

from datetime import datetime

from django.db.models import Model, Q, QuerySet

from alongside.audit.models import AuditEvent


def label(row: Model) -> str:
    """How the log names a row: `matching.relationship:42`."""
    return f"{row._meta.label_lower}:{row.pk}"


def last_sealed() -> AuditEvent | None:
    """The end of the chain, whose place and seal are worth keeping elsewhere."""
    return AuditEvent.objects.filter(place__isnull=False).order_by("-place").first()


def events_of_organisation(
    organisation_id: int, *, since: datetime | None = None, until: datetime | None = None, what: str = ""
) -> QuerySet[AuditEvent]:
    """What happened in an organisation, the newest first: from `since` (inclusive) to `until` (exclusive)."""
    events = AuditEvent.objects.filter(organisation_id=organisation_id)
    if since:
        events = events.filter(at__gte=since)
    if until:
        events = events.filter(at__lt=until)
    if what:
        events = events.filter(what=what)
    return events.order_by("-at", "-pk")


def events_about(row: Model) -> QuerySet[AuditEvent]:
    """What was done to a row, or by staff on its behalf, the newest first."""
    name = label(row)
    return AuditEvent.objects.filter(Q(subject=name) | Q(on_behalf_of=name)).order_by("-at", "-pk")


def reads_about(participant: Model) -> QuerySet[AuditEvent]:
    """Who opened what is kept about a participant (events in `_read`), the newest first."""
    name = label(participant)
    reads = AuditEvent.objects.filter(what__endswith="_read")
    about = Q(subject=name) | Q(on_behalf_of=name) | Q(details__about=name)
    return reads.filter(about).order_by("-at", "-pk")
