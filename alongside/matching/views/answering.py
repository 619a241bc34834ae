"""Answers: the supporter's yes or no, the member's choice. For oneself, and by staff for people without a screen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.common.lists import page_of
from alongside.matching import actions
from alongside.matching.access import (
    access_asked,
    access_offer,
    access_request,
    own_proposals,
)
from alongside.matching.forms.deeds import DeclineForm
from alongside.matching.forms.refusals import sentence, sentence_for_party
from alongside.matching.queries.pages import cards_for, cards_for_asked, relationship_of
from alongside.matching.queries.rounds import asked_participant
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Permission


@login_required
def asked_of_me(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    page = page_of(request, own_proposals(request.user, programme))
    cards = cards_for_asked(list(page), definition_of(programme))
    return render(
        request, "matching/asked_of_me.html", {"programme": programme, "cards": cards, "page": page}
    )


@login_required
def asked(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    proposal, for_them = access_asked(request.user, programme, pk)
    who = asked_participant(proposal)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        on_behalf_of = who if for_them else None
        try:
            if request.POST.get("answer") == "yes":
                actions.accept_being_asked(proposal=proposal, by=request.user, on_behalf_of=on_behalf_of)
                messages.success(
                    request, _("Thank you. Now the other person is asked; we tell you what they say.")
                )
            else:
                actions.decline_being_asked(
                    proposal=proposal,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    on_behalf_of=on_behalf_of,
                )
                messages.success(request, _("Thank you for telling us. That is quite all right."))
        except actions.MatchingRefused as refusal:
            _say_refused(request, proposal, refusal, for_them=for_them)
        return redirect("matching:asked", ref, pk)
    context = {
        "programme": programme,
        "definition": definition_of(programme),
        "proposal": proposal,
        "who": who,
        "for_them": for_them,
        "card": cards_for_asked([proposal], definition_of(programme))[0],
        "form": form,
        "relationship": relationship_of(proposal),
    }
    return render(request, "matching/asked.html", context, status=422 if form.errors else 200)


def _say_refused(
    request: PersonRequest, proposal: Any, refusal: actions.MatchingRefused, *, for_them: bool
) -> None:
    """In words that give nothing of the other away. What has become impossible ends here, and a person looks."""
    messages.error(request, sentence(refusal) if for_them else sentence_for_party(refusal))
    if isinstance(refusal, actions.PairBarred):
        actions.take_back_barred(proposal=proposal, by=request.user)


@login_required
def offer(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    proposal, for_them = access_offer(request.user, programme, pk)
    member = proposal.request.member
    if begun := relationship_of(proposal):
        return redirect("matching:relationship", ref, begun.pk)
    if request.method == "POST":
        try:
            begun = actions.choose_offer(
                proposal=proposal, by=request.user, on_behalf_of=member.participant if for_them else None
            )
        except actions.MatchingRefused as refusal:
            _say_refused(request, proposal, refusal, for_them=for_them)
            return redirect("matching:support_request", ref, proposal.request_id)
        messages.success(request, _("Both have said yes.") if for_them else _("You have both said yes."))
        return redirect("matching:relationship", ref, begun.pk)
    context = {
        "programme": programme,
        "proposal": proposal,
        "for_them": for_them,
        "card": cards_for([proposal], definition_of(programme))[0],
    }
    return render(request, "matching/offer.html", context)


@login_required
def choose_none(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    wanted, for_them = access_request(request.user, programme, pk)
    back = reverse("matching:support_request", args=[ref, pk])
    if request.method == "POST":
        try:
            actions.choose_none(
                request=wanted, by=request.user, on_behalf_of=wanted.member.participant if for_them else None
            )
        except actions.MatchingRefused as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(
                request, _("Thank you for telling us. We look again, and the place in the queue is kept.")
            )
        return redirect(back)
    context = {
        "title": _("None of these?"),
        "text": _("Nobody need say why. We look again, and the place in the queue is kept."),
        "label": _("None of these"),
        "back_url": back,
    }
    return render(request, "common/confirm.html", context)
