"""The coordinator's pages: who waits, the round, its review, and changes by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.common.lists import ON_A_PAGE, how_many, page_of
from alongside.matching import actions
from alongside.matching.access import access_proposal, access_request, access_round
from alongside.matching.forms.deeds import RoundForm
from alongside.matching.forms.refusals import sentence
from alongside.matching.queries.by_hand import fits_in_words
from alongside.matching.queries.market import free_places, market_of, may_be_proposed
from alongside.matching.queries.profiles import names_to_look_up
from alongside.matching.queries.review import review_cards
from alongside.matching.queries.rounds import (
    being_asked,
    candidates_for,
    days_waiting,
    partners_for,
    proposals_for,
    rounds_to_go_on_with,
    to_look_at,
    unanswered,
    waiting,
)
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Permission

MOST_CANDIDATES = 20


@login_required
def matching(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    form = RoundForm(request.POST if request.method == "POST" else None, programme=programme)
    if form.is_valid():
        try:
            made = actions.start_round(programme=programme, by=request.user, intake=form.intake)
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
            return redirect("matching:matching", ref)
        return redirect("matching:matching_round", ref, made.pk)
    show_asked = request.GET.get("show") == "asked"
    queue, with_people = waiting(programme), being_asked(programme)
    page = page_of(request, with_people if show_asked else queue)
    rows: list[Any] = list(page)
    ready = set() if show_asked else set(may_be_proposed(programme, rows).values_list("pk", flat=True))
    counts = [how_many(queue), how_many(with_people)]
    longest = queue.first()
    context = {
        "programme": programme,
        "page": page,
        "people": [] if show_asked else [(row, days_waiting(row), row.pk in ready) for row in rows],
        "some_not_ready": not show_asked and len(ready) < len(rows),
        "asked": rows if show_asked else [],
        "late": set(unanswered(programme, rows).values_list("pk", flat=True)) if show_asked else set(),
        "query": "&show=asked" if show_asked else "",
        "waiting": counts[0],
        "longest": days_waiting(longest) if longest else None,
        "places": free_places(programme),
        "mutual": definition_of(programme).role_mode == "mutual",
        "names": names_to_look_up(programme)[:ON_A_PAGE],
        "look_at": to_look_at(programme)[:ON_A_PAGE],
        "rounds": rounds_to_go_on_with(programme),
        "form": form,
        "tabs": [
            {"url": "?#list", "label": _("Who waits"), "count": counts[0], "current": not show_asked},
            {
                "url": "?show=asked#list",
                "label": _("Being asked now"),
                "count": counts[1],
                "current": show_asked,
            },
        ],
    }
    return render(request, "matching/matching.html", context, status=422 if form.errors else 200)


@login_required
def round_progress(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    round_ = access_round(request.user, programme, pk)
    return render(request, "matching/round_progress.html", {"programme": programme, "round": round_})


@login_required
def withdraw_proposal(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    proposal = access_proposal(request.user, programme, pk)
    back = reverse("matching:review_request", args=[ref, proposal.request_id])
    if request.method == "POST":
        try:
            actions.withdraw_proposal(proposal=proposal, by=request.user)
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("Taken back."))
        return redirect(back)
    context = {
        "title": _("Take this suggestion back?"),
        "text": _(
            "Whoever knows of it already is told kindly. The member goes on waiting, with the time they had."
        ),
        "label": _("Take it back"),
        "back_url": back,
    }
    return render(request, "common/confirm.html", context)


@login_required
def review_request(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    wanted, for_them = access_request(request.user, programme, pk)
    if not for_them:
        raise Http404
    definition = definition_of(programme)
    market = market_of(programme)
    if request.method == "POST":
        return _pick(request, ref, wanted, market)
    mutual = definition.role_mode == "mutual"
    found: list[Any] = partners_for(market, wanted) if mutual else candidates_for(market, wanted)
    standing = proposals_for(wanted)
    taken = {row.supporter_id or row.with_request_id for row in standing}
    context = {
        "programme": programme,
        "wanted": wanted,
        "days": days_waiting(wanted),
        "proposals": review_cards(standing, definition),
        "candidates": fits_in_words(
            [
                each
                for each in found[:MOST_CANDIDATES]
                if (each.request.pk if mutual else each.supporter.pk) not in taken
            ],
            definition,
            market,
            next((row for row in standing if row.is_round_choice and row.status == "proposed"), None),
        ),
        "more": max(0, len(found) - MOST_CANDIDATES),
        "mutual": mutual,
    }
    return render(request, "matching/review_request.html", context)


def _pick(request: PersonRequest, ref: str, wanted: Any, market: Any) -> HttpResponse:
    """A coordinator chose somebody by hand: a supporter, or in a mutual programme another member who waits."""
    supporters = {str(row.pk): row for row in market.supporters.values()}
    partners = {str(row.pk): row for row in market.requests.values()}
    supporter = supporters.get(request.POST.get("supporter", ""))
    partner = partners.get(request.POST.get("partner", ""))
    try:
        if supporter is not None:
            actions.pick_by_hand(request=wanted, supporter=supporter, by=request.user)
        elif partner is not None:
            actions.pick_partner_by_hand(request=wanted, partner=partner, by=request.user)
        else:
            raise actions.NoPlaceLeft
    except actions.MatchingRefused as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Chosen. Nobody is asked before you approve it."))
    return redirect("matching:review_request", ref, wanted.pk)
