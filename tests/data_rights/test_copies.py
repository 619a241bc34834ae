"""A copy of what is kept about somebody: complete, without others, looked through, and gone after thirty days."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.common.privacy import classified_fields
from alongside.data_rights import actions
from alongside.data_rights.models import CopyRequest, CopyStatus, RowDecision
from alongside.data_rights.queries.belongings import BELONGINGS, NOBODYS, TITLES, rows_of, tables
from alongside.data_rights.queries.copies import copy_of, looks_at, undecided
from alongside.enrolment.actions.people import read_record
from alongside.notify.models import Notice
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import Participant, StaffRole
from tests import factories
from tests.conversations.factories import message
from tests.data_rights.scene import marked
from tests.support_sessions.factories import mia_and_sam, mias


def words_in(copied) -> str:
    return json.dumps([[dict(row.values) for row in table.given] for table in copied], ensure_ascii=False)


def test_every_table_with_peoples_data_says_whose_it_is() -> None:
    with_people = {
        model._meta.label
        for config in apps.get_app_configs()
        if config.name.startswith("alongside.")
        for model in config.get_models()
        if any(field.kind != "plain" for field in classified_fields(model))
    }
    assert set(BELONGINGS) | set(NOBODYS) == with_people
    assert not set(BELONGINGS) & set(NOBODYS)
    assert set(TITLES) == set(BELONGINGS)


def test_paths_and_fields_that_are_named_are_there(cast) -> None:
    for model, belonging in tables():
        assert list(rows_of([cast.olga_member.participant], model, belonging)) is not None
        names = {field.name for field in model._meta.concrete_fields}
        assert set(belonging.not_given) <= names, model._meta.label


def test_copy_holds_every_word_of_mine_and_none_of_anybody_elses(cast, life) -> None:
    mine, theirs = [cast.mia_participant], [cast.sam_participant]
    my_words, their_words = marked(mine, theirs, "m"), marked(theirs, mine, "s")
    request = actions.ask_for_copy(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    give_all(request, cast)

    given = words_in(copy_of(Participant.objects.get(pk=cast.mia_participant.pk), request))

    assert len(my_words) > 40
    assert len({place.split(".")[1] for place in my_words.values()}) > 10
    assert [place for word, place in my_words.items() if word not in given] == []
    assert [place for word, place in their_words.items() if word in given] == []
    assert "From me to Sam" not in given, "marked over"
    assert "From Sam to me" not in given


def give_all(request: CopyRequest, cast) -> None:
    waiting = [
        row.name for table in copy_of(request.participant, request) for row in table.rows if row.reviewed
    ]
    actions.decide_rows(request=request, decisions=dict.fromkeys(waiting, ""), by=cast.sasha)


def test_what_may_endanger_somebody_waits_for_a_person(cast, life) -> None:
    request = actions.ask_for_copy(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    copied = copy_of(cast.mia_participant, request)
    waiting = undecided(copied)
    assert waiting >= 3
    assert "Said to be unsafe" not in words_in(copied)
    with pytest.raises(actions.NotDecided) as refused:
        actions.release_copy(request=request, programme=cast.coaching, by=cast.sasha)
    assert refused.value.count == waiting
    request.refresh_from_db()
    assert (request.status, request.content) == (CopyStatus.ASKED, None)


def test_released_copy_is_a_page_and_json_and_says_what_was_left_out(cast, life) -> None:
    request = actions.ask_for_copy(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    give_all(request, cast)
    hold = next(
        row.name
        for table in copy_of(cast.mia_participant, request)
        for row in table.rows
        if "hold" in row.name
    )
    actions.decide_rows(request=request, decisions={hold: "safeguarding"}, by=cast.sasha)
    actions.release_copy(request=request, programme=cast.coaching, by=cast.sasha)

    answer = cast.client("mia").get(reverse("data_rights:my_copy", kwargs={"ref": cast.coaching.ref}))

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        content = json.loads(archive.read("copy.json"))
        page = archive.read("copy.html").decode()
    assert "From me to Sam" in page
    assert "From Sam to me" not in page
    assert "Said to be unsafe" not in page
    assert [one["reason"] for one in content["left_out"]] == [
        "It would get in the way of protecting somebody"
    ]
    assert "//" not in page.replace("http://www.w3.org", ""), "needs nothing from elsewhere"
    assert AuditEvent.objects.filter(what="copy_taken", by_id=cast.mia.pk).count() == 1
    assert Notice.objects.filter(kind="copy_ready").count() == 1
    assert all("copy" not in letter.subject.lower() for letter in mail.outbox)


def test_words_of_others_stay_out_whoever_takes_part_now(cast, life) -> None:
    copied = copy_of(cast.sam_participant)
    assert "From Sam to me" in words_in(copied)
    assert "From me to Sam" not in words_in(copied)


def test_one_copy_is_prepared_at_a_time_however_often_it_is_asked_for(cast) -> None:
    for _ in range(2):
        cast.client("mia").post(reverse("data_rights:my_data", kwargs={"ref": cast.coaching.ref}))
    assert CopyRequest.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CopyRequest.objects.create(
            participant=cast.mia_participant, how="web", recorded_by=cast.mia, due_on=timezone.localdate()
        )
    cast.client("mia").post(
        reverse("data_rights:my_data", kwargs={"ref": cast.coaching.ref}), {"take-back": "yes"}
    )
    assert CopyRequest.objects.get().status == CopyStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 11, 30), date(2026, 12, 30)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_answer_is_due_within_a_month(asked: date, due: date) -> None:
    assert actions.one_month_after(asked) == due


def test_copy_is_forgotten_after_thirty_days_and_the_request_stays(cast) -> None:
    request = actions.ask_for_copy(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    give_all(request, cast)
    actions.release_copy(request=request, programme=cast.coaching, by=cast.sasha)
    actions.forget_old_copies()
    request.refresh_from_db()
    assert request.content is not None
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        actions.forget_old_copies()
        actions.forget_old_copies()
    request.refresh_from_db()
    assert (request.content, request.status) == (None, CopyStatus.RELEASED)
    assert AuditEvent.objects.filter(what="copy_forgotten").count() == 1


def test_what_is_released_is_not_decided_again(cast) -> None:
    request = actions.ask_for_copy(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    actions.release_copy(request=request, programme=cast.coaching, by=cast.sasha)
    for deed in (
        lambda: actions.release_copy(request=request, programme=cast.coaching, by=cast.sasha),
        lambda: actions.decide_rows(request=request, decisions={}, by=cast.sasha),
        lambda: actions.take_back_request(request=request, by=cast.mia),
    ):
        with pytest.raises(StateChanged):
            deed()


def test_reviewer_covers_every_programme_and_is_not_the_person(cast) -> None:
    request = actions.ask_for_copy(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    address = reverse("data_rights:copy_request", kwargs={"ref": cast.coaching.ref, "pk": request.pk})
    assert cast.client("sasha").get(address).status_code == 200
    StaffRole.objects.filter(person=cast.sasha).update(programme=cast.coaching)
    assert cast.client("sasha").get(address).status_code == 200
    factories.member(cast.pairs, cast.mia_participant)
    assert cast.client("sasha").get(address).status_code == 404
    StaffRole.objects.filter(person=cast.sasha).update(programme=None)
    Participant.objects.filter(pk=cast.mia_participant.pk).update(person=cast.sasha)
    assert cast.client("sasha").get(address).status_code == 404


def test_people_see_who_looked_and_that_somebody_prepared_their_copy(cast) -> None:
    read_record(programme=cast.coaching, participant=cast.mia_participant, by=cast.cora)
    request = actions.ask_for_copy(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    cast.client("sasha").get(
        reverse("data_rights:copy_request", kwargs={"ref": cast.coaching.ref, "pk": request.pk})
    )
    assert [(look.who, look.what) for look in looks_at(cast.mia_participant)] == [
        (cast.sasha.name, "everything, to prepare a copy for you"),
        (cast.cora.name, "your page"),
    ]
    page = cast.client("mia").get(reverse("data_rights:my_data", kwargs={"ref": cast.coaching.ref}))
    assert cast.cora.name in page.content.decode()


def test_that_there_is_a_safeguarding_record_is_not_told_by_the_page_of_ones_data(cast, life) -> None:
    page = cast.client("mia").get(reverse("data_rights:my_data", kwargs={"ref": cast.coaching.ref}))
    words = page.content.decode().lower()
    assert "safeguarding case" not in words
    assert "hold" not in [word.strip(":") for word in words.split()]


def test_rows_are_decided_on_their_page_and_the_copy_made(cast, life) -> None:
    client = cast.client("sasha")
    request = actions.ask_for_copy(participant=cast.mia_participant, programme=cast.coaching, by=cast.mia)
    ref = {"ref": cast.coaching.ref, "pk": request.pk}
    release = reverse("data_rights:release", kwargs=ref)
    assert "still wait for your decision" in client.post(release, follow=True).content.decode()
    for number, table in enumerate(copy_of(cast.mia_participant, request)):
        address = reverse("data_rights:copied_table", kwargs={**ref, "table": number})
        assert client.get(address).status_code == 200
        client.post(address, {row.name: "given" for row in table.rows if row.reviewed})
    assert RowDecision.objects.filter(request=request, is_given=True).exists()
    assert "The copy is made" in client.post(release, follow=True).content.decode()
    nonsense = reverse("data_rights:copied_table", kwargs={**ref, "table": 999})
    assert client.get(nonsense).status_code == 404


def test_staff_write_down_that_somebody_asked_by_telephone(cast) -> None:
    address = reverse(
        "data_rights:ask_for_somebody", kwargs={"ref": cast.coaching.ref, "pk": cast.mia_participant.pk}
    )
    assert cast.client("cora").post(address, {}).status_code == 422
    cast.client("cora").post(address, {"how": "telephone", "what": "copy"})
    cast.client("cora").post(address, {"how": "telephone", "what": "copy"})
    request = CopyRequest.objects.get()
    assert (request.how, request.recorded_by) == ("telephone", cast.cora)
    event = AuditEvent.objects.get(what="copy_requested")
    assert event.on_behalf_of == f"programmes.participant:{cast.mia_participant.pk}"


def test_pages_take_as_many_queries_for_few_rows_as_for_many(cast, django_assert_max_num_queries) -> None:
    made = mia_and_sam(cast)
    client, address = cast.client("mia"), reverse("data_rights:my_data", kwargs={"ref": cast.coaching.ref})
    client.get(address)
    with django_assert_max_num_queries(110) as few:
        client.get(address)
    for number in range(5):
        message(mias(made), f"More {number}")
    with django_assert_max_num_queries(len(few)):
        client.get(address)
