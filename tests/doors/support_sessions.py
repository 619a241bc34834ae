from __future__ import annotations

from typing import Any

from alongside.support_sessions.models import SessionGuest
from tests.doors.row import programme, row
from tests.stands import NOT_SAID_OF_PAY, stand
from tests.support_sessions import factories, groups


def relationship(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.mia_and_sam(cast).pk}


def sams_side(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "side": factories.sams(factories.mia_and_sam(cast)).pk}


def sams_contact(cast: Any) -> dict[str, Any]:
    made = factories.mia_and_sam(cast)
    return {
        "ref": cast.coaching.ref,
        "side": factories.sams(made).pk,
        "pk": factories.contact(made).pk,
    }


def mias_check_in(cast: Any) -> dict[str, Any]:
    side = factories.mias(factories.mia_and_sam(cast))
    return {"ref": cast.coaching.ref, "pk": factories.check_in(side).pk}


def mias_question(cast: Any) -> dict[str, Any]:
    return {**mias_check_in(cast), "question": "fit"}


def mias_call(cast: Any) -> dict[str, Any]:
    side = factories.mias(factories.mia_and_sam(cast))
    return {"ref": cast.coaching.ref, "pk": side.coordinator_call.pk}


def sams_load(cast: Any) -> dict[str, Any]:
    factories.supervised(cast.sam_supporter, cast.sula)
    return {"ref": cast.coaching.ref, "pk": cast.sam_supporter.pk}


def of_groups(cast: Any) -> dict[str, Any]:
    return {"ref": groups.programme(cast).ref}


def mias_group(cast: Any) -> dict[str, Any]:
    """Mia is in it, Sam leads it."""
    made = groups.running(cast)
    return {"ref": made.programme.ref, "pk": made.pk}


def group_session(cast: Any) -> dict[str, Any]:
    made = groups.running(cast)
    return {"ref": made.programme.ref, "pk": made.pk, "session": groups.session(made).pk}


def where_supporters_are_paid(cast: Any) -> dict[str, Any]:
    stand(cast, changed=(NOT_SAID_OF_PAY,))
    return {"ref": cast.coaching.ref}


def a_guest(cast: Any) -> dict[str, Any]:
    parts = group_session(cast)
    guest, _ = SessionGuest.objects.get_or_create(
        session_id=parts["session"], name="Pat", profession="Nurse", why="Feet", invited_by=cast.cora
    )
    return {**parts, "guest": guest.pk}


def mias_mark(cast: Any) -> dict[str, Any]:
    made = groups.running(cast)
    parts = {"ref": made.programme.ref, "pk": made.pk, "session": groups.session(made).pk}
    return {**parts, "place": groups.own(made, cast).pk}


def mias_place(cast: Any) -> dict[str, Any]:
    made = groups.running(cast)
    return {"ref": made.programme.ref, "pk": groups.own(made, cast).pk}


def mias_answer(cast: Any) -> dict[str, Any]:
    made = groups.running(cast)
    parts = {"ref": made.programme.ref, "pk": groups.own(made, cast).pk}
    return {**parts, "session": groups.session(made, 3).pk}


def sams_lead(cast: Any) -> dict[str, Any]:
    made = groups.running(cast)
    return {"ref": made.programme.ref, "pk": made.leads.get(supporter__participant=cast.sam_participant).pk}


ROWS = [
    row("support_sessions:relationship_sessions", "mia sam cora sasha", kwargs=relationship),
    row("support_sessions:log_contact", "sam cora", kwargs=sams_contact),
    row("support_sessions:log_extra_contact", "sam cora", kwargs=sams_side),
    row("support_sessions:correct_contact", "sam cora", kwargs=sams_contact),
    row("support_sessions:choose_another_day", "sam cora", kwargs=sams_contact),
    row("support_sessions:check_ins", "mia sam cora", kwargs=relationship),
    row("support_sessions:answer_check_in", "mia cora", kwargs=mias_check_in),
    row("support_sessions:check_in_question", "mia cora", kwargs=mias_question),
    row("support_sessions:follow_up", "cora", kwargs=programme),
    row("support_sessions:follow_up_check_in", "cora", kwargs=mias_check_in, method="post"),
    row("support_sessions:record_call", "cora", kwargs=mias_call),
    row("support_sessions:supporter_load", "cora sula", kwargs=sams_load),
    row("support_sessions:supporter_debriefs", "sula", kwargs=sams_load),
    row("support_sessions:my_hours", "sam", kwargs=where_supporters_are_paid),
    row("support_sessions:groups", "cora sula sasha ada eve mia sam", kwargs=programme),
    row("support_sessions:form_groups", "cora", kwargs=of_groups),
    row("support_sessions:form_groups", "cora", kwargs=of_groups, method="post"),
    row("support_sessions:new_group", "cora", kwargs=of_groups),
    row("support_sessions:group", "sam cora sasha", kwargs=mias_group),
    *[
        row(f"support_sessions:{name}", "cora", kwargs=mias_group)
        for name in ("start_group", "end_group", "place_people", "move_people", "name_lead")
    ],
    row("support_sessions:take_back_lead", "cora", kwargs=sams_lead, method="post"),
    *[
        row(f"support_sessions:{name}", "sam cora", kwargs=group_session)
        for name in (
            "group_session",
            "change_agenda",
            "move_session",
            "call_off",
            "register",
            "write_up",
            "session_note",
            "invite_guest",
        )
    ],
    row("support_sessions:take_back_guest", "sam cora", kwargs=a_guest, method="post"),
    row("support_sessions:mark_one", "sam cora", kwargs=mias_mark, method="post"),
    row("support_sessions:debrief", "sam", kwargs=group_session),
    row("support_sessions:my_group", "mia cora", kwargs=mias_place),
    row("support_sessions:say_whether_coming", "mia cora", kwargs=mias_answer, method="post"),
    row("support_sessions:leave_group", "mia cora", kwargs=mias_place),
]
