"""People in the middle of their story, and the questions that are due to them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from alongside.matching.models import Relationship
from alongside.measures import actions
from alongside.measures.models import Response
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from tests import factories
from tests.enrolment.factories import say_yes
from tests.matching.factories import begun

if TYPE_CHECKING:
    from tests.conftest import Cast


def days_ago(count: int) -> date:
    return timezone.localdate() - timedelta(days=count)


def relationship(member: Member, supporter: PeerSupporter | Member, **fields: Any) -> Relationship:
    """Two people in touch since today, unless told; with two members, each gives and receives."""
    made = begun(member, supporter, on=fields.pop("started_on", None))
    if fields:
        Relationship.objects.filter(pk=made.pk).update(**fields)
        made.refresh_from_db()
    return made


def ended(made: Relationship, on: date, kind: str = "early") -> Relationship:
    Relationship.objects.filter(pk=made.pk).update(
        status="ended", ended_on=on, ended_at=timezone.now(), ending_kind=kind
    )
    made.refresh_from_db()
    return made


def consenting_member(programme: Programme, who: Participant | None = None, **fields: Any) -> Member:
    made = factories.member(programme, who, **fields)
    say_yes(made.participant, programme)
    return made


def responses(participant: Participant, wave: str = "baseline", **fields: Any) -> list[Response]:
    rows = Response.objects.filter(participant=participant, wave=wave, **fields)
    return list(rows.select_related("programme", "participant").order_by("pk"))


def response(participant: Participant, instrument: str, wave: str = "baseline", **fields: Any) -> Response:
    return next(row for row in responses(participant, wave, **fields) if row.instrument == instrument)


def asked(cast: Cast) -> Response:
    """Mia has consented and is due her baseline; her loneliness questions."""
    say_yes(cast.mia_participant, cast.coaching)
    actions.schedule_responses(programme=cast.coaching)
    return response(cast.mia_participant, "ucla_3")


LONELY = {"companionship": 2, "left_out": 3, "isolated": 2}


def answer_wave(participant: Participant, code: int, *, wave: str, on: date | None = None) -> None:
    """Answer the loneliness questions of a wave with the same code, and hand them in."""
    row = response(participant, "ucla_3", wave)
    by = participant.person or factories.person()
    for_them = None if participant.person else participant
    actions.save_answers(response=row, answers=dict.fromkeys(LONELY, code), by=by, on_behalf_of=for_them)
    actions.hand_in(responses=[row], by=by, answered_on=on, on_behalf_of=for_them)
