"""The doors to messages that wait to be sent: safeguarding leads who are no party to them, when their writer asked."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from alongside.conversations.models import HeldMessage
from alongside.conversations.queries.held import held_messages_round
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


def held_messages_visible_to(visitor: Visitor, programme: Programme) -> QuerySet[HeldMessage]:
    if not isinstance(visitor, Person):
        return HeldMessage.objects.none()
    if not allows(staff_roles_in(programme, visitor), Permission.CASE_OPEN):
        return HeldMessage.objects.none()
    return held_messages_round(visitor).filter(side__relationship__programme=programme)


def access_held_message(visitor: Visitor, programme: Programme, pk: int) -> HeldMessage:
    rows = held_messages_visible_to(visitor, programme).select_related(
        "side__relationship__programme", "side__participant", "settled_by"
    )
    held = rows.filter(pk=pk).first()
    if held is None:
        raise Http404
    return held
