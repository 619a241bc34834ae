"""Professional or grassroots: where those who support are paid, members know it, and hours are counted for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.matching.queries.pages import cards_for, cards_for_asked
from alongside.programmes.queries import definition_of
from alongside.support_sessions.models import SupportSession
from alongside.support_sessions.queries.hours import counts_hours, months_of
from tests.matching import factories as market
from tests.stands import NOT_SAID_OF_PAY, stand
from tests.support_sessions import factories, groups

if TYPE_CHECKING:
    from alongside.people.models import Person
    from tests.conftest import Cast


def pay(cast: Cast, how: str) -> None:
    old, _new = NOT_SAID_OF_PAY
    stand(cast, changed=((old, f'pay = "{how}"'),))


@pytest.mark.parametrize(
    ("how", "badge", "counted"),
    [
        ("not reported", "", False),
        ("unpaid", "Volunteer", False),
        ("none", "Volunteer", False),
        ("paid", "Paid to support others", True),
        ("stipend", "Given a small fixed sum", True),
        ("either", "", True),
    ],
)
def test_pay_is_told_to_the_member_and_decides_whether_hours_are_counted(
    cast: Cast, how: str, badge: str, counted: bool
) -> None:
    pay(cast, how)
    offer = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    definition = definition_of(cast.coaching)
    assert cards_for([offer], definition)[0].badge == badge
    assert cards_for_asked([offer], definition)[0].badge == ""
    page = cast.client("mia").get(reverse("matching:offer", args=[cast.coaching.ref, offer.pk]))
    assert (f'<span class="tag">{badge}</span>' in page.content.decode()) is bool(badge)
    assert counts_hours(cast.coaching) is counted
    sam, hours = cast.client("sam"), reverse("support_sessions:my_hours", args=[cast.coaching.ref])
    home = sam.get(reverse("web:supporting", args=[cast.coaching.ref])).content.decode()
    assert (hours in home) is counted
    assert (sam.get(hours).status_code == 200) is counted


def had(session: SupportSession, on: date, minutes: int, by: Person) -> None:
    SupportSession.objects.filter(pk=session.pk).update(
        status="delivered",
        delivered_on=on,
        delivered_minutes=minutes,
        delivered_modality="phone",
        logged_at=timezone.now(),
        logged_by=by,
        logged_side=session.relationship.sides.first() if session.relationship else None,
    )


def test_hours_are_those_of_the_last_twelve_months_in_twos_and_leading(cast: Cast) -> None:
    pay(cast, "paid")
    made = factories.mia_and_sam(cast)
    today = date(2026, 11, 30)
    rows = list(SupportSession.objects.filter(relationship=made).order_by("pk")[:4])
    had(rows[0], date(2026, 11, 1), 90, cast.sam)
    had(rows[1], date(2026, 11, 30), 10, cast.sam)
    had(rows[2], date(2025, 12, 1), 65, cast.sam)
    had(rows[3], date(2025, 11, 30), 60, cast.sam)
    found = months_of(cast.sam_supporter, today)
    assert [(month.first_day, month.contacts, month.hours) for month in found] == [
        (date(2026, 11, 1), 2, "1:40"),
        (date(2025, 12, 1), 1, "1:05"),
    ]
    page = cast.client("sam").get(reverse("support_sessions:my_hours", args=[cast.coaching.ref]))
    assert "1:40" in page.content.decode()


def test_sessions_count_for_whoever_led_on_their_day(cast: Cast) -> None:
    group = groups.running(cast)
    sam = group.leads.get(supporter__participant=cast.sam_participant)
    session = groups.session(group)
    assert session.planned_on is not None
    had(session, session.planned_on, 120, cast.sam)
    assert sam.supporter is not None
    assert [month.hours for month in months_of(sam.supporter, session.planned_on)] == ["2:00"]
    group.leads.filter(pk=sam.pk).update(
        starts_on=session.planned_on.replace(year=session.planned_on.year + 1)
    )
    assert months_of(sam.supporter, session.planned_on) == []
