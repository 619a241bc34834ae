from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from allauth.account.views import login
from django.urls import URLPattern, URLResolver, include, path

ROOMS = [
    ("", "web"),
    ("", "common"),
    ("", "people"),
    ("", "programmes"),
    ("", "enrolment"),
    ("", "joining"),
    ("", "safeguarding"),
    ("", "training"),
    ("", "matching"),
    ("", "measures"),
    ("", "support_sessions"),
    ("", "conversations"),
    ("", "evaluation"),
    ("", "data_rights"),
]

urlpatterns: list[URLPattern | URLResolver] = []
for prefix, room in ROOMS:
    if find_spec(f"alongside.{room}.urls"):
        urlpatterns.append(path(prefix, include(import_module(f"alongside.{room}.urls"))))

# After the rooms: `people` answers first where it has a page of its own, or none to offer. The last pattern of a name
# is the one that addresses are made from, so that signing in is at /sign-in/.
urlpatterns += [path("sign-in/", include("allauth.urls")), path("sign-in/", login, name="account_login")]

handler500 = "alongside.common.http.error_page"
