"""Practising a bad night: begin, follow what comes next, end, and keep the report."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.common.lists import page_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.actions import StateChanged
from alongside.roles.permissions import Permission
from alongside.safeguarding.access import access_rehearsal
from alongside.safeguarding.actions.rehearsals import RehearsalRuns, begin_rehearsal
from alongside.safeguarding.actions.rehearsals import end_rehearsal as end_it
from alongside.safeguarding.forms.on_call import RehearsalForm
from alongside.safeguarding.queries import readers_in, triage_is_on
from alongside.safeguarding.queries.on_call import on_call_now
from alongside.safeguarding.queries.rehearsals import (
    case_of,
    concern_of,
    drill_report,
    rehearsals_in,
    running_rehearsal,
)


@login_required
def rehearsals(request: PersonRequest, ref: str) -> HttpResponse:
    """Begin a practice, and the reports of earlier ones."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    form = RehearsalForm(request.POST or None)
    if form.is_valid():
        try:
            begun = begin_rehearsal(programme=programme, by=request.user, **form.cleaned_data)
        except RehearsalRuns:
            messages.error(request, _("A practice runs already. End it before you begin another."))
            return redirect("safeguarding:rehearsals", ref)
        messages.success(request, _("The practice has begun. The made-up post has come in."))
        return redirect("safeguarding:rehearsal", ref, begun.pk)
    context = {
        "programme": programme,
        "form": form,
        "running": running_rehearsal(programme),
        "page": page_of(request, rehearsals_in(programme).filter(ended_at__isnull=False)),
        "called": on_call_now(programme),
        "leads": readers_in(programme),
        "is_on": triage_is_on(programme),
    }
    return render(request, "safeguarding/rehearsals.html", context, status=422 if form.is_bound else 200)


@login_required
def rehearsal(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """While it runs, what was done and what comes next; afterwards the report."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_rehearsal(programme, pk)
    report = found.report if found.ended_at else drill_report(found)
    context = {
        "programme": programme,
        "rehearsal": found,
        "report": report,
        "concern": concern_of(found),
        "case": case_of(found),
    }
    return render(request, "safeguarding/rehearsal.html", context)


@login_required
@require_http_methods(["POST"])
def end_rehearsal(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_rehearsal(programme, pk)
    try:
        end_it(rehearsal=found, by=request.user)
    except StateChanged:
        messages.info(request, _("Somebody has just ended it."))
    else:
        messages.success(request, _("The practice is over. Nothing of it is on the desk any more."))
    return redirect("safeguarding:rehearsal", ref, pk)
