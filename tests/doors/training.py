from __future__ import annotations

from typing import Any

from tests.doors.row import programme, row
from tests.training import factories


def sam(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": cast.sam_supporter.pk}


def supervised_sam(cast: Any) -> dict[str, Any]:
    factories.supervision(cast)
    return sam(cast)


STAFF_PAGES = (
    "supporter",
    "training",
    "supervisor",
    "next_supervision",
    "role",
    "capacity",
    "pause",
    "resume",
    "free_again",
)
OWN_PAGES = ("my_readiness", "my_role", "my_capacity", "my_pause", "my_resume", "my_free_again")

ROWS = [
    row("training:supporters", "cora", kwargs=programme),
    row("training:training_day", "cora", kwargs=programme),
    *(row(f"training:{name}", "cora", kwargs=sam) for name in STAFF_PAGES),
    row("training:take_back", "cora", kwargs=sam, method="post"),
    row("training:resume", "cora", kwargs=sam, method="post"),
    row("training:free_again", "cora", kwargs=sam, method="post"),
    *(row(f"training:{name}", "sam", kwargs=programme) for name in OWN_PAGES),
    row("training:my_resume", "sam", kwargs=programme, method="post"),
    row("training:supervision", "sula", kwargs=programme),
    row("training:supervisee", "sula", kwargs=supervised_sam),
    row("training:plan_supervision", "sula", kwargs=supervised_sam),
    row("training:record_supervision", "sula", kwargs=supervised_sam),
]
