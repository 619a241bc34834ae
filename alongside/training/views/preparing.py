from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.common.lists import page_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.actions import StateChanged
from alongside.roles.permissions import Permission
from alongside.training.access import Preparing, access_preparing, own_preparing, supporters_visible_to
from alongside.training.actions import (
    NoSupervisor,
    NotASupervisor,
    UnknownModule,
    name_supervisor,
    plan_supervision,
    record_completion,
    take_back_completion,
)
from alongside.training.core.readiness import Gap, GapCode
from alongside.training.forms import CompletionForm, NextSupervisionForm, SupervisorForm
from alongside.training.queries import (
    being_prepared,
    completions_of,
    meeting_dates,
    own_meetings,
    planned_meeting,
    readiness_in,
    readiness_of,
    role_accepted_on,
    role_wording,
    strained_supporters,
    supervisor_of,
    supervisors_in,
    training_modules,
    usual_next_supervision,
)
from alongside.training.queries.gaps import OWN_ACTS, STAFF_ACTS


@login_required
def supporters(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.SUPPORTER_PREPARE)
    name, missing = request.GET.get("q", ""), request.GET.get("show") == "not-ready"
    rows = supporters_visible_to(request.user, programme, name)
    if missing:
        rows = rows.filter(pk__in=being_prepared(programme, timezone.localdate()).order_by().values("pk"))
    asked = {"q": name, "show": "not-ready" if missing else ""}
    page = page_of(request, rows)
    shown = list(page.object_list)
    ready, strained = (
        readiness_in(programme, shown),
        set(strained_supporters(programme, shown).values_list("pk", flat=True)),
    )
    return render(
        request,
        "training/supporters.html",
        {
            "programme": programme,
            "page": page,
            "q": name,
            "missing": missing,
            "query": "".join(f"&{urlencode({key: value})}" for key, value in asked.items() if value),
            "rows": [
                {"supporter": row, "readiness": ready[row.pk], "strained": row.pk in strained}
                for row in shown
            ],
        },
    )


@login_required
def supporter(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    preparing = access_preparing(request.user, ref, pk)
    return render(
        request,
        "training/supporter.html",
        {
            **_state(preparing),
            "meetings": meeting_dates(preparing.supporter),
            "strained": strained_supporters(preparing.programme, [preparing.supporter]).exists(),
        },
    )


@login_required
def my_readiness(request: PersonRequest, ref: str) -> HttpResponse:
    preparing = own_preparing(request.user, ref)
    return render(
        request,
        "training/my_readiness.html",
        {**_state(preparing), "meetings": own_meetings(preparing.supporter)},
    )


@login_required
def training(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    preparing = access_preparing(request.user, ref, pk)
    form = CompletionForm(
        request.POST or None, supporter=preparing.supporter, initial={"completed_on": timezone.localdate()}
    )
    if form.is_valid():
        try:
            record_completion(supporter=preparing.supporter, by=request.user, **form.cleaned_data)
        except UnknownModule:
            messages.error(request, _("The programme's training has changed. Please choose again."))
        else:
            messages.success(request, _("Noted."))
        return redirect(preparing.page("training"))
    return _page(request, "training", preparing, form, modules=_modules(preparing))


@login_required
@require_http_methods(["POST"])
def take_back(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    preparing = access_preparing(request.user, ref, pk)
    try:
        take_back_completion(
            supporter=preparing.supporter, module=request.POST.get("module", ""), by=request.user
        )
    except StateChanged:
        messages.info(request, _("There was nothing to take back."))
    else:
        messages.success(request, _("Taken back."))
    return redirect(preparing.page("training"))


@login_required
def supervisor(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    preparing = access_preparing(request.user, ref, pk)
    form = SupervisorForm(
        request.POST or None,
        programme=preparing.programme,
        initial={"supervisor": supervisor_of(preparing.supporter)},
    )
    if form.is_valid():
        try:
            name_supervisor(
                supporter=preparing.supporter, supervisor=form.cleaned_data["supervisor"], by=request.user
            )
        except NotASupervisor:
            form.add_error("supervisor", _("This person cannot supervise them. Choose somebody else."))
        except StateChanged:
            messages.error(request, _("Somebody else named a supervisor just now. Please look again."))
            return redirect(preparing.home)
        else:
            messages.success(request, _("Noted. Now set the day of the next supervision."))
            return redirect(preparing.home)
    nobody = not supervisors_in(preparing.programme).exists()
    return _page(request, "supervisor", preparing, form, nobody=nobody)


@login_required
def next_supervision(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    preparing = access_preparing(request.user, ref, pk)
    planned = planned_meeting(preparing.supporter)
    form = NextSupervisionForm(
        request.POST or None,
        initial={
            "on": planned.planned_on
            if planned
            else usual_next_supervision(preparing.programme, timezone.localdate())
        },
    )
    if form.is_valid():
        try:
            plan_supervision(supporter=preparing.supporter, on=form.cleaned_data["on"], by=request.user)
        except NoSupervisor:
            messages.error(request, _("First name a supervisor."))
            return redirect(preparing.page("supervisor"))
        messages.success(request, _("The day is set."))
        return redirect(preparing.home)
    return _page(request, "next_supervision", preparing, form)


def _state(preparing: Preparing) -> dict[str, Any]:
    readiness = readiness_of(preparing.supporter)
    # A hold is for the safeguarding lead to talk about with the supporter, not for a page.
    shown = [gap for gap in readiness.gaps if not (preparing.own and gap.code == GapCode.ON_HOLD)]
    return {
        "preparing": preparing,
        "programme": preparing.programme,
        "supporter": preparing.supporter,
        "is_ready": not shown,
        "gaps": [{"gap": gap, "url": _act(preparing, gap)} for gap in shown],
        "supervisor": supervisor_of(preparing.supporter),
        "planned": planned_meeting(preparing.supporter),
        "modules": _modules(preparing),
        "has_role": role_wording(preparing.programme) is not None,
        "role_accepted_on": role_accepted_on(preparing.supporter),
    }


def _act(preparing: Preparing, gap: Gap) -> str:
    """Where the gap is closed; empty where whoever is looking cannot close it."""
    if gap.code == GapCode.CONSENT:
        return preparing.consent
    name = (OWN_ACTS if preparing.own else STAFF_ACTS).get(gap.code)
    return preparing.page(name) if name else ""


def _modules(preparing: Preparing) -> list[dict[str, Any]]:
    done = completions_of(preparing.supporter)
    return [
        {"module": module, "done": done.get(module.key)} for module in training_modules(preparing.programme)
    ]


def _page(request: PersonRequest, name: str, preparing: Preparing, form: Any, **more: object) -> HttpResponse:
    context = {"preparing": preparing, "programme": preparing.programme, "form": form, **more}
    return render(request, f"training/{name}.html", context, status=422 if form.is_bound else 200)
