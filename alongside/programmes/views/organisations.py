from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.people.http import PersonRequest
from alongside.programmes.access import (
    access_invitation,
    access_organisation,
    access_staff_role,
    invitations_visible_to,
    own_roles,
    staff_roles_visible_to,
)
from alongside.programmes.actions import (
    AlreadyThere,
    LastAdministrator,
    StateChanged,
    change_organisation,
    end_role,
    invite_to_role,
    send_invitation_again,
    withdraw_invitation,
)
from alongside.programmes.forms import InviteForm, SettingsForm
from alongside.programmes.queries import places_of, programmes_of
from alongside.roles.permissions import Permission, Role

PAGE = 50


@login_required
def organisation(request: PersonRequest, pk: int) -> HttpResponse:
    found = access_organisation(request.user, pk, Permission.ORGANISATION_MANAGE)
    page = Paginator(programmes_of(found), PAGE).get_page(request.GET.get("page"))
    return render(request, "programmes/organisation.html", {"organisation": found, "page": page})


@login_required
def settings(request: PersonRequest, pk: int) -> HttpResponse:
    found = access_organisation(request.user, pk, Permission.ORGANISATION_MANAGE)
    now = {field: getattr(found, field) for field in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        if change_organisation(organisation=found, by=request.user, **form.cleaned_data):
            messages.success(request, _("The settings are kept."))
        else:
            messages.info(request, _("Nothing was different."))
        return redirect("programmes:organisation", pk=found.pk)
    return render(
        request,
        "programmes/organisation_settings.html",
        {"organisation": found, "form": form},
        status=422 if form.errors else 200,
    )


@login_required
def staff(request: PersonRequest, pk: int) -> HttpResponse:
    found = access_organisation(request.user, pk, Permission.STAFF_INVITE)
    roles = staff_roles_visible_to(request.user, found)
    return render(
        request,
        "programmes/staff.html",
        {
            "organisation": found,
            "page": Paginator(roles, PAGE).get_page(request.GET.get("page")),
            "invitations": invitations_visible_to(request.user, found)[:PAGE],
        },
    )


@login_required
def staff_invite(request: PersonRequest, pk: int) -> HttpResponse:
    found = access_organisation(request.user, pk, Permission.STAFF_INVITE)
    programmes = {programme.ref: programme for programme in programmes_of(found)}
    places = [(ref, programme.name) for ref, programme in programmes.items()]
    form = InviteForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            invite_to_role(
                organisation=found,
                email=typed["email"],
                role=Role(typed["role"]),
                programme=programmes.get(typed["place"]),
                role_ends_on=typed["until"],
                by=request.user,
            )
        except AlreadyThere:
            messages.info(
                request, _("This invitation waits for an answer already. No second letter was sent.")
            )
        else:
            messages.success(request, _("A letter is on its way to %(email)s.") % {"email": typed["email"]})
        return redirect("programmes:staff", pk=found.pk)
    return render(
        request,
        "programmes/staff_invite.html",
        {"organisation": found, "form": form},
        status=422 if form.errors else 200,
    )


@login_required
def invitation_again(request: PersonRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = access_invitation(request.user, pk, invitation_pk)
    if request.method == "POST":
        try:
            send_invitation_again(invitation=invitation, by=request.user)
        except StateChanged:
            messages.info(
                request, _("No new letter was sent: one has just gone out, or the invitation is over.")
            )
        else:
            messages.success(request, _("A new letter is on its way. The link in the old one works no more."))
        return redirect("programmes:staff", pk=pk)
    return _ask(
        request,
        pk,
        title=_("Send the letter again?"),
        text=_("%(email)s gets a new link. The old one then works no more.") % {"email": invitation.email},
        label=_("Send it again"),
    )


@login_required
def invitation_withdraw(request: PersonRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = access_invitation(request.user, pk, invitation_pk)
    if request.method == "POST":
        try:
            withdraw_invitation(invitation=invitation, by=request.user)
        except StateChanged:
            messages.info(request, _("This invitation was answered or withdrawn already."))
        else:
            messages.success(request, _("The invitation is withdrawn. Its link works no more."))
        return redirect("programmes:staff", pk=pk)
    return _ask(
        request,
        pk,
        title=_("Withdraw this invitation?"),
        text=_("The link that was sent to %(email)s then works no more.") % {"email": invitation.email},
        label=_("Withdraw it"),
        look="careful",
    )


@login_required
def role_end(request: PersonRequest, pk: int, role_pk: int) -> HttpResponse:
    staff_role = access_staff_role(request.user, pk, role_pk)
    if request.method == "POST":
        try:
            end_role(staff_role=staff_role, by=request.user)
        except StateChanged:
            messages.info(request, _("This role was ended already."))
        except LastAdministrator:
            messages.error(
                request,
                _(
                    "This is the only administrator: nobody could invite anybody any more. Invite another one first."
                ),
            )
        else:
            messages.success(request, _("The role is ended. It opens no page any more."))
        return redirect("programmes:staff", pk=pk)
    words = {"name": staff_role.person.name, "role": staff_role.get_role_display()}
    return _ask(
        request,
        pk,
        title=_("End this role?"),
        text=_("%(name)s stops being %(role)s at once. What they wrote down stays.") % words,
        label=_("End the role now"),
        look="careful",
    )


def _ask(
    request: PersonRequest, pk: int, *, title: str, text: str, label: str, look: str = ""
) -> HttpResponse:
    back = reverse("programmes:staff", kwargs={"pk": pk})
    words = {"title": title, "text": text, "label": label, "look": look, "back_url": back}
    return render(request, "common/confirm.html", words)


@login_required
def my_places(request: PersonRequest) -> HttpResponse:
    person = own_roles(request.user)
    return render(request, "programmes/my_places.html", {"places": places_of(person)})
