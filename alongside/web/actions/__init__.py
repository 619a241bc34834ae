"""Only what pages do. The demonstration's builder is read by its own command, and by nothing on a real site."""

from alongside.web.actions.home import bring_up_to_date, enter_demo, mark_notices_read

__all__ = ["bring_up_to_date", "enter_demo", "mark_notices_read"]
