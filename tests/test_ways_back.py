"""Every page but the homes has a way back: a back link in its own template, or in the one that it extends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "alongside"
BASE = "common/base.html"
HOMES = {
    "web/landing.html",
    "web/home.html",
    "web/today.html",
    "web/my_support.html",
    "web/supporting.html",
    "programmes/co_design.html",
}
"""Where somebody begins. From everywhere else there is a step back."""
TROUBLE = {"404.html", "403.html", "403_csrf.html", "500.html", "503.html", "429.html", "common/trouble.html"}
"""Not pages that somebody walked to; they say themselves where to go on."""


def templates() -> dict[str, str]:
    found = {}
    for folder in PACKAGE.glob("*/templates"):
        found |= {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}
    return found


TEXTS = templates()


def parent_of(name: str) -> str:
    extends = re.search(r'{% extends "([^"]+)" %}', TEXTS.get(name, ""))
    return extends.group(1) if extends else ""


def is_page(name: str) -> bool:
    """Whether the template is a whole page, and not a part of one."""
    return name == BASE or (bool(parent_of(name)) and is_page(parent_of(name)))


def has_way_back(name: str) -> bool:
    if name in {"", BASE}:
        return False
    block = re.search(r"{% block back %}(.*?){% endblock", TEXTS.get(name, ""), re.DOTALL)
    if block is None:
        return has_way_back(parent_of(name))
    return "back_link.html" in block.group(1)


PAGES = sorted(name for name in TEXTS if is_page(name) and name not in {BASE, *HOMES, *TROUBLE})


def test_homes_and_pages_are_there() -> None:
    assert set(TEXTS) >= HOMES
    assert len(PAGES) > 100


@pytest.mark.parametrize("name", PAGES)
def test_page_has_a_way_back(name: str) -> None:
    assert has_way_back(name), f"{name}: no back link in its block back"
