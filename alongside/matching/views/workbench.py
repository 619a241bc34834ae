"""The workbench of a round: two hundred suggestions looked through in one sitting, by keyboard, on paper, or at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.common.lists import LongList
from alongside.matching import actions, core
from alongside.matching.access import access_proposal, access_request, access_round
from alongside.matching.forms.deeds import HoldBackForm
from alongside.matching.forms.refusals import sentence
from alongside.matching.queries.approvals import nothing_left_words
from alongside.matching.queries.by_hand import swap_options
from alongside.matching.queries.compare import compare, round_after, round_before, rounds_done
from alongside.matching.queries.fair_words import fairness_in_words
from alongside.matching.queries.market import market_of
from alongside.matching.queries.recruiting import newest_list, recruiting_list
from alongside.matching.queries.review import certificate_in_words, review_cards, unmatched_in_words
from alongside.matching.queries.rounds import meant_for, place_in_round, to_review
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Permission

IN_ONE_SITTING = 300
"""So many suggestions stand on one page: a round is looked through as a whole, also on paper."""
MOST_OPTIONS = 30


@login_required
def matching_round(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    round_ = access_round(request.user, programme, pk)
    if request.method == "POST":
        if request.POST.get("approve") == "ticked":
            ticked = [_id(each) for each in request.POST.getlist("proposal")]
            outcome: Any = actions.approve_some(
                round_=round_, chosen=ticked[:IN_ONE_SITTING], by=request.user
            )
        else:
            outcome = actions.approve_round(round_=round_, by=request.user)
        _say_what_was_approved(request, round_, outcome, ticked=request.POST.get("approve") == "ticked")
        return redirect("matching:matching_round", ref, pk)
    definition = definition_of(programme)
    page = LongList(to_review(round_), IN_ONE_SITTING).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "round": round_,
        "page": page,
        "choices": review_cards(list(page), definition),
        "left": page.paginator.count,
        "certificate": certificate_in_words(round_),
        "unmatched": unmatched_in_words(round_, definition),
        "fair": fairness_in_words(round_, definition),
        "recruits": recruiting_list(round_, definition),
        "seeker_chooses": definition.matching.seeker_chooses,
        "mutual": definition.role_mode == "mutual",
        "before": round_before(round_),
        "after": round_after(round_),
    }
    return render(request, "matching/matching_round.html", context)


@login_required
def recruiting(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    recruits = newest_list(programme, definition_of(programme))
    context = {"programme": programme, "recruits": recruits, "fewest": core.FEWEST}
    return render(request, "matching/recruiting.html", context)


def _id(text: str) -> int:
    """The id in a form or an address; 0, which nothing has, for what could not be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _say_what_was_approved(
    request: PersonRequest, round_: Any, outcome: tuple[int, list[Any]] | None, *, ticked: bool
) -> None:
    if outcome is None:
        messages.success(
            request, _("The questions are being sent. Load this page again in a moment to see what is left.")
        )
        return
    approved, refused = outcome
    if approved:
        words = ngettext(
            "%(count)d question is on its way.", "%(count)d questions are on their way.", approved
        )
        messages.success(request, words % {"count": approved})
    if not approved and not refused:
        if ticked and not request.POST.getlist("proposal"):
            messages.info(request, _("Tick the suggestions that you want to approve."))
        else:
            messages.info(request, nothing_left_words(round_))
    for proposal in refused[:5]:
        words = _("%(name)s: not possible any more. Look at it by itself.")
        messages.error(request, words % {"name": proposal.request.member.participant.name})


@login_required
def review_proposal(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    proposal = access_proposal(request.user, programme, pk)
    place = place_in_round(proposal)
    if place.number is None:
        return _on_to(ref, proposal, place.after)
    definition = definition_of(programme)
    context = {
        "programme": programme,
        "proposal": proposal,
        "card": review_cards([proposal], definition)[0],
        "place": place,
        "mutual": definition.role_mode == "mutual",
    }
    return render(request, "matching/review_proposal.html", context)


def _on_to(ref: str, proposal: Any, after: int | None) -> HttpResponse:
    """To the next suggestion of the round; to the round, when there is none left."""
    if after is not None:
        return redirect("matching:review_proposal", ref, after)
    if proposal.round_id:
        return redirect("matching:matching_round", ref, proposal.round_id)
    return redirect("matching:review_request", ref, proposal.request_id)


@login_required
def approve(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    proposal = access_proposal(request.user, programme, pk)
    after = place_in_round(proposal).after
    if request.method == "POST":
        try:
            actions.approve_proposal(proposal=proposal, by=request.user)
        except actions.MatchingRefused as refusal:
            messages.error(request, f"{proposal.request.member.participant.name}: {sentence(refusal)}")
        else:
            messages.success(request, _("The question is on its way."))
    if request.POST.get("back") == "next":
        return _on_to(ref, proposal, after)
    if request.POST.get("back") == "round" and proposal.round_id:
        return redirect("matching:matching_round", ref, proposal.round_id)
    return redirect("matching:review_request", ref, proposal.request_id)


@login_required
def keep_pair(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    proposal = access_proposal(request.user, programme, pk)
    if request.method == "POST":
        keep = request.POST.get("keep") == "yes"
        try:
            actions.keep_pair(proposal=proposal, keep=keep, by=request.user)
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(
                request,
                _("Kept. The next round is worked out around these two.")
                if keep
                else _("The next round may change this again."),
            )
    return redirect("matching:review_proposal", ref, pk)


@login_required
def tell_held_back(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    proposal = access_proposal(request.user, programme, pk)
    back = reverse("matching:review_request", args=[ref, proposal.request_id])
    if request.method == "POST":
        try:
            actions.tell_held_back(proposal=proposal, by=request.user)
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("It is told with everything else they share."))
        return redirect(back)
    card = review_cards([proposal], definition_of(programme))[0]
    context = {"programme": programme, "card": card, "back_url": back}
    return render(request, "matching/tell_held_back.html", context)


@login_required
def hold_back(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    wanted, for_them = access_request(request.user, programme, pk)
    if not for_them:
        raise Http404
    meant = meant_for(wanted)
    form = HoldBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        after = place_in_round(meant).after if meant else None
        try:
            actions.hold_back(request=wanted, why=form.cleaned_data["why"], by=request.user)
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("Held back. They keep their place in the queue, and are told."))
        return _on_to(ref, meant, after) if meant else redirect("matching:review_request", ref, pk)
    back = ("review_proposal", meant.pk) if meant else ("review_request", pk)
    context = {
        "programme": programme,
        "wanted": wanted,
        "form": form,
        "back_url": reverse(f"matching:{back[0]}", args=[ref, back[1]]),
    }
    return render(request, "matching/hold_back.html", context, status=422 if form.errors else 200)


@login_required
def swap(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    proposal = access_proposal(request.user, programme, pk)
    if proposal.status != "proposed" or not proposal.is_round_choice or proposal.supporter_id is None:
        return redirect("matching:review_request", ref, proposal.request_id)
    if request.method == "POST":
        chosen = request.POST.get("with", "")
        other = access_proposal(request.user, programme, _id(chosen))
        try:
            actions.swap_choices(first=proposal, second=other, by=request.user)
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("The two have changed. Nobody is asked before you approve it."))
        return redirect("matching:review_request", ref, proposal.request_id)
    market = market_of(programme, intake=proposal.round.intake if proposal.round else None)
    options = swap_options(market, proposal, definition_of(programme))
    context = {
        "programme": programme,
        "proposal": proposal,
        "options": options[:MOST_OPTIONS],
        "more": max(0, len(options) - MOST_OPTIONS),
    }
    return render(request, "matching/swap.html", context)


@login_required
def compare_rounds(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    later = access_round(request.user, programme, pk)
    named = request.GET.get("with", "")
    earlier = access_round(request.user, programme, _id(named)) if named else round_before(later)
    context = {
        "programme": programme,
        "later": later,
        "earlier": earlier,
        "found": compare(earlier, later) if earlier else None,
        "others": rounds_done(programme.pk).exclude(pk=later.pk)[:12],
    }
    return render(request, "matching/compare_rounds.html", context)
