"""Having coded what people wrote: beginning, coding apart, being done, settling what differs, and choosing quotes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import label, record
from alongside.evaluation.core.coding.codebook import Codebook, content_of, digest_of
from alongside.evaluation.core.coding.marks import Mark, as_data, checked, is_quote_of, shares_of, shuffled
from alongside.evaluation.models import (
    CodedText,
    Coding,
    CodingJob,
    OpenAnswer,
    OpenQuestion,
    OwnCodebook,
    Quotation,
    Settlement,
)
from alongside.evaluation.queries.coding import (
    codebook_of,
    coded,
    coders_in,
    is_for,
    quotable,
    work_of,
)
from alongside.evaluation.queries.open_questions import can_be_coded, usable
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.safeguarding.actions.concerns import raise_concern
from alongside.safeguarding.models import Concern, Urgency


class NothingToCode(Exception):
    """Nobody whose words may be used answered these questions, or the codebook has no codes."""


class NotTwoCoders(Exception):
    """A job needs two different people who may code in this programme."""


class CodingIsOver(Exception):
    """The coder has said to be done, or the text is not theirs; nothing was changed."""


class NotCodedYet(Exception):
    """Something is still to be coded, or both coders are not done."""


class NothingToSettle(Exception):
    """The two coders do not differ on this code of this text, or it was settled before."""


class NotTheirWords(Exception):
    """A quote may leave words out, and change or add none; and only of words that may be quoted."""


@transaction.atomic
def begin_coding(
    *,
    programme: Programme,
    title: str,
    codebook: Codebook,
    questions: Iterable[OpenQuestion],
    first: Person,
    second: Person,
    percent: int,
    by: Person,
    own: OwnCodebook | None = None,
) -> CodingJob:
    """Give two coders the answers to some closed questions, in an order by chance.

    What a coder wrote themselves is left out. An own codebook is fixed by its first use. Raises NotTwoCoders and
    NothingToCode.
    """
    if first.pk == second.pk or len(coders_in(programme).filter(pk__in=[first.pk, second.pk])) != 2:
        raise NotTwoCoders
    asked = list(can_be_coded(programme).filter(pk__in=[each.pk for each in questions]))
    rows = (
        OpenAnswer.objects.filter(question__in=asked)
        .exclude(person__in=[first, second])
        .exclude(participant__person__in=[first, second])
    )
    answers = [each.pk for each in usable(programme, rows)]
    if not answers or not codebook.codes:
        raise NothingToCode
    if own is not None:
        OwnCodebook.objects.filter(pk=own.pk, fixed_at__isnull=True).update(fixed_at=timezone.now())
    job = CodingJob.objects.create(
        programme=programme,
        title=title.strip(),
        codebook=content_of(codebook),
        codebook_digest=digest_of(codebook),
        own_codebook=own,
        first=first,
        second=second,
        percent=percent,
        begun_by=by,
    )
    job.questions.set(asked)
    order = shuffled(answers, secrets.token_hex(8))
    CodedText.objects.bulk_create(
        CodedText(job=job, answer_id=key, number=number, for_first=one, for_second=other)
        for number, (key, (one, other)) in enumerate(
            zip(order, shares_of(len(order), percent), strict=True), start=1
        )
    )
    record("coding_begun", by=by, subject=job, texts=len(order), percent=percent, codebook=codebook.key)
    return job


@transaction.atomic
def code_text(*, text: CodedText, marks: Iterable[Mark], memo: str, by: Person) -> Coding:
    """Keep what a coder gives to a text; no code is an answer, too. Raises CodingIsOver and marks.BadMark."""
    job = CodingJob.objects.select_for_update(of=("self",)).get(pk=text.job_id)
    done = job.first_done_at if by.pk == job.first_id else job.second_done_at
    if done is not None or not is_for(text, job, by):
        raise CodingIsOver
    codes = [code.id for code in codebook_of(job).codes]
    kept = checked(marks, codes=codes, length=len(text.answer.words))
    coding, _is_new = Coding.objects.update_or_create(
        text=text,
        coder=by,
        defaults={"marks": as_data(kept), "memo": memo.strip(), "coded_at": timezone.now()},
    )
    return coding


@transaction.atomic
def worry_about_text(*, text: CodedText, words: str, by: Person) -> Concern:
    """A coder fears for somebody whose words they read. Who it is stays hidden from them, and not from those who act."""
    return raise_concern(
        programme=text.job.programme,
        words=words,
        urgency=Urgency.SOON,
        by=by,
        about=text.answer.participant,
        about_staff=text.answer.person,
        subject=label(text.answer),
    )


@transaction.atomic
def say_done(*, job: CodingJob, by: Person) -> CodingJob:
    """A coder is done: they change nothing more, and once the other is done, too, both are seen. Raises NotCodedYet."""
    locked = CodingJob.objects.select_for_update(of=("self",)).select_related("programme").get(pk=job.pk)
    work = work_of(locked, by)
    if by.pk not in (locked.first_id, locked.second_id) or not work.may_say_done:
        raise NotCodedYet
    name = "first_done_at" if by.pk == locked.first_id else "second_done_at"
    setattr(locked, name, timezone.now())
    locked.save(update_fields=[name])
    record("coding_done", by=by, subject=locked, texts=len(work.numbers))
    return locked


@transaction.atomic
def settle(
    *, text: CodedText, code: str, is_given: bool, reason: str, by: Person, again: bool = False
) -> Settlement:
    """Write down what was agreed on a code on which the coders differ, and why. It stands under the name of whoever did.

    What was settled is settled: `again` says it anew, with the reason for that. Raises NotCodedYet and NothingToSettle.
    """
    found = coded(text.job)
    if found is None:
        raise NotCodedYet
    if not any(each.text.pk == text.pk and each.code.id == code for each in found.differences):
        raise NothingToSettle
    if again:
        Settlement.objects.filter(text=text, code=code).delete()
    try:
        with transaction.atomic():
            made = Settlement.objects.create(
                text=text, code=code, is_given=is_given, reason=reason.strip(), settled_by=by
            )
    except IntegrityError as error:
        raise NothingToSettle from error
    record(
        "coding_settled",
        by=by,
        subject=text.job,
        text=text.number,
        code=code,
        is_given=is_given,
        again=again,
    )
    return made


@transaction.atomic
def choose_quote(*, text: CodedText, code: str, words: str, by: Person) -> Quotation:
    """Let words of an answer stand beside a code: the person's own, with gaps as […]. Raises NotTheirWords, NotCodedYet."""
    found = coded(text.job)
    if found is None:
        raise NotCodedYet
    answer = OpenAnswer.objects.select_for_update(of=("self",)).get(pk=text.answer_id)
    may = any(each.pk == text.pk for each in quotable(found)) and answer.may_quote
    if not may or code not in found.final[text.pk] or not is_quote_of(words, answer.words):
        raise NotTheirWords
    quote = Quotation.objects.create(text=text, code=code, words=" ".join(words.split()), chosen_by=by)
    record("quote_chosen", by=by, subject=text.job, text=text.number, code=code)
    return quote


@transaction.atomic
def drop_quote(*, quote: Quotation, by: Person) -> None:
    """Show these words no more."""
    record("quote_dropped", by=by, subject=quote.text.job, text=quote.text.number, code=quote.code)
    Quotation.objects.filter(pk=quote.pk).delete()
