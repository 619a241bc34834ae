"""Who is on call, and which alarms call now: for those whom the concern is not about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from alongside.notify.models import NoticeStatus
from alongside.notify.queries import states_of
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.safeguarding.core.on_call import call_at, chain
from alongside.safeguarding.models import (
    Alarm,
    AlarmCall,
    CallBy,
    Concern,
    ConcernStatus,
    OnCallPlace,
    OnCallTime,
    Urgency,
)
from alongside.safeguarding.queries.concerns import readers_in, still_real

LEAVES_WITHIN = timedelta(minutes=5)
HAS_LEFT = {NoticeStatus.SENT, NoticeStatus.PASSED_ON}


def places_in(programme: Programme) -> list[OnCallPlace]:
    """The standing chain, in its order."""
    return list(OnCallPlace.objects.filter(programme=programme).select_related("person"))


def times_in(programme: Programme, now: datetime | None = None) -> QuerySet[OnCallTime]:
    """Whose time it is, or who is away, now or later; what is over is not there."""
    return OnCallTime.objects.filter(programme=programme, ends_at__gt=now or timezone.now()).select_related(
        "person"
    )


def on_call(programme: Programme, among: Sequence[Person], now: datetime | None = None) -> list[Person]:
    """Who is called, in order, of those who may look: whose time it is, then the standing chain, without who is away."""
    moment = now or timezone.now()
    may = {person.pk: person for person in among}
    times = [row for row in times_in(programme, moment) if row.starts_at <= moment]
    order = chain(
        [row.person_id for row in times if not row.is_away],
        [place.person_id for place in places_in(programme)],
        {row.person_id for row in times if row.is_away},
    )
    return [may[person] for person in order if person in may]


def on_call_now(programme: Programme) -> list[Person]:
    return on_call(programme, readers_in(programme))


def has_chain(programme: Programme) -> bool:
    return OnCallPlace.objects.filter(programme=programme).exists()


def channels_set_up() -> list[str]:
    """By which ways this site calls by itself: e-mail, and text messages where it knows a gateway."""
    texts = settings.TEXT_GATEWAY_URL or settings.TEXT_GATEWAY
    return [CallBy.EMAIL, *([CallBy.TEXT] if texts else [])]


def texts_go_their_own_way() -> bool:
    """Whether a text still leaves the site when the mail server is down."""
    return bool(settings.TEXT_GATEWAY_URL)


def ringing(now: datetime) -> QuerySet[Alarm]:
    """Alarms that nobody has answered and whose concern nobody has in hand; without practices that are over."""
    return Alarm.objects.filter(
        answered_at__isnull=True,
        rings_from__lte=now,
        concern__status=ConcernStatus.NEW,
        concern__rehearsal__ended_at__isnull=True,
    ).select_related("concern__programme__organisation", "concern__programme__definition", "concern__about")


def calls_that_reach_nobody(now: datetime) -> list[Alarm]:
    """Alarms that have called for five minutes without one call that left the site, by whichever way: practices too."""
    rows = ringing(now).filter(rings_from__lte=now - LEAVES_WITHIN).prefetch_related("calls")
    alarms = list(rows)
    states = states_of([call.notice_key for alarm in alarms for call in alarm.calls.all()])
    return [
        alarm
        for alarm in alarms
        if not any(states.get(call.notice_key, ("",))[0] in HAS_LEFT for call in alarm.calls.all())
    ]


def unseen_too_long(now: datetime) -> QuerySet[Concern]:
    """What may be danger now and is later than was promised, in nobody's hands: of every programme, without practices."""
    late = Concern.objects.filter(urgency=Urgency.NOW, status=ConcernStatus.NEW, due_at__lt=now)
    return late.filter(rehearsal__isnull=True)


@dataclass(frozen=True, slots=True)
class Called:
    """One call as a page shows it: whom, how, when, and whether the letter left."""

    name: str
    channel: str
    at: datetime
    status: str
    """Of the notice (`notify.NoticeStatus`): queued, sending, sent, failed, by_hand, passed_on."""
    sent_at: datetime | None

    @property
    def failed(self) -> bool:
        return self.status in {NoticeStatus.FAILED, NoticeStatus.BY_HAND}


@dataclass(frozen=True, slots=True)
class Clock:
    """An alarm on the desk: who was called so far, who answered, and when the next are called."""

    alarm: Alarm
    calls: tuple[Called, ...]
    next_at: datetime | None


def calls_of(alarm: Alarm) -> list[Called]:
    """Every call of an alarm, in order."""
    return _shown(list(alarm.calls.select_related("person")))


def _shown(rows: Sequence[AlarmCall]) -> list[Called]:
    states = states_of([row.notice_key for row in rows])
    shown = []
    for row in rows:
        status, done = states.get(row.notice_key, ("", None))
        shown.append(Called(row.person.name, str(CallBy(row.channel).label), row.called_at, status, done))
    return shown


def clocks(concerns: QuerySet[Concern]) -> list[Clock]:
    """The alarms of concerns that nobody has in hand yet, the first that rang first: also those that were answered."""
    waiting = still_real(concerns).filter(status=ConcernStatus.NEW)
    alarms = (
        Alarm.objects.filter(concern__in=waiting)
        .select_related("concern", "answered_by")
        .prefetch_related("calls__person")
        .order_by("rings_from", "pk")
    )
    return [_clock(alarm) for alarm in alarms]


def _clock(alarm: Alarm) -> Clock:
    rows = list(alarm.calls.all())
    last = max((row.step for row in rows), default=-1)
    upcoming = None if alarm.answered_at else call_at(alarm.rings_from, last + 1)
    return Clock(alarm, tuple(_shown(rows)), upcoming)
