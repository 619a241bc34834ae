"""Groups: who is in them, who leads, who could still come in, and how they fit what their definition asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from alongside.enrolment.queries.consents import having_required_consents
from alongside.matching.models import OPEN_REQUESTS, Exclusion, MatchingProfile
from alongside.people.models import Person
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.groups import Groups, Leads
from alongside.programmes.core.parts import given
from alongside.programmes.core.schedule import Phase
from alongside.programmes.models import Intake, Member, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import HandEdited, current_roles_in, definition_followed, definition_of
from alongside.safeguarding.queries import held_participants
from alongside.support_sessions.core.composition import Finding, Somebody, Value, findings, too_small
from alongside.support_sessions.models import (
    Group,
    GroupLead,
    GroupPlace,
    GroupStatus,
    Joining,
    SessionStatus,
    SupportSession,
)
from alongside.training.core.readiness import Gap, GapCode
from alongside.training.queries import Readiness, readiness_in

PREPARES, WRITES_UP = timedelta(days=7), timedelta(days=3)
"""A lead whose turn is about to come may look and prepare; one whose turn is over may still write up what was done."""

NOT_ABOUT_GROUPS = (GapCode.CAPACITY, GapCode.NOT_FREE)
"""What a supporter says of one more person to support does not keep them from leading a group."""

IN_THE_GROUP = Q(until__isnull=True)
OPEN_GROUPS = (GroupStatus.FORMING, GroupStatus.RUNNING)


def group_phases(programme: Programme) -> dict[str, Phase]:
    """The phases of the definition in which people meet as groups, by key."""
    return {phase.key: phase for phase in definition_of(programme).schedule.phases if phase.form == "group"}


def definition_for(group: Group, starts_on: date | None = None) -> Definition:
    """What holds for a group: the version of its first day (of a day, for one that is about to start), or of its intake."""
    programme = group.programme
    if not programme.is_amended:
        return definition_of(programme)
    began = starts_on or group.starts_on or timezone.localdate()
    return definition_followed(programme, began, group.intake)


def phases_for(group: Group) -> dict[str, Phase]:
    """The phases of the group's own definition in which people meet as groups, by key."""
    return {phase.key: phase for phase in definition_for(group).schedule.phases if phase.form == "group"}


def has_groups(programme: Programme) -> bool:
    """Whether the programme's definition has groups at all; every page asks, so one changed by hand has none."""
    try:
        return bool(group_phases(programme))
    except HandEdited:
        return False


def rules_of(programme: Programme) -> Groups:
    """How groups are made up here; a set of open answers where the definition does not say."""
    return given(definition_of(programme).groups) or Groups()


def rules_for(group: Group) -> Groups:
    """How this group is made up, by the version that it runs under."""
    return given(definition_for(group).groups) or Groups()


def lead_rules_for(group: Group) -> Leads:
    """Who leads this group, by the version that it runs under; open answers where that does not say."""
    return given(rules_for(group).leads) or Leads()


def with_figures(rows: QuerySet[Group]) -> QuerySet[Group]:
    """The same groups with `seats` taken, `people` in them, and `next_on`, the day of the next planned session."""
    inside = Q(places__until__isnull=True)
    coming = SupportSession.objects.filter(group=OuterRef("pk"), status=SessionStatus.PLANNED)
    return rows.annotate(
        seats=Count("places__seat", filter=inside, distinct=True),
        people=Count("places", filter=inside, distinct=True),
        next_on=Subquery(
            coming.order_by()
            .values("group")
            .annotate(first=Min("planned_on", filter=Q(planned_on__gte=timezone.localdate())))
            .values("first")[:1]
        ),
    ).order_by("status", "starts_on", "name", "pk")


def listed(rows: QuerySet[Group], *, ended: bool = False) -> QuerySet[Group]:
    """Those of the groups that go on (or have ended), with their figures and current leads, in two queries for any number."""
    rows = rows.filter(status=GroupStatus.ENDED) if ended else rows.exclude(status=GroupStatus.ENDED)
    return with_figures(rows).prefetch_related(
        Prefetch("leads", queryset=_with_names(leading_on(timezone.localdate())), to_attr="leading")
    )


def _with_names(rows: QuerySet[GroupLead]) -> QuerySet[GroupLead]:
    return rows.select_related("supporter__participant", "member__participant", "person").order_by(
        "starts_on", "pk"
    )


def leading_on(day: date) -> QuerySet[GroupLead]:
    """Everybody who leads a group on a day."""
    return GroupLead.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, ended_at__isnull=True
    )


def leads_of(group: Group, on: date | None = None) -> list[GroupLead]:
    """Who leads the group on a day (today)."""
    return list(_with_names(leading_on(on or timezone.localdate()).filter(group=group)))


def leads_to_come(group: Group) -> list[GroupLead]:
    """Whose turn is still to come."""
    rows = GroupLead.objects.filter(group=group, ended_at__isnull=True, starts_on__gt=timezone.localdate())
    return list(_with_names(rows))


def led_by(person: Person, day: date | None = None) -> QuerySet[GroupLead]:
    """The leads of one person that let them in on a day (today): theirs now, soon, or just over."""
    today = day or timezone.localdate()
    mine = (
        Q(person=person)
        | Q(supporter__participant__person=person, supporter__participant__merged_into=None)
        | Q(member__participant__person=person, member__participant__merged_into=None)
    )
    return GroupLead.objects.filter(
        mine,
        Q(ends_on__isnull=True) | Q(ends_on__gte=today - WRITES_UP),
        starts_on__lte=today + PREPARES,
        ended_at__isnull=True,
    ).exclude(supporter__status=PlaceStatus.LEFT)


def places_in(group: Group) -> list[GroupPlace]:
    """Everybody who is in the group now, seat by seat."""
    return list(
        GroupPlace.objects.filter(IN_THE_GROUP, group=group)
        .select_related("member__participant__person")
        .order_by("seat", "within", "pk")
    )


def is_shut_to_new_people(group: Group) -> bool:
    """Whether nobody joins it any more: it is closed, and the day of its first session is over."""
    met = SupportSession.objects.filter(group=group, planned_on__lt=timezone.localdate())
    return group.joining == Joining.CLOSED and met.exists()


def free_seats(group: Group) -> int | None:
    """How many more take part as one; None where the definition sets no limit."""
    if group.size_max is None:
        return None
    taken = GroupPlace.objects.filter(IN_THE_GROUP, group=group).values("seat").distinct().count()
    return max(0, group.size_max - taken)


def could_come_in(programme: Programme, intake: Intake | None = None) -> list[Member]:
    """Members who agreed to take part, are in no open group, and for whom nothing is on hold: those who asked for
    support first and longest, then by name. `asked_at` is on each row, None for who has not asked. For a group of an
    intake, nobody who belongs to another one."""
    theirs = Q(intake=intake) | Q(intake__isnull=True) if intake else Q()
    busy = GroupPlace.objects.filter(IN_THE_GROUP, group__status__in=OPEN_GROUPS)
    rows = list(
        Member.objects.filter(
            theirs, programme=programme, status=PlaceStatus.ENROLLED, participant__merged_into__isnull=True
        )
        .exclude(pk__in=busy.values("member"))
        .exclude(participant__in=held_participants(programme))
        .annotate(
            asked_at=Min("support_requests__asked_at", filter=Q(support_requests__status__in=OPEN_REQUESTS))
        )
        .select_related("participant")
        .order_by("participant__name", "pk")
    )
    agreed = having_required_consents(programme, [row.participant_id for row in rows])
    found = [row for row in rows if row.participant_id in agreed]
    never = timezone.now()
    return sorted(found, key=lambda row: getattr(row, "asked_at", None) or never)


def kept_apart(programme: Programme, participants: set[int], others: set[int]) -> bool:
    """Whether somebody of the first is never to be brought together with somebody of the others."""
    return Exclusion.objects.filter(
        Q(first__in=participants, second__in=others) | Q(first__in=others, second__in=participants),
        programme=programme,
    ).exists()


def what_leads_lack(leads: list[GroupLead], group: Group, on: date) -> dict[int, tuple[Gap, ...]]:
    """What stands between each lead who is a peer supporter and leading on a day, by the supporter's id; those who
    lack nothing are not in it."""
    supporters = [lead.supporter for lead in leads if lead.supporter is not None]
    return {pk: gaps for pk, gaps in gaps_for(group, supporters, on).items() if gaps}


def gaps_for(
    group: Group, supporters: list[PeerSupporter], on: date | None = None
) -> dict[int, tuple[Gap, ...]]:
    """What each supporter lacks for leading the group, by their id.

    Whoever is ready by the version that the group runs under may go on leading it. For everybody else today's version
    holds, because that is the one by which people are prepared.
    """
    if not supporters:
        return {}
    programme, under = group.programme, definition_for(group)
    found = _gaps(readiness_in(programme, supporters, on))
    if under is definition_of(programme) or not any(found.values()):
        return found
    as_begun = _gaps(readiness_in(programme, supporters, on, under=under))
    return {pk: gaps if as_begun[pk] else () for pk, gaps in found.items()}


def _gaps(ready: dict[int, Readiness]) -> dict[int, tuple[Gap, ...]]:
    return {
        pk: tuple(gap for gap in readiness.gaps if gap.code not in NOT_ABOUT_GROUPS)
        for pk, readiness in ready.items()
    }


@dataclass(frozen=True, slots=True)
class CouldLead:
    """Somebody who could lead a group: `key` as the form sends it, and whether they are ready."""

    key: str
    name: str
    gaps: tuple[Gap, ...] = ()


def could_lead(group: Group) -> list[CouldLead]:
    """Everybody whom the definition lets lead this group, by kind and name; whoever is not ready says what is missing."""
    kinds, found = lead_kinds(group), []
    if "supporter" in kinds:
        rows = PeerSupporter.objects.filter(programme=group.programme, participant__merged_into=None)
        supporters = list(
            rows.exclude(status=PlaceStatus.LEFT)
            .select_related("participant", "programme")
            .order_by("participant__name", "pk")
        )
        gaps = gaps_for(group, supporters)
        found += [CouldLead(f"supporter-{row.pk}", row.participant.name, gaps[row.pk]) for row in supporters]
    if "person" in kinds:
        found += [CouldLead(f"person-{person.pk}", person.name) for person in staff_in(group.programme)]
    if "member" in kinds:
        found += [
            CouldLead(f"member-{place.member_id}", place.member.participant.name)
            for place in places_in(group)
        ]
    return found


def lead_kinds(group: Group) -> frozenset[str]:
    """Who may lead here, of "supporter", "person" (staff) and "member"; where the definition is silent, the first two."""
    return _lead_kinds(lead_rules_for(group))


def lead_kinds_in(programme: Programme) -> frozenset[str]:
    """The same for the groups that the programme forms now."""
    return _lead_kinds(given(rules_of(programme).leads) or Leads())


def _lead_kinds(leads: Leads) -> frozenset[str]:
    who = given(leads.who)
    allowed = {
        "peers": {"supporter"},
        "professionals": {"person"},
        "peers_with_professionals": {"supporter", "person"},
        "members_in_turn": {"member"},
        "nobody": set(),
    }
    return frozenset(allowed.get(who or "", {"supporter", "person"}))


def staff_in(programme: Programme) -> list[Person]:
    """Everybody with a staff role that holds in the programme today, by name."""
    rows = current_roles_in(programme.organisation).filter(
        Q(programme=programme) | Q(programme__isnull=True), person__is_active=True
    )
    return list(dict.fromkeys(row.person for row in rows))


def findings_about(group: Group, members: list[Member] | None = None) -> tuple[Finding, ...]:
    """What there is to say about how the group is made up (or would be, of these members)."""
    if members is None:
        members = [place.member for place in places_in(group)]
    rules, programme = rules_for(group), group.programme
    traits = definition_for(group).matching.traits
    profiles = MatchingProfile.objects.filter(
        programme=programme, participant__in=[member.participant_id for member in members]
    )
    said = dict(profiles.values_list("participant", "traits"))
    people = [
        Somebody(member.participant.known_as, _values(said.get(member.participant_id) or {}))
        for member in members
    ]
    return findings(people, traits, alike_in=rules.alike_in, never_alone_in=rules.never_alone_in)


def size_finding(group: Group) -> tuple[Finding, ...]:
    """That the group is smaller than its definition asks, if it is."""
    taken = GroupPlace.objects.filter(IN_THE_GROUP, group=group).values("seat").distinct().count()
    return too_small(taken, group.size_min)


def _values(traits: dict[str, object]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in traits.items():
        if isinstance(value, int):
            found[key] = value
        elif value:
            found[key] = frozenset(map(str, value)) if isinstance(value, list) else frozenset({str(value)})
    return found


def own_places(person: Person, programme: Programme) -> list[GroupPlace]:
    """The places of one person in groups of a programme that go on, the oldest first."""
    return list(
        GroupPlace.objects.filter(
            IN_THE_GROUP,
            group__programme=programme,
            group__status__in=OPEN_GROUPS,
            member__participant__person=person,
            member__participant__merged_into=None,
        )
        .select_related("group", "member__participant")
        .order_by("since", "pk")
    )


def groups_of_lead(person: Person, programme: Programme) -> list[Group]:
    """The groups that one person leads, with their figures."""
    mine = led_by(person).filter(group__programme=programme).exclude(group__status=GroupStatus.ENDED)
    return list(with_figures(Group.objects.filter(pk__in=mine.values("group"))))


def open_groups_to_move_to(group: Group) -> list[Group]:
    """The other groups of the programme that people could move to."""
    rows = Group.objects.filter(programme=group.programme, status__in=OPEN_GROUPS).exclude(pk=group.pk)
    return list(with_figures(rows))
