"""Pages of groups: kind when something is wrong, nothing typed is lost, and as many queries for three rows as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.support_sessions.models import Attendance, Group
from tests.matching import factories as market
from tests.support_sessions import groups
from tests.test_on_behalf import YOU, words_of

pytestmark = pytest.mark.django_db


def url(name, group, **parts):
    kwargs = {"ref": group.programme.ref, "pk": group.pk, **parts}
    return reverse(f"support_sessions:{name}", kwargs=kwargs)


def test_a_name_that_is_taken_is_said_at_the_field_and_stays(cast):
    made = groups.group(cast)
    address = reverse("support_sessions:new_group", args=[made.programme.ref])
    answer = cast.client("cora").post(address, {"name": made.name})
    assert answer.status_code == 422
    assert "There is a group of this name already" in answer.content.decode()
    assert f'value="{made.name}"' in answer.content.decode()


def test_a_closed_group_that_has_met_offers_no_seat_and_says_where_new_people_go(cast):
    met, forming = groups.running(cast, begun=8), groups.group(cast)
    page = cast.client("cora").get(url("group", met)).content.decode()
    assert url("place_people", met) not in page
    assert "Whoever comes new goes into another group" in page
    assert url("place_people", forming) in cast.client("cora").get(url("group", forming)).content.decode()


def test_whoever_steps_in_leads_from_today_on_and_not_from_the_first_day(cast):
    page = cast.client("cora").get(url("name_lead", groups.running(cast, begun=8)))
    assert page.context["form"]["starts_on"].value() == timezone.localdate()


def test_a_full_group_refuses_kindly_and_keeps_what_was_ticked(cast):
    made = groups.group(cast)
    Group.objects.filter(pk=made.pk).update(size_min=1, size_max=1)
    groups.place(made, cast)
    member = market.member(made.programme)
    answer = cast.client("cora").post(url("place_people", made), {"who": [member.pk]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The group is full now" in page
    assert f'value="{member.pk}"' in page
    assert "checked" in page


def test_several_people_come_in_all_or_none(cast):
    made = groups.group(cast)
    Group.objects.filter(pk=made.pk).update(size_min=1, size_max=1)
    two = [market.member(made.programme).pk for _ in range(2)]
    assert cast.client("cora").post(url("place_people", made), {"who": two}).status_code == 422
    assert not made.places.exists()


def test_people_move_to_a_new_group_that_is_made_of_them(cast):
    made = groups.group(cast, people=2)
    place = made.places.first()
    client, form = cast.client("cora"), {"who": [place.pk], "to": "new", "name": ""}
    assert "Please give the new group a name" in client.post(url("move_people", made), form).content.decode()
    client.post(url("move_people", made), form | {"name": "Evenings"})
    new = Group.objects.get(name="Evenings")
    assert list(new.places.values_list("member", flat=True)) == [place.member_id]


def test_who_is_not_ready_is_named_with_what_is_missing(cast):
    made = groups.group(cast)
    groups.factories.supporter(made.programme, cast.sam_participant)
    page = cast.client("cora").get(url("name_lead", made)).content.decode()
    assert "Nobody is ready to lead" in page
    assert "Leading a group" in page


def test_a_line_that_nobody_touched_does_not_undo_what_the_other_lead_marked(cast):
    made = groups.running(cast, begun=0)
    place, session = groups.own(made, cast), groups.session(made)
    client, address = cast.client("sam"), url("register", made, session=session.pk)
    client.post(url("mark_one", made, session=session.pk, place=place.pk), {f"outcome-{place.pk}": "late"})
    client.post(address, {f"was-{place.pk}": "came", f"outcome-{place.pk}": "came"})
    assert Attendance.objects.get().outcome == "late"
    client.post(address, {f"was-{place.pk}": "late", f"outcome-{place.pk}": "missed"})
    assert Attendance.objects.get().outcome == "missed"


def test_a_tap_for_somebody_who_is_not_in_the_register_keeps_nothing(cast):
    made = groups.running(cast, begun=0)
    address = url("mark_one", made, session=groups.session(made).pk, place=999999)
    answer = cast.client("sam").post(address, {"outcome-999999": "came"})
    assert "That was not kept" in answer.content.decode()
    assert not Attendance.objects.exists()


def test_the_agenda_page_keeps_what_was_typed(cast):
    made = groups.running(cast, begun=0)
    form = {
        "title": "Slow",
        "adaptation": "Because",
        "parts-TOTAL_FORMS": "1",
        "parts-INITIAL_FORMS": "0",
        "parts-0-title": "Talking",
        "parts-0-minutes": "many",
        "parts-0-kind": "topic",
    }
    answer = cast.client("sam").post(url("change_agenda", made, session=groups.session(made).pk), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Talking"' in page
    assert 'value="many"' in page
    assert "Because" in page


def test_staff_who_act_for_somebody_read_that_persons_name(cast):
    made = groups.running(cast)
    place = groups.own(made, cast)
    for name in ("my_group", "leave_group"):
        words = words_of(cast, reverse(f"support_sessions:{name}", args=[made.programme.ref, place.pk]))
        assert "Mia" in words
        assert not YOU.search(words), words


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_of_groups_take_as_many_queries_for_one_row_as_for_three(cast, rows):
    programme = groups.programme(cast)
    for _ in range(rows):
        market.member(programme)
        made = groups.group(cast, programme, people=rows, leads=1)
    client = cast.client("cora")
    groups_page = reverse("support_sessions:groups", args=[programme.ref])
    found = []
    for address in (groups_page, url("group", made), url("place_people", made)):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found.append(len(queries))
    assert found == [17, 30, 16]
