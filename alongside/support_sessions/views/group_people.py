"""Who is in a group and who leads it: coming in, moving, naming leads. All of it for coordinators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alongside.people.http import PersonRequest
from alongside.programmes.core.parts import given
from alongside.support_sessions.access import access_group_lead, access_group_to_form
from alongside.support_sessions.actions import group_leads, group_places
from alongside.support_sessions.actions.group_refusals import GroupRefused
from alongside.support_sessions.forms.group_refusals import sentence
from alongside.support_sessions.forms.groups import MOST_AT_ONCE, LeadForm, MoveForm, PeopleForm
from alongside.support_sessions.queries import groups as asked


@login_required
def place_people(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Whoever asked for support, or enrolled and agreed, and is in no group: those who asked longest ago come first."""
    group = access_group_to_form(request.user, ref, pk)
    words = request.GET.get("words", "").strip()
    everybody = asked.could_come_in(group.programme, group.intake)
    found = [row for row in everybody if words.casefold() in row.participant.name.casefold()]
    offered = found if request.method == "POST" else found[:MOST_AT_ONCE]
    form = PeopleForm(request.POST or None, group=group, people=offered)
    # A form without a tick sends nothing but its token.
    if request.method == "POST" and not form.is_bound:
        form = PeopleForm(request.POST, group=group, people=offered)
    if form.is_valid():
        try:
            made = group_places.fill_group(group=group, members=form.members(), by=request.user)
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(
                request,
                ngettext(
                    "%(n)d person is in the group now, and is told.",
                    "%(n)d people are in the group now, and are told.",
                    len(made),
                )
                % {"n": len(made)},
            )
            return redirect("support_sessions:group", ref, pk)
    more = {
        "words": words,
        "free": asked.free_seats(group),
        "more": max(0, len(found) - MOST_AT_ONCE),
        "people": offered,
    }
    return _page(request, "place_people", group, form, **more)


@login_required
def move_people(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """To another group, or to a new one that is made of them."""
    group = access_group_to_form(request.user, ref, pk)
    form = MoveForm(
        request.POST or None,
        places=asked.places_in(group),
        groups=asked.open_groups_to_move_to(group),
    )
    if form.is_valid():
        target = form.target()
        try:
            if target is None:
                target = group_places.move_to_new_group(
                    places=form.chosen(), name=form.cleaned_data["name"], by=request.user
                )
            else:
                group_places.move_people(places=form.chosen(), to=target, by=request.user)
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("They are in the other group now, and are told."))
            return redirect("support_sessions:group", ref, target.pk)
    return _page(request, "move_people", group, form)


@login_required
def name_lead(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    group = access_group_to_form(request.user, ref, pk)
    people, today = asked.could_lead(group), timezone.localdate()
    form = LeadForm(
        request.POST or None,
        group=group,
        people=people,
        initial={"starts_on": max(group.starts_on or today, today)},
    )
    if form.is_valid():
        try:
            group_leads.name_lead(group=group, by=request.user, **form.lead())
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("That is written down, and they are told."))
            return redirect("support_sessions:group", ref, pk)
    rules = asked.lead_rules_for(group)
    more = {
        "unready": [one for one in people if one.gaps],
        "ready": [one for one in people if not one.gaps],
        "at_once": given(rules.count_max),
    }
    return _page(request, "name_lead", group, form, **more)


@require_POST
@login_required
def take_back_lead(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    lead = access_group_lead(request.user, ref, pk)
    try:
        group_leads.take_back_lead(lead=lead, by=request.user)
    except GroupRefused as refusal:
        messages.info(request, sentence(refusal))
    else:
        messages.success(request, _("%(name)s does not lead this group any more.") % {"name": lead.name})
    return redirect("support_sessions:group", ref, lead.group_id)


def _page(request: PersonRequest, name: str, group: Any, form: Any, **more: Any) -> HttpResponse:
    context = {"programme": group.programme, "group": group, "form": form, **more}
    status = 422 if form.is_bound else 200
    return render(request, f"support_sessions/{name}.html", context, status=status)
