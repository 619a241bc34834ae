"""The designer: drafts, their map, what they are compared with, and what becomes of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.people.http import PersonRequest
from alongside.programmes.access import (
    access_draft,
    access_drafts,
    access_programme,
    drafts_visible_to,
)
from alongside.programmes.actions import (
    AlreadyThere,
    NameGivesAway,
    StateChanged,
    begin_draft,
    begin_draft_of_programme,
    undo_change,
    use_draft,
)
from alongside.programmes.core.differing import differences
from alongside.programmes.core.drafting import draft as drafted
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import MOST_CHARACTERS, DefinitionError
from alongside.programmes.core.picture import picture
from alongside.programmes.forms import ProgrammeForm
from alongside.programmes.forms.drafts import SearchForm, StartForm, StartFromFileForm
from alongside.programmes.queries import decisions_on, definition_in, open_comments, roles_anywhere
from alongside.programmes.queries.borrowed import borrowed_by_draft
from alongside.roles.permissions import Permission, allows

PAGE = 20
NOTHING, FILE = "nothing", "file"


@login_required
def drafts(request: PersonRequest, pk: int) -> HttpResponse:
    organisation = access_drafts(request.user, pk, Permission.PROGRAMME_VIEW)
    page = Paginator(drafts_visible_to(request.user, organisation), PAGE).get_page(request.GET.get("page"))
    may_design = allows(roles_anywhere(organisation, request.user), Permission.PROGRAMME_MANAGE)
    return render(
        request,
        "programmes/drafts.html",
        {"organisation": organisation, "page": page, "may_design": may_design},
    )


@login_required
def draft_new(request: PersonRequest, pk: int) -> HttpResponse:
    organisation = access_drafts(request.user, pk, Permission.PROGRAMME_MANAGE)
    form = SearchForm(request.GET)
    wanted = form.cleaned_data["q"].casefold() if form.is_valid() else ""
    found = [
        {"slug": model.slug, "title": model.title, "line": model.line}
        for model in published()
        if all(word in model.text.casefold() for word in wanted.split())
    ]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "programmes/draft_new.html",
        {"organisation": organisation, "search": form, "page": page, "count": len(found)},
    )


@login_required
def draft_begin(request: PersonRequest, pk: int, model: str) -> HttpResponse:
    organisation = access_drafts(request.user, pk, Permission.PROGRAMME_MANAGE)
    chosen = next((entry for entry in published() if entry.slug == model), None)
    if chosen is None and model not in {NOTHING, FILE}:
        raise Http404
    form_class = StartFromFileForm if model == FILE else StartForm
    form = form_class(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        text = chosen.text if chosen else _uploaded(form)
        made = _begun(form, organisation, text, model if chosen else "", request)
        if made is not None:
            return redirect("programmes:draft", pk=made.pk)
    return render(
        request,
        "programmes/draft_begin.html",
        {"organisation": organisation, "model": chosen, "form": form},
        status=422 if form.errors else 200,
    )


def _uploaded(form: forms.Form) -> str:
    upload = form.cleaned_data.get("file")
    if upload is None:
        return ""
    try:
        text: str = upload.read(MOST_CHARACTERS * 4).decode("utf-8-sig")
    except UnicodeDecodeError:
        form.add_error("file", _("This is not a text file in UTF-8. Save it again as plain text."))
        return ""
    if len(text) > MOST_CHARACTERS or not text.strip():
        form.add_error("file", _("This file is empty, or too long to be a definition."))
    return text


def _begun(form: forms.Form, organisation: Any, text: str, model: str, request: PersonRequest) -> Any:
    if form.errors:
        return None
    title = form.cleaned_data["title"]
    try:
        return begin_draft(
            organisation=organisation, title=title, text=text, begun_from_model=model, by=request.user
        )
    except DefinitionError as error:
        words = _("Nothing was begun, because this file cannot be read. %(problem)s")
        form.add_error("file", words % {"problem": capfirst(str(error.problems[0]))})
        return None


@login_required
@require_POST
def draft_of_programme(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    made = begin_draft_of_programme(programme=programme, by=request.user)
    return redirect("programmes:draft", pk=made.pk)


@login_required
def draft(request: PersonRequest, pk: int) -> HttpResponse:
    """The map: what is in the way, how far each chapter has come, and a picture of the schedule."""
    found = access_draft(request.user, pk, Permission.PROGRAMME_VIEW)
    told, comments = drafted(found.text), open_comments(found)
    shown = told.so_far if told.so_far and "schedule.phases" not in told.stands_in else None
    return render(
        request,
        "programmes/draft.html",
        {
            "draft": found,
            "told": told,
            "comments": comments,
            "comment_count": sum(comments.values()),
            "decisions": decisions_on(found),
            "picture": picture(shown) if shown else None,
            "may_design": _may_design(request, found),
            "first_open": _first_open(told),
            **borrowed_by_draft(found),
        },
    )


def _first_open(told: Any) -> str:
    """Where to go on: what is in the way or, where nothing is, the first open question."""
    keys = [obstacle.key for obstacle in told.obstacles if obstacle.key]
    asked = [question.key for chapter in told.chapters for question, state in chapter.questions]
    first = next((key for key in asked if key in keys), "")
    still_open = [
        question.key for chapter in told.chapters for question, state in chapter.questions if state == "open"
    ]
    return first or next(iter([*still_open, *asked]))


def _may_design(request: PersonRequest, found: Any) -> bool:
    return allows(roles_anywhere(found.organisation, request.user), Permission.PROGRAMME_MANAGE)


@login_required
@require_POST
def draft_undo(request: PersonRequest, pk: int) -> HttpResponse:
    found = access_draft(request.user, pk, Permission.PROGRAMME_MANAGE)
    version = request.POST.get("version", "")
    try:
        undo_change(draft=found, version=int(version) if version.isdecimal() else 0, by=request.user)
    except StateChanged:
        messages.info(request, _("Nothing was undone: somebody has changed the draft since."))
    else:
        messages.success(request, _("The last change is undone."))
    return redirect("programmes:draft", pk=pk)


@login_required
def draft_file(request: PersonRequest, pk: int) -> HttpResponse:
    found = access_draft(request.user, pk, Permission.PROGRAMME_VIEW)
    return HttpResponse(
        found.text,
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="draft-{found.pk}.toml"'},
    )


@login_required
def draft_compare(request: PersonRequest, pk: int) -> HttpResponse:
    found = access_draft(request.user, pk, Permission.PROGRAMME_VIEW)
    told, wanted = drafted(found.text), request.GET.get("with") or found.begun_from
    other = next((model for model in published() if model.slug == wanted), None)
    return render(
        request,
        "programmes/draft_compare.html",
        {
            "draft": found,
            "told": told,
            "other": other,
            "models": published(),
            "differences": differences(definition_in(other.text), told.usable)
            if other is not None and told.usable is not None
            else (),
        },
    )


@login_required
def draft_use(request: PersonRequest, pk: int) -> HttpResponse:
    """Make a programme of the draft, or let its programme in preparation follow it."""
    found = access_draft(request.user, pk, Permission.PROGRAMME_MANAGE)
    if found.programme is not None and found.programme.status != "preparing":
        return redirect("programmes:draft_amend", pk=pk)
    told = drafted(found.text)
    roles = roles_anywhere(found.organisation, request.user)
    may_use = found.programme is not None or allows(roles, Permission.PROGRAMME_CREATE)
    typed = request.POST if request.method == "POST" else None
    form: forms.Form = forms.Form(typed) if found.programme else _names(request, found)
    if request.method == "POST" and may_use and told.usable is not None and form.is_valid():
        programme_ref = _used(form, found, request)
        if programme_ref:
            return redirect("programmes:gaps", ref=programme_ref)
    return render(
        request,
        "programmes/draft_use.html",
        {"draft": found, "told": told, "form": form, "may_use": may_use, **borrowed_by_draft(found)},
        status=422 if form.errors else 200,
    )


def _names(request: PersonRequest, found: Any) -> forms.Form:
    return ProgrammeForm(request.POST or None, initial={"name": found.title})


def _used(form: forms.Form, found: Any, request: PersonRequest) -> str:
    names = {name: form.cleaned_data[name] for name in ("name", "discreet_name") if name in form.cleaned_data}
    try:
        programme = use_draft(draft=found, by=request.user, **names)
    except NameGivesAway as error:
        words = _("This name holds %(words)s, which says what the programme is about. Choose another word.")
        field = "discreet_name" if "discreet_name" in form.fields else None
        form.add_error(field, words % {"words": ", ".join(f"“{word}”" for word in error.words)})
    except AlreadyThere:
        form.add_error("name", _("You have a programme of this name already."))
    except StateChanged:
        form.add_error(
            None, _("The programme has been opened. What people agreed to does not change under them.")
        )
    except DefinitionError:
        form.add_error(None, _("Somebody has changed the draft, and something is missing in it now."))
    else:
        messages.success(request, _("The programme is being prepared. See what is still to do."))
        return str(programme.ref)
    return ""
