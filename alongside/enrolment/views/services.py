"""Telling a service something about somebody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alongside.enrolment.actions.people import read_record
from alongside.enrolment.actions.services import ServiceHearsNothing
from alongside.enrolment.actions.services import tell_service as tell
from alongside.enrolment.forms.services import TellServiceForm
from alongside.enrolment.queries.services import Silence, told_about, why_silent
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_participant, access_programme
from alongside.roles.permissions import Permission


@login_required
def tell_service(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Write down what a service is told; where it may be told nothing, the page says why and offers nothing."""
    programme = access_programme(request.user, ref, Permission.SERVICE_TELL)
    person = access_participant(request.user, programme, pk, Permission.SERVICE_TELL)
    form, silent = TellServiceForm(request.POST or None), why_silent(person, programme)
    if form.is_valid():
        try:
            tell(participant=person, programme=programme, by=request.user, **form.cleaned_data)
        except ServiceHearsNothing as refusal:
            silent = refusal.why
        else:
            messages.success(request, _("It is written down, and they can read it."))
            return redirect("enrolment:tell_service", ref, pk)
    told = told_about(person, programme)
    if told:
        read_record(programme=programme, participant=person, by=request.user)
    context = {
        "programme": programme,
        "person": person,
        "form": form,
        "silent": _in_words(silent) if silent else "",
        "told": told,
    }
    return render(request, "enrolment/tell_service.html", context, status=422 if form.is_bound else 200)


def _in_words(silent: Silence) -> str:
    return {
        Silence.NOTHING: _(
            "This programme is on its own: services hear nothing about the people in it. That is its position, and "
            "people rely on it."
        ),
        Silence.NOT_SAID: _("This programme has not said what services hear, so they are told nothing."),
        Silence.NO_CONSENT: _("They have not agreed that a service hears about them. Ask them first."),
    }[silent]
