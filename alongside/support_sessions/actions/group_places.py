"""Who is in a group: coming in, leaving without a reason, moving to another. The database refuses one seat too many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from alongside.audit.actions import record
from alongside.enrolment.queries.consents import having_required_consents
from alongside.jobs.actions import duty
from alongside.matching.actions.requests import close_proposals, log, move_request
from alongside.matching.models import OPEN_REQUESTS, ProposalStatus, RequestStatus, SupportRequest
from alongside.people.models import Person
from alongside.programmes.models import Member, Participant, PlaceStatus, Programme
from alongside.programmes.queries import definition_of
from alongside.safeguarding.queries import held_participants
from alongside.support_sessions.actions.group_notices import tell_lead, tell_member
from alongside.support_sessions.actions.group_refusals import (
    AlreadyInIt,
    CannotComeIn,
    GroupFull,
    GroupOver,
    KeptApart,
    NotOneUnit,
    NotOpenToJoin,
)
from alongside.support_sessions.actions.groups import make_group
from alongside.support_sessions.models import (
    Group,
    GroupPlace,
    GroupStatus,
    Unit,
    WhyLeft,
)
from alongside.support_sessions.queries.groups import (
    IN_THE_GROUP,
    is_shut_to_new_people,
    kept_apart,
    leads_of,
    places_in,
)


@transaction.atomic
def place_people(
    *, group: Group, members: Sequence[Member], by: Person, on: date | None = None
) -> list[GroupPlace]:
    """Put people into one seat of a group: one person, or a couple or family together where the group is of those.

    Raises GroupOver, NotOpenToJoin, NotOneUnit, CannotComeIn, AlreadyInIt, KeptApart and GroupFull. Where the
    programme has nothing but groups, their open requests for support are answered by this.
    """
    group = _open_group(group)
    if is_shut_to_new_people(group):
        raise NotOpenToJoin
    return _take_seat(group, members, on or timezone.localdate(), by)


@transaction.atomic
def fill_group(*, group: Group, members: Sequence[Member], by: Person) -> list[GroupPlace]:
    """Put several people into a group, all or none: each on a seat of their own, or, where the group is of couples or
    families, all of them on one. Raises what `place_people` raises."""
    if group.unit != Unit.PERSON:
        return place_people(group=group, members=members, by=by)
    return [place for member in members for place in place_people(group=group, members=[member], by=by)]


@transaction.atomic
def move_people(*, places: Sequence[GroupPlace], to: Group, by: Person) -> list[GroupPlace]:
    """Move people to another group of the programme, all or none, each couple or family together.

    What they had before stays with the group they had it in. A closed group takes them too: forming groups anew is a
    decision of its own. Raises what `place_people` raises, but for NotOpenToJoin.
    """
    to, today = _open_group(to), timezone.localdate()
    moved: list[GroupPlace] = []
    seats: dict[int, list[GroupPlace]] = {}
    for place in places:
        seats.setdefault(place.seat, []).append(place)
    for together in seats.values():
        for place in together:
            _leave(place, WhyLeft.MOVED, today)
        new = _take_seat(to, [place.member for place in together], today, by, moved_from=together)
        moved += new
    for place in moved:
        _record("group_place_moved", place, by=by)
    return moved


@transaction.atomic
def move_to_new_group(*, places: Sequence[GroupPlace], name: str, by: Person) -> Group:
    """A new group of the same programme, made of people from this one: groups bud. Raises NameTaken, and what
    `move_people` raises."""
    old = places[0].group
    group = make_group(programme=old.programme, name=name, by=by, intake=old.intake)
    move_people(places=places, to=group, by=by)
    return group


@transaction.atomic
def leave_group(*, place: GroupPlace, by: Person, on_behalf_of: Participant | None = None) -> None:
    """Leave a group, today and without a reason. Their place in the programme stays; those who lead hear it in words
    that blame nobody. Raises GroupOver when they are in it no longer."""
    _leave(place, WhyLeft.OWN_CHOICE, timezone.localdate())
    _record("group_left", place, by=by, on_behalf_of=on_behalf_of)
    tell_member(place, "group_left")
    for lead in leads_of(place.group):
        tell_lead(lead, "group_left_lead", mark=str(place.pk))


def _open_group(group: Group) -> Group:
    row = (
        Group.objects.select_for_update(of=("self",)).select_related("programme__definition").get(pk=group.pk)
    )
    if row.status == GroupStatus.ENDED:
        raise GroupOver
    return row


def _take_seat(
    group: Group,
    members: Sequence[Member],
    day: date,
    by: Person,
    *,
    moved_from: Sequence[GroupPlace] = (),
) -> list[GroupPlace]:
    _check_unit(group, members)
    _check_people(group, members)
    taken = set(GroupPlace.objects.filter(IN_THE_GROUP, group=group).values_list("seat", flat=True))
    seat = next(number for number in range(1, len(taken) + 2) if number not in taken)
    if group.size_max is not None and seat > group.size_max:
        raise GroupFull
    before = [*moved_from, *[None] * (len(members) - len(moved_from))]
    try:
        with transaction.atomic():
            places = [
                GroupPlace.objects.create(
                    group=group,
                    member=member,
                    seat=seat,
                    within=within,
                    out_of=group.size_max,
                    since=day,
                    placed_by=by,
                    moved_from=old,
                )
                for within, (member, old) in enumerate(zip(members, before, strict=True), start=1)
            ]
    except IntegrityError:
        raise GroupFull from None
    for place in places:
        _record("group_joined", place, by=by)
        tell_member(place, "group_joined")
        _answer_request(place, by)
    return places


def _check_unit(group: Group, members: Sequence[Member]) -> None:
    number = len({member.pk for member in members})
    fits = {Unit.COUPLE: number == 2, Unit.FAMILY: number >= 2}.get(Unit(group.unit), number == 1)
    if not fits or number != len(members):
        raise NotOneUnit


def _check_people(group: Group, members: Sequence[Member]) -> None:
    programme, people = group.programme, {member.participant_id for member in members}
    held = held_participants(programme)
    agreed = having_required_consents(programme, people)
    for member in members:
        current = Member.objects.get(pk=member.pk, programme=programme)
        away = current.status != PlaceStatus.ENROLLED
        if away or member.participant_id in held or member.participant_id not in agreed:
            raise CannotComeIn
    inside = places_in(group)
    if {place.member_id for place in inside} & {member.pk for member in members}:
        raise AlreadyInIt
    others = {place.member.participant_id for place in inside}
    for lead in leads_of(group):
        own = lead.supporter or lead.member
        others |= {own.participant_id} if own else set()
    if kept_apart(programme, people, others):
        raise KeptApart


def _answer_request(place: GroupPlace, by: Person) -> None:
    """A place in a group is what they asked for, where the programme offers nothing else."""
    if "one_to_one" in definition_of(place.group.programme).forms:
        return
    request = SupportRequest.objects.filter(member=place.member, status__in=OPEN_REQUESTS).first()
    if request is not None and request.status != RequestStatus.ON_HOLD:
        close_proposals(request, ProposalStatus.WITHDRAWN)
        move_request(request, RequestStatus.MATCHED, closed_at=timezone.now())
        log("support_request_answered", request, by=by)


def _leave(place: GroupPlace, why: WhyLeft, day: date) -> None:
    left = GroupPlace.objects.filter(IN_THE_GROUP, pk=place.pk).update(
        until=max(day, place.since), why_left=why
    )
    if not left:
        raise GroupOver


def _record(
    what: str, place: GroupPlace, *, by: Person | None, on_behalf_of: Participant | None = None
) -> None:
    programme: Programme = place.group.programme
    record(
        what,
        by=by,
        subject=place,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        on_behalf_of=on_behalf_of,
    )


@duty("free_seats_of_who_left", every=timedelta(hours=6))
def free_seats_of_who_left() -> None:
    """Whoever has left the programme is in none of its groups any more."""
    rows = GroupPlace.objects.filter(IN_THE_GROUP, member__status=PlaceStatus.LEFT)
    for place in rows.select_related("group__programme").annotate(left_on=F("member__left_on")):
        with transaction.atomic():
            _leave(place, WhyLeft.LEFT_PROGRAMME, place.left_on)
            _record("group_left", place, by=None)
