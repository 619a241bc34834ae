"""What a supporter does for themselves, and what staff do for them on the telephone: the same pages, twice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alongside.enrolment.actions.places import Barred, come_back
from alongside.enrolment.queries.gates import gate_words
from alongside.people.http import PersonRequest
from alongside.programmes.actions import StateChanged, pause_place
from alongside.training.access import Preparing, access_preparing, own_preparing
from alongside.training.actions import WordingChanged, accept_role, say_free_again, set_capacity
from alongside.training.forms import AcceptRoleForm, CapacityForm, PauseForm
from alongside.training.queries import role_accepted_on, role_wording


@login_required
def role(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    return _role(request, access_preparing(request.user, ref, pk))


@login_required
def my_role(request: PersonRequest, ref: str) -> HttpResponse:
    return _role(request, own_preparing(request.user, ref))


@login_required
def capacity(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    return _capacity(request, access_preparing(request.user, ref, pk))


@login_required
def my_capacity(request: PersonRequest, ref: str) -> HttpResponse:
    return _capacity(request, own_preparing(request.user, ref))


@login_required
def pause(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    return _pause(request, access_preparing(request.user, ref, pk))


@login_required
def my_pause(request: PersonRequest, ref: str) -> HttpResponse:
    return _pause(request, own_preparing(request.user, ref))


@login_required
def resume(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    return _resume(request, access_preparing(request.user, ref, pk))


@login_required
def my_resume(request: PersonRequest, ref: str) -> HttpResponse:
    return _resume(request, own_preparing(request.user, ref))


@login_required
def free_again(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    return _free_again(request, access_preparing(request.user, ref, pk))


@login_required
def my_free_again(request: PersonRequest, ref: str) -> HttpResponse:
    return _free_again(request, own_preparing(request.user, ref))


def _role(request: PersonRequest, preparing: Preparing) -> HttpResponse:
    wording = role_wording(preparing.programme)
    if wording is None:
        raise Http404
    form = AcceptRoleForm(request.POST or None, own=preparing.own, initial={"wording": wording.hash})
    if form.is_valid():
        try:
            accept_role(
                supporter=preparing.supporter,
                wording_hash=form.cleaned_data["wording"],
                by=request.user,
                on_behalf_of=preparing.on_behalf_of,
            )
        except WordingChanged:
            messages.error(
                request, _("The words have changed since you opened the page. Please read them again.")
            )
            return redirect(preparing.page("role"))
        messages.success(request, _("Accepted. Thank you."))
        return redirect(preparing.home)
    return _page(
        request, "role", preparing, form, wording=wording, accepted_on=role_accepted_on(preparing.supporter)
    )


def _capacity(request: PersonRequest, preparing: Preparing) -> HttpResponse:
    form = CapacityForm(
        request.POST or None,
        programme=preparing.programme,
        initial={"capacity": preparing.supporter.capacity},
    )
    if form.is_valid():
        set_capacity(
            supporter=preparing.supporter,
            capacity=form.cleaned_data["capacity"],
            by=request.user,
            on_behalf_of=preparing.on_behalf_of,
        )
        messages.success(request, _("Saved. It counts from the next match on."))
        return redirect(preparing.home)
    return _page(request, "capacity", preparing, form)


def _pause(request: PersonRequest, preparing: Preparing) -> HttpResponse:
    form = PauseForm(request.POST or None) if request.method == "POST" else PauseForm()
    if request.method == "POST" and form.is_valid():
        try:
            pause_place(
                place=preparing.supporter,
                by=request.user,
                until=form.cleaned_data["until"],
                on_behalf_of=preparing.on_behalf_of,
            )
        except StateChanged:
            messages.info(request, _("The pause has begun already."))
        else:
            messages.success(request, _("The pause has begun. Nobody new is proposed until it ends."))
        return redirect(preparing.home)
    return _page(request, "pause", preparing, form)


def _resume(request: PersonRequest, preparing: Preparing) -> HttpResponse:
    if request.method == "POST":
        try:
            come_back(place=preparing.supporter, by=request.user, on_behalf_of=preparing.on_behalf_of)
        except StateChanged:
            messages.info(request, _("The pause is over already."))
        except Barred as barred:
            messages.error(request, gate_words(barred.gates))
        else:
            messages.success(request, _("Welcome back. The pause is over."))
        return redirect(preparing.home)
    return _ask(
        request,
        preparing,
        _("End the pause?"),
        _("From now on people may be proposed again."),
        _("End the pause"),
    )


def _free_again(request: PersonRequest, preparing: Preparing) -> HttpResponse:
    if request.method == "POST":
        try:
            say_free_again(
                supporter=preparing.supporter, by=request.user, on_behalf_of=preparing.on_behalf_of
            )
        except StateChanged:
            messages.info(request, _("That was said already."))
        else:
            messages.success(request, _("Noted: free for a next match."))
        return redirect(preparing.home)
    words = _("After an ending there is no hurry. Only the supporter says when.")
    return _ask(request, preparing, _("Free for a next match?"), words, _("Yes, free again"))


def _ask(request: PersonRequest, preparing: Preparing, title: str, text: str, label: str) -> HttpResponse:
    context = {"title": title, "text": text, "label": label, "back_url": preparing.home}
    return render(request, "common/confirm.html", context)


def _page(request: PersonRequest, name: str, preparing: Preparing, form: Any, **more: object) -> HttpResponse:
    context = {"preparing": preparing, "programme": preparing.programme, "form": form, **more}
    return render(request, f"training/{name}.html", context, status=422 if form.is_bound else 200)
