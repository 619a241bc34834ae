from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.common.lists import page_of
from alongside.data_rights import actions
from alongside.data_rights.access import (
    access_copy_request,
    access_data_of,
    access_data_requests,
    access_erasure,
    access_own_data,
)
from alongside.data_rights.forms import COPY, DecisionsForm, HowAskedForm
from alongside.data_rights.queries import copies as queries
from alongside.data_rights.queries.erasing import consequences, erasures_in, still_open
from alongside.people.http import PersonRequest
from alongside.programmes.actions import StateChanged


@login_required
@require_http_methods(["GET", "POST"])
def my_data(request: PersonRequest, ref: str) -> HttpResponse:
    """What is kept about the visitor, who looked at it, and a copy of it."""
    asker = access_own_data(request.user, ref)
    waiting = queries.open_request_of(asker.participant)
    if request.method == "POST" and waiting and "take-back" in request.POST:
        try:
            actions.take_back_request(request=waiting, by=request.user)
        except StateChanged:
            messages.info(request, _("There is no request to take back."))
        else:
            messages.success(request, _("Your request is taken back."))
        return redirect("data_rights:my_data", ref=ref)
    if request.method == "POST":
        try:
            actions.ask_for_copy(participant=asker.participant, programme=asker.programme, by=request.user)
        except actions.AlreadyAsked:
            messages.info(request, _("You have asked already. Your copy is being prepared."))
        else:
            messages.success(request, _("We have your request. You hear from us when your copy is ready."))
        return redirect("data_rights:my_data", ref=ref)
    context = {
        "programme": asker.programme,
        "tables": queries.copy_of(asker.participant),
        "looks": queries.looks_at(asker.participant),
        "waiting": waiting,
        "ready": queries.ready_copy_of(asker.participant),
        "erasure": queries.erasure_of(asker.participant),
    }
    return render(request, "data_rights/my_data.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def forget_me(request: PersonRequest, ref: str) -> HttpResponse:
    """Asking that what is kept about the visitor be erased, with what that means; or thinking better of it."""
    asker = access_own_data(request.user, ref)
    asked = queries.erasure_of(asker.participant)
    if request.method == "POST":
        try:
            # The button says which: sent twice, a yes must not turn into a no.
            if asked and request.POST.get("what") == "take-back":
                actions.stay_remembered(erasure=asked, by=request.user)
                messages.success(request, _("Nothing is erased. Your request is taken back."))
            elif request.POST.get("what") == "forget":
                actions.ask_to_be_forgotten(
                    participant=asker.participant, programme=asker.programme, by=request.user
                )
                messages.success(request, _("We have your request."))
        except (actions.AlreadyAsked, StateChanged):
            messages.info(request, _("This had changed meanwhile, so nothing was done."))
        return redirect("data_rights:my_data", ref=ref)
    context = {
        "name": "what",
        "value": "take-back" if asked else "forget",
        "title": _("Do you still want to be forgotten?") if asked else _("Do you want us to forget you?"),
        "text": _("You need no reason.")
        if not asked
        else _("You have asked for it. Until it is done, you can take that back."),
        "consequences": [
            _(
                "Your name, how to reach you, what you said of yourself, your answers and your messages are erased."
            ),
            _("What you wrote to others, they can no longer read."),
            _(
                "What had to be noted to protect somebody stays for some years, and only safeguarding leads read it."
            ),
            _("You leave first: support that is under way ends before anything is erased."),
            _("It cannot be undone."),
        ],
        "label": _("No, do not forget me") if asked else _("Ask to be forgotten"),
        "back_url": reverse("data_rights:my_data", kwargs={"ref": ref}),
    }
    return render(request, "common/confirm.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def erase(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Forgetting somebody who asked for it: what goes, what stays and why, and what must end before."""
    programme, asked = access_erasure(request.user, ref, pk)
    if request.method == "POST":
        try:
            actions.erase(erasure=asked, by=request.user)
        except actions.StillTakesPart as error:
            messages.warning(
                request, _("They still take part, so nothing was erased: %(what)s.") % {"what": error}
            )
            return redirect("data_rights:erase", ref=ref, pk=pk)
        except StateChanged:
            messages.info(request, _("This had changed meanwhile, so nothing was done."))
        else:
            messages.success(request, _("It is done. They are forgotten."))
        return redirect("data_rights:copy_requests", ref=ref)
    context = {
        "programme": programme,
        "asked": asked,
        "consequences": consequences(asked.participant),
        "open": still_open(asked.participant),
    }
    return render(request, "data_rights/erase.html", context)


@login_required
@require_GET
def my_copy(request: PersonRequest, ref: str) -> HttpResponse:
    """The visitor's own copy, as a file."""
    asker = access_own_data(request.user, ref)
    ready = queries.ready_copy_of(asker.participant)
    if ready is None:
        raise Http404
    actions.note_copy_taken(request=ready, by=request.user)
    answer = HttpResponse(bytes(ready.content or b""), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="copy-of-my-data.zip"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def ask_for_somebody(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Staff write down that somebody wants a copy."""
    asker = access_data_of(request.user, ref, pk)
    form = HowAskedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ask = actions.ask_for_copy if form.cleaned_data["what"] == COPY else actions.ask_to_be_forgotten
        try:
            ask(
                participant=asker.participant,
                programme=asker.programme,
                by=request.user,
                how=form.cleaned_data["how"],
                on_behalf_of=asker.participant,
            )
        except actions.AlreadyAsked:
            messages.info(request, _("This is written down already."))
        else:
            messages.success(request, _("It is written down. A safeguarding lead sees to it."))
        return redirect("enrolment:participant", ref=ref, pk=pk)
    context = {"programme": asker.programme, "participant": asker.participant, "form": form}
    return render(request, "data_rights/ask_for_somebody.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def copy_requests(request: PersonRequest, ref: str) -> HttpResponse:
    """Who waits for a copy, the soonest due first."""
    programme = access_data_requests(request.user, ref)
    context = {
        "programme": programme,
        "page": page_of(request, queries.requests_in(programme)),
        "erasures": erasures_in(programme),
    }
    return render(request, "data_rights/copy_requests.html", context)


@login_required
@require_GET
def copy_request(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Everything that would be in the copy, table by table, with what waits for a decision."""
    programme, asked = access_copy_request(request.user, ref, pk)
    actions.note_copy_read(request=asked, by=request.user)
    tables = queries.copy_of(asked.participant, asked)
    rows = [
        {"number": number, "table": table, "waiting": queries.undecided((table,)), "given": len(table.given)}
        for number, table in enumerate(tables)
    ]
    context = {
        "programme": programme,
        "asked": asked,
        "tables": rows,
        "waiting": queries.undecided(tables),
    }
    return render(request, "data_rights/copy_request.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def copied_table(request: PersonRequest, ref: str, pk: int, table: int) -> HttpResponse:
    """One table of a copy, to decide row by row."""
    programme, asked = access_copy_request(request.user, ref, pk)
    tables = queries.copy_of(asked.participant, asked)
    if table >= len(tables):
        raise Http404
    form = DecisionsForm(tables[table], request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_rows(request=asked, decisions=form.decisions, by=request.user)
        except StateChanged:
            messages.info(request, _("This copy has been released meanwhile, so nothing was changed."))
            return redirect("data_rights:copy_requests", ref=ref)
        messages.success(request, _("Your decisions are kept."))
        return redirect("data_rights:copy_request", ref=ref, pk=pk)
    context = {
        "programme": programme,
        "asked": asked,
        "table": tables[table],
        "rows": [{"row": row, "field": form[row.name]} for row in tables[table].rows],
        "form": form,
    }
    return render(request, "data_rights/copied_table.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def release(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Make the copy as decided, and tell the person."""
    programme, asked = access_copy_request(request.user, ref, pk)
    try:
        actions.release_copy(request=asked, programme=programme, by=request.user)
    except actions.NotDecided as error:
        words = ngettext(
            "One row still waits for your decision.",
            "%(count)s rows still wait for your decision.",
            error.count,
        )
        messages.warning(request, words % {"count": error.count})
        return redirect("data_rights:copy_request", ref=ref, pk=pk)
    except StateChanged:
        messages.info(request, _("This had changed meanwhile, so nothing was done."))
    else:
        messages.success(request, _("The copy is made, and the person is told that it is ready."))
    return redirect("data_rights:copy_requests", ref=ref)
