from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.matching import actions, core
from alongside.matching.models import AvoidedName, Exclusion, MatchingProfile, Wish
from alongside.matching.queries.market import market_of
from tests.matching import factories as market

if TYPE_CHECKING:
    from tests.conftest import Cast


def page(cast: Cast, step: str = "", *, who: str = "mia", role: str = "member") -> str:
    pk = getattr(cast, f"{who}_participant").pk
    name = "matching:matching_question" if step else "matching:matching_profile"
    return reverse(name, args=[cast.coaching.ref, pk, role, *([step] if step else [])])


def my_wishes() -> list[tuple[str, str, str, int]]:
    return list(Wish.objects.values_list("trait", "strength", "value", "rank"))


def test_each_answer_is_saved_as_it_goes_and_leads_to_the_next(cast: Cast) -> None:
    mia = cast.client("mia")
    response = mia.post(page(cast, "my-age"), {"answer": "41"})
    assert response.headers["Location"] == page(cast, "my-gender")
    mia.post(page(cast, "my-gender"), {"answer": ["woman", "another"]})
    mia.post(page(cast, "my-diabetes_type"), {"answer": ""})
    mia.post(page(cast, "times"), {"answer": ["tue-evening", "sat-morning"]})
    profile = MatchingProfile.objects.get()
    assert profile.traits == {"age": 41, "gender": ["woman", "another"]}
    assert profile.availability == ["tue-evening", "sat-morning"]


def test_an_answer_can_be_taken_back(cast: Cast) -> None:
    mia = cast.client("mia")
    mia.post(page(cast, "my-age"), {"answer": "41"})
    mia.post(page(cast, "my-age"), {"answer": ""})
    assert MatchingProfile.objects.get().traits == {}


def test_nonsense_is_refused_at_the_field_and_kept(cast: Cast) -> None:
    response = cast.client("mia").post(page(cast, "my-age"), {"answer": "very old"})
    assert response.status_code == 422
    assert "very old" in response.content.decode()
    assert not MatchingProfile.objects.exists()


def test_what_matters_adds_its_own_questions_in_order(cast: Cast) -> None:
    mia = cast.client("mia")
    strengths = dict.fromkeys(
        ("age", "gender", "diabetes_type", "years_with_diabetes", "treatment", "life_now", "language"),
        "do_not_mind",
    )
    response = mia.post(
        page(cast, "matters"), {**strengths, "age": "prefer", "gender": "must", "life_now": "prefer"}
    )
    assert response.headers["Location"] == page(cast, "wish-age")
    mia.post(page(cast, "wish-age"), {"answer": ["same"], "number": ""})
    mia.post(page(cast, "wish-gender"), {"answer": ["woman", "non_binary"]})
    mia.post(page(cast, "wish-life_now"), {"answer": ["working"]})
    mia.post(page(cast, "order"), {"age": "2", "life_now": "1"})
    assert my_wishes() == [
        ("life_now", "prefer", "working", 1),
        ("age", "prefer", "same", 2),
        ("gender", "must", "woman", 2),
        ("gender", "must", "non_binary", 2),
    ]
    # Back by a stale page to a wish that no longer matters: the check page, and nothing stored.
    mia.post(page(cast, "matters"), strengths)
    response = mia.post(page(cast, "wish-age"), {"answer": ["same"], "number": ""})
    assert response.headers["Location"] == page(cast)
    assert my_wishes() == []


def test_wish_without_a_value_bars_nobody(cast: Cast) -> None:
    market.supporter(cast.coaching, by=cast.cora)
    place = market.member(cast.coaching)
    actions.say_what_matters(place=place, strengths={"gender": "must"}, by=cast.cora)
    market.asks(place, cast.cora)
    seeker = market_of(cast.coaching).seekers[0]
    assert seeker.wishes == ()


def test_staff_never_see_what_somebody_wished_themselves(cast: Cast) -> None:
    actions.say_what_matters(place=cast.mia_member, strengths={"gender": "must"}, by=cast.mia)
    actions.say_wish(place=cast.mia_member, trait="gender", values=["non_binary"], by=cast.mia)
    text = cast.client("cora").get(page(cast)).content.decode()
    assert "Non-binary" not in text
    assert "stays private" in text
    assert cast.client("cora").get(page(cast, "wish-gender")).status_code == 302
    assert "Must be: Non-binary" in cast.client("mia").get(page(cast)).content.decode()


def test_staff_read_what_staff_wrote_down_and_the_reading_is_recorded(cast: Cast) -> None:
    who = {"place": cast.mia_member, "by": cast.cora, "on_behalf_of": cast.mia_participant}
    actions.say_what_matters(strengths={"gender": "must"}, **who)
    actions.say_wish(trait="gender", values=["woman"], **who)
    assert not AuditEvent.objects.filter(what="wishes_read").exists()
    assert "Must be: Woman" in cast.client("cora").get(page(cast)).content.decode()
    event = AuditEvent.objects.get(what="wishes_read")
    assert event.by_id == cast.cora.pk
    assert event.on_behalf_of == f"programmes.participant:{cast.mia_participant.pk}"


def test_staff_who_leave_a_line_empty_do_not_clear_a_private_wish(cast: Cast) -> None:
    actions.say_what_matters(
        place=cast.mia_member, strengths={"gender": "must", "age": "prefer"}, by=cast.mia
    )
    actions.say_what_matters(
        place=cast.mia_member,
        strengths={"gender": "do_not_mind", "age": "not_this"},
        by=cast.cora,
        on_behalf_of=cast.mia_participant,
    )
    assert {(wish.trait, wish.strength, wish.by_staff) for wish in Wish.objects.all()} == {
        ("gender", "must", False),
        ("age", "not_this", True),
    }


def test_somebody_who_gives_and_seeks_wishes_apart_in_each_role(cast: Cast) -> None:
    place = cast.sam_supporter
    as_member = market.factories.member(cast.coaching, cast.sam_participant)
    actions.say_what_matters(place=place, strengths={"gender": "not_this"}, by=cast.sam)
    actions.say_what_matters(place=as_member, strengths={"age": "prefer"}, by=cast.sam)
    assert {(wish.as_supporter, wish.trait) for wish in Wish.objects.all()} == {
        (True, "gender"),
        (False, "age"),
    }


def test_named_person_is_looked_up_before_anybody_is_suggested(cast: Cast) -> None:
    giver = market.supporter(cast.coaching, "Rosa Blum", by=cast.cora)
    request = market.waiting_member(cast.coaching, cast.cora)
    actions.name_avoided(
        place=request.member, names=["  rosa   from church ", "", "rosa from church"], by=cast.cora
    )
    assert market_of(cast.coaching).requests == {}
    avoided = AvoidedName.objects.get()
    address = reverse("matching:avoided_name", args=[cast.coaching.ref, avoided.pk])
    assert "Rosa Blum" in cast.client("cora").get(address).content.decode()
    cast.client("cora").post(address, {"found": [str(giver.participant_id)]})
    cast.client("cora").post(address, {"found": []})
    found = market_of(cast.coaching)
    assert list(found.requests) == [request.member.participant_id]
    assert found.exclusions == {core.Exclusion(request.member.participant_id, giver.participant_id)}
    assert Exclusion.objects.get().ground == Exclusion.Ground.ASKED


def test_small_community_keeps_two_apart_whatever_its_spelling(cast: Cast) -> None:
    giver = market.supporter(cast.coaching, by=cast.cora)
    request = market.waiting_member(cast.coaching, cast.cora)
    actions.say_about_me(place=giver, by=cast.cora, community="Little  Wold")
    actions.say_about_me(
        place=request.member, by=cast.cora, community="little wold", avoid_own_community=True
    )
    found = market_of(cast.coaching)
    obstacles = core.admissible(found.seekers[0], found.givers[0], found.exclusions)
    assert [obstacle.code for obstacle in obstacles] == [core.ObstacleCode.SHARED_COMMUNITY]


def test_same_as_me_and_named_values_mean_any_of_them(cast: Cast) -> None:
    place = market.member(cast.coaching)
    actions.say_trait(place=place, trait="life_now", value=["retired"], by=cast.cora)
    actions.say_what_matters(place=place, strengths={"life_now": "prefer"}, by=cast.cora)
    actions.say_wish(place=place, trait="life_now", values=["same", "working"], by=cast.cora)
    market.asks(place, cast.cora)
    assert market_of(cast.coaching).seekers[0].wishes[0].values == frozenset({"retired", "working"})


def test_language_trait_is_the_language_that_two_must_share(cast: Cast) -> None:
    giver = market.supporter(cast.coaching, by=cast.cora)
    request = market.waiting_member(cast.coaching, cast.cora)
    actions.say_trait(place=giver, trait="language", value=["en"], by=cast.cora)
    actions.say_trait(place=request.member, trait="language", value=["ur"], by=cast.cora)
    found = market_of(cast.coaching)
    obstacles = core.admissible(found.seekers[0], found.givers[0], found.exclusions)
    assert [obstacle.code for obstacle in obstacles] == [core.ObstacleCode.NO_COMMON_LANGUAGE]


def test_every_question_opens_for_both_roles_and_for_staff(cast: Cast) -> None:
    for who, role in (("mia", "member"), ("sam", "supporter")):
        place = cast.mia_member if role == "member" else cast.sam_supporter
        everything = dict.fromkeys(("age", "gender", "language"), "prefer")
        actions.say_what_matters(
            place=place, strengths=everything, by=cast.cora, on_behalf_of=place.participant
        )
        for visitor in (who, "cora"):
            client = cast.client(visitor)
            for step in ("my-age", "my-gender", "my-diabetes_type", "ways", "times", "introduction", "community",
                         "people", "matters", "wish-age", "wish-gender", "order"):  # fmt: skip
                assert client.get(page(cast, step, who=who, role=role)).status_code == 200
    assert cast.client("mia").get(page(cast, "no-such-question")).status_code == 404
