"""The pages around what people write: who sees which words, what a coder can do, and what leaves the site."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.data_rights.queries.copies import looks_at
from alongside.evaluation.actions import codebooks, trials
from alongside.evaluation.actions.coding import choose_quote
from alongside.evaluation.actions.coding_exports import export_codings
from alongside.evaluation.core.coding.codebook import as_codebook
from alongside.evaluation.models import Coding, Export, OpenAnswer, OpenQuestion, OwnCodebook, Quotation
from alongside.evaluation.queries.coding import coded, told
from alongside.evaluation.queries.trials import trial_of
from alongside.programmes.models import Participant
from alongside.safeguarding.models import Concern
from alongside.web.queries.own import my_support
from tests import factories
from tests.evaluation.coding import scene
from tests.evaluation.factories import agrees, consent
from tests.evaluation.trial_plan import ANSWERS, asked_after_twelve_weeks

if TYPE_CHECKING:
    from alongside.evaluation.models import CodingJob
    from tests.conftest import Cast


def address(name: str, cast: Cast, **kwargs: object) -> str:
    return reverse(f"evaluation:{name}", kwargs={"ref": cast.coaching.ref, **kwargs})


def main_of(response: object) -> str:
    text: str = response.content.decode()
    return text.partition("<main")[2].partition("</main")[0]


def ready(cast: Cast, people: int = 3, **fields: object) -> CodingJob:
    return scene.job(cast, scene.answered(cast, people, **fields))


def both_done(cast: Cast, people: int = 3, *, quotable: bool = False) -> CodingJob:
    job = ready(cast, people, may_quote=quotable)
    scene.codes(job, job.first, [["hope"]] * people)
    scene.codes(job, job.second, [["hope"]] * (people - 1) + [[]])
    return job


def test_a_coder_reads_words_without_a_name_and_the_person_finds_who_read_them(cast: Cast) -> None:
    job = ready(cast)
    text = job.texts.get(number=2)
    page = main_of(cast.client("cleo").get(address("code_text", cast, pk=job.pk, number=2)))
    assert "We talk about the garden." in page
    whose = text.answer.participant
    for hidden in (whose.name, whose.known_as, "Month 3", "Members", "member"):
        assert hidden not in page
    [look] = looks_at(whose)
    assert (look.who, str(look.what)) == (
        "Cleo",
        "an answer in your own words, without your name, to learn from it",
    )
    event = AuditEvent.objects.get(what="openanswer_read")
    assert (event.programme_id, event.details["what_for"]) == (cast.coaching.pk, "coding")


def test_nobody_opens_what_is_not_theirs_to_code_and_a_coder_nothing_else(cast: Cast) -> None:
    job = ready(cast)
    code = address("code_text", cast, pk=job.pk, number=1)
    scene.coder(cast, "fay")
    for name in ("eve", "fay", "cora", "ada"):
        assert cast.client(name).get(code).status_code == 404, name
    cleo = cast.client("cleo")
    for name in ("agreement", "quotes", "coding_result", "export_codings"):
        assert cleo.get(address(name, cast, pk=job.pk)).status_code == 404, name
    for other in ("evaluation:results", "enrolment:people", "evaluation:export"):
        assert cleo.get(reverse(other, kwargs={"ref": cast.coaching.ref})).status_code == 404, other
    assert "What changed" in main_of(cleo.get(address("words", cast)))
    assert "What changed" not in main_of(cast.client("fay").get(address("words", cast)))


def test_not_even_the_evaluator_sees_a_code_before_both_are_done(cast: Cast) -> None:
    job = ready(cast)
    scene.codes(job, job.first, [["hope"]] * 3)
    eve = cast.client("eve")
    assert "Cleo has coded 3 texts and is done." in main_of(eve.get(address("coding_job", cast, pk=job.pk)))
    for name in ("agreement", "quotes", "coding_result", "export_codings"):
        assert eve.get(address(name, cast, pk=job.pk)).status_code == 404, name
    scene.codes(job, job.second, [["hope"], [], ["hope"]])
    assert "only Cleo gave it" in main_of(eve.get(address("agreement", cast, pk=job.pk)))


def test_a_coder_gives_codes_to_the_whole_and_to_sentences_and_goes_on(cast: Cast) -> None:
    job = ready(cast)
    cleo, at = cast.client("cleo"), address("code_text", cast, pk=job.pk, number=1)
    part = {"codes": ["connectedness"], "part": ["1"], "part_code": "hope", "memo": "Both.", "stay": "yes"}
    assert cleo.post(at, part).headers["Location"] == at
    page = main_of(cleo.get(at))
    assert "I go to the clinic with a list of questions now.”" in page
    key = re.search(r'name="remove" value="(hope:[^"]+)"', page)
    assert key is not None
    kept = Coding.objects.get().marks
    assert kept == [["connectedness", None, None], ["hope", 26, 74]]
    assert scene.WORDS[26:74] == "I go to the clinic with a list of questions now."
    cleo.post(at, {"codes": ["connectedness"], "remove": key[1]})
    assert Coding.objects.get().marks == [["connectedness", None, None]]
    following = cleo.post(at, {"codes": []}).headers["Location"]
    assert following == address("code_text", cast, pk=job.pk, number=2)
    assert Coding.objects.get().marks == []
    half = cleo.post(at, {"codes": [], "part": ["0"], "part_code": ""})
    assert (half.status_code, "Choose a code for these sentences." in main_of(half)) == (422, True)


def test_the_last_text_leads_to_being_done_and_done_is_done(cast: Cast) -> None:
    job = ready(cast, 1)
    cleo, at = cast.client("cleo"), address("code_text", cast, pk=job.pk, number=1)
    where = address("coding_job", cast, pk=job.pk)
    assert cleo.post(at, {"codes": ["hope"]}).headers["Location"] == where
    assert cleo.post(where).status_code == 302
    assert "You are done." in main_of(cleo.get(where))
    assert cleo.get(at).headers["Location"] == where
    assert cleo.post(at, {"codes": []}).headers["Location"] == where
    assert Coding.objects.get().marks == [["hope", None, None]]


def test_a_coder_who_fears_for_somebody_is_heard_and_still_sees_no_name(cast: Cast) -> None:
    job = ready(cast, 1)
    answer = cast.client("cleo").post(
        address("worry_about_text", cast, pk=job.pk, number=1), {"words": "This sounds bad."}, follow=True
    )
    concern = Concern.objects.get()
    whose = job.texts.get().answer.participant
    assert (concern.about, concern.raised_by) == (whose, cast.people["cleo"])
    assert whose.name not in main_of(answer)


def test_people_are_asked_only_if_they_agreed_and_change_their_mind_on_the_page(cast: Cast) -> None:
    asked = scene.question(cast)
    mia, today = cast.client("mia"), timezone.localdate()
    assert mia.get(address("my_answer", cast, question=asked.pk)).status_code == 404
    assert "You have not, and that is fine." in main_of(mia.get(address("my_words", cast)))
    assert "own words" not in str(my_support(cast.mia_member, today))
    agrees(cast.coaching, cast.mia_participant)
    assert "own words" in str(my_support(cast.mia_member, today))
    at = address("my_answer", cast, question=asked.pk)
    mia.post(at, {"words": "It did me good."})
    answer = OpenAnswer.objects.get()
    assert (answer.participant, answer.may_quote, answer.entered_by) == (
        cast.mia_participant,
        False,
        cast.mia,
    )
    assert "own words" not in str(my_support(cast.mia_member, today))
    mia.post(at, {"deed": "may_quote"})
    answer.refresh_from_db()
    assert answer.may_quote
    scene.closes(asked)
    assert "It did me good." in main_of(mia.get(at))
    mia.post(at, {"deed": "take_back"})
    assert not OpenAnswer.objects.exists()


def test_staff_answer_too_and_nobody_reads_another_ones_answer(cast: Cast) -> None:
    asked = scene.question(cast, "staff")
    at = address("my_answer", cast, question=asked.pk)
    assert cast.client("mia").get(at).status_code == 404
    cast.client("cora").post(at, {"words": "We lost a room.", "may_quote": "on"})
    answer = OpenAnswer.objects.get()
    assert (answer.person, answer.participant, answer.may_quote) == (cast.cora, None, True)
    assert "We lost a room." not in main_of(cast.client("sula").get(at))


def test_a_telephone_participant_answers_through_staff_and_the_look_is_noted(cast: Cast) -> None:
    asked, who = scene.question(cast), scene.somebody(cast)
    cora, at = cast.client("cora"), address("answer_of", cast, pk=who.pk, question=asked.pk)
    assert cora.post(at, {"words": "Said on the telephone."}).status_code == 422
    cora.post(at, {"words": "Said on the telephone.", "how": "telephone"})
    answer = OpenAnswer.objects.get()
    assert (answer.participant, answer.how, answer.entered_by) == (who, "telephone", cast.cora)
    cora.get(at)
    assert [look.who for look in looks_at(who)] == ["Cora"]


def test_the_result_is_for_those_who_see_results_and_stands_beside_them(cast: Cast) -> None:
    job = both_done(cast, 9, quotable=True)
    text = next(text for text in coded(job).texts if "hope" in coded(job).final[text.pk])
    choose_quote(text=text, code="hope", words="a list of questions now.", by=cast.eve)
    page = main_of(cast.client("cora").get(address("coding_result", cast, pk=job.pk)))
    assert "9 people answered." in page
    assert "a list of questions now." in page
    assert "Too few texts to say" not in page  # in the middle of a sentence it begins small
    assert "too few texts to say" in page
    results = main_of(
        cast.client("cora").get(reverse("evaluation:results", kwargs={"ref": cast.coaching.ref}))
    )
    assert address("coding_result", cast, pk=job.pk) in results


def test_a_sealed_trial_keeps_what_members_wrote(cast: Cast) -> None:
    members, supporters = scene.answered(cast, 8), scene.answered(cast, 8, "supporter")
    job = scene.job(cast, members, supporters)
    scene.codes(job, job.first, [["hope"]] * 16)
    scene.codes(job, job.second, [["hope"]] * 16)
    assert [side.side for side in told(coded(job)).sides] == ["member", "supporter"]
    asked_after_twelve_weeks(cast)
    opens = timezone.localdate() + timedelta(days=200)
    trials.plan_trial(programme=cast.coaching, answers={**ANSWERS, "opens_on": opens}, by=cast.eve)
    trials.fix_protocol(trial=trial_of(cast.coaching), by=cast.eve)
    assert [side.side for side in told(coded(job)).sides] == ["supporter"]
    tables = exported(cast, job)
    assert {row["side"] for row in tables["texts"]} == {"supporter"}
    assert {row["text"] for row in tables["codings"]} == {row["text"] for row in tables["texts"]}


def exported(cast: Cast, job: CodingJob) -> dict[str, list[dict[str, str]]]:
    made = export_codings(job=job, reason="A paper", by=cast.eve)
    with ZipFile(io.BytesIO(made.content)) as archive:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def test_what_is_taken_out_holds_no_name_and_no_word_but_quotes(cast: Cast) -> None:
    job = both_done(cast, 9, quotable=True)
    found = coded(job)
    quoted, silent = found.texts[0], found.texts[1]
    choose_quote(text=quoted, code="hope", words="a list of questions now.", by=cast.eve)
    choose_quote(text=silent, code="hope", words="We talk about the garden.", by=cast.eve)
    OpenAnswer.objects.filter(pk=silent.answer_id).update(may_quote=False)
    client = cast.client("eve")
    refused = client.post(address("export_codings", cast, pk=job.pk), {"reason": " "})
    assert refused.status_code == 422
    answer = client.post(address("export_codings", cast, pk=job.pk), {"reason": "A paper"})
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        everything = "\n".join(archive.read(name).decode() for name in archive.namelist())
    assert "a list of questions now." in everything
    assert "We talk about" not in everything
    for participant in Participant.objects.all():
        assert participant.name not in everything
    assert Export.objects.get().reason == "A paper"
    tables = exported(cast, job)
    assert [row["words"] for row in tables["quotes"]] == ["a list of questions now."]
    assert sum(row["by"] == "final" for row in tables["codings"]) == 8
    names = {row["name"] for row in tables["dictionary"]}
    assert names >= {column for rows in tables.values() for row in rows for column in row} - {
        *tables["dictionary"][0]
    }
    consent(cast.coaching, quoted.answer.participant, purpose="research_use", given=False)
    again = exported(cast, job)
    assert (again["quotes"], len(again["texts"])) == ([], 8)


def test_an_own_codebook_is_made_in_pages_and_a_used_version_never_changes(cast: Cast) -> None:
    eve = cast.client("eve")
    made = eve.post(address("codebooks", cast), {"title": "Ours", "begin_from": "chime.1"})
    row = OwnCodebook.objects.get()
    assert made.headers["Location"] == address("codebook", cast, pk=row.pk)
    words = {"title": "Add", "means": "Words of sleep.", "include": "", "exclude": ""}
    eve.post(address("add_code", cast, pk=row.pk), words)
    eve.post(address("code", cast, pk=row.pk, code="hope"), {"remove": "yes"})
    twice = eve.post(address("add_code", cast, pk=row.pk), {**words, "title": "add"})
    assert twice.status_code == 422
    row.refresh_from_db()
    ids = [code.id for code in as_codebook(row.content).codes]
    assert ids == ["connectedness", "identity", "meaning", "empowerment", "add"]
    job = scene.job(cast, scene.answered(cast, 1), codebook=as_codebook(row.content), own=row)
    assert eve.get(address("code", cast, pk=row.pk, code="add")).status_code == 404
    row.refresh_from_db()
    with pytest.raises(codebooks.CodebookFixed):
        codebooks.remove_code(codebook=row, code="add", by=cast.eve)
    for change in ({"content": {}}, {"title": "Other"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            OwnCodebook.objects.filter(pk=row.pk).update(**change)
    eve.post(address("codebook", cast, pk=row.pk))
    newer = OwnCodebook.objects.get(number=2)
    codebooks.remove_code(codebook=newer, code="add", by=cast.eve)
    newer.refresh_from_db()
    assert codebooks.next_version(codebook=row, by=cast.eve) == newer
    assert (job.codebook["version"], newer.content["version"], len(newer.content["codes"])) == ("1", "2", 4)
    otto = factories.organisation(cast.otto)
    elsewhere = codebooks.make_codebook(organisation=otto, title="Theirs", begin_from=None, by=cast.otto)
    assert eve.get(address("codebook", cast, pk=elsewhere.pk)).status_code == 404


def test_a_quote_is_dropped_on_the_page(cast: Cast) -> None:
    job = both_done(cast, 2, quotable=True)
    eve = cast.client("eve")
    number = next(text.number for text in coded(job).texts if coded(job).final[text.pk])
    at = address("choose_quote", cast, pk=job.pk, number=number)
    wrong = eve.post(at, {"code": "hope", "words": "We talk about you."})
    assert (wrong.status_code, "own words" in main_of(wrong)) == (422, True)
    eve.post(at, {"code": "hope", "words": "We talk […]"})
    quote = Quotation.objects.get()
    eve.post(address("quotes", cast, pk=job.pk), {"drop": quote.pk})
    assert not Quotation.objects.exists()


def test_lists_ask_the_database_as_often_for_many_as_for_one(cast: Cast) -> None:
    eve = cast.client("eve")

    def asked_for(name: str, **kwargs: object) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert eve.get(address(name, cast, **kwargs)).status_code == 200
        return len(queries)

    small = both_done(cast, 1, quotable=True)
    names = ("agreement", "quotes", "coding_result", "coding_job")
    before = [asked_for("words"), *(asked_for(name, pk=small.pk) for name in names)]
    for _number in range(2):
        big = both_done(cast, 4, quotable=True)
    after = [asked_for("words"), *(asked_for(name, pk=big.pk) for name in names)]
    assert after == before


def test_a_question_is_asked_on_a_page_and_closes_after_it_opens(cast: Cast) -> None:
    day = timezone.localdate()
    answers = {"words": "What has changed?", "side": "supporter", "moment": "Month 3"}
    for name, on in (("opens_on", day), ("closes_on", day - timedelta(days=1))):
        answers |= {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}
    eve, at = cast.client("eve"), address("ask_question", cast)
    assert eve.post(at, answers).status_code == 422
    answers |= {"closes_on_year": day.year + 1}
    assert eve.post(at, answers).status_code == 302
    assert OpenQuestion.objects.get().asked_by == cast.eve
