"""Making a space, opening it and letting it rest; who leads it; joining it and leaving it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.conversations.core.names import LONGEST, folded, plain_name
from alongside.conversations.models import (
    SPACE_TRANSITIONS,
    Identity,
    Post,
    PostStatus,
    Space,
    SpaceLead,
    SpaceName,
    SpaceStatus,
)
from alongside.conversations.queries.spaces import (
    identity_in,
    moderators_of,
    open_rooms,
    rules_of,
    watch_of,
    who_may_join,
)
from alongside.jobs.actions import duty
from alongside.notify.actions import notify
from alongside.notify.models import BY_HAND
from alongside.people.models import Person
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import PeerSupporter, Programme
from alongside.programmes.queries import participant_recipient
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.core.triage.place import Place

DIGEST_EVERY = timedelta(days=7)


class Missing(StrEnum):
    """What a space needs before it can be made or opened."""

    IDENTITY = "identity"
    """The definition does not say by what name people are known to each other."""
    MODERATORS = "moderators"
    """The definition says that somebody moderates, and nobody can."""
    HOURS = "hours"
    """What is written out of hours waits, so the hours must be known."""


class NotYet(Exception):
    """Something must be decided first; `what` says what."""

    def __init__(self, what: Missing) -> None:
        super().__init__(what)
        self.what = what


class NoSuchRoom(Exception):
    """The programme's schedule has no open room of that name."""


class NameTaken(Exception):
    """Somebody in the space has this name, or had it."""


class NameTellsWho(Exception):
    """It is the name by which others know them already."""


class NameUnfit(Exception):
    """A name has from 2 to 40 signs that can be seen."""


class MayNotJoin(Exception):
    """They do not take part in the programme, or have not said yes to what it requires."""


class RulesChanged(Exception):
    """The ground rules that were shown are not those of today."""


@transaction.atomic
def make_space(*, programme: Programme, phase: str, by: Person) -> Space:
    """Make the space of an open room of the schedule; the same one when it is there already.

    Raises NoSuchRoom, and NotYet while the definition leaves open by what name people are known.
    """
    room = next((each for each in open_rooms(programme) if each.key == phase), None)
    if room is None:
        raise NoSuchRoom
    identity = identity_in(programme)
    if identity not in Identity.values:
        raise NotYet(Missing.IDENTITY)
    space, made = Space.objects.get_or_create(
        programme=programme,
        phase=phase,
        defaults={"title": room.title[:200], "identity": identity, "made_by": by},
    )
    if made:
        record("space_made", by=by, subject=space)
    return space


@transaction.atomic
def move_space(*, space: Space, to: str, by: Person) -> None:
    """Open a space, let it rest, or close it for good. Raises NotYet before it can be opened, StateChanged too late."""
    if to == SpaceStatus.OPEN and (missing := what_is_missing(space)):
        raise NotYet(missing)
    sources = [old for old, new in SPACE_TRANSITIONS.items() if to in new]
    if not Space.objects.filter(pk=space.pk, status__in=sources).update(status=to):
        raise StateChanged
    space.refresh_from_db(fields=["status"])
    record("space_moved", by=by, subject=space, to=str(to))


def what_is_missing(space: Space) -> Missing | None:
    """What bars the opening of a space, if anything does."""
    watch = watch_of(space)
    if watch.nobody:
        return None
    if not moderators_of(space):
        return Missing.MODERATORS
    return Missing.HOURS if watch.out_of_hours == "hold" and watch.hours is None else None


@transaction.atomic
def set_hours(
    *, space: Space, days: Collection[int], opens: time | None, closes: time | None, by: Person
) -> None:
    """Say on which weekdays (0 for Monday) and between which times somebody reads along; no days: at no set time.

    Raises NotYet where what is written out of hours waits: then people are owed an hour at which it is read.
    """
    if not days and space.status == SpaceStatus.OPEN and watch_of(space).out_of_hours == "hold":
        raise NotYet(Missing.HOURS)
    space.staffed_days = "".join(str(day) for day in sorted(set(days)))
    space.staffed_from, space.staffed_until = (opens, closes) if days else (None, None)
    space.save(update_fields=["staffed_days", "staffed_from", "staffed_until"])
    record("space_hours_set", by=by, subject=space, days=space.staffed_days)


@transaction.atomic
def name_lead(*, space: Space, supporter: PeerSupporter, by: Person) -> SpaceLead:
    """A peer supporter looks after the space from now on; they moderate while they are ready."""
    lead, made = SpaceLead.objects.get_or_create(
        space=space, supporter=supporter, ended_at=None, defaults={"named_by": by}
    )
    if made:
        record("space_lead_named", by=by, subject=space, lead=lead.pk)
    return lead


@transaction.atomic
def end_lead(*, lead: SpaceLead, by: Person) -> None:
    """They look after the space no longer. Said twice, it is done once."""
    ended = SpaceLead.objects.filter(pk=lead.pk, ended_at__isnull=True)
    if ended.update(ended_at=timezone.now(), ended_by=by):
        record("space_lead_ended", by=by, subject=lead.space, lead=lead.pk)


@transaction.atomic
def join_space(*, space: Space, rules_version: str, by: Person, name: str = "") -> SpaceName:
    """Somebody of the programme joins a space, having read its ground rules, or comes back, or accepts newer rules.

    A name is chosen once: who comes back has the one they had. Raises MayNotJoin, RulesChanged when the rules that
    they read are not those of today, NameUnfit, NameTaken and NameTellsWho.
    """
    participant = who_may_join(space, by)
    if participant is None or space.status not in {SpaceStatus.OPEN, SpaceStatus.RESTING}:
        raise MayNotJoin
    if rules_version != rules_of(space.programme).version:
        raise RulesChanged
    before = SpaceName.objects.select_for_update().filter(space=space, participant=participant).first()
    if before is not None:
        return _come_back(before, rules_version, by)
    chosen = plain_name(name) if space.identity == Identity.PSEUDONYMOUS else ""
    if space.identity == Identity.PSEUDONYMOUS:
        _check_name(chosen, known=(participant.name, participant.known_as))
    try:
        with transaction.atomic():
            own = SpaceName.objects.create(
                space=space,
                participant=participant,
                name=chosen,
                folded=folded(chosen),
                rules_version=rules_version,
            )
    except IntegrityError:
        # The same form sent twice in one moment, or somebody else was quicker with the name.
        twice = SpaceName.objects.filter(space=space, participant=participant).first()
        if twice is None:
            raise NameTaken from None
        return twice
    record("space_joined", by=by, subject=space, rules_version=rules_version)
    take_in(own, "name", programme=space.programme, by=by, writer=participant, place=Place())
    return own


def _come_back(own: SpaceName, rules_version: str, by: Person) -> SpaceName:
    if own.left_at is None and own.rules_version == rules_version:
        return own
    again = own.left_at is not None
    own.left_at, own.rules_version, own.rules_accepted_at = None, rules_version, timezone.now()
    own.save(update_fields=["left_at", "rules_version", "rules_accepted_at"])
    what = "space_joined" if again else "space_rules_accepted"
    record(what, by=by, subject=own.space, rules_version=rules_version)
    return own


def _check_name(name: str, *, known: Collection[str]) -> None:
    if not 2 <= len(name) <= LONGEST:
        raise NameUnfit
    if folded(name) in {folded(each) for each in known}:
        raise NameTellsWho


@transaction.atomic
def leave_space(*, own: SpaceName, by: Person) -> None:
    """Leave, without a reason. What they wrote stays under its name until they take it back."""
    if SpaceName.objects.filter(pk=own.pk, left_at__isnull=True).update(left_at=timezone.now(), digest=False):
        record("space_left", by=by, subject=own.space)


def set_digest(*, own: SpaceName, wanted: bool, by: Person) -> None:
    """Whether they want to hear once a week that there is something new; nobody is asked, and it is off."""
    with transaction.atomic():
        if SpaceName.objects.filter(pk=own.pk).exclude(digest=wanted).update(digest=wanted):
            record("space_digest_chosen", by=by, subject=own.space, wanted=wanted)


def reachable_unmasked(own: SpaceName) -> bool:
    """Whether a notice reaches them without staff passing it on, who would learn who is in a space without names."""
    return own.space.identity == Identity.NAMED or own.participant.channel not in BY_HAND


@duty("tell_of_new_posts", every=timedelta(hours=12))
def tell_of_new_posts() -> None:
    """Once a week, to those who asked for it: there is something new. Never what, of whom, or how much."""
    since = timezone.now() - DIGEST_EVERY
    year, week, _day = timezone.localdate().isocalendar()
    names = SpaceName.objects.filter(
        digest=True, left_at__isnull=True, space__status=SpaceStatus.OPEN
    ).select_related("participant__person", "space__programme")
    for own in names:
        fresh = Post.objects.filter(
            thread__space=own.space_id, status=PostStatus.SHOWN, written_at__gte=since
        ).exclude(author=own)
        if reachable_unmasked(own) and fresh.exists():
            programme = own.space.programme
            notify(
                "space_digest",
                to=participant_recipient(own.participant, programme),
                link=reverse("conversations:space", args=[programme.ref, own.space_id]),
                key=f"space_digest:{own.pk}:{year}-{week}",
                context={"discreet_name": programme.discreet_name},
            )
