"""Instruments that an organisation brings with a licence of its own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.resources import files

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from alongside.measures import actions
from alongside.measures.access import access_own_measure
from alongside.measures.core.packs import InvalidPack
from alongside.measures.forms import PackForm, PermissionForm
from alongside.measures.queries.packs import own_measures
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_organisation
from alongside.programmes.core.loading import Problem
from alongside.roles.permissions import Permission

STARTS = ("questionnaire", "score")


@login_required
@require_GET
def packs(request: PersonRequest, pk: int) -> HttpResponse:
    """What an organisation has brought, and whether it may be asked today."""
    organisation = access_organisation(request.user, pk, Permission.ORGANISATION_MANAGE)
    context = {"organisation": organisation, "measures": own_measures(organisation)}
    return render(request, "measures/own_measures.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def pack_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Bring an instrument: it is tried before it is kept, and what is wrong is told by line."""
    organisation = access_organisation(request.user, pk, Permission.ORGANISATION_MANAGE)
    form = PackForm(request.POST or None, request.FILES or None)
    problems: Sequence[Problem] = ()
    if request.method == "POST" and form.is_valid():
        try:
            brought = actions.bring_instrument(
                organisation=organisation, text=form.cleaned_data["text"], by=request.user
            )
        except InvalidPack as error:
            problems = error.problems
            form = form.with_text()
        except actions.BroughtAlready as error:
            messages.info(request, _("This version is there already. A changed file needs another version."))
            return redirect("measures:pack", pk=pk, pack_pk=error.pack.pk)
        else:
            messages.success(request, _("It was tried, scores as its file says, and is kept."))
            return redirect("measures:pack", pk=pk, pack_pk=brought.pk)
    context = {"organisation": organisation, "form": form, "problems": problems}
    status = 422 if request.method == "POST" else 200
    return render(request, "measures/own_measure_new.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def pack(request: PersonRequest, pk: int, pack_pk: int) -> HttpResponse:
    """One instrument: its words, its licence, and the licence's renewal."""
    found = access_own_measure(request.user, pk, pack_pk)
    form = PermissionForm(
        request.POST or None,
        initial={"holder": found.permission.holder, "conditions": found.permission.conditions},
    )
    if request.method == "POST" and form.is_valid():
        actions.renew_permission(pack=found.pack, answers=form.cleaned_data, by=request.user)
        messages.success(request, _("The licence is kept."))
        return redirect("measures:pack", pk=pk, pack_pk=pack_pk)
    context = {"organisation": found.pack.organisation, "measure": found, "form": form}
    return render(request, "measures/own_measure.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def pack_file(request: PersonRequest, pk: int, pack_pk: int) -> HttpResponseBase:
    """The file as it was brought."""
    found = access_own_measure(request.user, pk, pack_pk).pack
    name = f"{found.file_id}.{found.language}.toml"
    return FileResponse(io.BytesIO(found.text.encode()), as_attachment=True, filename=name)


@login_required
@require_GET
def pack_start(request: PersonRequest, pk: int, what: str) -> HttpResponseBase:
    """A file to write over: a questionnaire, or a score from elsewhere."""
    access_organisation(request.user, pk, Permission.ORGANISATION_MANAGE)
    if what not in STARTS:
        raise Http404
    text = (files("alongside.measures.core") / "pack_starts" / f"{what}.toml").read_bytes()
    return FileResponse(io.BytesIO(text), as_attachment=True, filename=f"{what}.toml")
