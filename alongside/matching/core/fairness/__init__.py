"""A round with conditions: fair shares for groups that an organisation names, held places, and couples.

Fairness is the organisation's choice. It sets a tolerance and sees what keeping it costs: how many people are
helped, and how well pairs fit, with the conditions and without.
"""

from alongside.matching.core.fairness.aims import Aim, Measure
from alongside.matching.core.fairness.check import check_fair_round
from alongside.matching.core.fairness.groups import Group, NoSuchGroup, groups_named
from alongside.matching.core.fairness.outcome import AimReached, FairCertificate, FairRound, Figures
from alongside.matching.core.fairness.round import Conditions, CouplesError, fair_round

__all__ = [
    "Aim",
    "AimReached",
    "Conditions",
    "CouplesError",
    "FairCertificate",
    "FairRound",
    "Figures",
    "Group",
    "Measure",
    "NoSuchGroup",
    "check_fair_round",
    "fair_round",
    "groups_named",
]
