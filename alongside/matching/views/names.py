"""People to keep apart: whom somebody named, and who is never to be matched with whom."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.matching import actions
from alongside.matching.access import access_avoided_name, access_exclusion
from alongside.matching.forms.deeds import WhoIsMeantForm
from alongside.matching.queries.profiles import exclusions_of, people_meant
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_participant, access_programme
from alongside.roles.permissions import Permission


@login_required
def avoided_name(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    avoided = access_avoided_name(request.user, programme, pk)
    search = request.GET.get("q", "")[:100]
    people = people_meant(avoided, search)
    form = WhoIsMeantForm(
        request.POST if request.method == "POST" else None,
        people=[(str(each.pk), f"{each.name} ({each.known_as})") for each in people],
    )
    if form.is_valid():
        chosen = [each for each in people if str(each.pk) in form.cleaned_data["found"]]
        actions.say_who_that_is(avoided=avoided, found=chosen, by=request.user)
        messages.success(
            request, _("Kept. They are never matched.") if chosen else _("Kept: nobody of this programme.")
        )
        return redirect("matching:matching", ref)
    context = {
        "programme": programme,
        "avoided": avoided,
        "people": people,
        "search": search,
        "form": form,
    }
    return render(request, "matching/avoided_name.html", context, status=422 if form.errors else 200)


@login_required
def exclusions(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    participant = access_participant(request.user, programme, pk, Permission.MATCH_PROPOSE)
    rows = [
        (row, row.second if row.first_id == participant.pk else row.first)
        for row in exclusions_of(participant, programme)
    ]
    context = {"programme": programme, "participant": participant, "rows": rows}
    return render(request, "matching/exclusions.html", context)


@login_required
def take_back_exclusion(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    row = access_exclusion(request.user, programme, pk)
    if request.method == "POST":
        actions.take_back_exclusion(exclusion=row, by=request.user)
        messages.success(request, _("The two may be matched again."))
        return redirect("matching:exclusions", ref, row.first_id)
    context = {
        "title": _("May these two be matched again?"),
        "text": _("Only when one of them said so to you, and the other would agree."),
        "label": _("They may be matched"),
        "back_url": reverse("matching:exclusions", args=[ref, row.first_id]),
    }
    return render(request, "common/confirm.html", context)
