"""A relationship as its two sides and the staff see it, and what each may do: rest, change, look back, end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.common.lists import page_of
from alongside.matching import actions
from alongside.matching.access import access_relationship, access_side, relationships_visible_to
from alongside.matching.forms.deeds import EndingForm, ReviewForm
from alongside.matching.forms.refusals import sentence
from alongside.matching.queries.pages import introduction_of
from alongside.matching.queries.relationships import (
    definition_for,
    ending_kind_on,
    relationships_with_sides,
    review_due_on,
    sides_of,
)
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.core.parts import given
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


@login_required
def relationships(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    visible = relationships_visible_to(request.user, programme)
    ended = request.GET.get("show") == "ended"
    rows = visible.filter(status="ended") if ended else visible.exclude(status="ended")
    ordered = rows.order_by("-ended_on", "-pk") if ended else rows.order_by("planned_end_on", "pk")
    context = {
        "programme": programme,
        "page": page_of(request, relationships_with_sides(ordered)),
        "ended": ended,
        "staff": allows(staff_roles_in(programme, request.user), Permission.RELATIONSHIP_VIEW),
        "query": "&show=ended" if ended else "",
        "today": timezone.localdate(),
        "tabs": [
            {"url": "?", "label": _("Under way"), "current": not ended},
            {"url": "?show=ended", "label": _("Ended"), "current": ended},
        ],
    }
    return render(request, "matching/relationships.html", context)


@login_required
def relationship(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    row, own = access_relationship(request.user, programme, pk)
    sides = sides_of(row)
    other = next((side for side in sides if own and side.pk != own.pk), None)
    definition = definition_for(row)
    today = timezone.localdate()
    review_on = review_due_on(row, definition)
    roles = staff_roles_in(programme, request.user)
    context = {
        "programme": programme,
        "relationship": row,
        "own": own,
        "other": other,
        "sides": sides,
        "introduction": introduction_of(other.participant, programme) if other else "",
        "review_on": review_on,
        "review_due": review_on is not None and review_on <= today and not row.review_held_on,
        "ending": given(definition.ending),
        "pauses": list(row.pauses.all()),
        "today": today,
        "may_change": own is not None or allows(roles, Permission.MATCH_PROPOSE),
        "may_ask": own is not None or allows(roles, Permission.SESSION_RECORD),
    }
    return render(request, "matching/relationship.html", context)


@login_required
def pause_relationship(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    row, own = access_relationship(request.user, programme, pk, Permission.MATCH_PROPOSE)
    if request.method == "POST":
        deed = _acting(request, row, own)
        return _done(request, row, actions.pause_relationship, deed, _("It rests now. Nothing is lost."))
    return _confirm(
        request,
        row,
        title=_("Take a rest?") if own else _("A rest for %(name)s?") % {"name": _name_for(request, row)},
        text=_("Nobody need say why, nor for how long."),
        consequences=[
            _("What is planned moves along, and the planned ending with it."),
            _("The other person is told kindly that there is a rest."),
        ],
        label=_("Take a rest"),
    )


@login_required
def resume_relationship(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    row, own = access_relationship(request.user, programme, pk, Permission.MATCH_PROPOSE)
    if request.method == "POST":
        deed = _acting(request, row, own)
        return _done(request, row, actions.resume_relationship, deed, _("It goes on."))
    return _confirm(
        request,
        row,
        title=_("Go on now?") if own else _("Go on now, for %(name)s?") % {"name": _name_for(request, row)},
        text=_("The planned ending moves by as long as the rest was."),
        label=_("Go on"),
    )


@login_required
def different_match(request: PersonRequest, ref: str, pk: int, side: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    row, own, for_them = access_side(request.user, programme, pk, side)
    if request.method == "POST":
        deed = {
            "relationship": row,
            "side": own,
            "by": request.user,
            "on_behalf_of": own.participant if for_them else None,
        }
        done = _("The contact has ended, without blame to anybody.")
        return _done(request, row, actions.ask_for_different_match, deed, done)
    receives = own.member is not None
    return _confirm(
        request,
        row,
        title=_("Would somebody else be better?")
        if not for_them
        else _("Somebody else for %(name)s?") % {"name": own.participant.name},
        text=_("No reason is needed, and nobody holds it against anybody. Not every match is right."),
        consequences=[
            _("The contact ends now. These two are not matched again."),
            _("The waiting time counts on, as if there had been no match.")
            if receives
            else _("Nobody new is proposed before there is a word of being free again."),
            _("The other person is told in kind words, without any reasons."),
        ],
        label=_("Yes, somebody else"),
    )


@login_required
def hold_review(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    row, own = access_relationship(request.user, programme, pk, Permission.MATCH_PROPOSE)
    definition = definition_for(row)
    initial = {
        "held_on": row.review_held_on or timezone.localdate(),
        "bridge": row.bridge,
        "contact_after": row.contact_after,
    }
    form = ReviewForm(
        request.POST if request.method == "POST" else None, definition=definition, initial=initial
    )
    if form.is_valid():
        deed = {"relationship": row, "by": request.user, **form.cleaned_data}
        return _done(request, row, actions.hold_review, deed, _("Kept. Both can read it."))
    context = {
        "programme": programme,
        "relationship": row,
        "own": own,
        "form": form,
        "ending": given(definition.ending),
    }
    return render(request, "matching/hold_review.html", context, status=422 if form.errors else 200)


@login_required
def end_relationship(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    row, own = access_relationship(request.user, programme, pk, Permission.MATCH_PROPOSE)
    planned = ending_kind_on(row, definition_for(row), timezone.localdate()) == "planned"
    form = EndingForm(
        request.POST if request.method == "POST" else None, is_staff=own is None, planned=planned
    )
    if form.is_valid():
        deed = {**_acting(request, row, own), **form.cleaned_data}
        return _done(request, row, actions.end_relationship, deed, _("It has ended. Thank you both."))
    context = {
        "programme": programme,
        "relationship": row,
        "own": own,
        "for_whom": None if own else _acting(request, row, own)["on_behalf_of"],
        "form": form,
        "planned": planned,
    }
    return render(request, "matching/end_relationship.html", context, status=422 if form.errors else 200)


def _acting(request: PersonRequest, row: Any, own: Any) -> dict[str, Any]:
    """Whose wish it is: one's own; for staff, the side named in the address (`?for=`), or nobody's in particular."""
    named = request.GET.get("for", "")
    side = own or next((side for side in sides_of(row) if str(side.pk) == named), None)
    return {
        "relationship": row,
        "side": side,
        "by": request.user,
        "on_behalf_of": side.participant if side and not own else None,
    }


def _name_for(request: PersonRequest, row: Any) -> str:
    """For whom staff act: the person named in the address, or both."""
    for_whom = _acting(request, row, None)["on_behalf_of"]
    return for_whom.name if for_whom else _("both of them")


def _done(request: PersonRequest, row: Any, deed: Any, words: dict[str, Any], thanks: str) -> HttpResponse:
    """Do it, say so, and go back to the relationship; a refusal is said in words."""
    try:
        deed(**words)
    except actions.MatchingRefused as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, thanks)
    return redirect("matching:relationship", row.programme.ref, row.pk)


def _confirm(request: PersonRequest, row: Any, **context: Any) -> HttpResponse:
    back = reverse("matching:relationship", args=[row.programme.ref, row.pk])
    return render(request, "common/confirm.html", {"back_url": back, **context})
