"""What is stored: help contacts, concerns, cases, holds, rehearsals; words that came in; who is on call, and alarms."""

from alongside.safeguarding.models.on_call import (
    Alarm,
    AlarmCall,
    AtNight,
    CallBy,
    OnCallPlace,
    OnCallTime,
    ReadingHours,
)
from alongside.safeguarding.models.records import (
    CONCERN_TRANSITIONS,
    CaseNote,
    Concern,
    ConcernStatus,
    HelpContact,
    Hold,
    Rehearsal,
    SafeguardingCase,
    Urgency,
    new_key,
)
from alongside.safeguarding.models.words import Desk, Incoming, Outcome, TriageSwitch

__all__ = [
    "CONCERN_TRANSITIONS",
    "Alarm",
    "AlarmCall",
    "AtNight",
    "CallBy",
    "CaseNote",
    "Concern",
    "ConcernStatus",
    "Desk",
    "HelpContact",
    "Hold",
    "Incoming",
    "OnCallPlace",
    "OnCallTime",
    "Outcome",
    "ReadingHours",
    "Rehearsal",
    "SafeguardingCase",
    "TriageSwitch",
    "Urgency",
    "new_key",
]
