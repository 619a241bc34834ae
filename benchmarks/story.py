"""What happened in a programme of any size over the last year, written straight into the tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from alongside.enrolment.actions.consents import mark_who_consented
from alongside.matching.models import ProposedMatch, Relationship, RelationshipSide, SideRole, SupportRequest
from alongside.measures.core import SCORER_VERSION, instrument
from alongside.measures.models import Response
from alongside.notify.models import Notice
from alongside.programmes.core.scheduling import planned_end
from alongside.programmes.models import Member
from alongside.programmes.queries import definition_of
from alongside.safeguarding.models import Concern, Hold
from alongside.support_sessions.models import CheckIn, CoordinatorCall, SupportSession
from alongside.training.actions import mark_who_is_prepared
from benchmarks.crowd import Crowd, moment, people, stored

PERSONAL = ("ucla_3", "ons_loneliness_direct", "semcd_6")
OF_THE_TWO = ("relationship_fit_member", "relationship_giving_member", "relationship_receiving_member")
CONTACTS = 9


def living_programme(size: int, seed: int = 1) -> Crowd:
    """A programme of `size` people with a year behind it."""
    dice = Random(seed)
    made = people(size, dice)
    relationships = _matches(made)
    _contacts(made, relationships, dice)
    _check_ins(made, dice)
    _questions(made, relationships, dice)
    _queue(made)
    _trouble(made, dice)
    _notices(made)
    mark_who_consented()
    mark_who_is_prepared()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # both databases plan better when they know how much there is
    return made


def _matches(crowd: Crowd) -> list[Relationship]:
    today, matched, definition = timezone.localdate(), crowd.matched, definition_of(crowd.programme)
    begun = [today - timedelta(days=1 + 364 * place // len(matched)) for place in range(len(matched))]
    requests = stored(
        SupportRequest(
            member=one,
            words="Somebody to talk with.",
            status="matched",
            asked_at=moment(on - timedelta(days=20)),
            waiting_since=moment(on - timedelta(days=20)),
            closed_at=moment(on),
        )
        for one, on in zip(matched, begun, strict=True)
    )
    proposals = stored(
        ProposedMatch(
            request=one,
            supporter=crowd.supporters[number % len(crowd.supporters)],
            status="accepted",
            made_by=crowd.coordinator,
            made_at=one.asked_at,
            asked_at=one.asked_at,
            answered_at=one.closed_at,
        )
        for number, one in enumerate(requests)
    )
    made = stored(
        _relationship(crowd, one, on, planned_end(definition, on))
        for one, on in zip(proposals, begun, strict=True)
    )
    stored(side for number, one in enumerate(made) for side in _two_sides(crowd, one, number))
    return made


def _relationship(crowd: Crowd, proposal: ProposedMatch, on: date, until: date) -> Relationship:
    today = timezone.localdate()
    over: dict[str, Any] = {}
    if until < today:
        over = {"status": "ended", "ended_on": until, "ended_at": moment(until), "ending_kind": "planned"}
    return Relationship(
        programme=crowd.programme,
        proposal=proposal,
        started_on=on,
        planned_end_on=until,
        first_contact_on=on + timedelta(days=2) if on + timedelta(days=2) <= today else None,
        **over,
    )


def _two_sides(crowd: Crowd, relationship: Relationship, number: int) -> Iterator[RelationshipSide]:
    member, supporter = crowd.matched[number], crowd.supporters[number % len(crowd.supporters)]
    yield RelationshipSide(
        relationship=relationship,
        participant_id=member.participant_id,
        member=member,
        role=SideRole.RECEIVING,
    )
    yield RelationshipSide(
        relationship=relationship,
        participant_id=supporter.participant_id,
        supporter=supporter,
        role=SideRole.GIVING,
    )


def _sides(crowd: Crowd) -> list[RelationshipSide]:
    rows = RelationshipSide.objects.filter(relationship__programme=crowd.programme)
    return list(rows.select_related("relationship").order_by("relationship_id", "pk"))


def _contacts(crowd: Crowd, relationships: list[Relationship], dice: Random) -> None:
    giving = {one.relationship_id: one for one in _sides(crowd) if one.role == SideRole.GIVING}
    stored(
        _contact(crowd, one, number, giving[one.pk], dice)
        for one in relationships
        for number in range(1, CONTACTS + 1)
    )


def _contact(
    crowd: Crowd, one: Relationship, number: int, side: RelationshipSide, dice: Random
) -> SupportSession:
    """In a past week nine in ten took place, one in twelve was missed, and a few nobody wrote down yet."""
    on = one.started_on + timedelta(days=2 + 7 * (number - 1))
    way, minutes = ("in_person", 60) if number == 1 else ("phone", 15)
    row = SupportSession(
        programme=crowd.programme,
        relationship=one,
        phase="first-meeting" if number == 1 else "weekly-calls",
        number=number,
        planned_on=on,
        planned_minutes=minutes,
        planned_modality=way,
    )
    luck = dice.random() if on <= timezone.localdate() else 1.0
    if luck < 0.9:
        row.status, row.delivered_on, row.delivered_minutes, row.delivered_modality = (
            "delivered",
            on,
            minutes,
            way,
        )
    elif luck < 0.98 or (luck < 1 and one.status == "ended"):
        row.status = "missed"
    if row.is_logged:
        row.logged_at, row.logged_side = moment(on), side
        row.asked_at = moment(on)
    return row


def _check_ins(crowd: Crowd, dice: Random) -> None:
    """Weeks 2 and 5 of both sides, and the call in week 3. One answer in twenty weighs, and of these one in five is new."""
    today, by, sides = timezone.localdate(), crowd.coordinator, _sides(crowd)
    stored(_check_in(crowd, side, week, dice) for side in sides for week in (2, 5))
    calls = []
    for side in sides:
        due = side.relationship.started_on + timedelta(weeks=3)
        if side.role == SideRole.RECEIVING and due <= today:
            made = dice.random() < 0.9 or side.relationship.status == "ended"
            told = {"called_on": due, "called_by": by, "outcome": "fine"} if made else {}
            calls.append(CoordinatorCall(side=side, due_on=due, **told))
    stored(calls)


def _check_in(crowd: Crowd, side: RelationshipSide, week: int, dice: Random) -> CheckIn:
    due = side.relationship.started_on + timedelta(weeks=week)
    row = CheckIn(side=side, week=week, due_on=due)
    if due <= timezone.localdate() and dice.random() < 0.8:
        heavy = dice.random() < 0.05
        row.fit, row.giving, row.receiving, row.load = dice.randint(5, 10), 7, 7, 9 if heavy else 2
        row.answered_at, row.entered_by = moment(due), crowd.coordinator
        if heavy and (dice.random() < 0.8 or side.relationship.status == "ended"):
            row.followed_up_at, row.followed_up_by = moment(due), crowd.coordinator
    return row


def _questions(crowd: Crowd, relationships: list[Relationship], dice: Random) -> None:
    today = timezone.localdate()
    rows: list[Response] = []
    for member, one in zip(crowd.matched, relationships, strict=True):
        before, after = one.started_on - timedelta(days=10), one.started_on + timedelta(weeks=8)
        rows += (_response(crowd, member, dice, wave="baseline", name=name, on=before) for name in PERSONAL)
        if after - timedelta(days=14) <= today:
            rows += (_response(crowd, member, dice, wave="week-8", name=name, on=after) for name in PERSONAL)
            rows += (
                _response(crowd, member, dice, wave="week-8", name=name, on=after, about=one)
                for name in OF_THE_TWO
            )
    for member in crowd.waiting:
        rows += (_response(crowd, member, dice, wave="baseline", name=name, on=today) for name in PERSONAL)
    stored(rows)


def _response(
    crowd: Crowd,
    member: Member,
    dice: Random,
    *,
    wave: str,
    name: str,
    on: date,
    about: Relationship | None = None,
) -> Response:
    """Answered in four cases of five once its day has come; missed a fortnight later, open until then."""
    today, of = timezone.localdate(), instrument(name)
    row = Response(
        programme=crowd.programme,
        participant_id=member.participant_id,
        relationship=about,
        wave=wave,
        instrument=name,
        due_on=on,
        opens_on=on - timedelta(days=14),
        closes_on=on + timedelta(days=14),
    )
    if on < today and dice.random() < 0.8:
        row.status, row.is_baseline = "completed", wave == "baseline"
        row.answers = {item: dice.choice(of.codes_of(item)) for item in of.item_ids}
        row.score, row.scorer_version = dice.uniform(of.range.min, of.range.max), SCORER_VERSION
        row.instrument_hash, row.how, row.entered_by = of.content_hash, "telephone", crowd.coordinator
        row.started_at = row.completed_at = moment(on)
        row.answered_on = on
    elif row.closes_on and row.closes_on < today:
        row.status = "missed"
    return row


def _queue(crowd: Crowd) -> None:
    """Those who wait; for a quarter of them somebody is being asked."""
    today = timezone.localdate()
    requests = stored(
        SupportRequest(
            member=one,
            words="I would like somebody who knows what nights are like.",
            status="proposed" if number % 4 == 0 else "waiting",
            asked_at=moment(today - timedelta(days=number % 60)),
            waiting_since=moment(today - timedelta(days=number % 60)),
        )
        for number, one in enumerate(crowd.waiting)
    )
    stages = ("proposed", "asked_supporter", "offered")
    stored(
        ProposedMatch(
            request=one,
            supporter=crowd.supporters[-1 - number],
            status=stages[number % 3],
            made_by=crowd.coordinator,
            asked_at=timezone.now() if number % 3 else None,
            offered_at=timezone.now() if number % 3 == 2 else None,
        )
        for number, one in enumerate(requests[::4])
    )


def _trouble(crowd: Crowd, dice: Random) -> None:
    """One concern to a hundred people, three in a hundred of them open, and a hold to five hundred."""
    everybody, lead = [*crowd.members, *crowd.supporters], crowd.lead
    rows = []
    for number in range(max(3, len(everybody) // 100)):
        raised = timezone.now() - timedelta(days=dice.randint(1, 360))
        done: dict[str, Any] = {"status": "new"}
        if number >= 3 and dice.random() > 0.03:
            seen = {"acknowledged_at": raised, "acknowledged_by": lead}
            done = {"status": "answered", "answered_at": raised, "answered_by": lead, **seen}
        rows.append(
            Concern(
                programme=crowd.programme,
                about_id=dice.choice(everybody).participant_id,
                words="He did not sound like himself on the telephone.",
                urgency=dice.choice(("now", "soon", "routine")),
                raised_at=raised,
                due_at=raised + timedelta(hours=4),
                raised_by=crowd.coordinator,
                **done,
            )
        )
    stored(rows)
    stored(
        Hold(
            programme=crowd.programme,
            participant_id=one.participant_id,
            reason="Until we have spoken.",
            placed_by=lead,
        )
        for one in everybody[::500]
    )


def _notices(crowd: Crowd) -> None:
    """Four notices for each person matched, all passed on but the newest of one in thirty."""
    stored(
        Notice(
            recipient=f"programmes.participant:{one.participant_id}",
            recipient_name="Somebody",
            organisation_id=crowd.programme.organisation_id,
            programme_id=crowd.programme.pk,
            kind="contact_missed",
            channel="telephone",
            address="+441614960000",
            subject="Harbour Tuesdays",
            words="There is something to look at.",
            status="by_hand" if part == 0 and number % 30 == 0 else "passed_on",
        )
        for number, one in enumerate(crowd.matched)
        for part in range(4)
    )
