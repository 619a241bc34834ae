from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.common.lists import page_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.actions import StateChanged
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Permission
from alongside.training.access import access_supervisee, supervisees_visible_to
from alongside.training.actions import plan_supervision as plan_it
from alongside.training.actions import record_supervision as record_it
from alongside.training.forms import MeetingForm, NextSupervisionForm
from alongside.training.queries import meetings_between, planned_meeting, usual_next_supervision


@login_required
def supervision(request: PersonRequest, ref: str) -> HttpResponse:
    """The supporters whom I supervise, whoever is due first standing first."""
    programme = access_programme(request.user, ref, Permission.SUPERVISION_RECORD)
    rows = supervisees_visible_to(request.user, programme)
    page = page_of(request, rows)
    return render(
        request,
        "training/supervision.html",
        {"programme": programme, "page": page, "today": timezone.localdate()},
    )


@login_required
def supervisee(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.SUPERVISION_RECORD)
    supporter = access_supervisee(request.user, programme, pk)
    return render(
        request,
        "training/supervisee.html",
        {
            "programme": programme,
            "supporter": supporter,
            "planned": planned_meeting(supporter),
            "meetings": meetings_between(supporter, request.user),
            "leads_groups": "group" in definition_of(programme).forms,
            "today": timezone.localdate(),
        },
    )


@login_required
def plan_supervision(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.SUPERVISION_RECORD)
    supporter = access_supervisee(request.user, programme, pk)
    planned = planned_meeting(supporter)
    usual = usual_next_supervision(programme, timezone.localdate())
    form = NextSupervisionForm(request.POST or None, initial={"on": planned.planned_on if planned else usual})
    if form.is_valid():
        plan_it(supporter=supporter, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, _("The day is set."))
        return redirect("training:supervisee", ref, pk)
    return render(
        request,
        "training/plan_supervision.html",
        {"programme": programme, "supporter": supporter, "form": form},
        status=422 if form.is_bound else 200,
    )


@login_required
def record_supervision(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.SUPERVISION_RECORD)
    supporter = access_supervisee(request.user, programme, pk)
    meeting = planned_meeting(supporter)
    if meeting is None:
        messages.info(request, _("There is no planned meeting to write about. Set a day first."))
        return redirect("training:supervisee", ref, pk)
    today = timezone.localdate()
    form = MeetingForm(
        request.POST or None,
        initial={
            "held_on": min(meeting.planned_on, today),
            "next_on": usual_next_supervision(programme, today),
        },
    )
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("held_on", "notes", "strained", "next_on")}
        try:
            record_it(meeting=meeting, by=request.user, **told)
        except StateChanged:
            messages.info(request, _("This meeting was written down already."))
        else:
            messages.success(request, _("Written down, and the next one is planned."))
        return redirect("training:supervisee", ref, pk)
    return render(
        request,
        "training/record_supervision.html",
        {"programme": programme, "supporter": supporter, "meeting": meeting, "form": form},
        status=422 if form.is_bound else 200,
    )
