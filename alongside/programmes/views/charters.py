"""A programme's charter: what it is and asks, in plain words, for the wall, and for everybody where it is shown."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.actions import show_programme
from alongside.programmes.forms.drafts import ShowForm
from alongside.programmes.queries import charter_of
from alongside.programmes.queries.versions import version_shown
from alongside.roles.permissions import Permission


@login_required
def charter(request: PersonRequest, ref: str) -> HttpResponse:
    """As everybody reads it where it is shown; here for whoever has a role in it, to print or to look at beforehand."""
    found = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    version = version_shown(found, request.user, today="today" in request.GET)
    return render(request, "programmes/charter.html", {**charter_of(found, version), "version": version})


@login_required
def programme_public(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    shown = {"is_public": programme.is_public, "is_found_by_search": programme.is_found_by_search}
    form = ShowForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        show_programme(programme=programme, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            _("Anybody with the address may read it once it is open.")
            if programme.is_public
            else _("Only people with a role in it may read it."),
        )
        return redirect("programmes:programme", ref=ref)
    return render(request, "programmes/programme_public.html", {"programme": programme, "form": form})
