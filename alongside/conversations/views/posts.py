from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.conversations.access.spaces import (
    access_inside,
    access_own_place,
    access_own_post,
    access_post,
    access_thread,
)
from alongside.conversations.actions import SentSomethingElse
from alongside.conversations.actions import posts as actions
from alongside.conversations.actions.moderation import answer_act as answer_it
from alongside.conversations.forms.spaces import AnswerForm, PostForm, ReplyForm, ReportForm, ThreadForm
from alongside.conversations.queries.moderation import answerable_act
from alongside.conversations.queries.posts import PER_PAGE, posts_in
from alongside.conversations.queries.spaces import about, may_campaign, may_propose_rules, may_write
from alongside.people.http import PersonRequest
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.http import offer_help
from alongside.safeguarding.queries import all_help_for


@login_required
def begin_thread(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """Begin to talk about something."""
    entry = access_inside(request.user, ref, pk)
    about_rules = request.GET.get("about") == "rules" and may_propose_rules(entry.own, entry.space)
    initial = {"title": _("A change to our ground rules")} if about_rules else {}
    form = ThreadForm(request.POST or None, campaigns=may_campaign(entry.space), initial=initial)
    why = may_write(entry.own, entry.space)
    if form.is_valid() and entry.own is not None:
        try:
            post = actions.begin_thread(own=entry.own, by=request.user, **form.cleaned_data)
        except actions.MayNotWrite as error:
            why = error.why
        except SentSomethingElse:
            form = _to_send_again(request, form, campaigns=may_campaign(entry.space))
        else:
            offer_help(request, post)
            return redirect("conversations:thread", ref, pk, post.thread_id)
    context = {"entry": entry, **about(entry.space)} | {"form": form, "may_write": str(why)}
    return render(request, "conversations/begin_thread.html", context, status=422 if form.is_bound else 200)


def _to_send_again(request: PersonRequest, form: PostForm, **options: Any) -> Any:
    """The same words under a new key: other words went from the same page before, and these are not stored yet."""
    new_key = PostForm().fields["key"].initial
    fresh = type(form)({**request.POST.dict(), "key": new_key}, **options)
    fresh.is_valid()
    fresh.add_error(
        "words", _("You sent other words from this page before. To send these too, press the button again.")
    )
    return fresh


@login_required
def thread(request: PersonRequest, ref: str, pk: int, thread: int) -> HttpResponse:
    """A thread, and the place to answer."""
    entry = access_inside(request.user, ref, pk)
    row = access_thread(entry, thread)
    why = may_write(entry.own, entry.space, row)
    if request.method == "POST":
        form = ReplyForm(request.POST)
    else:
        story = request.GET.get("story", "")
        form = ReplyForm(initial={"kind": "second_story", "answers": story} if _is_number(story) else {})
    rows = Paginator(posts_in(row, entry.own, moderating=entry.moderates), PER_PAGE)
    context = {"entry": entry, **about(entry.space)} | {"thread": row, "form": form, "may_write": str(why)}
    if form.is_valid() and entry.own is not None and (number := _replies(request, context)):
        here = reverse("conversations:thread", args=[ref, pk, thread])
        return redirect(f"{here}?page={rows.num_pages}#post-{number}")
    context["page"] = rows.get_page(request.GET.get("page"))
    return render(request, "conversations/thread.html", context, status=422 if form.is_bound else 200)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _replies(request: PersonRequest, context: dict[str, Any]) -> int | None:
    """Write what the form holds and return the post's id; otherwise the context says what held it up."""
    form = context["form"]
    try:
        post = actions.write_reply(
            own=context["entry"].own, thread=context["thread"], by=request.user, **form.cleaned_data
        )
    except actions.MayNotWrite as error:
        context["may_write"] = str(error.why)
    except actions.AnswersNothing:
        form.add_error("kind", _("What you answer is not here any more. Please choose “A reply”."))
    except SentSomethingElse:
        context["form"] = _to_send_again(request, form)
    else:
        offer_help(request, post)
        return post.pk
    return None


@login_required
def withdraw_post(request: PersonRequest, ref: str, pk: int, post: int) -> HttpResponse:
    """Take back what I wrote: the words go, and their place stays."""
    entry = access_own_place(request.user, ref, pk)
    row = access_own_post(entry, post)
    if request.method == "POST":
        actions.withdraw_post(post=row, by=request.user)
        messages.success(
            request, _("Your words are gone. Their place stays, so that the answers make sense.")
        )
        return redirect("conversations:own_place", ref, pk)
    return render(
        request, "conversations/withdraw_post.html", {"entry": entry, **about(entry.space)} | {"post": row}
    )


@login_required
def report_post(request: PersonRequest, ref: str, pk: int, post: int) -> HttpResponse:
    """Say what is wrong with a post. Help stands on the page before anything is sent, and after."""
    entry = access_inside(request.user, ref, pk)
    row = access_post(entry, post)
    form = ReportForm(request.POST or None, space=entry.space)
    context = {"entry": entry, **about(entry.space)} | {
        "post": row,
        "form": form,
        "contacts": all_help_for(entry.space.programme),
    }
    if form.is_valid():
        context["report"] = actions.report_post(post=row, by=request.user, **form.cleaned_data)
        return render(request, "conversations/post_reported.html", context)
    return render(request, "conversations/report_post.html", context, status=422 if form.is_bound else 200)


@login_required
def answer_act(request: PersonRequest, ref: str, pk: int, post: int) -> HttpResponse:
    """The author answers what was done to their post."""
    entry = access_own_place(request.user, ref, pk)
    row = access_own_post(entry, post)
    act = answerable_act(row)
    form = AnswerForm(request.POST or None)
    if form.is_valid() and act is not None:
        try:
            answer_it(act=act, by=request.user, **form.cleaned_data)
        except StateChanged:
            form.add_error("words", _("You have answered this already."))
        else:
            messages.success(request, _("Your answer has arrived. Somebody looks at it."))
            return redirect("conversations:own_place", ref, pk)
    context = {"entry": entry, **about(entry.space)} | {"post": row, "act": act, "form": form}
    return render(request, "conversations/answer_act.html", context, status=422 if form.is_bound else 200)
