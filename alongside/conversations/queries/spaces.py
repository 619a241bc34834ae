"""Spaces: what their programme's definition says of them, who is in them, who reads along, and who may write."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from alongside.audit.queries import label
from alongside.conversations.models import (
    SPACE_TRANSITIONS,
    Space,
    SpaceLead,
    SpaceName,
    SpaceStatus,
    Thread,
    WhatIsWrong,
)
from alongside.conversations.queries.suspensions import suspended_in_spaces
from alongside.enrolment.queries import has_required_consents
from alongside.people.models import Person
from alongside.programmes.core.care import GroundRules, Moderation
from alongside.programmes.core.parts import given
from alongside.programmes.core.schedule import Phase
from alongside.programmes.core.vocabulary import Campaigning
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import definition_of, staff_roles_in, staff_who_may
from alongside.roles.permissions import Permission, allows
from alongside.safeguarding.core.hours import Hours
from alongside.safeguarding.core.triage.place import Place
from alongside.safeguarding.queries import crisis_words, is_on_hold, own_participant
from alongside.training.queries import readiness_in


@dataclass(frozen=True, slots=True)
class Rules:
    """The ground rules that hold in a programme's spaces; `version` changes with every word of them."""

    rules: tuple[str, ...]
    by: str
    content_notes: str
    no_campaigning: bool
    version: str


def rules_of(programme: Programme) -> Rules:
    told = given(definition_of(programme).ground_rules) or GroundRules()
    rules, notes = given(told.rules) or (), given(told.content_notes) or ""
    neutral = campaigning_in(programme) == "excluded"
    text = "\n".join([*rules, "", notes, *(["no campaigning"] if neutral else [])])
    return Rules(rules, given(told.by) or "", notes, neutral, hashlib.sha256(text.encode()).hexdigest()[:16])


def open_rooms(programme: Programme) -> tuple[Phase, ...]:
    """The phases of the programme's schedule that are open rooms."""
    return tuple(each for each in definition_of(programme).schedule.phases if each.form == "open_room")


def identity_in(programme: Programme) -> str:
    """By what name people are known here, as the definition says; empty where it does not say."""
    openness = given(definition_of(programme).openness)
    return (given(openness.identity) if openness else None) or ""


def campaigning_in(programme: Programme) -> Campaigning | None:
    """Whether people campaign together here: it is core, allowed or excluded; None where the definition is silent."""
    definition = definition_of(programme)
    return "excluded" if definition.leaves_out_campaigning else given(definition.campaigning)


def may_campaign(space: Space) -> bool:
    """Whether a thread of the space may be a campaign."""
    return campaigning_in(space.programme) in {"core", "allowed"}


def what_may_be_wrong(space: Space) -> list[WhatIsWrong]:
    """What a post of the space can be reported for: campaigning only where it is excluded."""
    neutral = campaigning_in(space.programme) == "excluded"
    return [each for each in WhatIsWrong if neutral or each != WhatIsWrong.CAMPAIGNING]


def moderation_in(programme: Programme) -> Moderation:
    return given(definition_of(programme).moderation) or Moderation()


@dataclass(frozen=True, slots=True)
class Watch:
    """Who reads along in a space, and whether they do so at this moment."""

    by: str
    """peers, moderators, clinicians or nobody."""
    words: str
    hours_words: str
    hours: Hours | None
    now: datetime
    out_of_hours: str

    @property
    def nobody(self) -> bool:
        return self.by == "nobody"

    @property
    def staffed(self) -> bool:
        """Whether this moment lies in hours that are promised."""
        return not self.nobody and self.hours is not None and self.hours.cover(self.now)

    @property
    def holds(self) -> bool:
        """Whether what is written now waits until somebody has read it."""
        return not self.nobody and not self.staffed and self.out_of_hours == "hold"

    @property
    def back_at(self) -> datetime | None:
        """When somebody reads again, where that is promised."""
        return self.hours.next_opening(self.now) if self.hours and not self.staffed else None


def watch_of(space: Space, now: datetime | None = None) -> Watch:
    told = moderation_in(space.programme)
    return Watch(
        by=given(told.by) or "nobody",
        words=given(told.words) or "",
        hours_words=given(told.hours) or "",
        hours=hours_of(space),
        now=timezone.localtime(now),
        out_of_hours=given(told.out_of_hours) or "leave_open",
    )


def hours_of(space: Space) -> Hours | None:
    if space.staffed_from is None or space.staffed_until is None:
        return None
    return Hours(frozenset(map(int, space.staffed_days)), space.staffed_from, space.staffed_until)


def moderators_of(space: Space) -> list[Person]:
    """Who moderates the space today: its leads who are ready, or staff; nobody where the definition says nobody."""
    by = watch_of(space).by
    if by == "nobody":
        return []
    if by != "peers":
        return list(staff_who_may(space.programme, Permission.SPACE_MODERATE))
    return [each.participant.person for each in ready_leads(space) if each.participant.person is not None]


def place_of(space: Space) -> Place:
    """Where what is written here stands, for triage. What it hears is for staff: never for peers who moderate."""
    watch = watch_of(space)
    if watch.by in {"nobody", "peers"} or not moderators_of(space):
        return Place()
    return Place(label(space), staffed=watch.staffed)


def ready_leads(space: Space) -> list[PeerSupporter]:
    """The leads of a space who are ready to support today: only they moderate."""
    rows = list(
        PeerSupporter.objects.filter(
            pk__in=leads_of(space).values("supporter"),
            status=PlaceStatus.ENROLLED,
            participant__merged_into__isnull=True,
        ).select_related("participant__person", "programme__definition")
    )
    ready = readiness_in(space.programme, rows) if rows else {}
    return [row for row in rows if ready[row.pk].is_ready]


def leads_of(space: Space) -> QuerySet[SpaceLead]:
    """Who is named as a lead of the space now, ready or not."""
    return (
        SpaceLead.objects.filter(space=space, ended_at__isnull=True)
        .select_related("supporter__participant")
        .order_by("pk")
    )


def moderates(space: Space, person: Person) -> bool:
    by = watch_of(space).by
    if by == "peers":
        return person in moderators_of(space)
    return by != "nobody" and allows(staff_roles_in(space.programme, person), Permission.SPACE_MODERATE)


def own_name(space: Space, person: Person) -> SpaceName | None:
    """Whom the person is in the space, also after they left it; None before they ever joined."""
    return (
        SpaceName.objects.filter(
            space=space, participant__person=person, participant__merged_into__isnull=True
        )
        .select_related("participant", "space__programme")
        .first()
    )


def who_may_join(space: Space, person: Person) -> Participant | None:
    """The person as a participant of the programme, when they take part and have said yes to what it requires."""
    participant = own_participant(person, space.programme)
    if participant is None or not takes_part(participant, space.programme):
        return None
    return participant if has_required_consents(participant, space.programme) else None


def takes_part(participant: Participant, programme: Programme) -> bool:
    """Whether they have a place in the programme now, as member or peer supporter."""
    return any(
        kind.objects.filter(participant=participant, programme=programme)
        .exclude(status=PlaceStatus.LEFT)
        .exists()
        for kind in (Member, PeerSupporter)
    )


class MayWrite(StrEnum):
    """Whether somebody may write in a space now, derived and never stored."""

    YES = "yes"
    NOT_JOINED = "not_joined"
    RESTING = "resting"
    HELD = "held"
    """A safeguarding hold on them. Help stays as near as ever."""
    SUSPENDED = "suspended"
    """For a stated time, by a person's decision, which they can read and appeal against."""
    NEW_RULES = "new_rules"
    """The ground rules have changed since they accepted them."""
    NO_CONSENT = "no_consent"
    """They left the programme, or took back a consent that it requires."""
    THREAD_CLOSED = "thread_closed"


def may_write(own: SpaceName | None, space: Space, thread: Thread | None = None) -> MayWrite:
    """Whether they may write in the space, or in this thread of it, now."""
    if own is None or own.left_at is not None:
        return MayWrite.NOT_JOINED
    if space.status != SpaceStatus.OPEN:
        return MayWrite.RESTING
    if thread is not None and thread.closed_at is not None:
        return MayWrite.THREAD_CLOSED
    if (kept := _kept_from_writing(own.participant, space.programme)) is not None:
        return kept
    if own.rules_version != rules_of(space.programme).version:
        return MayWrite.NEW_RULES
    here = takes_part(own.participant, space.programme)
    consented = has_required_consents(own.participant, space.programme)
    return MayWrite.YES if here and consented else MayWrite.NO_CONSENT


def _kept_from_writing(participant: Participant, programme: Programme) -> MayWrite | None:
    if is_on_hold(participant, programme):
        return MayWrite.HELD
    return MayWrite.SUSPENDED if suspended_in_spaces(participant, programme) is not None else None


def may_propose_rules(own: SpaceName | None, space: Space) -> bool:
    """Whether they may put a change of the ground rules to the others: where members make the rules, or have a say."""
    members_have_a_say = rules_of(space.programme).by in {"members", "both"}
    return members_have_a_say and may_write(own, space) == MayWrite.YES


def spaces_of(programme: Programme) -> QuerySet[Space]:
    """The spaces of a programme that people may know of: those being prepared are not among them."""
    return Space.objects.filter(programme=programme).exclude(status=SpaceStatus.PREPARING).order_by("pk")


def all_spaces_of(programme: Programme) -> QuerySet[Space]:
    return Space.objects.filter(programme=programme).order_by("pk")


def about(space: Space) -> dict[str, Any]:
    """What every page of a space says: whose it is, who reads along now, and what happens in danger."""
    return {
        "programme": space.programme,
        "space": space,
        "watch": watch_of(space),
        "crisis_words": crisis_words(space.programme),
    }


def spaces_to_go_to(programme: Programme) -> list[Space]:
    """The spaces that people of the programme can go to; without a query where its schedule has no open room."""
    return list(spaces_of(programme)) if open_rooms(programme) else []


def statuses_after(space: Space) -> list[SpaceStatus]:
    """What a space can become now, in the order of its life."""
    after = SPACE_TRANSITIONS[SpaceStatus(space.status)]
    return [each for each in SpaceStatus if each in after]


def possible_leads(space: Space) -> list[PeerSupporter]:
    """Peer supporters of the programme who take part and are no lead of the space yet, by name."""
    return list(
        PeerSupporter.objects.filter(
            programme=space.programme_id,
            status=PlaceStatus.ENROLLED,
            participant__merged_into__isnull=True,
            participant__person__isnull=False,
        )
        .exclude(pk__in=leads_of(space).values("supporter"))
        .select_related("participant")
        .order_by("participant__known_as", "pk")
    )
