from __future__ import annotations

from typing import Any

from tests.doors.row import programme, row
from tests.support_sessions import factories


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
]
