"""The doors of preparing supporters and of supervision."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_programme, own_supporter
from alongside.programmes.models import Participant, PeerSupporter, Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows
from alongside.training.queries import supervisees, supporter_list


@dataclass(frozen=True)
class Preparing:
    """Who prepares whom: the supporter themselves, or staff for them."""

    supporter: PeerSupporter
    programme: Programme
    by: Person
    own: bool

    @property
    def on_behalf_of(self) -> Participant | None:
        return None if self.own else self.supporter.participant

    @property
    def home(self) -> str:
        """The page that says what is missing."""
        if self.own:
            return reverse("training:my_readiness", kwargs={"ref": self.programme.ref})
        return self.page("supporter")

    @property
    def consent(self) -> str:
        """The page on which consent is given, or recorded for somebody."""
        if self.own:
            return reverse("enrolment:my_consent", kwargs={"ref": self.programme.ref})
        parts = {"ref": self.programme.ref, "pk": self.supporter.participant_id}
        return reverse("enrolment:participant_consents", kwargs=parts)

    def page(self, name: str) -> str:
        """The address of a page about this supporter, on the side of whoever is at work."""
        if self.own:
            return reverse(f"training:my_{name}", kwargs={"ref": self.programme.ref})
        return reverse(f"training:{name}", kwargs={"ref": self.programme.ref, "pk": self.supporter.pk})


def access_preparing(visitor: Visitor, ref: str, pk: int) -> Preparing:
    """A supporter, for staff who prepare supporters here."""
    programme = access_programme(visitor, ref, Permission.SUPPORTER_PREPARE)
    supporter = supporters_visible_to(visitor, programme).filter(pk=pk).first()
    if supporter is None or not isinstance(visitor, Person):
        raise Http404
    return Preparing(supporter, programme, visitor, own=False)


def supporters_visible_to(visitor: Visitor, programme: Programme, name: str = "") -> QuerySet[PeerSupporter]:
    if not isinstance(visitor, Person) or not allows(
        staff_roles_in(programme, visitor), Permission.SUPPORTER_PREPARE
    ):
        return PeerSupporter.objects.none()
    return supporter_list(programme, name)


def own_preparing(visitor: Visitor, ref: str) -> Preparing:
    """The visitor's own place as a peer supporter."""
    programme = access_programme(visitor, ref, Permission.PROGRAMME_VIEW)
    supporter = own_supporter(visitor, programme)
    if not isinstance(visitor, Person):
        raise Http404
    return Preparing(supporter, programme, visitor, own=True)


def access_supervisee(visitor: Visitor, programme: Programme, pk: int) -> PeerSupporter:
    """A supporter, for the person who supervises them now and for nobody else."""
    supporter = supervisees_visible_to(visitor, programme).filter(pk=pk).first()
    if supporter is None:
        raise Http404
    return supporter


def supervisees_visible_to(visitor: Visitor, programme: Programme) -> QuerySet[PeerSupporter]:
    if not isinstance(visitor, Person) or not allows(
        staff_roles_in(programme, visitor), Permission.SUPERVISION_RECORD
    ):
        return PeerSupporter.objects.none()
    return supervisees(visitor).filter(programme=programme)
