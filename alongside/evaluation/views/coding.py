"""Coding what people wrote: the overview, a job, one text at a time, agreement, settling, quotes, result and export."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from alongside.common.lists import page_of
from alongside.evaluation import access
from alongside.evaluation.actions import coding as actions
from alongside.evaluation.actions import coding_exports
from alongside.evaluation.actions.exports import ExportNeedsReason
from alongside.evaluation.actions.open_questions import note_words_read
from alongside.evaluation.forms.words import (
    CodeTextForm,
    CodingExportForm,
    CodingJobForm,
    QuoteForm,
    SettleForm,
    WorryForm,
)
from alongside.evaluation.queries import coding as queries
from alongside.evaluation.queries.code_pages import CodingPage, agreement_page, result_page
from alongside.evaluation.queries.codebooks import choices_for
from alongside.evaluation.queries.open_questions import can_be_coded, questions_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


@login_required
@require_GET
def words(request: PersonRequest, ref: str) -> HttpResponse:
    """What people are asked in their own words, and the codings of it; a coder sees their own codings only."""
    programme = access_programme(request.user, ref, Permission.TEXT_CODE)
    may_manage = allows(staff_roles_in(programme, request.user), Permission.CODING_MANAGE)
    jobs = queries.jobs_of(programme)
    context = {
        "programme": programme,
        "may_manage": may_manage,
        "mine": queries.jobs_of_coder(jobs, request.user),
        "jobs": page_of(request, jobs) if may_manage else None,
        "questions": questions_of(programme) if may_manage else None,
    }
    return render(request, "evaluation/words/words.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def begin_coding(request: PersonRequest, ref: str) -> HttpResponse:
    """Give two coders what people answered."""
    programme = access_programme(request.user, ref, Permission.CODING_MANAGE)
    questions = {str(each.pk): each for each in can_be_coded(programme)}
    codebooks = {each.key: each for each in choices_for(programme)}
    coders = {str(each.pk): each for each in queries.coders_in(programme)}
    form = CodingJobForm(
        request.POST or None,
        questions=[(key, queries.question_in_short(each)) for key, each in questions.items()],
        codebooks=[
            (key, f"{each.codebook.title} ({each.codebook.version})") for key, each in codebooks.items()
        ],
        coders=[(key, each.name) for key, each in coders.items()],
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        by = codebooks[told["codebook"]]
        try:
            job = actions.begin_coding(
                programme=programme,
                title=told["title"],
                codebook=by.codebook,
                own=by.own,
                questions=[questions[key] for key in told["questions"]],
                first=coders[told["first"]],
                second=coders[told["second"]],
                percent=told["percent"],
                by=request.user,
            )
        except actions.NothingToCode:
            form.add_error("questions", _("Nobody whose words may be used today answered these questions."))
        else:
            return redirect("evaluation:coding_job", ref=ref, pk=job.pk)
    context = {
        "programme": programme,
        "form": form,
        "has_questions": bool(questions),
        "has_coders": len(coders) > 1,
    }
    return render(request, "evaluation/words/begin.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def coding_job(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Where a coding stands; a coder goes on from here and says here that they are done."""
    job = access.access_coding_work(request.user, ref, pk)
    is_coder = request.user.pk in (job.first_id, job.second_id)
    if request.method == "POST":
        if not is_coder:
            raise Http404
        try:
            actions.say_done(job=job, by=request.user)
        except actions.NotCodedYet:
            messages.error(request, _("Some texts are still to be coded."))
        return redirect("evaluation:coding_job", ref=ref, pk=pk)
    roles = staff_roles_in(job.programme, request.user)
    context = {
        "programme": job.programme,
        "job": job,
        "codebook": queries.codebook_of(job),
        "work": queries.work_of(job, request.user) if is_coder else None,
        "progress": queries.progress_of(job),
        "may_manage": allows(roles, Permission.CODING_MANAGE),
        "may_export": allows(roles, Permission.DATA_EXPORT),
    }
    return render(request, "evaluation/words/job.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def code_text(request: PersonRequest, ref: str, pk: int, number: int) -> HttpResponse:
    """One text, without a name: its codes, those of its parts, and a note. Opening it is written down."""
    text = access.access_text_to_code(request.user, ref, pk, number)
    page = CodingPage(text, request.user)
    if page.work.is_done:
        return redirect("evaluation:coding_job", ref=ref, pk=pk)
    form = CodeTextForm(
        request.POST if request.method == "POST" else None,
        initial=page.initial,
        codebook=page.codebook,
        sentences=page.sentences,
    )
    if request.method == "POST" and form.is_valid():
        kept = page.marks_of(form.cleaned_data, remove=request.POST.get("remove", ""))
        try:
            actions.code_text(text=text, marks=kept, memo=form.cleaned_data["memo"], by=request.user)
        except actions.CodingIsOver:
            return redirect("evaluation:coding_job", ref=ref, pk=pk)
        if request.POST.get("remove") or request.POST.get("stay"):
            return redirect("evaluation:code_text", ref=ref, pk=pk, number=number)
        following = queries.work_of(text.job, request.user).after(number)
        if following is None:
            return redirect("evaluation:coding_job", ref=ref, pk=pk)
        return redirect("evaluation:code_text", ref=ref, pk=pk, number=following)
    note_words_read(answer=text.answer, programme=text.job.programme, by=request.user, what_for="coding")
    context = {"programme": text.job.programme, "page": page, "text": text, "form": form}
    return render(request, "evaluation/words/code_text.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def worry_about_text(request: PersonRequest, ref: str, pk: int, number: int) -> HttpResponse:
    """Somebody who codes fears for whoever wrote it: those who look after safety hear it, and see who it is."""
    text = access.access_text_to_code(request.user, ref, pk, number)
    form = WorryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.worry_about_text(text=text, words=form.cleaned_data["words"], by=request.user)
        messages.success(request, _("Thank you. Those who look after safety have been told."))
        return redirect("evaluation:code_text", ref=ref, pk=pk, number=number)
    context = {"programme": text.job.programme, "text": text, "form": form}
    return render(request, "evaluation/words/worry.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def agreement(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """How far the two agree, and where they differ."""
    found = access.access_coded(request.user, ref, pk, Permission.CODING_MANAGE)
    context = {
        "programme": found.job.programme,
        "job": found.job,
        "told": agreement_page(found),
        "page": page_of(request, found.differences),
        "unsettled": found.unsettled,
    }
    return render(request, "evaluation/words/agreement.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def settle_code(request: PersonRequest, ref: str, pk: int, *, number: int, code: str) -> HttpResponse:
    """One difference: the text, what each gave and noted, and what they agreed when they talked."""
    found = access.access_coded(request.user, ref, pk, Permission.CODING_MANAGE)
    difference = access.access_difference(found, number, code)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(
                text=difference.text,
                code=code,
                is_given=form.cleaned_data["is_given"] == "yes",
                reason=form.cleaned_data["reason"],
                by=request.user,
                again=difference.settlement is not None,
            )
        except actions.NothingToSettle:
            messages.info(request, _("Somebody settled it in the meantime."))
        return redirect("evaluation:agreement", ref=ref, pk=pk)
    text = queries.text_numbered(found.texts, number)
    if text is None:
        raise Http404
    note_words_read(answer=text.answer, programme=found.job.programme, by=request.user, what_for="settling")
    context = {
        "programme": found.job.programme,
        "job": found.job,
        "text": text,
        "difference": difference,
        "sides": queries.both_sides(text, code),
        "form": form,
    }
    return render(request, "evaluation/words/settle.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def quotes(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The quotes that stand in the result, and the texts that may be quoted."""
    found = access.access_coded(request.user, ref, pk, Permission.CODING_MANAGE)
    chosen = queries.quotations_of(found)
    if request.method == "POST":
        for quote in chosen:
            if str(quote.pk) == request.POST.get("drop"):
                actions.drop_quote(quote=quote, by=request.user)
        return redirect("evaluation:quotes", ref=ref, pk=pk)
    context: dict[str, Any] = {
        "programme": found.job.programme,
        "job": found.job,
        "chosen": [(quote, found.codebook[quote.code].title) for quote in chosen],
        "page": page_of(request, queries.quotable_in_short(found)),
    }
    return render(request, "evaluation/words/quotes.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def choose_quote(request: PersonRequest, ref: str, pk: int, number: int) -> HttpResponse:
    """Choose words of one text to stand beside a code."""
    found = access.access_coded(request.user, ref, pk, Permission.CODING_MANAGE)
    text = access.access_quotable(found, number)
    codes = [(code.id, code.title) for code in found.codebook.codes if code.id in found.final[text.pk]]
    form = QuoteForm(
        request.POST or None, initial={"words": text.answer.words}, codes=codes, text=text.answer.words
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_quote(text=text, by=request.user, **form.cleaned_data)
        except actions.NotTheirWords:
            messages.info(request, _("They have just said that their words may not be quoted."))
        return redirect("evaluation:quotes", ref=ref, pk=pk)
    note_words_read(answer=text.answer, programme=found.job.programme, by=request.user, what_for="quoting")
    context = {"programme": found.job.programme, "job": found.job, "text": text, "form": form}
    return render(request, "evaluation/words/quote.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def coding_result(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What people wrote of, side by side: how many of each side, and words that may be quoted."""
    found = access.access_coded(request.user, ref, pk, Permission.RESULT_VIEW)
    roles = staff_roles_in(found.job.programme, request.user)
    context = {
        "programme": found.job.programme,
        "job": found.job,
        "codebook": found.codebook,
        "told": result_page(found),
        "may_manage": allows(roles, Permission.CODING_MANAGE),
    }
    return render(request, "evaluation/words/result.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def export_codings(request: PersonRequest, ref: str, pk: int) -> HttpResponseBase:
    """Take the codes out, without names, with the reason written down."""
    found = access.access_coded(request.user, ref, pk, Permission.DATA_EXPORT)
    form = CodingExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = coding_exports.export_codings(
                job=found.job, reason=form.cleaned_data["reason"], by=request.user
            )
        except ExportNeedsReason:
            form.add_error("reason", _("Please say what the data is for."))
        else:
            return FileResponse(io.BytesIO(made.content), as_attachment=True, filename=made.name)
    context = {"programme": found.job.programme, "job": found.job, "form": form}
    return render(request, "evaluation/words/export.html", context, status=422 if form.is_bound else 200)
