"""Two-sided choice: stable rounds, where no two people would both rather have each other."""

from alongside.matching.core.stable.blocking import blocking_pairs, faults_of_choice
from alongside.matching.core.stable.defer import NOBODY, seekers_propose, supporters_propose
from alongside.matching.core.stable.preferences import Preferences, PreferencesError
from alongside.matching.core.stable.round import (
    Comparison,
    StableRound,
    check_stable_round,
    compare,
    pairs_that_would_leave,
    solve_stable_round,
)
from alongside.matching.core.stable.views import Ranking, View, views

__all__ = [
    "NOBODY",
    "Comparison",
    "Preferences",
    "PreferencesError",
    "Ranking",
    "StableRound",
    "View",
    "blocking_pairs",
    "check_stable_round",
    "compare",
    "faults_of_choice",
    "pairs_that_would_leave",
    "seekers_propose",
    "solve_stable_round",
    "supporters_propose",
    "views",
]
