"""A programme in which people answered in their own words, and two coders who may code it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from alongside.evaluation.actions.codebooks import make_codebook
from alongside.evaluation.actions.coding import begin_coding, code_text, say_done
from alongside.evaluation.actions.open_questions import answer_in_words, ask_question
from alongside.evaluation.core.coding.codebook import Codebook, published
from alongside.evaluation.core.coding.marks import Mark
from alongside.evaluation.models import CodingJob, OpenAnswer, OpenQuestion, OwnCodebook
from alongside.evaluation.queries.open_questions import Answering, sides_of
from alongside.people.models import Person
from alongside.programmes.actions import grant_role
from alongside.programmes.models import Participant
from alongside.roles.permissions import Role
from tests import factories
from tests.evaluation.factories import agrees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Cast

WORDS = "We talk about the garden. I go to the clinic with a list of questions now."


def chime() -> Codebook:
    return next(one for one in published() if one.key == "chime")


def coder(cast: Cast, name: str) -> Person:
    """Somebody whose only role is that of a coder."""
    if name not in cast.people:
        cast.people[name] = factories.person(name)
        grant_role(person=cast.people[name], organisation=cast.harbour, role=Role.CODER, by=cast.ada)
    return cast.people[name]


def question(cast: Cast, side: str = "member") -> OpenQuestion:
    """An open question. It stays open until `closes`."""
    today = timezone.localdate()
    return ask_question(
        programme=cast.coaching,
        words="What has it changed for you?",
        side=side,
        moment="Month 3",
        opens_on=today - timedelta(days=20),
        closes_on=today + timedelta(days=1),
        by=cast.eve,
    )


def closes(*questions: OpenQuestion) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    OpenQuestion.objects.filter(pk__in=[one.pk for one in questions]).update(closes_on=yesterday)


def says(
    cast: Cast, question: OpenQuestion, who: Participant, words: str = WORDS, *, may_quote: bool = False
) -> OpenAnswer:
    """A participant answers on the telephone, entered by the coordinator."""
    answering = Answering(
        cast.coaching, cast.cora, who, sides_of(who, cast.coaching), is_entered_for_them=True
    )
    return answer_in_words(
        who=answering, question=question, words=words, may_quote=may_quote, how="telephone"
    )


def somebody(cast: Cast, side: str = "member") -> Participant:
    """Somebody new on that side, who agreed to the use of their answers."""
    made: Any = (factories.member if side == "member" else factories.supporter)(cast.coaching)
    agrees(cast.coaching, made.participant)
    return made.participant


def answered(cast: Cast, people: int = 12, side: str = "member", **fields: Any) -> OpenQuestion:
    """A closed question that so many people answered."""
    asked = question(cast, side)
    for _number in range(people):
        says(cast, asked, somebody(cast, side), **fields)
    closes(asked)
    return asked


def job(cast: Cast, *questions: OpenQuestion, percent: int = 100, **fields: Any) -> CodingJob:
    return begin_coding(
        programme=cast.coaching,
        title="What changed",
        codebook=fields.pop("codebook", chime()),
        questions=questions,
        first=fields.pop("first", None) or coder(cast, "cleo"),
        second=coder(cast, "dan"),
        percent=percent,
        by=cast.eve,
        **fields,
    )


def own_codebook(cast: Cast) -> OwnCodebook:
    """A codebook of Harbour's own, begun from CHIME."""
    return make_codebook(organisation=cast.harbour, title="Ours", begin_from=chime(), by=cast.eve)


def codes(job: CodingJob, by: Person, given: Sequence[Sequence[str]], *, done: bool = True) -> None:
    """A coder gives these codes to the whole of their texts, in order, and says to be done."""
    texts = job.texts.filter(**{"for_first" if by == job.first else "for_second": True}).order_by("number")
    for text, some in zip(texts, given, strict=True):
        code_text(text=text, marks=[Mark(code) for code in some], memo="", by=by)
    if done:
        say_done(job=job, by=by)
    job.refresh_from_db()
