"""Fair shares: what holds now, what was decided before, and deciding anew."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alongside.matching import actions
from alongside.matching.forms.shares import FairSharesForm
from alongside.matching.queries.fair_words import decisions_in_words
from alongside.matching.queries.fairness import decisions, group_choices, supporters_with_places
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Permission

MOST_TOLD = 20


@login_required
def fair_shares(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    definition = definition_of(programme)
    mutual = definition.role_mode == "mutual"
    rows = list(decisions(programme)[:MOST_TOLD])
    now = rows[0] if rows else None
    form = FairSharesForm(
        request.POST if request.method == "POST" and not mutual else None,
        groups=group_choices(programme, definition),
        supporters=supporters_with_places(programme),
        aims=now.aims if now else (),
        held=now.held if now else (),
        newest=now.pk if now else 0,
    )
    if form.is_valid():
        said = form.cleaned_data
        actions.set_fair_shares(
            programme=programme, aims=said["aims"], held=said["held"], why=said["why"], by=request.user
        )
        messages.success(request, _("Kept. The next round goes by it."))
        return redirect("matching:fair_shares", ref)
    told = decisions_in_words(rows, definition)
    context = {
        "programme": programme,
        "form": form,
        "now": told[0] if told else None,
        "before": told[1:],
        "mutual": mutual,
    }
    return render(request, "matching/fair_shares.html", context, status=422 if form.errors else 200)
