"""A measure with a licence of one's own, scores from elsewhere, and paper that two people key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.measures.actions import bring_instrument, schedule_responses
from alongside.measures.models import InstrumentPack
from tests.enrolment.factories import say_yes
from tests.measures.pack_files import ACTIVATION, CALM
from tests.measures.test_packs import asks_also

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


def test_an_organisation_brings_a_measure_and_mends_what_is_told(
    transactional_cast: Cast, walk: Callable[..., Walk]
) -> None:
    ada = walk("ada")
    ada.to(f"/organisation/{transactional_cast.harbour.pk}/")
    ada.follow("Measures that you bring with a licence of your own").sees("There is none yet")
    ada.follow("Bring a measure").press("Try it and keep it").sees("Choose a file")
    ada.fill("Or its text", CALM.replace("score = 3", "score = 4")).press("Try it and keep it")
    ada.sees("It cannot be used yet").sees("Line 41")
    ada.fill("Or its text", CALM).press("Try it and keep it").sees("scores as its file says, and is kept")
    ada.sees(InstrumentPack.objects.get().key).sees("I felt tense").sees("It has no end.")
    ada.follow("Measures of your own").sees("In use")


def test_scores_come_from_elsewhere(transactional_cast: Cast, walk: Callable[..., Walk]) -> None:
    cast = transactional_cast
    pack = bring_instrument(organisation=cast.harbour, text=ACTIVATION, by=cast.ada)
    asks_also(cast, pack.key)
    say_yes(cast.mia_participant, cast.coaching)
    schedule_responses(programme=cast.coaching)
    cora = walk("cora")
    cora.to(f"/p/{cast.coaching.ref}/questions/to-ask/")
    cora.follow("Bring in scores that were worked out elsewhere")
    sheet = (
        f"Name,Score,Date\n{cast.mia_participant.name},63,{timezone.localdate():%d/%m/%Y}\nNobody Here,5,\n"
    )
    file = {"name": "scores.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    waves = cora.page.get_by_role("group", name="Which scores, of which time?")
    waves.get_by_role("radio").first.check()
    cora.page.get_by_label("Your spreadsheet").set_input_files(files=[file])
    cora.press("Go on").sees("One line is not right").sees("Nothing was kept yet")
    waves.get_by_role("radio").first.check()
    cora.page.get_by_label("Your spreadsheet").set_input_files(files=[file])
    cora.choose("Keep the scores of all lines that are right").press("Go on").sees("1 score was kept.")


def test_two_people_key_one_sheet(transactional_cast: Cast, walk: Callable[..., Walk]) -> None:
    cast = transactional_cast
    say_yes(cast.mia_participant, cast.coaching)
    schedule_responses(programme=cast.coaching)
    cora = walk("cora")
    cora.to(f"/p/{cast.coaching.ref}/questions/to-ask/").follow("Paper that is keyed twice")
    cora.page.get_by_role("checkbox").first.check()
    cora.press("Keep this choice").sees("for sheets that are keyed from now on")
    for answer, seen in ((1, "Now the same sheet is keyed once more"), (2, "The two keyings are not alike")):
        cora.to(f"/p/{cast.coaching.ref}/people/{cast.mia_participant.pk}/questions/baseline/member/")
        cora.press("Start")
        while cora.page.get_by_role("button", name="Keep and go on").count():
            for group in cora.page.locator("main form fieldset").all():
                group.get_by_role("radio").nth(answer).check()
            cora.press("Keep and go on")
            if cora.page.get_by_role("link", name="Go on without goals").count():
                cora.follow("Go on without goals")
        cora.choose("They wrote their answers on paper").press("Send the answers").sees(seen)
    for group in cora.page.locator("main form fieldset").all():
        if group.get_by_role("radio").count():
            group.get_by_role("radio").first.check()
    cora.press("Settle it").sees("The sheet is settled").sees("How often the two were alike")
