"""What people want to reach, in their own words."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.measures.core.attainment import LEVELS, MOST_GOALS
from alongside.measures.models import Goal, GoalLevel
from alongside.measures.queries.attainment import has_answer_on_levels
from alongside.measures.queries.sets import goals_of
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme
from alongside.safeguarding.actions.words import take_in


class EnoughGoals(Exception):
    """The participant has five goals already; letting one go makes room."""


class AlreadyDropped(Exception):
    """This goal has been let go already; nothing was changed."""


class LevelsSettled(Exception):
    """Somebody answered on these levels already; nothing was changed."""


@transaction.atomic
def set_goal(
    *,
    participant: Participant,
    programme: Programme,
    words: str,
    by: Person,
    on_behalf_of: Participant | None = None,
) -> Goal:
    """A goal of the participant's own, five at most at a time. Raises `EnoughGoals`.

    The same words again, while that goal stands, are the same goal: a form sent twice sets one.
    """
    # Whoever sets goals for the same person at the same moment waits here, so that they stay five.
    Participant.objects.select_for_update().get(pk=participant.pk)
    standing = list(goals_of(participant, programme))
    for goal in standing:
        if goal.words.casefold() == words.strip().casefold():
            return goal
    if len(standing) >= MOST_GOALS:
        raise EnoughGoals
    goal = Goal.objects.create(participant=participant, programme=programme, words=words.strip())
    record("goal_set", by=by, subject=goal, on_behalf_of=on_behalf_of)
    take_in(goal, "words", programme=programme, by=by, writer=participant)
    return goal


@transaction.atomic
def describe_levels(
    *, goal: Goal, words: Mapping[int, str], by: Person, on_behalf_of: Participant | None = None
) -> None:
    """Say what each of the five levels of a goal looks like, once, before it is asked about on them.

    Raises `LevelsSettled` once an answer was given on them: levels that move afterwards would make any goal reached.
    """
    Goal.objects.select_for_update().get(pk=goal.pk)
    if has_answer_on_levels(goal):
        raise LevelsSettled
    goal.levels.all().delete()
    for level in LEVELS:
        made = GoalLevel.objects.create(goal=goal, level=level, words=words[level].strip())
        take_in(made, "words", programme=goal.programme, by=by, writer=goal.participant)
    record("goal_levels_described", by=by, subject=goal, on_behalf_of=on_behalf_of)


@transaction.atomic
def drop_goal(*, goal: Goal, by: Person, on_behalf_of: Participant | None = None) -> None:
    """Let a goal go. It and its ratings are kept, and it is not asked about again. Raises `AlreadyDropped`."""
    if not Goal.objects.filter(pk=goal.pk, dropped_at__isnull=True).update(dropped_at=timezone.now()):
        raise AlreadyDropped
    record("goal_dropped", by=by, subject=goal, on_behalf_of=on_behalf_of)
