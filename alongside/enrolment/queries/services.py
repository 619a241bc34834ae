"""What services hear about people, as the programme stands, and what they were told."""

from __future__ import annotations

from enum import StrEnum

from alongside.enrolment.models import WordToService
from alongside.enrolment.queries.consents import has_consented
from alongside.programmes.core.definition import SHARE_WITH_SERVICE
from alongside.programmes.core.vocabulary import DataShared
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import definition_of


class Silence(StrEnum):
    """Why a service is told nothing about somebody."""

    NOTHING = "nothing"
    """The programme is on its own: services hear nothing."""
    NOT_SAID = "not_said"
    """The definition does not say what services hear."""
    NO_CONSENT = "no_consent"
    """They hear what somebody agrees to, and this person has not."""


def services_hear(programme: Programme) -> DataShared | None:
    """What services are told about the people of a programme; None where its definition does not say."""
    return definition_of(programme).services_hear


def may_be_told(programme: Programme) -> bool:
    """Whether services hear anything about anybody here."""
    return services_hear(programme) not in {None, "nothing"}


def why_silent(participant: Participant, programme: Programme) -> Silence | None:
    """Why nothing may be told about them; None where it may."""
    hears = services_hear(programme)
    if hears is None:
        return Silence.NOT_SAID
    if hears == "nothing":
        return Silence.NOTHING
    agreed = hears != "with_consent" or has_consented(participant, programme, SHARE_WITH_SERVICE)
    return None if agreed else Silence.NO_CONSENT


def told_about(participant: Participant, programme: Programme) -> list[WordToService]:
    """What services were told about somebody, the newest first."""
    rows = WordToService.objects.filter(participant=participant, programme=programme)
    return list(rows.select_related("told_by").order_by("-told_at", "-pk"))
