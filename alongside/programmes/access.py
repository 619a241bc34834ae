"""The doors of organisations, programmes and the people in them. Refusal is 404: nobody can probe for programmes."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.models import (
    CoDesigner,
    DefinitionDraft,
    DraftComment,
    Intake,
    Invitation,
    Member,
    Organisation,
    Participant,
    PeerSupporter,
    Programme,
    ProgrammeStatus,
    StaffRole,
)
from alongside.programmes.queries import (
    current_staff_roles,
    organisation_roles,
    programmes_where,
    roles_anywhere,
    roles_in,
    staff_roles_in,
)
from alongside.roles.permissions import Permission, allows, roles_that_may


def access_organisation(visitor: Visitor, pk: int, permission: Permission) -> Organisation:
    """The organisation, for somebody whose role in the whole of it grants the permission."""
    if not isinstance(visitor, Person):
        raise Http404
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None or not allows(organisation_roles(organisation, visitor), permission):
        raise Http404
    return organisation


def organisations_visible_to(person: Person, permission: Permission) -> QuerySet[Organisation]:
    rows = current_staff_roles(person).filter(programme__isnull=True, role__in=roles_that_may(permission))
    return Organisation.objects.filter(pk__in=rows.values("organisation")).order_by("name")


def access_draft(visitor: Visitor, pk: int, permission: Permission) -> DefinitionDraft:
    """A draft of a definition, for staff of its organisation, or of one of its programmes, whose role grants it."""
    if not isinstance(visitor, Person):
        raise Http404
    rows = DefinitionDraft.objects.select_related("organisation", "programme", "changed_by")
    draft = rows.filter(pk=pk).first()
    if draft is None or not allows(roles_anywhere(draft.organisation, visitor), permission):
        raise Http404
    return draft


def access_drafts(visitor: Visitor, pk: int, permission: Permission) -> Organisation:
    """The organisation whose drafts these are, for the same staff."""
    if not isinstance(visitor, Person):
        raise Http404
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None or not allows(roles_anywhere(organisation, visitor), permission):
        raise Http404
    return organisation


def drafts_visible_to(person: Person, organisation: Organisation) -> QuerySet[DefinitionDraft]:
    """The drafts of the organisation, the one changed last first."""
    if not allows(roles_anywhere(organisation, person), Permission.PROGRAMME_VIEW):
        return DefinitionDraft.objects.none()
    rows = DefinitionDraft.objects.filter(organisation=organisation)
    return rows.select_related("programme", "changed_by").order_by("-changed_at", "-pk")


def access_draft_comment(visitor: Visitor, pk: int, comment_pk: int) -> DraftComment:
    """A comment on a draft, for whoever designs it."""
    draft = access_draft(visitor, pk, Permission.PROGRAMME_MANAGE)
    comment = DraftComment.objects.select_related("draft").filter(draft=draft, pk=comment_pk).first()
    if comment is None:
        raise Http404
    return comment


def access_co_designer(visitor: Visitor, pk: int, co_designer_pk: int) -> CoDesigner:
    """Somebody who reads a draft along, for whoever designs it."""
    draft = access_draft(visitor, pk, Permission.PROGRAMME_MANAGE)
    found = CoDesigner.objects.select_related("draft").filter(draft=draft, pk=co_designer_pk).first()
    if found is None:
        raise Http404
    return found


def access_draft_of_open_programme(visitor: Visitor, pk: int) -> tuple[DefinitionDraft, Programme]:
    """A draft of the next version of a programme that has been opened, for whoever manages that programme."""
    draft = access_draft(visitor, pk, Permission.PROGRAMME_MANAGE)
    if draft.programme is None or draft.programme.status == ProgrammeStatus.PREPARING:
        raise Http404
    return draft, access_programme(visitor, draft.programme.ref, Permission.PROGRAMME_MANAGE)


def access_intake(programme: Programme, pk: int) -> Intake:
    """An intake of a programme whose door was passed."""
    found = Intake.objects.select_related("programme", "follows").filter(programme=programme, pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_what_it_is(visitor: Visitor, ref: str) -> Programme | None:
    """The programme: for everybody once it is open and shown, otherwise for those with a role in it.

    None, where somebody may have to sign in first; whether there is such a programme, nobody learns from that.
    """
    programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
    if programme and programme.is_public and programme.status != ProgrammeStatus.PREPARING:
        return programme
    if not isinstance(visitor, Person):
        return None
    if programme is None or not allows(roles_in(programme, visitor), Permission.PROGRAMME_VIEW):
        raise Http404
    return programme


def access_staff_role(visitor: Visitor, organisation_pk: int, pk: int) -> StaffRole:
    """A staff role that nobody has taken away yet, for whoever invites staff to that organisation."""
    organisation = access_organisation(visitor, organisation_pk, Permission.STAFF_INVITE)
    staff_role = _staff_roles(organisation).filter(pk=pk).first()
    if staff_role is None:
        raise Http404
    return staff_role


def staff_roles_visible_to(person: Person, organisation: Organisation) -> QuerySet[StaffRole]:
    """The staff roles of the organisation that hold today or will hold, by name."""
    if not allows(organisation_roles(organisation, person), Permission.STAFF_INVITE):
        return StaffRole.objects.none()
    day = timezone.localdate()
    return _staff_roles(organisation).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), ended_at=None)


def _staff_roles(organisation: Organisation) -> QuerySet[StaffRole]:
    rows = StaffRole.objects.filter(organisation=organisation)
    return rows.select_related("person", "programme", "organisation").order_by("person__name", "pk")


def access_invitation(visitor: Visitor, organisation_pk: int, pk: int) -> Invitation:
    """An invitation to a staff role, for whoever invites staff to that organisation."""
    organisation = access_organisation(visitor, organisation_pk, Permission.STAFF_INVITE)
    invitation = _invitations(organisation).filter(pk=pk).first()
    if invitation is None:
        raise Http404
    return invitation


def invitations_visible_to(person: Person, organisation: Organisation) -> QuerySet[Invitation]:
    """The invitations to staff roles that wait for an answer or have run out, newest first."""
    if not allows(organisation_roles(organisation, person), Permission.STAFF_INVITE):
        return Invitation.objects.none()
    return _invitations(organisation).filter(accepted_at=None, withdrawn_at=None)


def _invitations(organisation: Organisation) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(organisation=organisation, participant__isnull=True)
    return rows.select_related("organisation", "programme").order_by("-invited_at", "-pk")


def own_roles(visitor: Visitor) -> Person:
    """The visitor, asking where they take part themselves."""
    if not isinstance(visitor, Person):
        raise Http404
    return visitor


def access_programme(visitor: Visitor, ref: str, permission: Permission) -> Programme:
    """The programme, for somebody whose role in it (staff, member or supporter) grants the permission."""
    if not isinstance(visitor, Person):
        raise Http404
    programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
    if programme is None or not allows(roles_in(programme, visitor), permission):
        raise Http404
    return programme


def programmes_visible_to(person: Person) -> QuerySet[Programme]:
    """Every programme in which the person has any role."""
    mine = Q(members__participant__person=person, members__left_on__isnull=True) | Q(
        peersupporters__participant__person=person, peersupporters__left_on__isnull=True
    )
    staffed = Q(pk__in=programmes_where(person, Permission.PROGRAMME_VIEW).values("pk"))
    return Programme.objects.filter(mine | staffed).select_related("organisation").distinct().order_by("name")


def access_participant(
    visitor: Visitor, programme: Programme, pk: int, permission: Permission
) -> Participant:
    """A participant of this programme, for staff whose role in it grants the permission."""
    if not isinstance(visitor, Person) or not allows(staff_roles_in(programme, visitor), permission):
        raise Http404
    participant = participants_visible_to(visitor, programme, permission).filter(pk=pk).first()
    if participant is None:
        raise Http404
    return participant


def participants_visible_to(
    person: Person, programme: Programme, permission: Permission
) -> QuerySet[Participant]:
    if not allows(staff_roles_in(programme, person), permission):
        return Participant.objects.none()
    return Participant.objects.filter(
        Q(pk__in=Member.objects.filter(programme=programme).values("participant"))
        | Q(pk__in=PeerSupporter.objects.filter(programme=programme).values("participant")),
        merged_into__isnull=True,
    )


def access_member(visitor: Visitor, programme: Programme, pk: int, permission: Permission) -> Member:
    """A member of this programme: to themselves, and to staff whose role grants the permission."""
    member = (
        Member.objects.select_related("participant", "programme").filter(programme=programme, pk=pk).first()
    )
    if member is None or not isinstance(visitor, Person):
        raise Http404
    if member.participant.person_id == visitor.pk:
        return member
    if allows(staff_roles_in(programme, visitor), permission):
        return member
    raise Http404


def access_supporter(
    visitor: Visitor, programme: Programme, pk: int, permission: Permission
) -> PeerSupporter:
    """A peer supporter of this programme: to themselves, and to staff whose role grants the permission."""
    supporter = (
        PeerSupporter.objects.select_related("participant", "programme")
        .filter(programme=programme, pk=pk)
        .first()
    )
    if supporter is None or not isinstance(visitor, Person):
        raise Http404
    if supporter.participant.person_id == visitor.pk:
        return supporter
    if allows(staff_roles_in(programme, visitor), permission):
        return supporter
    raise Http404


def own_member(visitor: Visitor, programme: Programme) -> Member:
    """The visitor's own place as a member of this programme."""
    if isinstance(visitor, Person):
        member = (
            Member.objects.select_related("participant", "programme")
            .filter(programme=programme, participant__person=visitor, participant__merged_into__isnull=True)
            .first()
        )
        if member:
            return member
    raise Http404


def own_supporter(visitor: Visitor, programme: Programme) -> PeerSupporter:
    """The visitor's own place as a peer supporter in this programme."""
    if isinstance(visitor, Person):
        supporter = (
            PeerSupporter.objects.select_related("participant", "programme")
            .filter(programme=programme, participant__person=visitor, participant__merged_into__isnull=True)
            .first()
        )
        if supporter:
            return supporter
    raise Http404
