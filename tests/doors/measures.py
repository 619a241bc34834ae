from __future__ import annotations

from typing import Any

from tests.doors.row import programme, row
from tests.measures.factories import asked

WAVE = {"wave": "baseline", "side": "member"}


def mia(cast: Any) -> dict[str, Any]:
    """Mia's pages, as staff reach them."""
    asked(cast)
    return {"ref": cast.coaching.ref, "pk": cast.mia_participant.pk}


def own_set(cast: Any) -> dict[str, Any]:
    asked(cast)
    return {**programme(cast), **WAVE}


def own_question(cast: Any) -> dict[str, Any]:
    return {**programme(cast), **WAVE, "response": asked(cast).pk, "item": "companionship"}


def set_of_mia(cast: Any) -> dict[str, Any]:
    return {**mia(cast), **WAVE}


def question_of_mia(cast: Any) -> dict[str, Any]:
    return {**set_of_mia(cast), "response": asked(cast).pk, "item": "all-on-one-page"}


ROWS = [
    row("measures:my_questions", "mia sam", kwargs=programme),
    row("measures:my_goals", "mia sam", kwargs=programme),
    row("measures:my_answers", "mia sam", kwargs=programme),
    row("measures:my_question_set", "mia sam", kwargs=own_set),
    row("measures:my_decline", "mia sam", kwargs=own_set),
    row("measures:my_check_answers", "mia sam", kwargs=own_set),
    row("measures:my_question", "mia sam", kwargs=own_question),
    row("measures:to_ask", "cora", kwargs=programme),
    row("measures:questions", "cora", kwargs=mia),
    row("measures:goals", "cora", kwargs=mia),
    row("measures:answers", "cora", kwargs=mia),
    row("measures:question_set", "cora", kwargs=set_of_mia),
    row("measures:decline", "cora", kwargs=set_of_mia),
    row("measures:check_answers", "cora", kwargs=set_of_mia),
    row("measures:question", "cora", kwargs=question_of_mia),
]
