"""Every published model runs: on the database, by the product's own actions, from its opening to its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from alongside.programmes.core.library import model_text, slugs
from alongside.programmes.core.parts import given
from alongside.programmes.core.scheduling import planned_dose
from alongside.programmes.core.simulation import NO_MESS
from alongside.programmes.core.starting import filled_in_text, starter
from alongside.programmes.queries import definition_of
from alongside.web.actions.trial.live import MOST_PEOPLE, live_through
from alongside.web.actions.trial.told import as_text
from tests import factories

if TYPE_CHECKING:
    from alongside.programmes.core.definition import Definition
    from alongside.web.actions.trial.live import Lived

pytestmark = pytest.mark.django_db


def model(slug: str) -> str:
    return filled_in_text(model_text(slug), starter())


def planned_as_the_paper_says(definition: Definition, lived: Lived) -> None:
    """Every relationship and every group has the definition's arithmetic in the database, phase by phase."""
    for phase in definition.schedule.phases:
        if phase.form == "open_room":
            continue
        expected = phase.planned_contacts
        assert lived.planned[phase.key], phase.key
        if expected is not None:
            assert set(lived.planned[phase.key]) == {expected}, phase.key


def everything_ended(definition: Definition, lived: Lived) -> None:
    assert "under way" not in lived.endings
    assert not {"group running", "group forming"} & set(lived.endings)
    rooms = sum(phase.form == "open_room" for phase in definition.schedule.phases)
    assert dict(lived.spaces) == ({"closed": rooms} if rooms else {})
    assert lived.posts > 0 or not rooms


def something_was_had(lived: Lived) -> None:
    """In every phase but those so short that two people may miss all of it, as people do."""
    assert any(became["delivered"] for became in lived.sessions.values()) or not lived.sessions
    for phase, became in lived.sessions.items():
        assert became["delivered"] > 0 or became.total() < 6, phase


def report_is_printed(definition: Definition, lived: Lived) -> None:
    told = as_text(lived)
    client = Client()
    client.force_login(
        lived.programme.created_by, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    session = client.session
    session["demo_sign_in"] = True
    session.save()
    page = client.get(reverse("programmes:report", args=[lived.programme.ref]))
    assert page.status_code == 200
    for phase in definition.schedule.phases:
        assert phase.form == "open_room" or f"{phase.title}: " in told


@pytest.mark.parametrize("slug", slugs())
def test_every_published_model_is_lived_through_on_the_database(slug):
    text = model(slug)
    # Enough for two relationships or pairs, or for a group.
    lived = live_through(text, people=2 if "supporter_and_member" in text else 4, seed=5)
    definition = definition_of(lived.programme)
    planned_as_the_paper_says(definition, lived)
    something_was_had(lived)
    everything_ended(definition, lived)
    report_is_printed(definition, lived)


def test_without_mess_all_that_is_planned_is_had_and_takes_as_long_as_the_paper_says():
    lived = live_through(model("castelein-2008-psychosis-groups"), people=3, seed=1, mess=NO_MESS)
    definition = definition_of(lived.programme)
    assert [dict(each) for each in lived.sessions.values()] == [{"delivered": 16}]
    # Sixteen sessions of ninety minutes.
    assert lived.minutes == planned_dose(definition).minutes_max == 24 * 60
    assert lived.attended.total() == 3 * 16
    assert lived.endings == {"group ended": 1}


def test_couples_take_one_seat_and_mutual_pairs_support_each_other():
    couples = live_through(model("stewart-2001-couples-cardiac"), people=4, seed=1, mess=NO_MESS)
    assert couples.programme.groups.get().places.values("seat").distinct().count() == 2
    pairs = live_through(model("sutton-mutual-breast-cancer"), people=4, seed=1, mess=NO_MESS)
    sides = [side.role for row in pairs.programme.relationships.all() for side in row.sides.all()]
    assert sides == ["both"] * 4


def test_groups_whose_members_lead_in_turn_have_had_several_leads():
    lived = live_through(model("chinese-schools-peer-counselling"), people=4, seed=2)
    group = lived.programme.groups.get()
    turn = given(given(definition_of(lived.programme).groups).leads).turn
    assert group.leads.filter(member__isnull=False).exists(), turn


def test_same_seed_lives_the_same_life():
    one, two = (live_through(model("joseph-2001-peer-coaching-diabetes"), people=2, seed=9) for _ in "ab")
    assert (one.sessions, one.endings, one.last_day) == (two.sessions, two.endings, two.last_day)


@pytest.mark.parametrize("people", [0, 1, MOST_PEOPLE + 1])
def test_number_of_people_out_of_range_is_refused(people):
    with pytest.raises(ValueError, match="must be from"):
        live_through(factories.definition_text(), people=people, seed=1)
