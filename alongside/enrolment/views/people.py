from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.common.lists import page_of
from alongside.enrolment.actions.people import add_person as add
from alongside.enrolment.actions.people import change_person as change
from alongside.enrolment.actions.people import give_place as give
from alongside.enrolment.actions.people import read_record
from alongside.enrolment.actions.places import Barred, come_back
from alongside.enrolment.forms.people import AddPersonForm, FindPeopleForm, LeaveForm, PauseForm, PersonForm
from alongside.enrolment.queries import people as found
from alongside.enrolment.queries.consents import consent_states
from alongside.enrolment.queries.facts import facts_about
from alongside.enrolment.queries.gates import gate_words
from alongside.enrolment.queries.services import may_be_told
from alongside.enrolment.queries.spreadsheets import has_fixed_roles
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_participant, access_programme
from alongside.programmes.actions import (
    AlreadyThere,
    IntakeFull,
    StateChanged,
    leave_programme,
)
from alongside.programmes.actions import (
    pause_place as pause,
)
from alongside.programmes.forms.intakes import full_words
from alongside.programmes.queries import staff_roles_in
from alongside.programmes.queries.intakes import intakes_of
from alongside.roles.permissions import Permission, allows


@login_required
def people(request: PersonRequest, ref: str) -> HttpResponse:
    """The programme's people."""
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_VIEW)
    form = FindPeopleForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = found.people_in(programme, words=asked.get("words", ""), show=asked.get("show", ""))
    page = page_of(request, rows)
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "programme": programme,
        "form": form,
        "page": page,
        "people": found.listed(programme, page.object_list),
        "query": f"&{query}" if query else "",
        "may_add": allows(staff_roles_in(programme, request.user), Permission.PARTICIPANT_ADD),
    }
    return render(request, "enrolment/people.html", context)


@login_required
def add_person(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_ADD)
    form = AddPersonForm(
        request.POST if request.method == "POST" else None,
        fixed_roles=has_fixed_roles(programme),
        programme=programme,
        initial={"intake": request.GET.get("intake")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            participant = add(
                programme=programme,
                place=form.cleaned_data.get("place", "member"),
                intake=form.cleaned_data.get("intake"),
                by=request.user,
                **form.person(),
            )
        except Barred as barred:
            form.add_error(None, gate_words(barred.gates))
        except IntakeFull as full:
            form.add_error("intake", full_words(full.people, full.size))
        else:
            messages.success(request, _("%(name)s is now in the programme.") % {"name": participant.name})
            return redirect("enrolment:participant", ref=ref, pk=participant.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/add_person.html", {"programme": programme, "form": form}, status=status)


@login_required
def participant(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Everything about one person that staff need, and what staff can do for them."""
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_VIEW)
    person = access_participant(request.user, programme, pk, Permission.PARTICIPANT_VIEW)
    read_record(programme=programme, participant=person, by=request.user)
    roles = staff_roles_in(programme, request.user)
    context = {
        "programme": programme,
        "person": person,
        "place": found.listed_person(programme, person),
        "fixed_roles": has_fixed_roles(programme),
        "has_intakes": intakes_of(programme).exists(),
        "facts": facts_about(person),
        "states": consent_states(person, programme),
        "reads": found.reads_of(person),
        "may_change": allows(roles, Permission.PARTICIPANT_ADD),
        "may_consent": allows(roles, Permission.CONSENT_RECORD),
        "may_act": allows(roles, Permission.SESSION_RECORD),
        "may_tell": allows(roles, Permission.SERVICE_TELL) and may_be_told(programme),
        "may_open_cases": allows(roles, Permission.CASE_OPEN),
        "may_suspend": allows(roles, Permission.WRITING_SUSPEND),
    }
    return render(request, "enrolment/participant.html", context)


@login_required
def change_participant(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_ADD)
    person = access_participant(request.user, programme, pk, Permission.PARTICIPANT_ADD)
    form = PersonForm(request.POST if request.method == "POST" else None, participant=person)
    if request.method == "POST" and form.is_valid():
        if changes := form.changes():
            change(participant=person, by=request.user, programme=programme, **changes)
        messages.success(request, _("The details are kept."))
        return redirect("enrolment:participant", ref=ref, pk=pk)
    context = {"programme": programme, "person": person, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/change_participant.html", context, status=status)


@require_POST
@login_required
def give_place(request: PersonRequest, ref: str, pk: int, kind: str) -> HttpResponse:
    """Somebody who is known as a member becomes a supporter too, or the other way round."""
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_ADD)
    person = access_participant(request.user, programme, pk, Permission.PARTICIPANT_ADD)
    if kind not in ({"member", "supporter"} if has_fixed_roles(programme) else {"member"}):
        raise Http404
    try:
        give(programme=programme, participant=person, place=kind, by=request.user)
    except AlreadyThere:
        messages.info(request, _("They have this place already."))
    except Barred as barred:
        messages.error(request, gate_words(barred.gates))
    else:
        messages.success(request, _("They have a place now."))
    return redirect("enrolment:participant", ref=ref, pk=pk)


@login_required
def pause_place(request: PersonRequest, ref: str, pk: int, kind: str) -> HttpResponse:
    programme, person, place = _place(
        access_programme(request.user, ref, Permission.PARTICIPANT_ADD), request, pk, kind
    )
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form.is_valid()):
        _moved(
            request,
            lambda: pause(
                place=place, by=request.user, until=form.cleaned_data["until"], on_behalf_of=person
            ),
            _("Their pause has begun. Nothing new is proposed to them."),
        )
        return redirect("enrolment:participant", ref=ref, pk=pk)
    context = {"programme": programme, "person": person, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/pause_place.html", context, status=status)


@require_POST
@login_required
def resume_place(request: PersonRequest, ref: str, pk: int, kind: str) -> HttpResponse:
    _programme, person, place = _place(
        access_programme(request.user, ref, Permission.PARTICIPANT_ADD), request, pk, kind
    )
    _moved(
        request,
        lambda: come_back(place=place, by=request.user, on_behalf_of=person),
        _("They are taking part again."),
    )
    return redirect("enrolment:participant", ref=ref, pk=pk)


@login_required
def leave_place(request: PersonRequest, ref: str, pk: int, kind: str) -> HttpResponse:
    programme, person, place = _place(
        access_programme(request.user, ref, Permission.PARTICIPANT_ADD), request, pk, kind
    )
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _moved(
            request,
            lambda: leave_programme(
                place=place, reason=form.cleaned_data["reason"], by=request.user, on_behalf_of=person
            ),
            _("Noted: they never took part, and the result counts them apart.")
            if form.cleaned_data["reason"] == "mistake"
            else _("They have left. They can come back whenever they like."),
        )
        return redirect("enrolment:participant", ref=ref, pk=pk)
    context = {"programme": programme, "person": person, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/leave_place.html", context, status=status)


def _place(programme: Any, request: PersonRequest, pk: int, kind: str) -> tuple[Any, Any, Any]:
    """The person and their place of that kind, for staff who may change it; otherwise 404."""
    person = access_participant(request.user, programme, pk, Permission.PARTICIPANT_ADD)
    place = found.place_of(programme, person, kind)
    if place is None:
        raise Http404
    return programme, person, place


def _moved(request: PersonRequest, deed: Any, words: str) -> None:
    try:
        deed()
    except StateChanged:
        messages.info(request, _("Somebody else changed this a moment ago. This is how it stands now."))
    except Barred as barred:
        messages.error(request, gate_words(barred.gates))
    else:
        messages.success(request, words)
