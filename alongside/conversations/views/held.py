"""Messages that wait to be looked at, for safeguarding leads; and whether contact stays on the site."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.common.lists import page_of
from alongside.conversations.access.held import access_held_message, held_messages_visible_to
from alongside.conversations.actions import NotNow
from alongside.conversations.actions.held import keep_back, let_go, read_held, say_contact_rule
from alongside.conversations.forms.held import KeepBackForm, WhyForm
from alongside.conversations.queries.held import contact_rule, waiting_first
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.actions import StateChanged
from alongside.roles.permissions import Permission
from alongside.safeguarding.access import access_help_editing
from alongside.safeguarding.queries import triage_is_on


@login_required
def held_messages(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    rows = waiting_first(held_messages_visible_to(request.user, programme))
    context = {"programme": programme, "page": page_of(request, rows)}
    return render(request, "conversations/held_messages.html", context)


@login_required
def held_message(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The words and what to do; posting the form keeps them back."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    held = access_held_message(request.user, programme, pk)
    form = KeepBackForm(request.POST or None)
    if form.is_valid():
        try:
            keep_back(held=held, by=request.user, **form.cleaned_data)
        except StateChanged:
            messages.info(request, _("Somebody else has just settled it."))
        else:
            messages.success(request, _("Not sent. Whoever wrote it can read why."))
        return redirect("conversations:held_messages", ref)
    read_held(held=held, by=request.user)
    context = {"programme": programme, "held": held, "form": form}
    return render(request, "conversations/held_message.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["POST"])
def let_held_go(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    held = access_held_message(request.user, programme, pk)
    try:
        let_go(held=held, by=request.user)
    except StateChanged:
        messages.info(request, _("Somebody else has just settled it."))
    except NotNow:
        messages.error(request, _("It was not sent: these two cannot write to each other now."))
    else:
        messages.success(request, _("It is sent."))
    return redirect("conversations:held_messages", ref)


@login_required
def contact_settings(request: PersonRequest, ref: str) -> HttpResponse:
    """Whether contact stays on the site here."""
    programme = access_help_editing(request.user, ref)
    rule = contact_rule(programme)
    is_on = rule is not None and rule.is_on
    form = WhyForm(request.POST or None)
    if form.is_valid():
        say_contact_rule(programme=programme, is_on=not is_on, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("conversations:contact_settings", ref)
    context = {
        "programme": programme,
        "rule": rule,
        "is_on": is_on,
        "form": form,
        "triage_is_on": triage_is_on(programme),
    }
    return render(
        request, "conversations/contact_settings.html", context, status=422 if form.is_bound else 200
    )
