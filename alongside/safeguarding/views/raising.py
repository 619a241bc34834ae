from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alongside.common.http import everybody
from alongside.people.http import PageRequest, PersonRequest
from alongside.programmes.access import access_participant, access_programme
from alongside.roles.permissions import Permission
from alongside.safeguarding.access import access_help, access_sent_concern, access_writer, seal_writer
from alongside.safeguarding.actions.concerns import raise_concern as raise_it
from alongside.safeguarding.actions.concerns import too_many_from
from alongside.safeguarding.forms import ConcernForm, subject_from
from alongside.safeguarding.queries import (
    all_help_for,
    countries_of_site,
    general_contacts,
    is_raiser,
    own_participant,
    participant_in_subject,
    programmes_for_help,
    readers_in,
    readers_of,
    takes_part,
)


@everybody
def raise_concern_anywhere(request: PageRequest) -> HttpResponse:
    """Where a page belongs to no programme: choose to whom, or go straight on when there is only one."""
    if ref := request.GET.get("programme", ""):
        return redirect("safeguarding:raise_concern", ref)
    programmes = programmes_for_help(request.user) if request.user.is_authenticated else []
    if len(programmes) == 1:
        return redirect("safeguarding:raise_concern", programmes[0].ref)
    return render(
        request,
        "safeguarding/raise_concern_anywhere.html",
        {"programmes": programmes, "contacts": general_contacts(countries_of_site())},
    )


@everybody
def raise_concern(request: PageRequest, ref: str) -> HttpResponse:
    """A worry, from anybody who has the address: a sign-in that ran out must not keep somebody from telling."""
    programme = access_help(ref)
    writer = access_writer(request.user, programme, request.POST.get("written_by", ""))
    known = writer is not None and takes_part(writer, programme)
    sealed = seal_writer(request.user, programme)
    form = ConcernForm(request.POST or None, initial={"written_by": sealed}, programme=programme, known=known)
    if form.is_valid():
        urgency = form.cleaned_data["urgency"]
        if writer is None and too_many_from(request.META.get("REMOTE_ADDR", ""), urgency):
            return _page(request, ref, form, status=429, too_many=True)
        own = own_participant(writer, programme) if writer else None
        subject = subject_from(request.GET.get("about", ""))
        concern = raise_it(
            programme=programme,
            by=writer,
            raised_by=own,
            about=own
            if form.cleaned_data.get("about_me")
            else participant_in_subject(writer or request.user, programme, subject),
            subject=subject,
            **_told(form),
        )
        if writer and not request.user.is_authenticated:
            messages.info(request, _("You were signed out meanwhile. It came with your name all the same."))
        return redirect("safeguarding:concern_sent", ref, concern.key)
    return _page(request, ref, form, status=422 if form.is_bound else 200)


@login_required
def raise_concern_for(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Staff write down the worry of somebody who told them by telephone, on paper or face to face."""
    programme = access_programme(request.user, ref, Permission.CONCERN_RAISE)
    participant = access_participant(request.user, programme, pk, Permission.PARTICIPANT_VIEW)
    form = ConcernForm(request.POST or None, programme=programme, known=True, on_behalf=True)
    if form.is_valid():
        concern = raise_it(programme=programme, by=request.user, raised_by=participant, **_told(form))
        return redirect("safeguarding:concern_sent", ref, concern.key)
    return _page(request, ref, form, status=422 if form.is_bound else 200, participant=participant)


@everybody
def concern_sent(request: PageRequest, ref: str, key: str) -> HttpResponse:
    """It arrived: who looks, by when, and later that somebody has. The answer is for the one who raised it."""
    concern = access_sent_concern(ref, key)
    return render(
        request,
        "safeguarding/concern_sent.html",
        {
            "programme": concern.programme,
            "concern": concern,
            "mine": is_raiser(request.user, concern),
            "readers": [person.name for person in readers_of(concern)],
            "contacts": all_help_for(concern.programme),
        },
    )


def _told(form: ConcernForm) -> dict[str, Any]:
    fields = ("key", "words", "urgency", "about_words", "about_staff", "name", "reply_to")
    return {name: form.cleaned_data[name] for name in fields if name in form.cleaned_data}


def _page(
    request: PageRequest | PersonRequest, ref: str, form: ConcernForm, *, status: int, **more: object
) -> HttpResponse:
    programme = access_help(ref)
    context = {
        "programme": programme,
        "form": form,
        "readers": [person.name for person in readers_in(programme)],
        "contacts": all_help_for(programme),
        **more,
    }
    return render(request, "safeguarding/raise_concern.html", context, status=status)
