"""What goes wrong in life: two clicks, the back button, a session that ran out, old pages, other people's links."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from alongside.matching import actions
from alongside.matching.models import ProposedMatch, SupportRequest
from tests.enrolment.factories import say_yes
from tests.matching.factories import asks, proposal_between

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey
PASSWORD = "three quiet harbours"


def test_request_sent_twice_is_one_request(walk: Begin, transactional_cast: Cast) -> None:
    mia = given_a_member_about_to_send(walk, transactional_cast)
    mia.page.get_by_role("button", name="Send the request").dblclick()
    mia.page.wait_for_url("**/requests/*/")
    mia.looks_fine().sees("We are looking for somebody")
    when_she_goes_back_and_sends_it_again(mia)
    mia.sees("We are looking for somebody")
    assert SupportRequest.objects.count() == 1


def test_words_are_still_there_after_signing_in_again(walk: Begin, transactional_cast: Cast) -> None:
    transactional_cast.mia.set_password(PASSWORD)
    transactional_cast.mia.save()
    mia = given_a_member_about_to_send(walk, transactional_cast)
    mia.page.get_by_label("Is there anything you hope for?").press_sequentially("Somebody patient.")
    when_her_session_has_run_out(mia)
    mia.press("Send the request").sees("Sign in")
    mia.fill("Your e-mail address", "mia@example.org").fill("Your password", PASSWORD).press("Sign in")
    mia.sees("Check your answers").sees("We put back what you had typed here before.")
    assert mia.page.get_by_label("Is there anything you hope for?").input_value() == "Somebody patient."
    mia.press("Send the request").sees("We are looking for somebody")
    assert SupportRequest.objects.get().words == "Somebody patient."


def test_link_to_something_of_another_person_says_only_that_nothing_is_there(
    walk: Begin, transactional_cast: Cast
) -> None:
    say_yes(transactional_cast.mia_participant, transactional_cast.coaching)
    request = asks(transactional_cast.mia_member, transactional_cast.cora)
    address = f"/p/{transactional_cast.coaching.ref}/requests/{request.pk}/"
    for name in ("sam", "otto"):
        response = walk(name).page.goto(f"{walk(name).site}{address}")
        assert response
        assert response.status == 404
    walk("otto").to(address).sees_not("Mia").sees_not("Harbour")


def test_coordinators_two_tabs_approve_once(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    proposal = proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    address = f"/p/{cast.coaching.ref}/matching/requests/{proposal.request_id}/"
    tab, other_tab = walk("cora").to(address), walk("cora").to(address)
    tab.press("Approve and ask Sam Okafor").sees("The question is on its way.")
    other_tab.press("Approve and ask Sam Okafor").sees("This had changed meanwhile, so nothing was done.")


def test_supporter_answers_an_old_page_and_is_told_kindly(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    proposal = proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    sam = walk("sam").to(f"/p/{cast.coaching.ref}/asked/{proposal.pk}/")
    actions.withdraw_request(request=SupportRequest.objects.get(), by=cast.mia)
    sam.press("Yes, gladly").sees("This had changed meanwhile, so nothing was done.")
    sam.sees("This question is answered. Nothing more is needed.")
    assert ProposedMatch.objects.get(pk=proposal.pk).status == "withdrawn"


def test_request_is_taken_back_once_from_two_tabs(walk: Begin, transactional_cast: Cast) -> None:
    say_yes(transactional_cast.mia_participant, transactional_cast.coaching)
    request = asks(transactional_cast.mia_member, transactional_cast.cora)
    address = f"/p/{transactional_cast.coaching.ref}/requests/{request.pk}/withdraw/"
    tab, other_tab = walk("mia").to(address), walk("mia").to(address)
    tab.press("Take it back").sees("The request is taken back. Ask again whenever you like.")
    other_tab.press("Take it back").sees("This had changed meanwhile, so nothing was done.")


def given_a_member_about_to_send(walk: Begin, cast: Cast) -> Walk:
    say_yes(cast.mia_participant, cast.coaching)
    place = f"/p/{cast.coaching.ref}/people/{cast.mia_participant.pk}/matching/member/"
    return walk("mia").to(place)


def when_she_goes_back_and_sends_it_again(mia: Walk) -> None:
    mia.page.go_back()
    again = mia.page.get_by_role("button", name="Send the request")
    if again.count():
        again.click()
    else:
        mia.follow("See where it stands")
    mia.looks_fine()


def when_her_session_has_run_out(mia: Walk) -> None:
    mia.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
