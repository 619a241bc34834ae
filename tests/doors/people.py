from __future__ import annotations

from typing import Any

from alongside.people.models import SignIn
from tests.doors.row import EVERYBODY, SIGNED_IN, row


def device(cast: Any) -> dict[str, Any]:
    """Another device on which Mia is signed in."""
    return {
        "pk": SignIn.objects.create(
            person=cast.mia, session_key="k", proof=proof_of(cast), device="Firefox"
        ).pk
    }


def proof_of(cast: Any) -> str:
    return str(cast.mia.get_session_auth_hash())


ROWS = [
    row("people:ask_for_link", EVERYBODY),
    row("people:link_sent", EVERYBODY),
    row("people:use_link", EVERYBODY, kwargs=lambda cast: {"token": "not-a-link"}, inside=(410,)),
    row("people:not_offered", EVERYBODY, kwargs=lambda cast: {"page": "signup"}, inside=(404,)),
    row("people:account", SIGNED_IN),
    row("people:profile", SIGNED_IN),
    row("people:sign_out_of_all", SIGNED_IN),
    row("people:devices", SIGNED_IN),
    row("people:devices", SIGNED_IN, method="post"),
    row("people:end_device", "mia", kwargs=device, method="post"),
]
