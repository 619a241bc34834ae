"""A group as somebody who is in it sees it; coordinators act here for whoever telephones or writes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.people.http import PersonRequest
from alongside.programmes.core.parts import given
from alongside.programmes.core.professionals import limits_of
from alongside.support_sessions.access import access_group_place
from alongside.support_sessions.actions import group_places, registers
from alongside.support_sessions.actions.group_refusals import GroupRefused
from alongside.support_sessions.core import agenda
from alongside.support_sessions.forms.group_refusals import sentence
from alongside.support_sessions.forms.group_sessions import AnswerForm
from alongside.support_sessions.queries.groups import definition_for, leads_of, places_in
from alongside.support_sessions.queries.meetings import own_sessions, session_in


@login_required
def my_group(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """When and where next, what it will be about, and whether I will be there."""
    place, on_behalf_of = access_group_place(request.user, ref, pk)
    definition, today = definition_for(place.group), timezone.localdate()
    rows = own_sessions(place)
    to_come = [row for row in rows if row.status == "planned" and row.planned_on and row.planned_on >= today]
    next_one = to_come[0] if to_come and place.until is None else None
    ending = given(definition.ending)
    context = {
        "programme": place.group.programme,
        "group": place.group,
        "place": place,
        "on_behalf_of": on_behalf_of,
        "leads": leads_of(place.group),
        "others": len(places_in(place.group)) - 1,
        "next_one": next_one,
        "agenda": agenda.timed(agenda.read(next_one.plan.agenda), next_one.plan.starts_at)
        if next_one
        else (),
        "to_come": to_come[1:] if next_one else [],
        "past": [row for row in reversed(rows) if row.is_logged],
        "guest_limits": limits_of(definition),
        "missed_words": given(definition.schedule.missed_words),
        "bridge": given(ending.bridge) if ending else None,
    }
    return render(request, "support_sessions/my_group.html", context)


@require_POST
@login_required
def say_whether_coming(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    place, on_behalf_of = access_group_place(request.user, ref, pk)
    row = session_in(place.group, session)
    form = AnswerForm(request.POST)
    if row is None:
        raise Http404
    if form.is_valid():
        said = form.said()
        try:
            registers.say_whether_coming(
                place=place, session=row, answer=said, by=request.user, on_behalf_of=on_behalf_of
            )
        except GroupRefused as refusal:
            messages.info(request, sentence(refusal))
        else:
            messages.success(request, _kind_words(coming=said == "coming", own=on_behalf_of is None))
    return redirect("support_sessions:my_group", ref, pk)


def _kind_words(*, coming: bool, own: bool) -> str:
    if not own:
        return _("That is written down.")
    if coming:
        return _("That is good to know. You can change your mind at any time.")
    return _("Thank you for saying so. You need not say why, and your place is yours.")


@login_required
def leave_group(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Leaving takes one press, and no reason."""
    place, on_behalf_of = access_group_place(request.user, ref, pk)
    if request.method != "POST":
        context = {
            "programme": place.group.programme,
            "group": place.group,
            "place": place,
            "on_behalf_of": on_behalf_of,
        }
        return render(request, "support_sessions/leave_group.html", context)
    try:
        group_places.leave_group(place=place, by=request.user, on_behalf_of=on_behalf_of)
    except GroupRefused as refusal:
        messages.info(request, sentence(refusal))
    else:
        own = _("That is done. Nobody asks why, and you are welcome to come back.")
        messages.success(request, own if on_behalf_of is None else _("That is done. Nobody asks why."))
    return redirect("support_sessions:my_group", ref, pk)
