"""The deeds of this room, by noun. Duties register themselves when their module is read."""

from alongside.support_sessions.actions import asking, plans

__all__ = ["asking", "plans"]
