"""What a coordinator looks after: silence, contacts nobody wrote down, check-ins that ask for attention, and calls."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.common.lists import how_many, page_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.roles.permissions import Permission
from alongside.support_sessions.access import access_call, access_check_in, access_supporter_load
from alongside.support_sessions.actions import calls as call_deeds
from alongside.support_sessions.actions import check_ins as check_in_deeds
from alongside.support_sessions.forms.contacts import CallForm
from alongside.support_sessions.queries import calls, check_ins, contacts
from alongside.support_sessions.queries.groups import has_groups
from alongside.support_sessions.queries.meetings import unwritten_group_sessions


@login_required
def follow_up(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.SESSION_RECORD)
    today = timezone.localdate()
    lists: dict[str, tuple[str, Any]] = {
        "worries": (_("Check-ins"), check_ins.worrying_check_ins(programme, request.user)),
        "quiet": (_("Went quiet"), contacts.gone_quiet(programme, today)),
        "overdue": (_("Not written down"), contacts.overdue_contacts(programme, today)),
        "calls": (_("Calls"), calls.calls_due(programme, today, request.user)),
        "unanswered": (_("To ask by telephone"), check_ins.check_ins_due(programme, today)),
    }
    if has_groups(programme):
        lists["groups"] = (_("Groups not written down"), unwritten_group_sessions(programme, today))
    shown = request.GET.get("show", "worries")
    if shown not in lists:
        shown = "worries"
    page = page_of(request, lists[shown][1])
    context = {
        "programme": programme,
        "shown": shown,
        "page": page,
        "worries": [check_ins.in_words(row) for row in page] if shown == "worries" else [],
        "tabs": [
            {
                "url": f"?show={key}",
                "label": label,
                "count": page.paginator.count if key == shown else how_many(rows),
                "current": key == shown,
            }
            for key, (label, rows) in lists.items()
        ],
        "query": f"&show={shown}",
        "today": today,
    }
    return render(request, "support_sessions/follow_up.html", context)


@require_POST
@login_required
def follow_up_check_in(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    check_in, on_behalf_of = access_check_in(request.user, ref, pk)
    if on_behalf_of is None:
        raise Http404
    try:
        check_in_deeds.follow_up_check_in(check_in=check_in, by=request.user)
    except check_in_deeds.AlreadyFollowedUp:
        messages.info(request, _("Somebody has looked after this already."))
    else:
        messages.success(request, _("It is off your list. What was said stays with the relationship."))
    return redirect("support_sessions:follow_up", ref)


@login_required
def record_call(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    call = access_call(request.user, ref, pk)
    form = CallForm(request.POST or None)
    if form.is_valid():
        try:
            call_deeds.record_call(call=call, by=request.user, **form.cleaned_data)
        except call_deeds.AlreadyRecorded:
            messages.info(request, _("The outcome of this call is written down already."))
        else:
            messages.success(request, _("The call is written down."))
        return redirect("support_sessions:check_ins", ref, call.side.relationship_id)
    context = {"programme": call.side.relationship.programme, "call": call, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "support_sessions/record_call.html", context, status=status)


@login_required
def supporter_load(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What a supporter carries, for whoever looks after them; also as a fragment."""
    supporter = access_supporter_load(request.user, ref, pk)
    load = next(iter(check_ins.supporter_loads(supporter.programme, only=supporter)), None)
    page = "_supporter_load" if request.headers.get("HX-Request") else "supporter_load"
    context = {"programme": supporter.programme, "supporter": supporter, "load": load}
    return render(request, f"support_sessions/{page}.html", context)
