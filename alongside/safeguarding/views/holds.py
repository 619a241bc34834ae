from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alongside.common.lists import page_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_participant, access_programme
from alongside.programmes.actions import StateChanged
from alongside.roles.permissions import Permission
from alongside.safeguarding.access import access_hold, cases_visible_to, holds_visible_to
from alongside.safeguarding.actions.holds import AlreadyOnHold
from alongside.safeguarding.actions.holds import lift_hold as lift_it
from alongside.safeguarding.actions.holds import place_hold as place_it
from alongside.safeguarding.forms import ReasonForm


@login_required
def holds(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    rows = (
        holds_visible_to(request.user, programme).filter(lifted_at__isnull=True).order_by("placed_at", "pk")
    )
    page = page_of(request, rows)
    return render(request, "safeguarding/holds.html", {"programme": programme, "page": page})


@login_required
def place_hold(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    participant = access_participant(request.user, programme, pk, Permission.CASE_OPEN)
    if participant.person_id == request.user.pk:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        case = (
            cases_visible_to(request.user, programme)
            .filter(about=participant, closed_at__isnull=True)
            .first()
        )
        try:
            place_it(
                participant=participant,
                programme=programme,
                reason=form.cleaned_data["reason"],
                by=request.user,
                case=case,
            )
        except AlreadyOnHold:
            messages.error(request, _("There is a hold already. Nothing was changed."))
        else:
            messages.success(request, _("On hold. No new contact begins until somebody lifts it."))
        return redirect("safeguarding:participant_cases", ref, pk)
    return render(
        request,
        "safeguarding/place_hold.html",
        {"programme": programme, "participant": participant, "form": form},
        status=422 if form.is_bound else 200,
    )


@login_required
def lift_hold(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    hold = access_hold(request.user, programme, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            lift_it(hold=hold, reason=form.cleaned_data["reason"], by=request.user)
        except StateChanged:
            messages.error(request, _("Somebody lifted it already."))
        else:
            messages.success(request, _("The hold is lifted. Contact may begin again."))
        return redirect("safeguarding:participant_cases", ref, hold.participant_id)
    return render(
        request,
        "safeguarding/lift_hold.html",
        {"programme": programme, "hold": hold, "form": form},
        status=422 if form.is_bound else 200,
    )
