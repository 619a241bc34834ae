from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from alongside.common.lists import ON_A_PAGE, page_of
from alongside.enrolment.access import access_spreadsheet
from alongside.enrolment.actions import spreadsheets as deeds
from alongside.enrolment.core.sheet import SheetError
from alongside.enrolment.forms.spreadsheets import ColumnsForm, PutAwayForm, UploadForm
from alongside.enrolment.queries import spreadsheets as found
from alongside.enrolment.queries.remarks import cell_remarks, remarked_file
from alongside.enrolment.queries.sheet_list import listed, put_away_words
from alongside.enrolment.queries.words import dependent_words, error_words, note_words
from alongside.people.http import PersonRequest
from alongside.programmes.access import access_programme
from alongside.programmes.actions import StateChanged
from alongside.roles.permissions import Permission


@login_required
def spreadsheets(request: PersonRequest, ref: str) -> HttpResponse:
    """The sheets that were sent; those that came to nothing stand apart."""
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_ADD)
    away = request.GET.get("show") == "away"
    sheets = found.imports_in(programme)
    came_to_nothing = sheets.filter(status__in=found.AWAY)
    page = page_of(request, came_to_nothing if away else sheets.exclude(status__in=found.AWAY))
    context = {
        "programme": programme,
        "page": page,
        "sheets": listed(page.object_list),
        "away": away,
        "any_away": away or came_to_nothing.exists(),
    }
    return render(request, "enrolment/spreadsheets.html", context)


@login_required
def upload_spreadsheet(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_ADD)
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        programme=programme,
        fixed_roles=found.has_fixed_roles(programme),
        initial={"intake": request.GET.get("intake")},
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sent = deeds.upload_spreadsheet(
                programme=programme,
                data=file.read(),
                filename=file.name,
                as_supporters=form.as_supporters,
                intake=form.cleaned_data.get("intake"),
                by=request.user,
            )
        except SheetError as error:
            form.add_error("file", error_words(error))
        else:
            return redirect("enrolment:map_columns", ref=ref, pk=sent.pk)
    context = {"programme": programme, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/upload_spreadsheet.html", context, status=status)


@login_required
def map_columns(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Which column means what."""
    spreadsheet = access_spreadsheet(request.user, ref, pk)
    if not found.may_map(spreadsheet):
        return redirect("enrolment:spreadsheet", ref=ref, pk=pk)
    sheet = found.sheet_of(spreadsheet)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        sheet=sheet,
        mapping=spreadsheet.mapping,
        day_first=spreadsheet.day_first,
        example=found.example_of_dates(sheet, spreadsheet.mapping),
        fixed_roles=found.has_fixed_roles(spreadsheet.programme),
    )
    if request.method == "POST" and form.is_valid():
        try:
            deeds.map_columns(
                spreadsheet=spreadsheet, mapping=form.mapping, day_first=form.day_first, by=request.user
            )
        except StateChanged:
            _say_it_moved(request)
        return redirect("enrolment:spreadsheet", ref=ref, pk=pk)
    context = {
        "programme": spreadsheet.programme,
        "spreadsheet": spreadsheet,
        "form": form,
        "notes": [note_words(note) for note in spreadsheet.notes],
        "twin": found.same_content(spreadsheet),
        "decided": found.counts_of(spreadsheet).decided,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/map_columns.html", context, status=status)


@login_required
def spreadsheet(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Where one sheet stands, and the next thing to do with it."""
    sent = access_spreadsheet(request.user, ref, pk)
    if sent.status == "mapping" and sent.erased_at is None:
        return redirect("enrolment:map_columns", ref=ref, pk=pk)
    context: dict[str, Any] = {"programme": sent.programme, "spreadsheet": sent}
    if sent.status in found.RUNNING:
        return render(request, "enrolment/spreadsheet_running.html", context)
    context |= {
        "counts": found.counts_of(sent),
        "remarks": found.remarked_rows(sent).count(),
        "may_put_away": found.may_put_away(sent),
        "put_away": put_away_words(sent),
        "twin": found.same_content(sent) if sent.status == "checked" else None,
        "kept": [
            {"row": row, "reasons": [dependent_words(label) for label in row.kept_because]}
            for row in found.kept_rows(sent)[:ON_A_PAGE]
        ],
    }
    return render(request, "enrolment/spreadsheet.html", context)


@login_required
def spreadsheet_progress(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """How far the work is, for the page that asks every two seconds; sends it on when the work is over."""
    sent = access_spreadsheet(request.user, ref, pk)
    if sent.status not in found.RUNNING:
        return HttpResponseClientRedirect(reverse("enrolment:spreadsheet", args=[ref, pk]))
    return render(
        request, "enrolment/spreadsheet_progress.html", {"programme": sent.programme, "spreadsheet": sent}
    )


@login_required
def spreadsheet_remarks(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Every cell about which there is something to say."""
    sent = access_spreadsheet(request.user, ref, pk)
    page = page_of(request, found.remarked_rows(sent))
    context = {
        "programme": sent.programme,
        "spreadsheet": sent,
        "page": page,
        "remarks": cell_remarks(page.object_list),
    }
    return render(request, "enrolment/spreadsheet_remarks.html", context)


@login_required
def download_remarks(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The same sheet with a column of remarks."""
    sent = access_spreadsheet(request.user, ref, pk)
    if sent.erased_at:
        raise Http404
    try:
        content, name = remarked_file(sent)
    except SheetError as error:
        messages.error(request, error_words(error))
        return redirect("enrolment:spreadsheet_remarks", ref=ref, pk=pk)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or ""
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_POST
@login_required
def bring_in(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    sent = access_spreadsheet(request.user, ref, pk)
    return _started(request, sent, deeds.bring_in)


@require_POST
@login_required
def retry_import(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    sent = access_spreadsheet(request.user, ref, pk)
    return _started(request, sent, deeds.retry_import)


@login_required
def undo_import(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Asks once, then takes the whole import out again."""
    sent = access_spreadsheet(request.user, ref, pk)
    if request.method == "POST":
        return _started(request, sent, deeds.undo_import)
    context = {"programme": sent.programme, "spreadsheet": sent, "counts": found.counts_of(sent)}
    return render(request, "enrolment/undo_import.html", context)


@login_required
def put_away(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Asks why, then gives up a sheet from which nobody came in, and erases what stands in it."""
    sent = access_spreadsheet(request.user, ref, pk)
    form = PutAwayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.put_away(spreadsheet=sent, why=form.cleaned_data["why"], by=request.user)
        except StateChanged:
            _say_it_moved(request)
            return redirect("enrolment:spreadsheet", ref=ref, pk=pk)
        messages.success(request, _("The sheet is put away, and what stood in it is erased."))
        return redirect("enrolment:spreadsheets", ref=ref)
    if not found.may_put_away(sent):
        return redirect("enrolment:spreadsheet", ref=ref, pk=pk)
    context = {"programme": sent.programme, "spreadsheet": sent, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrolment/put_away.html", context, status=status)


def _started(request: PersonRequest, sent: Any, deed: Any) -> HttpResponse:
    try:
        deed(spreadsheet=sent, by=request.user)
    except StateChanged:
        _say_it_moved(request)
    return redirect("enrolment:spreadsheet", ref=sent.programme.ref, pk=sent.pk)


def _say_it_moved(request: PersonRequest) -> None:
    messages.info(request, _("This sheet has moved on since you opened the page. This is how it stands now."))
