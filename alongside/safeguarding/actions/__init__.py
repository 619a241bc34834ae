"""The deeds of this room, by noun. Duties register themselves when their module is read."""

from alongside.safeguarding.actions import (
    cases,
    concerns,
    help_contacts,
    holds,
    on_call,
    rehearsals,
    words,
    words_waiting,
)

__all__ = [
    "cases",
    "concerns",
    "help_contacts",
    "holds",
    "on_call",
    "rehearsals",
    "words",
    "words_waiting",
]
