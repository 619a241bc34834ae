from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.common.lists import page_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_participant, access_programme, participants_visible_to
from alongside.programmes.actions import StateChanged
from alongside.roles.permissions import Permission
from alongside.safeguarding.access import access_case, access_concern, cases_visible_to, concerns_visible_to
from alongside.safeguarding.actions.cases import join_case, open_case
from alongside.safeguarding.actions.concerns import (
    AlreadySeen,
    acknowledge_concern,
    answer_concern,
    say_whom_it_is_about,
)
from alongside.safeguarding.forms import AnswerForm
from alongside.safeguarding.queries import case_list, dealt_with, desk_lanes, people_named, stale_contacts
from alongside.safeguarding.queries.on_call import calls_that_reach_nobody, clocks, has_chain


@login_required
def desk(request: PersonRequest, ref: str) -> HttpResponse:
    """The desk: what waits, the most urgent first."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    visible = concerns_visible_to(request.user, programme)
    alarms = clocks(visible)
    stuck = calls_that_reach_nobody(timezone.now()) if alarms else []
    context = {
        "programme": programme,
        "lanes": desk_lanes(visible),
        "clocks": alarms,
        "reach_nobody": {alarm.concern_id for alarm in stuck},
        "has_chain": has_chain(programme),
        "stale": stale_contacts(programme, timezone.localdate()),
    }
    return render(request, "safeguarding/desk.html", context)


@login_required
def answered_concerns(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    rows = dealt_with(concerns_visible_to(request.user, programme))
    page = page_of(request, rows)
    return render(request, "safeguarding/answered_concerns.html", {"programme": programme, "page": page})


@login_required
def concern(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    access_programme(request.user, ref, Permission.CASE_OPEN)
    return _concern_page(request, ref, pk, AnswerForm())


@login_required
@require_http_methods(["POST"])
def acknowledge(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_concern(request.user, programme, pk)
    try:
        acknowledge_concern(concern=found, by=request.user)
    except AlreadySeen as error:
        if found.acknowledged_by_id != request.user.pk:
            messages.error(request, _("%(name)s was quicker and has this in hand.") % {"name": error.by})
    else:
        messages.success(request, _("You have this in hand. The others can see that."))
    return redirect("safeguarding:concern", ref, pk)


@login_required
@require_http_methods(["POST"])
def answer(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_concern(request.user, programme, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _concern_page(request, ref, pk, form, status=422)
    try:
        answer_concern(concern=found, answer=form.cleaned_data["answer"], by=request.user)
    except StateChanged:
        messages.error(
            request,
            _("This was not saved: first say that you have it in hand, or look whether it is answered."),
        )
    else:
        messages.success(request, _("Answered."))
    return redirect("safeguarding:concern", ref, pk)


@login_required
@require_http_methods(["POST"])
def open_case_from(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_concern(request.user, programme, pk)
    try:
        case = open_case(concern=found, by=request.user)
    except StateChanged:
        messages.error(
            request,
            _("It was not opened: the concern is part of a case already, or nobody has it in hand yet."),
        )
        return redirect("safeguarding:concern", ref, pk)
    messages.success(request, _("The case is open, and you own it."))
    return redirect("safeguarding:case", ref, case.pk)


@login_required
@require_http_methods(["POST"])
def join(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_concern(request.user, programme, pk)
    case = access_case(request.user, programme, _number(request.POST.get("case", "")))
    try:
        join_case(concern=found, case=case, by=request.user)
    except StateChanged:
        messages.error(
            request, _("It was not joined: the case is closed, or the concern is part of one already.")
        )
        return redirect("safeguarding:concern", ref, pk)
    messages.success(request, _("The concern is part of this case now."))
    return redirect("safeguarding:case", ref, case.pk)


@login_required
@require_http_methods(["POST"])
def whom(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Say which participant a concern is about."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_concern(request.user, programme, pk)
    about = access_participant(
        request.user, programme, _number(request.POST.get("participant", "")), Permission.PARTICIPANT_VIEW
    )
    try:
        say_whom_it_is_about(concern=found, about=about, by=request.user)
    except StateChanged:
        messages.error(request, _("This is a practice, and about nobody. Nothing was changed."))
    else:
        messages.success(request, _("Noted."))
    return redirect("safeguarding:concern", ref, pk)


def _number(text: str) -> int:
    """A number out of a form; 0, which is nobody's, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _concern_page(
    request: PersonRequest, ref: str, pk: int, form: AnswerForm, status: int = 200
) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    found = access_concern(request.user, programme, pk)
    search = request.GET.get("q", "")
    everybody_here = participants_visible_to(request.user, programme, Permission.PARTICIPANT_VIEW)
    context = {
        "programme": programme,
        "concern": found,
        "form": form,
        "search": search,
        "people": people_named(everybody_here, search),
        "open_cases": case_list(cases_visible_to(request.user, programme), closed=False).filter(
            rehearsal=found.rehearsal_id
        )[:50],
        "case_visible": cases_visible_to(request.user, programme).filter(concerns=found).exists(),
    }
    return render(request, "safeguarding/concern.html", context, status=status)
