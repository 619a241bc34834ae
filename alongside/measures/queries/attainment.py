"""Goals with five levels in the participant's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from alongside.measures.core.attainment import LEVELS
from alongside.measures.core.instrument import Instrument, Option, Question
from alongside.measures.models import Goal, GoalLevel, Response, ResponseStatus
from alongside.programmes.models import Programme
from alongside.programmes.queries import definition_of

GOAL_ATTAINMENT = "goal_attainment"


def asks_for_levels(programme: Programme) -> bool:
    """Whether the programme asks how far goals were reached on levels."""
    return any(GOAL_ATTAINMENT in wave.instruments for wave in definition_of(programme).measures)


def levels_of(goals: Iterable[Goal]) -> dict[int, dict[int, str]]:
    """By goal, the words of each level; only goals that have all five. One query."""
    return levels_of_ids(goal.pk for goal in goals)


def levels_of_ids(goals: Iterable[int]) -> dict[int, dict[int, str]]:
    """`levels_of`, by the ids of the goals."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = GoalLevel.objects.filter(goal__in=list(goals))
    for goal, level, words in rows.values_list("goal", "level", "words"):
        found[goal][level] = words
    return {goal: words for goal, words in found.items() if set(words) == set(LEVELS)}


def questions_on_levels(
    found: Instrument, goals: Iterable[Goal], levels: Mapping[int, Mapping[int, str]]
) -> tuple[Question, ...]:
    """A question for each goal that has its levels, with these as its answers."""
    style = found.questions()[0].style
    return tuple(
        Question(
            str(goal.pk),
            goal.words,
            style,
            tuple(Option(code=level, label=levels[goal.pk][level]) for level in LEVELS),
        )
        for goal in goals
        if goal.pk in levels
    )


def has_answer_on_levels(goal: Goal) -> bool:
    """Whether a level of the goal was chosen, in a set that is handed in or not."""
    rows = Response.objects.filter(
        participant=goal.participant_id, programme=goal.programme_id, instrument=GOAL_ATTAINMENT
    ).exclude(status=ResponseStatus.DECLINED)
    return any(row.answers.get(str(goal.pk)) is not None for row in rows)
