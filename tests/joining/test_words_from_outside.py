"""What somebody writes who is not in the programme yet: it is heard at once, and leads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.forms import Textarea
from django.test import Client
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.audit.queries import label
from alongside.common.core.phone_numbers import readable
from alongside.joining.actions import asking
from alongside.joining.core.steps import FREE_WORDS, REACHED_BY
from alongside.joining.forms.steps import CONTACT, FORMS
from alongside.joining.models import JoinWord
from alongside.notify.models import Notice
from alongside.safeguarding.actions.words_waiting import claim_words, switch_triage
from alongside.safeguarding.models import Concern, Incoming
from tests.joining.factories import BY_EMAIL, BY_NOTHING, BY_TELEPHONE, draft, open_to_join, sent

if TYPE_CHECKING:
    from django.http import HttpResponse

    from alongside.programmes.models import Programme
    from tests.conftest import Cast

CRISIS = "I want to kill myself tonight"
BURDEN = "I'm just a burden on everybody, there's no point"
AUTOMATIC = "These lines are automatic"


@pytest.fixture
def coaching(cast: Cast) -> Programme:
    return open_to_join(cast.coaching, by=cast.cora)


def sends(programme: Programme, **answers: object) -> HttpResponse:
    """The page after sending, in a browser that knows nothing but the code."""
    _made, code = draft(programme, **{**BY_TELEPHONE, **answers})
    return Client().post(f"/p/{programme.ref}/join/check/", {"code": code}, follow=True)


def heard(programme: Programme, subject: str) -> str:
    return reverse("joining:heard_request", args=[programme.ref, subject])


def test_crisis_of_somebody_unknown_is_on_the_desk_and_leads_to_them(cast: Cast, coaching: Programme) -> None:
    request = sent(coaching, **BY_TELEPHONE, words=CRISIS)
    concern = Concern.objects.get()
    assert (concern.urgency, concern.about, concern.raised_by) == ("now", None, None)
    assert Incoming.objects.get().writer is None
    assert [each.person for each in Notice.objects.filter(kind="concern_raised")] == [cast.sasha]
    sasha = cast.client("sasha")
    assert sasha.get(f"/p/{coaching.ref}/concerns/").status_code == 200
    page = sasha.get(f"/p/{coaching.ref}/concerns/{concern.pk}/").text
    link = heard(coaching, label(request))
    assert link in page
    assert label(request) not in page.replace(link, "")
    shown = sasha.get(link).text
    assert "Rosa Telefoni" in shown
    assert readable(BY_TELEPHONE["phone"]) in shown
    read = AuditEvent.objects.filter(subject=label(request), by_id=cast.sasha.pk)
    assert read.count() == 1


def test_word_to_the_team_leads_there_too(cast: Cast, coaching: Programme) -> None:
    word = asking.write_word(request=sent(coaching), words=f"{CRISIS}\u202e", by=None)
    assert JoinWord.objects.get().words == CRISIS
    shown = cast.client("sasha").get(heard(coaching, label(word))).text
    assert CRISIS in shown
    assert readable(BY_TELEPHONE["phone"]) in shown


def test_what_may_wait_is_shown_to_whoever_reads_it(cast: Cast, coaching: Programme) -> None:
    request = sent(coaching, **BY_TELEPHONE, words=BURDEN)
    row = Incoming.objects.get()
    link, page = heard(coaching, label(request)), f"/p/{coaching.ref}/words/{row.pk}/"
    sasha = cast.client("sasha")
    assert link not in sasha.get(page).text
    assert sasha.get(link).status_code == 404
    claim_words(row=row, by=cast.sasha)
    assert link in sasha.get(page).text
    assert sasha.get(link).status_code == 200


@pytest.mark.parametrize(
    "subject", ["joining.joinrequest:0", "joining.joinword:1", "people.person:1", "x", ":"]
)
def test_nothing_that_was_not_heard_is_shown(cast: Cast, coaching: Programme, subject: str) -> None:
    quiet = sent(coaching, **BY_TELEPHONE, words="The nurse told me about you")
    sasha = cast.client("sasha")
    assert sasha.get(heard(coaching, label(quiet))).status_code == 404
    assert sasha.get(heard(coaching, subject)).status_code == 404


def test_nobody_reads_what_is_not_sent(coaching: Programme) -> None:
    """Until it is sent it is nobody's: the page says so before somebody begins."""
    draft(coaching, **BY_TELEPHONE, words=CRISIS)
    assert not Incoming.objects.exists()
    assert not Concern.objects.exists()


def test_whoever_sends_it_sees_help_at_once(coaching: Programme) -> None:
    assert AUTOMATIC not in sends(coaching, words="The nurse told me about you").text
    shown = sends(coaching, words=CRISIS).text
    assert AUTOMATIC in shown
    assert "999" in shown


def test_whoever_writes_later_sees_help_at_once(coaching: Programme) -> None:
    made, code = draft(coaching)
    asking.send_request(request=made, language="en-gb", by=None)
    where = f"/p/{coaching.ref}/join/where/"
    shown = Client().post(where, {"code": code, "words": CRISIS}, follow=True).text
    assert "The team has what you wrote" in shown
    assert AUTOMATIC in shown


@pytest.mark.parametrize("answers", [BY_NOTHING, BY_EMAIL])
def test_words_are_heard_however_somebody_is_reached(coaching: Programme, answers: dict[str, object]) -> None:
    sent(coaching, **answers, words=CRISIS)
    assert Concern.objects.count() == 1


def test_page_says_that_a_program_looks_unless_it_is_off(cast: Cast, coaching: Programme) -> None:
    _made, code = draft(coaching)
    asks = [f"/p/{coaching.ref}/join/question/{step}/" for step in ("words", "safe")]
    client = Client()
    client.post("/join/back/", {"code": code})
    assert all("A program looks at what is written here" in client.get(each).text for each in asks)
    assert "A program looks" not in client.get(f"/p/{coaching.ref}/join/question/name/").text
    switch_triage(programme=coaching, is_on=False, why="Decided together", by=cast.cora)
    assert all("A program looks" not in client.get(each).text for each in asks)


def test_every_long_answer_comes_in_or_is_an_address() -> None:
    """Free words hidden among the answers would be read by nobody: each step that asks for some is named."""
    long = {
        name
        for form in {**FORMS, **CONTACT}.values()
        for name, field in form.base_fields.items()
        if isinstance(field.widget, Textarea)
    }
    assert long - set(FREE_WORDS) <= {name for names in REACHED_BY.values() for name in names}
    assert "words" in long


def test_page_of_the_code_says_what_to_do_without_it_and_nothing_of_anybody(
    cast: Cast, coaching: Programme
) -> None:
    before = Client().get("/join/back/").text
    assert "Have you lost your code?" in before
    assert cast.harbour.name in before
    sent(coaching)
    wrong = Client().post("/join/back/", {"code": "2222-2222-2222"})
    assert "Have you lost your code?" in wrong.text
    assert "Rosa" not in wrong.text
