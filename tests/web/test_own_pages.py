from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from alongside.enrolment.actions.consents import answer_consent
from alongside.programmes.queries import definition_of
from alongside.web.queries import my_support
from tests.matching.factories import begun

if TYPE_CHECKING:
    from tests.conftest import Cast


def agree_to_all(cast: Cast) -> None:
    for purpose in definition_of(cast.coaching).consents:
        answer_consent(
            participant=cast.mia_participant,
            programme=cast.coaching,
            purpose=purpose.key,
            given=True,
            by=cast.mia,
        )


def labels(cast: Cast) -> list[str]:
    home = my_support(cast.mia_member, timezone.localdate())
    return [step.label for step in (home.next_step, *home.steps) if step]


def test_my_support_asks_for_consent_before_anything_else(cast: Cast) -> None:
    assert labels(cast)[0] == "Say whether you want to take part"


def test_my_support_shows_the_first_questions_as_soon_as_somebody_agrees(cast: Cast) -> None:
    agree_to_all(cast)
    assert "Answer a few questions" not in labels(cast)
    cast.client("mia").get(reverse("web:my_support", kwargs={"ref": cast.coaching.ref}))
    assert "Answer a few questions" in labels(cast)


def test_supporting_plans_the_contacts_of_a_match_that_has_just_begun(cast: Cast) -> None:
    agree_to_all(cast)
    relationship = begun(cast.mia_member, cast.sam_supporter)
    page = cast.client("sam").get(reverse("web:supporting", kwargs={"ref": cast.coaching.ref}))
    assert relationship.support_sessions.exists()
    assert "Write down a contact with Mia" in page.content.decode()
