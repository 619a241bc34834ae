from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.matching.queries.relationships import sides_of
from alongside.people.http import PersonRequest
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows
from alongside.support_sessions.access import access_contact, access_contacts, access_side
from alongside.support_sessions.actions import contacts as deeds
from alongside.support_sessions.actions.plans import ensure_planned
from alongside.support_sessions.forms.contacts import NO, YES, AnotherDayForm, ContactForm, ExtraContactForm
from alongside.support_sessions.queries.contacts import note_of, timeline


@login_required
def relationship_sessions(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What is next, what is planned and what has been; the same as a fragment for the page of the relationship."""
    relationship, own = access_contacts(request.user, ref, pk)
    ensure_planned(relationship=relationship)
    roles = staff_roles_in(relationship.programme, request.user)
    may_record = own is None and allows(roles, Permission.SESSION_RECORD)
    sides = sides_of(relationship)
    context = {
        "programme": relationship.programme,
        "relationship": relationship,
        "own": own,
        "other": next((side for side in sides if own and side.pk != own.pk), None),
        "sides": sides,
        "writes_for": [own] if own else sides if may_record else [],
        "may_record": may_record,
        "line": timeline(relationship, own, all_notes=may_record),
        "today": timezone.localdate(),
    }
    page = "_relationship_sessions" if request.headers.get("HX-Request") else "relationship_sessions"
    return render(request, f"support_sessions/{page}.html", context)


@login_required
def log_contact(request: PersonRequest, ref: str, side: int, pk: int) -> HttpResponse:
    """A planned contact, written down: at most five inputs."""
    session, own, on_behalf_of = access_contact(request.user, ref, side, pk)
    relationship, today = session.pair, timezone.localdate()
    if session.is_logged and request.method != "POST":
        return redirect("support_sessions:correct_contact", ref, own.pk, session.pk)
    form = ContactForm(
        request.POST or None,
        earliest=relationship.started_on,
        latest=today,
        lengths=(session.planned_minutes,),
        initial={
            "on": today,
            "minutes": session.planned_minutes,
            "modality": session.planned_modality,
        },
    )
    if form.is_valid():
        told = form.told()
        try:
            deeds.log_contact(
                session=session, side=own, told=told, by=request.user, on_behalf_of=on_behalf_of
            )
        except deeds.OutsideTheRelationship as problem:
            form.add_error("on", _outside(problem))
        except deeds.NotPossibleNow:
            form.add_error(None, _not_now())
        except deeds.AlreadyLogged as problem:
            if not problem.says_the_same:
                messages.info(request, _already(problem))
                return redirect("support_sessions:correct_contact", ref, own.pk, session.pk)
            return _logged(request, ref, own, session, took_place=told.took_place)
        else:
            return _logged(request, ref, own, session, took_place=told.took_place)
    return _page(request, "log_contact", form, own, session=session, on_behalf_of=on_behalf_of)


@login_required
def log_extra_contact(request: PersonRequest, ref: str, side: int) -> HttpResponse:
    """A contact that nobody planned; on a day that has one already, we ask whether it is the same."""
    own, on_behalf_of = access_side(request.user, ref, side)
    form = _extra_form(own, request.POST or None)
    perhaps = None
    if form.is_valid():
        try:
            deeds.log_extra_contact(
                side=own,
                told=form.told(),
                key=form.cleaned_data["key"],
                is_another=form.cleaned_data["is_another"],
                by=request.user,
                on_behalf_of=on_behalf_of,
            )
        except deeds.OutsideTheRelationship as problem:
            form.add_error("on", _outside(problem))
        except deeds.PerhapsTheSame as problem:
            perhaps = problem.session
            form = _extra_form(own, {**request.POST.dict(), "is_another": "on"})
        else:
            messages.success(request, _("That contact is written down. Thank you."))
            return redirect("support_sessions:relationship_sessions", ref, own.relationship_id)
    return _page(request, "log_extra_contact", form, own, perhaps=perhaps, on_behalf_of=on_behalf_of)


def _extra_form(own: Any, data: Any) -> ExtraContactForm:
    relationship, today = own.relationship, timezone.localdate()
    return ExtraContactForm(
        data,
        earliest=relationship.started_on,
        latest=relationship.ended_on or today,
        initial={"on": relationship.ended_on or today},
    )


@login_required
def correct_contact(request: PersonRequest, ref: str, side: int, pk: int) -> HttpResponse:
    session, own, on_behalf_of = access_contact(request.user, ref, side, pk)
    relationship, today = session.pair, timezone.localdate()
    if not session.is_logged:
        return redirect("support_sessions:relationship_sessions", ref, relationship.pk)
    form = ContactForm(
        request.POST or None,
        earliest=relationship.started_on,
        latest=relationship.ended_on or today,
        lengths=(session.planned_minutes, session.delivered_minutes),
        initial={
            "took_place": YES if session.delivered_on else NO,
            "on": session.delivered_on or session.planned_on,
            "minutes": session.delivered_minutes or session.planned_minutes,
            "modality": session.delivered_modality or session.planned_modality,
            "note": note_of(session, own),
        },
    )
    if form.is_valid():
        try:
            deeds.correct_contact(
                session=session, side=own, told=form.told(), by=request.user, on_behalf_of=on_behalf_of
            )
        except deeds.OutsideTheRelationship as problem:
            form.add_error("on", _outside(problem))
        except deeds.NotPossibleNow:
            form.add_error(None, _not_now())
        else:
            messages.success(request, _("It is put right. What stood here before is kept in the log."))
            return redirect("support_sessions:relationship_sessions", ref, relationship.pk)
    return _page(request, "correct_contact", form, own, session=session, on_behalf_of=on_behalf_of)


@login_required
def choose_another_day(request: PersonRequest, ref: str, side: int, pk: int) -> HttpResponse:
    session, own, on_behalf_of = access_contact(request.user, ref, side, pk)
    form = AnotherDayForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        try:
            deeds.choose_another_day(
                session=session,
                side=own,
                on=form.cleaned_data["on"],
                by=request.user,
                on_behalf_of=on_behalf_of,
            )
        except deeds.OutsideTheRelationship:
            form.add_error("on", _("That day has gone by. Please choose today or a day to come."))
        except deeds.NotPossibleNow:
            form.add_error(None, _("This contact cannot be moved any more."))
        else:
            day = date_format(form.cleaned_data["on"], "l j F")
            messages.success(request, _("The new day is %(day)s.") % {"day": day})
            return redirect("support_sessions:relationship_sessions", ref, session.relationship_id)
    return _page(request, "choose_another_day", form, own, session=session, on_behalf_of=on_behalf_of)


def _logged(request: PersonRequest, ref: str, own: Any, session: Any, *, took_place: bool) -> HttpResponse:
    if took_place:
        messages.success(request, _("That contact is written down. Thank you."))
        return redirect("support_sessions:relationship_sessions", ref, session.relationship_id)
    messages.success(
        request, _("That is written down. Nothing is lost: would you like to choose another day?")
    )
    return redirect("support_sessions:choose_another_day", ref, own.pk, session.pk)


def _already(problem: deeds.AlreadyLogged) -> str:
    side = problem.session.logged_side
    names = {"name": side.participant.known_as if side else ""}
    return (
        _(
            "%(name)s has written this contact down already. If something is different, it can be put right here."
        )
        % names
    )


def _outside(problem: deeds.OutsideTheRelationship) -> str:
    day = {"day": date_format(problem.day, "j F Y")}
    if problem.limit == "future":
        return _("That day is still to come. It can be written down once it has taken place.")
    if problem.limit == "before":
        return _("It began on %(day)s. Please choose that day or a later one.") % day
    return _("It ended on %(day)s. Please choose that day or an earlier one.") % day


def _not_now() -> str:
    return _(
        "This contact is still to come, or was called off. If the day does not suit, choose another day."
    )


def _page(
    request: PersonRequest, name: str, form: Any, own: Any, *, perhaps: Any = None, **more: Any
) -> HttpResponse:
    relationship = own.relationship
    context = {
        "programme": relationship.programme,
        "relationship": relationship,
        "own": own,
        "other": next(side for side in sides_of(relationship) if side.pk != own.pk),
        "form": form,
        "perhaps": perhaps,
        **more,
    }
    return render(request, f"support_sessions/{name}.html", context, status=422 if form.is_bound else 200)
