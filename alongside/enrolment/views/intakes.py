"""Who is in an intake, putting people in, and taking one out again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.enrolment.actions.people import fill_intake
from alongside.enrolment.forms.intakes import IntakePeopleForm, PlaceIntakeForm
from alongside.enrolment.queries.people import place_of
from alongside.enrolment.queries.spreadsheets import has_fixed_roles
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_intake, access_participant, access_programme
from alongside.programmes.actions import IntakeFull, put_into_intake
from alongside.programmes.forms.intakes import full_words
from alongside.programmes.queries import staff_roles_in, version_followed
from alongside.programmes.queries.intakes import (
    intakes_of,
    members_of,
    people_in_intake,
    supporters_of,
    without_intake,
)
from alongside.roles.permissions import Permission, allows

MOST_AT_ONCE = 100


@login_required
def intake(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """One intake: when, how many, which version it follows, and who is in it."""
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_VIEW)
    row = access_intake(programme, pk)
    roles = staff_roles_in(programme, request.user)
    context = {
        "programme": programme,
        "intake": row,
        "here": f"?intake={row.pk}",
        "taken": people_in_intake(row),
        "version": version_followed(programme, row.starts_on, row),
        "members": members_of(row),
        "supporters": supporters_of(row),
        "fixed_roles": has_fixed_roles(programme),
        "may_add": allows(roles, Permission.PARTICIPANT_ADD),
        "may_see_results": allows(roles, Permission.RESULT_VIEW),
    }
    return render(request, "enrolment/intake.html", context)


@login_required
def intake_people(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Tick those of the programme who belong to this intake: all of them come in, or nobody."""
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_ADD)
    row = access_intake(programme, pk)
    words = request.GET.get("words", "").strip()
    found = [
        each for each in without_intake(programme) if words.casefold() in each.participant.name.casefold()
    ]
    offered = found if request.method == "POST" else found[:MOST_AT_ONCE]
    form = IntakePeopleForm(
        request.POST if request.method == "POST" else None,
        places=offered,
        fixed_roles=has_fixed_roles(programme),
    )
    if form.is_valid():
        try:
            number = fill_intake(intake=row, places=form.chosen(), by=request.user)
        except IntakeFull as full:
            form.add_error("who", _too_many(full.size - people_in_intake(row), len(form.chosen())))
        else:
            words = ngettext(
                "%(number)s person is in the intake now.", "%(number)s people are in the intake now.", number
            )
            messages.success(request, words % {"number": number})
            return redirect("enrolment:intake", ref=ref, pk=pk)
    context = {
        "programme": programme,
        "intake": row,
        "form": form,
        "words": words,
        "more": len(found) - len(offered),
    }
    return render(request, "enrolment/intake_people.html", context, status=422 if form.errors else 200)


def _too_many(room: int, number: int) -> str:
    room = max(0, room)
    words = ngettext(
        "You ticked %(number)s, and there is room for %(room)s more member. Tick fewer, or change how many it takes.",
        "You ticked %(number)s, and there is room for %(room)s more members. Tick fewer, or change how many it takes.",
        room,
    )
    return words % {"number": number, "room": room}


@login_required
def place_intake(request: PersonRequest, ref: str, pk: int, kind: str) -> HttpResponse:
    """Which intake one person belongs to."""
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_ADD)
    person = access_participant(request.user, programme, pk, Permission.PARTICIPANT_ADD)
    place: Any = place_of(programme, person, kind)
    if place is None or not intakes_of(programme).exists():
        raise Http404
    form = PlaceIntakeForm(request.POST or None, programme=programme, initial={"intake": place.intake_id})
    if request.method == "POST" and form.is_valid():
        try:
            put_into_intake(place=place, intake=form.cleaned_data["intake"], by=request.user)
        except IntakeFull as full:
            form.add_error("intake", full_words(full.people, full.size))
        else:
            messages.success(request, _("The details are kept."))
            return redirect("enrolment:participant", ref=ref, pk=pk)
    context = {"programme": programme, "person": person, "form": form}
    return render(request, "enrolment/place_intake.html", context, status=422 if form.errors else 200)
