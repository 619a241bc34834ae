"""Co-designers: staff ask somebody without a role to read a draft along; that person reads it and comments, by a link."""

from __future__ import annotations

import tomllib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from alongside.common.http import everybody
from alongside.people.http import PageRequest, PersonRequest
from alongside.programmes.access import access_co_designer, access_draft
from alongside.programmes.actions import (
    AlreadyThere,
    InvitationOver,
    StateChanged,
    comment_as_co_designer,
    end_co_designer,
    invite_co_designer,
    send_co_designer_letter_again,
)
from alongside.programmes.core.drafting import draft as drafted
from alongside.programmes.core.editing import path_of, value_in
from alongside.programmes.core.picture import picture
from alongside.programmes.core.questions import CHAPTERS, asked_after, forms_in, question
from alongside.programmes.forms.co_design import CoDesignerForm
from alongside.programmes.forms.drafts import CommentForm
from alongside.programmes.queries.co_design import co_designer_of, co_designers_of, comments_on
from alongside.roles.permissions import Permission


@login_required
def co_designers(request: PersonRequest, pk: int) -> HttpResponse:
    """Who reads the draft along, and asking one more."""
    draft = access_draft(request.user, pk, Permission.PROGRAMME_MANAGE)
    form = CoDesignerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invite_co_designer(draft=draft, by=request.user, **form.cleaned_data)
        except AlreadyThere:
            form.add_error("email", _("Somebody with this address reads it along already."))
        else:
            messages.success(request, _("A letter is on its way to %(email)s.") % form.cleaned_data)
            return redirect("programmes:co_designers", pk=pk)
    context = {"draft": draft, "form": form, "co_designers": co_designers_of(draft)}
    return render(request, "programmes/co_designers.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def co_designer_again(request: PersonRequest, pk: int, co_designer_pk: int) -> HttpResponse:
    found = access_co_designer(request.user, pk, co_designer_pk)
    try:
        send_co_designer_letter_again(co_designer=found, by=request.user)
    except StateChanged:
        messages.info(request, _("A letter went out a moment ago, or they do not read along any more."))
    else:
        messages.success(request, _("A letter is on its way to %(email)s.") % {"email": found.email})
    return redirect("programmes:co_designers", pk=pk)


@require_POST
@login_required
def co_designer_end(request: PersonRequest, pk: int, co_designer_pk: int) -> HttpResponse:
    found = access_co_designer(request.user, pk, co_designer_pk)
    try:
        end_co_designer(co_designer=found, by=request.user)
    except StateChanged:
        messages.info(request, _("This has ended already."))
    else:
        messages.success(request, _("Their link works no more. What they said stays."))
    return redirect("programmes:co_designers", pk=pk)


@everybody
@sensitive_variables("token")
def co_design(request: PageRequest, token: str) -> HttpResponse:
    """The draft, for whoever was asked to read it along: the plan drawn, and every question."""
    reader = co_designer_of(token)
    if reader is None:
        return _over(request)
    told = drafted(reader.draft.text)
    shown = told.so_far if told.so_far and "schedule.phases" not in told.stands_in else None
    context = {
        "reader": reader,
        "draft": reader.draft,
        "token": token,
        "told": told,
        "summary": tomllib.loads(reader.draft.text).get("summary", ""),
        "picture": picture(shown) if shown else None,
    }
    return _alone(render(request, "programmes/co_design.html", context))


@everybody
@sensitive_variables("token")
def co_design_question(request: PageRequest, token: str, key: str) -> HttpResponse:
    """One question of the draft: the answer, what was said about it, and saying something."""
    reader = co_designer_of(token)
    if reader is None:
        return _over(request)
    try:
        asked = question(key)
    except KeyError:
        raise Http404 from None
    form = CommentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            comment_as_co_designer(co_designer=reader, question=asked, words=form.cleaned_data["words"])
        except InvitationOver:
            return _over(request)
        messages.success(request, _("Thank you. Your comment is there for everybody who plans this."))
        return redirect("programmes:co_design_question", token=token, key=key)
    context = _question_context(reader, asked) | {"token": token, "form": form}
    status = 422 if form.errors else 200
    return _alone(render(request, "programmes/co_design_question.html", context, status=status))


def _question_context(reader: Any, asked: Any) -> dict[str, Any]:
    document = tomllib.loads(reader.draft.text)
    items = value_in(document, path_of(asked.items)) if asked.items else None
    return {
        "reader": reader,
        "draft": reader.draft,
        "question": asked,
        "chapter": CHAPTERS[asked.chapter],
        "items": items if isinstance(items, list) else [],
        "stands": [(path, value_in(document, path_of(path))) for path in asked.paths],
        "comments": comments_on(reader.draft, asked.key),
        "following": asked_after(
            asked.key, light=document.get("light_mode") is True, forms=forms_in(document)
        ),
    }


def _over(request: PageRequest) -> HttpResponse:
    return _alone(render(request, "programmes/co_design_over.html", status=404))


def _alone(response: HttpResponse) -> HttpResponse:
    """The address is the key: it goes to no other site, into no search engine and into no cache."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
