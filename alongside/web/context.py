from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.programmes.queries import roles_in
from alongside.web.queries import places_to_go


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The few places that this visitor can go to from here: those of the programme whose page this is, and home."""
    match, person = request.resolver_match, getattr(request, "user", None)
    if not isinstance(person, Person):
        return {}
    nav = [{"url": reverse("web:home"), "label": _("Home"), "current": request.path == reverse("web:home")}]
    ref = match.kwargs.get("ref") if match else None
    programme = (
        Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
        if ref
        else None
    )
    if programme is None:
        return {"site_nav": [*nav, *_account_links(request)]}
    roles = roles_in(programme, person)
    if roles:
        for place in places_to_go(roles, programme):
            nav += _link(request, place.url_name, place.label, ref=ref)
    return {"site_nav": nav, "site_name": programme.organisation.name if roles else None}


def _account_links(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        *_link(request, "web:notices", _("Messages from us")),
        *_link(request, "people:account", _("Your account")),
    ]


def _link(request: HttpRequest, name: str, label: str, **kwargs: Any) -> list[dict[str, Any]]:
    try:
        url = reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return []
    return [{"url": url, "label": label, "current": request.path == url}]
