from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.evaluation.actions.exports import ExportNeedsReason, export_data
from alongside.evaluation.actions.results import ask_for_result
from alongside.evaluation.forms import ExportForm
from alongside.evaluation.queries.coding import coded_jobs
from alongside.evaluation.queries.conduct import conduct_of
from alongside.evaluation.queries.delivered import delivered_in
from alongside.evaluation.queries.elsewhere import elsewhere_words
from alongside.evaluation.queries.pages import result_page
from alongside.evaluation.queries.parts import EVERYBODY, parts_of
from alongside.evaluation.queries.reach import reach_of
from alongside.evaluation.queries.results import (
    being_worked_out,
    chosen_part,
    is_large,
    other_questions,
    part_named,
    rests_on,
    result_of,
)
from alongside.evaluation.queries.trials import sealed_until
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import definition_of, staff_roles_in
from alongside.roles.permissions import Permission, allows


@login_required
@require_GET
def results(request: PersonRequest, ref: str) -> HttpResponse:
    """What came of the programme: described, with its uncertainty, its harms and its gaps."""
    programme = access_programme(request.user, ref, Permission.RESULT_VIEW)
    parts = parts_of(programme)
    part = chosen_part(parts, request.GET.get("who", ""))
    outcome = result_of(programme, part)
    roles = staff_roles_in(programme, request.user)
    context: dict[str, Any] = {
        "programme": programme,
        "parts": parts,
        "part": part,
        "outcome": outcome,
        "rests_on": rests_on(outcome) if outcome else "",
        "other_questions": other_questions(programme),
        "large": is_large(part),
        "being_worked_out": being_worked_out(programme, part),
        "sealed_until": sealed_until(programme),
        "codings": coded_jobs(programme),
        "may_export": allows(roles, Permission.DATA_EXPORT),
        "may_publish": allows(roles, Permission.RESULT_PUBLISH),
    }
    if outcome and outcome.page and part.people:
        definition = definition_of(programme)
        context["result"] = result_page(outcome, outcome.page, definition)
        if part.key == EVERYBODY:
            context["reach"] = reach_of(programme, definition, outcome.as_of)
            context["elsewhere"] = elsewhere_words(programme)
    return render(request, "evaluation/results.html", context)


@login_required
@require_GET
def delivered(request: PersonRequest, ref: str) -> HttpResponse:
    """What the definition plans beside what took place so far."""
    programme = access_programme(request.user, ref, Permission.RESULT_VIEW)
    told = delivered_in(programme, timezone.localdate())
    return render(request, "evaluation/delivered.html", {"programme": programme, "told": told})


@login_required
@require_GET
def conduct(request: PersonRequest, ref: str) -> HttpResponse:
    """How the work went: contacts by week and month, supporters beside what chance makes, what it took."""
    programme = access_programme(request.user, ref, Permission.RESULT_VIEW)
    went = conduct_of(programme, timezone.localdate())
    return render(request, "evaluation/conduct.html", {"programme": programme, "went": went})


@login_required
@require_POST
def refresh_result(request: PersonRequest, ref: str) -> HttpResponse:
    """Have the result of many people worked out afresh."""
    programme = access_programme(request.user, ref, Permission.RESULT_VIEW)
    part = part_named(programme, request.POST.get("who", ""))
    ask_for_result(programme=programme, part=part, by=request.user)
    messages.success(request, _("The result is being worked out. Come back to this page in a few minutes."))
    return redirect(f"{reverse('evaluation:results', kwargs={'ref': ref})}?who={part.key}")


@login_required
@require_http_methods(["GET", "POST"])
def export(request: PersonRequest, ref: str) -> HttpResponseBase:
    """Take the data out for analysis, without names, with the reason written down."""
    programme = access_programme(request.user, ref, Permission.DATA_EXPORT)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = export_data(
                programme=programme,
                reason=form.cleaned_data["reason"],
                shift_dates=form.cleaned_data["shift_dates"],
                by=request.user,
            )
        except ExportNeedsReason:
            form.add_error("reason", _("Please say what the data is for."))
        else:
            return FileResponse(
                made.file, as_attachment=True, filename=made.name, content_type="application/zip"
            )
    status = 422 if form.is_bound else 200
    return render(request, "evaluation/export.html", {"programme": programme, "form": form}, status=status)
