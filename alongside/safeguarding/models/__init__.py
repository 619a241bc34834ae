"""What is stored: help contacts, concerns, cases and holds; and words that came in, with what triage made of them."""

from alongside.safeguarding.models.records import (
    CONCERN_TRANSITIONS,
    CaseNote,
    Concern,
    ConcernStatus,
    HelpContact,
    Hold,
    SafeguardingCase,
    Urgency,
    new_key,
)
from alongside.safeguarding.models.words import Desk, Incoming, Outcome, TriageSwitch

__all__ = [
    "CONCERN_TRANSITIONS",
    "CaseNote",
    "Concern",
    "ConcernStatus",
    "Desk",
    "HelpContact",
    "Hold",
    "Incoming",
    "Outcome",
    "SafeguardingCase",
    "TriageSwitch",
    "Urgency",
    "new_key",
]
