"""Personal goals: a person names as many as they like and rates each from 0 to 10, where 10 is fully reached.

A goal without a rating is missing: unknown, never zero. Change is worked out goal by goal, over goals rated both
times only, so that a goal that was added, dropped or skipped never looks like progress or like loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from .attainment import LEVELS, t_score
from .scoring import InvalidAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

RATINGS = tuple(range(11))


@dataclass(frozen=True)
class GoalChange:
    """How ratings moved between two times, in points from -10 to 10; above 0 is nearer to the goal.

    `mean` is the average of `by_goal`, empty if no goal was rated both times. `rated_once` names the goals with a
    rating at one of the two times only, or at neither.
    """

    mean: float | None
    by_goal: Mapping[str, int]
    rated_once: tuple[str, ...]


def mean_rating(ratings: Mapping[str, int | None]) -> float | None:
    """The average of the rated goals, 0 to 10, unrounded; None if none is rated. Raises `InvalidAnswer`."""
    rated = [rating for rating in _checked(ratings).values() if rating is not None]
    return sum(rated) / len(rated) if rated else None


def goal_change(before: Mapping[str, int | None], after: Mapping[str, int | None]) -> GoalChange:
    """Change from `before` to `after`, each a rating (or None) by goal id. Raises `InvalidAnswer`."""
    first, second = _checked(before), _checked(after)
    by_goal = {
        goal_id: later - earlier
        for goal_id, earlier in first.items()
        if earlier is not None and (later := second.get(goal_id)) is not None
    }
    return GoalChange(
        mean=sum(by_goal.values()) / len(by_goal) if by_goal else None,
        by_goal=by_goal,
        rated_once=tuple(sorted((first.keys() | second.keys()) - by_goal.keys())),
    )


def attainment_t(attained: Mapping[str, int], weights: Mapping[str, float] | None = None) -> float:
    """The T score of goal attainment scaling: 50 where goals were met as expected on the whole, higher is better.

    `attained` is by goal id, from -2 (much less than expected) over 0 (as expected) to 2 (much more). Goals weigh the
    same unless `weights` says otherwise. T = 50 + 10 Σwx / √(0.7 Σw² + 0.3 (Σw)²) (Kiresuk and Sherman 1968, with
    goals taken to go together by 0.3). Raises `InvalidAnswer` for a level that there is not, and `ValueError` without
    goals or for a weight that is not above zero.
    """
    if not attained:
        raise ValueError("Without a goal there is no score.")
    for goal_id, level in attained.items():
        if type(level) is not int or level not in LEVELS:
            raise InvalidAnswer(goal_id, level, LEVELS)
    each = {goal_id: 1.0 if weights is None else weights[goal_id] for goal_id in attained}
    if not all(isfinite(weight) and weight > 0 for weight in each.values()):
        raise ValueError("The weight of a goal is above zero.")
    return t_score((each[goal_id], level) for goal_id, level in attained.items())


def _checked(ratings: Mapping[str, int | None]) -> Mapping[str, int | None]:
    for goal_id, rating in ratings.items():
        if rating is not None and (type(rating) is not int or rating not in RATINGS):
            raise InvalidAnswer(goal_id, rating, RATINGS)
    return ratings
