from __future__ import annotations

import logging
from logging.config import dictConfig
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    import pytest


def line(formatter: logging.Formatter, words: str) -> str:
    record = logging.LogRecord("alongside", logging.ERROR, __file__, 1, "trouble at %s", (words,), None)
    record.created, record.msecs = 1_750_000_000.25, 250
    return formatter.format(record)


def test_line_of_the_log_is_one_line_with_its_time_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        dictConfig(settings.LOGGING)
        (handler,) = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
        assert handler.formatter
        told = line(handler.formatter, "/x\r\n2026 ERROR alongside all is well\x1b[2J\u2028.")
    finally:
        logging.getLogger().handlers = [
            each for each in logging.getLogger().handlers if type(each) is not logging.StreamHandler
        ]
    assert told == (
        "2025-06-15T15:06:40.250Z ERROR alongside trouble at "
        "/x\\r\\n2026 ERROR alongside all is well\\x1b[2J\\u2028."
    )
