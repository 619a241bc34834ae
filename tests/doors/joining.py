from __future__ import annotations

from typing import Any

from alongside.audit.queries import label
from tests.doors.row import EVERYBODY, programme, row
from tests.joining.factories import BY_TELEPHONE, open_to_join, sent, waiting


def joinable(cast: Any) -> dict[str, Any]:
    return {"ref": open_to_join(cast.coaching, by=cast.cora).ref}


def asked(cast: Any) -> dict[str, Any]:
    return {**joinable(cast), "pk": waiting(cast.coaching).pk}


def heard(cast: Any) -> dict[str, Any]:
    request = sent(
        open_to_join(cast.coaching, by=cast.cora), **BY_TELEPHONE, words="I want to kill myself tonight"
    )
    return {**programme(cast), "subject": label(request)}


ROWS = [
    row("joining:programmes_to_join", EVERYBODY),
    row("joining:come_back", EVERYBODY),
    row("joining:before", EVERYBODY, kwargs=joinable),
    row("joining:go_on", EVERYBODY, kwargs=joinable, inside=(302,)),
    row("joining:check", EVERYBODY, kwargs=joinable, inside=(302,)),
    row("joining:where_it_stands", EVERYBODY, kwargs=joinable, inside=(302,)),
    row("joining:stop", EVERYBODY, kwargs=joinable, inside=(302,)),
    row(
        "joining:question",
        EVERYBODY,
        kwargs=lambda cast: {**joinable(cast), "step": "name"},
        inside=(302,),
    ),
    row("joining:join_requests", "cora", kwargs=programme),
    row("joining:joining_settings", "ada cora", kwargs=programme),
    row("joining:join_request", "cora", kwargs=asked),
    row("joining:heard_request", "sasha", kwargs=heard),
    row("joining:ask_them", "cora", kwargs=asked),
    row("joining:decline", "cora", kwargs=asked),
]
