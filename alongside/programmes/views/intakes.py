from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alongside.people.http import PersonRequest
from alongside.programmes.access import access_intake, access_programme
from alongside.programmes.actions import AlreadyThere, IntakeFull, OtherVersion, add_intake, change_intake
from alongside.programmes.forms.intakes import IntakeForm
from alongside.programmes.queries.intakes import intakes_of
from alongside.roles.permissions import Permission


@login_required
def intakes(request: PersonRequest, ref: str) -> HttpResponse:
    found = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    return render(
        request, "programmes/intakes.html", {"programme": found, "intakes": intakes_of(found)[:200]}
    )


@login_required
def intake_new(request: PersonRequest, ref: str) -> HttpResponse:
    found = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    form = IntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_intake(programme=found, by=request.user, **form.cleaned_data)
        except AlreadyThere:
            form.add_error("name", _("There is an intake of this name already."))
        else:
            messages.success(request, _("The intake is added."))
            return redirect("programmes:intakes", ref=ref)
    return render(
        request,
        "programmes/intake_new.html",
        {"programme": found, "form": form},
        status=422 if form.errors else 200,
    )


@login_required
def intake_change(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Its name, its days, or how many people it takes."""
    programme = access_programme(request.user, ref, Permission.PROGRAMME_MANAGE)
    intake = access_intake(programme, pk)
    known = {name: getattr(intake, name) for name in ("name", "starts_on", "ends_on", "size")}
    form = IntakeForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            change_intake(intake=intake, by=request.user, **form.cleaned_data)
        except AlreadyThere:
            form.add_error("name", _("There is an intake of this name already."))
        except IntakeFull as full:
            form.add_error("size", _("%(people)s people are in it already.") % {"people": full.people})
        except OtherVersion as other:
            words = _(
                "From this day on, another version holds: the people in it would go from version %(before)s to %(after)s. "
                "Leave the first day as it is, and move the intake on the page of versions if you want that."
            )
            form.add_error("starts_on", words % {"before": other.before, "after": other.after})
        else:
            messages.success(request, _("The intake is changed."))
            return redirect("programmes:intakes", ref=ref)
    context = {"programme": programme, "intake": intake, "form": form}
    return render(request, "programmes/intake_change.html", context, status=422 if form.errors else 200)
