from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.conversations import actions
from alongside.conversations.access.messages import (
    access_case_conversation,
    access_conversation,
    access_open_case,
    case_conversations_visible_to,
)
from alongside.conversations.actions import held
from alongside.conversations.forms.messages import MessageForm, ReasonForm
from alongside.conversations.queries import (
    Writing,
    current_reading,
    last_message,
    messages_after,
    messages_of,
    unread_by,
    writing,
)
from alongside.conversations.queries.held import contact_stays_here, held_of
from alongside.conversations.queries.suspensions import suspended_between
from alongside.matching.queries.relationships import other_side
from alongside.people.http import PersonRequest
from alongside.safeguarding.http import help_words, offer_help
from alongside.safeguarding.queries import crisis_words


@login_required
def conversation(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The messages of two people and the place to write; asked for as a fragment, a line for the relationship's page."""
    relationship, own = access_conversation(request.user, ref, pk)
    other = other_side(relationship, own)
    context: dict[str, Any] = {
        "programme": relationship.programme,
        "relationship": relationship,
        "own": own,
        "other": other,
    }
    if request.method == "POST":
        return _send(request, context)
    if request.headers.get("HX-Request"):
        context |= {"unread": unread_by(own).count(), "last": last_message(relationship)}
        return render(request, "conversations/_conversation_line.html", context)
    return _show(request, context, MessageForm())


def _send(request: PersonRequest, context: dict[str, Any]) -> HttpResponse:
    """Send what was written; or have it looked at first; or ask, and show it again with why."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _show(request, context, form, status=422)
    written = {"side": context["own"], "by": request.user, **form.cleaned_data}
    if "look" in request.POST:
        held.ask_to_look(**written)
        return _done(request, context)
    # What may be danger must not wait for a question that is automatic.
    urgent = "urgent" in request.POST
    kinds = () if urgent else held.ask_first(**written)
    if kinds:
        return _show(request, context | {"asks": kinds}, form, status=422)
    try:
        sent = held.send_as_urgent(**written) if urgent else actions.send_message(**written)
    except actions.NotNow:
        return _show(request, context, form, status=422)
    except actions.SentSomethingElse:
        form = _with_new_key(request)
        form.add_error(
            "words", _("You sent other words from this page before. To send these too, press Send again.")
        )
        return _show(request, context, form, status=422)
    return _done(request, context, sent)


def _done(request: PersonRequest, context: dict[str, Any], sent: Any = None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        more = {"help_words": help_words(sent)} if sent else {}
        return _show(request, context | more, MessageForm())
    if sent:
        offer_help(request, sent)
    here = reverse("conversations:conversation", args=[context["programme"].ref, context["relationship"].pk])
    return redirect(f"{here}#write")


def _with_new_key(request: PersonRequest) -> MessageForm:
    form = MessageForm({**request.POST.dict(), "key": MessageForm().fields["key"].initial})
    form.is_valid()
    return form


def _show(
    request: PersonRequest, context: dict[str, Any], form: MessageForm, *, status: int = 200
) -> HttpResponse:
    relationship, own = context["relationship"], context["own"]
    page = messages_of(relationship, before=_number(request, "before"))
    state = writing(relationship, context["other"])
    if page.messages:
        actions.mark_read(side=own, up_to=page.newest)
    context |= {
        "page": page,
        "form": form,
        "state": str(state),
        "may_write": state == Writing.OPEN,
        "earlier_page": "before" in request.GET,
        "crisis_words": crisis_words(relationship.programme),
        "rest": suspended_between(relationship) if state == Writing.SUSPENDED else None,
        "held": held_of(own),
        "stays_here": contact_stays_here(relationship.programme),
    }
    if request.headers.get("HX-Request"):
        # htmx shows what comes back only when it is no error; the form in it says what is wrong.
        return render(request, "conversations/_thread.html", context)
    return render(request, "conversations/conversation.html", context, status=status)


def _number(request: PersonRequest, name: str) -> int | None:
    """The id of a message in the address; None where there is none that a database could hold."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@login_required
def newer_messages(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What has come since the newest message on the page: nothing (204), or the messages to put below it."""
    relationship, own = access_conversation(request.user, ref, pk)
    rows = messages_after(relationship, _number(request, "after") or 0)
    if not rows:
        return HttpResponse(status=204)
    actions.mark_read(side=own, up_to=rows[-1].pk)
    context = {"programme": relationship.programme, "own": own, "messages_to_show": rows}
    return render(request, "conversations/_newer.html", context)


@login_required
def case_conversations(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """The conversations that an open case is about: who with whom, and not a word of them."""
    case = access_open_case(request.user, ref, pk)
    context = {
        "programme": case.programme,
        "case": case,
        "rows": case_conversations_visible_to(request.user, case),
    }
    page = "_case_conversations" if request.headers.get("HX-Request") else "case_conversations"
    return render(request, f"conversations/{page}.html", context)


@login_required
def read_for_case(request: PersonRequest, ref: str, case: int, pk: int) -> HttpResponse:
    """A lead says why, and then reads for one hour; each look is written down."""
    row, relationship = access_case_conversation(request.user, ref, case, pk)
    reading = current_reading(row, relationship, request.user)
    form = ReasonForm(request.POST or None)
    if reading is None and form.is_valid():
        actions.begin_case_reading(case=row, relationship=relationship, by=request.user, **form.cleaned_data)
        return redirect("conversations:read_for_case", ref, case, pk)
    context: dict[str, Any] = {
        "programme": row.programme,
        "case": row,
        "relationship": relationship,
        "reading": reading,
        "form": form,
    }
    if reading is not None:
        context["page"] = messages_of(relationship, before=_number(request, "before"))
        actions.note_reading(reading=reading, by=request.user)
    status = 422 if form.is_bound and reading is None else 200
    return render(request, "conversations/read_for_case.html", context, status=status)
