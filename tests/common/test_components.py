"""What holds for every template and style sheet of the design system."""

import re
from pathlib import Path

import pytest
from django.http import Http404
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

import alongside.common
from alongside.common.views import patterns

ROOM = Path(alongside.common.__file__).parent
TEMPLATES = sorted((ROOM / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOM / "templates/common/components").glob("*.html"))
SHEETS = sorted((ROOM / "static/common/css").glob("*.css"))
REFERENCE = ROOM.parent.parent / "docs/reference/design-system.md"


def names(path):
    return path.name


def tokens(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


def schemes():
    light, dark = (ROOM / "static/common/css/tokens.css").read_text().split("prefers-color-scheme: dark")
    return {"light": tokens(light), "dark": tokens(dark)}


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """WCAG 2.2, relative luminance: from 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "behind"),
    [
        *[
            (text, behind)
            for text in ("ink", "muted", "accent", "bad")
            for behind in ("paper", "surface", "sunken")
        ],
        *[("ink", f"{kind}-soft") for kind in ("good", "care", "bad", "calm", "accent")],
        *[(kind, f"{kind}-soft") for kind in ("good", "care", "bad", "calm", "accent")],
        *[("on-accent", accent) for accent in ("accent", "accent-strong")],
        ("ink", "line"),
    ],
)
def test_text_can_be_read(scheme, text, behind):
    colours = schemes()[scheme]
    assert contrast(colours[text], colours[behind]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_fields_and_the_focus_can_be_seen(scheme):
    colours = schemes()[scheme]
    assert min(contrast(colours["edge"], colours[behind]) for behind in ("paper", "surface", "sunken")) >= 3
    assert contrast(colours["focus"], colours["focus-glow"]) >= 3
    assert contrast(colours["focus"], colours["paper"]) >= 3


@pytest.mark.parametrize("path", SHEETS, ids=names)
def test_style_sheets_work_from_right_to_left_and_ask_nobody(path):
    css = path.read_text()
    assert (
        re.findall(r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align:\s*(?:left|right)", css)
        == []
    )
    assert re.findall(r"[{;\s](?:left|right|top|bottom):", css) == []
    assert "url(" not in css
    assert "@import" not in css


def test_style_sheets_use_only_tokens_that_there_are():
    css = "".join(path.read_text() for path in SHEETS)
    assert set(re.findall(r"var\(--([\w-]+)", css)) - set(re.findall(r"--([\w-]+):", css)) == set()


def test_style_sheets_stay_small():
    assert sum(path.stat().st_size for path in SHEETS) < 25 * 1024


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_templates_carry_nothing_inline(path):
    html = path.read_text()
    assert re.findall(r"\sstyle=|\son\w+=|<style|javascript:|<script(?![^>]*\ssrc=)", html) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", html) == []


@pytest.mark.parametrize("path", COMPONENTS, ids=names)
def test_every_component_says_what_it_is_for_and_is_in_the_reference(path):
    head = path.read_text().split("{% endcomment %}")[0]
    assert head.startswith("{% comment %}\nPurpose: ")
    assert "Context: " in head
    assert f"| `{path.stem}` |" in REFERENCE.read_text()


def test_the_pattern_page_shows_every_component():
    shown = (ROOM / "templates/common/patterns.html").read_text()
    block_tags = {"details": "disclosure", "fieldset": "group", "error_summary": "form_errors"}
    missing = [
        path.stem
        for path in COMPONENTS
        if f"components/{path.name}" not in shown
        and f"{{% {block_tags.get(path.stem, path.stem)}" not in shown
    ]
    assert missing == []


@override_settings(DEBUG=False, DEMO=False)
def test_the_pattern_page_is_not_there_in_earnest():
    with pytest.raises(Http404):
        patterns(RequestFactory().get("/patterns/"))


@pytest.mark.parametrize("kind", [{"DEBUG": True, "DEMO": False}, {"DEBUG": False, "DEMO": True}])
def test_the_pattern_page_is_there_for_trying_out(db, kind):
    with override_settings(**kind):
        assert Client().get("/patterns/").status_code == 200


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_pages_for_trouble_need_no_context(name):
    html = engines["django"].get_template(name).render()
    assert "danger now" in html
    assert "data-keep-drafts" in html


@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html"])
def test_pages_that_refuse_still_offer_help(name):
    html = render_to_string(name)
    assert "Get help now" in html
    assert "data-keep-drafts" in html


def test_a_page_too_old_to_send_says_how_to_send_it_again(db):
    response = Client(enforce_csrf_checks=True).post("/patterns/")
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()


@override_settings(QUICK_EXIT_URL="https://weather.example/")
def test_the_quick_way_out_can_be_chosen():
    assert 'href="https://weather.example/"' in render_to_string("404.html")


def test_a_page_names_the_place_and_says_when_something_is_wrong():
    class Wrong:
        errors = {"name": ["no"]}

    html = render_to_string("404.html", {"site_name": "Side by Side", "form": Wrong()})
    assert "<title>Error: Nothing here \N{EN DASH} Side by Side</title>" in html
    assert "<title>Nothing here \N{EN DASH} Alongside</title>" in render_to_string("404.html")


def test_the_banner_shows_only_in_a_demonstration():
    assert "This is a demonstration" in render_to_string("404.html", {"demo_mode": True})
    assert "This is a demonstration" not in render_to_string("404.html")


def test_progress_stops_asking_when_the_job_is_over():
    source = "{% load common_components %}{% progress value=5 total=5 poll_url=url %}Done{% endprogress %}"
    template = engines["django"].from_string(source)
    assert 'hx-get="/imports/1/"' in template.render({"url": "/imports/1/"})
    assert "hx-get" not in template.render({"url": ""})


def test_what_people_wrote_is_never_taken_for_markup():
    source = "{% load common_components %}{% card title=words %}{{ words }}{% endcard %}"
    html = engines["django"].from_string(source).render({"words": "<b>bold</b>"})
    assert "<b>" not in html
    assert html.count("&lt;b&gt;") == 2


def test_numbers_of_tabs_are_shown_even_when_they_are_nought():
    tabs = [{"url": "#a", "label": "Ended", "count": 0}, {"url": "#b", "label": "All"}]
    html = render_to_string("common/components/tabs.html", {"tabs": tabs})
    assert html.count("(0)") == 1
    assert html.count("number") == 1
