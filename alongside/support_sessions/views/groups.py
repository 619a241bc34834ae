"""Groups as coordinators and those who lead see them: the list, one group, and its beginning and ending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.common.lists import page_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import staff_roles_in
from alongside.programmes.queries.intakes import intakes_of
from alongside.roles.permissions import Permission, allows
from alongside.support_sessions.access import access_group, access_group_to_form, groups_visible_to
from alongside.support_sessions.actions import groups as deeds
from alongside.support_sessions.actions.group_refusals import GroupRefused
from alongside.support_sessions.forms.group_refusals import sentence
from alongside.support_sessions.forms.groups import GroupForm, StartForm
from alongside.support_sessions.queries import groups as asked
from alongside.support_sessions.queries.forming import forms_groups_by_rules
from alongside.support_sessions.queries.meetings import group_timeline, missed_often, next_sessions


@login_required
def groups(request: PersonRequest, ref: str) -> HttpResponse:
    """The groups that the visitor leads, those they are in, and to staff all groups of the programme."""
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    roles = staff_roles_in(programme, request.user)
    sees_all = allows(roles, Permission.RELATIONSHIP_VIEW)
    led = asked.groups_of_lead(request.user, programme)
    own = asked.own_places(request.user, programme)
    next_ones = next_sessions([*(group.pk for group in led), *(place.group_id for place in own)])
    ended = request.GET.get("show") == "ended"
    visible = groups_visible_to(request.user, programme)
    rows = asked.listed(visible if sees_all else visible.none(), ended=ended)
    context = {
        "programme": programme,
        "led": [(group, next_ones.get(group.pk)) for group in led],
        "own": [(place, next_ones.get(place.group_id)) for place in own],
        "sees_all": sees_all,
        "may_form": allows(roles, Permission.MATCH_PROPOSE),
        "has_groups": asked.has_groups(programme),
        "may_propose": forms_groups_by_rules(programme),
        "page": page_of(request, rows),
        "query": "&show=ended" if ended else "",
        "tabs": [
            {"url": "?", "label": _("Going on"), "current": not ended},
            {"url": "?show=ended", "label": _("Ended"), "current": ended},
        ],
    }
    return render(request, "support_sessions/groups.html", context)


@login_required
def new_group(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    form = GroupForm(request.POST or None, intakes=intakes_of(programme))
    if form.is_valid():
        try:
            group = deeds.make_group(
                programme=programme,
                name=form.cleaned_data["name"],
                intake=form.cleaned_data.get("intake"),
                by=request.user,
            )
        except GroupRefused as refusal:
            form.add_error("name", sentence(refusal))
        else:
            messages.success(request, _("The group is made. Now say who is in it."))
            return redirect("support_sessions:group", ref, group.pk)
    context = {"programme": programme, "form": form, "rules": asked.rules_of(programme)}
    status = 422 if form.is_bound else 200
    return render(request, "support_sessions/new_group.html", context, status=status)


@login_required
def group(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """One group: to staff with all that there is to arrange, to whoever leads it with what is next."""
    row, lead = access_group(request.user, ref, pk)
    programme, today = row.programme, timezone.localdate()
    roles = staff_roles_in(programme, request.user)
    may_form = allows(roles, Permission.MATCH_PROPOSE)
    places, leads = asked.places_in(row), asked.leads_of(row)
    context: dict[str, Any] = {
        "programme": programme,
        "group": row,
        "lead": lead,
        "may_form": may_form,
        "may_record": lead is not None or allows(roles, Permission.SESSION_RECORD),
        "places": places,
        "seats": len({place.seat for place in places}),
        "leads": leads,
        "leads_to_come": asked.leads_to_come(row),
        "leads_needed": asked.lead_kinds(row),
        "line": group_timeline(row),
        "missed_often": missed_often(row),
        "today": today,
    }
    if may_form:
        lacking = asked.what_leads_lack(leads, row, today)
        context |= {
            "takes_people": not asked.is_shut_to_new_people(row),
            "findings": [*asked.size_finding(row), *asked.findings_about(row)],
            "lacking": [(one, lacking[one.supporter_id]) for one in leads if one.supporter_id in lacking],
        }
    return render(request, "support_sessions/group.html", context)


@login_required
def start_group(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    row = access_group_to_form(request.user, ref, pk)
    too_few = bool(asked.size_finding(row))
    form = StartForm(request.POST or None, too_few=too_few, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        try:
            deeds.start_group(group=row, by=request.user, **form.cleaned_data)
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("The group begins. Its sessions are planned, and everybody is told."))
            return redirect("support_sessions:group", ref, pk)
    context = {
        "programme": row.programme,
        "group": row,
        "form": form,
        "phases": asked.phases_for(row).values(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "support_sessions/start_group.html", context, status=status)


@login_required
def end_group(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    row = access_group_to_form(request.user, ref, pk)
    if request.method == "POST":
        try:
            deeds.end_group(group=row, by=request.user)
        except GroupRefused as refusal:
            messages.info(request, sentence(refusal))
        else:
            messages.success(request, _("The group has ended, and everybody in it is told."))
        return redirect("support_sessions:group", ref, pk)
    context = {
        "programme": row.programme,
        "group": row,
        "line": group_timeline(row),
        "ending": asked.definition_for(row).ending,
    }
    return render(request, "support_sessions/end_group.html", context)
