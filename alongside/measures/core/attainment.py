"""Goal attainment scaling: how far goals of a person's own were reached, each on five levels that were described before.

T = 50 + 10 Σwx / √(0.7 Σw² + 0.3 (Σw)²), where x is the level reached, from -2 (much less than expected) over 0 (as
expected) to 2 (much more), and w the weight of a goal (Kiresuk TJ, Sherman RE. Community Mental Health Journal
1968;4(6):443-453, with goals taken to go together by 0.3). 50 where goals were reached as expected on the whole.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = (-2, -1, 0, 1, 2)
MOST_GOALS = 5
"""So many goals somebody has at a time."""


def t_score(weighed: Iterable[tuple[float, int]]) -> float:
    """The T score of goals, each with its weight (above zero) and the level reached; there is at least one."""
    each = tuple(weighed)
    raised = sum(weight * level for weight, level in each)
    weights = [weight for weight, _level in each]
    spread = 0.7 * sum(weight**2 for weight in weights) + 0.3 * sum(weights) ** 2
    return 50 + 10 * raised / sqrt(spread)
