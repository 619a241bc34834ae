from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.people.http import PageRequest, PersonRequest
from alongside.programmes.access import access_organisation, access_programme, access_what_it_is, own_roles
from alongside.programmes.actions import (
    AlreadyThere,
    NameGivesAway,
    NotReadyToOpen,
    StateChanged,
    change_definition,
    close_programme,
    create_programme,
    open_programme,
)
from alongside.programmes.core.gaps import Gap, gaps
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import DefinitionError, Problem
from alongside.programmes.core.positions import positions
from alongside.programmes.core.questions import question_for
from alongside.programmes.core.report import tidier
from alongside.programmes.core.scheduling import planned_dose
from alongside.programmes.forms import DefinitionForm, OwnProgrammeForm, ProgrammeForm
from alongside.programmes.queries import (
    CHARTER_ORDER,
    charter_of,
    definition_from,
    definition_of,
    leaders_of,
    programme_in_making,
    roles_in,
    roles_that_nobody_holds,
    staff_roles_in,
)
from alongside.programmes.queries.borrowed import borrowed_by_programme
from alongside.programmes.queries.versions import version_shown
from alongside.roles.permissions import Permission, allows

OWN = "own"


@login_required
def programme_new(request: PersonRequest, pk: int) -> HttpResponse:
    organisation = access_organisation(request.user, pk, Permission.PROGRAMME_CREATE)
    models = published()
    return render(
        request,
        "programmes/programme_new.html",
        {
            "organisation": organisation,
            "models": [model for model in models if model.is_ready],
            "others": sum(not model.is_ready for model in models),
            "own": OWN,
        },
    )


@login_required
def programme_create(request: PersonRequest, pk: int, model: str) -> HttpResponse:
    organisation = access_organisation(request.user, pk, Permission.PROGRAMME_CREATE)
    chosen = next((entry for entry in published() if entry.slug == model), None)
    if chosen is None and model != OWN:
        raise Http404
    form_class = ProgrammeForm if chosen else OwnProgrammeForm
    form = form_class(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        text = chosen.text if chosen else typed["text"]
        try:
            made = create_programme(
                organisation=organisation,
                definition_text=text,
                name=typed["name"],
                discreet_name=typed["discreet_name"],
                by=request.user,
            )
        except DefinitionError as error:
            problems, form = error.problems, _with_text(form, text)
        except NameGivesAway as error:
            form = form if chosen else _with_text(form, text)
            form.add_error("discreet_name", _telling(error))
        except AlreadyThere:
            if begun := programme_in_making(organisation, typed["name"], request.user):
                return redirect("programmes:gaps", ref=begun.ref)
            form.add_error("name", _("You have a programme of this name already."))
        else:
            messages.success(request, _("The programme is being prepared. See what is still to do."))
            return redirect("programmes:gaps", ref=made.ref)
    return render(
        request,
        "programmes/programme_create.html",
        {"organisation": organisation, "model": chosen, "form": form, "problems": problems},
        status=422 if form.errors or problems else 200,
    )


def _telling(error: NameGivesAway) -> str:
    return _("This name holds %(words)s, which says what the programme is about. Choose another word.") % {
        "words": ", ".join(f"“{word}”" for word in error.words)
    }


def _with_text(form: Any, text: str) -> Any:
    """The form again with the text that was read, also where it came from a file: a browser forgets files."""
    data = form.data.copy()
    data["text"] = text
    again = type(form)(data)
    again.is_valid()
    return again


@login_required
def programme_definition(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    form = DefinitionForm(
        request.POST or None, request.FILES or None, initial={"text": programme.definition.text}
    )
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            change_definition(programme=programme, definition_text=text, by=request.user)
        except DefinitionError as error:
            problems, form = error.problems, _with_text(form, text)
        except NameGivesAway as error:
            form = _with_text(form, text)
            form.add_error(None, _("The discreet name does not fit this definition.") + " " + _telling(error))
        except StateChanged:
            messages.error(
                request, _("The programme has been opened. What people agreed to does not change under them.")
            )
            return redirect("programmes:programme", ref=ref)
        else:
            messages.success(request, _("The definition is kept."))
            return redirect("programmes:gaps", ref=ref)
    return render(
        request,
        "programmes/programme_definition.html",
        {"programme": programme, "form": form, "problems": problems},
        status=422 if form.errors or problems else 200,
    )


def programme(request: PageRequest, ref: str) -> HttpResponse:
    """What it is, for everybody who has a role in it and, where it is shown, its charter for everybody else; all of it
    comes from the definition."""
    found = access_what_it_is(request.user, ref)
    if found is None:
        return redirect_to_login(request.get_full_path())
    if found.is_public and not (request.user.is_authenticated and roles_in(found, request.user)):
        return render(request, "programmes/charter.html", charter_of(found))
    version, leaders = version_shown(found, request.user, today="today" in request.GET), leaders_of(found)
    definition = definition_from(version)
    roles = staff_roles_in(found, own_roles(request.user))
    return render(
        request,
        "programmes/programme.html",
        {
            "programme": found,
            "version": version,
            "definition": definition,
            "dose": planned_dose(definition),
            "views": definition.theory.views(CHARTER_ORDER),
            "positions": positions(definition),
            "leaders": leaders,
            "nobody_is": roles_that_nobody_holds(leaders),
            "may_manage": allows(roles, Permission.PROGRAMME_MANAGE),
            "may_invite": allows(roles, Permission.STAFF_INVITE),
        },
    )


@login_required
def report(request: PersonRequest, ref: str) -> HttpResponse:
    found = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    definition = definition_of(found)
    told = {"sections": tidier(definition), "positions": positions(definition)}
    sees_results = allows(staff_roles_in(found, own_roles(request.user)), Permission.RESULT_VIEW)
    return render(
        request, "programmes/report.html", {"programme": found, "sees_results": sees_results, **told}
    )


@login_required
def definition_file(request: PersonRequest, ref: str) -> HttpResponse:
    version = access_programme(request.user, ref, Permission.PROGRAMME_VIEW).definition
    definition_from(version)
    return HttpResponse(
        version.text,
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{version.slug}-{version.version}.toml"'},
    )


@login_required
def gaps_page(request: PersonRequest, ref: str) -> HttpResponse:
    found = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    open_now = gaps(definition_of(found))
    preparing = found.status == "preparing"
    context = {
        "programme": found,
        "bars_opening": [(*_asked_by(gap), gap) for gap in open_now if gap.severity == "bars_opening"],
        "bars_evaluation": [gap for gap in open_now if gap.severity == "bars_evaluation"],
        "note": _left_open(gap for gap in open_now if gap.severity == "note"),
        "draft": found.drafts.order_by("-changed_at").first() if preparing else None,
        **(borrowed_by_programme(found) if preparing else {}),
    }
    return render(request, "programmes/gaps.html", context)


def _asked_by(gap: Gap) -> tuple[str, str]:
    """The question that closes a gap, in English, and its key; its place in the file where nothing asks about it."""
    asked = question_for(gap.path)
    return (asked.asks, asked.key) if asked else (gap.path, "")


def _left_open(found: Iterable[Gap]) -> list[tuple[str, list[str]]]:
    """The questions without an answer, and what is to be said about them beyond that."""
    said: dict[str, list[str]] = {}
    for gap in found:
        words = said.setdefault(_asked_by(gap)[0], [])
        if not gap.code.startswith("answer.") and gap.message not in words:
            words.append(gap.message)
    return [*said.items()]


@login_required
def programme_open(request: PersonRequest, ref: str) -> HttpResponse:
    found = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    if request.method == "POST":
        try:
            open_programme(programme=found, by=request.user)
        except NotReadyToOpen:
            messages.error(request, _("Something that must be there is still missing. See below."))
            return redirect("programmes:gaps", ref=ref)
        except StateChanged:
            messages.info(request, _("The programme is open already."))
        else:
            messages.success(request, _("The programme is open. You can bring people in."))
        return redirect("programmes:programme", ref=ref)
    words = {
        "title": _("Open this programme?"),
        "text": _("From then on people can be brought in and matched."),
        "consequences": [
            _("What it is then no longer changes under people."),
            _("You can make a next version of it. Whoever has begun keeps theirs."),
        ],
        "label": _("Open the programme"),
        "back_url": reverse("programmes:gaps", kwargs={"ref": ref}),
    }
    return render(request, "common/confirm.html", words)


@login_required
def programme_close(request: PersonRequest, ref: str) -> HttpResponse:
    found = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    if request.method == "POST":
        try:
            close_programme(programme=found, by=request.user)
        except StateChanged:
            messages.info(request, _("The programme is not open."))
        else:
            messages.success(request, _("The programme is closed to new people."))
        return redirect("programmes:programme", ref=ref)
    words = {
        "title": _("Close this programme?"),
        "text": _("You can open it again at any time."),
        "consequences": [
            _("Nobody new is brought in, and nobody is newly matched."),
            _("Support that is under way goes on to its end."),
        ],
        "label": _("Close the programme"),
        "look": "careful",
        "back_url": reverse("programmes:programme", kwargs={"ref": ref}),
    }
    return render(request, "common/confirm.html", words)
