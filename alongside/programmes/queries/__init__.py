from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from alongside.audit.actions import label
from alongside.notify.actions import Recipient
from alongside.notify.models import Channel
from alongside.people.models import Person
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.loading import definition_hash, load_definition
from alongside.programmes.core.parts import given
from alongside.programmes.core.positions import positions
from alongside.programmes.core.vocabulary import Perspective
from alongside.programmes.models import (
    Amendment,
    DefinitionDraft,
    DefinitionVersion,
    DraftComment,
    DraftDecision,
    Intake,
    Invitation,
    Member,
    Organisation,
    Participant,
    PeerSupporter,
    PlaceStatus,
    Programme,
    ProgrammeStatus,
    StaffRole,
)
from alongside.roles.permissions import Permission, Role, needs_second_factor, roles_that_may


def current_staff_roles(person: Person, *, on: date | None = None) -> QuerySet[StaffRole]:
    """The staff roles that the person holds on a day (today, unless told)."""
    day = on or timezone.localdate()
    return StaffRole.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        person=person,
        starts_on__lte=day,
        ended_at__isnull=True,
    )


def staff_roles_in(programme: Programme, person: Person) -> set[Role]:
    """The staff roles that hold in this programme: those of the programme and those of its whole organisation."""
    rows = current_staff_roles(person).filter(
        Q(programme=programme) | Q(programme__isnull=True), organisation=programme.organisation_id
    )
    return {Role(role) for role in rows.values_list("role", flat=True)}


def roles_in(programme: Programme, person: Person) -> set[Role]:
    """Every role of the person in this programme, staff or not."""
    roles = staff_roles_in(programme, person)
    mine = Q(programme=programme, participant__person=person, participant__merged_into__isnull=True)
    if Member.objects.filter(mine).exclude(status=PlaceStatus.LEFT).exists():
        roles.add(Role.MEMBER)
    if PeerSupporter.objects.filter(mine).exclude(status=PlaceStatus.LEFT).exists():
        roles.add(Role.PEER_SUPPORTER)
    return roles


def organisation_roles(organisation: Organisation, person: Person) -> set[Role]:
    """The staff roles that hold in the whole organisation."""
    rows = current_staff_roles(person).filter(organisation=organisation, programme__isnull=True)
    return {Role(role) for role in rows.values_list("role", flat=True)}


def roles_anywhere(organisation: Organisation, person: Person) -> set[Role]:
    """The staff roles that hold in the organisation or in any of its programmes."""
    rows = current_staff_roles(person).filter(organisation=organisation)
    return {Role(role) for role in rows.values_list("role", flat=True)}


def programmes_where(person: Person, permission: Permission) -> QuerySet[Programme]:
    """The programmes in which one of the person's staff roles grants the permission."""
    rows = current_staff_roles(person).filter(role__in=roles_that_may(permission))
    organisation_wide = rows.filter(programme__isnull=True).values("organisation")
    single = rows.filter(programme__isnull=False).values("programme")
    return Programme.objects.filter(Q(organisation__in=organisation_wide) | Q(pk__in=single))


def staff_who_may(programme: Programme, permission: Permission) -> QuerySet[Person]:
    """The people whose staff role in this programme grants the permission today."""
    day = timezone.localdate()
    rows = StaffRole.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        Q(programme=programme) | Q(programme__isnull=True),
        organisation=programme.organisation_id,
        starts_on__lte=day,
        ended_at__isnull=True,
        role__in=roles_that_may(permission),
    )
    return Person.objects.filter(pk__in=rows.values("person"), is_active=True).order_by("name", "pk")


@lru_cache(maxsize=64)
def definition_in(text: str) -> Definition:
    """The definition that a stored text holds, read once. Raises DefinitionError."""
    return load_definition(text, agreed_before=True)


class HandEdited(Exception):
    """The stored text of a version is not the one that was agreed to: somebody changed it past the software."""


@lru_cache(maxsize=64)
def _as_agreed(text: str, content_hash: str, name: str) -> Definition:
    if definition_hash(text) != content_hash:
        raise HandEdited(name)
    return definition_in(text)


def definition_from(version: DefinitionVersion) -> Definition:
    """What a stored version says, read once. Raises HandEdited where its text is not the one that was stored."""
    return _as_agreed(version.text, version.content_hash, str(version))


def definition_of(programme: Programme) -> Definition:
    """The definition that the programme follows, read once per version. Raises HandEdited."""
    return definition_from(programme.definition)


def version_followed(
    programme: Programme,
    since: date,
    intake: Intake | None = None,
    *,
    amendments: Sequence[Amendment] | None = None,
) -> DefinitionVersion:
    """The version that holds for whoever began on a day: the one of that day, whatever was amended since. For people of
    an intake it is the one of the intake's first day, or the one that the intake was moved to. One query, or none with
    ``amendments`` (`amendments_of`)."""
    if intake is not None and intake.follows is not None:
        return intake.follows
    began = intake.starts_on if intake is not None else since
    rows = amendments_of(programme) if amendments is None else amendments
    later = [row for row in rows if row.applies_from > began]
    return min(later, key=lambda row: row.applies_from).before if later else programme.definition


def definition_followed(programme: Programme, since: date, intake: Intake | None = None) -> Definition:
    """The definition of `version_followed`; no query where the programme was never amended."""
    if not programme.is_amended:
        return definition_of(programme)
    return definition_from(version_followed(programme, since, intake))


def amendments_of(programme: Programme) -> list[Amendment]:
    """Every amendment of a programme, the newest first."""
    rows = programme.amendments.select_related("before", "after", "made_by")
    return list(rows.order_by("-applies_from", "-pk"))


def versions_of(programme: Programme) -> list[DefinitionVersion]:
    """The versions that a programme followed, follows, and will follow, the first one first."""
    rows = sorted(amendments_of(programme), key=lambda row: row.applies_from)
    return [rows[0].before, *(row.after for row in rows)] if rows else [programme.definition]


def asked_by_a_person(path: str) -> Q:
    """Rows whose participant, at the end of the path, is asked by a person and not by a notice: they do not sign in, or
    do not want to be written to."""
    by_hand = (Channel.TELEPHONE, Channel.POST, Channel.HELPER)
    return Q(**{f"{path}__person__isnull": True}) | Q(**{f"{path}__channel__in": by_hand})


def participant_recipient(participant: Participant, programme: Programme | None = None) -> Recipient:
    """Whom to tell, by the channel that the participant asked for; with a helper, the helper."""
    addresses = {
        Channel.EMAIL: participant.email,
        Channel.TEXT: participant.phone,
        Channel.TELEPHONE: participant.phone,
        Channel.POST: participant.postal_address.replace("\n", ", "),
        Channel.HELPER: ", ".join(
            part
            for part in (participant.helper_name, participant.helper_phone, participant.helper_email)
            if part
        ),
    }
    return Recipient(
        label=label(participant),
        name=participant.known_as,
        channel=participant.channel,
        address=addresses[Channel(participant.channel)][:320],
        person=participant.person,
        language=participant.person.language if participant.person else "en-gb",
        organisation_id=participant.organisation_id,
        programme_id=programme.pk if programme else None,
    )


def person_recipient(person: Person, programme: Programme | None = None) -> Recipient:
    """A member of staff, by e-mail."""
    return Recipient(
        label=label(person),
        name=person.name,
        channel=Channel.EMAIL,
        address=person.email,
        person=person,
        language=person.language,
        organisation_id=programme.organisation_id if programme else None,
        programme_id=programme.pk if programme else None,
    )


def current_administrators(organisation: Organisation) -> QuerySet[StaffRole]:
    """The administrators' roles that hold today."""
    return current_roles_in(organisation).filter(role=Role.ADMINISTRATOR)


def current_roles_in(organisation: Organisation) -> QuerySet[StaffRole]:
    """Every staff role of the organisation and its programmes that holds today, by name."""
    day = timezone.localdate()
    return (
        StaffRole.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            organisation=organisation,
            starts_on__lte=day,
            ended_at__isnull=True,
        )
        .select_related("person", "programme")
        .order_by("person__name", "pk")
    )


def leaders_of(programme: Programme) -> list[tuple[Role, list[str]]]:
    """Who leads: the names behind each role that members should know, in the order of the role table."""
    rows = current_roles_in(programme.organisation).filter(Q(programme=programme) | Q(programme__isnull=True))
    shown = (Role.COORDINATOR, Role.SUPERVISOR, Role.SAFEGUARDING_LEAD)
    names: dict[Role, list[str]] = {role: [] for role in shown}
    for row in rows.filter(role__in=shown):
        if row.person.name not in names[Role(row.role)]:
            names[Role(row.role)].append(row.person.name)
    return [(role, found) for role, found in names.items() if found]


def roles_that_nobody_holds(leaders: list[tuple[Role, list[str]]]) -> list[Role]:
    """Of `leaders_of` a programme: the roles without which nobody runs it, or reads a worry, and that nobody has."""
    held = {role for role, _names in leaders}
    return [role for role in (Role.COORDINATOR, Role.SAFEGUARDING_LEAD) if role not in held]


def hash_of_token(token: str) -> str:
    """How the token of an invitation is stored: SHA-256; the token itself has 256 random bits and needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """The invitation that the letter with this token spoke of, whatever became of it."""
    return (
        Invitation.objects.select_related(
            "organisation", "programme", "participant__merged_into", "invited_by", "accepted_by"
        )
        .filter(token_hash=hash_of_token(token))
        .first()
    )


def is_member_in(invitation: Invitation) -> bool:
    """Whether whoever is invited to sign in is a member of the programme that the letter spoke of."""
    known = invitation.participant and (invitation.participant.merged_into or invitation.participant)
    return Member.objects.filter(programme=invitation.programme_id, participant=known).exists()


@dataclass(frozen=True)
class PlacesOfPerson:
    """Where somebody takes part, and which staff roles they hold, now or later."""

    members: list[Member]
    supporters: list[PeerSupporter]
    staff: list[StaffRole]


def places_of(person: Person) -> PlacesOfPerson:
    """Everything of one person, across organisations that do not see each other."""
    mine = Q(participant__person=person, participant__merged_into__isnull=True)
    related = ("programme__organisation", "participant")
    held = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    return PlacesOfPerson(
        members=list(Member.objects.filter(mine).select_related(*related).order_by("programme__name")),
        supporters=list(
            PeerSupporter.objects.filter(mine).select_related(*related).order_by("programme__name")
        ),
        staff=list(
            StaffRole.objects.filter(held, person=person, ended_at__isnull=True)
            .select_related("organisation", "programme")
            .order_by("organisation__name", "pk")
        ),
    )


def needs_second_lock(person: Person) -> bool:
    """Whether a role that they hold today may not be used without a second factor."""
    roles = {Role(role) for role in current_staff_roles(person).values_list("role", flat=True).distinct()}
    return needs_second_factor(roles)


def waits_for_answer(invitation: Invitation) -> bool:
    """Whether the invitation can still be accepted."""
    answered = invitation.accepted_at or invitation.withdrawn_at
    role_is_over = invitation.role_ends_on is not None and invitation.role_ends_on < timezone.localdate()
    return not answered and not role_is_over and invitation.expires_at > timezone.now()


def programmes_of(organisation: Organisation) -> QuerySet[Programme]:
    """The programmes of an organisation, by name."""
    return Programme.objects.filter(organisation=organisation).select_related("definition").order_by("name")


def programme_in_making(organisation: Organisation, name: str, by: Person) -> Programme | None:
    """A programme of this name that the same person has just begun to prepare: the form was sent twice."""
    return Programme.objects.filter(
        organisation=organisation, name=name, created_by=by, status=ProgrammeStatus.PREPARING
    ).first()


def talk_on(draft: DefinitionDraft, question: str) -> tuple[list[DraftComment], list[DraftDecision]]:
    """What was said about a question of a draft, and what was decided, the newest first."""
    comments = DraftComment.objects.filter(draft=draft, question=question).select_related(
        "written_by", "co_designer", "resolved_by"
    )
    decisions = DraftDecision.objects.filter(draft=draft, question=question).select_related("written_by")
    return list(comments.order_by("-written_at", "-pk")), list(decisions.order_by("-decided_on", "-pk"))


def open_comments(draft: DefinitionDraft) -> dict[str, int]:
    """How many comments wait to be dealt with, by question."""
    rows = DraftComment.objects.filter(draft=draft, resolved_at__isnull=True).values("question")
    return {row["question"]: row["count"] for row in rows.annotate(count=Count("pk"))}


def decisions_on(draft: DefinitionDraft) -> list[DraftDecision]:
    """Everything that was decided, the newest first."""
    rows = DraftDecision.objects.filter(draft=draft).select_related("written_by")
    return list(rows.order_by("-decided_on", "-pk"))


@dataclass(frozen=True)
class Elsewhere:
    """Where else somebody could go from a programme: what it says itself, and the organisation's own public programmes
    that stand at the other pole. `for_some` says which pole that is."""

    words: str
    programmes: list[Programme]
    for_some: bool


def elsewhere_from(programme: Programme) -> Elsewhere | None:
    """From a programme for some, the way to what is for everybody; from one for everybody, to places of one's own.
    None where the programme has not decided, or there is nothing."""
    audience = given(definition_of(programme).audience)
    stands = given(audience.reach) if audience else None
    if audience is None or stands is None:
        return None
    for_some = stands == "universal"
    wanted = {"targeted", "both"} if for_some else {"universal"}
    shown = Programme.objects.filter(
        organisation=programme.organisation_id, is_public=True, status=ProgrammeStatus.OPEN
    ).exclude(pk=programme.pk)
    found = [row for row in shown.select_related("definition").order_by("name") if _reach(row) in wanted]
    words = "" if for_some else given(audience.for_everybody) or ""
    return Elsewhere(words, found, for_some) if words or found else None


def _reach(programme: Programme) -> str | None:
    audience = given(definition_of(programme).audience)
    return given(audience.reach) if audience else None


CHARTER_ORDER: tuple[Perspective, ...] = ("relational", "biomedical", "socio_political")
"""What is shared, what should change, who decides: the usual order on the page of what a programme is."""


def charter_of(programme: Programme, version: DefinitionVersion | None = None) -> dict[str, Any]:
    """What a programme is and asks, for its charter, by today's version unless another one is given: nothing in it is
    about anybody who takes part."""
    definition = definition_of(programme) if version is None else definition_from(version)
    return {
        "elsewhere": elsewhere_from(programme),
        "programme": programme,
        "definition": definition,
        "supporting": definition.role(definition.supporting_role),
        "views": definition.theory.views(CHARTER_ORDER),
        "positions": [each for each in positions(definition) if each.answers or each.reason],
    }
