"""Check-ins: of one side, due, and those that ask for a coordinator's attention. Never a score of a relationship."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alongside.matching.models import RelationshipSide, RelationshipStatus
from alongside.people.models import Person
from alongside.programmes.models import PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import asked_by_a_person
from alongside.support_sessions.core.worry import HEAVY, HIGH, LOW, Ratings, Worry, worries
from alongside.support_sessions.models import CheckIn, SessionStatus, SupportSession

TOO_LATE_TO_ASK = timedelta(days=14)
# Whoever answers on the site has this long before somebody rings them.
TIME_TO_ANSWER = timedelta(days=7)
RECENT = timedelta(days=28)
UNDER_WAY = (RelationshipStatus.ACTIVE, RelationshipStatus.PAUSED)

WORRY_WORDS: dict[Worry, Promise] = {
    Worry.HEAVY: _("It weighs heavily on them."),
    Worry.NOT_SUITED: _("They feel that the two of them do not suit each other."),
    Worry.RECEIVES_LITTLE: _("They get little from it, while the other side sees more."),
    Worry.GIVES_LITTLE: _("They feel they can give little, while the other side gives much."),
    Worry.WROTE: _("They wrote something for you."),
}


@dataclass(frozen=True, slots=True)
class WorriedCheckIn:
    """A check-in that asks for attention, and why in whole sentences."""

    check_in: CheckIn
    worries: tuple[Worry, ...]

    @property
    def sentences(self) -> list[Promise]:
        return [WORRY_WORDS[worry] for worry in self.worries]


def check_ins_of(side: RelationshipSide) -> QuerySet[CheckIn]:
    """All check-ins of one side, in order."""
    return CheckIn.objects.filter(side=side).order_by("week")


def next_check_in(side: RelationshipSide, on: date) -> CheckIn | None:
    """The check-in that this side is asked for now, if any."""
    return check_ins_of(side).filter(answered_at__isnull=True, due_on__lte=on).last()


def unanswered_check_ins(relationship_id: int, on: date) -> QuerySet[CheckIn]:
    """The check-ins of either side that are due and not answered."""
    return (
        CheckIn.objects.filter(side__relationship=relationship_id, answered_at__isnull=True, due_on__lte=on)
        .select_related("side__participant")
        .order_by("side", "week")
    )


def answered_check_ins(relationship_id: int) -> QuerySet[CheckIn]:
    """What both sides have said so far, each apart, the newest first: for the coordinator only."""
    return (
        CheckIn.objects.filter(side__relationship=relationship_id, answered_at__isnull=False)
        .select_related("side__participant")
        .order_by("side", "-week")
    )


def check_ins_due(programme: Programme, on: date) -> QuerySet[CheckIn]:
    """Check-ins that are due and not answered, for staff to ask for by telephone; the oldest first.

    Of people who are asked by a person, from the first day; of those who were asked to answer on the site, when a week
    has gone by.
    """
    return (
        CheckIn.objects.filter(
            side__relationship__programme=programme,
            side__relationship__status=RelationshipStatus.ACTIVE,
            due_on__lte=on,
            due_on__gt=on - TOO_LATE_TO_ASK,
            answered_at__isnull=True,
        )
        .filter(asked_by_a_person("side__participant") | Q(due_on__lte=on - TIME_TO_ANSWER))
        .select_related("side__participant", "side__relationship")
        .order_by("due_on", "pk")
    )


def worrying_check_ins(programme: Programme, reader: Person | None = None) -> QuerySet[CheckIn]:
    """Answered check-ins that ask for attention and that nobody has looked after yet, the oldest first.

    The other side's latest giving and receiving stand on each row. A reader who is a party to a relationship does not
    see what is said about it.
    """
    other = (
        CheckIn.objects.filter(side__relationship=OuterRef("side__relationship"), answered_at__isnull=False)
        .exclude(side=OuterRef("side"))
        .order_by("-week")
    )
    # Those that might ask for attention are found first, by what they say alone: they are few among all answers.
    few = CheckIn.objects.filter(
        Q(load__gte=HEAVY) | Q(fit__lte=LOW) | ~Q(words="") | Q(receiving__lte=LOW) | Q(giving__lte=LOW),
        answered_at__isnull=False,
        followed_up_at__isnull=True,
    )
    rows = CheckIn.objects.filter(side__relationship__programme=programme, pk__in=few.values("pk"))
    if reader is not None:
        rows = rows.exclude(
            side__relationship__in=RelationshipSide.objects.filter(participant__person=reader).values(
                "relationship"
            )
        )
    return (
        rows.annotate(
            other_giving=Subquery(other.values("giving")[:1]),
            other_receiving=Subquery(other.values("receiving")[:1]),
        )
        .filter(
            Q(load__gte=HEAVY)
            | Q(fit__lte=LOW)
            | ~Q(words="")
            | Q(receiving__lte=LOW, other_receiving__gte=HIGH)
            | Q(receiving__lte=LOW, other_giving__gte=HIGH)
            | Q(giving__lte=LOW, other_giving__gte=HIGH)
        )
        .select_related("side__participant", "side__relationship")
        .order_by("answered_at", "pk")
    )


def in_words(check_in: CheckIn) -> WorriedCheckIn:
    """A row of `worrying_check_ins` with what it says."""
    mine = Ratings(
        fit=check_in.fit,
        giving=check_in.giving,
        receiving=check_in.receiving,
        load=check_in.load,
        wrote=bool(check_in.words),
    )
    theirs = Ratings(
        giving=getattr(check_in, "other_giving", None), receiving=getattr(check_in, "other_receiving", None)
    )
    return WorriedCheckIn(check_in, worries(mine, theirs))


@dataclass(frozen=True, slots=True)
class SupporterLoad:
    """What one supporter carries: relationships under way, contacts and minutes of the last four weeks, and the
    heaviest of their latest answers on load in those relationships (0 to 10, None where they have not said)."""

    supporter: PeerSupporter
    relationships: int
    contacts: int
    minutes: int
    load: int | None


def supporter_loads(
    programme: Programme, on: date | None = None, only: PeerSupporter | None = None
) -> list[SupporterLoad]:
    """The load of every supporter of the programme (or of one), in four queries for any number; by name."""
    day = on or timezone.localdate()
    supporters = PeerSupporter.objects.filter(programme=programme).exclude(status=PlaceStatus.LEFT)
    if only is not None:
        supporters = supporters.filter(pk=only.pk)
    sides = RelationshipSide.objects.filter(supporter__in=supporters.values("pk"))
    under_way = sides.filter(relationship__status__in=UNDER_WAY)
    counts = dict(under_way.values("supporter").annotate(n=Count("pk")).values_list("supporter", "n"))
    had: dict[int, tuple[int, int]] = {
        pk: (contacts, minutes or 0)
        for pk, contacts, minutes in SupportSession.objects.filter(
            status=SessionStatus.DELIVERED,
            delivered_on__gt=day - RECENT,
            delivered_on__lte=day,
            relationship__sides__in=sides.values("pk"),
        )
        .values(supporter=F("relationship__sides__supporter"))
        .annotate(contacts=Count("pk"), minutes=Sum("delivered_minutes"))
        .values_list("supporter", "contacts", "minutes")
    }
    loads = _latest_loads(under_way)
    return [
        SupporterLoad(row, counts.get(row.pk, 0), *had.get(row.pk, (0, 0)), loads.get(row.pk))
        for row in supporters.select_related("participant").order_by("participant__name", "pk")
    ]


def _latest_loads(sides: QuerySet[RelationshipSide]) -> dict[int, int]:
    """Each supporter's heaviest latest answer over the given sides."""
    latest: dict[int, tuple[int, int]] = {}
    rows = CheckIn.objects.filter(
        side__in=sides.values("pk"), answered_at__isnull=False, load__isnull=False
    ).order_by("week")
    for side, supporter, load in rows.values_list("side", "side__supporter", "load"):
        latest[side] = (supporter, load or 0)
    heaviest: dict[int, int] = {}
    for supporter, load in latest.values():
        heaviest[supporter] = max(load, heaviest.get(supporter, 0))
    return heaviest
