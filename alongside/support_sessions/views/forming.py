"""Groups proposed by the rules: a coordinator says what is wanted, looks through them, moves people, and opens them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.matching.core.groups import GroupsError
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.core.parts import given
from alongside.programmes.models import Programme
from alongside.programmes.queries import definition_of
from alongside.roles.permissions import Permission
from alongside.support_sessions.actions.forming import Formed, open_groups
from alongside.support_sessions.actions.group_refusals import GroupRefused
from alongside.support_sessions.forms.forming import SLOTS, FormingForm, together_before
from alongside.support_sessions.forms.group_refusals import sentence
from alongside.support_sessions.queries import forming as asked
from alongside.support_sessions.queries.groups import could_come_in, rules_of

NOWHERE, OUT = "", "out"


@login_required
def form_groups(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    if not asked.forms_groups_by_rules(programme):
        raise Http404
    people = {row.participant_id: row for row in could_come_in(programme)}
    least, most = asked.sizes_of(programme)
    form = FormingForm(
        request.POST if request.method == "POST" else None,
        definition=definition_of(programme),
        people=people,
        largest=given(rules_of(programme).size_max),
        leaders=asked.leaders_wanted(programme),
        initial={
            "least": least,
            "most": most,
            "find_leads": True,
            "times": [s for s in SLOTS if "evening" in s],
        },
    )
    if form.is_valid():
        plan = form.plan(together_before(request.POST, people))
        try:
            return _proposal(request, programme, form, plan)
        except GroupsError:
            form.add_error(
                None,
                _(
                    "These rules contradict each other: two who are to come together may not meet, or are more than fit."
                ),
            )
    context = {"programme": programme, "form": form, "people": len(people), "rules": rules_of(programme)}
    return render(request, "support_sessions/form_groups.html", context, status=422 if form.errors else 200)


def _proposal(
    request: PersonRequest, programme: Programme, form: FormingForm, plan: asked.Plan
) -> HttpResponse:
    """The proposal as it stands on the page after the button that was pressed."""
    deed = request.POST.get("do", "propose")
    at = {pk: where for pk in form.people if (where := request.POST.get(f"at-{pk}")) is not None}
    out = {pk for pk, where in at.items() if where == OUT}
    table = asked.table_of(programme, plan, now=at if deed == "again" else None, out=out)
    known = {str(one.id) for one in table.wanted.meetings}
    at = {pk: where if where in known else NOWHERE for pk, where in at.items() if pk in table.members}
    if deed in {"look", "open"} and at:
        leads = {id_: _ids(request, f"lead-{id_}", table.supporters) for id_ in known}
        seats = asked.moved_to(asked.Seats({}, leads, {}), at)
    else:
        seats = asked.proposed(table)
    if deed == "open" and seats.people:
        opened = _open(request, programme, table, seats)
        if opened is not None:
            return opened
    was = asked.moved_to(seats, {pk: request.POST.get(f"was-{pk}", NOWHERE) for pk in at})
    return _page(
        request, programme, form, plan, table=table, seats=seats, was=was if deed == "look" else None
    )


def _ids(request: PersonRequest, name: str, known: Mapping[int, Any]) -> tuple[int, ...]:
    return tuple(int(text) for text in request.POST.getlist(name) if text.isdigit() and int(text) in known)


def _open(
    request: PersonRequest, programme: Programme, table: asked.Table, seats: asked.Seats
) -> HttpResponse | None:
    names = {str(one.id): asked.meeting_name(one) for one in table.wanted.meetings}
    formed = [
        Formed(
            name=(request.POST.get(f"name-{id_}", "").strip() or names[id_])[:100],
            members=[table.members[pk] for pk in people],
            leads=[table.supporters[pk] for pk in seats.leads.get(id_, ())],
        )
        for id_, people in seats.people.items()
    ]
    try:
        made = open_groups(programme=programme, formed=formed, by=request.user)
    except GroupRefused as refusal:
        messages.error(request, sentence(refusal))
        return None
    messages.success(
        request,
        ngettext(
            "%(n)d group is made, and its people are told. Say now when it begins.",
            "%(n)d groups are made, and their people are told. Say now when each begins.",
            len(made),
        )
        % {"n": len(made)},
    )
    return redirect("support_sessions:groups", programme.ref)


def _page(
    request: PersonRequest,
    programme: Programme,
    form: FormingForm,
    plan: asked.Plan,
    *,
    table: asked.Table,
    seats: asked.Seats,
    was: asked.Seats | None,
) -> HttpResponse:
    meetings = {str(one.id): one for one in table.wanted.meetings}
    against, fits = asked.remarks(table, seats), asked.what_fits(table, seats)
    before = asked.remarks(table, was) if was else against
    where = {pk: id_ for id_, people in seats.people.items() for pk in people}
    groups = [
        {
            "id": id_,
            "name": request.POST.get(f"name-{id_}") or asked.meeting_name(meetings[id_]),
            "when": asked.meeting_name(meetings[id_]),
            "people": [(pk, table.name(pk)) for pk in people],
            "leads": [(pk, table.supporters[pk].participant.name) for pk in seats.leads.get(id_, ())],
            "fits": fits.get(id_, []),
            "against": against.get(id_, []),
        }
        for id_, people in sorted(seats.people.items())
        if id_ in meetings
    ]
    context = {
        "programme": programme,
        "form": form,
        "plan": plan,
        "groups": groups,
        "meetings": [(id_, asked.meeting_name(one)) for id_, one in meetings.items()],
        "left": [(pk, table.name(pk), seats.left.get(pk, "")) for pk in table.members if pk not in where],
        "out": [
            (pk, row.participant.name)
            for pk, row in form.people.items()
            if request.POST.get(f"at-{pk}") == OUT
        ],
        "not_looked_at": table.not_looked_at,
        "placed": len(where),
        "costs": _new(before, against, meetings) if was else [],
        "gains": _new(against, before, meetings) if was else [],
        "looked": was is not None,
        "together": [f"{one}-{two}" for one, two in plan.together],
        "pairs": [
            (table.name(one), table.name(two))
            for one, two in plan.together
            if {one, two} <= table.members.keys()
        ],
    }
    return render(request, "support_sessions/formed_groups.html", context)


def _new(
    before: Mapping[str, list[str]], after: Mapping[str, list[str]], meetings: Mapping[str, Any]
) -> list[str]:
    """What is said of each group now and was not said before."""
    return [
        _("%(group)s: %(remark)s") % {"group": asked.meeting_name(meetings[id_]), "remark": remark}
        for id_, remarks in after.items()
        for remark in remarks
        if remark not in before.get(id_, [])
    ]
