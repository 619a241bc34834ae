"""How the work went: what the pictures and tables say is what took place, and small groups are not told."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from alongside.evaluation.core.charts.conduct import (
    FunnelPoint,
    FunnelWords,
    RunPoint,
    RunWords,
    StripWeek,
    StripWords,
    funnel_figure,
    run_figure,
    strip_chart,
)
from alongside.evaluation.queries.conduct import conduct_of
from alongside.programmes.models import Organisation
from alongside.support_sessions.models import SupportSession
from tests.conftest import Cast
from tests.evaluation import factories

SVG = "{http://www.w3.org/2000/svg}"
ON = factories.FIRST_DAY + timedelta(days=200)


def shapes(svg: str, tag: str, kind: str) -> list[ET.Element]:
    return [one for one in ET.fromstring(svg).iter(f"{SVG}{tag}") if one.get("class") == kind]


def cells(picture) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in picture.table.rows]


@pytest.fixture
def lived(cast: Cast) -> Cast:
    """Thirty matches of eight weeks, each supported by one of thirty; the first ten had five contacts, the others nine."""
    Organisation.objects.filter(pk=cast.harbour.pk).update(small_cell_threshold=3)
    for number in range(30):
        member = factories.a_member(cast.coaching, f"Person {number}")
        match = factories.a_match(member, factories.a_supporter(cast.coaching, f"Supporter {number}"))
        factories.contacts(match, 5 if number < 10 else 9)
    return cast


def test_strip_counts_matches_under_way_and_with_a_contact(lived: Cast) -> None:
    went = conduct_of(lived.coaching, ON)
    assert went.strip
    rows = cells(went.strip)
    assert rows[0] == ["1", "30", "30"]
    assert rows[6] == ["7", "30", "20"]
    filled = shapes(went.strip.figure.svg, "rect", "chart-delivered")
    assert len(filled) == 9
    whole, part = float(filled[0].get("height", "")), float(filled[6].get("height", ""))
    assert part / whole == pytest.approx(20 / 30, abs=0.01)


def test_strip_hides_a_week_that_tells_of_few(lived: Cast) -> None:
    one = SupportSession.objects.filter(number=3).first()
    assert one
    SupportSession.objects.filter(pk=one.pk).update(
        status="missed", delivered_on=None, delivered_minutes=None, delivered_modality=""
    )
    went = conduct_of(lived.coaching, ON)
    assert went.strip
    assert cells(went.strip)[2] == ["3", "30", "hidden"]


def test_months_add_up_to_what_took_place(lived: Cast) -> None:
    went = conduct_of(lived.coaching, ON)
    assert went.run
    rows = cells(went.run)
    assert (
        sum(int(count) for _month, count in rows) == SupportSession.objects.filter(status="delivered").count()
    )
    assert "too few months" in went.run_says


def test_funnel_counts_whoever_lies_outside_and_names_nobody(lived: Cast) -> None:
    went = conduct_of(lived.coaching, ON)
    assert went.funnel
    assert sum(int(count) for _where, count in cells(went.funnel)) == 30
    assert len(shapes(went.funnel.figure.svg, "circle", "chart-estimate")) == 30
    text = lived.client("eve").get(reverse("evaluation:conduct", args=[lived.coaching.ref])).content.decode()
    assert "Supporter 1" not in text
    assert "This ranks nobody" in text


def test_few_supporters_are_not_told_apart(cast: Cast) -> None:
    match = factories.a_match(factories.a_member(cast.coaching), factories.a_supporter(cast.coaching))
    factories.contacts(match, 3)
    went = conduct_of(cast.coaching, ON)
    assert went.funnel is None
    assert went.why_no_funnel == "Too few people to tell supporters apart."
    assert cells_of_took(went)["Contacts and sessions that took place"] == "hidden"


def cells_of_took(went) -> dict[str, str]:
    return {row[0]["text"]: row[1]["text"] for row in went.took.rows}


def test_nothing_yet_is_said(cast: Cast) -> None:
    text = cast.client("cora").get(reverse("evaluation:conduct", args=[cast.pairs.ref])).content.decode()
    assert "No match has lasted a week yet" in text
    assert "No whole month with contacts" in text
    assert conduct_of(cast.pairs, date(2026, 1, 1)).strip is None


def test_number_of_queries_does_not_grow_with_people(lived: Cast, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        conduct_of(lived.coaching, ON)


@pytest.mark.parametrize("rtl", [False, True])
def test_figures_are_named_described_and_hold_words_as_text(*, rtl: bool) -> None:
    nasty = "<script>&"
    strip = strip_chart(
        [StripWeek(1, 10, 5), StripWeek(2, None, None)],
        StripWords(nasty, nasty, nasty, ("a", "b", "c")),
        rtl=rtl,
    )
    run = run_figure(
        [RunPoint(nasty, 3), RunPoint("b", None), RunPoint("c", 7)],
        5.0,
        RunWords(nasty, nasty, nasty, nasty, ("a", "b")),
        rtl=rtl,
    )
    funnel = funnel_figure(
        [FunnelPoint(10, 0.5, 0.2, 0.9), FunnelPoint(40, 0.9, 0.4, 0.8)],
        0.6,
        (0, 1, 1),
        FunnelWords(nasty, nasty, nasty, nasty, ("x", "y", "z"), ("a", "b")),
        rtl=rtl,
    )
    for figure in (strip, run, funnel):
        root = ET.fromstring(figure.svg)
        named = (root.get("aria-labelledby") or "").split()
        assert [one.text for one in root if one.get("id") in named] == [nasty, nasty]
        assert "style=" not in figure.svg
        assert all(len(row) == len(figure.table.headers) for row in figure.table.rows)
    assert len(shapes(strip.svg, "rect", "chart-hidden")) == 1
    assert len(shapes(run.svg, "circle", "chart-estimate")) == 2
    assert len(shapes(run.svg, "line", "chart-line")) == 0
    for nothing in (
        lambda: strip_chart([], StripWords("", "", "", ("a", "b", "c"))),
        lambda: run_figure([], None, RunWords("", "", "", "", ("a", "b"))),
        lambda: funnel_figure([], 0.5, (0, 0, 0), FunnelWords("", "", "", "", ("x", "y", "z"), ("a", "b"))),
    ):
        with pytest.raises(ValueError, match="needs"):
            nothing()
