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

from alongside.evaluation.access import access_candidate, access_trial, access_who_waits_by_plan
from alongside.evaluation.actions import trials as actions
from alongside.evaluation.forms import (
    GAP_WORDS,
    AllocationForm,
    AmendmentForm,
    ReasonForm,
    SupportEarlyForm,
    TrialForm,
)
from alongside.evaluation.queries import trials as queries
from alongside.evaluation.queries.comparison import comparison_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import definition_of, staff_roles_in
from alongside.roles.permissions import Permission, allows


@login_required
@require_GET
def trial(request: PersonRequest, ref: str) -> HttpResponse:
    """The trial of a programme: what is planned, where it stands, and what it found once that may be seen."""
    programme = access_programme(request.user, ref, Permission.RESULT_VIEW)
    roles = staff_roles_in(programme, request.user)
    found = queries.trial_of(programme)
    context: dict[str, Any] = {
        "programme": programme,
        "trial": found,
        "may_plan": allows(roles, Permission.TRIAL_PLAN),
        "may_allocate": allows(roles, Permission.TRIAL_ALLOCATE),
    }
    if found is not None:
        context |= {
            "plan": queries.plan_in_words(found),
            "amendments": list(found.amendments.select_related("made_by").order_by("pk")),
            "allocated": queries.allocations(found).count(),
            "early": queries.supported_early(found),
            "comparison": comparison_of(found),
            "faults": actions.audit_log(found) if found.fixed_at else [],
            "main_question_changed": queries.main_question_changed(found),
        }
    return render(request, "evaluation/trial.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan_trial(request: PersonRequest, ref: str) -> HttpResponse:
    """Write the plan of a trial, or write it over while it is not fixed."""
    programme = access_programme(request.user, ref, Permission.TRIAL_PLAN)
    under_way = queries.trial_of(programme)
    if under_way and under_way.fixed_at and not under_way.closed_at:
        return redirect("evaluation:trial", ref=ref)
    definition = definition_of(programme)
    waves = queries.waves_of_both(definition)
    form = TrialForm(
        request.POST or None,
        instance=under_way if under_way and not under_way.fixed_at else None,
        measures=queries.measures_of_both(definition),
        waves=[(wave.key, wave.title) for wave in waves],
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_trial(programme=programme, answers=form.cleaned_data, by=request.user)
        except actions.AnotherTrial:
            messages.error(request, _("The plan was fixed in the meantime. Nothing was changed."))
        return redirect("evaluation:trial", ref=ref)
    context = {"programme": programme, "form": form, "nothing_to_compare": not waves}
    return render(request, "evaluation/plan_trial.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def fix_trial(request: PersonRequest, ref: str) -> HttpResponse:
    """Look at what is still open, then seal the plan."""
    found = access_trial(request.user, ref, Permission.TRIAL_PLAN)
    if found.fixed_at:
        return redirect("evaluation:trial", ref=ref)
    open_ones = queries.gaps_of(found)
    if request.method == "POST":
        try:
            fixed = actions.fix_protocol(trial=found, by=request.user)
        except actions.NotPlannedYet as error:
            open_ones = error.gaps
        except actions.TrialMoved:
            return redirect("evaluation:trial", ref=ref)
        else:
            messages.success(
                request,
                _("The plan is fixed. Keep these first letters of its seal somewhere else: %(seal)s.")
                % {"seal": fixed.digest[:12]},
            )
            return redirect("evaluation:trial", ref=ref)
    gaps = [(queries.label_of(name), GAP_WORDS[gap]) for name, gap in open_ones]
    context = {"programme": found.programme, "trial": found, "gaps": gaps}
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluation/fix_trial.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def amend_trial(request: PersonRequest, ref: str) -> HttpResponse:
    """Say in the open what changes after the plan was fixed, and why."""
    found = access_trial(request.user, ref, Permission.TRIAL_PLAN)
    if not found.fixed_at:
        raise Http404
    form = AmendmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.amend_protocol(trial=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("It stands beside the plan now."))
        return redirect("evaluation:trial", ref=ref)
    context = {"programme": found.programme, "trial": found, "form": form}
    return render(request, "evaluation/amend_trial.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def close_trial(request: PersonRequest, ref: str) -> HttpResponse:
    """Nobody more is allocated, and the secret is shown."""
    found = access_trial(request.user, ref, Permission.TRIAL_PLAN)
    if not found.fixed_at or found.closed_at:
        return redirect("evaluation:trial", ref=ref)
    if request.method == "POST":
        try:
            actions.close_allocation(trial=found, by=request.user)
        except actions.TrialMoved:
            messages.info(request, _("Somebody else has closed it already."))
        return redirect("evaluation:trial", ref=ref)
    return render(request, "evaluation/close_trial.html", {"programme": found.programme, "trial": found})


@login_required
@require_http_methods(["GET", "POST"])
def groups_apart(request: PersonRequest, ref: str) -> HttpResponse:
    """Ask which group is which: it stands in the log who asked, and why."""
    found = access_trial(request.user, ref, Permission.TRIAL_PLAN)
    if comparison_of(found) is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.tell_groups_apart(trial=found, reason=form.cleaned_data["reason"], by=request.user)
        return redirect("evaluation:trial", ref=ref)
    context = {"programme": found.programme, "trial": found, "form": form}
    return render(request, "evaluation/groups_apart.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def trial_log(request: PersonRequest, ref: str, what: str) -> HttpResponseBase:
    """The log or a part of the plan as the command line reads them, once nobody more is allocated."""
    found = access_trial(request.user, ref, Permission.TRIAL_PLAN)
    text = actions.files_of(found).get(what) if found.closed_at else None
    if text is None:
        raise Http404
    name = "log.jsonl" if what == "log" else f"{what}.json"
    return FileResponse(io.BytesIO(text.encode()), as_attachment=True, filename=name)


@login_required
@require_GET
def to_allocate(request: PersonRequest, ref: str) -> HttpResponse:
    """Who waits and could be allocated, who was, and to what: those who arrange support must know."""
    found = access_trial(request.user, ref, Permission.TRIAL_ALLOCATE)
    context = {
        "programme": found.programme,
        "trial": found,
        "candidates": queries.candidates(found) if found.fixed_at and not found.closed_at else [],
        "lines": queries.allocated_people(found),
    }
    return render(request, "evaluation/to_allocate.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def allocate(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Let chance decide for one person."""
    found, who = access_candidate(request.user, ref, pk)
    form = AllocationForm(request.POST or None, strata=found.strata)
    if request.method == "POST" and form.is_valid():
        refused = _allocate(request, form, found, who)
        if not refused:
            return redirect("evaluation:to_allocate", ref=ref)
        form.add_error(None, refused)
    context = {"programme": found.programme, "trial": found, "candidate": who, "form": form}
    return render(request, "evaluation/allocate.html", context, status=422 if form.is_bound else 200)


def _allocate(request: PersonRequest, form: AllocationForm, found: Any, who: queries.Candidate) -> str:
    try:
        line = actions.allocate(
            trial=found,
            request=who.request,
            levels=form.levels,
            eligible_on=form.cleaned_data["eligible_on"],
            agreed_on=form.cleaned_data["agreed_on"],
            by=request.user,
        )
    except actions.CannotBeAllocated as error:
        return queries.why_not_words(error.why)
    except actions.LogBroken:
        return _(
            "The log of allocations was touched from outside. Nobody is allocated until somebody has looked."
        )
    except actions.TrialMoved:
        return _("The trial has been closed. Nobody more is allocated.")
    messages.success(request, queries.arm_words(line, who.request.member.participant.name))
    return ""


@login_required
@require_http_methods(["GET", "POST"])
def support_early(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Somebody cannot wait: support comes first, and the trial says that it happened."""
    line = access_who_waits_by_plan(request.user, ref, pk)
    form = SupportEarlyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.support_early(line=line, why=form.cleaned_data["why"], by=request.user)
        except actions.TrialMoved:
            messages.info(request, _("They do not wait by the trial any more."))
        except actions.LogBroken:
            messages.error(
                request, _("The log of allocations was touched from outside. Somebody has to look.")
            )
        else:
            messages.success(request, _("They are looked for now, and go into the next round."))
        return redirect("evaluation:to_allocate", ref=ref)
    context = {"programme": line.trial.programme, "line": line, "form": form}
    return render(request, "evaluation/support_early.html", context, status=422 if form.is_bound else 200)
