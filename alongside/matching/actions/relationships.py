"""A relationship from its first day: begin, rest, go on, review, end. Each side is told in words of its own."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.jobs.actions import duty
from alongside.matching.actions.profiles import exclude
from alongside.matching.actions.requests import (
    AlreadyRequested,
    MatchingRefused,
    StepTooLate,
    open_request,
    tell,
)
from alongside.matching.models import (
    ContactAfter,
    EndingKind,
    Exclusion,
    ProposedMatch,
    Relationship,
    RelationshipPause,
    RelationshipSide,
    RelationshipStatus,
    SideRole,
    SupportRequest,
)
from alongside.matching.queries.relationships import (
    UNDER_WAY,
    definition_for,
    ending_kind_on,
    other_side,
    pauses_of,
    sides_of,
)
from alongside.people.models import Person
from alongside.programmes.core.scheduling import planned_end
from alongside.programmes.models import Participant, PlaceStatus
from alongside.programmes.queries import definition_followed
from alongside.safeguarding.actions.words import take_in
from alongside.training.actions import wait_until_free_again

_UNSAID_CONTACT = {EndingKind.SAFEGUARDING: ContactAfter.NONE, EndingKind.DIED: ContactAfter.NONE}
"""What holds after an ending where nobody agreed on anything; through the organisation otherwise."""


class BeforeItBegan(MatchingRefused):
    """The day is before the first day of the relationship, or still to come."""


def begin_relationship(
    *,
    proposal: ProposedMatch,
    by: Person,
    on_behalf_of: Participant | None = None,
    starts_on: date | None = None,
) -> Relationship:
    """Two people who have both agreed. The caller holds the locks and has moved the proposal to accepted."""
    request, partner = proposal.request, proposal.with_request
    programme = request.member.programme
    first_day = starts_on or timezone.localdate()
    relationship = Relationship.objects.create(
        programme=programme,
        proposal=proposal,
        started_on=first_day,
        planned_end_on=planned_end(
            definition_followed(programme, first_day, request.member.intake), first_day
        ),
    )
    mutual = partner is not None
    RelationshipSide.objects.create(
        relationship=relationship,
        participant=request.member.participant,
        member=request.member,
        role=SideRole.BOTH if mutual else SideRole.RECEIVING,
    )
    if partner is not None:
        RelationshipSide.objects.create(
            relationship=relationship,
            participant=partner.member.participant,
            member=partner.member,
            role=SideRole.BOTH,
        )
    elif proposal.supporter is not None:
        RelationshipSide.objects.create(
            relationship=relationship,
            participant=proposal.supporter.participant,
            supporter=proposal.supporter,
            role=SideRole.GIVING,
        )
    record("relationship_begun", by=by, subject=relationship, on_behalf_of=on_behalf_of)
    for side in sides_of(relationship):
        tell_side(relationship, side, "relationship_begun")
    return relationship


@transaction.atomic
def pause_relationship(
    *,
    relationship: Relationship,
    side: RelationshipSide | None,
    by: Person,
    on_behalf_of: Participant | None = None,
    on: date | None = None,
) -> None:
    """A rest that either side may ask for, without a reason; `side` is who asked (None: staff, for both).

    Nothing is lost: what is planned moves along when it goes on. Raises StepTooLate.
    """
    day = _fitting_day(relationship, on)
    _move(relationship, RelationshipStatus.PAUSED, (RelationshipStatus.ACTIVE,), paused_on=day)
    RelationshipPause.objects.create(relationship=relationship, starts_on=day, asked_by=by)
    record("relationship_paused", by=by, subject=relationship, on_behalf_of=on_behalf_of)
    _tell_others(relationship, side, "relationship_paused", mark=f":{day}")


@transaction.atomic
def resume_relationship(
    *,
    relationship: Relationship,
    side: RelationshipSide | None,
    by: Person,
    on_behalf_of: Participant | None = None,
    on: date | None = None,
) -> None:
    """The rest is over: the planned ending moves by as long as it was. Raises StepTooLate."""
    day = _fitting_day(relationship, on)
    _move(relationship, RelationshipStatus.ACTIVE, (RelationshipStatus.PAUSED,), paused_on=None)
    _close_pause(relationship, day)
    definition = definition_for(relationship)
    relationship.planned_end_on = planned_end(definition, relationship.started_on, pauses_of(relationship))
    relationship.save(update_fields=["planned_end_on"])
    record("relationship_resumed", by=by, subject=relationship, on_behalf_of=on_behalf_of)
    _tell_others(relationship, side, "relationship_resumed", mark=f":{day}")


@transaction.atomic
def hold_review(
    *,
    relationship: Relationship,
    held_on: date,
    bridge: str,
    contact_after: str,
    by: Person,
    on_behalf_of: Participant | None = None,
) -> None:
    """The ending was talked about: what comes next, and what contact there may be afterwards. May be said again.

    Raises BeforeItBegan for a day before the first one or still to come, StepTooLate once it has ended.
    """
    _fitting_day(relationship, held_on)
    changed = Relationship.objects.filter(pk=relationship.pk, status__in=UNDER_WAY).update(
        review_held_on=held_on, bridge=bridge, contact_after=contact_after
    )
    if not changed:
        raise StepTooLate
    relationship.refresh_from_db()
    record("relationship_reviewed", by=by, subject=relationship, on_behalf_of=on_behalf_of)
    take_in(relationship, "bridge", programme=relationship.programme, by=by, writer=on_behalf_of)


@transaction.atomic
def end_relationship(
    *,
    relationship: Relationship,
    side: RelationshipSide | None,
    by: Person,
    kind: str = "",
    words: str = "",
    bridge: str = "",
    contact_after: str = "",
    on_behalf_of: Participant | None = None,
    on: date | None = None,
) -> None:
    """The goodbye. Without a `kind`, it is as planned from the day on which the review is due, and early before.

    A supporter is free for somebody else only when they say so. After a death nobody gets a message from a machine:
    a person calls. Raises StepTooLate when it has ended already, BeforeItBegan for an impossible day.
    """
    day = _fitting_day(relationship, on)
    kind = kind or ending_kind_on(relationship, definition_for(relationship), day)
    _close(relationship, EndingKind(kind), day=day, by=by, words=words, bridge=bridge, contact=contact_after)
    record("relationship_ended", by=by, subject=relationship, on_behalf_of=on_behalf_of, kind=str(kind))
    _let_in(relationship, side, by)
    if kind == EndingKind.DIED:
        return
    for each in sides_of(relationship):
        if kind == EndingKind.EARLY and side is not None:
            whose = "own" if each.pk == side.pk else "other"
            tell_side(relationship, each, f"ended_early_{whose}")
        else:
            tell_side(relationship, each, f"ended_{kind}")


@transaction.atomic
def ask_for_different_match(
    *,
    relationship: Relationship,
    side: RelationshipSide,
    by: Person,
    words: str = "",
    on_behalf_of: Participant | None = None,
    on: date | None = None,
) -> list[SupportRequest]:
    """Somebody would rather be matched with somebody else: no reason asked, no blame carried.

    The relationship ends; the two are not matched again; whoever was receiving waits with the place in the queue that
    they had before. Returns the requests that are open again. Raises StepTooLate when it has ended already.
    """
    day = _fitting_day(relationship, on)
    _close(relationship, EndingKind.REMATCH, day=day, by=by, words=words)
    record("different_match_asked", by=by, subject=relationship, on_behalf_of=on_behalf_of)
    _let_in(relationship, side, by)
    sides = sides_of(relationship)
    exclude(
        programme=relationship.programme,
        people=(sides[0].participant, sides[1].participant),
        ground=Exclusion.Ground.PAST,
        by=by,
        on_behalf_of=on_behalf_of,
    )
    for each in sides:
        tell_side(relationship, each, f"different_match_{'own' if each.pk == side.pk else 'other'}")
    opened = [_ask_again(each) for each in sides if each.member is not None]
    return [request for request in opened if request is not None]


def _let_in(relationship: Relationship, side: RelationshipSide | None, by: Person) -> None:
    take_in(
        relationship,
        "ending_words",
        "bridge",
        programme=relationship.programme,
        by=by,
        writer=side.participant if side else None,
        kept_from=other_side(relationship, side).participant.person if side else None,
    )


def _ask_again(side: RelationshipSide) -> SupportRequest | None:
    member = side.member
    if member is None or member.status == PlaceStatus.LEFT:
        return None
    first = (
        SupportRequest.objects.filter(member=member, closed_at__isnull=False).order_by("-closed_at").first()
    )
    try:
        return open_request(member, waiting_since=first.waiting_since if first else None, again=True)
    except AlreadyRequested:
        return None


def _fitting_day(relationship: Relationship, on: date | None) -> date:
    """The day of a deed; never before the first day, nor in the future."""
    today = timezone.localdate()
    day = on or max(today, relationship.started_on)
    if day < relationship.started_on or day > max(today, relationship.started_on):
        raise BeforeItBegan
    return day


def _move(
    relationship: Relationship,
    to: RelationshipStatus,
    sources: tuple[RelationshipStatus, ...],
    **fields: object,
) -> None:
    changed = Relationship.objects.filter(pk=relationship.pk, status__in=sources).update(status=to, **fields)
    if not changed:
        raise StepTooLate
    relationship.refresh_from_db()


def _close_pause(relationship: Relationship, day: date) -> None:
    for pause in RelationshipPause.objects.filter(relationship=relationship, resumes_on__isnull=True):
        pause.resumes_on = max(pause.starts_on, day)
        pause.save(update_fields=["resumes_on"])


def _close(
    relationship: Relationship,
    kind: EndingKind,
    *,
    day: date,
    by: Person,
    words: str = "",
    bridge: str = "",
    contact: str = "",
) -> None:
    """End it in the database; words, bridge and contact of an earlier review stand where nothing new is said."""
    _move(
        relationship,
        RelationshipStatus.ENDED,
        UNDER_WAY,
        paused_on=None,
        ended_on=day,
        ended_at=timezone.now(),
        ended_by=by,
        ending_kind=kind,
        ending_words=words,
        bridge=bridge or relationship.bridge,
        contact_after=contact
        or relationship.contact_after
        or _UNSAID_CONTACT.get(kind, ContactAfter.THROUGH_US),
    )
    _close_pause(relationship, day)
    for side in sides_of(relationship):
        if side.supporter is not None and side.supporter.free_again:
            wait_until_free_again(supporter=side.supporter, by=by)


def _tell_others(relationship: Relationship, side: RelationshipSide | None, kind: str, *, mark: str) -> None:
    for each in sides_of(relationship):
        if side is None or each.pk != side.pk:
            tell_side(relationship, each, kind, mark=mark)


def tell_side(relationship: Relationship, side: RelationshipSide, kind: str, *, mark: str = "") -> None:
    """One side hears in the words for its role: receiving, giving, or both."""
    tell(
        side.participant,
        relationship.programme,
        f"{kind}_{side.role}",
        link=reverse(
            "matching:relationship", kwargs={"ref": relationship.programme.ref, "pk": relationship.pk}
        ),
        key=f"{kind}:{relationship.pk}:{side.pk}{mark}",
    )


@duty("move_endings_with_their_version", every=timedelta(hours=1))
def move_endings_with_their_version() -> None:
    """Where an intake, or somebody into it, was moved to another version, the planned ending moves with it."""
    rows = Relationship.objects.filter(
        programme__is_amended=True,
        status=RelationshipStatus.ACTIVE,
        sides__member__intake__isnull=False,
    )
    for row in rows.select_related("programme__definition").distinct():
        end = planned_end(definition_for(row), row.started_on, pauses_of(row))
        if end != row.planned_end_on:
            with transaction.atomic():
                Relationship.objects.filter(pk=row.pk, status=RelationshipStatus.ACTIVE).update(
                    planned_end_on=end
                )
                record("relationship_ending_moved", by=None, subject=row, to=str(end))
