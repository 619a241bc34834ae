"""Messages that wait to be sent: for their writer, and for the safeguarding leads who are no party to them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from alongside.conversations.core.asking_first import to_ask
from alongside.conversations.models import ContactRule, HeldMessage
from alongside.matching.models import RelationshipSide
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.safeguarding.core.triage import IN_TIME
from alongside.safeguarding.queries import triage_is_on

SHOWN_FOR = timedelta(days=30)


def contact_rule(programme: Programme) -> ContactRule | None:
    return ContactRule.objects.filter(programme=programme).select_related("changed_by").first()


def contact_stays_here(programme: Programme) -> bool:
    """Whether people are asked before they send a way out: where the programme says so, and triage looks at words."""
    on = ContactRule.objects.filter(programme=programme, is_on=True).exists()
    return on and triage_is_on(programme)


def kinds_to_ask(programme: Programme, words: str) -> tuple[str, ...]:
    """What to ask the writer about before these words are sent; nothing where the programme does not ask."""
    return to_ask(words, IN_TIME.read(words)) if contact_stays_here(programme) else ()


def held_of(side: RelationshipSide) -> list[HeldMessage]:
    """What its writer sees: messages that wait to be looked at, and those that were kept back in the last month."""
    since = timezone.now() - SHOWN_FOR
    rows = HeldMessage.objects.filter(side=side, asked_at__isnull=False, message__isnull=True)
    return list(rows.filter(Q(settled_at__isnull=True) | Q(settled_at__gte=since)))


def held_messages_round(person: Person) -> QuerySet[HeldMessage]:
    """Every held message that was sent to be looked at, without those of this person's own relationships."""
    own = RelationshipSide.objects.filter(participant__person=person)
    return HeldMessage.objects.filter(asked_at__isnull=False).exclude(
        side__relationship__in=own.values("relationship")
    )


def waiting_first(rows: QuerySet[HeldMessage]) -> QuerySet[HeldMessage]:
    """What waits, the longest first."""
    return rows.filter(settled_at__isnull=True).order_by("asked_at", "pk")
