from __future__ import annotations

import pytest

from alongside.measures import actions as measures
from tests.conversations.factories import message
from tests.enrolment.factories import say_yes
from tests.measures.factories import asked as asked_questions
from tests.safeguarding import factories as safeguarding
from tests.support_sessions.factories import check_in, mia_and_sam, mias, sams


@pytest.fixture
def life(cast):
    """Mia and Sam in the middle of things: consent, answers, goals, wishes, messages, check-ins, a worry and a case."""
    say_yes(cast.sam_participant, cast.coaching)
    row = asked_questions(cast)
    measures.save_answers(response=row, answers={"companionship": 2}, by=cast.mia)
    measures.set_goal(participant=cast.mia_participant, programme=cast.coaching, words="Walk", by=cast.mia)
    made = mia_and_sam(cast)
    message(mias(made), "From me to Sam")
    message(sams(made), "From Sam to me")
    check_in(mias(made))
    safeguarding.case(cast, about=cast.mia_participant)
    safeguarding.hold(cast)
    return made
