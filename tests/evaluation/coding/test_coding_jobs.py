"""Coding what people wrote: apart, without names, by yes alone, and with nothing left where a yes is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from alongside.audit.models import AuditEvent
from alongside.data_rights.actions.erasing import erase_again
from alongside.evaluation.actions.coding import (
    CodingIsOver,
    NotCodedYet,
    NothingToCode,
    NothingToSettle,
    NotTheirWords,
    NotTwoCoders,
    choose_quote,
    code_text,
    say_done,
    settle,
)
from alongside.evaluation.actions.open_questions import NotAsked, say_about_quoting, take_answer_back
from alongside.evaluation.core.coding.marks import Mark
from alongside.evaluation.models import (
    CodedText,
    Coding,
    CodingJob,
    OpenAnswer,
    Quotation,
    Settlement,
    WhoAnswers,
)
from alongside.evaluation.queries.coding import coded, told, work_of
from alongside.evaluation.queries.open_questions import Answering, asked_of
from tests import factories
from tests.evaluation.coding import scene
from tests.evaluation.coding.published_table import MEG, OWEN
from tests.evaluation.factories import consent

if TYPE_CHECKING:
    from tests.conftest import Cast


def hope(values: tuple[int, ...]) -> list[list[str]]:
    return [["hope"] if each else [] for each in values]


def meg_and_owen(cast: Cast, **fields: object) -> CodingJob:
    """Ten texts, coded as in the published table."""
    job = scene.job(cast, scene.answered(cast, 10, **fields))
    scene.codes(job, job.first, hope(MEG))
    scene.codes(job, job.second, hope(OWEN))
    return job


def test_nobody_sees_the_other_ones_codes_until_both_are_done(cast: Cast) -> None:
    job = scene.job(cast, scene.answered(cast, 3))
    scene.codes(job, job.first, hope((1, 0, 1)))
    assert coded(job) is None
    text = job.texts.first()
    with pytest.raises(NotCodedYet):
        settle(text=text, code="hope", is_given=True, reason="Early.", by=cast.eve)
    with pytest.raises(NotCodedYet):
        choose_quote(text=text, code="hope", words="alone", by=cast.eve)
    scene.codes(job, job.second, hope((1, 1, 1)), done=False)
    assert coded(job) is None
    say_done(job=job, by=job.second)
    job.refresh_from_db()
    found = coded(job)
    assert [(each.text.number, each.first_gave) for each in found.differences] == [(2, False)]


def test_what_was_coded_changes_no_more_once_somebody_is_done(cast: Cast) -> None:
    job = scene.job(cast, scene.answered(cast, 2))
    scene.codes(job, job.first, hope((1, 0)))
    text = job.texts.first()
    with pytest.raises(CodingIsOver):
        code_text(text=text, marks=[], memo="", by=job.first)
    with pytest.raises(CodingIsOver):
        code_text(text=text, marks=[], memo="", by=cast.eve)
    with pytest.raises(NotCodedYet):
        say_done(job=job, by=job.second)


def test_the_agreement_of_a_job_is_that_of_the_published_table(cast: Cast) -> None:
    found = coded(meg_and_owen(cast))
    assert found.agreement["hope"].alpha == pytest.approx(0.0952, abs=5e-5)
    assert found.over_all.kappa == pytest.approx(0.04 / 0.44)
    assert len(found.differences) == found.unsettled == 4


def test_what_was_talked_over_holds_and_stands_under_a_name(cast: Cast) -> None:
    job = meg_and_owen(cast)
    for each, given in zip(coded(job).differences, (True, False, True, True), strict=True):
        settle(text=each.text, code="hope", is_given=given, reason="We talked.", by=cast.eve)
    found = coded(job)
    assert found.unsettled == 0
    assert sum("hope" in codes for codes in found.final.values()) == 4
    assert {one.settled_by for one in Settlement.objects.all()} == {cast.eve}
    assert AuditEvent.objects.filter(what="coding_settled", by_id=cast.eve.pk).count() == 4
    first = found.differences[0]
    with pytest.raises(NothingToSettle):
        settle(text=first.text, code="hope", is_given=False, reason="No.", by=cast.cora)
    settle(text=first.text, code="hope", is_given=False, reason="Looked again.", by=cast.eve, again=True)
    assert sum("hope" in codes for codes in coded(job).final.values()) == 3
    with pytest.raises(NothingToSettle):
        settle(text=first.text, code="meaning", is_given=True, reason="Both agree.", by=cast.eve)


def test_only_what_was_coded_twice_is_compared(cast: Cast) -> None:
    job = scene.job(cast, scene.answered(cast, 10), percent=20)
    assert [len(work_of(job, each).numbers) for each in (job.first, job.second)] == [6, 6]
    scene.codes(job, job.first, hope((1,) * 6))
    scene.codes(job, job.second, hope((1,) * 6))
    found = coded(job)
    assert len(found.twice) == 2
    assert sum("hope" in codes for codes in found.final.values()) == 10


def test_a_job_takes_only_words_of_people_who_said_yes(cast: Cast) -> None:
    asked = scene.question(cast)
    willing, never = scene.somebody(cast), factories.member(cast.coaching).participant
    scene.says(cast, asked, willing)
    with pytest.raises(NotAsked):
        scene.says(cast, asked, never)
    with pytest.raises(NothingToCode):
        scene.job(cast, asked)  # it is still open
    scene.closes(asked)
    assert [text.answer.participant for text in scene.job(cast, asked).texts.all()] == [willing]
    consent(cast.coaching, willing, purpose="research_use", given=False)
    with pytest.raises(NothingToCode):
        scene.job(cast, asked)


def test_two_coders_are_two_people_who_may_code_and_never_read_themselves(cast: Cast) -> None:
    asked = scene.question(cast, "staff")
    cleo = scene.coder(cast, "cleo")
    for person in (cleo, cast.cora):
        who = Answering(cast.coaching, person, None, frozenset({WhoAnswers.STAFF}))
        scene.answer_in_words(who=who, question=asked, words="It is a lot.", may_quote=False)
    scene.closes(asked)
    assert [text.answer.person for text in scene.job(cast, asked).texts.all()] == [cast.cora]
    for second in (cleo, cast.cora):
        with pytest.raises(NotTwoCoders):
            scene.begin_coding(
                programme=cast.coaching,
                title="x",
                codebook=scene.chime(),
                questions=[asked],
                first=cleo,
                second=second,
                percent=100,
                by=cast.eve,
            )


def test_a_yes_that_is_taken_back_takes_the_words_out_of_everything_at_once(cast: Cast) -> None:
    job = scene.job(cast, scene.answered(cast, 9, may_quote=True))
    scene.codes(job, job.first, hope((1,) * 9))
    scene.codes(job, job.second, hope((1,) * 9))
    text = job.texts.first()
    choose_quote(text=text, code="hope", words="a list of questions now.", by=cast.eve)
    assert told(coded(job)).sides[0].codes[1].quotes == ("a list of questions now.",)
    consent(cast.coaching, text.answer.participant, purpose="research_use", given=False)
    after = told(coded(job))
    assert (after.texts, after.sides[0].people, after.sides[0].codes[1].quotes) == (8, 8, ())


def test_quotes_are_of_people_who_let_their_words_be_quoted_and_go_when_they_do_not(cast: Cast) -> None:
    job = meg_and_owen(cast)
    text = next(text for text in coded(job).texts if "hope" in coded(job).final[text.pk])
    with pytest.raises(NotTheirWords):
        choose_quote(text=text, code="hope", words="We talk about the garden.", by=cast.eve)
    OpenAnswer.objects.update(may_quote=True)
    for words, code in (("We talk about you.", "hope"), ("We talk about the garden.", "meaning")):
        with pytest.raises(NotTheirWords):
            choose_quote(text=text, code=code, words=words, by=cast.eve)
    choose_quote(text=text, code="hope", words="We talk […] a list of questions now.", by=cast.eve)
    answer = OpenAnswer.objects.get(pk=text.answer_id)
    who = Answering(
        cast.coaching, cast.cora, answer.participant, frozenset({WhoAnswers.MEMBER}), is_entered_for_them=True
    )
    assert told(coded(job)).sides[0].codes[1].quotes
    say_about_quoting(who=who, answer=answer, may_quote=False)
    assert told(coded(job)).sides[0].codes[1].quotes == ()
    assert not Quotation.objects.exists()
    other = next(row for row in OpenAnswer.objects.all() if row.participant != answer.participant)
    with pytest.raises(NotAsked):
        say_about_quoting(who=who, answer=other, may_quote=False)


def test_whoever_is_forgotten_or_takes_their_answer_back_leaves_no_code_behind(cast: Cast) -> None:
    job = scene.job(cast, scene.answered(cast, 4, may_quote=True))
    scene.codes(job, job.first, [["hope"], [], ["hope"], ["hope"]])
    scene.codes(job, job.second, [["hope"], ["hope"], ["hope"], ["hope"]])
    one, two = job.texts.order_by("number")[:2]
    choose_quote(text=one, code="hope", words="We talk about", by=cast.eve)
    settle(text=two, code="hope", is_given=True, reason="Yes.", by=cast.eve)
    erase_again(participant=one.answer.participant)
    who = Answering(cast.coaching, cast.cora, two.answer.participant, frozenset(), is_entered_for_them=True)
    take_answer_back(who=who, answer=two.answer)
    counts = [kind.objects.count() for kind in (OpenAnswer, CodedText, Coding, Quotation, Settlement)]
    assert counts == [2, 2, 4, 0, 0]
    assert told(coded(job)).texts == 2


def test_sides_are_told_apart_and_small_groups_not_at_all(cast: Cast) -> None:
    members, few = scene.answered(cast, 20), scene.answered(cast, 3, "supporter", may_quote=True)
    job = scene.job(cast, members, few)
    sides = {text.pk: text.answer.question.side for text in job.texts.select_related("answer__question")}
    given, seen = [], 0
    for text in job.texts.order_by("number"):
        is_member = sides[text.pk] == "member"
        seen += is_member
        given.append(["hope", *(["meaning"] if is_member and seen <= 3 else [])])
    scene.codes(job, job.first, given)
    scene.codes(job, job.second, given)
    supporter = next(text for text in job.texts.all() if sides[text.pk] == "supporter")
    choose_quote(text=supporter, code="hope", words="We talk about", by=cast.eve)
    member_side, supporter_side = told(coded(job)).sides
    assert (member_side.people, supporter_side.people, supporter_side.codes) == (20, None, ())
    shares = {each.code.id: each.share for each in member_side.codes}
    assert (shares["hope"].count, shares["hope"].of) == (20, 20)
    assert shares["meaning"] is None
    assert (shares["identity"].count, shares["identity"].of) == (0, 20)


def test_a_job_keeps_its_codebook_whoever_asks(cast: Cast) -> None:
    job = scene.job(cast, scene.answered(cast, 1))
    for change in ({"codebook": {}}, {"codebook_digest": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CodingJob.objects.filter(pk=job.pk).update(**change)


def test_a_question_is_open_to_its_side_and_may_be_answered_anew_until_it_closes(cast: Cast) -> None:
    asked = scene.question(cast, "supporter")
    supporter, member = scene.somebody(cast, "supporter"), scene.somebody(cast)
    first = scene.says(cast, asked, supporter, "Too much paper.")
    again = scene.says(cast, asked, supporter, "Too much paper!", may_quote=True)
    assert first.pk == again.pk
    with pytest.raises(NotAsked):
        scene.says(cast, asked, member)
    scene.closes(asked)
    with pytest.raises(NotAsked):
        scene.says(cast, asked, supporter)
    who = Answering(
        cast.coaching, cast.cora, supporter, frozenset({WhoAnswers.SUPPORTER}), is_entered_for_them=True
    )
    (mine,) = asked_of(who)
    assert (mine.is_open, mine.answer.words) == (False, "Too much paper!")


def test_a_part_of_a_text_may_have_a_code_of_its_own(cast: Cast) -> None:
    job = scene.job(cast, scene.answered(cast, 1))
    text = job.texts.get()
    made = code_text(
        text=text, marks=[Mark("hope", 21, 70), Mark("connectedness")], memo=" Strong. ", by=job.first
    )
    assert (made.marks, made.memo) == ([["connectedness", None, None], ["hope", 21, 70]], "Strong.")
