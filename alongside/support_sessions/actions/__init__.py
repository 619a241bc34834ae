"""The deeds of this room, by noun. Duties register themselves when their module is read."""

from alongside.support_sessions.actions import asking, group_places, group_plans, plans

__all__ = ["asking", "group_places", "group_plans", "plans"]
