from typing import Any

from tests.doors.row import EVERYBODY, SIGNED_IN, programme, row


def waiting_notice(cast: Any) -> dict[str, Any]:
    from alongside.notify.actions import notify  # noqa: PLC0415 - only the row needs it
    from alongside.programmes.queries import participant_recipient  # noqa: PLC0415 - only the row needs it

    cast.mia_participant.channel = "telephone"
    cast.mia_participant.phone = "+447700900111"
    notice = notify("consent_withdrawn", to=participant_recipient(cast.mia_participant, cast.coaching))
    return {"ref": cast.coaching.ref, "pk": notice.pk}


ROWS = [
    row("web:health", EVERYBODY, inside=(200, 503)),
    row("web:landing", EVERYBODY),
    row("web:home", SIGNED_IN),
    row("web:notices", SIGNED_IN),
    row("web:enter_demo", "", method="post", kwargs=lambda cast: {"pk": cast.mia.pk}),
    row("web:today", "cora", kwargs=programme),
    row("web:my_support", "mia", kwargs=programme),
    row("web:supporting", "sam", kwargs=programme),
    row("web:to_pass_on", "cora sasha", kwargs=programme),
    row("web:pass_on", "cora sasha", kwargs=waiting_notice),
]
