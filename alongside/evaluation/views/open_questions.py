"""Questions that people answer in their own words: asked, answered by oneself, and entered for somebody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from alongside.evaluation.access import access_answering, access_answering_for, access_asked
from alongside.evaluation.actions import open_questions as actions
from alongside.evaluation.forms.words import OpenAnswerForm, OpenQuestionForm
from alongside.evaluation.queries.open_questions import Answering, asked_of, may_be_asked
from alongside.measures.actions import HowAnswered
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.roles.permissions import Permission


@login_required
@require_http_methods(["GET", "POST"])
def ask_question(request: PersonRequest, ref: str) -> HttpResponse:
    """Ask one side something that they answer in their own words."""
    programme = access_programme(request.user, ref, Permission.CODING_MANAGE)
    form = OpenQuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_question(programme=programme, by=request.user, **form.cleaned_data)
        messages.success(request, _("The question is asked."))
        return redirect("evaluation:words", ref=ref)
    context = {"programme": programme, "form": form}
    return render(request, "evaluation/words/ask.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def my_words(request: PersonRequest, ref: str) -> HttpResponse:
    """The questions that I can answer in my own words, and what I answered."""
    return _questions(request, access_answering(request.user, ref), reverse("web:home"))


@login_required
@require_http_methods(["GET", "POST"])
def my_answer(request: PersonRequest, ref: str, question: int) -> HttpResponse:
    """One question: answer it, let the words be quoted or not, take the answer back."""
    who = access_answering(request.user, ref)
    return _answer(request, who, question, reverse("evaluation:my_words", kwargs={"ref": ref}))


@login_required
@require_GET
def words_of(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The questions that staff can ask somebody by telephone, on paper or in person."""
    who = access_answering_for(request.user, ref, pk)
    return _questions(request, who, reverse("enrolment:participant", kwargs={"ref": ref, "pk": pk}))


@login_required
@require_http_methods(["GET", "POST"])
def answer_of(request: PersonRequest, ref: str, pk: int, question: int) -> HttpResponse:
    """One question, answered for somebody who says the words to staff or wrote them on paper."""
    who = access_answering_for(request.user, ref, pk)
    return _answer(request, who, question, reverse("evaluation:words_of", kwargs={"ref": ref, "pk": pk}))


def _questions(request: PersonRequest, who: Answering, back_url: str) -> HttpResponse:
    has_agreed = who.participant is None or may_be_asked(who.participant, who.programme)
    context = {
        "programme": who.programme,
        "who": who,
        "asked": asked_of(who),
        "has_agreed": has_agreed,
        "back_url": back_url,
    }
    return render(request, "evaluation/words/my_words.html", context)


def _answer(request: PersonRequest, who: Answering, question: int, back_url: str) -> HttpResponse:
    asked = access_asked(who, question)
    if request.method == "POST" and asked.answer is not None and request.POST.get("deed"):
        return _deed(request, who, question, back_url)
    initial = {"words": asked.answer.words, "may_quote": asked.answer.may_quote} if asked.answer else {}
    form = OpenAnswerForm(
        request.POST or None, initial=initial, question=asked.question, for_them=who.is_entered_for_them
    )
    if request.method == "POST" and asked.is_open and form.is_valid():
        actions.answer_in_words(
            who=who,
            question=asked.question,
            words=form.cleaned_data["words"],
            may_quote=form.cleaned_data["may_quote"],
            how=HowAnswered(form.cleaned_data.get("how") or HowAnswered.WEB),
        )
        messages.success(request, _("Thank you. The answer is kept."))
        return redirect(back_url)
    if who.is_entered_for_them and asked.answer is not None:
        actions.note_words_read(answer=asked.answer, programme=who.programme, by=who.by, what_for="entering")
    context = {
        "programme": who.programme,
        "who": who,
        "asked": asked,
        "form": form if asked.is_open else None,
        "back_url": back_url,
    }
    return render(request, "evaluation/words/answer.html", context, status=422 if form.is_bound else 200)


def _deed(request: PersonRequest, who: Answering, question: int, back_url: str) -> HttpResponse:
    answer = access_asked(who, question).answer
    if answer is not None and request.POST["deed"] == "take_back":
        actions.take_answer_back(who=who, answer=answer)
        messages.success(request, _("The answer is gone, and all that was made of it."))
    elif answer is not None:
        may_quote = request.POST["deed"] == "may_quote"
        actions.say_about_quoting(who=who, answer=answer, may_quote=may_quote)
        messages.success(
            request,
            _("These words may be quoted without a name.")
            if may_quote
            else _("These words are not quoted, and no longer stand anywhere."),
        )
    return redirect(back_url)
