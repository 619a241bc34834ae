from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.people.http import PersonRequest
from alongside.roles.permissions import Permission
from alongside.safeguarding.http import offer_help
from alongside.support_sessions.access import access_check_in, access_contacts
from alongside.support_sessions.actions import check_ins as deeds
from alongside.support_sessions.actions.plans import ensure_planned
from alongside.support_sessions.forms.contacts import QUESTIONS, CheckInForm, RatingForm
from alongside.support_sessions.queries.calls import calls_of
from alongside.support_sessions.queries.check_ins import (
    answered_check_ins,
    check_ins_of,
    next_check_in,
    unanswered_check_ins,
)


@login_required
def check_ins(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """One's own check-ins; to a coordinator both sides', each apart. Also a fragment for the page of the relationship."""
    relationship, own = access_contacts(request.user, ref, pk, Permission.SESSION_RECORD)
    ensure_planned(relationship=relationship)
    today = timezone.localdate()
    context: dict[str, Any] = {
        "programme": relationship.programme,
        "relationship": relationship,
        "own": own,
        "today": today,
    }
    if own:
        context |= {"rows": check_ins_of(own), "next_one": next_check_in(own, today)}
    else:
        context |= {
            "answered": answered_check_ins(relationship.pk),
            "unanswered": unanswered_check_ins(relationship.pk, today),
            "calls": calls_of(relationship.pk),
        }
    page = "_check_ins" if request.headers.get("HX-Request") else "check_ins"
    return render(request, f"support_sessions/{page}.html", context)


@login_required
def answer_check_in(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """All questions on one page; also the last page, to check and send, when they came one by one."""
    check_in, on_behalf_of = access_check_in(request.user, ref, pk)
    form = CheckInForm(request.POST or None, check_in=check_in)
    if form.is_valid():
        try:
            deeds.answer_check_in(
                check_in=check_in, by=request.user, on_behalf_of=on_behalf_of, **form.cleaned_data
            )
        except deeds.AlreadyAnswered:
            messages.info(request, _("This check-in was sent already. Nothing was changed."))
        else:
            messages.success(request, _("Your answers have arrived. Thank you for telling us."))
            offer_help(request, check_in)
        return redirect("support_sessions:check_ins", ref, check_in.side.relationship_id)
    return _page(request, "answer_check_in", form, check_in, on_behalf_of)


@login_required
def check_in_question(request: PersonRequest, ref: str, pk: int, question: str) -> HttpResponse:
    """One question a page; each answer is kept at once, and nothing is sent before the last page."""
    check_in, on_behalf_of = access_check_in(request.user, ref, pk)
    questions = list(QUESTIONS)
    if question not in questions:
        raise Http404
    at = questions.index(question)
    initial = {question: getattr(check_in, question)}
    form = RatingForm(request.POST or None, question=question, initial=initial)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        rating = form.cleaned_data[question] if form.is_bound else None
        try:
            deeds.save_rating(check_in=check_in, question=question, rating=rating)
        except deeds.AlreadyAnswered:
            messages.info(request, _("This check-in was sent already. Nothing was changed."))
            return redirect("support_sessions:check_ins", ref, check_in.side.relationship_id)
        if at + 1 < len(questions):
            return redirect("support_sessions:check_in_question", ref, pk, questions[at + 1])
        return redirect("support_sessions:answer_check_in", ref, pk)
    more = {
        "field": form[question],
        "step": at + 1,
        "steps": len(questions) + 1,
        "previous": questions[at - 1] if at else "",
    }
    return _page(request, "check_in_question", form, check_in, on_behalf_of, **more)


def _page(
    request: PersonRequest, name: str, form: Any, check_in: Any, on_behalf_of: Any, **more: Any
) -> HttpResponse:
    context = {
        "programme": check_in.side.relationship.programme,
        "check_in": check_in,
        "form": form,
        "on_behalf_of": on_behalf_of,
        **more,
    }
    return render(request, f"support_sessions/{name}.html", context, status=422 if form.is_bound else 200)
