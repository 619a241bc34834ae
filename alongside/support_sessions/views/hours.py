"""A peer supporter's own contacts and hours, month by month, where they are paid by them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from alongside.people.http import PersonRequest
from alongside.programmes.queries import definition_of
from alongside.support_sessions.access import access_own_hours
from alongside.support_sessions.queries.hours import months_of


@login_required
def my_hours(request: PersonRequest, ref: str) -> HttpResponse:
    supporter = access_own_hours(request.user, ref)
    context = {
        "programme": supporter.programme,
        "pay": definition_of(supporter.programme).supporters_pay,
        "months": months_of(supporter, timezone.localdate()),
    }
    return render(request, "support_sessions/my_hours.html", context)
