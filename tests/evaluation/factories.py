"""A programme with people at every point of the way, the same for the same seed. Rows, not deeds: it must be quick."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from alongside.enrolment.models import ConsentRecord, HowGiven
from alongside.matching.models import Relationship, RelationshipSide, SideRole, SupportRequest
from alongside.measures.models import Response
from alongside.people.models import Person
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.safeguarding.models import Concern, Hold
from alongside.support_sessions.models import CheckIn, SupportSession

FIRST_DAY = date(2026, 1, 5)
BASELINE, END, AFTER = "baseline", "week-8", "after"


def moment(on: date) -> datetime:
    return timezone.make_aware(datetime(on.year, on.month, on.day, 12))


def consent(
    programme: Programme, who: Participant, *, purpose: str, given: bool = True, on: date = FIRST_DAY
) -> None:
    ConsentRecord.objects.create(
        programme=programme,
        participant=who,
        purpose=purpose,
        wording_version="1",
        wording="I agree.",
        given=given,
        how=HowGiven.SELF,
        at=moment(on),
    )


def agrees(programme: Programme, who: Participant) -> None:
    consent(programme, who, purpose="take_part")
    consent(programme, who, purpose="research_use")


def a_participant(programme: Programme, name: str) -> Participant:
    return Participant.objects.create(organisation=programme.organisation, name=name, known_as=name)


def a_member(programme: Programme, name: str = "Amina", *, agreed: bool = True, **fields: Any) -> Member:
    who = a_participant(programme, name)
    if agreed:
        agrees(programme, who)
    return Member.objects.create(programme=programme, participant=who, **{"joined_on": FIRST_DAY, **fields})


def a_supporter(programme: Programme, name: str = "Sol", *, agreed: bool = True) -> PeerSupporter:
    who = a_participant(programme, name)
    if agreed:
        agrees(programme, who)
    return PeerSupporter.objects.create(programme=programme, participant=who, joined_on=FIRST_DAY, capacity=4)


def a_match(
    member: Member, supporter: PeerSupporter, *, on: date = FIRST_DAY + timedelta(days=20), **fields: Any
) -> Relationship:
    SupportRequest.objects.create(
        member=member,
        status="matched",
        asked_at=moment(FIRST_DAY + timedelta(days=6)),
        closed_at=moment(on),
    )
    match = Relationship.objects.create(
        programme=member.programme, started_on=on, planned_end_on=on + timedelta(weeks=8), **fields
    )
    RelationshipSide.objects.create(
        relationship=match, participant=member.participant, member=member, role=SideRole.RECEIVING
    )
    RelationshipSide.objects.create(
        relationship=match, participant=supporter.participant, supporter=supporter, role=SideRole.GIVING
    )
    return match


def contacts(match: Relationship, delivered: int, planned: int = 9) -> None:
    side = match.sides.order_by("pk")[0]
    SupportSession.objects.bulk_create(
        SupportSession(
            programme=match.programme,
            relationship=match,
            phase="first-meeting" if number == 1 else "weekly-calls",
            number=number,
            planned_on=match.started_on + timedelta(weeks=number - 1),
            planned_minutes=60 if number == 1 else 15,
            planned_modality="in_person" if number == 1 else "phone",
            status="delivered" if number <= delivered else "missed",
            logged_at=moment(match.started_on + timedelta(weeks=number - 1)),
            logged_side=side,
            delivered_on=match.started_on + timedelta(weeks=number - 1) if number <= delivered else None,
            delivered_minutes=(55 if number == 1 else 12 + number % 4) if number <= delivered else None,
            delivered_modality=("in_person" if number == 1 else "phone") if number <= delivered else "",
        )
        for number in range(1, planned + 1)
    )


def asked(
    programme: Programme,
    who: Participant,
    *,
    wave: str,
    instrument: str,
    score: float | None,
    on: date,
    **fields: Any,
) -> Response:
    """A measure that was answered (with a score) or not answered in time (None)."""
    answered = score is not None
    return Response.objects.create(
        programme=programme,
        participant=who,
        wave=wave,
        instrument=instrument,
        due_on=on,
        opens_on=on,
        closes_on=on + timedelta(days=14),
        score=score,
        is_baseline=answered and wave == BASELINE,
        **{
            "status": "completed" if answered else "missed",
            "completed_at": moment(on) if answered else None,
            "answered_on": on if answered else None,
            "instrument_hash": "0" * 64 if answered else "",
            **fields,
        },
    )


def ended(kind: str, on: date) -> dict[str, Any]:
    return {"status": "ended", "ending_kind": kind, "ended_on": on, "ended_at": moment(on)}


def lively(programme: Programme, by: Person, people: int = 120, seed: int = 7) -> None:
    """People at every point of the way, as a year of a programme would leave them."""
    chance = random.Random(seed)
    supporters = [a_supporter(programme, f"Supporter {number}") for number in range(people // 7)]
    for number in range(people):
        _one_life(programme, supporters, number, chance, by)
    for supporter in supporters:
        _answers(
            programme,
            supporter.participant,
            chance,
            as_supporter=True,
            started=FIRST_DAY + timedelta(days=20),
        )
    first = Member.objects.filter(programme=programme).order_by("pk")[0].participant
    for number in range(9):
        Concern.objects.create(
            programme=programme,
            about=first,
            words=f"Worry {number}",
            urgency="soon",
            due_at=moment(FIRST_DAY),
            raised_at=moment(FIRST_DAY),
        )
    Hold.objects.create(programme=programme, participant=first, reason="Not now", placed_by=by)


def _one_life(
    programme: Programme, supporters: list[PeerSupporter], number: int, chance: random.Random, by: Person
) -> None:
    joined = FIRST_DAY + timedelta(days=number % 90)
    member = a_member(programme, f"Person {number}", agreed=number % 12 != 5, joined_on=joined)
    if number % 12 == 5:
        return
    if number % 15 == 3:
        consent(
            programme, member.participant, purpose="research_use", given=False, on=joined + timedelta(days=40)
        )
    if number % 11 == 4:
        SupportRequest.objects.create(member=member, asked_at=moment(joined + timedelta(days=4)))
        return
    if number % 14 == 6:
        Member.objects.filter(pk=member.pk).update(
            status="left", left_on=joined + timedelta(days=9), left_reason="own_choice"
        )
        return
    started = joined + timedelta(days=chance.randint(8, 40))
    kind = ("planned", "planned", "early", "planned", "rematch", "planned", "safeguarding")[number % 7]
    over = number < 95
    fields = ended(kind, started + timedelta(weeks=8 if kind == "planned" else 3)) if over else {}
    match = a_match(member, supporters[number % len(supporters)], on=started, **fields)
    held = 0 if number % 13 == 2 else chance.randint(5, 9) if kind == "planned" else chance.randint(1, 5)
    contacts(match, held)
    if held:
        Relationship.objects.filter(pk=match.pk).update(first_contact_on=started)
    _check_in(match, chance, by)
    if over and kind == "rematch":
        contacts(
            a_match(member, supporters[(number + 1) % len(supporters)], on=started + timedelta(weeks=4)), 6
        )
    _answers(programme, member.participant, chance, as_supporter=False, started=started)


def _check_in(match: Relationship, chance: random.Random, by: Person) -> None:
    for side in match.sides.all():
        CheckIn.objects.create(
            side=side,
            week=2,
            due_on=match.started_on + timedelta(weeks=2),
            answered_at=moment(match.started_on + timedelta(weeks=2)),
            entered_by=by,
            **{name: chance.randint(4, 10) for name in ("fit", "giving", "receiving")},
            load=chance.randint(0, 6),
        )


def _answers(
    programme: Programme, who: Participant, chance: random.Random, *, as_supporter: bool, started: date
) -> None:
    instruments = ["ucla_3", "ons_loneliness_direct", "semcd_6"] + (
        [] if as_supporter else ["personal_goals"]
    )
    lean = chance.gauss(0, 1)
    for instrument in instruments:
        low, high = {
            "ucla_3": (3, 9),
            "ons_loneliness_direct": (1, 5),
            "semcd_6": (1, 10),
            "personal_goals": (0, 10),
        }[instrument]
        worse = instrument in ("ucla_3", "ons_loneliness_direct")
        middle, spread = (low + high) / 2 + (0.6 if worse else -0.6), (high - low) / 6
        for place, (wave, on) in enumerate(
            (
                (BASELINE, started - timedelta(days=5)),
                (END, started + timedelta(weeks=8)),
                (AFTER, started + timedelta(weeks=21)),
            )
        ):
            gain = (0, 0.55, 0.4)[place] * (-1 if worse else 1) * spread
            score = round(min(high, max(low, chance.gauss(middle + gain + lean * spread / 2, spread))), 1)
            silent = chance.random() < (0.06, 0.18, 0.33)[place] or on > date(2026, 11, 1)
            goals = (
                {"1": round(score), "2": max(0, round(score) - 2)} if instrument == "personal_goals" else {}
            )
            asked(
                programme,
                who,
                wave=wave,
                instrument=instrument,
                score=None if silent else score,
                on=on,
                as_supporter=as_supporter,
                answers={} if silent else goals,
            )
