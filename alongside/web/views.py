from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from alongside.common.http import everybody
from alongside.common.lists import page_of
from alongside.joining.queries.requests import programmes_to_join
from alongside.notify.actions import AlreadyPassedOn
from alongside.notify.actions import pass_on as pass_notice_on
from alongside.notify.queries import notices_of, notices_to_pass_on
from alongside.people.http import PersonRequest, let_in
from alongside.programmes.access import access_programme, own_member, own_supporter
from alongside.roles.permissions import Permission
from alongside.support_sessions.queries.hours import counts_hours
from alongside.web import actions, queries
from alongside.web.access import access_demo_person, access_notice_to_pass_on, access_own_home

log = logging.getLogger(__name__)
DEMO_SESSION = "demo_sign_in"


@everybody
@require_GET
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for whoever asks
    """For a watch outside the site: 200 while all is well, else 503. It says no more; the log says what is wrong."""
    wrong = queries.what_is_wrong()
    if wrong:
        log.error("not well: %s", ", ".join(wrong))
    said, status = ("not well", 503) if wrong else ("well", 200)
    return HttpResponse(f"{said}\n", status=status, content_type="text/plain; charset=utf-8")


@everybody
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, and the way in."""
    if request.user.is_authenticated:
        return redirect("web:home")
    return render(
        request,
        "web/landing.html",
        {"cast": queries.demo_cast_with_roles(), "may_join": programmes_to_join().exists()},
    )


@login_required
@require_GET
def home(request: PersonRequest) -> HttpResponse:
    """Every programme in which I have a part, and where to go in it."""
    person = access_own_home(request.user)
    programmes = queries.my_programmes(person)
    return render(
        request,
        "web/home.html",
        {"programmes": programmes, "organisations": queries.my_organisations(person)},
    )


@everybody
@require_POST
def enter_demo(request: HttpRequest, pk: int) -> HttpResponse:
    """One click, in a demonstration only: sign in as one of the cast."""
    person = access_demo_person(pk)
    let_in(request, person)
    request.session[DEMO_SESSION] = True
    actions.enter_demo(person=person)
    return redirect("web:home")


@login_required
@require_GET
def notices(request: PersonRequest) -> HttpResponse:
    """What we have told me, newest first."""
    person = access_own_home(request.user)
    page = page_of(request, notices_of(person))
    shown = list(page.object_list)
    response = render(request, "web/notices.html", {"page": page, "notices": shown})
    actions.mark_notices_read(person=person, notices=shown)
    return response


@login_required
@require_GET
def today(request: PersonRequest, ref: str) -> HttpResponse:
    """The coordinator's morning page."""
    programme = access_programme(request.user, ref, Permission.MATCH_PROPOSE)
    morning = queries.Morning(programme, timezone.localdate(), request.user)
    return render(request, "web/today.html", {"programme": programme, "sections": morning.sections()})


@login_required
@require_GET
def my_support(request: PersonRequest, ref: str) -> HttpResponse:
    """A member's own page."""
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    member = own_member(request.user, programme)
    actions.bring_up_to_date(place=member)
    home = queries.my_support(member, timezone.localdate())
    return render(request, "web/my_support.html", {"programme": programme, "member": member, "home": home})


@login_required
@require_GET
def supporting(request: PersonRequest, ref: str) -> HttpResponse:
    """A peer supporter's own page."""
    programme = access_programme(request.user, ref, Permission.PROGRAMME_VIEW)
    supporter = own_supporter(request.user, programme)
    actions.bring_up_to_date(place=supporter)
    home = queries.supporting(supporter, timezone.localdate())
    return render(
        request,
        "web/supporting.html",
        {
            "programme": programme,
            "supporter": supporter,
            "home": home,
            "counts_hours": counts_hours(programme),
        },
    )


@login_required
@require_GET
def to_pass_on(request: PersonRequest, ref: str) -> HttpResponse:
    """Messages that no machine can deliver here: read them out, send them by text, post them."""
    programme = access_programme(request.user, ref, Permission.PARTICIPANT_VIEW)
    page = page_of(request, notices_to_pass_on(programme.pk))
    return render(
        request, "web/to_pass_on.html", {"programme": programme, "page": page, "notices": queries.named(page)}
    )


@login_required
def pass_on(request: PersonRequest, ref: str, pk: int) -> HttpResponse:
    """One message in the words to pass on, and the button that says it is done."""
    notice, programme = access_notice_to_pass_on(request.user, ref, pk)
    if request.method == "POST":
        try:
            pass_notice_on(notice=notice, by=request.user)
        except AlreadyPassedOn:
            messages.info(request, _("Somebody has passed this on already. Thank you all the same."))
        else:
            messages.success(request, _("Noted: you passed it on."))
        return redirect("web:to_pass_on", ref=ref)
    return render(request, "web/pass_on.html", {"programme": programme, "notice": notice})
