"""Questions that staff ask for somebody: by telephone, on paper, in person."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.common.lists import page_of
from alongside.measures.access import access_questions_of
from alongside.measures.queries import to_ask_by_hand
from alongside.measures.queries.brought_scores import scores_due
from alongside.measures.views.pages import QuestionPages
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.roles.permissions import Permission


@login_required
@require_GET
def questions(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    who = access_questions_of(request.user, ref, pk)
    return QuestionPages(request, who).questions()


@login_required
@require_http_methods(["GET", "POST"])
def question_set(request: PersonRequest, ref: str, pk: int, wave: str, side: str) -> HttpResponse:
    who = access_questions_of(request.user, ref, pk)
    return QuestionPages(request, who).question_set(wave, side)


@login_required
@require_http_methods(["GET", "POST"])
def decline(request: PersonRequest, ref: str, pk: int, wave: str, side: str) -> HttpResponse:
    who = access_questions_of(request.user, ref, pk)
    return QuestionPages(request, who).decline(wave, side)


@login_required
@require_http_methods(["GET", "POST"])
def question(
    request: PersonRequest, ref: str, pk: int, *, wave: str, side: str, response: int, item: str
) -> HttpResponse:
    who = access_questions_of(request.user, ref, pk)
    return QuestionPages(request, who).question(wave, side, response, item)


@login_required
@require_http_methods(["GET", "POST"])
def check_answers(request: PersonRequest, ref: str, pk: int, wave: str, side: str) -> HttpResponse:
    who = access_questions_of(request.user, ref, pk)
    return QuestionPages(request, who).check_answers(wave, side)


@login_required
@require_http_methods(["GET", "POST"])
def goals(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    who = access_questions_of(request.user, ref, pk)
    return QuestionPages(request, who).goals()


@login_required
@require_GET
def answers(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    who = access_questions_of(request.user, ref, pk)
    return QuestionPages(request, who).answers()


@login_required
@require_GET
def to_ask(request: PersonRequest, ref: str) -> HttpResponse:
    """Whom to ask by telephone, on paper or in person, soonest to close first."""
    programme = access_programme(request.user, ref, Permission.MEASURE_ENTER)
    page = page_of(request, to_ask_by_hand(programme))
    return render(
        request,
        "measures/to_ask.html",
        {"programme": programme, "page": page, "brings_scores": bool(scores_due(programme))},
    )
