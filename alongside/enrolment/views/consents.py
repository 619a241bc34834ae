from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.enrolment.access import own_participant
from alongside.enrolment.actions.consents import answer_consent as answer
from alongside.enrolment.actions.consents import record_signed
from alongside.enrolment.forms.consents import AnswerForm, RecordConsentForm, SignedPapersForm
from alongside.enrolment.queries.consents import (
    ConsentState,
    consent_states,
    has_consented,
    ledger_of,
    purpose_title,
)
from alongside.enrolment.queries.services import services_hear, told_about
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_participant, access_programme
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Permission


@login_required
def my_consent(request: PersonRequest, ref: str) -> HttpResponse:
    """What I have agreed to, purpose by purpose."""
    programme, me = own_participant(request.user, ref)
    context = {
        "programme": programme,
        "states": consent_states(me, programme),
        "hears": services_hear(programme),
        "told": told_about(me, programme),
    }
    return render(request, "enrolment/my_consent.html", context)


@login_required
def answer_consent(request: PersonRequest, ref: str, purpose: str) -> HttpResponse:
    """One purpose in its exact words, with nothing ticked. A "no" after a "yes" is shown what it changes first."""
    programme, me = own_participant(request.user, ref)
    state = _state(me, programme, purpose)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["given"]
        if state.given and not given:
            return redirect("enrolment:withdraw_consent", ref=ref, purpose=purpose)
        answer(participant=me, programme=programme, purpose=purpose, given=given, by=request.user)
        messages.success(request, _("Thank you. We have kept your answer."))
        return redirect("enrolment:my_consent", ref=ref)
    context = {"programme": programme, "state": state, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/answer_consent.html", context, status=status)


@login_required
def withdraw_consent(request: PersonRequest, ref: str, purpose: str) -> HttpResponse:
    """Says what changes, and then takes effect at once."""
    programme, me = own_participant(request.user, ref)
    state = _state(me, programme, purpose)
    if request.method == "POST":
        answer(participant=me, programme=programme, purpose=purpose, given=False, by=request.user)
        if state.purpose.required_for_support:
            return redirect("enrolment:consent_withdrawn", ref=ref)
        messages.success(request, _("You have taken it back. It holds from now on."))
        return redirect("enrolment:my_consent", ref=ref)
    return render(request, "enrolment/withdraw_consent.html", {"programme": programme, "state": state})


@login_required
def consent_withdrawn(request: PersonRequest, ref: str) -> HttpResponse:
    """What happens now, for somebody who took back what support rests on."""
    programme, _me = own_participant(request.user, ref)
    return render(request, "enrolment/consent_withdrawn.html", {"programme": programme})


@login_required
def participant_consents(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What one person has agreed to, and every line of the ledger about them."""
    programme = access_programme(request.user, ref, Permission.CONSENT_RECORD)
    person = access_participant(request.user, programme, pk, Permission.CONSENT_RECORD)
    context = {
        "programme": programme,
        "person": person,
        "states": consent_states(person, programme),
        "lines": [(line, purpose_title(line.purpose, programme)) for line in ledger_of(person, programme)],
    }
    return render(request, "enrolment/participant_consents.html", context)


@login_required
def signed_papers(request: PersonRequest, ref: str) -> HttpResponse:
    """Write down the signed papers of many people at once: a list kept on paper so far is brought in by the dozen."""
    programme = access_programme(request.user, ref, Permission.CONSENT_RECORD)
    form = SignedPapersForm(
        request.POST or None, programme=programme, initial={"said_on": timezone.localdate()}
    )
    if form.is_valid():
        written, left = record_signed(
            programme=programme,
            participants=form.cleaned_data["people"],
            purposes=form.cleaned_data["purposes"],
            at=form.at(),
            by=request.user,
        )
        words = ngettext("Kept for %(number)s person.", "Kept for %(number)s people.", written)
        messages.success(request, words % {"number": written})
        if left:
            words = ngettext(
                "%(number)s person had answered meanwhile, and their answer stands.",
                "%(number)s people had answered meanwhile, and their answers stand.",
                left,
            )
            messages.warning(request, words % {"number": left})
        return redirect("enrolment:people", ref)
    context = {
        "programme": programme,
        "form": form,
        "asked": definition_of(programme).consents_asked,
    }
    return render(request, "enrolment/signed_papers.html", context, status=422 if form.is_bound else 200)


@login_required
def record_consent(request: PersonRequest, ref: str, pk: int, purpose: str) -> HttpResponse:
    """Write down what somebody answered by telephone, on paper or in person."""
    programme = access_programme(request.user, ref, Permission.CONSENT_RECORD)
    person = access_participant(request.user, programme, pk, Permission.CONSENT_RECORD)
    state = _state(person, programme, purpose)
    form = RecordConsentForm(
        request.POST if request.method == "POST" else None, initial={"said_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        line = answer(
            participant=person,
            programme=programme,
            purpose=purpose,
            given=form.cleaned_data["given"],
            how=form.cleaned_data["how"],
            at=form.at(),
            by=request.user,
            on_behalf_of=person,
        )
        if has_consented(person, programme, purpose) == line.given:
            messages.success(request, _("Their answer is kept and holds from now on."))
        else:
            messages.warning(
                request, _("Their answer is kept. A newer answer says something else, and that one holds.")
            )
        return redirect("enrolment:participant_consents", ref=ref, pk=pk)
    context = {"programme": programme, "person": person, "state": state, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/record_consent.html", context, status=status)


def _state(person: Any, programme: Any, purpose: str) -> ConsentState:
    for state in consent_states(person, programme):
        if state.purpose.key == purpose:
            return state
    raise Http404
