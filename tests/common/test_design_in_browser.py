"""The design system in a real browser: seen by axe, walked by keyboard, with and without JavaScript."""

import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import override_settings
from playwright.sync_api import expect

from tests.common import common_pages

pytestmark = pytest.mark.journey

SETTINGS = {
    "ROOT_URLCONF": "tests.common.common_pages",
    "DEBUG": True,
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "MIDDLEWARE": [
        "csp.middleware.CSPMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    "CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"default-src": ["'self'"]}},
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    "LANGUAGES": [("en-gb", "English"), ("ar", "Arabic")],
    "FORM_RENDERER": "alongside.common.forms.FormRenderer",
}


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site():
    with override_settings(**SETTINGS):
        server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
        server.daemon_threads = True
        server.set_app(StaticFilesHandler(WSGIHandler()))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def open_page(browser, site):
    contexts = []

    def open_at(path, *, who="mia", width=360, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        if who:
            context.add_cookies([{"name": "who", "value": who, "url": site}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(site + path)
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def _nothing_received():
    common_pages.RECEIVED.clear()


def violations(page):
    result = Axe().run(page)
    return result.generate_report() if result.violations_count else ""


def kept_drafts(page):
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('alongside:'))")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_patterns_satisfy_axe_and_never_scroll_sideways(open_page, width, scheme):
    page = open_page("/patterns/", width=width, color_scheme=scheme)
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.complaints == []


@pytest.mark.parametrize(
    "path",
    ["/confirm/", "/trouble/404/", "/trouble/403/", "/trouble/403_csrf/", "/trouble/500/", "/trouble/503/"],
)
def test_small_pages_satisfy_axe(open_page, path):
    page = open_page(path)
    assert violations(page) == ""
    assert page.complaints == []


def test_patterns_mirror_for_right_to_left(open_page):
    page = open_page("/patterns/", locale="ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator(".brand").bounding_box()["x"] > page.locator(".menu").bounding_box()["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_nothing_to_press_is_smaller_than_a_finger(open_page):
    page = open_page("/patterns/")
    low = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, select, textarea, .choice label')]
        .filter((e) => e.offsetParent && !e.matches('.skip') && !e.matches('main > p a'))
        .filter((e) => e.getBoundingClientRect().height < 43.9)
        .map((e) => e.textContent.trim() + ' ' + e.getBoundingClientRect().height)"""
    )
    assert low == []


def test_first_load_stays_within_budget(open_page, site):
    page = open_page("/patterns/")
    bodies = page.evaluate(
        "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((e) => [e.name, e.decodedBodySize])"
    )
    assert all(name.startswith(site) for name, size in bodies)
    assert sum(size for name, size in bodies if "/static/" in name) < 85_000


def test_keyboard_meets_the_skip_link_then_the_name_then_help(open_page):
    page = open_page("/thanks/", width=1200)
    met = []
    for _ in range(4):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert met == ["Skip to the main part", "Alongside", "Get help now", "Leave this page quickly"]


def test_skip_link_moves_the_focus_into_the_main_part(open_page):
    page = open_page("/thanks/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_line_of_the_error_summary_leads_to_its_field(open_page):
    page = open_page("/patterns/")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    links = page.locator("[data-error-summary] a")
    focused = []
    for index in range(links.count()):
        links.nth(index).click()
        focused.append(page.evaluate("document.activeElement.id"))
    assert focused == ["id_born_day", "id_meet_0", "id_agree"]


def test_a_form_is_sent_once_however_often_the_button_is_pressed(open_page):
    page = open_page("/write/")
    page.fill("#id_words", "hello")
    stopped = page.evaluate(
        """() => {
          const stopped = [];
          addEventListener('submit', (e) => { stopped.push(e.defaultPrevented); e.preventDefault(); });
          const button = document.querySelector('main button');
          button.click(); button.click(); button.click();
          return stopped;
        }"""
    )
    assert stopped == [False, True, True]
    assert page.get_by_role("button", name="Send").get_attribute("aria-disabled") == "true"


def test_what_was_typed_comes_back_after_the_session_ran_out(open_page, site):
    page = open_page("/write/")
    page.fill("#id_words", "What I wanted to say")
    page.fill("#id_secret", "my password")
    page.context.clear_cookies(name="who")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.context.add_cookies([{"name": "who", "value": "mia", "url": site}])
    page.goto(site + "/write/")
    expect(page.locator("#id_words")).to_have_value("What I wanted to say")
    expect(page.locator("#id_secret")).to_have_value("")
    expect(page.locator("[data-draft-status]")).to_contain_text("We put back what you had typed")


def choose(page):
    page.fill("#id_words", "What I wanted to say")
    page.check("#id_soon_1")
    page.check("#id_shared")
    page.select_option("#id_channel", "post")


def chosen(page):
    return [page.is_checked("#id_soon_1"), page.is_checked("#id_shared"), page.input_value("#id_channel")]


def test_what_was_chosen_comes_back_after_the_session_ran_out(open_page, site):
    page = open_page("/write/")
    choose(page)
    page.context.clear_cookies(name="who")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.context.add_cookies([{"name": "who", "value": "mia", "url": site}])
    page.goto(site + "/write/")
    assert chosen(page) == [True, True, "post"]


def test_nobody_finds_a_choice_made_that_they_had_not_sent(open_page, site):
    page = open_page("/write/")
    choose(page)
    page.goto(site + "/thanks/")
    page.goto(site + "/write/")
    expect(page.locator("#id_words")).to_have_value("What I wanted to say")
    assert chosen(page) == [False, False, "call"]


def test_what_was_typed_is_gone_once_it_arrived(open_page, site):
    page = open_page("/write/")
    page.fill("#id_words", "sent")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto(site + "/write/")
    expect(page.locator("#id_words")).to_have_value("")


@pytest.mark.parametrize("who", ["otto", ""])
def test_what_was_typed_never_opens_for_somebody_else(open_page, site, who):
    page = open_page("/write/")
    page.fill("#id_words", "only mine")
    page.context.clear_cookies(name="who")
    if who:
        page.context.add_cookies([{"name": "who", "value": who, "url": site}])
    page.goto(site + "/write/")
    expect(page.locator("#id_words")).to_have_value("")


def test_signing_out_forgets_what_was_typed(open_page, site):
    page = open_page("/write/")
    page.fill("#id_words", "private")
    page.goto(site + "/thanks/")
    page.get_by_role("button", name="Leave", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert kept_drafts(page) == []


def test_leaving_quickly_replaces_the_page_and_forgets_what_was_typed(open_page, site):
    page = open_page("/thanks/")
    page.goto(site + "/write/")
    page.fill("#id_words", "private")
    page.evaluate("document.querySelector('[data-quick-exit]').href = '/sign-in/'")
    page.locator("[data-quick-exit]").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert kept_drafts(page) == []
    page.go_back()
    assert page.url == site + "/thanks/"


def test_pages_work_without_javascript(open_page):
    page = open_page("/write/", java_script_enabled=False)
    page.get_by_text("Menu", exact=True).click()
    expect(page.locator(".site-help .help-now")).to_be_visible()
    assert page.locator("[data-quick-exit]").get_attribute("href").startswith("https://")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Please answer this.")
    page.fill("#id_words", "plain")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert common_pages.RECEIVED == ["plain"]
