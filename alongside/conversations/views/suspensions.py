from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.common.lists import page_of
from alongside.conversations.access.suspensions import (
    access_author_to_suspend,
    access_participant_to_suspend,
    access_suspension,
    access_suspensions,
    suspensions_visible_to,
)
from alongside.conversations.actions import suspensions as actions
from alongside.conversations.forms.suspensions import AppealForm, HearingForm, SuspendForm
from alongside.conversations.queries.moderation import heard_about
from alongside.conversations.queries.suspensions import (
    is_masked,
    own_suspensions,
    waiting_for,
    who_may_decide,
)
from alongside.enrolment.access import own_participant
from alongside.people.http import PersonRequest
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.queries import all_help_for


@login_required
def suspensions(request: PersonRequest, ref: str) -> HttpResponse:
    """Who does not write for a while: what waits for the reader first, then all, the last to end first."""
    programme = access_suspensions(request.user, ref)
    rows = suspensions_visible_to(request.user, programme)
    context = {
        "programme": programme,
        "waiting": waiting_for(rows, request.user),
        "page": page_of(request, rows),
    }
    return render(request, "conversations/suspensions.html", context)


@login_required
def suspend_author(request: PersonRequest, ref: str, pk: int, post: int) -> HttpResponse:
    """Suspend whoever wrote a post, known by the name that they have there."""
    entry, row = access_author_to_suspend(request.user, ref, pk, post)
    context = {
        "entry": entry,
        "programme": entry.space.programme,
        "post": row,
        "may_be_in_danger": any(each.lane in {"P1", "P2"} for each in heard_about(row)),
    }
    return _suspend(request, context, participant=row.author.participant, post=row)


@login_required
def suspend_participant(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Suspend somebody by their name, for what they did in messages or elsewhere."""
    programme, participant = access_participant_to_suspend(request.user, ref, pk)
    return _suspend(
        request, {"programme": programme, "participant": participant}, participant=participant, post=None
    )


def _suspend(request: PersonRequest, context: dict[str, Any], **whom: Any) -> HttpResponse:
    programme = context["programme"]
    form = SuspendForm(request.POST or None)
    if form.is_valid():
        try:
            row = actions.suspend(programme=programme, by=request.user, **whom, **form.cleaned_data)
        except actions.AlreadySuspended:
            messages.info(request, _("Somebody else has just done so."))
            return redirect("conversations:suspensions", programme.ref)
        messages.success(request, _("Done, and they are told why."))
        return redirect("conversations:suspension", programme.ref, row.pk)
    status = 422 if form.is_bound else 200
    return render(request, "conversations/suspend.html", context | {"form": form}, status=status)


@login_required
def suspension(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    return _page(request, access_suspension(request.user, ref, pk))


def _page(request: PersonRequest, row: Any, form: HearingForm | None = None) -> HttpResponse:
    context = {
        "programme": row.programme,
        "suspension": row,
        "masked": is_masked(row),
        "mine": request.user.pk in {row.begun_by_id, row.second_by_id},
        "others": who_may_decide(row),
        "form": form or HearingForm(),
    }
    return render(request, "conversations/suspension.html", context, status=422 if form else 200)


@login_required
@require_POST
def second_suspension(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """A second person agrees that it lasts longer than a day, or says that a day is enough."""
    row = access_suspension(request.user, ref, pk)
    try:
        actions.look_at_suspension(
            suspension=row, agrees=request.POST.get("agrees") == "yes", by=request.user
        )
    except StateChanged:
        messages.info(request, _("This has changed meanwhile. Please look again."))
    except actions.DecidedBefore:
        messages.error(request, _("You decided this yourself. Somebody else looks at it."))
    else:
        messages.success(request, _("Done, and written down."))
    return redirect("conversations:suspension", ref, pk)


@login_required
@require_POST
def lift_suspension(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    row = access_suspension(request.user, ref, pk)
    try:
        actions.lift_suspension(suspension=row, by=request.user)
    except StateChanged:
        messages.info(request, _("It is over already."))
    else:
        messages.success(request, _("They can write again, and are told so."))
    return redirect("conversations:suspension", ref, pk)


@login_required
@require_POST
def hear_appeal(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Somebody who did not decide answers the appeal."""
    row = access_suspension(request.user, ref, pk)
    form = HearingForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        actions.hear_appeal(
            suspension=row,
            lifts=request.POST.get("lifts") == "yes",
            words=form.cleaned_data["words"],
            by=request.user,
        )
    except StateChanged:
        messages.info(request, _("This has changed meanwhile. Please look again."))
    except actions.DecidedBefore:
        messages.error(request, _("You decided this yourself. Somebody else looks at it."))
    else:
        messages.success(request, _("Done, and they are told."))
    return redirect("conversations:suspension", ref, pk)


@login_required
def own_suspension(request: PersonRequest, ref: str) -> HttpResponse:
    """Why I cannot write just now, until when, what stays open to me, and how to say that it should be otherwise."""
    programme, _own = own_participant(request.user, ref)
    rows = list(own_suspensions(request.user, programme)[:5])
    open_to_appeal = next((row for row in rows if row.answered_at is None), None)
    form = AppealForm(request.POST or None)
    if form.is_valid() and open_to_appeal is not None:
        try:
            actions.appeal(suspension=open_to_appeal, by=request.user, **form.cleaned_data)
        except StateChanged:
            messages.info(request, _("You have sent one already. Somebody reads it."))
        else:
            messages.success(request, _("It has arrived. Somebody who did not decide this reads it."))
        return redirect("conversations:own_suspension", ref)
    context = {
        "programme": programme,
        "suspensions": rows,
        "open_to_appeal": open_to_appeal,
        "form": form,
        "contacts": all_help_for(programme),
    }
    return render(request, "conversations/own_suspension.html", context, status=422 if form.is_bound else 200)
