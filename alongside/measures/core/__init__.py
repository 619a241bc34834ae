"""Measuring instruments: their words, their scores, and when they are due. Plain Python, usable in a notebook."""

from .goals import GoalChange, goal_change, mean_rating
from .instrument import Instrument, InvalidInstrument, Method, Respondent
from .loading import content_hash, load_instrument
from .registry import NoSuchLanguage, UnknownInstrument, instrument, instruments, instruments_for
from .scoring import SCORER_VERSION, InvalidAnswer, Score, Unscored, code_from_marks, score
from .self_test import end_point_self_test
from .waves import Anchor, DueResponse, Offset, Wave, due_responses, label_for, parse_offset

__all__ = [
    "SCORER_VERSION",
    "Anchor",
    "DueResponse",
    "GoalChange",
    "Instrument",
    "InvalidAnswer",
    "InvalidInstrument",
    "Method",
    "NoSuchLanguage",
    "Offset",
    "Respondent",
    "Score",
    "UnknownInstrument",
    "Unscored",
    "Wave",
    "code_from_marks",
    "content_hash",
    "due_responses",
    "end_point_self_test",
    "goal_change",
    "instrument",
    "instruments",
    "instruments_for",
    "label_for",
    "load_instrument",
    "mean_rating",
    "parse_offset",
    "score",
]
