"""Looking round: a member sees who may be asked, narrows the list, and asks somebody directly.

The same pages serve the member and staff who act for them. Somebody who may not be shown is not there at all.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.common.lists import page_of
from alongside.matching import actions
from alongside.matching.access import access_question, access_request
from alongside.matching.forms.deeds import NoteForm
from alongside.matching.forms.refusals import sentence, sentence_for_party
from alongside.matching.queries.looking import (
    MOST_QUESTIONS,
    may_ask_directly,
    narrowed,
    open_questions,
    to_look_through,
    ways_to_narrow,
)
from alongside.matching.queries.profiles import may_look_round
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Permission
from alongside.safeguarding.http import offer_help


@login_required
def look_round(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    asked, for_them = access_request(request.user, programme, pk)
    if not may_look_round(definition_of(programme)):
        raise Http404
    faces = to_look_through(asked)
    choices = ways_to_narrow(faces, definition_of(programme))
    chosen = {
        key: value
        for key, _label, options in choices
        if (value := request.GET.get(key, "")) in {option for option, _name in options}
    }
    found = narrowed(faces, chosen)
    context = {
        "programme": programme,
        "asked": asked,
        "for_them": for_them,
        "may_ask": may_ask_directly(asked),
        "anybody": bool(faces),
        "choices": [(key, label, options, chosen.get(key, "")) for key, label, options in choices],
        "page": page_of(request, found),
        "query": f"&{urlencode(chosen)}" if chosen else "",
        "left": max(0, MOST_QUESTIONS - len(open_questions(asked))),
    }
    return render(request, "matching/look_round.html", context)


@login_required
def ask_directly(request: PersonRequest, ref: str, pk: int, supporter: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    asked, for_them = access_request(request.user, programme, pk)
    back = reverse("matching:support_request", args=[ref, pk])
    face = next((each for each in to_look_through(asked) if each.supporter.pk == supporter), None)
    if face is None:
        if request.method != "POST" or not may_look_round(definition_of(programme)):
            raise Http404
        messages.error(request, sentence(actions.NotToBeAsked()))
        return redirect(back)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.ask_directly(
                request=asked,
                supporter=face.supporter,
                note=form.cleaned_data["note"],
                by=request.user,
                on_behalf_of=asked.member.participant if for_them else None,
            )
        except actions.MatchingRefused as refusal:
            form.add_error(None, sentence(refusal) if for_them else sentence_for_party(refusal))
        else:
            messages.success(request, _("Asked. You hear from us as soon as there is an answer."))
            offer_help(request, made)
            return redirect(back)
    context = {"programme": programme, "asked": asked, "for_them": for_them, "face": face, "form": form}
    return render(request, "matching/ask_directly.html", context, status=422 if form.errors else 200)


@login_required
def take_question_back(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    proposal, for_them = access_question(request.user, programme, pk)
    back = reverse("matching:support_request", args=[ref, proposal.request_id])
    if request.method == "POST":
        try:
            actions.take_question_back(
                proposal=proposal,
                by=request.user,
                on_behalf_of=proposal.request.member.participant if for_them else None,
            )
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("The question is taken back."))
        return redirect(back)
    context = {
        "title": _("Take the question back?"),
        "text": _("Nobody need say why. They are told kindly that it did not come to a match."),
        "label": _("Take it back"),
        "back_url": back,
    }
    return render(request, "common/confirm.html", context)
