from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from alongside.common.http import everybody
from alongside.people.actions import AddressTaken
from alongside.people.http import PageRequest, PersonRequest, sign_in
from alongside.people.queries import person_with_email
from alongside.programmes.access import access_participant, access_programme
from alongside.programmes.actions import (
    AlreadyThere,
    InvitationOver,
    KnownAlready,
    accept_invitation,
    begin_by_invitation,
    invite_participant,
)
from alongside.programmes.forms import AcceptForm, BeginForm, InviteParticipantForm
from alongside.programmes.queries import invitation_of, is_member_in, waits_for_answer
from alongside.roles.permissions import Permission


@everybody
@sensitive_variables("token")
@sensitive_post_parameters("password")
def invitation(request: PageRequest, token: str) -> HttpResponse:
    """What a letter led to: an offer, or the sentence that it is over."""
    found = invitation_of(token)
    if found is None or not waits_for_answer(found):
        return _over(request, found)
    if request.user.is_authenticated:
        return _accept(request, found)
    if person_with_email(found.email):
        return render(request, "programmes/invitation_sign_in.html", {"invitation": found})
    return _begin(request, found)


def _over(request: PageRequest, found: Any) -> HttpResponse:
    if found and request.user.is_authenticated and found.accepted_by == request.user:
        return redirect("web:home")
    return render(request, "programmes/invitation_over.html", status=410 if found else 404)


def _accept(request: PageRequest, found: Any) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    form = AcceptForm(
        request.POST if request.method == "POST" else None, invited=found.email, own=request.user.email
    )
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(invitation=found, by=request.user)
        except InvitationOver:
            return redirect(request.path)
        except KnownAlready:
            form.add_error(
                None,
                _(
                    "%(organisation)s knows you already, as another person on its list. Please tell them, so that "
                    "they can put the two together. Nothing was changed."
                )
                % {"organisation": found.organisation.name},
            )
        else:
            messages.success(request, _welcome(found))
            return redirect(_first_page(found))
    status = 422 if form.errors else 200
    return render(request, "programmes/invitation.html", {"invitation": found, "form": form}, status=status)


def _begin(request: PageRequest, found: Any) -> HttpResponse:
    joined = found.invited_by is None
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        initial={"name": found.participant.name} if joined else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = begin_by_invitation(
                invitation=found, language=get_language() or "en-gb", **form.cleaned_data
            )
        except (AddressTaken, InvitationOver, KnownAlready):
            # The form was sent twice: the page itself says where things stand now.
            return redirect(request.path)
        messages.success(request, _welcome(found))
        return sign_in(request, person, next_page=_first_page(found))
    status = 422 if form.errors else 200
    return render(
        request, "programmes/invitation_begin.html", {"invitation": found, "form": form}, status=status
    )


def _welcome(found: Any) -> str:
    return _("Welcome.") if found.invited_by is None else _("Welcome. You have accepted the invitation.")


def _first_page(found: Any) -> str:
    """Whoever has just joined by themselves goes straight on to what they came for."""
    if found.invited_by is None and is_member_in(found):
        return reverse("matching:my_request", args=[found.programme.ref])
    return reverse("web:home")


@login_required
def participant_invite(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_ADD)
    participant = access_participant(request.user, programme, pk, Permission.PARTICIPANT_ADD)
    form = InviteParticipantForm(request.POST or None, initial={"email": participant.email})
    if request.method == "POST" and form.is_valid():
        try:
            invite_participant(
                participant=participant, programme=programme, by=request.user, **form.cleaned_data
            )
        except AlreadyThere:
            form.add_error(None, _("They sign in already, or have an invitation that waits for its answer."))
        else:
            messages.success(request, _("A letter is on its way to %(email)s.") % form.cleaned_data)
            return redirect("programmes:participant_invite", ref=ref, pk=pk)
    return render(
        request,
        "programmes/participant_invite.html",
        {"programme": programme, "participant": participant, "form": form},
        status=422 if form.errors else 200,
    )
