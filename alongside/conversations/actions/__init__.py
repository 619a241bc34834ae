"""The deeds of this room, by noun. Duties register themselves when their module is read."""

from alongside.conversations.actions import held, moderation, posts, spaces, suspensions
from alongside.conversations.actions.messages import (
    LONGEST_MESSAGE,
    CaseNotOpen,
    NotNow,
    SentSomethingElse,
    begin_case_reading,
    mark_read,
    note_reading,
    send_message,
)

__all__ = [
    "LONGEST_MESSAGE",
    "CaseNotOpen",
    "NotNow",
    "SentSomethingElse",
    "begin_case_reading",
    "held",
    "mark_read",
    "moderation",
    "note_reading",
    "posts",
    "send_message",
    "spaces",
    "suspensions",
]
