from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.common.lists import page_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_participant, access_programme
from alongside.programmes.actions import StateChanged
from alongside.roles.permissions import Permission
from alongside.safeguarding.access import access_case, cases_visible_to, concerns_visible_to, holds_visible_to
from alongside.safeguarding.actions.cases import (
    NeedsSecondPerson,
    close_case,
    keep_case_open,
    plan_next_step,
    propose_closing,
    read_case,
    write_note,
)
from alongside.safeguarding.forms import NextStepForm, NoteForm, ReasonForm
from alongside.safeguarding.queries import case_list, case_owners, chronology, concerns_in, is_on_hold

if TYPE_CHECKING:
    from django import forms


@login_required
def cases(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    closed = request.GET.get("show") == "closed"
    rows = case_list(cases_visible_to(request.user, programme), closed=closed)
    page = page_of(request, rows)
    return render(
        request, "safeguarding/cases.html", {"programme": programme, "page": page, "closed": closed}
    )


@login_required
def case(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The chronology. Opening it is written down."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_case(request.user, programme, pk)
    read_case(case=found, by=request.user)
    return render(
        request,
        "safeguarding/case.html",
        {
            "programme": programme,
            "case": found,
            "notes": chronology(found),
            "concerns": concerns_in(found),
            "holds": holds_visible_to(request.user, programme).filter(
                participant=found.about_id, lifted_at__isnull=True
            ),
            "may_close": found.closing_proposed_by_id != request.user.pk,
        },
    )


@login_required
def add_note(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Add to the chronology; with `?corrects=` beside an earlier note."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_case(request.user, programme, pk)
    notes = {str(note.pk): note for note in chronology(found)}
    corrected = notes.get(request.GET.get("corrects", ""))
    if corrected is None and "corrects" in request.GET:
        raise Http404
    form = NoteForm(request.POST or None, initial={"kind": corrected.kind} if corrected else {})
    if form.is_valid():
        write_note(
            case=found,
            kind=form.cleaned_data["kind"],
            words=form.cleaned_data["words"],
            key=form.cleaned_data["key"],
            by=request.user,
            corrects=corrected,
        )
        messages.success(request, _("The note is in the chronology."))
        return redirect("safeguarding:case", ref, pk)
    return _form_page(request, "add_note", form, programme=programme, case=found, corrected=corrected)


@login_required
def next_step(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_case(request.user, programme, pk)
    form = NextStepForm(
        request.POST or None,
        programme=programme,
        owners=case_owners(found),
        initial={"owner": found.owner_id, "on": found.next_step_on},
    )
    if form.is_valid():
        try:
            plan_next_step(case=found, by=request.user, **form.cleaned_data)
        except StateChanged:
            messages.error(request, _("This case is closed. Nothing was changed."))
        else:
            messages.success(request, _("The next step is planned."))
        return redirect("safeguarding:case", ref, pk)
    return _form_page(request, "next_step", form, programme=programme, case=found)


@login_required
def propose_close(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_case(request.user, programme, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            propose_closing(case=found, reason=form.cleaned_data["reason"], by=request.user)
        except StateChanged:
            messages.error(request, _("Somebody proposed it already, or the case is closed."))
        else:
            messages.success(request, _("Proposed. A second person now has to agree."))
        return redirect("safeguarding:case", ref, pk)
    return _form_page(request, "propose_close", form, programme=programme, case=found)


@login_required
@require_http_methods(["POST"])
def close(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_case(request.user, programme, pk)
    try:
        close_case(case=found, by=request.user)
    except NeedsSecondPerson:
        messages.error(request, _("You proposed it, so somebody else has to close it."))
    except StateChanged:
        messages.error(request, _("It is closed already, or nobody proposes to close it any more."))
    else:
        messages.success(request, _("The case is closed. It can still be read."))
    return redirect("safeguarding:case", ref, pk)


@login_required
@require_http_methods(["POST"])
def keep_open(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_case(request.user, programme, pk)
    try:
        keep_case_open(case=found, by=request.user)
    except StateChanged:
        messages.error(request, _("Nobody proposes to close it any more."))
    else:
        messages.success(request, _("The case stays open."))
    return redirect("safeguarding:case", ref, pk)


@login_required
def participant_cases(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Everything about one participant, for safeguarding leads only."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    participant = access_participant(request.user, programme, pk, Permission.CASE_OPEN)
    if participant.person_id == request.user.pk:
        raise Http404
    return render(
        request,
        "safeguarding/participant_cases.html",
        {
            "programme": programme,
            "participant": participant,
            "on_hold": is_on_hold(participant, programme),
            "cases": cases_visible_to(request.user, programme)
            .filter(about=participant)
            .select_related("owner")
            .order_by("-opened_at"),
            "concerns": concerns_visible_to(request.user, programme)
            .filter(about=participant)
            .order_by("-raised_at"),
            "holds": holds_visible_to(request.user, programme)
            .filter(participant=participant)
            .order_by("-placed_at"),
        },
    )


def _form_page(request: PersonRequest, name: str, form: forms.BaseForm, **context: object) -> HttpResponse:
    return render(
        request,
        f"safeguarding/{name}.html",
        {"form": form, **context},
        status=422 if form.is_bound else 200,
    )
