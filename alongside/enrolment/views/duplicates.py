from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alongside.common.lists import page_of
from alongside.enrolment.access import access_spreadsheet
from alongside.enrolment.actions import spreadsheets as deeds
from alongside.enrolment.actions.spreadsheets import NoSuchProposal, decide_row
from alongside.enrolment.forms.spreadsheets import ClearDoublesForm, DecideForm
from alongside.enrolment.queries import doubts
from alongside.enrolment.queries.spreadsheets import doubtful_rows, row_in
from alongside.people.http import PersonRequest
from alongside.programmes.actions import StateChanged


@login_required
def duplicates(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Every row that may be somebody known, and what was decided about it."""
    spreadsheet = access_spreadsheet(request.user, ref, pk)
    page = page_of(request, doubtful_rows(spreadsheet))
    context = {
        "programme": spreadsheet.programme,
        "spreadsheet": spreadsheet,
        "page": page,
        "rows": doubts.listed(page.object_list),
        "clear": len(doubts.clear_doubles(spreadsheet)),
    }
    return render(request, "enrolment/duplicates.html", context)


@require_POST
@login_required
def decide_clear_doubles(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Every row that is clearly one known person, decided together."""
    spreadsheet = access_spreadsheet(request.user, ref, pk)
    form = ClearDoublesForm(request.POST)
    if not form.is_valid():
        return redirect("enrolment:duplicates", ref=ref, pk=pk)
    try:
        number = deeds.decide_clear_doubles(
            spreadsheet=spreadsheet, decision=form.cleaned_data["decision"], by=request.user
        )
    except StateChanged:
        messages.info(request, _("This row has been dealt with already, or the sheet has moved on."))
        return redirect("enrolment:spreadsheet", ref=ref, pk=pk)
    words = ngettext("%(number)s row is decided.", "%(number)s rows are decided.", number)
    messages.success(request, words % {"number": number})
    following = doubts.next_undecided(spreadsheet, after=0)
    return redirect("enrolment:spreadsheet" if following is None else "enrolment:duplicates", ref=ref, pk=pk)


@login_required
def decide_duplicate(request: PersonRequest, ref: str, pk: int, number: int) -> HttpResponse:
    """One doubtful row beside everybody whom it may be; a person decides."""
    spreadsheet = access_spreadsheet(request.user, ref, pk)
    row = row_in(spreadsheet, number)
    if row is None or not row.proposals:
        raise Http404
    doubt = doubts.doubt_of(spreadsheet, row, request.user)
    form = DecideForm(
        request.POST if request.method == "POST" else None, proposals=[each.words for each in doubt.others]
    )
    if request.method == "POST" and form.is_valid():
        proposal = doubt.others[form.proposal] if form.proposal is not None else None
        try:
            decide_row(
                spreadsheet=spreadsheet,
                number=number,
                decision=form.decision,
                by=request.user,
                known=proposal.known if proposal else None,
                row=proposal.row if proposal else None,
            )
        except (StateChanged, NoSuchProposal):
            messages.info(request, _("This row has been dealt with already, or the sheet has moved on."))
            return redirect("enrolment:spreadsheet", ref=ref, pk=pk)
        following = doubts.next_undecided(spreadsheet, after=number)
        if following is None:
            return redirect("enrolment:spreadsheet", ref=ref, pk=pk)
        return redirect("enrolment:decide_duplicate", ref=ref, pk=pk, number=following)
    context = {"programme": spreadsheet.programme, "spreadsheet": spreadsheet, "doubt": doubt, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/decide_duplicate.html", context, status=status)
