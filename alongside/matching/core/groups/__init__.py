"""Groups of chosen size: who can meet, made up by the rules, nobody alone who asked not to be."""

from alongside.matching.core.groups.check import check_groups
from alongside.matching.core.groups.form import FormedGroup, FormedGroups, WhyLeft, company_of, form_groups
from alongside.matching.core.groups.large import seat
from alongside.matching.core.groups.seating import Company, Seated, Seating, faults_of_seating
from alongside.matching.core.groups.wishes import Composition, GroupsError, Joiner, Leader, Meeting, Wanted

__all__ = [
    "Company",
    "Composition",
    "FormedGroup",
    "FormedGroups",
    "GroupsError",
    "Joiner",
    "Leader",
    "Meeting",
    "Seated",
    "Seating",
    "Wanted",
    "WhyLeft",
    "check_groups",
    "company_of",
    "faults_of_seating",
    "form_groups",
    "seat",
]
