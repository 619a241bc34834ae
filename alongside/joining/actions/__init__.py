"""The deeds of this room. Duties and jobs register themselves when their module is read."""

from alongside.joining.actions import answering, asking, forgetting

__all__ = ["answering", "asking", "forgetting"]
