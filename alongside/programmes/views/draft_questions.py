"""The designer's questions, one a page, with what is said about them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.people.http import PersonRequest
from alongside.programmes.access import access_draft, access_draft_comment
from alongside.programmes.actions import (
    ChangedMeanwhile,
    StateChanged,
    answer_question,
    begin_with_our_words,
    comment_on_question,
    keep_item,
    record_decision,
    remove_item,
    resolve_comment,
)
from alongside.programmes.core.asking import Question
from alongside.programmes.core.drafting import Draft
from alongside.programmes.core.drafting import draft as drafted
from alongside.programmes.core.editing import path_of, value_in
from alongside.programmes.core.filling import fingerprint
from alongside.programmes.core.positions import Position, positions
from alongside.programmes.core.questions import CHAPTERS, QUESTIONS, asked_after, published_answers, question
from alongside.programmes.core.suggesting import suggested
from alongside.programmes.forms.drafts import (
    AnswerForm,
    CommentForm,
    DecisionForm,
    ItemForm,
    PhaseForm,
)
from alongside.programmes.queries import roles_anywhere, talk_on
from alongside.roles.permissions import Permission, allows

OBSTACLES_SHOWN = 6


@dataclass(frozen=True)
class Asked:
    """A question put to a draft, as it stands."""

    draft: Any
    question: Question
    document: dict[str, Any]
    seen: str
    may_design: bool

    @property
    def items(self) -> list[Any]:
        there = value_in(self.document, path_of(self.question.items)) if self.question.items else None
        return there if isinstance(there, list) else []


def _asked(request: PersonRequest, draft: Any, key: str) -> Asked:
    try:
        found = question(key)
    except KeyError:
        raise Http404 from None
    may = allows(roles_anywhere(draft.organisation, request.user), Permission.PROGRAMME_MANAGE)
    return Asked(draft, found, tomllib.loads(draft.text), fingerprint(draft.text, found), may)


@login_required
def draft_question(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    draft = access_draft(request.user, pk, _needed(request))
    asked = _asked(request, draft, key)
    form = AnswerForm(request.POST or None, question=asked.question, document=asked.document, seen=asked.seen)
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = answer_question(
                draft=draft,
                question=asked.question,
                answers=form.answers,
                absence=form.stands,
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except ChangedMeanwhile as error:
            meanwhile, form = error.name, _with_seen(form, asked.seen)
        else:
            return _onwards(request, changed, asked.question)
    return _question_page(request, asked, form, meanwhile)


def _needed(request: PersonRequest) -> Permission:
    """To read and comment is for all staff; to answer is for those who design."""
    return Permission.PROGRAMME_MANAGE if request.method == "POST" else Permission.PROGRAMME_VIEW


def _with_seen(form: Any, seen: str) -> Any:
    """The form again with what was typed, so that saving it once more is a decision with open eyes."""
    form.data = form.data.copy()
    form.data["seen"] = seen
    return form


def _onwards(request: PersonRequest, changed: Any, answered: Question) -> HttpResponse:
    told = drafted(changed.text)
    if any(obstacle.code == "wrong" and obstacle.key == answered.key for obstacle in told.obstacles):
        messages.warning(request, _("This is kept. Something about it does not fit yet: see below."))
        return redirect("programmes:draft_question", pk=changed.pk, key=answered.key)
    messages.success(request, _("Kept."))
    following = _after(answered, told)
    if following is None or "stop" in request.POST:
        return redirect("programmes:draft", pk=changed.pk)
    return redirect("programmes:draft_question", pk=changed.pk, key=following.key)


def _after(answered: Question, told: Draft) -> Question | None:
    needed = frozenset(obstacle.key for obstacle in told.obstacles)
    return asked_after(answered.key, light=told.light, needed=needed, forms=told.forms)


def _needed_next(asked: Question, told: Draft) -> Question | None:
    """The question of the next thing without which it cannot open, after the last the first again; None where that is
    the question that stands here, or nothing is needed."""
    needed = [obstacle.key for obstacle in told.obstacles if obstacle.key != asked.key]
    order = [each.key for each in QUESTIONS]
    later = [key for key in needed if key and order.index(key) > order.index(asked.key)]
    return next((question(key) for key in [*later, *needed] if key), None)


def _question_page(
    request: PersonRequest, asked: Asked, form: AnswerForm, meanwhile: str | None, **more: Any
) -> HttpResponse:
    told = drafted(asked.draft.text)
    here = [obstacle for obstacle in told.obstacles if obstacle.key == asked.question.key]
    comments, decisions = talk_on(asked.draft, asked.question.key)
    context = {
        "asked": asked,
        "draft": asked.draft,
        "question": asked.question,
        "chapter": CHAPTERS[asked.question.chapter],
        "form": form,
        "meanwhile": meanwhile,
        "stands": [(path, value_in(asked.document, path_of(path))) for path in asked.question.paths],
        "here": here,
        "told": told,
        "others": len(told.obstacles) - len(here),
        "needed": _needed_next(asked.question, told),
        "suggested": bool(here) and asked.may_design and suggested(asked.draft.text, asked.question),
        "published": published_answers(asked.question.key),
        "position": _position(asked.question, told),
        "following": _after(asked.question, told),
        "comments": comments,
        "decisions": decisions,
        "said_form": None,
        "comment_form": CommentForm(),
        "decision_form": DecisionForm(initial={"decided_on": timezone.localdate()}),
        **more,
    }
    status = 409 if meanwhile else 422 if form.errors or "said_form" in more else 200
    return render(request, "programmes/draft_question.html", context, status=status)


def _position(asked: Question, told: Draft) -> Position | None:
    """Where the parts already put the organisation, for a question that asks for the reason."""
    axis = asked.key.removeprefix("position_")
    found = positions(told.so_far) if told.so_far and axis != asked.key else ()
    taken = next((position for position in found if position.axis == axis), None)
    if taken and any(taken.path.startswith(place.split(".")[0]) for place in told.stands_in):
        return None
    return taken


@login_required
def draft_item(request: PersonRequest, pk: int, key: str, index: int | None = None) -> HttpResponse:
    draft = access_draft(request.user, pk, Permission.PROGRAMME_MANAGE)
    asked = _asked(request, draft, key)
    if not asked.question.items or (index is not None and index >= len(asked.items)):
        raise Http404
    item = asked.items[index] if index is not None else {}
    form_class = PhaseForm if key == "phases" else ItemForm
    form = form_class(
        request.POST if request.method == "POST" else None,
        question=asked.question,
        item=item,
        seen=asked.seen,
    )
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            keep_item(
                draft=draft,
                question=asked.question,
                index=index,
                typed=form.typed,
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except ChangedMeanwhile as error:
            meanwhile, form = error.name, _with_seen(form, asked.seen)
        else:
            messages.success(request, _("Kept."))
            return redirect("programmes:draft_question", pk=pk, key=key)
    return render(
        request,
        "programmes/draft_item.html",
        {
            "draft": draft,
            "question": asked.question,
            "asked": asked,
            "form": form,
            "item": item,
            "index": index,
            "here": [
                each
                for each in drafted(draft.text).obstacles
                if index is not None and (each.key, each.index) == (key, index)
            ],
            "meanwhile": meanwhile,
        },
        status=409 if meanwhile else 422 if form.errors else 200,
    )


@login_required
@require_POST
def draft_item_remove(request: PersonRequest, pk: int, key: str, index: int) -> HttpResponse:
    draft = access_draft(request.user, pk, Permission.PROGRAMME_MANAGE)
    asked = _asked(request, draft, key)
    if not asked.question.items:
        raise Http404
    try:
        remove_item(
            draft=draft,
            question=asked.question,
            index=index,
            seen=request.POST.get("seen", ""),
            by=request.user,
        )
    except (ChangedMeanwhile, StateChanged):
        messages.error(request, _("Nothing was taken away: somebody has changed this list. Here it is now."))
    else:
        messages.success(request, _("It is taken away. You can undo this on the page of the draft."))
    return redirect("programmes:draft_question", pk=pk, key=key)


@login_required
@require_POST
def draft_suggest(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """Begin with the project's own words, where something must be said and nothing is."""
    draft = access_draft(request.user, pk, Permission.PROGRAMME_MANAGE)
    asked = _asked(request, draft, key)
    try:
        begin_with_our_words(
            draft=draft, question=asked.question, seen=request.POST.get("seen", ""), by=request.user
        )
    except ChangedMeanwhile:
        messages.error(request, _("Nothing was written: somebody has answered meanwhile. Here it is now."))
    else:
        messages.success(request, _("Our words are there. Read them, and make them your own."))
    return redirect("programmes:draft_question", pk=pk, key=key)


@login_required
@require_POST
def draft_comment(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    draft = access_draft(request.user, pk, Permission.PROGRAMME_VIEW)
    asked = _asked(request, draft, key)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _said_again(request, asked, comment_form=form)
    comment_on_question(
        draft=draft, question=asked.question, words=form.cleaned_data["words"], by=request.user
    )
    messages.success(request, _("Your comment is there for everybody who designs this."))
    return redirect("programmes:draft_question", pk=pk, key=key)


@login_required
@require_POST
def draft_decide(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    draft = access_draft(request.user, pk, Permission.PROGRAMME_MANAGE)
    asked = _asked(request, draft, key)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _said_again(request, asked, decision_form=form)
    typed = form.cleaned_data
    record_decision(
        draft=draft,
        question=asked.question,
        words=typed["decision"],
        decided_by=typed["decided_by"],
        decided_on=typed["decided_on"],
        by=request.user,
    )
    messages.success(request, _("The decision is written down."))
    return redirect("programmes:draft_question", pk=pk, key=key)


def _said_again(request: PersonRequest, asked: Asked, **forms_with_errors: forms.Form) -> HttpResponse:
    fresh = AnswerForm(question=asked.question, document=asked.document, seen=asked.seen)
    said_form = next(iter(forms_with_errors.values()))
    return _question_page(request, asked, fresh, None, said_form=said_form, **forms_with_errors)


@login_required
@require_POST
def draft_comment_resolve(request: PersonRequest, pk: int, comment_pk: int) -> HttpResponse:
    comment = access_draft_comment(request.user, pk, comment_pk)
    try:
        resolve_comment(comment=comment, by=request.user)
    except StateChanged:
        messages.info(request, _("This comment was dealt with already."))
    else:
        messages.success(request, _("The comment is dealt with."))
    return redirect("programmes:draft_question", pk=pk, key=comment.question)
