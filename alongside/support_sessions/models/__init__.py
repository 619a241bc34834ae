from alongside.support_sessions.models.check_ins import RATINGS, CheckIn, CoordinatorCall
from alongside.support_sessions.models.groups import (
    GROUP_TRANSITIONS,
    Group,
    GroupLead,
    GroupPlace,
    GroupStatus,
    Joining,
    Unit,
    WhyLeft,
)
from alongside.support_sessions.models.guests import SessionGuest
from alongside.support_sessions.models.meetings import (
    PRESENT,
    Answer,
    Attendance,
    Debrief,
    Outcome,
    SessionNote,
    SessionPlan,
)
from alongside.support_sessions.models.sessions import (
    LOGGED,
    SESSION_TRANSITIONS,
    ContactNote,
    Modality,
    SessionStatus,
    SupportSession,
)

__all__ = [
    "GROUP_TRANSITIONS",
    "LOGGED",
    "PRESENT",
    "RATINGS",
    "SESSION_TRANSITIONS",
    "Answer",
    "Attendance",
    "CheckIn",
    "ContactNote",
    "CoordinatorCall",
    "Debrief",
    "Group",
    "GroupLead",
    "GroupPlace",
    "GroupStatus",
    "Joining",
    "Modality",
    "Outcome",
    "SessionGuest",
    "SessionNote",
    "SessionPlan",
    "SessionStatus",
    "SupportSession",
    "Unit",
    "WhyLeft",
]
