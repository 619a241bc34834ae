from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from alongside.audit.actions import record
from alongside.matching.models import RelationshipStatus
from alongside.matching.queries.relationships import relationships_of
from alongside.measures.actions import schedule_responses
from alongside.notify.models import Notice
from alongside.people.models import Person
from alongside.programmes.models import Member, PeerSupporter
from alongside.support_sessions.actions.plans import ensure_planned


@transaction.atomic
def enter_demo(*, person: Person) -> None:
    """A visitor of the demonstration becomes one of its cast."""
    record("demo_entered", by=person, subject=person)


def mark_notices_read(*, person: Person, notices: list[Notice]) -> None:
    """The person has these notices on the screen now."""
    Notice.objects.filter(
        pk__in=[notice.pk for notice in notices], person=person, read_at__isnull=True
    ).update(read_at=Now())


def bring_up_to_date(*, place: Member | PeerSupporter) -> None:
    """What has fallen due since the last duty is there when its person looks: questions, and a plan of contacts.

    Otherwise somebody who has just agreed to take part could have a first contact before the first questions.
    """
    schedule_responses(programme=place.programme, participant=place.participant)
    for relationship in relationships_of(place.participant, place.programme).exclude(
        status=RelationshipStatus.ENDED
    ):
        ensure_planned(relationship=relationship)
