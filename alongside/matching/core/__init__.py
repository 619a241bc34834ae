"""Matching people for peer support: who may be proposed to whom, how well they fit, and the best round for all.

Plain Python with numpy and scipy; nothing here knows a database or a page. Start with ``solve_round`` and judge
its answer with ``check_round``.
"""

from alongside.matching.core.admit import Obstacle, ObstacleCode, Side, admissible
from alongside.matching.core.changes import (
    Alternative,
    Changes,
    OwnChanges,
    changes_for_coordinator,
    changes_for_seeker,
    changes_for_supporter,
)
from alongside.matching.core.check import PairCheck, check_mutual_round, check_pair, check_round
from alongside.matching.core.discreet import FEWEST, SaidRecruit, SaidShortage, said
from alongside.matching.core.exact import TooLargeError
from alongside.matching.core.explain import (
    Reason,
    ReasonCode,
    reason_codes,
    reasons_for_coordinator,
    reasons_for_seeker,
    reasons_for_supporter,
)
from alongside.matching.core.looking import to_look_through
from alongside.matching.core.mutual import solve_mutual_round
from alongside.matching.core.outcome import (
    Certificate,
    Circle,
    MutualCertificate,
    MutualPair,
    MutualRound,
    Objective,
    OnlyObstacle,
    Pair,
    Round,
    Unmatched,
    WhyUnmatched,
)
from alongside.matching.core.people import (
    SAME_AS_ME,
    TOPICS,
    WITHOUT_APPOINTMENT,
    Exclusion,
    Id,
    Party,
    Seeker,
    Slot,
    Strength,
    Supporter,
    Trait,
    TraitKind,
    Value,
    Wish,
)
from alongside.matching.core.round import KeptPairError, solve_round
from alongside.matching.core.shortage import Description, Recruit, Shortage, recruited, shortage
from alongside.matching.core.shortlist import Suggestion, shortlist, shortlists
from alongside.matching.core.weigh import Contribution, Part, Weight, waiting_bonus, weigh, weigh_mutual

__all__ = [
    "FEWEST",
    "SAME_AS_ME",
    "TOPICS",
    "WITHOUT_APPOINTMENT",
    "Alternative",
    "Certificate",
    "Changes",
    "Circle",
    "Contribution",
    "Description",
    "Exclusion",
    "Id",
    "KeptPairError",
    "MutualCertificate",
    "MutualPair",
    "MutualRound",
    "Objective",
    "Obstacle",
    "ObstacleCode",
    "OnlyObstacle",
    "OwnChanges",
    "Pair",
    "PairCheck",
    "Part",
    "Party",
    "Reason",
    "ReasonCode",
    "Recruit",
    "Round",
    "SaidRecruit",
    "SaidShortage",
    "Seeker",
    "Shortage",
    "Side",
    "Slot",
    "Strength",
    "Suggestion",
    "Supporter",
    "TooLargeError",
    "Trait",
    "TraitKind",
    "Unmatched",
    "Value",
    "Weight",
    "WhyUnmatched",
    "Wish",
    "admissible",
    "changes_for_coordinator",
    "changes_for_seeker",
    "changes_for_supporter",
    "check_mutual_round",
    "check_pair",
    "check_round",
    "reason_codes",
    "reasons_for_coordinator",
    "reasons_for_seeker",
    "reasons_for_supporter",
    "recruited",
    "said",
    "shortage",
    "shortlist",
    "shortlists",
    "solve_mutual_round",
    "solve_round",
    "to_look_through",
    "waiting_bonus",
    "weigh",
    "weigh_mutual",
]
