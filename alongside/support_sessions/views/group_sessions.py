"""One session of a group, for whoever leads it and for coordinators: what is planned, and what is changed for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.people.http import PersonRequest
from alongside.programmes.core.professionals import Closed, closed_to, limits_of
from alongside.support_sessions.access import access_group_session, access_guest
from alongside.support_sessions.actions import group_guests
from alongside.support_sessions.actions import group_plans as deeds
from alongside.support_sessions.actions.group_refusals import (
    DayGoneBy,
    GroupRefused,
    GuestNotWelcome,
    NeedsReason,
)
from alongside.support_sessions.core import agenda
from alongside.support_sessions.forms.group_refusals import closed_in_words, sentence
from alongside.support_sessions.forms.group_sessions import (
    AgendaForm,
    GuestForm,
    PartFormSet,
    SessionDayForm,
    items_in,
)
from alongside.support_sessions.queries.groups import definition_for, leads_of
from alongside.support_sessions.queries.meetings import debrief_of, guests_of, register_of


@login_required
def group_session(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    row, lead = access_group_session(request.user, ref, pk, session)
    items = agenda.read(row.plan.agenda)
    lines = register_of(row)
    closed = closed_to(definition_for(row.of_group), shares_experience=True)
    context = {
        "agenda": agenda.timed(items, row.plan.starts_at),
        "agenda_minutes": agenda.minutes_of(items),
        "longest": agenda.longest_without_break(items),
        "lines": lines,
        "leads": leads_of(row.of_group, row.planned_on),
        "guests": guests_of(row),
        "guests_out": closed_in_words(closed) if closed else "",
        "debrief": debrief_of(row, lead) if lead else None,
    }
    return _page(request, "group_session", row, lead, **context)


@login_required
def change_agenda(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    row, lead = access_group_session(request.user, ref, pk, session)
    plan = row.plan
    structure = definition_for(row.of_group).structure
    form = AgendaForm(
        request.POST or None,
        initial={"title": plan.title, "adaptation": plan.adaptation},
        asks_why=structure != "open",
    )
    parts = PartFormSet(request.POST or None, initial=plan.agenda, prefix="parts")
    if form.is_valid() and parts.is_valid():
        try:
            deeds.change_agenda(
                session=row,
                title=form.cleaned_data["title"],
                items=items_in(parts),
                adaptation=form.cleaned_data.get("adaptation", ""),
                by=request.user,
            )
        except NeedsReason as refusal:
            form.add_error("adaptation", sentence(refusal))
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("The plan of this session is changed."))
            return redirect("support_sessions:group_session", ref, pk, session)
    structured = structure == "structured"
    return _page(request, "change_agenda", row, lead, form=form, parts=parts, structured=structured)


@login_required
def move_session(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    row, lead = access_group_session(request.user, ref, pk, session)
    initial = {"on": row.planned_on, "starts_at": row.plan.starts_at, "place": row.plan.place}
    form = SessionDayForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            new = deeds.move_session(session=row, by=request.user, **form.cleaned_data)
        except DayGoneBy as refusal:
            form.add_error("on", sentence(refusal))
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("It is changed, and everybody in the group is told."))
            return redirect("support_sessions:group_session", ref, pk, new.pk)
    return _page(request, "move_session", row, lead, form=form)


@login_required
def call_off(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    row, lead = access_group_session(request.user, ref, pk, session)
    if request.method != "POST":
        return _page(request, "call_off", row, lead)
    try:
        deeds.call_off(session=row, by=request.user)
    except GroupRefused as refusal:
        messages.info(request, sentence(refusal))
    else:
        messages.success(request, _("It is called off, and everybody in the group is told."))
    return redirect("support_sessions:group", ref, pk)


@login_required
def invite_guest(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    row, lead = access_group_session(request.user, ref, pk, session)
    form = GuestForm(request.POST or None)
    if form.is_valid():
        try:
            group_guests.invite_guest(session=row, by=request.user, **form.cleaned_data)
        except GroupRefused as refusal:
            lacks = isinstance(refusal, GuestNotWelcome) and refusal.closed is Closed.NO_EXPERIENCE
            form.add_error("shares_experience" if lacks else None, sentence(refusal))
        else:
            messages.success(request, _("They are invited, and everybody in the group is told."))
            return redirect("support_sessions:group_session", ref, pk, session)
    limits = limits_of(definition_for(row.of_group))
    return _page(request, "invite_guest", row, lead, form=form, limits=limits)


@require_POST
@login_required
def take_back_guest(request: PersonRequest, ref: str, pk: int, session: int, guest: int) -> HttpResponse:
    row, _lead = access_group_session(request.user, ref, pk, session)
    group_guests.take_back_guest(guest=access_guest(row, guest), by=request.user)
    messages.success(request, _("They do not come, and the group no longer reads that they do."))
    return redirect("support_sessions:group_session", ref, pk, session)


def _page(request: PersonRequest, name: str, row: Any, lead: Any, **more: Any) -> HttpResponse:
    form = more.get("form")
    context = {
        "programme": row.programme,
        "group": row.group,
        "session": row,
        "lead": lead,
        "today": timezone.localdate(),
        **more,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, f"support_sessions/{name}.html", context, status=status)
