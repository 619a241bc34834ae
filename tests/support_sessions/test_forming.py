"""Groups proposed by the rules, changed by hand, and opened by the deeds that make any other group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from alongside.matching import actions
from alongside.matching.core.groups import WhyLeft
from alongside.matching.models import Exclusion
from alongside.notify.models import Notice
from alongside.safeguarding.actions.holds import place_hold
from alongside.support_sessions.actions.forming import Formed, open_groups
from alongside.support_sessions.actions.group_refusals import AlreadyInIt
from alongside.support_sessions.models import Group, GroupPlace
from alongside.support_sessions.queries import forming
from tests.matching import factories as market
from tests.support_sessions import groups

if TYPE_CHECKING:
    from alongside.programmes.models import Member, Programme
    from tests.conftest import Cast

EVENING, MORNING = "tue-evening", "sat-morning"


def weekly(cast: Cast) -> Programme:
    """Groups of 2 to 4, all of one language, nobody alone in gender, two peers to lead each."""
    text = (
        groups.definition().replace("size_min = 10", "size_min = 2").replace("size_max = 15", "size_max = 4")
    )
    return groups.programme(cast, text=text)


def waits(cast: Cast, of: Programme, name: str, gender: str, *times: str, language: str = "en") -> Member:
    place = market.member(of, name)
    actions.say_about_me(place=place, by=cast.cora, availability=list(times))
    actions.say_trait(place=place, trait="gender", value=[gender], by=cast.cora)
    actions.say_trait(place=place, trait="language", value=[language], by=cast.cora)
    market.asks(place, cast.cora)
    return place


def leads(cast: Cast, of: Programme, *times: str) -> None:
    for name in ("Lea", "Leo"):
        place = market.supporter(of, name, by=cast.cora)
        actions.say_about_me(place=place, by=cast.cora, availability=list(times))


@pytest.fixture
def scene(cast: Cast) -> dict[str, Any]:
    """Two women and two men on Tuesdays, and one woman on Saturdays, whom nobody joins."""
    of = weekly(cast)
    people = [
        waits(cast, of, "Ana A", "woman", EVENING),
        waits(cast, of, "Bea B", "woman", EVENING),
        waits(cast, of, "Cem C", "man", EVENING),
        waits(cast, of, "Dov D", "man", EVENING),
        waits(cast, of, "Eve E", "woman", MORNING),
    ]
    leads(cast, of, EVENING, MORNING)
    return {"programme": of, "people": people}


def post(cast: Cast, of: Programme, **said: Any) -> Any:
    data = {"least": 2, "most": 4, "times": [EVENING, MORNING], "find_leads": "on", "do": "propose", **said}
    return cast.client("cora").post(reverse("support_sessions:form_groups", args=[of.ref]), data)


def at(page: Any) -> dict[str, str]:
    """What the page would send: where everybody is, and who leads."""
    found: dict[str, Any] = {}
    for group in page.context["groups"]:
        found[f"name-{group['id']}"] = group["name"]
        found[f"lead-{group['id']}"] = [pk for pk, _name in group["leads"]]
        for pk, _name in group["people"]:
            found[f"at-{pk}"] = found[f"was-{pk}"] = group["id"]
    for pk, _name, _why in page.context["left"]:
        found[f"at-{pk}"] = found[f"was-{pk}"] = ""
    return found


def test_groups_are_proposed_with_reasons_and_why_somebody_has_no_place(
    cast: Cast, scene: dict[str, Any]
) -> None:
    page = post(cast, scene["programme"])
    (group,) = page.context["groups"]
    assert [name for _pk, name in group["people"]] == ["Ana A", "Bea B", "Cem C", "Dov D"]
    assert sorted(name for _pk, name in group["leads"]) == ["Lea", "Leo"]
    assert group["when"] == "Tuesday evening"
    assert group["fits"] == ["All share: Languages I like to talk in", "Nobody is the only one: Gender"]
    assert group["against"] == []
    assert [(name, why) for _pk, name, why in page.context["left"]] == [
        ("Eve E", "They would be the only one, in something in which nobody is to be alone.")
    ]
    assert not Group.objects.exists()
    assert not Notice.objects.filter(kind="group_joined").exists()


def test_opening_makes_the_groups_by_the_products_own_deeds(cast: Cast, scene: dict[str, Any]) -> None:
    of = scene["programme"]
    page = post(cast, of)
    answer = post(cast, of, **at(page), do="open")
    assert answer.status_code == 302
    (made,) = Group.objects.all()
    assert (made.name, made.size_max) == ("Tuesday evening", 4)
    assert GroupPlace.objects.filter(group=made).count() == 4
    assert made.leads.count() == 2
    assert Notice.objects.filter(kind="group_joined").count() == 4


def test_moving_somebody_says_what_it_costs_whom(cast: Cast, scene: dict[str, Any]) -> None:
    of = scene["programme"]
    said = at(post(cast, of))
    ana, eve = (scene["people"][index].participant_id for index in (0, 4))
    said[f"at-{ana}"], said[f"at-{eve}"] = "", f"{EVENING}.1"
    page = post(cast, of, **said, do="look")
    assert page.context["costs"] == ["Tuesday evening: Eve E cannot come at this time, as far as is known."]
    said[f"at-{eve}"] = ""
    page = post(cast, of, **said, do="look")
    assert page.context["costs"] == ["Tuesday evening: Bea B would be the only one: Gender"]
    assert "Bea B would be the only one: Gender" in page.content.decode()


def test_somebody_leaves_and_the_others_stay_where_they_are(cast: Cast, scene: dict[str, Any]) -> None:
    of = scene["programme"]
    fay = waits(cast, of, "Fay F", "woman", EVENING)
    said = at(post(cast, of))
    inside = {key for key, where in said.items() if key.startswith("at-") and where}
    ana = scene["people"][0].participant_id
    said[f"at-{ana}"] = "out"
    page = post(cast, of, **said, do="again")
    (group,) = page.context["groups"]
    now = {f"at-{pk}" for pk, _name in group["people"]}
    assert inside - now == {f"at-{ana}"} & inside
    assert f"at-{fay.participant_id}" in now
    assert [name for _pk, name in page.context["out"]] == ["Ana A"]


def test_two_come_together_or_not_at_all(cast: Cast, scene: dict[str, Any]) -> None:
    """Eve has no time when Ana has; so neither has a place."""
    ana, eve = (scene["people"][index].participant_id for index in (0, 4))
    page = post(cast, scene["programme"], one=ana, other=eve)
    left = {name for _pk, name, _why in page.context["left"]}
    assert {"Ana A", "Eve E"} <= left
    assert page.context["pairs"] == [("Ana A", "Eve E")]


def test_nobody_is_put_with_whom_they_must_not_meet(cast: Cast, scene: dict[str, Any]) -> None:
    of, people = scene["programme"], scene["people"]
    said = at(post(cast, of))
    actions.exclude(
        programme=of,
        people=(people[2].participant, people[3].participant),
        ground=Exclusion.Ground.ASKED,
        by=cast.cora,
    )
    page = post(cast, of)
    together = [{name for _pk, name in group["people"]} for group in page.context["groups"]]
    assert not any({"Cem C", "Dov D"} <= names for names in together)
    answer = post(cast, of, **said, do="open")
    assert answer.status_code == 200
    assert "Two of them are never to be brought together." in answer.content.decode()
    assert not Group.objects.exists()


def test_who_changed_meanwhile_bars_the_opening_and_nothing_is_half_done(
    cast: Cast, scene: dict[str, Any]
) -> None:
    """On hold, they are not at the table any more, and the others can be opened without them."""
    of, people = scene["programme"], scene["people"]
    said = at(post(cast, of))
    place_hold(participant=people[0].participant, programme=of, reason="Look first.", by=cast.sasha)
    post(cast, of, **said, do="open")
    assert GroupPlace.objects.filter(member=people[0]).count() == 0


def test_name_that_is_taken_keeps_everything_on_the_page(cast: Cast, scene: dict[str, Any]) -> None:
    of = scene["programme"]
    said = at(post(cast, of))
    groups.make_group(programme=of, name="Tuesday evening", by=cast.cora)
    page = post(cast, of, **said, do="open")
    assert page.status_code == 200
    assert len(page.context["groups"][0]["people"]) == 4
    assert Group.objects.count() == 1


def test_two_who_open_at_once_give_nobody_two_places(cast: Cast, scene: dict[str, Any]) -> None:
    members = scene["people"][:4]
    open_groups(programme=scene["programme"], formed=[Formed("One", members)], by=cast.cora)
    with pytest.raises(AlreadyInIt):
        open_groups(programme=scene["programme"], formed=[Formed("Two", members)], by=cast.ada)
    assert [group.name for group in Group.objects.all()] == ["One"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"least": 5, "most": 4}, "This is less than the smallest size."),
        ({"most": 40}, "The definition allows 4 people at most."),
        ({"most": "many"}, "whole number"),
        ({"times": []}, "Please tick at least one time."),
        ({"times": ["never-ever"]}, ""),
        ({"least": -3}, ""),
    ],
)
def test_bad_sizes_and_times_are_told_at_the_field(
    cast: Cast, scene: dict[str, Any], said: dict[str, Any], words: str
) -> None:
    answer = post(cast, scene["programme"], **said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nonsense_on_the_page_is_passed_over(cast: Cast, scene: dict[str, Any]) -> None:
    said = {"at-999999": "x", "together": ["a-b", "1-1"], "lead-x": "y", "do": "look", "one": "", "other": ""}
    assert post(cast, scene["programme"], **said).status_code == 200
    ana = scene["people"][0].participant_id
    assert post(cast, scene["programme"], **{f"at-{ana}": "no-such.9", "do": "look"}).status_code == 200


def test_every_reason_to_be_left_has_words() -> None:
    assert forming.WHY_LEFT.keys() == set(WhyLeft)
    assert all(words() for words in forming.WHY_LEFT.values())


def test_programme_of_two_people_has_no_such_page(cast: Cast) -> None:
    address = reverse("support_sessions:form_groups", args=[cast.coaching.ref])
    assert cast.client("cora").get(address).status_code == 404


def test_queries_do_not_grow_with_people(
    cast: Cast, scene: dict[str, Any], django_assert_num_queries: Any
) -> None:
    of = scene["programme"]
    plan = forming.Plan(2, 4, 2, (EVENING,))
    with django_assert_num_queries(16):
        forming.table_of(of, plan)
    for number in range(4):
        waits(cast, of, f"Person {number}", "man", EVENING)
    with django_assert_num_queries(16):
        forming.table_of(of, plan)
