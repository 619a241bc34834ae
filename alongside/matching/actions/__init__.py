"""What people do in this room. Other rooms and the demonstration can import the deeds from here.

Importing any of them also registers the duties of the calendar.
"""

from alongside.matching.actions.apart import tell_of_two_kept_apart
from alongside.matching.actions.bench import approve_some, hold_back, keep_pair
from alongside.matching.actions.picks import (
    approve_all,
    approve_round,
    pick_by_hand,
    pick_partner_by_hand,
    swap_choices,
)
from alongside.matching.actions.profiles import (
    exclude,
    name_avoided,
    put_wishes_in_order,
    read_wishes,
    say_about_me,
    say_trait,
    say_what_matters,
    say_who_that_is,
    say_wish,
    take_back_exclusion,
)
from alongside.matching.actions.proposals import (
    NoPlaceLeft,
    NotReady,
    PairBarred,
    PersonAway,
    SomebodyNamed,
    accept_being_asked,
    approve_proposal,
    choose_none,
    choose_offer,
    decline_being_asked,
    take_back_barred,
    withdraw_proposal,
)
from alongside.matching.actions.relationships import (
    BeforeItBegan,
    ask_for_different_match,
    end_relationship,
    hold_review,
    pause_relationship,
    resume_relationship,
)
from alongside.matching.actions.reminders import remind_of_unanswered_matches, tell_of_reviews_due
from alongside.matching.actions.requests import (
    AlreadyRequested,
    AlreadySupported,
    ConsentMissing,
    MatchingRefused,
    OnHold,
    ProgrammeNotOpen,
    StepTooLate,
    release_request,
    request_support,
    withdraw_request,
)
from alongside.matching.actions.rounds import NobodyToMatch, RoundUnderWay, start_round
from alongside.matching.actions.shares import set_fair_shares

__all__ = [
    "AlreadyRequested",
    "AlreadySupported",
    "BeforeItBegan",
    "ConsentMissing",
    "MatchingRefused",
    "NoPlaceLeft",
    "NobodyToMatch",
    "NotReady",
    "OnHold",
    "PairBarred",
    "PersonAway",
    "ProgrammeNotOpen",
    "RoundUnderWay",
    "SomebodyNamed",
    "StepTooLate",
    "accept_being_asked",
    "approve_all",
    "approve_proposal",
    "approve_round",
    "approve_some",
    "ask_for_different_match",
    "choose_none",
    "choose_offer",
    "decline_being_asked",
    "end_relationship",
    "exclude",
    "hold_back",
    "hold_review",
    "keep_pair",
    "name_avoided",
    "pause_relationship",
    "pick_by_hand",
    "pick_partner_by_hand",
    "put_wishes_in_order",
    "read_wishes",
    "release_request",
    "remind_of_unanswered_matches",
    "request_support",
    "resume_relationship",
    "say_about_me",
    "say_trait",
    "say_what_matters",
    "say_who_that_is",
    "say_wish",
    "set_fair_shares",
    "start_round",
    "swap_choices",
    "take_back_barred",
    "take_back_exclusion",
    "tell_of_reviews_due",
    "tell_of_two_kept_apart",
    "withdraw_proposal",
    "withdraw_request",
]
