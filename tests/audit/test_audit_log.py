from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from alongside.audit import queries
from alongside.audit.actions import broken_seals, record, record_read, seal_events, seal_of
from alongside.audit.models import AuditEvent
from alongside.jobs.actions import DUTIES

pytestmark = pytest.mark.django_db
SEAL = "8b13d9817888091860c6e106018f6e1e1cb5dc33cc33909344149fbf5dc20f13"
triggers = import_module("alongside.audit.migrations.0002_append_only")


@pytest.fixture
def three_events() -> list[AuditEvent]:
    for number in (1, 2, 3):
        record("tea_made", by=None, subject=f"kitchen.pot:{number}", organisation_id=5, cups=number)
    return list(AuditEvent.objects.order_by("pk"))


@pytest.fixture
def unprotected(db: None) -> None:
    """What somebody who owns the database can do first."""
    with connection.cursor() as cursor:
        for statement in triggers.SQLITE_BACK if connection.vendor == "sqlite" else triggers.POSTGRESQL_BACK:
            cursor.execute(statement)


def verify(*arguments: str) -> int:
    try:
        call_command("verify_audit", *arguments)
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def refused(**change: object) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(subject="kitchen.pot:2").update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"what": "nothing_done"},
        {"by_id": 9},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"subject": "kitchen.pot:9"},
        {"on_behalf_of": "x:1"},
        {"organisation_id": None},
        {"programme_id": 3},
        {"reason": "because"},
        {"details": {"cups": 9}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_stored_event_cannot_be_changed(change, three_events) -> None:
    before = AuditEvent.objects.filter(subject="kitchen.pot:2").values(*change).get()
    refused(**change)
    seal_events()
    refused(**change)
    assert AuditEvent.objects.filter(subject="kitchen.pot:2").values(*change).get() == before


def test_seal_is_written_once(three_events) -> None:
    assert (seal_events(), seal_events()) == (3, 0)
    for change in ({"seal": "x"}, {"seal": "", "place": None}, {"previous_seal": "x"}, {"place": 9}):
        refused(**change)


def test_sealed_event_cannot_be_deleted(three_events) -> None:
    seal_events()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        three_events[1].delete()
    assert AuditEvent.objects.count() == 3


def test_chain_is_whole_when_nobody_touched_it(three_events, capsys) -> None:
    seal_events()
    record("tea_made", by=None, subject="kitchen.pot:4")
    seal_events()
    assert list(AuditEvent.objects.order_by("place").values_list("place", flat=True)) == [1, 2, 3, 4]
    assert verify() == 0
    assert capsys.readouterr().out == "The chain is whole: 4 sealed events.\n"


@pytest.mark.parametrize("change", [{"what": "x"}, {"details": {"cups": 7}}, {"by_id": 3}], ids=str)
def test_edited_event_is_named(change, three_events, unprotected, capsys) -> None:
    seal_events()
    AuditEvent.objects.filter(pk=three_events[1].pk).update(**change)
    assert [(broken.place, broken.changed) for broken in broken_seals()] == [(2, True)]
    assert verify() == 1
    assert capsys.readouterr().out == f"Event {three_events[1].pk} (place 2) was changed.\n"


def test_event_edited_and_sealed_anew_is_noticed_at_the_next(three_events, unprotected) -> None:
    seal_events()
    event = AuditEvent.objects.get(place=2)
    event.what = "nothing_done"
    event.seal = seal_of(event, place=2, previous=event.previous_seal)
    event.save()
    assert [(broken.place, broken.changed) for broken in broken_seals()] == [(3, False)]


@pytest.mark.parametrize("gone", [0, 1])
def test_deleted_event_is_noticed_at_the_next(gone, three_events, unprotected, capsys) -> None:
    seal_events()
    three_events[gone].delete()
    assert [(broken.place, broken.changed) for broken in broken_seals()] == [(gone + 2, False)]
    assert verify() == 1
    assert "does not follow on what stands before it" in capsys.readouterr().out


def test_cut_off_end_is_noticed_with_the_seal_that_was_kept_elsewhere(
    three_events, unprotected, capsys
) -> None:
    call_command("seal_audit")
    kept = capsys.readouterr().out.split("elsewhere: ")[1].strip()
    assert verify("--expect", kept) == 0
    three_events[2].delete()
    assert verify() == 0
    assert verify("--expect", kept) == 1
    assert verify("--expect", "nonsense") == 1


def test_reordered_events_are_noticed(three_events, unprotected) -> None:
    seal_events()
    for place, event in ((9, three_events[1]), (2, three_events[2]), (3, three_events[1])):
        AuditEvent.objects.filter(pk=event.pk).update(place=place)
    assert [(broken.place, broken.changed) for broken in broken_seals()] == [(2, True), (3, True)]


def test_event_that_was_committed_late_is_sealed_late_and_the_chain_is_whole(three_events) -> None:
    high = three_events[2].pk + 1000
    for pk in (high, high - 1):
        seal_events()
        AuditEvent.objects.create(pk=pk, what="x", subject="y")
    seal_events()
    assert broken_seals() == []
    assert AuditEvent.objects.get(place=5).pk == high - 1


def test_many_events_are_sealed_in_several_goes(monkeypatch) -> None:
    monkeypatch.setattr("alongside.audit.actions.AT_A_TIME", 2)
    for number in range(5):
        record("tea_made", by=None, subject=f"kitchen.pot:{number}")
    assert seal_events() == 5
    assert broken_seals() == []


def test_seal_is_the_same_on_every_database() -> None:
    AuditEvent.objects.create(
        pk=7,
        at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        what="tea_made",
        by_id=3,
        subject="kitchen.pot:1",
        reason="Tee für Zoë",
        details={"cups": 2.0, "b": [1e20, 0.1, None, True], "a": {"z": "ü", "y": 1e-7}},
    )
    assert seal_of(AuditEvent.objects.get(), place=1, previous="") == SEAL


def test_sealing_is_a_duty_of_every_five_minutes(three_events) -> None:
    duty = DUTIES["seal_audit"]
    assert duty.every == timedelta(minutes=5)
    duty.run()
    assert not AuditEvent.objects.filter(seal="").exists()


def test_record_takes_the_ids_from_the_row(cast) -> None:
    mia = cast.mia_participant
    record("member_greeted", by=cast.cora, subject=cast.mia_member, on_behalf_of=mia, tone="kind")
    event = AuditEvent.objects.get(what="member_greeted")
    assert (event.organisation_id, event.programme_id) == (cast.harbour.pk, cast.coaching.pk)
    assert (event.on_behalf_of, event.details) == (f"programmes.participant:{mia.pk}", {"tone": "kind"})


def test_events_of_an_organisation_are_its_own_and_within_the_dates(three_events) -> None:
    record("tea_made", by=None, subject="kitchen.pot:9", organisation_id=6)
    record("cake_made", by=None, subject="kitchen.pot:1", organisation_id=5)
    newest_first = [event.pk for event in queries.events_of_organisation(5, what="tea_made")]
    assert newest_first == [event.pk for event in reversed(three_events)]
    second, third = three_events[1].at, three_events[2].at
    assert [e.pk for e in queries.events_of_organisation(5, since=second, until=third)] == [
        three_events[1].pk
    ]


def test_events_about_a_row_include_what_was_done_on_its_behalf(cast) -> None:
    mia = cast.mia_participant
    before = queries.events_about(mia).count()
    record("asked", by=cast.cora, subject="matching.request:1", on_behalf_of=mia)
    record("asked", by=cast.cora, subject="matching.request:2", on_behalf_of=cast.sam_participant)
    record("renamed", by=cast.cora, subject=mia)
    assert [event.what for event in queries.events_about(mia)][:2] == ["renamed", "asked"]
    assert queries.events_about(mia).count() == before + 2


def test_reads_about_a_participant_say_who_opened_what_and_why(cast) -> None:
    mia = cast.mia_participant
    record_read(mia, by=cast.cora, reason="She rang")
    record_read(cast.mia_member, by=cast.sasha, about=mia)
    record_read(cast.sam_participant, by=cast.sasha)
    record("participant_changed", by=cast.cora, subject=mia)
    assert [(event.what, event.by_id, event.reason) for event in queries.reads_about(mia)] == [
        ("member_read", cast.sasha.pk, ""),
        ("participant_read", cast.cora.pk, "She rang"),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_one_query(number, django_assert_num_queries) -> None:
    for each in range(number):
        record("tea_made", by=None, subject=f"kitchen.pot:{each}", organisation_id=5)
    with django_assert_num_queries(1):
        assert len(queries.events_of_organisation(5)) == number
