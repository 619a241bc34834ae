"""The deeds of this room, by noun. Duties and jobs register themselves when their module is read."""

from alongside.enrolment.actions import consents, people, spreadsheets, steps

__all__ = ["consents", "people", "spreadsheets", "steps"]
