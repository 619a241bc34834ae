"""Reads of this room. What other rooms ask about answers can be imported from here."""

from alongside.measures.queries.asking import AskList, ToAsk, to_ask_by_hand
from alongside.measures.queries.results import (
    OwnSeries,
    ScorePair,
    WaveCount,
    answered_responses,
    by_time,
    own_results,
    paired_scores,
    people_in_results,
    wave_counts,
)
from alongside.measures.queries.sets import (
    WHOLE_TOPIC,
    QuestionSet,
    Step,
    Topic,
    dropped_goals_of,
    due_for,
    goals_of,
    likes_one_at_a_time,
    missed_by,
    who_reads_danger,
)

__all__ = [
    "WHOLE_TOPIC",
    "AskList",
    "OwnSeries",
    "QuestionSet",
    "ScorePair",
    "Step",
    "ToAsk",
    "Topic",
    "WaveCount",
    "answered_responses",
    "by_time",
    "dropped_goals_of",
    "due_for",
    "goals_of",
    "likes_one_at_a_time",
    "missed_by",
    "own_results",
    "paired_scores",
    "people_in_results",
    "to_ask_by_hand",
    "wave_counts",
    "who_reads_danger",
]
