"""Instruments with a licence of one's own behave as any other, for as long as the licence holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from alongside.measures import actions
from alongside.measures.core import NoSuchLanguage, UnknownInstrument, instrument
from alongside.measures.core.packs import InvalidPack
from alongside.measures.core.registry import described
from alongside.measures.models import HowAnswered, InstrumentPack, PackPermission, Response, ResponseStatus
from alongside.measures.queries import due_for, missed_by, own_results, to_ask_by_hand
from alongside.measures.queries.packs import own_measures, unlicensed
from alongside.safeguarding.models import Concern
from tests import factories
from tests.enrolment.factories import answer, say_yes
from tests.measures.factories import consenting_member, days_ago, response
from tests.measures.pack_files import ACTIVATION, CALM
from tests.stands import follow

TROUBLED = CALM.replace("[licence]", '[[alarms]]\nitem = "tense"\nfrom_code = 2\n\n[licence]')


def brought(cast, text=CALM):
    return actions.bring_instrument(organisation=cast.harbour, text=text, by=cast.ada)


def asks_also(cast, key: str) -> None:
    """The first questions of members have one measure more."""
    text = factories.definition_text()
    assert '"ucla_3",' in text
    follow(cast, text.replace('"ucla_3",', f'"ucla_3", "{key}",'))


def ends(pack, on) -> None:
    """Not as it would come, by waiting: the only permission is another one."""
    PackPermission.objects.filter(pack=pack).delete()
    actions.renew_permission(
        pack=pack,
        answers={
            "holder": "The owner",
            "reference": "L-2",
            "confirmed_by": "Ada",
            "confirmed_on": days_ago(100),
            "ends_on": on,
            "conditions": "",
        },
        by=pack.added_by,
    )


def due(cast, key: str) -> Response:
    say_yes(cast.mia_participant, cast.coaching)
    actions.schedule_responses(programme=cast.coaching)
    return response(cast.mia_participant, key)


def test_it_is_asked_scored_and_shown_with_its_licence_as_any_other(cast):
    pack = brought(cast)
    asks_also(cast, pack.key)
    row = due(cast, pack.key)
    page = (
        cast.client("mia")
        .get(f"/p/{cast.coaching.ref}/my-questions/baseline/member/{row.pk}/calm/")
        .content.decode()
    )
    assert "I felt calm" in page
    assert "© The owner of the calm scale. Used with permission." in page
    actions.save_answers(response=row, answers={"calm": 2, "tense": 1}, by=cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    row.refresh_from_db()
    assert (row.score, row.instrument_hash) == (3, instrument(pack.key).content_hash)
    (series,) = own_results(cast.mia_participant, cast.coaching)
    assert series.instrument.title == "Calm scale (CS-2)"
    assert actions.rescore().same == 1


def test_its_alarming_answers_reach_the_desk(cast):
    pack = brought(cast, TROUBLED)
    asks_also(cast, pack.key)
    row = due(cast, pack.key)
    actions.save_answers(response=row, answers={"tense": 2}, by=cast.mia)
    assert "I felt tense" in Concern.objects.get().words


def test_when_the_licence_is_over_nobody_is_asked_and_answers_stay(cast):
    pack = brought(cast)
    asks_also(cast, pack.key)
    answered = due(cast, pack.key)
    actions.save_answers(response=answered, answers={"calm": 2, "tense": 1}, by=cast.mia)
    actions.hand_in(responses=[answered], by=cast.mia)
    waiting = consenting_member(cast.coaching)
    begun = consenting_member(cast.coaching)
    actions.schedule_responses(programme=cast.coaching)
    half = response(begun.participant, pack.key)
    actions.save_answers(response=half, answers={"calm": 2}, by=cast.cora, on_behalf_of=begun.participant)
    ends(pack, days_ago(1))
    actions.schedule_responses(programme=cast.coaching)
    assert not Response.objects.filter(participant=waiting.participant, instrument=pack.key).exists()
    for who in (waiting.participant, begun.participant):
        (one,) = due_for(who, cast.coaching)
        assert pack.key not in {row.instrument for row in one.responses}
    answered.refresh_from_db()
    assert (answered.status, answered.score) == (ResponseStatus.COMPLETED, 3)
    assert own_results(cast.mia_participant, cast.coaching)[0].results[0].number == 3
    half.refresh_from_db()
    assert half.answers == {"calm": 2}


def test_a_renewal_lets_it_be_asked_again(cast):
    pack = brought(cast)
    asks_also(cast, pack.key)
    ends(pack, days_ago(1))
    assert unlicensed([pack.key, "ucla_3"], cast.harbour.pk) == {pack.key}
    client = cast.client("ada")
    url = f"/organisation/{cast.harbour.pk}/measures/{pack.pk}/"
    assert "The licence is over" in client.get(url).content.decode()
    day, end = timezone.localdate(), timezone.localdate() + timedelta(days=30)
    sent = {"holder": "The owner", "reference": "L-3", "confirmed_by": "Ada", "conditions": ""}
    for name, when in (("confirmed_on", day), ("ends_on", end)):
        sent |= {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}
    assert client.post(url, {**sent, "ends_on_year": day.year - 1}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert unlicensed([pack.key], cast.harbour.pk) == frozenset()
    assert due(cast, pack.key).status == ResponseStatus.DUE
    assert [one.reference for one in own_measures(cast.harbour)[0].permissions] == ["L-3", "L-2"]


def test_the_last_day_of_a_licence_counts(cast):
    pack = brought(cast)
    ends(pack, timezone.localdate())
    assert unlicensed([pack.key], cast.harbour.pk) == frozenset()
    assert unlicensed([pack.key], cast.harbour.pk, timezone.localdate() + timedelta(days=1)) == {pack.key}


def test_licence_of_one_organisation_lets_no_other_ask(cast):
    pack = brought(cast)
    assert unlicensed([pack.key], cast.harbour.pk) == frozenset()
    assert unlicensed([pack.key], cast.elsewhere.pk) == {pack.key}


def test_what_was_brought_is_never_changed(cast):
    pack = brought(cast)
    for rows, fields in (
        (InstrumentPack.objects.all(), {"text": pack.text.replace("calm", "angry")}),
        (PackPermission.objects.all(), {"ends_on": None, "reference": "another"}),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.update(**fields)


def test_the_same_version_comes_once_and_a_mended_one_as_another(cast):
    first = brought(cast)
    with pytest.raises(actions.BroughtAlready) as error:
        brought(cast)
    assert error.value.pack == first
    second = brought(cast, CALM.replace('version = "1"', 'version = "2"'))
    assert second.key != first.key


def test_two_organisations_hold_licences_of_their_own(cast):
    mine = brought(cast)
    theirs = actions.bring_instrument(organisation=cast.elsewhere, text=CALM, by=cast.otto)
    assert mine.key != theirs.key


def test_a_translation_is_the_same_measure_and_nothing_stands_in_for_it(cast):
    pack = brought(cast)
    with pytest.raises(NoSuchLanguage):
        instrument(pack.key, "cy")
    welsh = brought(cast, CALM.replace('language = "en"', 'language = "cy"').replace("I felt", "Teimlais"))
    assert welsh.key == pack.key
    assert instrument(pack.key, "cy").items[0].text == "Teimlais calm"
    other = (
        CALM.replace('language = "en"', 'language = "ur"')
        .replace("max = 4", "max = 2")
        .replace('  { code = 2, label = "Always" },\n', "")
        .replace("calm = 2", "calm = 1")
        .replace("score = 3", "score = 1")
    )
    with pytest.raises(InvalidPack, match="scores otherwise"):
        brought(cast, other)


def test_one_that_is_only_there_in_welsh_is_described_and_not_asked_in_english(cast):
    pack = brought(cast, CALM.replace('language = "en"', 'language = "cy"'))
    assert described(pack.key).language == "cy"
    asks_also(cast, pack.key)
    assert due(cast, pack.key).status == ResponseStatus.DUE
    (one,) = due_for(cast.mia_participant, cast.coaching)
    assert one.lacks_language


def test_a_name_that_nobody_brought_is_unknown():
    with pytest.raises(UnknownInstrument):
        instrument("calm_3_KDFG")


def test_what_comes_with_the_software_needs_no_licence(cast, django_assert_num_queries):
    with pytest.raises(InvalidPack, match="comes with the software already"):
        brought(cast, CALM.replace('id = "calm_3"', 'id = "ucla_3"'))
    with django_assert_num_queries(0):
        assert unlicensed(["ucla_3", "phq_9"], cast.harbour.pk) == frozenset()


def test_the_page_tries_a_file_tells_by_line_and_keeps_its_text(cast):
    client = cast.client("ada")
    url = f"/organisation/{cast.harbour.pk}/measures/new/"
    wrong = SimpleUploadedFile("calm.toml", CALM.replace("score = 3", "score = 4").encode())
    page = client.post(url, {"file": wrong})
    assert page.status_code == 422
    assert "Line 41" in page.content.decode()
    assert "Made up for the tests." in page.content.decode()
    for bad, words in ((b"\xff\xfe\x00", "not a text in UTF-8"), (b"", "This file is empty.")):
        page = client.post(url, {"file": SimpleUploadedFile("calm.toml", bad)})
        assert page.status_code == 422
        assert words in page.content.decode()
    assert "Choose a file" in client.post(url, {"text": " "}).content.decode()
    assert client.post(url, {"text": CALM}, follow=True).status_code == 200
    assert InstrumentPack.objects.get().title == "Calm scale (CS-2)"


def test_nobody_is_asked_for_a_score_that_is_worked_out_elsewhere(cast):
    pack = brought(cast, ACTIVATION)
    asks_also(cast, pack.key)
    by_telephone = consenting_member(cast.coaching)
    due(cast, pack.key)
    (one,) = due_for(cast.mia_participant, cast.coaching)
    assert pack.key not in {row.instrument for row in one.responses}
    for row in one.responses:
        actions.decline(responses=[row], by=cast.mia)
    assert due_for(cast.mia_participant, cast.coaching) == ()
    (asked,) = to_ask_by_hand(cast.coaching)
    assert asked.participant == by_telephone.participant
    Response.objects.filter(instrument=pack.key).update(status=ResponseStatus.MISSED)
    assert missed_by(cast.mia_participant, cast.coaching) == ()


def scores_of(cast, text=ACTIVATION):
    pack = brought(cast, text)
    asks_also(cast, pack.key)
    return pack, due(cast, pack.key)


def send(cast, pack, sheet: str, keep: str = "keep", **fields):
    file = SimpleUploadedFile("scores.csv", sheet.encode())
    what = {"what": f"{pack.key}:baseline:member", "file": file, "keep": keep, **fields}
    return cast.client("cora").post(f"/p/{cast.coaching.ref}/scores/", what, follow=True)


def test_scores_are_brought_in_from_a_sheet_with_remarks_by_line(cast):
    pack, row = scores_of(cast)
    stranger = factories.participant(cast.elsewhere, "Somebody Else")
    today = timezone.localdate()
    sheet = (
        "Name,PAM score,PAM level,Date\n"
        f"{cast.mia_participant.name},63.1,3,{today:%d/%m/%Y}\n"
        f"{stranger.name},50,2,{today:%d/%m/%Y}\n"
        f"{cast.sam_participant.name},120,4,{today:%d/%m/%Y}\n"
        f"{cast.mia_participant.name},64,3,{today:%d/%m/%Y}\n"
        ",5,1,\n"
    )
    looked = send(cast, pack, sheet, keep="look").content.decode()
    assert "Nothing was kept yet" in looked
    row.refresh_from_db()
    assert row.status == ResponseStatus.DUE
    kept = send(cast, pack, sheet).content.decode()
    for words in (
        "1 score was kept",
        "Nobody here is called that",
        "120 cannot be",
        "stand in the file twice",
        "whose score it is",
    ):
        assert words in kept
    row.refresh_from_db()
    assert (row.score, row.answers, row.how) == (63.1, {"level": 3}, HowAnswered.IMPORTED)
    assert (row.is_baseline, row.answered_on, row.entered_by) == (True, today, cast.cora)
    assert actions.rescore().different == ()
    (series,) = own_results(cast.mia_participant, cast.coaching)
    assert (series.results[0].number, series.results[0].answers) == (63.1, ())


def test_a_score_is_kept_once_and_never_written_over(cast):
    pack, row = scores_of(cast)
    sheet = f"Name,Score\n{cast.mia_participant.name},63\n"
    today = timezone.localdate()
    day = {"day_day": today.day, "day_month": today.month, "day_year": today.year}
    assert "on which day they answered" in send(cast, pack, sheet).content.decode()
    send(cast, pack, sheet, **day)
    assert "There already" not in send(cast, pack, sheet, **day).content.decode()
    assert "never written over" in send(cast, pack, sheet.replace("63", "40"), **day).content.decode()
    row.refresh_from_db()
    assert row.score == 63


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("Score\n5\n", "No column says whose score it is"),
        ("Name,Result\nMia,5\n", "No column holds the score"),
        ("", "has nothing in it"),
        ("Name,Score,Date\n{mia},five,1 January 2020\n", "is not a number"),
        ("Name,Score,Date\n{mia},5,yesterday\n", "is not a day"),
        ("Name,Score,Date\n{mia},5,1 January 2020\n", "does not count as that time"),
        ("Name,Score,Level,Date\n{mia},5,high,1 January 2020\n", "is not a level"),
        ("Reference,Score,Date\nM-1,5,1 January 2020\n", "Nobody here is called that"),
    ],
)
def test_sheets_that_are_not_right_are_told_kindly(cast, sheet, words):
    pack, row = scores_of(cast)
    assert words in send(cast, pack, sheet.format(mia=cast.mia_participant.name)).content.decode()
    row.refresh_from_db()
    assert row.status == ResponseStatus.DUE


def test_who_withdrew_gets_no_score_and_two_of_one_name_are_not_guessed(cast):
    pack, row = scores_of(cast)
    twin = consenting_member(cast.coaching, factories.participant(cast.harbour, cast.mia_participant.name))
    twin.participant.external_id = "M-2"
    twin.participant.save()
    actions.schedule_responses(programme=cast.coaching)
    today = timezone.localdate()
    line = f"5,{today:%d/%m/%Y}\n"
    assert (
        "Several people"
        in send(cast, pack, f"Name,Score,Date\n{cast.mia_participant.name},{line}").content.decode()
    )
    answer(twin.participant, cast.coaching, "take_part", given=False)
    assert "have not agreed" in send(cast, pack, f"Reference,Score,Date\nm-2,{line}").content.decode()
    row.refresh_from_db()
    assert row.status == ResponseStatus.DUE
