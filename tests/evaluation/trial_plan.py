"""The plan of a trial of peer coaching, and the definition that makes one possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from alongside.measures.core import instrument
from alongside.measures.models import Response
from tests.stands import stand

if TYPE_CHECKING:
    from alongside.programmes.models import Member
    from tests.conftest import Cast

MEASURE = "ucla_3"
WAVE = "after-12-weeks"
ANSWERS: dict[str, Any] = {
    "title": "Sooner or later",
    "question": "Are people less lonely with a peer than while they wait?",
    "eligible": "Every new member",
    "primary_measure": MEASURE,
    "primary_wave": WAVE,
    "waiting_weeks": 16,
    "smallest_difference": 1.0,
    "people_planned": 60,
    "size_reason": "A difference of half a standard deviation, 80 per cent power.",
    "analysis": "As the page does it.",
    "harms": "The safeguarding lead, who may stop it.",
    "strata": {"Town": ["north", "south"]},
}


def asked_after_twelve_weeks(cast: Cast) -> None:
    """Peer coaching that asks everybody twelve weeks after joining, too, whether or not support has begun."""
    wave = (
        f'[[measures]]\nkey = "{WAVE}"\ntitle = "Twelve weeks after joining"\nanchor = "enrolment"\noffset = "P12W"\n'
        f'window_days = 14\nrespondent = "member"\ninstruments = ["{MEASURE}", "support_elsewhere"]\n'
    )
    stand(cast, end=wave)


def scored(member: Member, wave: str, score: float, *, is_baseline: bool = False) -> None:
    today = timezone.localdate()
    Response.objects.create(
        programme=member.programme,
        participant=member.participant,
        wave=wave,
        instrument=MEASURE,
        instrument_hash=instrument(MEASURE).content_hash,
        due_on=today,
        opens_on=today,
        closes_on=today,
        status="completed",
        score=score,
        is_baseline=is_baseline,
        completed_at=timezone.now(),
        answered_on=today,
    )
