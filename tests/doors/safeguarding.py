from __future__ import annotations

from typing import Any

from alongside.safeguarding.actions.help_contacts import own_help_contacts
from tests.doors.row import EVERYBODY, programme, row
from tests.safeguarding import factories


def sent(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "key": factories.concern(cast).key}


def concern(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.seen_concern(cast).pk}


def case(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.case(cast).pk}


def mia(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": cast.mia_participant.pk}


def hold(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.hold(cast).pk}


def contact(cast: Any) -> dict[str, Any]:
    own_help_contacts(programme=cast.coaching)
    return {"ref": cast.coaching.ref, "pk": cast.coaching.help_contacts.first().pk}


def words(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.words(cast).pk}


def on_call_place(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.on_call(cast).pk}


def on_call_time(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.on_call_time(cast).pk}


def alarm_link(cast: Any) -> dict[str, Any]:
    return {"token": factories.alarm_token(cast)}


def practice(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.rehearsal(cast).pk}


LEAD = "sasha"
EDITORS = "ada cora sasha"

ROWS = [
    row("safeguarding:help", EVERYBODY),
    # Whoever has the address may have help, and may say that they are worried: nobody is shut out.
    row("safeguarding:programme_help", EVERYBODY, kwargs=programme),
    row("safeguarding:raise_concern_anywhere", EVERYBODY),
    row("safeguarding:raise_concern", EVERYBODY, kwargs=programme),
    row("safeguarding:raise_concern", EVERYBODY, kwargs=programme, method="post"),
    row("safeguarding:concern_sent", EVERYBODY, kwargs=sent),
    row("safeguarding:help_contacts", EDITORS, kwargs=programme),
    row("safeguarding:own_contacts", EDITORS, kwargs=programme, method="post"),
    row("safeguarding:add_contact", EDITORS, kwargs=programme),
    row("safeguarding:help_contact", EDITORS, kwargs=contact),
    row("safeguarding:check_contact", EDITORS, kwargs=contact, method="post"),
    row("safeguarding:remove_contact", EDITORS, kwargs=contact, method="post", inside=(302, 404)),
    row("safeguarding:raise_concern_for", "cora sasha", kwargs=mia),
    row("safeguarding:desk", LEAD, kwargs=programme),
    row("safeguarding:answered_concerns", LEAD, kwargs=programme),
    row("safeguarding:concern", LEAD, kwargs=concern),
    row("safeguarding:acknowledge", LEAD, kwargs=concern, method="post"),
    row("safeguarding:answer", LEAD, kwargs=concern, method="post"),
    row("safeguarding:open_case_from", LEAD, kwargs=concern, method="post"),
    row(
        "safeguarding:join",
        LEAD,
        kwargs=concern,
        method="post",
        data=lambda cast: {"case": factories.case(cast).pk},
    ),
    row(
        "safeguarding:whom",
        LEAD,
        kwargs=concern,
        method="post",
        data=lambda cast: {"participant": cast.mia_participant.pk},
    ),
    row("safeguarding:words_to_read", LEAD, kwargs=programme),
    row("safeguarding:words", LEAD, kwargs=words),
    row("safeguarding:claim_words", LEAD, kwargs=words, method="post"),
    row("safeguarding:give_words_back", LEAD, kwargs=words, method="post"),
    row("safeguarding:hand_words_over", LEAD, kwargs=words, method="post"),
    row("safeguarding:settle_words", LEAD, kwargs=words, method="post"),
    row("safeguarding:raise_from_words", LEAD, kwargs=words, method="post"),
    row("safeguarding:triage_settings", EDITORS, kwargs=programme),
    row("safeguarding:on_call", EDITORS, kwargs=programme),
    row("safeguarding:add_on_call", EDITORS, kwargs=programme, method="post"),
    row("safeguarding:move_on_call", EDITORS, kwargs=on_call_place, method="post"),
    # Whoever comes second finds it gone.
    row("safeguarding:remove_on_call", EDITORS, kwargs=on_call_place, method="post", inside=(302, 404)),
    row("safeguarding:add_on_call_time", EDITORS, kwargs=programme, method="post"),
    row("safeguarding:remove_on_call_time", EDITORS, kwargs=on_call_time, method="post", inside=(302, 404)),
    row("safeguarding:set_reading_hours", EDITORS, kwargs=programme, method="post"),
    # The link is the right to answer: whoever was called may not be signed in on their phone.
    row("safeguarding:answer_alarm", EVERYBODY, kwargs=alarm_link),
    row("safeguarding:answer_alarm", EVERYBODY, kwargs=alarm_link, method="post"),
    row("safeguarding:rehearsals", LEAD, kwargs=programme),
    row("safeguarding:rehearsals", LEAD, kwargs=programme, method="post"),
    row("safeguarding:rehearsal", LEAD, kwargs=practice),
    row("safeguarding:end_rehearsal", LEAD, kwargs=practice, method="post"),
    row("safeguarding:cases", LEAD, kwargs=programme),
    row("safeguarding:case", LEAD, kwargs=case),
    row("safeguarding:add_note", LEAD, kwargs=case),
    row("safeguarding:next_step", LEAD, kwargs=case),
    row("safeguarding:propose_close", LEAD, kwargs=case),
    row("safeguarding:close", LEAD, kwargs=case, method="post"),
    row("safeguarding:keep_open", LEAD, kwargs=case, method="post"),
    row("safeguarding:participant_cases", LEAD, kwargs=mia),
    row("safeguarding:place_hold", LEAD, kwargs=mia),
    row("safeguarding:holds", LEAD, kwargs=programme),
    row("safeguarding:lift_hold", LEAD, kwargs=hold),
]
