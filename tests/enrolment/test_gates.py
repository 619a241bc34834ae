"""Every way into a programme passes the same gates: by hand, a second place, coming back, a spreadsheet, joining."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alongside.enrolment.actions import spreadsheets
from alongside.enrolment.actions.people import add_person, give_place
from alongside.enrolment.actions.places import Barred, come_back
from alongside.enrolment.core.gates import Gate
from alongside.enrolment.models import ImportRow
from alongside.joining.actions.answering import accept_request
from alongside.programmes.actions import close_programme, leave_programme
from alongside.programmes.models import LeavingReason, Member, Participant, PeerSupporter
from tests.enrolment.factories import spreadsheet
from tests.joining.factories import for_ages, open_to_join, waiting
from tests.safeguarding.factories import hold

if TYPE_CHECKING:
    from tests.conftest import Cast

PACKAGE = Path(__file__).resolve().parents[2] / "alongside"


def by_hand(cast: Cast) -> None:
    add_person(programme=cast.coaching, place="member", by=cast.cora, name="Ann Obi")


def a_second_place(cast: Cast) -> None:
    give_place(programme=cast.coaching, participant=cast.mia_participant, place="supporter", by=cast.cora)


def coming_back(cast: Cast) -> None:
    leave_programme(place=cast.mia_member, reason=LeavingReason.NOT_SAID, by=cast.cora)
    come_back(place=cast.mia_member, by=cast.cora)


def joining(cast: Cast) -> None:
    accept_request(request=cast.coaching.join_requests.get(), by=cast.cora)


@pytest.mark.parametrize("way", [by_hand, a_second_place, coming_back, joining])
def test_nobody_comes_into_a_closed_programme(cast: Cast, way: Callable[[Cast], None]) -> None:
    waiting(open_to_join(cast.coaching, by=cast.cora))
    close_programme(programme=cast.coaching, by=cast.ada)
    before = Participant.objects.count(), Member.objects.count(), PeerSupporter.objects.count()
    with pytest.raises(Barred) as barred:
        way(cast)
    assert barred.value.gates == (Gate.CLOSED,)
    assert (Participant.objects.count(), Member.objects.count(), PeerSupporter.objects.count()) == before


@pytest.mark.parametrize("way", [a_second_place, coming_back])
def test_whoever_is_on_hold_is_looked_at_first(cast: Cast, way: Callable[[Cast], None]) -> None:
    hold(cast)
    with pytest.raises(Barred) as barred:
        way(cast)
    assert barred.value.gates == (Gate.ON_HOLD,)


def test_rows_of_a_sheet_pass_the_same_gates_and_say_which(cast: Cast) -> None:
    sheet = spreadsheet(
        for_ages(cast, 18, 99), cast.cora, "Name,Date of birth", "Ann Obi,01/02/2019", "Ben Obi,01/02/1979"
    )
    spreadsheets.bring_in(spreadsheet=sheet, by=cast.cora)
    ann, ben = ImportRow.objects.filter(spreadsheet=sheet).order_by("number")
    assert (ann.outcome, ben.outcome) == ("bad", "created")
    assert ann.remarks[-1]["code"] == "too_young"


def test_row_that_is_somebody_on_hold_does_not_come_in(cast: Cast) -> None:
    hold(cast)
    sheet = spreadsheet(
        cast.coaching, cast.cora, "Name,Email", "Mia Marlowe,mia@example.org", as_supporters=True
    )
    row = sheet.rows.get()
    spreadsheets.decide_row(
        spreadsheet=sheet,
        number=row.number,
        decision=ImportRow.Decision.SAME,
        known=cast.mia_participant.pk,
        by=cast.cora,
    )
    sheet.refresh_from_db()
    spreadsheets.bring_in(spreadsheet=sheet, by=cast.cora)
    row.refresh_from_db()
    assert (row.outcome, row.remarks[-1]["code"]) == ("bad", "on_hold")
    assert not PeerSupporter.objects.filter(participant=cast.mia_participant).exists()


def test_pages_say_what_stands_in_the_way(cast: Cast) -> None:
    close_programme(programme=cast.coaching, by=cast.ada)
    page = cast.client("cora").post(
        f"/p/{cast.coaching.ref}/people/add/", {"name": "Ann Obi", "place": "member"}
    )
    assert page.status_code == 422
    assert "takes no new people" in page.content.decode()
    assert "Ann Obi" in page.content.decode()


def test_nobody_gives_a_place_except_through_the_gates() -> None:
    """Whoever writes another way in must take the one that asks."""
    gatekeeper = PACKAGE / "enrolment/actions/places.py"
    found = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if path != gatekeeper and PACKAGE / "programmes/actions" not in path.parents
        if re.search(r"import .*\b(add_members?|add_supporters?|resume_place)\b", path.read_text())
        or re.search(r"^    (add_members?|add_supporters?|resume_place)\b", path.read_text(), re.MULTILINE)
    ]
    assert found == []
