"""Stories walked through in a real Chromium, at the width of an old phone; every page of a story has its axe twin.

`walk("cora")` gives a `Walk`: a browser in which Cora is signed in. Each page it arrives at is examined at once: axe
finds nothing, nothing scrolls sideways, nothing is complained about on the console, and no request leaves the site.
axe looks at a page again only when something of another kind stands on it, or it looks different (dark, right to left).
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.conftest import Cast

AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


KINDS_OF_THINGS = """() => [
  matchMedia("(prefers-color-scheme: dark)").matches, document.dir, innerWidth,
  ...new Set([...document.body.querySelectorAll("*")].map((e) => [
    e.tagName, e.className, e.getAttribute("role"), e.type, e.ariaInvalid, e.labels && e.labels.length].join(" "))),
].join("\\n")"""


IN_FOCUS = """() => {
  const here = document.activeElement, look = getComputedStyle(here);
  const labels = here.labels ? [...here.labels].map((label) => label.innerText) : [];
  return {
    words: [here.innerText, here.ariaLabel, ...labels].join(" "),
    seen: here === document.body || look.outlineStyle !== "none" || look.boxShadow !== "none",
  };
}"""


@pytest.fixture(scope="session")
def examined() -> set[tuple[str, str]]:
    """Every kind of page that axe has looked at: its address without names, and the kinds of things on it."""
    return set()


class Windows:
    """Chromium takes half a second of the processor to open a window that knows nothing of the others. So whoever is
    done with one hands it back, and the next who walks under the same conditions gets it, emptied."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: dict[str, list[Page]] = defaultdict(list)

    def taken(self, options: dict[str, Any]) -> Page:
        """An empty page in a window of its own: no cookies, nothing kept, as in a browser that was just opened."""
        waiting = self.free[self._conditions(options)]
        return waiting.pop() if waiting else self.browser.new_context(**options).new_page()

    def handed_back(self, page: Page, options: dict[str, Any]) -> None:
        context = page.context
        try:
            self._emptied(context, page)
        except PlaywrightError:
            context.close()  # it stands somewhere from where there is no way back
        else:
            self.free[self._conditions(options)].append(page)

    def _emptied(self, context: BrowserContext, page: Page) -> None:
        for other in context.pages:
            if other is not page:
                other.close()
        with suppress(PlaywrightError):  # a page that is no page of the site keeps nothing
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.goto("about:blank")
        context.clear_cookies()

    @staticmethod
    def _conditions(options: dict[str, Any]) -> str:
        return repr(sorted(options.items()))


class Walk:
    """One person's way through the site. What they do is said in the words on the page."""

    def __init__(
        self,
        windows: Windows,
        site: str,
        examined: set[tuple[str, str]],
        *,
        session: str = "",
        width: int = 360,
        **options: Any,
    ) -> None:
        self.site = site
        # Without scripts, axe (a script) never answers; the same pages are examined by whoever walks with them.
        self.has_axe = options.get("java_script_enabled", True)
        self.windows, self.options = windows, options
        self.page: Page = windows.taken(options)
        self.page.set_viewport_size({"width": width, "height": 780})
        self.context = self.page.context
        if session:
            self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        self.complaints: list[str] = []
        self.examined = examined
        self.visited: list[str] = []
        self.listeners: dict[Any, Callable[[Any], None]] = {
            "console": self._said_on_the_console,
            "pageerror": lambda error: self.complaints.append(str(error)),
            "request": self._stays_on_the_site,
        }
        for event, listener in self.listeners.items():
            self.page.on(event, listener)

    def over(self) -> None:
        """The window is free for somebody else."""
        for event, listener in self.listeners.items():
            self.page.remove_listener(event, listener)
        self.windows.handed_back(self.page, self.options)

    def _said_on_the_console(self, line: Any) -> None:
        if line.type == "error":
            self.complaints.append(line.text)

    def _stays_on_the_site(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.complaints.append(f"left the site for {request.url}")

    def to(self, path: str) -> Walk:
        self.page.goto(f"{self.site}{path}")
        return self.looks_fine()

    def follow(self, words: str, *, exact: bool = False) -> Walk:
        """Follow the link with these words, in the main part of the page if it is there."""
        self._named("link", words, exact=exact).click()
        return self.looks_fine()

    def press(self, words: str, *, exact: bool = False) -> Walk:
        """Press the button with these words."""
        self._named("button", words, exact=exact).click()
        return self.looks_fine()

    def _named(self, role: Any, words: str, *, exact: bool) -> Any:
        within = self.page.locator("main").get_by_role(role, name=words, exact=exact)
        found = within if within.count() else self.page.get_by_role(role, name=words, exact=exact)
        return self._there(found.first, words)

    def step_to(self, words: str) -> Walk:
        """Press the Tab key until whatever has these words is in focus, as somebody without a mouse does."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(IN_FOCUS)
            assert here["seen"], f"nobody sees that {here['words']!r} is in focus on {self.page.url}"
            if words in here["words"]:
                return self
        pytest.fail(f"Tab does not lead to {words!r} on {self.page.url}")

    def key(self, *names: str) -> Walk:
        for name in names:
            self.page.keyboard.press(name)
        return self

    def enter(self) -> Walk:
        """Press Enter on a link or a button, and arrive at the next page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.looks_fine()

    def again(self) -> Walk:
        """Load the page once more, to see what others have done meanwhile."""
        self.page.reload()
        return self.looks_fine()

    def _labelled(self, label: str, *, within: str = "", exact: bool = False) -> Any:
        place: Any = self.page.locator("main")
        if within:
            place = self._there(place.get_by_role("group", name=within).first, within)
        return self._there(place.get_by_label(label, exact=exact).first, label)

    def _there(self, found: Any, words: str) -> Any:
        """What was found, once it is there; otherwise the failure shows the page."""
        try:
            found.wait_for(state="attached", timeout=3000)
        except PlaywrightTimeout:
            pytest.fail(
                f"{words!r} is not on {self.page.url}:\n{self.page.locator('main').aria_snapshot()[:3000]}"
            )
        return found

    def fill(self, label: str, value: str) -> Walk:
        self._labelled(label).fill(value)
        return self

    def choose(self, label: str, *, within: str = "") -> Walk:
        """Tick the radio button or checkbox with this label (in the group of that legend)."""
        self._labelled(label, within=within, exact=True).check()
        return self

    def pick(self, label: str, option: str) -> Walk:
        self._labelled(label).select_option(label=option)
        return self

    def sees(self, words: str) -> Walk:
        """The words are on the page, or come with a part of it that is fetched by itself, within ten seconds."""
        text, began = self._text(), time.monotonic()
        while words not in text and time.monotonic() - began < 10:
            self.page.wait_for_timeout(100)
            text = self._text()
        assert words in text, f"{words!r} is not on {self.page.url}:\n{text[:2000]}"
        return self

    def _text(self) -> str:
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def sees_not(self, words: str) -> Walk:
        assert words not in self._text()
        return self

    def looks_fine(self) -> Walk:
        self.page.wait_for_load_state()
        self.visited.append(self.page.url)
        if self.has_axe:
            self._looked_at_by_axe()
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide}"
        assert [line for line in self.complaints if "status of 4" not in line] == [], self.page.url
        return self

    def _looked_at_by_axe(self) -> None:
        address = re.sub(r"/p/\w+/|\d+", "/", self.page.url.removeprefix(self.site))
        page = (address, self.page.evaluate(KINDS_OF_THINGS))
        if page not in self.examined:
            self.examined.add(page)
            results = Axe().run(self.page, options=AXE_OPTIONS)
            assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def walk(
    windows: Windows, live_server: LiveServer, transactional_cast: Cast, examined: set[tuple[str, str]]
) -> Iterator[Callable[..., Walk]]:
    walks: list[Walk] = []

    def begin(name: str | None, **options: Any) -> Walk:
        session = transactional_cast.client(name).cookies[settings.SESSION_COOKIE_NAME].value if name else ""
        walks.append(Walk(windows, live_server.url, examined, session=session, **options))
        return walks[-1]

    yield begin
    for each in walks:
        each.over()


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    from tests import factories  # noqa: PLC0415 - the cast needs the database to be there

    return factories.whole_cast()
