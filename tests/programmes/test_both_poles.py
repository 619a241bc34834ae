"""Each of the fifteen positions changes something: the tests that show it, and those of them that have no other home."""

from __future__ import annotations

import ast
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.conversations.actions.spaces import name_lead
from alongside.conversations.queries.spaces import moderators_of, open_rooms
from alongside.matching import actions as matching
from alongside.matching.forms.deeds import contact_choices
from alongside.matching.models import SideRole
from alongside.programmes.core.effects import EFFECTS
from alongside.programmes.core.parts import given
from alongside.programmes.core.vocabulary import Axis
from alongside.programmes.queries import definition_of
from alongside.support_sessions.actions.group_plans import change_agenda
from alongside.support_sessions.actions.group_refusals import NeedsReason
from alongside.support_sessions.core.agenda import Item
from alongside.support_sessions.queries.groups import has_groups
from alongside.training.queries import readiness_of
from tests import factories
from tests.conversations import space_factories as rooms
from tests.matching import factories as market
from tests.safeguarding.test_hazard_log import SKIPS, marks_of
from tests.stands import follow, stand
from tests.support_sessions import groups

if TYPE_CHECKING:
    from tests.conftest import Cast

PROJECT = Path(__file__).resolve().parents[2]
PROOFS = tomllib.loads((PROJECT / "docs/reference/positions.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("axis", get_args(Axis))
def test_every_position_says_what_it_changes_and_names_tests_that_run(axis: Axis) -> None:
    assert EFFECTS[axis]
    assert PROOFS[axis]["tests"]
    for test in PROOFS[axis]["tests"]:
        path, _, name = test.partition("::")
        marks = marks_of(path, name)
        assert marks is not None, f"{axis}: there is no {test}"
        assert not marks & SKIPS, f"{axis}: {test} does not run"
        assert _asserts(path, name), f"{axis}: {test} asserts nothing"


def _asserts(path: str, name: str) -> bool:
    tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    found = next(each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == name)
    return any(isinstance(node, ast.Assert) for node in ast.walk(found))


def test_nothing_is_named_that_is_no_position() -> None:
    assert set(PROOFS) == set(EFFECTS) == set(get_args(Axis))


@pytest.mark.parametrize(("light", "prepared"), [(True, False), (False, True)])
def test_only_an_informal_group_lets_people_begin_unprepared(cast: Cast, light: bool, prepared: bool) -> None:
    stand(cast, top="light_mode = true" if light else "")
    market.say_yes(cast.sam_participant, cast.coaching)
    cast.sam_supporter.programme = cast.coaching
    lacking = {gap.code for gap in readiness_of(cast.sam_supporter).gaps}
    assert ("core_training" in lacking) is prepared
    assert ("role_description" in lacking) is prepared


@pytest.mark.parametrize(
    ("identity", "name"), [("named", "Mia"), ("pseudonymous", "Gull"), ("anonymous", "Somebody")]
)
def test_people_go_by_the_name_that_the_programme_stands_for(cast: Cast, identity: str, name: str) -> None:
    space = rooms.space(cast, identity=identity)
    post = rooms.opening(rooms.joined(space, cast.mia_participant, "Gull"))
    rooms.joined(space, cast.sam_participant, "Tern")
    address = reverse("conversations:thread", args=[cast.coaching.ref, space.pk, post.thread_id])
    page = cast.client("sam").get(address).content.decode()
    assert name in page
    assert ("Mia" in page) is (identity == "named")
    assert ("Gull" in page) is (identity == "pseudonymous")


@pytest.mark.parametrize(("structure", "asks_why"), [("structured", True), ("open", False)])
def test_a_set_course_asks_why_and_an_open_one_does_not(cast: Cast, structure: str, asks_why: bool) -> None:
    text = groups.definition().replace('structure = "structured"', f'structure = "{structure}"')
    group = groups.running(cast, of=groups.programme(cast, text=text))
    session, items = groups.session(group, 3), (Item("Talking", 60),)
    if asks_why:
        with pytest.raises(NeedsReason):
            change_agenda(session=session, title="", items=items, adaptation="", by=cast.sam)
    else:
        change_agenda(session=session, title="", items=items, adaptation="", by=cast.sam)
    changed = groups.session(group, 3).plan.agenda == [{"title": "Talking", "minutes": 60, "kind": "topic"}]
    assert changed is not asks_why


@pytest.mark.parametrize(
    ("structure", "asked"), [("structured", True), ("semi_structured", True), ("open", False)]
)
def test_an_open_group_is_not_even_asked_why(cast: Cast, structure: str, asked: bool) -> None:
    text = groups.definition().replace('structure = "structured"', f'structure = "{structure}"')
    group = groups.running(cast, of=groups.programme(cast, text=text))
    session = groups.session(group, 3)
    address = reverse("support_sessions:change_agenda", args=[group.programme.ref, group.pk, session.pk])
    sam = cast.client("sam")
    assert ("What did you change, and why?" in sam.get(address).content.decode()) is asked
    parts = {
        "parts-TOTAL_FORMS": "1",
        "parts-INITIAL_FORMS": "0",
        "parts-0-title": "Talking",
        "parts-0-minutes": "60",
        "parts-0-kind": "topic",
    }
    assert sam.post(address, {"title": "", **parts}).status_code == (
        422 if structure == "structured" else 302
    )


def test_members_are_matched_with_one_another_or_with_supporters(cast: Cast) -> None:
    asymmetric = market.relationship(cast.coaching, cast.cora)
    assert sorted(asymmetric.sides.values_list("role", flat=True)) == [SideRole.GIVING, SideRole.RECEIVING]
    market.pair_of_equals(cast.pairs, cast.cora)
    proposed = matching.start_round(programme=cast.pairs, by=cast.cora, seed=1).proposals.get(
        with_request__isnull=False
    )
    assert proposed.supporter is None


@pytest.mark.parametrize(
    ("form", "in_twos", "in_groups", "in_rooms"),
    [("twos", True, False, False), ("groups", False, True, False), ("rooms", True, False, True)],
)
def test_people_come_together_as_the_schedule_says(
    cast: Cast, form: str, in_twos: bool, in_groups: bool, in_rooms: bool
) -> None:
    if form == "rooms":
        rooms.follow(cast)
    programme = groups.programme(cast) if form == "groups" else cast.coaching
    market.say_yes(cast.mia_participant, programme)
    if form == "groups":
        factories.member(programme, cast.mia_participant)
    assert ("one_to_one" in definition_of(programme).forms) is in_twos
    assert has_groups(programme) is in_groups
    assert bool(open_rooms(programme)) is in_rooms
    cora = cast.client("cora")
    made = cora.post(reverse("support_sessions:new_group", args=[programme.ref]), {"name": "Tuesdays"})
    assert programme.groups.exists() is in_groups, made.status_code


@pytest.mark.parametrize(("by", "may"), [("organisation", False), ("members", True), ("both", True)])
def test_members_propose_rules_where_they_have_a_say(cast: Cast, by: str, may: bool) -> None:
    space = rooms.space(cast)
    follow(cast, rooms.room_text().replace('by = "both"', f'by = "{by}"'))
    rooms.joined(space, cast.mia_participant)
    mia = cast.client("mia")
    begin = reverse("conversations:begin_thread", args=[cast.coaching.ref, space.pk]) + "?about=rules"
    about = mia.get(reverse("conversations:about_space", args=[cast.coaching.ref, space.pk]))
    assert (begin in about.content.decode()) is may
    assert ("A change to our ground rules" in mia.get(begin).content.decode()) is may


@pytest.mark.parametrize("by", ["peers", "moderators", "nobody"])
def test_those_whom_the_programme_names_may_correct(cast: Cast, by: str) -> None:
    space = rooms.space(cast, by=by, opened=False)
    rooms.moderator(cast)
    market.ready(cast.sam_supporter, cast.cora)
    name_lead(space=space, supporter=cast.sam_supporter, by=cast.cora)
    expected = {"peers": [cast.sam], "moderators": [cast.people["mo"]], "nobody": []}
    assert moderators_of(space) == expected[by]


@pytest.mark.parametrize("bounded", [True, False])
def test_support_has_a_last_day_or_none(cast: Cast, bounded: bool) -> None:
    text = groups.definition()
    if not bounded:
        text = text.replace("contacts = 7", "open_ended = true").replace('length = "P7W"', 'length = "none"')
        text = text.replace('first_after = "P0D"\n', "")
    group = groups.running(cast, of=groups.programme(cast, text=text), begun=0, with_cast=False)
    last = timezone.localdate() + timedelta(weeks=7)
    assert group.planned_end_on == (last if bounded else None)


@pytest.mark.parametrize(("after", "free"), [("not_offered", False), ("if_both_agree", True)])
def test_contact_after_the_ending_is_offered_as_the_programme_stands(
    cast: Cast, after: str, free: bool
) -> None:
    definition = definition_of(cast.coaching)
    ending = given(definition.ending)
    assert ending
    changed = definition.model_copy(update={"ending": ending.model_copy(update={"contact_after": after})})
    assert ("as_they_like" in dict(contact_choices(changed))) is free
