"""How a line of the log looks."""

from __future__ import annotations

import logging
import time

# What ends a line, or moves the cursor of whoever reads the log in a terminal.
_ESCAPED = {sign: repr(chr(sign))[1:-1] for sign in (*range(32), *range(127, 160), 0x2028, 0x2029)}


class PlainLines(logging.Formatter):
    """One line for each event, with its time in UTC: nobody adds a line by what they type into an address.

    The traceback of a mistake stands on the lines below.
    """

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        return super().formatMessage(record).translate(_ESCAPED)
