"""The coordinator's side: who asks to join, and letting in, asking or saying no kindly; and how people may join."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.common.lists import page_of
from alongside.enrolment.actions.places import Barred
from alongside.enrolment.queries.doubts import known_others, side_by_side
from alongside.enrolment.queries.gates import gate_words
from alongside.enrolment.queries.spreadsheets import has_fixed_roles
from alongside.joining.access import access_heard_request, access_join_request, join_requests_visible_to
from alongside.joining.actions import answering
from alongside.joining.forms.staff import AcceptForm, AskForm, DeclineForm, SettingsForm
from alongside.joining.queries import requests as found
from alongside.joining.queries.answers import answers_in_words
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.actions import NotShown, StateChanged, set_joining
from alongside.roles.permissions import Permission


@login_required
def join_requests(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_ADD)
    answered = request.GET.get("show") == "answered"
    page = page_of(request, join_requests_visible_to(request.user, programme, answered=answered))
    rows = [
        (row, "" if answered else found.waits_in_words(found.days_waiting(row))) for row in page.object_list
    ]
    context = {
        "programme": programme,
        "page": page,
        "rows": rows,
        "answered": answered,
        "query": "&show=answered" if answered else "",
        "tabs": [
            {"url": "?", "label": _("Waiting"), "current": not answered},
            {"url": "?show=answered", "label": _("Answered"), "current": answered},
        ],
    }
    return render(request, "joining/join_requests.html", context)


@login_required
def join_request(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What somebody wrote, beside whom they may be; the button lets them in."""
    asked = access_join_request(request.user, ref, pk)
    if request.method != "POST":
        answering.read_request(request=asked, by=request.user)
    waits = asked.status == "waiting"
    proposals = found.who_it_may_be(asked, request.user) if waits and not found.own_record(asked) else []
    others = known_others(proposals, request.user, asked.programme.organisation)
    form = AcceptForm(
        request.POST if request.method == "POST" and waits else None,
        proposals=[(int(each.known or 0), each.words) for each in others],
    )
    if form.is_bound and form.is_valid() and (response := _accepted(request, asked, form, ref, pk)):
        return response
    context = {
        "programme": asked.programme,
        "asked": asked,
        "waits": waits,
        "since": found.waits_in_words(found.days_waiting(asked)),
        "rows": _rows(asked),
        "others": others,
        "lines": side_by_side(found.newcomer_fields(asked), others) if others else (),
        "seen": ",".join(str(each.known) for each in others),
        "own": found.own_record(asked),
        "words": asked.words.select_related("by"),
        "form": form,
    }
    return render(request, "joining/join_request.html", context, status=422 if form.errors else 200)


def _rows(asked: Any) -> list[dict[str, str]]:
    if asked.erased_at:
        return []
    return [{"label": each.label, "value": each.value} for each in answers_in_words(asked)]


@login_required
def heard_request(request: PersonRequest, ref: str, subject: str) -> HttpResponse:
    """Who wrote words that were put before a safeguarding lead. They read it; the coordinators answer it."""
    asked = access_heard_request(request.user, ref, subject)
    answering.read_request(request=asked, by=request.user)
    context = {
        "programme": asked.programme,
        "asked": asked,
        "rows": _rows(asked),
        "words": asked.words.select_related("by"),
    }
    return render(request, "joining/heard_request.html", context)


def _accepted(request: PersonRequest, asked: Any, form: AcceptForm, ref: str, pk: int) -> HttpResponse | None:
    """Where to go then; None where the form says what stands in the way."""
    seen = frozenset(int(each) for each in request.POST.get("seen", "").split(",") if each.isdecimal())
    try:
        participant = answering.accept_request(
            request=asked, by=request.user, same_as=form.same_as, seen=seen
        )
    except Barred as barred:
        form.add_error(None, gate_words(barred.gates))
        return None
    except (answering.NewDoubts, answering.NoSuchProposal):
        messages.info(request, _("Somebody came in meanwhile who may be the same person. Please look again."))
        return redirect("joining:join_request", ref, pk)
    except StateChanged:
        return _too_late(request, ref, pk)
    messages.success(
        request, _("%(name)s is now in the programme, and is told so.") % {"name": participant.name}
    )
    return redirect("enrolment:participant", ref=ref, pk=participant.pk)


def _too_late(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    messages.info(
        request, _("Somebody has answered this already, or it was taken back. This is how it stands.")
    )
    return redirect("joining:join_request", ref, pk)


@login_required
def ask_them(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    asked = access_join_request(request.user, ref, pk)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answering.ask_them(request=asked, words=form.cleaned_data["words"], by=request.user)
        except StateChanged:
            return _too_late(request, ref, pk)
        messages.success(request, _("Your question is kept, and they are told that there is one."))
        return redirect("joining:join_request", ref, pk)
    return _form_page(request, asked, form, _("Ask them something"), _("Send the question"))


@login_required
def decline(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    asked = access_join_request(request.user, ref, pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answering.decline_request(request=asked, by=request.user, **form.cleaned_data)
        except StateChanged:
            return _too_late(request, ref, pk)
        messages.success(request, _("Your answer is kept, and they are told that there is one."))
        return redirect("joining:join_requests", ref)
    return _form_page(request, asked, form, _("Say no kindly"), _("Send the answer"))


def _form_page(request: PersonRequest, asked: Any, form: Any, title: str, label: str) -> HttpResponse:
    context = {
        "programme": asked.programme,
        "asked": asked,
        "form": form,
        "title": title,
        "label": label,
        "back_url": reverse("joining:join_request", args=[asked.programme.ref, asked.pk]),
        "reach": asked.answers.get("reach", "none"),
    }
    return render(request, "joining/answer.html", context, status=422 if form.errors else 200)


@login_required
def joining_settings(request: PersonRequest, ref: str) -> HttpResponse:
    """How people may come in from outside."""
    programme = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        programme=programme,
        fixed_roles=has_fixed_roles(programme),
    )
    if request.method == "POST" and form.is_valid():
        said = {"takes_offers": False, **form.cleaned_data}
        try:
            set_joining(programme=programme, by=request.user, **said)
        except NotShown:
            form.add_error(
                "joining",
                _("First let everybody read what the programme is: nobody can join what they cannot read."),
            )
        else:
            messages.success(request, _("This holds from now on, on every page."))
            return redirect("programmes:programme", ref=ref)
    context = {"programme": programme, "form": form}
    return render(request, "joining/joining_settings.html", context, status=422 if form.errors else 200)
