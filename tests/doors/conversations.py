from __future__ import annotations

from typing import Any

from tests.conversations import factories
from tests.doors.row import row
from tests.safeguarding import factories as safeguarding


def relationship(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": factories.mia_and_sam(cast).pk}


def case(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": safeguarding.case(cast, about=cast.mia_participant).pk}


def conversation_of_case(cast: Any) -> dict[str, Any]:
    made = factories.mia_and_sam(cast)
    factories.message(factories.mias(made))
    return {"ref": cast.coaching.ref, "case": case(cast)["pk"], "pk": made.pk}


ROWS = [
    row("conversations:conversation", "mia sam", kwargs=relationship),
    row("conversations:conversation", "mia sam", kwargs=relationship, method="post"),
    row("conversations:newer_messages", "mia sam", kwargs=relationship, inside=(200, 204)),
    row("conversations:case_conversations", "sasha", kwargs=case),
    row("conversations:read_for_case", "sasha", kwargs=conversation_of_case),
    row("conversations:read_for_case", "sasha", kwargs=conversation_of_case, method="post"),
]
