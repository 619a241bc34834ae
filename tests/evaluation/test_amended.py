"""After an amendment: results, exports and trials hold for whoever keeps an earlier version, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.evaluation.actions.trials import audit_log
from alongside.evaluation.queries.delivered import delivered_in
from alongside.evaluation.queries.exports import codes_of
from alongside.evaluation.queries.facts import facts_of
from alongside.evaluation.queries.parts import parts_of
from alongside.evaluation.queries.trials import plan_in_words, protocol_of
from alongside.programmes.models import Programme
from tests import factories
from tests.enrolment.factories import answer
from tests.evaluation.test_trials import fixed
from tests.evaluation.trial_plan import WAVE, asked_after_twelve_weeks
from tests.measures.test_amended import MEMBERS_BASELINE, OTHER_BASELINE, SHORTER, ago, amend
from tests.programmes.test_amendments import amended
from tests.support_sessions.factories import mia_and_sam

if TYPE_CHECKING:
    from tests.conftest import Cast

NOTE = "Version 1.0 asks others"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (((MEMBERS_BASELINE, OTHER_BASELINE),), True),
        ((('longest_pause = "P4W"', 'longest_pause = "P8W"'),), False),
    ],
)
def test_results_tell_of_questions_that_differ_between_versions(
    cast: Cast, changes: tuple[tuple[str, str], ...], told: bool
) -> None:
    client, address = cast.client("eve"), f"/p/{cast.coaching.ref}/results/"
    assert NOTE not in client.get(address).content.decode()
    amend(cast, *changes)
    assert (NOTE in client.get(address).content.decode()) is told


CALLS = ('key = "weekly-calls"', 'key = "calls"')


def test_phase_of_an_earlier_version_is_counted_beside_what_that_planned(cast: Cast) -> None:
    cast.harbour.small_cell_threshold = 2
    cast.harbour.save(update_fields=["small_cell_threshold"])
    factories.member(cast.coaching)
    mia_and_sam(cast, begun=20)
    programme = amend(cast, CALLS, ("contacts = 8\n", "contacts = 6\n"), ('length = "P8W"', 'length = "P9W"'))
    meeting, new, old = delivered_in(programme, timezone.localdate()).phases
    assert (new.phase.key, new.planned, new.before) == ("calls", None, ())
    assert (old.phase.key, old.planned, old.phase.contacts) == ("weekly-calls", 2, 8)
    assert meeting.planned == 1
    assert meeting.before == ()


def test_other_plan_of_the_same_phase_is_told_with_its_version(cast: Cast) -> None:
    cast.harbour.small_cell_threshold = 2
    cast.harbour.save(update_fields=["small_cell_threshold"])
    factories.member(cast.coaching)
    amend(cast, ("contacts = 8\n", "contacts = 6\n"))
    page = cast.client("eve").get(f"/p/{cast.coaching.ref}/report/delivered/").content.decode()
    assert "In version 1.0: 8 contacts" in page


def test_export_knows_the_waves_and_phases_of_every_version(cast: Cast) -> None:
    programme = amend(cast, CALLS, *SHORTER)
    codes = codes_of(programme)
    assert {"calls", "weekly-calls"} <= set(codes["contacts.phase"])
    assert codes["responses.wave"]["week-8"] == "After 8 weeks"
    assert codes["responses.wave"]["week-4"] == "After 4 weeks"


NEWLY_ASKED = """
[[consents]]
key = "photographs"
title = "Photographs"
wording = "I may be photographed."
wording_version = "1"
required_for_support = true
withdrawal = "No more photographs."
"""


def test_consent_that_a_later_version_asks_makes_no_yes_of_before_undone(cast: Cast) -> None:
    member = factories.member(cast.coaching, joined_on=ago(40))
    for purpose in ("take_part", "research_use"):
        answer(member.participant, cast.coaching, purpose, given=True)
    assert place_of(cast.coaching, member).consented_on is not None
    text = factories.definition_text().replace('version = "1.0"', 'version = "1.1"', 1) + NEWLY_ASKED
    amended(cast.coaching, cast.ada, text=text, on=timezone.localdate())
    programme = Programme.objects.get(pk=cast.coaching.pk)
    kept, new = place_of(programme, member), factories.member(programme)
    assert kept.consented_on is not None
    assert kept.may_use
    assert place_of(programme, new).consented_on is None
    # Asked since, they may say no, and that holds.
    answer(member.participant, programme, "photographs", given=False)
    assert not place_of(programme, member).may_use


def place_of(programme, member):
    facts = facts_of(programme, parts_of(programme)[0], timezone.localdate())
    return next(place for place in facts.members if place.person == member.participant_id)


def test_fixed_plan_of_a_trial_holds_after_an_amendment_and_says_what_no_longer_fits(cast: Cast) -> None:
    asked_after_twelve_weeks(cast)
    cast.coaching.refresh_from_db()
    trial = fixed(cast)
    before, told = protocol_of(trial), plan_in_words(trial)
    page = f"/p/{cast.coaching.ref}/trial/"
    assert "no longer asks the main question" not in cast.client("eve").get(page).content.decode()
    text = cast.coaching.definition.text.replace('version = "1.0"', 'version = "1.1"', 1)
    amended(
        cast.coaching,
        cast.ada,
        text=text.replace(f'key = "{WAVE}"', 'key = "later"'),
        on=timezone.localdate(),
    )
    trial.refresh_from_db()
    assert protocol_of(trial) == before
    assert plan_in_words(trial) == told
    assert audit_log(trial) == []
    assert "no longer asks the main question" in cast.client("eve").get(page).content.decode()
