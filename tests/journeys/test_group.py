"""A group is made, begins, meets and goes on: for the coordinator, for who leads it, and for somebody in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.lived import cast_of_half_a_year, day, is_shut_to
from tests.matching import factories as market
from tests.support_sessions import groups

if TYPE_CHECKING:
    from alongside.programmes.models import Programme
    from alongside.support_sessions.models import Group
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    return cast_of_half_a_year()


@pytest.fixture
def together(transactional_cast: Cast) -> Programme:
    """Mia and two others agreed to take part; Sam and another are ready to lead."""
    programme = groups.programme(transactional_cast)
    groups.agreed(programme, transactional_cast.mia_participant)
    for name in ("Rosa Lind", "Udo Marsh"):
        market.member(programme, name)
    groups.sam_ready(programme, transactional_cast)
    market.supporter(programme, "Nora Quill", by=transactional_cast.cora)
    return programme


@pytest.fixture
def weekly(transactional_cast: Cast) -> Group:
    """A group whose second session is today."""
    return groups.running(transactional_cast, begun=7)


def when_cora_makes_a_group(cora: Walk, together: Programme) -> None:
    cora.to(f"/p/{together.ref}/groups/").follow("Make a group")
    cora.fill("What is the group called?", "Tuesdays").press("Make the group")


def when_she_puts_people_into_it(cora: Walk) -> None:
    cora.follow("Put people into the group").press("Put them into the group")
    cora.sees("Please tick at least one person")
    for name in ("Mia Marlowe", "Rosa Lind", "Udo Marsh"):
        cora.choose(name)
    cora.press("Put them into the group").sees("3 people are in the group now").sees("It is 7 smaller")


def when_she_says_who_leads(cora: Walk) -> None:
    for name in ("Sam Okafor", "Nora Quill"):
        cora.follow("Say who leads").choose(name).press("They lead").sees("That is written down")


def when_she_begins_it(cora: Walk) -> None:
    cora.follow("Begin the group").fill("On which day does it begin?", day(2).isoformat())
    cora.fill("At what time does it usually meet?", "14:00").press("Begin the group")
    cora.sees("Where does it usually meet? Please answer this.")
    cora.fill("Where does it usually meet?", "Harbour Hall").press("Begin the group").sees("tick the box")
    cora.choose("Begin all the same, with fewer people than planned").press("Begin the group")
    cora.sees("Its sessions are planned").sees("Harbour Hall").sees("7 are planned from first to last")


def then_mia_and_sam_hear_of_it(mia: Walk, sam: Walk, together: Programme) -> None:
    mia.to(f"/p/{together.ref}/my-support/").sees("Your group meets on")
    mia.to("/you/notices/").sees("The first day is set, from Harbour Tuesdays")
    sam.to(f"/p/{together.ref}/supporting/").sees("You lead Tuesdays on")


def test_cora_makes_a_group_and_begins_it(walk: Callable[..., Walk], together: Programme) -> None:
    cora, mia, sam = walk("cora"), walk("mia"), walk("sam")
    when_cora_makes_a_group(cora, together)
    when_she_puts_people_into_it(cora)
    when_she_says_who_leads(cora)
    when_she_begins_it(cora)
    then_mia_and_sam_hear_of_it(mia, sam, together)


def when_sam_changes_the_plan_of_today(sam: Walk, weekly: Group) -> None:
    sam.to(f"/p/{weekly.programme.ref}/groups/").follow("Open Group").sees("Today").sees("Small steps")
    sam.follow("Open this session").sees("14:00").sees("Rest").sees("At most 65 minutes without a break")
    sam.follow("Change the plan of this session")
    sam.page.get_by_label("Minutes").nth(3).fill("30")
    sam.press("Keep this plan").sees("Please say in a few words what you changed, and why")
    sam.fill("What did you change, and why?", "Everybody is tired today").press("Keep this plan")
    sam.sees("The plan of this session is changed").sees("Everybody is tired today")


def when_sam_takes_the_register_with_his_thumb(sam: Walk, weekly: Group) -> None:
    sam.follow("Take the register").sees("One tap for each person")
    boxes = sam.page.locator("main fieldset .choice").all()
    assert all(box.bounding_box()["height"] >= 44 for box in boxes)
    sam.choose("Missed", within="Mia").sees("Kept: Mia, Missed")
    sam.again()
    assert sam.page.get_by_role("group", name="Mia").get_by_label("Missed", exact=True).is_checked()
    sam.press("Keep the register").sees("Did it take place?").choose("150 minutes").choose("In person")
    sam.press("Write it down").sees("How was it for you?")


def when_sam_says_how_it_was(sam: Walk) -> None:
    sam.choose("Heavy").fill("Anything to talk about in supervision", "It came close to home").press(
        "Keep it"
    )
    sam.sees("It is kept. Thank you for what you do.")


def then_nobody_but_his_supervisor_reads_it(cora: Walk, sula: Walk, weekly: Group) -> None:
    session = groups.session(weekly, 2).pk
    is_shut_to(cora, f"/p/{weekly.programme.ref}/groups/{weekly.pk}/sessions/{session}/debrief/")
    supporter = weekly.leads.get(supporter__participant__known_as="Sam").supporter_id
    is_shut_to(cora, f"/p/{weekly.programme.ref}/supporters/{supporter}/debriefs/")
    sula.to(f"/p/{weekly.programme.ref}/supervision/{supporter}/").sees("It came close to home")


def test_sam_leads_a_session_on_his_phone(walk: Callable[..., Walk], weekly: Group) -> None:
    sam, cora, sula = walk("sam"), walk("cora"), walk("sula")
    when_sam_changes_the_plan_of_today(sam, weekly)
    when_sam_takes_the_register_with_his_thumb(sam, weekly)
    when_sam_says_how_it_was(sam)
    then_nobody_but_his_supervisor_reads_it(cora, sula, weekly)


def test_the_register_is_a_plain_form_without_scripts(walk: Callable[..., Walk], weekly: Group) -> None:
    sam = walk("sam", java_script_enabled=False)
    session = groups.session(weekly, 2)
    sam.to(f"/p/{weekly.programme.ref}/groups/{weekly.pk}/sessions/{session.pk}/register/")
    sam.choose("Came", within="Mia").press("Keep the register").sees("The register is kept")
    assert list(session.attendances.values_list("outcome", flat=True)) == ["came"]


def when_mia_says_that_she_cannot_come(mia: Walk, weekly: Group) -> None:
    mia.to(f"/p/{weekly.programme.ref}/my-support/").follow("Your group meets on").sees("Small steps")
    mia.sees("Harbour Hall").sees("About 150 minutes").press("Not this time")
    mia.sees("You need not say why, and your place is yours")


def when_cora_says_for_her_on_the_telephone_that_she_can(cora: Walk, weekly: Group) -> None:
    place = weekly.places.get(member__participant__known_as="Mia").pk
    cora.to(f"/p/{weekly.programme.ref}/group-places/{place}/").sees("This is done for Mia")
    cora.press("Mia will be there").sees("That is written down")


def when_mia_leaves(mia: Walk) -> None:
    mia.again().sees("You will be there").follow("Leave this group").sees("No reason is needed")
    mia.press("Leave the group").sees("You are not in this group any more")


def test_mia_says_whether_she_comes_and_leaves_without_a_reason(
    walk: Callable[..., Walk], weekly: Group
) -> None:
    mia, cora, sam = walk("mia"), walk("cora"), walk("sam")
    when_mia_says_that_she_cannot_come(mia, weekly)
    when_cora_says_for_her_on_the_telephone_that_she_can(cora, weekly)
    when_mia_leaves(mia)
    sam.to("/you/notices/").sees("Please do not ask them why").sees_not("Mia")
