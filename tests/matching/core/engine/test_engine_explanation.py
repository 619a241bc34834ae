"""What is said about one seeker is true: each statement is worked out again the long way."""

from dataclasses import replace

import numpy as np
import pytest

from alongside.matching.core.engine.auction import solve
from alongside.matching.core.engine.dense import allowed, fits, holds
from alongside.matching.core.engine.explanation import explain
from alongside.matching.core.exact import best_plan
from benchmarks.instance_market import market_of
from benchmarks.instances import FAMILIES, make_instance


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_said_about_each_seeker_is_true(family):
    market = market_of(make_instance(family, 150, 45, 8))
    found, worth, may = solve(market), fits(market), allowed(market)
    for i in range(150):
        told, given = explain(market, found, i), int(found.given[i])
        assert np.array_equal(told.short >= 0, may[i])
        if given < 0:
            assert told.contributions == ()
        else:
            made = sum(one.points for one in told.contributions) // market.divisor
            assert made + market.seekers.base[i] + market.supporters.base[given] == worth[i, given]
            assert told.short[given] == 0
        for only in told.only_rules:
            assert only.others == sum(_alone(market, only.name, i))


def _alone(market, name, i):
    """For each supporter, whether the pair may be once this one rule is gone, and not before."""
    if name == "excluded":
        freed = replace(market, excluded=market.excluded[market.excluded[:, 0] != i])
    else:
        freed = replace(market, rules=tuple(rule for rule in market.rules if rule.name != name))
    before, after = allowed(market)[i], allowed(freed)[i]
    assert all(
        holds(rule, market.seekers, market.supporters)[i][after & ~before].all() for rule in freed.rules
    )
    return after & ~before


def test_lifting_a_rule_is_worth_no_more_than_is_said():
    market = market_of(make_instance("mixed", 60, 30, 3))
    found, table, seen = solve(market), fits(market), set()
    for i in range(60):
        for only in explain(market, found, i).only_rules:
            if only.name == "excluded":
                continue
            whole = replace(market, rules=tuple(rule for rule in market.rules if rule.name != only.name))
            freed = table.copy()
            freed[i] = np.where(_alone(market, only.name, i), fits(whole)[i], table[i])
            best = best_plan(freed, market.capacity.astype(np.int64))
            gained = int(best.profits.sum() + best.prices @ market.capacity) - found.value
            assert 0 <= gained <= only.worth
            seen.add(gained > 0)
    assert seen == {True, False}
