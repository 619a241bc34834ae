"""Pages around what people write. Eve looks after codings; cleo is a coder and has no other role."""

from __future__ import annotations

from typing import Any

from alongside.evaluation.models import CodingJob, OpenQuestion, OwnCodebook, WhoAnswers
from tests.doors.programmes import STAFF_AND_PARTIES
from tests.doors.row import programme, row
from tests.evaluation.coding import scene
from tests.evaluation.factories import agrees


def asked(cast: Any) -> dict[str, Any]:
    """An open question to members, which Mia may answer, and one that everybody of staff may."""
    question = OpenQuestion.objects.filter(side=WhoAnswers.MEMBER).first() or scene.question(cast)
    agrees(cast.coaching, cast.mia_participant)
    return {**programme(cast), "question": question.pk}


def asked_of_mia(cast: Any) -> dict[str, Any]:
    return {**asked(cast), "pk": cast.mia_participant.pk}


def of_mia(cast: Any) -> dict[str, Any]:
    return {**programme(cast), "pk": cast.mia_participant.pk}


def own_codebook(cast: Any) -> dict[str, Any]:
    row = OwnCodebook.objects.first()
    if row is None:
        row = scene.own_codebook(cast)
    return {**programme(cast), "pk": row.pk}


def one_code(cast: Any) -> dict[str, Any]:
    return {**own_codebook(cast), "code": "hope"}


def given_to_eve(cast: Any) -> dict[str, Any]:
    """A coding that Eve does with somebody else."""
    job = CodingJob.objects.filter(first=cast.eve).first()
    if job is None:
        job = scene.job(cast, scene.answered(cast, 2), first=cast.eve)
    return {**programme(cast), "pk": job.pk}


def text_of_eve(cast: Any) -> dict[str, Any]:
    return {**given_to_eve(cast), "number": 1}


def coded_by_both(cast: Any) -> dict[str, Any]:
    job = CodingJob.objects.exclude(first=cast.eve).first()
    if job is None:
        job = scene.job(cast, scene.answered(cast, 2, may_quote=True))
        scene.codes(job, job.first, [["hope"], ["hope"]])
        scene.codes(job, job.second, [["hope"], []])
    return {**programme(cast), "pk": job.pk}


def differing(cast: Any) -> dict[str, Any]:
    return {**coded_by_both(cast), "number": 2, "code": "hope"}


def to_quote(cast: Any) -> dict[str, Any]:
    return {**coded_by_both(cast), "number": 1}


ROWS = [
    row("evaluation:my_words", STAFF_AND_PARTIES, kwargs=programme),
    row("evaluation:my_answer", "mia", kwargs=asked),
    row("evaluation:my_answer", "mia", kwargs=asked, method="post"),
    row("evaluation:words_of", "cora", kwargs=of_mia),
    row("evaluation:answer_of", "cora", kwargs=asked_of_mia),
    row("evaluation:answer_of", "cora", kwargs=asked_of_mia, method="post"),
    row("evaluation:words", "eve", kwargs=programme),
    row("evaluation:ask_question", "eve", kwargs=programme),
    row("evaluation:ask_question", "eve", kwargs=programme, method="post"),
    row("evaluation:codebooks", "eve", kwargs=programme),
    row("evaluation:codebooks", "eve", kwargs=programme, method="post"),
    row("evaluation:codebook", "eve", kwargs=own_codebook),
    row("evaluation:codebook", "eve", kwargs=own_codebook, method="post"),
    row("evaluation:add_code", "eve", kwargs=own_codebook),
    row("evaluation:add_code", "eve", kwargs=own_codebook, method="post"),
    row("evaluation:code", "eve", kwargs=one_code),
    row("evaluation:code", "eve", kwargs=one_code, method="post"),
    row("evaluation:begin_coding", "eve", kwargs=programme),
    row("evaluation:begin_coding", "eve", kwargs=programme, method="post"),
    row("evaluation:coding_job", "eve", kwargs=given_to_eve),
    row("evaluation:coding_job", "eve", kwargs=given_to_eve, method="post"),
    row("evaluation:code_text", "eve", kwargs=text_of_eve),
    row("evaluation:code_text", "eve", kwargs=text_of_eve, method="post"),
    row("evaluation:worry_about_text", "eve", kwargs=text_of_eve),
    row("evaluation:worry_about_text", "eve", kwargs=text_of_eve, method="post"),
    row("evaluation:agreement", "eve", kwargs=coded_by_both),
    row("evaluation:settle_code", "eve", kwargs=differing),
    row("evaluation:settle_code", "eve", kwargs=differing, method="post"),
    row("evaluation:quotes", "eve", kwargs=coded_by_both),
    row("evaluation:quotes", "eve", kwargs=coded_by_both, method="post"),
    row("evaluation:choose_quote", "eve", kwargs=to_quote),
    row("evaluation:choose_quote", "eve", kwargs=to_quote, method="post"),
    row("evaluation:coding_result", "cora eve", kwargs=coded_by_both),
    row("evaluation:export_codings", "eve", kwargs=coded_by_both),
    row("evaluation:export_codings", "eve", kwargs=coded_by_both, method="post"),
]
