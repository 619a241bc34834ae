"""Who is on call and what happens at night; and the page on which somebody who was called answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from alongside.common.http import everybody
from alongside.people.http import PageRequest, PersonRequest
from alongside.safeguarding.access import access_help_editing, access_on_call_place, access_on_call_time
from alongside.safeguarding.actions.on_call import (
    AlreadyOnCall,
    LinkIsOver,
    add_time,
    add_to_chain,
    answer_alarm,
    move_up,
    read_answer_link,
    say_hours,
    take_from_chain,
    take_time_away,
)
from alongside.safeguarding.forms.on_call import ChainForm, ReadingHoursForm, TimeForm
from alongside.safeguarding.queries import readers_in, reading_hours, reading_now
from alongside.safeguarding.queries.on_call import (
    channels_set_up,
    on_call_now,
    places_in,
    texts_go_their_own_way,
    times_in,
)


@login_required
def on_call(request: PersonRequest, ref: str) -> HttpResponse:
    return _page(request, access_help_editing(request.user, ref))


@login_required
@require_http_methods(["POST"])
def add_on_call(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    form = ChainForm(request.POST, programme=programme)
    if not form.is_valid():
        return _page(request, programme, chain_form=form)
    try:
        add_to_chain(programme=programme, by=request.user, **form.cleaned_data)
    except AlreadyOnCall:
        messages.info(request, _("They are in the chain already."))
    else:
        messages.success(request, _("Added at the end of the chain."))
    return redirect("safeguarding:on_call", ref)


@login_required
@require_http_methods(["POST"])
def move_on_call(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    move_up(place=access_on_call_place(programme, pk), by=request.user)
    return redirect("safeguarding:on_call", ref)


@login_required
@require_http_methods(["POST"])
def remove_on_call(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    take_from_chain(place=access_on_call_place(programme, pk), by=request.user)
    messages.success(request, _("They are no longer in the chain."))
    return redirect("safeguarding:on_call", ref)


@login_required
@require_http_methods(["POST"])
def add_on_call_time(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    form = TimeForm(request.POST, programme=programme)
    if not form.is_valid():
        return _page(request, programme, time_form=form)
    try:
        add_time(programme=programme, by=request.user, **form.cleaned_data)
    except AlreadyOnCall:
        messages.info(request, _("This time stands there already."))
    else:
        messages.success(request, _("Noted."))
    return redirect("safeguarding:on_call", ref)


@login_required
@require_http_methods(["POST"])
def remove_on_call_time(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    take_time_away(row=access_on_call_time(programme, pk), by=request.user)
    messages.success(request, _("This time is taken out."))
    return redirect("safeguarding:on_call", ref)


@login_required
@require_http_methods(["POST"])
def set_reading_hours(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    form = ReadingHoursForm(request.POST, programme=programme)
    if not form.is_valid():
        return _page(request, programme, hours_form=form)
    say_hours(programme=programme, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved. People read it where they write."))
    return redirect("safeguarding:on_call", ref)


@everybody
@sensitive_variables("token")
def answer_alarm_page(request: PageRequest, token: str) -> HttpResponse:
    """Opening it answers nothing, because mail scanners open links too: the button does. It names nobody and no matter."""
    try:
        call = read_answer_link(token)
    except LinkIsOver:
        return render(request, "safeguarding/alarm_link_over.html", status=410)
    alarm, concern = call.alarm, call.alarm.concern
    was_first = False
    if request.method == "POST":
        was_first = answer_alarm(alarm=alarm, by=call.person, how="link")
    context = {
        "programme": concern.programme,
        "alarm": alarm,
        "concern": concern,
        "was_first": was_first,
        "mine": alarm.answered_by_id == call.person_id,
        "over": concern.acknowledged_at is not None,
    }
    return render(request, "safeguarding/answer_alarm.html", context)


def _page(request: PersonRequest, programme: Any, **forms: Any) -> HttpResponse:
    given = {
        "chain_form": ChainForm(programme=programme),
        "time_form": TimeForm(programme=programme),
        "hours_form": ReadingHoursForm(programme=programme),
        **forms,
    }
    leads = readers_in(programme)
    context = {
        "programme": programme,
        "called": on_call_now(programme),
        "places": places_in(programme),
        "times": times_in(programme),
        "leads": leads,
        "hours": reading_hours(programme),
        "now": reading_now(programme),
        "has_texts": "text" in channels_set_up(),
        "own_way": texts_go_their_own_way(),
        **given,
    }
    return render(request, "safeguarding/on_call.html", context, status=422 if forms else 200)
