"""Taking codings out: who was given which code, without names and without words but those that may be quoted."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db import transaction
from django.utils.translation import gettext as _

from alongside.audit import actions as audit
from alongside.evaluation.actions.coding import NotCodedYet
from alongside.evaluation.actions.exports import ExportNeedsReason
from alongside.evaluation.core.cloak import Cloak
from alongside.evaluation.core.coding.marks import from_data
from alongside.evaluation.core.tables import (
    DICTIONARY_COLUMNS,
    Column,
    Kind,
    csv_lines,
    dictionary_rows,
    new_key,
)
from alongside.evaluation.models import CodedText, Coding, CodingJob, Export, WhoAnswers
from alongside.evaluation.queries.coding import Coded, coded, quotations_of, told
from alongside.evaluation.queries.trials import sealed_until
from alongside.people.models import Person

_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can hold: the bytes depend on the data alone
Row = Mapping[str, object]


@dataclass(frozen=True)
class CodingFile:
    """The finished ZIP, its name, and the record of who took it."""

    content: bytes
    name: str
    export: Export


def export_codings(*, job: CodingJob, reason: str, by: Person, key: bytes | None = None) -> CodingFile:
    """Write the codes of a job into one ZIP, and record who took it. People have names that mean nothing elsewhere.

    Of a trial under way members are left out. key: the secret behind pseudonyms, fresh unless given. Raises
    ExportNeedsReason, and NotCodedYet until both coders are done.
    """
    if not reason.strip():
        raise ExportNeedsReason
    found = coded(job)
    if found is None:
        raise NotCodedYet
    cloak = Cloak(key or new_key(), shift=False)
    tables = {
        "texts": (_text_columns(found), list(_texts(found, cloak))),
        "codings": (_coding_columns(found), list(_codings(found))),
        "agreement": (_agreement_columns(found), list(_agreement(found))),
        "quotes": (_quote_columns(found), list(_quotes(found))),
    }
    content = _zip(tables)
    return CodingFile(
        content, f"{job.programme.ref}-codes-{job.pk}.zip", _record(job, reason, by, tables, content)
    )


@transaction.atomic
def _record(
    job: CodingJob,
    reason: str,
    by: Person,
    tables: Mapping[str, tuple[list[Column], list[Row]]],
    content: bytes,
) -> Export:
    rows = sum(len(lines) for _columns, lines in tables.values())
    record = Export.objects.create(
        programme=job.programme,
        made_by=by,
        reason=reason.strip(),
        rows=rows,
        content_hash=hashlib.sha256(content).hexdigest(),
    )
    audit.record("codings_exported", by=by, subject=record, reason=reason.strip(), rows=rows, job=job.pk)
    return record


def _zip(tables: Mapping[str, tuple[list[Column], list[Row]]]) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        _add(archive, "README.txt", [_letter()])
        columns = [Column("table", ""), *(Column(name, "") for name in DICTIONARY_COLUMNS)]
        lines = (
            {"table": name, **row} for name, (of, _rows) in tables.items() for row in dictionary_rows(of)
        )
        _add(archive, "dictionary.csv", csv_lines(lines, columns))
        for name, (of, rows) in tables.items():
            _add(archive, f"{name}.csv", csv_lines(rows, of))
    return file.getvalue()


def _add(archive: ZipFile, name: str, lines: Iterable[str]) -> None:
    about = ZipInfo(name, date_time=_WHEN)
    about.compress_type = ZIP_DEFLATED
    archive.writestr(about, "".join(lines))


def _exported(found: Coded) -> list[CodedText]:
    sealed = sealed_until(found.job.programme) is not None
    return [text for text in found.texts if not (sealed and text.answer.question.side == WhoAnswers.MEMBER)]


def _text_columns(found: Coded) -> list[Column]:
    questions = {str(each.pk): each.words for each in found.job.questions.all()}
    return [
        Column("text", "Number of the text in this coding"),
        Column("person_id", "Whose words they are, under a name of this file alone", Kind.PSEUDONYM),
        Column(
            "side",
            "On which side they answered",
            Kind.CODE,
            values={k: str(v) for k, v in WhoAnswers.choices},
        ),
        Column("question", "What was asked", Kind.CODE, values=questions),
        Column("moment", "The time that the question was about"),
        Column("coded_twice", "Whether both coders coded it", Kind.YES_NO),
    ]


def _texts(found: Coded, cloak: Cloak) -> Iterator[Row]:
    for text in _exported(found):
        answer = text.answer
        # A person of staff must not get the made-up name of a participant who has the same number.
        whose = answer.participant_id if answer.participant_id is not None else -(answer.person_id or 0)
        yield {
            "text": text.number,
            "person_id": cloak.person(whose),
            "side": answer.question.side,
            "question": str(answer.question_id),
            "moment": answer.question.moment,
            "coded_twice": text.for_first and text.for_second,
        }


def _code_column(found: Coded) -> Column:
    codes = {code.id: f"{code.title}: {code.means}" for code in found.codebook.codes}
    return Column("code", "What the words are about", Kind.CODE, values=codes)


def _coding_columns(found: Coded) -> list[Column]:
    whole = "The code is of the whole text"
    coders = {"first": "the first coder", "second": "the second coder", "final": "what holds in the end"}
    return [
        Column("text", "Number of the text in this coding"),
        Column("by", "Who gave the code", Kind.CODE, values=coders),
        _code_column(found),
        Column(
            "start", "First character of the part, counted from 0", Kind.NUMBER, "characters", missing=whole
        ),
        Column("end", "Character after the part", Kind.NUMBER, "characters", missing=whole),
    ]


def _codings(found: Coded) -> Iterator[Row]:
    texts = {text.pk: text.number for text in _exported(found)}
    rows = Coding.objects.filter(text__in=texts).order_by("text__number", "pk")
    for coding in rows:
        by = "first" if coding.coder_id == found.job.first_id else "second"
        for mark in from_data(coding.marks):
            yield {
                "text": texts[coding.text_id],
                "by": by,
                "code": mark.code,
                "start": mark.start,
                "end": mark.end,
            }
    for pk, number in texts.items():
        for code in sorted(found.final[pk]):
            yield {"text": number, "by": "final", "code": code, "start": None, "end": None}


def _agreement_columns(found: Coded) -> list[Column]:
    none = "Too few texts, or both coders said the same of every one"
    return [
        _code_column(found),
        Column("texts", "Texts that both coded", Kind.NUMBER, "texts"),
        Column("both", "Both gave the code", Kind.NUMBER, "texts"),
        Column("only_first", "Only the first coder gave it", Kind.NUMBER, "texts"),
        Column("only_second", "Only the second coder gave it", Kind.NUMBER, "texts"),
        Column("kappa", "Cohen's kappa", Kind.NUMBER, missing=none),
        Column("alpha", "Krippendorff's alpha, nominal", Kind.NUMBER, missing=none),
    ]


def _agreement(found: Coded) -> Iterator[Row]:
    for code, each in found.agreement.items():
        yield {
            "code": code,
            "texts": each.texts,
            "both": each.both,
            "only_first": each.only_first,
            "only_second": each.only_second,
            "kappa": each.kappa,
            "alpha": each.alpha,
        }


def _quote_columns(found: Coded) -> list[Column]:
    return [
        Column(
            "side",
            "On which side they answered",
            Kind.CODE,
            values={k: str(v) for k, v in WhoAnswers.choices},
        ),
        _code_column(found),
        Column("words", "Words of a person who lets them be quoted without their name"),
    ]


def _quotes(found: Coded) -> Iterator[Row]:
    """Without the number of the text, so that what somebody was quoted with does not lead to all that they said."""
    shown = {side.side for side in told(found).sides if side.people is not None}
    for quote in quotations_of(found):
        if quote.text.answer.question.side in shown:
            yield {
                "side": quote.text.answer.question.side,
                "code": quote.code,
                "words": quote.words,
            }


def _letter() -> str:
    paragraphs = [
        _("What this is"),
        _(
            "Which codes two coders gave to what people answered in their own words, what they agreed on, and how far. "
            "dictionary.csv says what each column means. Text files are UTF-8, with commas; yes and no are 1 and 0."
        ),
        _("Who is in it"),
        _(
            "Only people whose yes to the use of their answers stands today, and staff who answered. Of a trial under way "
            "members are left out until its outcomes open."
        ),
        _("What is not in it"),
        _(
            "No names, no dates, no notes of coders and no words, but those that people let be quoted, in quotes.csv. Who "
            "takes that back is in no later file: please delete what you have when you are done."
        ),
        _("Please"),
        _(
            "These rows are about real people, and one row is one person's. Hide small groups before you show counts, and do "
            "not try to find out who somebody is."
        ),
    ]
    return "\n\n".join(paragraphs) + "\n"
