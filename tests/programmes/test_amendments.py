"""An open version never changes: an amendment makes the next, and whoever began keeps theirs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from alongside.matching.actions.relationships import move_endings_with_their_version
from alongside.programmes import actions
from alongside.programmes.actions.amendments import put_amendments_in_force
from alongside.programmes.core.parts import given
from alongside.programmes.models import Amendment, Programme
from alongside.programmes.queries import definition_followed, definition_of, version_followed, versions_of
from alongside.support_sessions.actions.contacts import Told, log_contact
from alongside.support_sessions.actions.plans import plan_sessions, plan_sessions_that_are_missing
from alongside.support_sessions.models import Group, SessionStatus, SupportSession
from alongside.support_sessions.queries.groups import lead_kinds, lead_rules_for
from tests import factories
from tests.matching.factories import begun
from tests.support_sessions import groups
from tests.support_sessions.factories import contact, sams

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22T09:00Z", tick=False):
        yield


def six_calls(version: str = "1.1") -> str:
    """The coaching model with six calls instead of eight."""
    text = factories.definition_text().replace('version = "1.0"', f'version = "{version}"', 1)
    return text.replace("contacts = 8\n", "contacts = 6\n", 1).replace('length = "P8W"', 'length = "P6W"')


def amended(programme: Programme, by, *, text: str = "", on: date = TODAY) -> Amendment:
    reasons = actions.Reasons("Eight calls were too many.", "The members' meeting", on)
    return actions.amend_programme(
        programme=programme, definition_text=text or six_calls(), reasons=reasons, by=by
    )


def calls_of(programme: Programme) -> int:
    return next(phase.contacts for phase in definition_of(programme).schedule.phases if phase.contacts != 1)


def test_text_of_a_version_that_is_followed_stays_as_it_was(cast: Cast) -> None:
    before = cast.coaching.definition
    text = before.text
    amended(cast.coaching, cast.ada)
    before.refresh_from_db()
    assert before.text == text
    assert (cast.coaching.definition.version, calls_of(cast.coaching)) == ("1.1", 6)
    assert [version.version for version in versions_of(cast.coaching)] == ["1.0", "1.1"]


def test_who_began_before_keeps_the_plan_and_who_begins_after_has_the_new_one(cast: Cast) -> None:
    old = begun(cast.mia_member, cast.sam_supporter, on=TODAY - timedelta(weeks=2))
    plan_sessions(relationship=old)
    amended(cast.coaching, cast.ada)
    old.refresh_from_db()
    plan_sessions(relationship=old)
    plan_sessions_that_are_missing()
    new = begun(factories.member(cast.coaching), factories.supporter(cast.coaching))
    plan_sessions(relationship=new)
    planned = [SupportSession.objects.filter(relationship=row).count() for row in (old, new)]
    assert planned == [9, 7]


def test_amendment_of_a_later_day_waits_for_its_day(cast: Cast) -> None:
    later = TODAY + timedelta(days=10)
    amended(cast.coaching, cast.ada, on=later)
    put_amendments_in_force()
    cast.coaching.refresh_from_db()
    assert calls_of(cast.coaching) == 8
    with pytest.raises(actions.AnotherWaits):
        amended(cast.coaching, cast.ada, text=six_calls("1.2"), on=later + timedelta(days=1))
    with time_machine.travel("2026-12-03T09:00Z", tick=False):
        put_amendments_in_force()
        put_amendments_in_force()
    programme = Programme.objects.select_related("definition").get(pk=cast.coaching.pk)
    assert calls_of(programme) == 6
    assert version_followed(programme, later - timedelta(days=1)).version == "1.0"
    assert version_followed(programme, later).version == "1.1"


def test_running_intake_keeps_its_version_until_it_is_moved_with_a_reason(cast: Cast) -> None:
    spring = actions.add_intake(
        programme=cast.coaching, name="Autumn", starts_on=date(2026, 11, 2), ends_on=None, by=cast.ada
    )
    actions.put_into_intake(place=cast.mia_member, intake=spring, by=cast.ada)
    row = begun(cast.mia_member, cast.sam_supporter, on=TODAY)
    plan_sessions(relationship=row)
    amended(cast.coaching, cast.ada)
    programme = Programme.objects.select_related("definition").get(pk=cast.coaching.pk)
    # Somebody of that intake who begins only now still follows the version of the intake.
    assert definition_followed(programme, TODAY, spring) == definition_followed(programme, date(2026, 11, 2))
    before = row.planned_end_on
    with pytest.raises(ValueError, match="reason"):
        actions.move_intake(intake=spring, why=" ", by=cast.ada)
    actions.move_intake(intake=spring, why="They asked for it.", by=cast.ada)
    with pytest.raises(actions.StateChanged):
        actions.move_intake(intake=spring, why="Again.", by=cast.ada)
    move_endings_with_their_version()
    plan_sessions_that_are_missing()
    row.refresh_from_db()
    states = list(
        SupportSession.objects.filter(relationship=row).order_by("number").values_list("status", flat=True)
    )
    assert states == [SessionStatus.PLANNED] * 7 + [SessionStatus.CANCELLED] * 2
    assert row.planned_end_on < before


def test_intake_moved_in_the_middle_keeps_what_was_had_and_plans_the_rest_anew(cast: Cast) -> None:
    spring = actions.add_intake(
        programme=cast.coaching, name="Autumn", starts_on=date(2026, 10, 26), ends_on=None, by=cast.ada
    )
    actions.put_into_intake(place=cast.mia_member, intake=spring, by=cast.ada)
    row = begun(cast.mia_member, cast.sam_supporter, on=date(2026, 10, 28))
    plan_sessions(relationship=row)
    for number in (1, 2, 3):
        told = Told(took_place=True, on=TODAY - timedelta(days=20 - number), minutes=30, modality="phone")
        log_contact(session=contact(row, number), side=sams(row), told=told, by=cast.sam)
    amended(cast.coaching, cast.ada)
    actions.move_intake(intake=spring, why="They asked for it.", by=cast.ada)
    for _time in range(2):
        move_endings_with_their_version()
        plan_sessions_that_are_missing()
    row.refresh_from_db()
    sessions = SupportSession.objects.filter(relationship=row).order_by("number")
    states = list(sessions.values_list("status", flat=True))
    assert (
        states == [SessionStatus.DELIVERED] * 3 + [SessionStatus.PLANNED] * 4 + [SessionStatus.CANCELLED] * 2
    )
    last = sessions.filter(status=SessionStatus.PLANNED).last()
    assert last is not None
    assert last.planned_on <= row.planned_end_on == date(2026, 10, 28) + timedelta(weeks=6)


def shown(cast: Cast, who: str | None, page: str) -> str:
    return cast.client(who).get(f"/p/{cast.coaching.ref}/{page}").content.decode()


@pytest.mark.parametrize("page", ["", "charter/"])
def test_whoever_takes_part_reads_the_version_with_which_they_began(cast: Cast, page: str) -> None:
    for place in (cast.mia_member, cast.sam_supporter):
        type(place).objects.filter(pk=place.pk).update(joined_on=TODAY - timedelta(days=30))
    actions.show_programme(programme=cast.coaching, is_public=True, is_found_by_search=False, by=cast.ada)
    assert "with which you began" not in shown(cast, "mia", page)
    amended(cast.coaching, cast.ada)
    for who in ("mia", "sam"):
        assert "8 contacts" in shown(cast, who, page)
        assert "This is version 1.0, with which you began" in shown(cast, who, page)
        assert "6 contacts" in shown(cast, who, f"{page}?today")
    for who in ("ada", "cora"):
        assert "6 contacts" in shown(cast, who, page)
    assert "6 contacts" in shown(cast, None, "")


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (lambda text: factories.definition_text(), actions.SameAsNow),
        (lambda text: text.replace('version = "1.1"', 'version = "1.0"'), actions.VersionTaken),
        (lambda text: text.replace('unit = "person"', 'unit = "couple"'), actions.OtherShape),
        (lambda text: text.replace("core = true", "core = false"), actions.NotReadyToOpen),
    ],
)
def test_what_is_no_next_version_is_refused_and_nothing_changes(cast: Cast, change, refused) -> None:
    with pytest.raises(refused):
        amended(cast.coaching, cast.ada, text=change(six_calls()))
    assert not Amendment.objects.exists()
    assert calls_of(Programme.objects.get(pk=cast.coaching.pk)) == 8


def test_day_that_is_over_and_programme_in_preparation_are_refused(cast: Cast) -> None:
    with pytest.raises(actions.DayTaken):
        amended(cast.coaching, cast.ada, on=TODAY - timedelta(days=1))
    preparing = actions.create_programme(
        organisation=cast.harbour,
        definition_text=factories.definition_text(),
        name="Later",
        discreet_name="Harbour Wednesdays",
        by=cast.ada,
    )
    with pytest.raises(actions.StateChanged):
        amended(preparing, cast.ada)


def test_next_version_is_drafted_made_and_read(cast: Cast) -> None:
    client = cast.client("ada")
    ref = cast.coaching.ref
    made = client.post(f"/p/{ref}/design/")
    draft = cast.coaching.drafts.get()
    assert made.url == f"/design/{draft.pk}/"
    assert client.get(f"/design/{draft.pk}/use/").url == f"/design/{draft.pk}/amend/"
    draft.text = six_calls("1.0")
    draft.save(update_fields=["text"])
    page = client.get(f"/design/{draft.pk}/amend/").content.decode()
    assert "How many" in page or "contacts" in page.lower()
    assert 'value="1.1"' in page
    wrong = client.post(f"/design/{draft.pk}/amend/", {"version": "one"})
    assert wrong.status_code == 422
    typed = {
        "version": "1.1",
        "why": "Eight calls were too many.",
        "agreed_by": "The members' meeting",
        "applies_from_day": "22",
        "applies_from_month": "11",
        "applies_from_year": "2026",
    }
    done = client.post(f"/design/{draft.pk}/amend/", typed)
    assert done.status_code == 302, done.content.decode()
    told = client.get(f"/p/{ref}/versions/").content.decode()
    assert "Eight calls were too many." in told
    assert "The members&#x27; meeting" in told
    again = client.post(f"/design/{draft.pk}/amend/", {**typed, "version": "1.2"})
    assert again.status_code == 422


def test_intake_is_moved_on_its_page(cast: Cast) -> None:
    actions.add_intake(
        programme=cast.coaching, name="Autumn", starts_on=date(2026, 11, 2), ends_on=None, by=cast.ada
    )
    amended(cast.coaching, cast.ada)
    client, intake = cast.client("ada"), cast.coaching.intakes.get()
    address = f"/p/{cast.coaching.ref}/intakes/{intake.pk}/move/"
    assert address in client.get(f"/p/{cast.coaching.ref}/versions/").content.decode()
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "They asked for it."}).status_code == 302
    intake.refresh_from_db()
    assert intake.follows == Programme.objects.get(pk=cast.coaching.pk).definition
    assert address not in client.get(f"/p/{cast.coaching.ref}/versions/").content.decode()


@pytest.mark.parametrize("intakes", [1, 3])
def test_versions_page_asks_as_often_for_many_intakes(cast: Cast, intakes, django_assert_num_queries):
    for number in range(intakes):
        actions.add_intake(
            programme=cast.coaching, name=f"{number}", starts_on=TODAY, ends_on=None, by=cast.ada
        )
    amended(cast.coaching, cast.ada)
    client = cast.client("ada")
    client.get("/")
    with django_assert_num_queries(14):
        client.get(f"/p/{cast.coaching.ref}/versions/")


def test_group_that_runs_keeps_the_rules_for_who_leads_it(cast: Cast) -> None:
    running = groups.running(cast, with_cast=False)
    text = groups.definition().replace('version = "1.0"', 'version = "1.1"', 1)
    text = text.replace(
        'who = "peers"\ncount_min = 2\ncount_max = 2', 'who = "members_in_turn"\ncount_min = 1', 1
    )
    amended(running.programme, cast.ada, text=text)
    running = Group.objects.select_related("programme__definition").get(pk=running.pk)
    new = groups.group(cast, running.programme)
    assert (lead_kinds(running), given(lead_rules_for(running).count_min)) == ({"supporter"}, 2)
    assert (lead_kinds(new), given(lead_rules_for(new).count_min)) == ({"member"}, 1)
