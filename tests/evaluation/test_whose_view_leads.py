"""Perspective: the view that a programme takes first is what its pages say first; nothing is left out for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.evaluation import factories
from tests.stands import stand

if TYPE_CHECKING:
    from tests.conftest import Cast

SAID = """
[[theory.logic_model]]
outcome = "People know more about their diabetes"
expected_after = "P8W"

[[theory.questions]]
question = "power_shared"
stakeholders = "Members"
answer = "Half of those who decide are members."
on = 2026-03-01

[[theory.questions]]
question = "aims"
stakeholders = "Members"
answer = "Nobody asked this on the page."
on = 2026-03-01
"""

ORDERS = [
    ("", ["people", "support", "members", "harms"]),
    ('["biomedical"]', ["members", "people", "support", "harms"]),
    ('["relational"]', ["support", "people", "members", "harms"]),
    ('["socio_political"]', ["people", "support", "members", "harms"]),
    ('["relational", "biomedical"]', ["support", "members", "people", "harms"]),
]


def take(cast: Cast, views: str) -> None:
    stand(cast, end=(f"[theory]\nperspectives = {views}\n" if views else "") + SAID)


@pytest.mark.parametrize(("views", "order"), ORDERS)
def test_results_begin_with_the_view_that_the_programme_takes(
    cast: Cast, views: str, order: list[str]
) -> None:
    take(cast, views)
    for number in range(3):
        factories.a_member(cast.coaching, f"Amina {number}")
    page = cast.client("eve").get(reverse("evaluation:results", args=[cast.coaching.ref])).content.decode()
    assert re.findall(r'<section id="(people|support|members|harms)"', page) == order
    assert re.findall(r'<a href="#(people|support|members|harms)"', page) == order


SHARED, CHANGE, POWER = "What people share", "What it should change", "Who decides here"


@pytest.mark.parametrize(
    ("views", "order"),
    [
        ("", [SHARED, CHANGE, POWER]),
        ('["biomedical"]', [CHANGE, SHARED, POWER]),
        ('["socio_political", "biomedical"]', [POWER, CHANGE, SHARED]),
    ],
)
def test_what_a_programme_is_begins_with_the_view_that_it_takes(
    cast: Cast, views: str, order: list[str]
) -> None:
    take(cast, views)
    for name, who in (("programme", "mia"), ("charter", "ada")):
        page = cast.client(who).get(reverse(f"programmes:{name}", args=[cast.coaching.ref])).content.decode()
        headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
        assert [each for each in headings if each in order] == order
        assert "Half of those who decide are members." in page
        assert "Nobody asked this on the page." not in page
