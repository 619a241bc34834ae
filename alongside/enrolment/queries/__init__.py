"""Reads of this room. What other rooms ask about consent can be imported from here."""

from alongside.enrolment.queries.consents import (
    consented_participants,
    consents_to_ask_again,
    has_consented,
    has_required_consents,
    having_required_consents,
    missing_consents,
    participants_with_required_consents,
    purposes_agreed_to,
    required_purposes,
)

__all__ = [
    "consented_participants",
    "consents_to_ask_again",
    "has_consented",
    "has_required_consents",
    "having_required_consents",
    "missing_consents",
    "participants_with_required_consents",
    "purposes_agreed_to",
    "required_purposes",
]
