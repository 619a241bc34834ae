from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.common.http import everybody
from alongside.people.http import PageRequest, PersonRequest
from alongside.safeguarding.access import access_help, access_help_contact, access_help_editing
from alongside.safeguarding.actions.help_contacts import (
    LastHelpContact,
    add_help_contact,
    change_help_contact,
    check_help_contact,
    own_help_contacts,
    remove_help_contact,
)
from alongside.safeguarding.forms import HelpContactForm
from alongside.safeguarding.queries import (
    all_help_for,
    countries_of_site,
    crisis_words,
    general_contacts,
    help_contacts_for,
    programmes_for_help,
    readers_in,
    stale_contacts,
    without_doubles,
)


@everybody
def help(request: PageRequest) -> HttpResponse:  # noqa: A001 - the page's name, in its address since the first link
    """Help now, for anybody, signed in or not. Kept by browsers for a while when nobody is signed in."""
    programmes = programmes_for_help(request.user) if request.user.is_authenticated else []
    own = [contact for programme in programmes for contact in help_contacts_for(programme)]
    response = render(
        request,
        "safeguarding/help.html",
        {
            "contacts": without_doubles([*own, *general_contacts(countries_of_site())]),
            "programmes": programmes,
        },
    )
    if not request.user.is_authenticated:
        response["Cache-Control"] = "public, max-age=600"
    return response


@everybody
def programme_help(request: HttpRequest, ref: str) -> HttpResponse:
    """Help in one programme, and what happens there when somebody is in danger."""
    programme = access_help(ref)
    return render(
        request,
        "safeguarding/programme_help.html",
        {
            "programme": programme,
            "words": crisis_words(programme),
            "readers": readers_in(programme),
            "contacts": all_help_for(programme),
        },
    )


@login_required
def help_contacts(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    return render(
        request,
        "safeguarding/help_contacts.html",
        {
            "programme": programme,
            "contacts": help_contacts_for(programme),
            "stale": [contact.pk for contact in stale_contacts(programme, timezone.localdate())],
        },
    )


@login_required
@require_http_methods(["POST"])
def own_contacts(request: PersonRequest, ref: str) -> HttpResponse:
    """Begin to change the contacts that came with the definition."""
    programme = access_help_editing(request.user, ref)
    own_help_contacts(programme=programme)
    return redirect("safeguarding:help_contacts", ref)


@login_required
def add_contact(request: PersonRequest, ref: str) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    form = HelpContactForm(request.POST or None)
    if form.is_valid():
        add_help_contact(programme=programme, by=request.user, **form.cleaned_data)
        messages.success(request, _("The contact is on the list. Everybody sees it now."))
        return redirect("safeguarding:help_contacts", ref)
    return render(
        request,
        "safeguarding/help_contact.html",
        {"programme": programme, "form": form},
        status=422 if form.is_bound else 200,
    )


@login_required
def help_contact(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    contact = access_help_contact(programme, pk)
    form = HelpContactForm(request.POST or None, instance=contact)
    if form.is_valid():
        change_help_contact(contact=contact, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved, and noted as checked today."))
        return redirect("safeguarding:help_contacts", ref)
    return render(
        request,
        "safeguarding/help_contact.html",
        {"programme": programme, "form": form, "contact": contact},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_http_methods(["POST"])
def check_contact(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """One tap, for whoever has just rung and got through."""
    programme = access_help_editing(request.user, ref)
    check_help_contact(contact=access_help_contact(programme, pk), by=request.user)
    messages.success(request, _("Noted as checked today."))
    return redirect("safeguarding:help_contacts", ref)


@login_required
@require_http_methods(["POST"])
def remove_contact(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    programme = access_help_editing(request.user, ref)
    contact = access_help_contact(programme, pk)
    try:
        remove_help_contact(contact=contact, by=request.user)
    except LastHelpContact:
        messages.error(request, _("This is the only contact. Add another before you take it away."))
    else:
        messages.success(request, _("The contact is no longer on the list."))
    return redirect("safeguarding:help_contacts", ref)
