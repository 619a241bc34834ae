"""Every page × every one of the cast. Each room's rows are in `tests/doors/<room>.py`; a page without a row fails.

A row names the URL, how to fill its address from the cast, and who gets in. Everybody else must get 404, and nobody
signed in must be sent to sign in (or, for pages of the public, get in too). A person of another organisation is
always among those who must not.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import doors
from tests.doors.row import EVERYBODY, SIGNED_IN, Row

if TYPE_CHECKING:
    from tests.conftest import Cast

VISITORS = ("nobody_signed_in", "ada", "cora", "sula", "sasha", "eve", "mia", "sam", "otto", "olga", "nobody")
# Allauth's pages and Django's own are theirs to test.
OUTSIDE = {"account", "mfa", "socialaccount"}


def rows() -> list[Row]:
    found: list[Row] = []
    for module in pkgutil.iter_modules(doors.__path__):
        found += getattr(importlib.import_module(f"tests.doors.{module.name}"), "ROWS", [])
    return found


def names(resolver: URLResolver, namespace: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            found.append(f"{namespace}{entry.name}")
    return found


def test_every_page_has_a_row() -> None:
    ours = {
        name
        for name in names(get_resolver())
        if not name.startswith(("account_", "mfa_")) and name.split(":")[0] not in OUTSIDE
    }
    assert {row.name for row in rows()} == ours


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.method} {row.name}")
def test_door_opens_to_those_who_may_and_to_nobody_else(row: Row, cast: Cast) -> None:
    address = reverse(row.name, kwargs=row.kwargs(cast) if row.kwargs else {})
    wrong = {}
    for visitor in VISITORS:
        client = cast.client(None if visitor == "nobody_signed_in" else visitor)
        response = getattr(client, row.method)(address, row.data(cast) if row.data else {})
        if (
            row.may == EVERYBODY
            or visitor in row.may
            or (row.may == SIGNED_IN and visitor != "nobody_signed_in")
        ):
            fine = response.status_code in row.inside
        elif visitor == "nobody_signed_in":
            fine = response.status_code == 404 or (
                response.status_code == 302 and "/sign-in/" in response.headers["Location"]
            )
        else:
            fine = response.status_code == 404
        if not fine:
            wrong[visitor] = response.status_code
    assert wrong == {}, f"{row.method} {address}"
