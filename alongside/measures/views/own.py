"""People's own questions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from alongside.measures.access import access_own_questions
from alongside.measures.views.pages import QuestionPages
from alongside.people.http import PersonRequest


@login_required
@require_GET
def my_questions(request: PersonRequest, ref: str) -> HttpResponse:
    who = access_own_questions(request.user, ref)
    return QuestionPages(request, who).questions()


@login_required
@require_http_methods(["GET", "POST"])
def my_question_set(request: PersonRequest, ref: str, wave: str, side: str) -> HttpResponse:
    who = access_own_questions(request.user, ref)
    return QuestionPages(request, who).question_set(wave, side)


@login_required
@require_http_methods(["GET", "POST"])
def my_decline(request: PersonRequest, ref: str, wave: str, side: str) -> HttpResponse:
    who = access_own_questions(request.user, ref)
    return QuestionPages(request, who).decline(wave, side)


@login_required
@require_http_methods(["GET", "POST"])
def my_question(
    request: PersonRequest, ref: str, *, wave: str, side: str, response: int, item: str
) -> HttpResponse:
    who = access_own_questions(request.user, ref)
    return QuestionPages(request, who).question(wave, side, response, item)


@login_required
@require_http_methods(["GET", "POST"])
def my_check_answers(request: PersonRequest, ref: str, wave: str, side: str) -> HttpResponse:
    who = access_own_questions(request.user, ref)
    return QuestionPages(request, who).check_answers(wave, side)


@login_required
@require_http_methods(["GET", "POST"])
def my_goals(request: PersonRequest, ref: str) -> HttpResponse:
    who = access_own_questions(request.user, ref)
    return QuestionPages(request, who).goals()


@login_required
@require_GET
def my_answers(request: PersonRequest, ref: str) -> HttpResponse:
    who = access_own_questions(request.user, ref)
    return QuestionPages(request, who).answers()


@login_required
@require_http_methods(["GET", "POST"])
def my_goal_levels(request: PersonRequest, ref: str, goal: int) -> HttpResponse:
    who = access_own_questions(request.user, ref)
    return QuestionPages(request, who).levels(goal)
