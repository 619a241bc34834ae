from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.conversations.access.spaces import (
    Entry,
    access_moderation,
    access_post,
    access_thread,
    access_unmasking,
)
from alongside.conversations.actions import moderation as actions
from alongside.conversations.forms.spaces import ActForm, BehindNameForm, CloseForm
from alongside.conversations.queries.moderation import (
    heard_about,
    marked_in,
    open_answer,
    open_hiding,
    open_reports,
    told_of,
    waiting_in,
)
from alongside.conversations.queries.posts import PER_PAGE
from alongside.conversations.queries.spaces import about
from alongside.people.http import PersonRequest
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.actions.words_waiting import EnoughForToday, SomebodyElseReads, claim_words
from alongside.safeguarding.queries import heard_in


@login_required
def moderation(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """What waits for those who look after the space, oldest first."""
    entry = access_moderation(request.user, ref, pk)
    page = Paginator(waiting_in(entry.space), PER_PAGE).get_page(request.GET.get("page"))
    context = {"entry": entry, **about(entry.space)} | {
        "page": page,
        "things": told_of(list(page.object_list)),
        "moderates_as_staff": entry.moderates_as_staff,
    }
    return render(request, "conversations/moderation.html", context)


@login_required
def moderate_post(request: PersonRequest, ref: str, pk: int, post: int) -> HttpResponse:
    """One post, what was said about it, and what can be done: from least to most."""
    entry = access_moderation(request.user, ref, pk)
    row = access_post(entry, post)
    form = ActForm(request.POST or None, acts=actions.possible_acts(row))
    if form.is_valid() and _acts(form, post, entry, request):
        messages.success(request, _("Done, and written down."))
        return redirect("conversations:moderation", ref, pk)
    context = {"entry": entry, **about(entry.space)} | {
        "post": row,
        "form": form,
        "reports": list(open_reports(row)),
        "heard": [(each, heard_in(each)) for each in heard_about(row)],
        "answer": open_answer(row),
        "hiding": open_hiding(row),
        "parts": marked_in(row),
        "may_suspend": entry.moderates_as_staff and (entry.own is None or entry.own.pk != row.author_id),
        "may_see_author": entry.space.identity != "named" and entry.moderates_as_staff,
    }
    return render(request, "conversations/moderate_post.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def claim_heard(request: PersonRequest, ref: str, pk: int, post: int) -> HttpResponse:
    """One person reads what triage picked out; the others can see that."""
    entry = access_moderation(request.user, ref, pk)
    row = access_post(entry, post)
    for words in heard_about(row):
        try:
            claim_words(row=words, by=request.user)
        except SomebodyElseReads as error:
            messages.error(request, _("%(name)s was quicker and reads this.") % {"name": error.by})
        except EnoughForToday as enough:
            messages.warning(
                request,
                _(
                    "You have read much that is hard in this shift. Take a break, and leave this one to %(names)s."
                )
                % {"names": ", ".join(enough.others)},
            )
    return redirect("conversations:moderate_post", ref, pk, post)


def _acts(form: ActForm, post: int, entry: Entry, request: PersonRequest) -> bool:
    try:
        actions.act_on_post(post=access_post(entry, post), by=request.user, **form.cleaned_data)
    except actions.OwnPost:
        form.add_error("kind", _("You wrote this yourself. Somebody else looks at it."))
    except actions.NeedsAnotherPerson:
        form.add_error("kind", _("You acted on this yourself. Somebody else looks at it now."))
    except StateChanged:
        form.add_error("kind", _("This has changed meanwhile. Please look again."))
    else:
        return True
    return False


@login_required
def close_thread(request: PersonRequest, ref: str, pk: int, thread: int) -> HttpResponse:
    """Close a thread, or open it again; everybody reads why."""
    entry = access_moderation(request.user, ref, pk)
    row = access_thread(entry, thread)
    form = CloseForm(request.POST or None, is_open=row.closed_at is None)
    if form.is_valid():
        deed = actions.close_thread if row.closed_at is None else actions.open_thread_again
        try:
            deed(thread=row, by=request.user, **form.cleaned_data)
        except StateChanged:
            messages.info(request, _("Somebody else has just done so."))
        return redirect("conversations:thread", ref, pk, thread)
    context = {"entry": entry, **about(entry.space)} | {"thread": row, "form": form}
    return render(request, "conversations/close_thread.html", context, status=422 if form.is_bound else 200)


@login_required
def see_author(request: PersonRequest, ref: str, pk: int, post: int) -> HttpResponse:
    """Who wrote something under a chosen name or none: a reason first, and the log keeps it."""
    entry, row = access_unmasking(request.user, ref, pk, post)
    form = BehindNameForm(request.POST or None)
    context = {"entry": entry, **about(entry.space)} | {"post": row, "form": form}
    if form.is_valid():
        context["author"] = actions.see_author(post=row, by=request.user, **form.cleaned_data)
    status = 422 if form.is_bound and "author" not in context else 200
    return render(request, "conversations/see_author.html", context, status=status)
