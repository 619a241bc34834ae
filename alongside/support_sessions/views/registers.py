"""On the day and after it: the register, what took place, what is noted, and how it was for those who led."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.people.http import PersonRequest
from alongside.support_sessions.access import access_debrief, access_debriefs, access_group_session
from alongside.support_sessions.actions import registers as deeds
from alongside.support_sessions.actions.group_refusals import DayGoneBy, GroupRefused
from alongside.support_sessions.forms.contacts import NO, YES
from alongside.support_sessions.forms.group_refusals import sentence
from alongside.support_sessions.forms.group_sessions import (
    DebriefForm,
    HeldForm,
    NoteForm,
    OneMarkForm,
    RegisterForm,
)
from alongside.support_sessions.queries.meetings import debrief_of, debriefs_for, note_on, register_of


@login_required
def register(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    """Everybody of the group, one tap each. Without scripts it is one form with one button."""
    row, lead = access_group_session(request.user, ref, pk, session)
    lines = register_of(row)
    form = RegisterForm(request.POST or None, lines=lines)
    if form.is_valid():
        try:
            deeds.mark_several(session=row, marks=form.changed(), by=request.user)
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("The register is kept."))
            if row.is_logged:
                return redirect("support_sessions:group_session", ref, pk, session)
            return redirect("support_sessions:write_up", ref, pk, session)
    return _page(request, "register", row, lead, form)


@require_POST
@login_required
def mark_one(request: PersonRequest, ref: str, pk: int, session: int, place: int) -> HttpResponse:
    """One tap, kept at once; answers with the words for the line that is read aloud."""
    row, _lead = access_group_session(request.user, ref, pk, session)
    line = next((one for one in register_of(row) if one.place.pk == place), None)
    form = OneMarkForm(request.POST, name=f"outcome-{place}")
    if line is None or not form.is_valid():
        return HttpResponse(_("That was not kept. Please load the page again."))
    try:
        deeds.mark(session=row, place=line.place, outcome=form.outcome(), by=request.user)
    except GroupRefused as refusal:
        return HttpResponse(sentence(refusal))
    words = _("Kept: %(name)s, %(outcome)s") % {"name": line.name, "outcome": form.outcome().label}
    return render(request, "support_sessions/_kept.html", {"words": words})


@login_required
def write_up(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    row, lead = access_group_session(request.user, ref, pk, session)
    today = timezone.localdate()
    form = HeldForm(
        request.POST or None,
        latest=today,
        lengths=(row.planned_minutes, row.delivered_minutes),
        initial={
            "took_place": NO if row.is_logged and not row.delivered_on else YES,
            "on": row.delivered_on or min(row.planned_on or today, today),
            "minutes": row.delivered_minutes or row.planned_minutes,
            "modality": row.delivered_modality or row.planned_modality,
        },
    )
    if form.is_valid():
        held = form.held()
        try:
            deeds.write_up(session=row, held=held, by=request.user)
        except DayGoneBy:
            form.add_error(
                "on", _("That day is still to come. You can write it down once it has taken place.")
            )
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("The session is written down. Thank you."))
            if lead is not None:
                return redirect("support_sessions:debrief", ref, pk, session)
            return redirect("support_sessions:group_session", ref, pk, session)
    return _page(request, "write_up", row, lead, form)


@login_required
def session_note(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    row, lead = access_group_session(request.user, ref, pk, session)
    note = note_on(row)
    initial = {"words": note.words, "catch_up": note.catch_up} if note else {}
    form = NoteForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            deeds.write_note(session=row, by=request.user, **form.cleaned_data)
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("Your notes are kept."))
            return redirect("support_sessions:group_session", ref, pk, session)
    return _page(request, "session_note", row, lead, form)


@login_required
def debrief(request: PersonRequest, ref: str, pk: int, session: int) -> HttpResponse:
    """How it was to lead: for the lead who writes it and their supervisor, and for nobody else."""
    row, lead = access_debrief(request.user, ref, pk, session)
    kept = debrief_of(row, lead)
    names = ("how", "words", "for_supervision")
    form = DebriefForm(request.POST or None, initial={name: getattr(kept, name, "") for name in names})
    if form.is_valid():
        try:
            deeds.write_debrief(session=row, lead=lead, by=request.user, **form.cleaned_data)
        except GroupRefused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("It is kept. Thank you for what you do."))
            return redirect("support_sessions:group", ref, pk)
    return _page(request, "debrief", row, lead, form)


@login_required
def supporter_debriefs(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What a supporter wrote after leading; also as a fragment for the page of their supervisor."""
    supporter = access_debriefs(request.user, ref, pk)
    page = "_debriefs" if request.headers.get("HX-Request") else "supporter_debriefs"
    context = {
        "programme": supporter.programme,
        "supporter": supporter,
        "debriefs": debriefs_for(supporter),
    }
    return render(request, f"support_sessions/{page}.html", context)


def _page(request: PersonRequest, name: str, row: Any, lead: Any, form: Any) -> HttpResponse:
    context = {
        "programme": row.programme,
        "group": row.group,
        "session": row,
        "lead": lead,
        "form": form,
        "today": timezone.localdate(),
    }
    status = 422 if form.is_bound else 200
    return render(request, f"support_sessions/{name}.html", context, status=status)
