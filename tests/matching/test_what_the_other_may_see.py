"""What somebody lets the other side see of them: their choice, within what the programme lets be seen at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from alongside.matching import actions
from alongside.matching.models import MatchingProfile, ProposedMatch
from alongside.matching.queries.pages import cards_for, cards_for_asked
from alongside.matching.queries.profiles import shown_by
from alongside.programmes.queries import definition_of
from tests.matching import factories

if TYPE_CHECKING:
    from tests.conftest import Cast

# Of the coaching definition: its type of diabetes is sensitive, its "life now" is not.
SECRET, OPEN = "diabetes_type", "life_now"
SECRET_WORDS, OPEN_WORDS = "Type 2", "Living alone"


def says(cast: Cast, who: str, shown: list[str] | None = None) -> None:
    """They answer both questions, and say what may be seen, if anything."""
    place: Any = {"mia": cast.mia_member, "sam": cast.sam_supporter}[who]
    given = {"place": place, "by": cast.people[who]}
    actions.say_trait(trait=SECRET, value=["type_2"], **given)
    actions.say_trait(trait=OPEN, value=["living_alone"], **given)
    if shown is not None:
        actions.say_about_me(shown=shown, **given)


def page(cast: Cast, who: str = "mia", step: str = "shown") -> str:
    role = {"mia": "member", "sam": "supporter"}[who]
    pk = {"mia": cast.mia_participant, "sam": cast.sam_participant}[who].pk
    return reverse("matching:matching_question", args=[cast.coaching.ref, pk, role, step])


def read(cast: Cast, proposal: ProposedMatch, who: str) -> str:
    """Everything that the page of a proposal says to one of the two."""
    name = {"mia": "offer", "sam": "asked"}[who]
    return (
        cast.client(who)
        .get(reverse(f"matching:{name}", args=[cast.coaching.ref, proposal.pk]))
        .content.decode()
    )


def test_nothing_sensitive_is_shown_until_somebody_says_so(cast: Cast) -> None:
    definition = definition_of(cast.coaching)
    assert shown_by(MatchingProfile(), definition) == {"age", OPEN, "language"}
    assert shown_by(MatchingProfile(shown=[]), definition) == {"language"}
    assert shown_by(MatchingProfile(shown=[SECRET]), definition) == {SECRET, "language"}


def test_nobody_can_show_more_than_the_definition_lets_be_seen(cast: Cast) -> None:
    definition = definition_of(cast.coaching)
    traits = [
        trait.model_copy(update={"shown_to_other": trait.key != OPEN}) for trait in definition.matching.traits
    ]
    matching = definition.matching.model_copy(update={"traits": tuple(traits)})
    narrow = definition.model_copy(update={"matching": matching})
    assert shown_by(MatchingProfile(shown=[OPEN, SECRET]), narrow) == {SECRET, "language"}


def test_page_ticks_what_is_not_sensitive_and_leaves_the_rest_to_the_person(cast: Cast) -> None:
    says(cast, "mia")
    html = cast.client("mia").get(page(cast)).content.decode()
    assert "What may your match see?" in html
    boxes = dict(re.findall(r'<input type="checkbox" name="answer" value="(\w+)"([^>]*)>', html))
    assert {key: "checked" in rest for key, rest in boxes.items()} == {SECRET: False, OPEN: True}
    assert SECRET_WORDS in html
    response = cast.client("mia").post(page(cast), {"answer": [SECRET]})
    assert response.status_code == 302
    assert MatchingProfile.objects.get(participant=cast.mia_participant).shown == [SECRET]
    check = reverse("matching:matching_profile", args=[cast.coaching.ref, cast.mia_participant.pk, "member"])
    assert "What your match may see" in cast.client("mia").get(check).content.decode()


def test_page_is_not_asked_of_somebody_who_said_nothing_to_show(cast: Cast) -> None:
    assert cast.client("mia").get(page(cast)).status_code == 302
    assert MatchingProfile.objects.filter(shown__isnull=False).count() == 0
    says(cast, "mia")
    assert cast.client("mia").post(page(cast), {"answer": ["treatment"]}).status_code == 422


def test_staff_write_it_down_for_somebody(cast: Cast) -> None:
    says(cast, "mia")
    assert cast.client("cora").post(page(cast), {"answer": []}).status_code == 302
    assert MatchingProfile.objects.get(participant=cast.mia_participant).shown == []


@pytest.mark.parametrize(
    ("mia", "sam", "both_see"),
    [
        ([SECRET, OPEN], [SECRET, OPEN], {SECRET_WORDS, OPEN_WORDS}),
        ([SECRET, OPEN], [OPEN], {OPEN_WORDS}),
        ([OPEN], [SECRET, OPEN], {OPEN_WORDS}),
        ([], [SECRET, OPEN], set()),
        ([SECRET, OPEN], [], set()),
        (None, None, {OPEN_WORDS}),
    ],
)
def test_each_sees_only_what_both_let_be_seen(
    cast: Cast, mia: list[str] | None, sam: list[str] | None, both_see: set[str]
) -> None:
    says(cast, "mia", mia)
    says(cast, "sam", sam)
    proposal = factories.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    for who in ("mia", "sam"):
        seen = read(cast, proposal, who)
        assert {words for words in (SECRET_WORDS, OPEN_WORDS) if words in seen} == both_see, who


def test_what_is_no_longer_shown_is_gone_at_once(cast: Cast) -> None:
    says(cast, "mia", [SECRET, OPEN])
    says(cast, "sam", [SECRET, OPEN])
    proposal = factories.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    definition = definition_of(cast.coaching)
    assert SECRET_WORDS in cards_for([proposal], definition)[0].facts
    actions.say_about_me(place=cast.sam_supporter, by=cast.sam, shown=[OPEN])
    actions.say_about_me(place=cast.mia_member, by=cast.mia, shown=[])
    assert cards_for([proposal], definition)[0].facts == [OPEN_WORDS]
    assert cards_for_asked([proposal], definition)[0].facts == []
    assert SECRET_WORDS not in read(cast, proposal, "mia")
    assert OPEN_WORDS not in read(cast, proposal, "sam")
