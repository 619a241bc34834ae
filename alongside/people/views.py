"""Signing in by a link, and one's own account. The other pages of signing in are allauth's, in our templates."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from alongside.common.http import everybody
from alongside.people.access import access_own_sign_in, own_account
from alongside.people.actions import (
    LinkWorksNoMore,
    change_profile,
    end_sign_ins,
    read_sign_in_link,
    request_sign_in_link,
    sign_out_everywhere,
    use_sign_in_link,
)
from alongside.people.forms import LinkForm, ProfileForm
from alongside.people.http import PageRequest, PersonRequest, note_refused, own_page, sign_in, within_limit
from alongside.people.queries import has_second_factor, sign_ins_of


@everybody
def ask_for_link(request: PageRequest) -> HttpResponse:
    """Says the same whether somebody signs in with this address or not."""
    next_page = own_page(request.GET.get("next", ""))
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not within_limit(request, "request_login_code", key=email.lower()):
            return render(request, "429.html", status=429)
        request_sign_in_link(email=email, next_page=next_page)
        return redirect("people:link_sent")
    return render(
        request,
        "people/ask_for_link.html",
        {"form": form, "next": next_page},
        status=422 if form.errors else 200,
    )


@everybody
def link_sent(request: PageRequest) -> HttpResponse:
    return render(request, "people/link_sent.html", {"demo": settings.DEMO})


@everybody
@sensitive_variables("token")
def use_link(request: PageRequest, token: str) -> HttpResponse:
    """Opening the link does nothing yet, because mail scanners open links too: the button does it."""
    try:
        if request.method == "POST":
            person, next_page = use_sign_in_link(token)
            return sign_in(request, person, next_page=own_page(next_page))
        person, _next = read_sign_in_link(token)
    except LinkWorksNoMore:
        note_refused(request, "somebody", "link")
        return render(request, "people/link_works_no_more.html", status=410)
    return render(request, "people/use_link.html", {"name": person.name})


@everybody
def not_offered(_request: PageRequest, **_parts: str) -> HttpResponse:
    """Pages of allauth that have no place here: there is no signing up from outside."""
    raise Http404


@login_required
def account(request: PersonRequest) -> HttpResponse:
    person = own_account(request.user)
    return render(
        request,
        "people/account.html",
        {
            "person": person,
            "language_name": dict(settings.LANGUAGES).get(person.language, person.language),
            "second_factor": has_second_factor(person),
        },
    )


@login_required
def profile(request: PersonRequest) -> HttpResponse:
    person = own_account(request.user)
    form = ProfileForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        change_profile(by=person, **form.cleaned_data)
        messages.success(request, _("Your name and language are kept."))
        return redirect("people:account")
    return render(request, "people/profile.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def devices(request: PersonRequest) -> HttpResponse:
    """Where I am signed in, without the place: to end what I do not know, or all but this."""
    person = own_account(request.user)
    rows = sign_ins_of(person)
    here = request.session.session_key
    if request.method == "POST":
        end_sign_ins(rows=rows.exclude(session_key=here))
        messages.success(request, _("You are signed in here only."))
        return redirect("people:devices")
    return render(request, "people/devices.html", {"rows": rows, "here": here})


@login_required
@require_POST
def end_device(request: PersonRequest, pk: int) -> HttpResponse:
    row = access_own_sign_in(request.user, pk)
    is_here = row.session_key == request.session.session_key
    end_sign_ins(rows=[row])
    if is_here:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("Ended."))
    return redirect("people:devices")


@login_required
def sign_out_of_all(request: PersonRequest) -> HttpResponse:
    person = own_account(request.user)
    if request.method == "POST":
        sign_out_everywhere(by=person)
        logout(request)
        messages.success(request, _("You are signed out on every device."))
        return redirect("account_login")
    return render(request, "people/sign_out_of_all.html", {"person": person})
