"""People answer in their own words, and two coders say what the answers are about. Without a throw of the year's dice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Final

from django.utils import timezone

from alongside.evaluation.actions.coding import begin_coding, choose_quote, code_text, say_done, settle
from alongside.evaluation.actions.open_questions import answer_in_words, ask_question
from alongside.evaluation.core.coding.codebook import Codebook, published
from alongside.evaluation.core.coding.marks import Mark
from alongside.evaluation.models import CodingJob, OpenQuestion, WhoAnswers
from alongside.evaluation.queries.coding import coded, is_for, texts_of
from alongside.evaluation.queries.open_questions import Answering, may_be_asked, sides_of
from alongside.measures.models import HowAnswered
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.demo.world import World


@dataclass(frozen=True)
class Said:
    """Words of somebody, and the codes that each coder gives them."""

    words: str
    eve: tuple[str, ...]
    cleo: tuple[str, ...]


MEMBERS: Final = (
    Said(
        "She had the same illness, so I did not have to explain. That was a relief.",
        ("sense_of_connection", "experiential_knowledge"),
        ("sense_of_connection", "experiential_knowledge"),
    ),
    Said(
        "I go to the clinic with a list of questions now. My nurse was surprised.",
        ("empowerment", "changed_behaviour"),
        ("empowerment",),
    ),
    Said(
        "It gave me back my Tuesdays. I cook for two again.", ("changed_behaviour",), ("changed_behaviour",)
    ),
    Said(
        "I learned what the numbers on my meter mean. Nobody had told me in that way.",
        ("changed_knowledge",),
        ("changed_knowledge",),
    ),
    Said(
        "We talk about the garden. It is not all about sugar.",
        ("sense_of_connection",),
        ("sense_of_connection", "sharing"),
    ),
    Said(
        "He shows me how he packs his bag for a journey. I do it like that now.",
        ("changed_behaviour", "experiential_knowledge"),
        ("changed_behaviour", "experiential_knowledge"),
    ),
)
SUPPORTERS: Final = (
    Said(
        "Too much paper. I would rather spend the hour with him than on the form.",
        ("role_satisfaction",),
        ("role_satisfaction",),
    ),
    Said(
        "I think of her between our calls. It is good that I can talk about it in supervision.",
        ("emotional_entanglement",),
        ("emotional_entanglement",),
    ),
    Said("He teaches me about tomatoes. We both learn.", ("reciprocity",), ("reciprocity", "sharing")),
    Said(
        "I went with her to the clinic and she spoke for herself.",
        ("helping", "empowerment"),
        ("helping",),
    ),
)
ANSWER: Final = {WhoAnswers.MEMBER: MEMBERS, WhoAnswers.SUPPORTER: SUPPORTERS}
ASKED: Final = {
    WhoAnswers.MEMBER: "What has changed for you, and what has not?",
    WhoAnswers.SUPPORTER: "What is it like for you to support somebody?",
}
MOST: Final = {WhoAnswers.MEMBER: 24, WhoAnswers.SUPPORTER: 12}


def plan_writing(world: World, calendar: Calendar) -> None:
    """Ten weeks ago people are asked; their answers are coded by Eve and Cleo. One coding waits for whoever is Cleo."""
    last = calendar.last

    def ask() -> None:
        today = timezone.localdate()
        for side, words in ASKED.items():
            ask_question(
                programme=world.coaching,
                words=words,
                side=side,
                moment="This year",
                opens_on=today,
                closes_on=today + timedelta(days=20),
                by=world.people["eve"],
            )

    for days, deed in (
        (70, ask),
        (62, partial(_answer, world)),
        (40, partial(_code, world)),
        (6, partial(_begin_another, world)),
    ):
        calendar.at(datetime.combine(last - timedelta(days=days), time(16, 30), tzinfo=UTC), deed)


def _answer(world: World) -> None:
    for question in OpenQuestion.objects.filter(programme=world.coaching).order_by("pk"):
        side = WhoAnswers(question.side)
        here = {"programme": world.coaching, "status": PlaceStatus.ENROLLED}
        rows = Member.objects if side == WhoAnswers.MEMBER else PeerSupporter.objects
        keys = list(rows.filter(**here).values_list("participant", flat=True))
        people = Participant.objects.filter(pk__in=keys).order_by("pk")
        willing = [each for each in people if may_be_asked(each, world.coaching)][: MOST[side]]
        for number, participant in enumerate(willing):
            said = ANSWER[side][number % len(ANSWER[side])]
            who = Answering(
                world.coaching,
                world.cora,
                participant,
                sides_of(participant, world.coaching),
                is_entered_for_them=True,
            )
            answer_in_words(
                who=who,
                question=question,
                words=said.words,
                may_quote=number % 3 == 0,
                how=HowAnswered.TELEPHONE,
            )


def _begin(world: World, codebook: str, title: str) -> CodingJob:
    by: Codebook = next(each for each in published() if each.key == codebook)
    return begin_coding(
        programme=world.coaching,
        title=title,
        codebook=by,
        questions=OpenQuestion.objects.filter(programme=world.coaching),
        first=world.people["eve"],
        second=world.people["cleo"],
        percent=100,
        by=world.people["eve"],
    )


def _begin_another(world: World) -> None:
    _begin(world, "chime", "Recovery, in people’s own words")


def _code(world: World) -> None:
    """Both code, talk over all but the last difference, and let two people be quoted."""
    eve, cleo = world.people["eve"], world.people["cleo"]
    job = _begin(world, "embuldeniya_2013", "What support does, and what it costs")
    known = {said.words: said for said in (*MEMBERS, *SUPPORTERS)}
    for coder in (eve, cleo):
        for text in texts_of(job):
            if is_for(text, job, coder):
                said = known[text.answer.words]
                marks = [Mark(code) for code in (said.eve if coder == eve else said.cleo)]
                code_text(text=text, marks=marks, memo="", by=coder)
        job = say_done(job=job, by=coder)
    found = coded(job)
    for each in found.differences[:-1] if found else ():
        settle(
            text=each.text,
            code=each.code.id,
            is_given=each.code.id != "sharing",
            reason="We read it again together.",
            by=eve,
        )
    found = coded(job)
    quoted: set[str] = set()
    for text in found.texts if found else ():
        codes = sorted(found.final[text.pk]) if found else []
        if text.answer.may_quote and codes and text.answer.words not in quoted and len(quoted) < 4:
            quoted.add(text.answer.words)
            choose_quote(text=text, code=codes[0], words=text.answer.words, by=eve)
