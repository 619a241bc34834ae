"""The doors of trials, of what was published, and of what people write and how it is coded. Refusal is 404."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from alongside.evaluation.models import CodedText, CodingJob, OwnCodebook, Release, Trial, TrialLine
from alongside.evaluation.queries.codebooks import own_codebooks
from alongside.evaluation.queries.coding import (
    Coded,
    Difference,
    coded,
    is_for,
    jobs_of,
    quotable,
    text_numbered,
    texts_of,
)
from alongside.evaluation.queries.open_questions import (
    Answering,
    AskedOfMe,
    answering_of,
    asked_of,
    sides_of,
)
from alongside.evaluation.queries.trials import Candidate, allocations, candidate, trials_of, waits_by_plan
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_participant, access_programme
from alongside.programmes.models import Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


def access_trial(visitor: Visitor, ref: str, permission: Permission) -> Trial:
    """The trial of a programme, for somebody whose role there grants the permission."""
    programme = access_programme(visitor, ref, permission)
    for trial in trials_of(programme):
        return trial
    raise Http404


def access_candidate(visitor: Visitor, ref: str, request_pk: int) -> tuple[Trial, Candidate]:
    """Somebody who waits, beside the trial under way, for whoever has people allocated."""
    trial = access_trial(visitor, ref, Permission.TRIAL_ALLOCATE)
    found = candidate(trial, request_pk) if trial.fixed_at and not trial.closed_at else None
    if found is None:
        raise Http404
    return trial, found


def access_who_waits_by_plan(visitor: Visitor, ref: str, line_pk: int) -> TrialLine:
    """The allocation of somebody who waits by it, for whoever has people allocated."""
    trial = access_trial(visitor, ref, Permission.TRIAL_ALLOCATE)
    line = allocations(trial).select_related("trial__programme", "participant").filter(pk=line_pk).first()
    if line is None or waits_by_plan(line) is None:
        raise Http404
    return line


def access_release(releases: Iterable[Release], number: int) -> Release:
    """One of the releases of a programme whose door was passed."""
    for release in releases:
        if release.number == number:
            return release
    raise Http404


def access_answering(visitor: Visitor, ref: str) -> Answering:
    """The visitor as somebody who answers in their own words: a participant of the programme, or its staff."""
    if isinstance(visitor, Person):
        programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
        who = answering_of(programme, visitor) if programme else None
        if who is not None:
            return who
    raise Http404


def access_answering_for(visitor: Visitor, ref: str, pk: int) -> Answering:
    """A participant who answers through staff who may enter answers for others."""
    programme = access_programme(visitor, ref, Permission.MEASURE_ENTER)
    participant = access_participant(visitor, programme, pk, Permission.MEASURE_ENTER)
    if not isinstance(visitor, Person):
        raise Http404
    return Answering(
        programme, visitor, participant, sides_of(participant, programme), is_entered_for_them=True
    )


def access_asked(who: Answering, pk: int) -> AskedOfMe:
    """One question that is open to them, or that they answered."""
    for each in asked_of(who):
        if each.question.pk == pk:
            return each
    raise Http404


def access_coding(visitor: Visitor, ref: str, pk: int, permission: Permission) -> CodingJob:
    """A coding of a programme, for somebody whose role there grants the permission."""
    programme = access_programme(visitor, ref, permission)
    job = jobs_of(programme).select_related("programme__organisation", "programme__definition").filter(pk=pk)
    for found in job:
        return found
    raise Http404


def access_coding_work(visitor: Visitor, ref: str, pk: int) -> CodingJob:
    """A coding that the visitor codes, or that they look after."""
    job = access_coding(visitor, ref, pk, Permission.TEXT_CODE)
    if not isinstance(visitor, Person):
        raise Http404
    if visitor.pk in (job.first_id, job.second_id) or allows(
        staff_roles_in(job.programme, visitor), Permission.CODING_MANAGE
    ):
        return job
    raise Http404


def access_text_to_code(visitor: Visitor, ref: str, pk: int, number: int) -> CodedText:
    """One text of a coding, with its words, for the coder whose text it is."""
    job = access_coding(visitor, ref, pk, Permission.TEXT_CODE)
    text = text_numbered(texts_of(job), number)
    if text is None or not isinstance(visitor, Person) or not is_for(text, job, visitor):
        raise Http404
    return text


def access_coded(visitor: Visitor, ref: str, pk: int, permission: Permission) -> Coded:
    """What both coders gave, for somebody whose role grants the permission; nobody before both are done."""
    found = coded(access_coding(visitor, ref, pk, permission))
    if found is None:
        raise Http404
    return found


def access_difference(found: Coded, number: int, code: str) -> Difference:
    """A code of a text on which the coders differ."""
    for each in found.differences:
        if each.text.number == number and each.code.id == code:
            return each
    raise Http404


def access_quotable(found: Coded, number: int) -> CodedText:
    """A text that may be quoted, with its words."""
    text = text_numbered(quotable(found), number)
    if text is None:
        raise Http404
    return text


def access_own_codebook(visitor: Visitor, ref: str, pk: int) -> tuple[Programme, OwnCodebook]:
    """A codebook of the organisation's own, for somebody who looks after codings in one of its programmes."""
    programme = access_programme(visitor, ref, Permission.CODING_MANAGE)
    for row in own_codebooks(programme.organisation):
        if row.pk == pk:
            return programme, row
    raise Http404
