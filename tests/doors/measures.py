from __future__ import annotations

from typing import Any

from alongside.measures.actions import bring_instrument
from alongside.measures.models import InstrumentPack, Keying
from tests.doors.row import programme, row
from tests.measures.factories import asked
from tests.measures.pack_files import CALM

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


def harbour(cast: Any) -> dict[str, Any]:
    return {"pk": cast.harbour.pk}


def brought(cast: Any) -> dict[str, Any]:
    pack = InstrumentPack.objects.first() or bring_instrument(
        organisation=cast.harbour, text=CALM, by=cast.ada
    )
    return {**harbour(cast), "pack_pk": pack.pk}


def start(cast: Any) -> dict[str, Any]:
    return {**harbour(cast), "what": "score"}


def keyed_twice(cast: Any) -> dict[str, Any]:
    where = set_of_mia(cast)
    row = asked(cast)
    for number in (1, 2):
        Keying.objects.get_or_create(
            response=row,
            number=number,
            defaults={"answers": {"isolated": number}, "answered_on": row.due_on, "keyed_by": cast.cora},
        )
    return where


ROWS = [
    row("measures:paper", "cora", kwargs=programme),
    row("measures:paper", "cora", kwargs=programme, method="post"),
    row("measures:settle", "cora", kwargs=keyed_twice),
    row("measures:settle", "cora", kwargs=keyed_twice, method="post"),
    row("measures:packs", "ada", kwargs=harbour),
    row("measures:pack_new", "ada", kwargs=harbour),
    row("measures:pack_new", "ada", kwargs=harbour, method="post"),
    row("measures:pack_start", "ada", kwargs=start),
    row("measures:pack", "ada", kwargs=brought),
    row("measures:pack", "ada", kwargs=brought, method="post"),
    row("measures:pack_file", "ada", kwargs=brought),
    row("measures:scores", "cora", kwargs=programme),
    row("measures:scores", "cora", kwargs=programme, method="post"),
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
