"""Paper that is keyed twice."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.measures import actions
from alongside.measures.access import access_questions_of
from alongside.measures.forms import DoubleKeyingForm, SettleForm
from alongside.measures.queries import keying as queries
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.roles.permissions import Permission


@login_required
@require_http_methods(["GET", "POST"])
def paper(request: PersonRequest, ref: str) -> HttpResponse:
    """Which times are keyed twice, what waits, what differs, and how often two keyings agreed."""
    programme = access_programme(request.user, ref, Permission.MEASURE_ENTER)
    waves = queries.waves_to_choose(programme)
    chosen = queries.double_keyed_waves(programme)
    initial = {"waves": [f"{wave}:{'supporter' if side else 'member'}" for wave, side in chosen]}
    form = DoubleKeyingForm(request.POST if request.method == "POST" else None, waves=waves, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_double_keying(programme=programme, waves=form.chosen, by=request.user)
        messages.success(request, _("It is kept, for sheets that are keyed from now on."))
        return redirect("measures:paper", ref=ref)
    found = queries.keying_agreement(programme)
    context = {
        "programme": programme,
        "form": form,
        "once": queries.sheets_keyed_once(programme),
        "differ": queries.sheets_that_differ(programme),
        "agreements": [
            {"title": title, "as_supporter": side, "agreement": agreed, "percent": (agreed.share or 0) * 100}
            for wave, side, title in waves
            if (agreed := found.get((wave, side))) and agreed.compared
        ],
    }
    return render(request, "measures/paper.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def settle(request: PersonRequest, ref: str, pk: int, wave: str, side: str) -> HttpResponse:
    """Two keyings of one sheet side by side; somebody says what the sheet says, by name."""
    who = access_questions_of(request.user, ref, pk)
    sheet = queries.to_settle(who.programme, who.participant, wave, as_supporter=side == "supporter")
    if sheet is None:
        messages.info(
            request, _("There is nothing to settle: it was keyed once only, or somebody has settled it.")
        )
        return redirect("measures:paper", ref=ref)
    form = SettleForm(request.POST if request.method == "POST" else None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(
                responses=sheet.responses,
                answers=form.answers,
                answered_on=form.cleaned_data["answered_on"],
                by=request.user,
            )
        except actions.KeyedByAnotherNow:
            messages.info(request, _("Somebody else has settled this sheet meanwhile. Nothing was changed."))
            return redirect("measures:paper", ref=ref)
        except actions.OutsideTheWindow as error:
            words = _("These questions count if they were answered from %(first)s to %(last)s.")
            days = {
                "first": date_format(error.opens_on, "DATE_FORMAT"),
                "last": date_format(error.closes_on, "DATE_FORMAT"),
            }
            form.add_error("answered_on", words % days)
        else:
            messages.success(request, _("The sheet is settled, and its answers are in."))
            return redirect("measures:paper", ref=ref)
    context = {"programme": who.programme, "participant": who.participant, "sheet": sheet, "form": form}
    return render(request, "measures/settle.html", context, status=422 if form.is_bound else 200)
