"""The deeds of this room; its jobs and duties register themselves when this is read."""

from alongside.measures.actions.answer import (
    AlreadyHandedIn,
    NotAskedAnyMore,
    OutsideTheWindow,
    agree_to_english,
    choose_pages,
    decline,
    hand_in,
    note_answers_read,
    save_answers,
)
from alongside.measures.actions.brought_scores import bring_in_scores
from alongside.measures.actions.goals import MOST_GOALS, AlreadyDropped, EnoughGoals, drop_goal, set_goal
from alongside.measures.actions.keying import KeyedByAnotherNow, choose_double_keying, settle
from alongside.measures.actions.packs import BroughtAlready, bring_instrument, renew_permission
from alongside.measures.actions.remind import ask_and_remind, questions_of_programme_job
from alongside.measures.actions.rescore import Rescored, rescore
from alongside.measures.actions.schedule import schedule_responses
from alongside.measures.actions.sheets import KeyedTwiceAlready
from alongside.measures.models import HowAnswered

__all__ = [
    "MOST_GOALS",
    "AlreadyDropped",
    "AlreadyHandedIn",
    "BroughtAlready",
    "EnoughGoals",
    "HowAnswered",
    "KeyedByAnotherNow",
    "KeyedTwiceAlready",
    "NotAskedAnyMore",
    "OutsideTheWindow",
    "Rescored",
    "agree_to_english",
    "ask_and_remind",
    "bring_in_scores",
    "bring_instrument",
    "choose_double_keying",
    "choose_pages",
    "decline",
    "drop_goal",
    "hand_in",
    "note_answers_read",
    "questions_of_programme_job",
    "renew_permission",
    "rescore",
    "save_answers",
    "schedule_responses",
    "set_goal",
    "settle",
]
