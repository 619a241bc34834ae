from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.conversations.access.spaces import Entry, access_lead, access_managed_space
from alongside.conversations.actions import spaces as actions
from alongside.conversations.forms.spaces import HoursForm, LeadForm, missing_words
from alongside.conversations.queries.spaces import about, leads_of, moderators_of, ready_leads, statuses_after
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.actions import StateChanged
from alongside.roles.permissions import Permission


@login_required
@require_POST
def make_space(request: PersonRequest, ref: str) -> HttpResponse:
    """Make the space of an open room of the schedule."""
    programme = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    try:
        space = actions.make_space(programme=programme, phase=request.POST.get("phase", ""), by=request.user)
    except actions.NoSuchRoom:
        messages.error(request, _("The definition has no such open room any more."))
    except actions.NotYet as error:
        messages.error(request, missing_words(error.what))
    else:
        return redirect("conversations:space_settings", ref, space.pk)
    return redirect("conversations:spaces", ref)


@login_required
def space_settings(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """When somebody reads along, who leads, and whether the space is open."""
    entry = access_managed_space(request.user, ref, pk)
    form = HoursForm(request.POST if "hours" in request.POST else None, space=entry.space)
    if "to" in request.POST:
        return _move(request, entry)
    if form.is_valid():
        try:
            actions.set_hours(space=entry.space, by=request.user, **form.cleaned_data)
        except actions.NotYet as error:
            form.add_error("days", missing_words(error.what))
        else:
            messages.success(request, _("The hours are noted. People read them where they write."))
            return redirect("conversations:space_settings", ref, pk)
    return _page(request, entry, form, LeadForm(space=entry.space))


def _page(request: PersonRequest, entry: Entry, form: HoursForm, lead_form: LeadForm) -> HttpResponse:
    missing = actions.what_is_missing(entry.space)
    context = {"entry": entry, **about(entry.space)} | {
        "form": form,
        "lead_form": lead_form,
        "leads": leads_of(entry.space),
        "ready": [each.pk for each in ready_leads(entry.space)],
        "moderators": moderators_of(entry.space),
        "missing": missing_words(missing) if missing else "",
        "moves": statuses_after(entry.space),
    }
    status = 422 if form.is_bound or lead_form.is_bound else 200
    return render(request, "conversations/space_settings.html", context, status=status)


def _move(request: PersonRequest, entry: Entry) -> HttpResponse:
    try:
        actions.move_space(space=entry.space, to=request.POST["to"], by=request.user)
    except actions.NotYet as error:
        messages.error(request, missing_words(error.what))
    except StateChanged:
        messages.info(request, _("Somebody has changed this meanwhile. Please look again."))
    else:
        messages.success(request, _("Done."))
    return redirect("conversations:space_settings", entry.space.programme.ref, entry.space.pk)


@login_required
@require_POST
def name_lead(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Name a peer supporter who looks after the space."""
    entry = access_managed_space(request.user, ref, pk)
    form = LeadForm(request.POST, space=entry.space)
    if form.is_valid():
        actions.name_lead(space=entry.space, by=request.user, **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("conversations:space_settings", ref, pk)
    return _page(request, entry, HoursForm(space=entry.space), form)


@login_required
@require_POST
def end_lead(request: PersonRequest, ref: str, pk: int, lead: int) -> HttpResponse:
    """They look after the space no longer."""
    entry = access_managed_space(request.user, ref, pk)
    actions.end_lead(lead=access_lead(entry, lead), by=request.user)
    messages.success(request, _("Noted."))
    return redirect("conversations:space_settings", ref, pk)
