"""The morning page about people who are not ready: whose consent is missing, and what supporters lack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.enrolment.queries.open_consents import without_consent
from alongside.enrolment.queries.people import people_in
from alongside.programmes.actions import pause_place
from alongside.programmes.models import StaffRole
from alongside.training.models import ModuleCompletion, RoleAcceptance, Supervision, SupervisionMeeting
from alongside.training.queries import being_prepared, preparation_gaps, supporter_list
from alongside.web.queries import Morning
from alongside.web.queries.today_parts import Section
from tests import factories as house
from tests.enrolment.factories import answer, say_yes
from tests.training import factories

if TYPE_CHECKING:
    from tests.conftest import Cast


def section(cast: Cast, key: str) -> Section | None:
    found = Morning(cast.coaching, timezone.localdate(), cast.cora).sections()
    return next((each for each in found if each.key == key), None)


def lines(cast: Cast, key: str) -> dict[str, tuple[str, str]]:
    found = section(cast, key)
    return {line.who: (line.what, line.url) for line in found.lines} if found else {}


def page(cast: Cast, name: str, pk: int, **more: object) -> str:
    return reverse(name, kwargs={"ref": cast.coaching.ref, "pk": pk, **more})


def test_whose_consent_is_missing_stands_there_with_what_and_where_to_write_it_down(cast: Cast) -> None:
    name, mia = cast.mia_participant.name, cast.mia_participant.pk
    where = page(cast, "enrolment:record_consent", mia, purpose="take_part")
    assert lines(cast, "consents")[name] == ("not asked yet: Taking part", where)
    answer(cast.mia_participant, cast.coaching, "take_part", given=False)
    assert lines(cast, "consents")[name] == ("said no to: Taking part", where)
    assert cast.mia_participant in people_in(cast.coaching, show="no_consent")
    say_yes(cast.mia_participant, cast.coaching)
    assert name not in lines(cast, "consents")


def test_somebody_who_rests_is_not_asked_after(cast: Cast) -> None:
    assert cast.sam_participant in without_consent(cast.coaching)
    pause_place(place=cast.sam_supporter, by=cast.cora)
    assert cast.sam_participant not in without_consent(cast.coaching)
    assert not being_prepared(cast.coaching, timezone.localdate()).exists()


def test_supporter_with_one_thing_missing_leads_straight_to_it(cast: Cast) -> None:
    sam = factories.prepared(cast)
    assert lines(cast, "unready") == {}
    SupervisionMeeting.objects.all().delete()
    said = ("A day for the next supervision", page(cast, "training:next_supervision", sam.pk))
    assert lines(cast, "unready") == {sam.participant.name: said}
    RoleAcceptance.objects.all().delete()
    what, where = lines(cast, "unready")[sam.participant.name]
    assert what == "The role description, read and accepted; A day for the next supervision"
    assert where == page(cast, "training:supporter", sam.pk)


UNDONE: dict[str, Callable[[], object]] = {
    "nothing": lambda: None,
    "role": lambda: RoleAcceptance.objects.all().delete(),
    "older wording": lambda: RoleAcceptance.objects.update(wording_hash="older"),
    "one module": lambda: ModuleCompletion.objects.filter(module="safety").delete(),
    "supervisor": lambda: Supervision.objects.all().delete(),
    "supervisor ended": lambda: Supervision.objects.update(ends_on=timezone.localdate()),
    "supervisor gone": lambda: StaffRole.objects.filter(role="supervisor").delete(),
    "no day": lambda: SupervisionMeeting.objects.update(status="held", held_on=date(2026, 1, 1)),
}


@pytest.mark.parametrize("undo", UNDONE.values(), ids=UNDONE.keys())
def test_database_picks_whom_the_rule_of_readiness_finds_wanting(
    cast: Cast, undo: Callable[[], object]
) -> None:
    factories.prepared(cast)
    undo()
    today = timezone.localdate()
    judged = preparation_gaps(cast.coaching, list(supporter_list(cast.coaching)), today)
    picked = {row.pk for row in being_prepared(cast.coaching, today)}
    assert picked == {pk for pk, gaps in judged.items() if gaps}


def test_longer_lists_ask_no_more_of_the_database_and_lead_to_the_rest(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            Morning(cast.coaching, timezone.localdate(), cast.cora).sections()
        return len(asked)

    queries()  # what is read once and remembered
    few = queries()
    for number in range(6):
        someone = house.participant(cast.harbour, f"Supporter {number}")
        house.supporter(cast.coaching, someone)
    assert queries() == few
    for key, title in (("unready", "Still being prepared"), ("consents", "Without consent")):
        found = section(cast, key)
        assert found is not None
        assert found.number.number > len(found.lines) == 5
        rest = cast.client("cora").get(found.url).content.decode()
        assert f"selected>{title}" in rest
        assert "Supporter 5" in rest


def test_overdue_supervision_is_not_told_twice(cast: Cast) -> None:
    factories.prepared(cast)
    SupervisionMeeting.objects.update(planned_on=timezone.localdate() - timedelta(days=30))
    assert lines(cast, "unready") == {}
    assert cast.sam_participant.name in lines(cast, "supervision")
