"""Every published model runs: on the database, by the product's own actions, from its opening to its report."""

from __future__ import annotations

import pytest

from alongside.programmes.core.library import slugs
from alongside.programmes.core.parts import given
from alongside.programmes.core.scheduling import planned_dose
from alongside.programmes.core.simulation import NO_MESS
from alongside.programmes.queries import definition_of
from alongside.web.actions.trial.live import MOST_PEOPLE, live_through
from tests import factories
from tests.web.living_through import live_through_and_check, model

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", slugs()[::2])
def test_every_other_published_model_is_lived_through_on_the_database(slug):
    live_through_and_check(slug)


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
