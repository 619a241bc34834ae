"""The pattern library (every component with sample content, for eyes, axe and keyboards) and a page for trouble."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.common.forms import SampleForm
from alongside.common.http import everybody


@everybody
def patterns(request: HttpRequest) -> HttpResponse:
    """Shows every component; only while developing and in a demonstration, otherwise 404."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    form = SampleForm({"name": "Amina", "born_day": "31", "born_month": "2", "born_year": "1980"})
    return render(
        request, "common/patterns.html", {"form": form, "fresh": SampleForm(prefix="fresh"), **_samples()}
    )


def _samples() -> dict[str, Any]:
    return {
        "site_nav": [
            {"url": "#today", "label": "Today", "current": True},
            {"url": "#people", "label": "People", "current": False},
            {"url": "#matching", "label": "Matching", "current": False},
            {"url": "#results", "label": "Results", "current": False},
        ],
        "tasks": [
            {"label": "Role description", "url": "#role", "status": "Done", "look": "good"},
            {
                "label": "Core training",
                "url": "#training",
                "status": "2 of 6 parts done",
                "look": "calm",
                "hint": "About 40 minutes are left.",
            },
            {"label": "First supervision", "url": "", "status": "After the training", "look": ""},
        ],
        "rows": [
            {"label": "What matters to you", "value": "Somebody who also works shifts", "url": "#change"},
            {
                "label": "How you would like to talk",
                "value": "By telephone, in the evening",
                "url": "#change",
            },
            {"label": "Language", "value": "", "url": "#change"},
        ],
        "columns": [
            {"label": "Person"},
            {"label": "Waiting since"},
            {"label": "Weeks", "number": True},
            {"label": "State"},
        ],
        "table_rows": [
            _row("Amina Yusuf", "2 March", "5", "Waiting", "care"),
            _row("Tomasz Wójcik", "30 March", "1", "Match proposed", "calm"),
            _row("Grace Oyelaran", "4 April", "0", "On hold", "bad"),
        ],
        "tabs": [
            {"url": "#open", "label": "Open", "count": 12, "current": True},
            {"url": "#paused", "label": "Paused", "count": 3, "current": False},
            {"url": "#ended", "label": "Ended", "count": 0, "current": False},
        ],
        "events": [
            {"when": "3 March", "title": "First meeting", "text": "One hour, in person.", "done": True},
            {
                "when": "10 March",
                "title": "Telephone call",
                "text": "15 minutes.",
                "done": True,
                "url": "#call",
            },
            {
                "when": "17 March",
                "title": "Telephone call",
                "text": "Planned for the evening.",
                "done": False,
            },
        ],
        "facts": ["Same language", "Evenings", "By telephone"],
        "reasons": ["You both work shifts.", "You asked for somebody who has done this for years; Sam has."],
        "page_of_people": Paginator(range(90), 30).page(2),
    }


def _row(name: str, since: str, weeks: str, state: str, look: str) -> list[dict[str, Any]]:
    return [
        {"text": name, "url": "#person"},
        {"text": since, "label": "Waiting since"},
        {"text": weeks, "label": "Weeks", "number": True},
        {"text": state, "label": "State", "look": look},
    ]


@everybody
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The form is older than the sign-in, or cookies are off. What was typed stays in the browser's own draft."""
    return render(request, "403_csrf.html", status=403)
