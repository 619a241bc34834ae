"""Relationships of the cast and of others, begun some days ago."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from alongside.matching.models import Relationship, RelationshipSide, SideRole
from alongside.people.models import Person
from alongside.programmes.models import Member, PeerSupporter, Programme
from alongside.support_sessions.actions.plans import plan_sessions
from alongside.support_sessions.models import CheckIn, SupportSession
from alongside.training.models import Supervision
from tests import factories
from tests.matching.factories import begun as begun_since

if TYPE_CHECKING:
    from tests.conftest import Cast


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def relationship(
    programme: Programme,
    member: Member | None = None,
    supporter: PeerSupporter | None = None,
    *,
    begun: int = 10,
    planned: bool = True,
) -> Relationship:
    """A member and a supporter, since `begun` days ago."""
    made = begun_since(
        member or factories.member(programme), supporter or factories.supporter(programme), on=days_ago(begun)
    )
    if planned:
        plan_sessions(relationship=made)
    return made


def mutual(programme: Programme, *members: Member, begun: int = 10) -> Relationship:
    """Two members who give and receive both."""
    one, two = members or (factories.member(programme), factories.member(programme))
    made = begun_since(one, two, on=days_ago(begun))
    plan_sessions(relationship=made)
    return made


def mia_and_sam(cast: Cast, *, begun: int = 10, planned: bool = True) -> Relationship:
    return relationship(cast.coaching, cast.mia_member, cast.sam_supporter, begun=begun, planned=planned)


def side_of(made: Relationship, role: str) -> RelationshipSide:
    return RelationshipSide.objects.get(relationship=made, role=role)


def mias(made: Relationship) -> RelationshipSide:
    return side_of(made, SideRole.RECEIVING)


def sams(made: Relationship) -> RelationshipSide:
    return side_of(made, SideRole.GIVING)


def contact(made: Relationship, number: int = 1) -> SupportSession:
    return SupportSession.objects.get(relationship=made, number=number)


def check_in(side: RelationshipSide, week: int = 2) -> CheckIn:
    return CheckIn.objects.get(side=side, week=week)


def supervised(supporter: PeerSupporter, by: Person) -> Supervision:
    return Supervision.objects.create(
        supporter=supporter, supervisor=by, starts_on=days_ago(30), assigned_by=by
    )
