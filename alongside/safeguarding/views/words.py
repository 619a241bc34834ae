"""Words that wait to be read: claimed by one person, read with what was heard in them, and settled. And the switch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.common.lists import page_of
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.actions import StateChanged
from alongside.roles.permissions import Permission
from alongside.safeguarding.access import access_help_editing, access_words, words_visible_to
from alongside.safeguarding.actions.words_waiting import (
    EnoughForToday,
    SomebodyElseReads,
    claim_words,
    give_words_back,
    hand_words_over,
    raise_from_words,
    settle_words,
    switch_triage,
)
from alongside.safeguarding.core.triage.measured import measured
from alongside.safeguarding.forms import ConcernFromWordsForm, SettleWordsForm, SwitchForm
from alongside.safeguarding.queries import (
    figures_of,
    heard_in,
    others_who_read,
    parts_of,
    switch_of,
    triage_is_on,
    waiting_for_leads,
)


@login_required
def words_to_read(request: PersonRequest, ref: str) -> HttpResponse:
    """What waits, the first due first; and what was done, in numbers of words and of nobody."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    rows = waiting_for_leads(words_visible_to(request.user, programme), timezone.now())
    context = {
        "programme": programme,
        "page": page_of(request, rows),
        "figures": figures_of(programme),
        "is_on": triage_is_on(programme),
    }
    return render(request, "safeguarding/words_to_read.html", context)


@login_required
def words(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What was heard; and the words, to the one who reads them."""
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    return _page(request, programme, access_words(request.user, programme, pk))


@login_required
@require_http_methods(["POST"])
def claim(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    row = access_words(request.user, programme, pk)
    try:
        claim_words(row=row, by=request.user)
    except SomebodyElseReads as error:
        messages.error(request, _("%(name)s was quicker and reads this.") % {"name": error.by})
    except EnoughForToday as enough:
        messages.warning(
            request,
            _("You have read much that is hard in this shift. Take a break, and leave this one to %(names)s.")
            % {"names": ", ".join(enough.others)},
        )
        return redirect("safeguarding:words_to_read", ref)
    return redirect("safeguarding:words", ref, pk)


@login_required
@require_http_methods(["POST"])
def give_back(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    give_words_back(row=access_words(request.user, programme, pk), by=request.user)
    messages.success(request, _("Somebody else can read it now."))
    return redirect("safeguarding:words_to_read", ref)


@login_required
@require_http_methods(["POST"])
def hand_over(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    try:
        hand_words_over(row=access_words(request.user, programme, pk), by=request.user)
    except StateChanged:
        messages.error(
            request, _("Nobody of the staff looks after the place where it stands, or it was settled.")
        )
        return redirect("safeguarding:words", ref, pk)
    messages.success(request, _("Those who look after the space see it now."))
    return redirect("safeguarding:words_to_read", ref)


@login_required
@require_http_methods(["POST"])
def settle(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    row = access_words(request.user, programme, pk)
    form = SettleWordsForm(request.POST)
    if not form.is_valid():
        return _page(request, programme, row, form=form)
    try:
        settle_words(row=row, outcome=form.cleaned_data["outcome"], by=request.user)
    except StateChanged:
        messages.info(request, _("Somebody else has just settled it."))
    else:
        messages.success(request, _("Done, and written down."))
        _offer_debrief(request, row)
    return redirect("safeguarding:words_to_read", ref)


def _offer_debrief(request: PersonRequest, row: Any) -> None:
    """After words that could not wait for a day: whom to talk with, by name."""
    others = [each.name for each in others_who_read(row, request.user)]
    if row.lane in {"P1", "P2"} and others:
        messages.info(
            request,
            _("If it stays with you, talk about it today: with %(names)s, or whoever supervises you.")
            % {"names": ", ".join(others)},
        )


@login_required
@require_http_methods(["POST"])
def raise_from(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.CASE_OPEN)
    row = access_words(request.user, programme, pk)
    form = ConcernFromWordsForm(request.POST)
    if not form.is_valid():
        return _page(request, programme, row, raising=form)
    try:
        concern = raise_from_words(row=row, by=request.user, **form.cleaned_data)
    except StateChanged:
        messages.info(request, _("Somebody else has just settled it."))
        return redirect("safeguarding:words_to_read", ref)
    messages.success(
        request, _("The concern is raised. Say that you have it in hand, and open a case if it needs one.")
    )
    return redirect("safeguarding:concern", ref, concern.pk)


@login_required
def triage_settings(request: PersonRequest, ref: str) -> HttpResponse:
    """Whether triage looks at words here, with what was measured of it beside the switch."""
    programme = access_help_editing(request.user, ref)
    is_on = triage_is_on(programme)
    form = SwitchForm(request.POST or None)
    if form.is_valid():
        switch_triage(programme=programme, is_on=not is_on, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is on now.") if not is_on else _("It is off now."))
        return redirect("safeguarding:triage_settings", ref)
    context = {
        "programme": programme,
        "is_on": is_on,
        "switch": switch_of(programme),
        "measured": measured(),
        "form": form,
    }
    return render(request, "safeguarding/triage_settings.html", context, status=422 if form.is_bound else 200)


def _page(
    request: PersonRequest,
    programme: Any,
    row: Any,
    *,
    form: SettleWordsForm | None = None,
    raising: ConcernFromWordsForm | None = None,
) -> HttpResponse:
    mine = row.claimed_by_id == request.user.pk and row.settled_at is None
    context = {
        "programme": programme,
        "row": row,
        "mine": mine,
        "may_take": row.due_at is not None and row.due_at <= timezone.now(),
        "heard": heard_in(row),
        # The words are sent to the browser of the one who reads them, and of nobody else.
        "parts": parts_of(row) if mine else [],
        "form": form or SettleWordsForm(),
        "raising": raising or ConcernFromWordsForm(),
    }
    status = 422 if form or raising else 200
    return render(request, "safeguarding/words.html", context, status=status)
