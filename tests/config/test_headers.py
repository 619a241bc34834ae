"""What a browser is told by a real site, asked of the settings of production and not of those of the tests."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.config.test_settings import PRODUCTION
from tests.prepared import alongside

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
import json
from django.contrib.messages import success
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import Client, RequestFactory

def told(request):
    success(request, "Mia Okafor is paused.")
    return HttpResponse("")

client = Client(SERVER_NAME="harbour.example")
asked = {
    "page": client.get("/sign-in/", secure=True),
    "refused": client.get("/nowhere/", secure=True),
    "style": client.get(static("common/css/base.css"), secure=True),
    "plain": client.get("/sign-in/"),
    "told": SessionMiddleware(MessageMiddleware(told))(RequestFactory().get("/")),
}
print(json.dumps({
    name: {"status": answer.status_code, **answer.headers, "cookies": [
        each.OutputString() for each in answer.cookies.values()
    ]} for name, answer in asked.items()
}))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    here: Path = tmp_path_factory.mktemp("real-site")
    site = {**PRODUCTION, "ALONGSIDE_DATA": str(here), "STATIC_ROOT": str(here / "static")}
    assert alongside("collectstatic", "--noinput", **site).returncode == 0
    done = alongside("shell", "--no-imports", "-c", SCRIPT, **site)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("asked", "status"), [("page", 200), ("refused", 404), ("style", 200)])
def test_every_answer_tells_the_browser_what_it_may_do(
    answers: dict[str, Any], asked: str, status: int
) -> None:
    answer = answers[asked]
    assert answer["status"] == status
    policy = set(answer["Content-Security-Policy"].split("; "))
    assert policy >= {"default-src 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"}
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "charset=utf-8" in answer["Content-Type"].replace('"', "")


def test_pages_are_kept_by_nobody_and_other_sites_read_none(answers: dict[str, Any]) -> None:
    for asked in ("page", "refused"):
        assert "no-store" in answers[asked]["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answers[asked]


def test_plain_http_is_sent_to_https(answers: dict[str, Any]) -> None:
    assert answers["plain"]["status"] == 301
    assert answers["plain"]["Location"] == "https://harbour.example/sign-in/"


def test_cookies_of_a_real_site_stay_with_it(answers: dict[str, Any]) -> None:
    cookies = answers["page"]["cookies"] + answers["told"]["cookies"]
    assert sorted(each.split("=")[0] for each in cookies) == ["__Host-csrf", "__Host-messages"]
    for cookie in cookies:
        assert {"Secure", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert "HttpOnly" in answers["told"]["cookies"][0]
    assert re.match(r'__Host-messages="?1:[0-9a-f]{8}:gAAAA', answers["told"]["cookies"][0])
