from __future__ import annotations

from typing import Any

from alongside.data_rights.actions import ask_for_copy, ask_to_be_forgotten
from tests.doors.row import programme, row


def asked(cast: Any) -> dict[str, Any]:
    request = ask_for_copy(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    return {**programme(cast), "pk": request.pk}


def mia(cast: Any) -> dict[str, Any]:
    return {**programme(cast), "pk": cast.mia_participant.pk}


def forgotten(cast: Any) -> dict[str, Any]:
    erasure = ask_to_be_forgotten(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    return {**programme(cast), "pk": erasure.pk}


ROWS = [
    row("data_rights:forget_me", "mia sam", kwargs=programme),
    row("data_rights:forget_me", "mia sam", kwargs=programme, method="post"),
    row("data_rights:erase", "sasha", kwargs=forgotten),
    row("data_rights:erase", "sasha", kwargs=forgotten, method="post"),
    row("data_rights:my_data", "mia sam", kwargs=programme),
    row("data_rights:my_data", "mia sam", kwargs=programme, method="post"),
    # Nobody has a copy that is ready.
    row("data_rights:my_copy", "", kwargs=programme),
    row("data_rights:ask_for_somebody", "cora", kwargs=mia),
    row("data_rights:copy_requests", "sasha", kwargs=programme),
    row("data_rights:copy_request", "sasha", kwargs=asked),
    row("data_rights:copied_table", "sasha", kwargs=lambda cast: {**asked(cast), "table": 0}),
    row("data_rights:copied_table", "sasha", kwargs=lambda cast: {**asked(cast), "table": 0}, method="post"),
    row("data_rights:release", "sasha", kwargs=asked, method="post"),
]
