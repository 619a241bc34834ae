"""What a telephone must fetch: each page by a real server and a real browser, with nothing kept and after another page.

`python -m benchmarks.weight` prints a Markdown table and exits with 1 where a page is heavier than agreed: 100 KB the
first time, 30 KB after that. All bytes on the wire count, headers too. Everything is compressed as on a real site.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from alongside.matching.models import RelationshipSide
from alongside.people.models import Person
from alongside.programmes.models import Member
from alongside.support_sessions.models import SupportSession
from benchmarks import FOLDER
from benchmarks.crowd import Crowd
from benchmarks.ground import empty_database, machine, signed_in, table
from benchmarks.pages import PAGES, staff_of, work_out_result
from benchmarks.story import living_programme
from tests.browser import opened

FIRST_KB, LATER_KB = 100, 30
AS_ON_A_REAL_SITE = {
    "STATIC_ROOT": FOLDER / "static",
    "WHITENOISE_USE_FINDERS": False,
    "WHITENOISE_AUTOREFRESH": False,
    "STORAGES": settings.STORAGES
    | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}},
}


@dataclass(frozen=True)
class Visit:
    """A page, who looks at it, and where they were before."""

    name: str
    person: Person | None
    address: str
    before: str


@contextmanager
def serving() -> Iterator[str]:
    """The site on a port of its own; yields its address."""
    with override_settings(**AS_ON_A_REAL_SITE):
        call_command("collectstatic", verbosity=0, interactive=False)
        application = WSGIMiddleware(get_wsgi_application(), workers=2)
        server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


def somebody(member: Member) -> Person:
    """The member as somebody who signs in."""
    person = Person.objects.create_user(email=f"member{member.pk}@example.org", name=member.participant.name)
    member.participant.person = person
    member.participant.save(update_fields=["person"])
    return person


def visits(crowd: Crowd) -> list[Visit]:
    ref, matched = {"ref": crowd.programme.ref}, crowd.matched[1]
    mia, newcomer = somebody(matched), crowd.members[-1]
    nia = somebody(newcomer)
    side = RelationshipSide.objects.get(member=matched)
    contact = SupportSession.objects.filter(relationship=side.relationship, status="planned").first()
    assert contact is not None
    log = reverse("support_sessions:log_contact", kwargs=ref | {"side": side.pk, "pk": contact.pk})
    asking = {"as_who": "member", "pk": newcomer.participant_id, "step": "my-age"}
    landing, home = reverse("web:landing"), reverse("web:home")
    return [
        Visit("landing", None, landing, reverse("account_login")),
        Visit("sign-in", None, reverse("account_login"), landing),
        Visit("home", mia, home, reverse("people:account")),
        Visit("my support", mia, reverse("web:my_support", kwargs=ref), home),
        Visit("a question of asking", nia, reverse("matching:matching_question", kwargs=ref | asking), home),
        Visit("log a contact", mia, log, home),
        *(Visit(name, who, address, home) for name, who, address in desks(crowd)),
    ]


def desks(crowd: Crowd) -> Iterator[tuple[str, Person, str]]:
    """The pages of staff, the result worked out beforehand."""
    work_out_result(crowd)
    for name, role in PAGES.items():
        address = reverse(name, kwargs={"ref": crowd.programme.ref})
        yield name.partition(":")[2].replace("_", " "), staff_of(crowd)[role], address


def context_of(browser: Browser, person: Person | None, site: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    if person is not None:
        cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
    return context


def transferred(page: Page, address: str) -> float:
    """Thousands of bytes that came over the wire until the page was still."""
    network, came = page.context.new_cdp_session(page), []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None, address
    assert answer.status == 200, f"{address}: {answer.status}"
    network.detach()
    return sum(came) / 1000


def weighed(browser: Browser, visit: Visit, site: str) -> tuple[float, float]:
    """The first time, and after another page."""
    with context_of(browser, visit.person, site) as context:
        first = transferred(context.new_page(), site + visit.address)
    with context_of(browser, visit.person, site) as context:
        page = context.new_page()
        page.goto(site + visit.before, wait_until="networkidle")
        return first, transferred(page, site + visit.address)


def main() -> int:
    found: list[tuple[str, float, float]] = []
    with empty_database():
        planned, words = visits(living_programme(300)), machine()
        with serving() as site, opened() as browser:
            found = [(visit.name, *weighed(browser, visit, site)) for visit in planned]
    print(
        table(
            ["Page", "First load, KB", "After another page, KB"],
            [[name, f"{first:.1f}", f"{later:.1f}"] for name, first, later in found],
        )
    )
    print(f"\n{words}")
    return int(any(first > FIRST_KB or later > LATER_KB for _name, first, later in found))


if __name__ == "__main__":
    sys.exit(main())
