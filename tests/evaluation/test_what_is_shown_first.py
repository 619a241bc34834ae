"""What comes first on the page of results is what the organisation decided; nothing is left out for it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from alongside.evaluation.queries.measured import in_order
from alongside.measures.core import instruments
from alongside.measures.core.plan import asks_about_goals

NAMES = [found.id for found in instruments()]
GOALS = next(name for name in NAMES if asks_about_goals(name))
OTHERS = [name for name in NAMES if not asks_about_goals(name)][:2]


@pytest.mark.parametrize(
    ("shown_first", "order"),
    [
        ("own_goals", [GOALS, *OTHERS]),
        ("clinical_outcome", [*OTHERS, GOALS]),
        ("", [OTHERS[0], GOALS, OTHERS[1]]),
    ],
)
def test_own_goals_stand_where_the_organisation_puts_them(shown_first, order):
    measures = [[SimpleNamespace(instrument=name)] for name in (OTHERS[0], GOALS, OTHERS[1])]
    assert [ones[0].instrument for ones in in_order(measures, shown_first)] == order
