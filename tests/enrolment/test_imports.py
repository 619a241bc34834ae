from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.audit.actions import label
from alongside.audit.models import AuditEvent
from alongside.enrolment.actions import spreadsheets, steps
from alongside.enrolment.actions.consents import answer_consent
from alongside.enrolment.models import HowGiven, ImportRow, ImportStatus, RowOutcome, SpreadsheetImport
from alongside.enrolment.queries.doubts import clear_doubles
from alongside.enrolment.queries.spreadsheets import counts_of
from alongside.jobs.models import Attempt
from alongside.programmes.actions import StateChanged, add_member, change_participant, grant_role
from alongside.programmes.models import Member, Participant, PeerSupporter
from alongside.roles.permissions import Role
from tests import factories
from tests.enrolment.factories import spreadsheet

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.conftest import Cast

HEAD = "Name,Phone,Email,Date of birth,Role,Capacity"
THREE = (
    HEAD,
    "Amina Yusuf,07700 900123,,12/03/1961,,",
    "Tomasz Wojcik,,tomasz@example.org,,supporter,3",
    "Grace Oyelaran,0770O 900456,,,both,",
)
Decision = ImportRow.Decision


def people() -> set[tuple[Any, ...]]:
    """Everything that is known of everybody, to compare before and after."""
    return {
        (kind, *(str(value) for value in row))
        for kind in (Participant, Member, PeerSupporter)
        for row in kind.objects.order_by("pk").values_list()
    }


def outcomes(sheet: SpreadsheetImport) -> dict[int, str]:
    return dict(sheet.rows.order_by("number").values_list("number", "outcome"))


def bring_in(sheet: SpreadsheetImport) -> None:
    spreadsheets.bring_in(spreadsheet=sheet, by=sheet.uploaded_by)


def same(sheet: SpreadsheetImport, number: int, **who: int) -> None:
    spreadsheets.decide_row(
        spreadsheet=sheet, number=number, decision=Decision.SAME, by=sheet.uploaded_by, **who
    )


def test_import_checks_first_and_brings_in_nobody(cast: Cast) -> None:
    before = people()
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    assert sheet.status == ImportStatus.CHECKED
    assert outcomes(sheet) == {2: "ready", 3: "ready", 4: "ready"}
    assert sheet.rows.get(number=4).remarks[0]["code"] == "phone_letters"
    assert people() == before


def test_import_brings_in_people_in_the_places_that_the_rows_ask_for(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    bring_in(sheet)
    assert sheet.status == ImportStatus.DONE
    amina = Participant.objects.get(name="Amina Yusuf")
    assert (amina.phone, amina.birth_date, amina.channel) == ("+447700900123", date(1961, 3, 12), "telephone")
    assert Member.objects.get(participant=amina).joined_how == "spreadsheet"
    tomasz = PeerSupporter.objects.get(participant__name="Tomasz Wojcik")
    assert (tomasz.capacity, tomasz.participant.channel) == (3, "email")
    grace = Participant.objects.get(name="Grace Oyelaran")
    assert grace.phone == ""
    assert Member.objects.filter(participant=grace).exists()
    assert PeerSupporter.objects.filter(participant=grace).exists()


def test_import_into_a_mutual_programme_makes_everybody_a_member(cast: Cast) -> None:
    bring_in(spreadsheet(cast.pairs, cast.cora, *THREE, as_supporters=True))
    assert Member.objects.filter(programme=cast.pairs).count() == 3
    assert not PeerSupporter.objects.filter(programme=cast.pairs).exists()


def test_import_of_supporters_makes_supporters(cast: Cast) -> None:
    bring_in(spreadsheet(cast.coaching, cast.cora, "Name,Phone", "Ann Obi,", as_supporters=True))
    assert PeerSupporter.objects.filter(participant__name="Ann Obi").exists()
    assert not Member.objects.filter(participant__name="Ann Obi").exists()


def test_doubtful_row_waits_for_a_person(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, HEAD, "Mia Marlowe,07700 900123,mia@example.org,,,")
    assert outcomes(sheet) == {2: "duplicate"}
    before = people()
    bring_in(sheet)
    assert outcomes(sheet) == {2: "duplicate"}
    assert people() == before
    assert counts_of(sheet).undecided == 1


def test_joining_fills_empty_fields_only_and_undo_empties_them_again(cast: Cast) -> None:
    before = people()
    sheet = spreadsheet(
        cast.coaching,
        cast.cora,
        "Name,Email,Phone,Known as,Area",
        "Mia Marlowe,mia@example.org,07700 900123,Mimi,LS1",
    )
    same(sheet, 2, known=cast.mia_participant.pk)
    bring_in(sheet)
    cast.mia_participant.refresh_from_db()
    mia = cast.mia_participant
    assert (mia.known_as, mia.phone, mia.area, mia.channel) == ("Mia", "+447700900123", "LS1", "email")
    assert outcomes(sheet) == {2: "merged"}
    spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)
    assert people() == before
    assert outcomes(sheet) == {2: "undone"}


def test_undo_leaves_what_was_changed_since_and_says_so(cast: Cast) -> None:
    sheet = spreadsheet(
        cast.coaching, cast.cora, "Name,Email,Phone", "Mia Marlowe,mia@example.org,07700 900123"
    )
    same(sheet, 2, known=cast.mia_participant.pk)
    bring_in(sheet)
    cast.mia_participant.refresh_from_db()
    change_participant(
        participant=cast.mia_participant, by=cast.cora, programme=cast.coaching, phone="+447700900999"
    )
    spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)
    cast.mia_participant.refresh_from_db()
    assert cast.mia_participant.phone == "+447700900999"
    assert sheet.rows.get().kept_because == ["programmes.participant"]


@pytest.mark.parametrize(
    ("row", "clear"),
    [
        ("Mia Marlowe,mia@example.org,", True),
        ("Mia Marlowe,,", False),  # the name alone
        ("Miah Marlowe,mia@example.org,", False),  # a likeness
        ("Sam Okafor,mia@example.org,", False),  # two people
        ("Ann Obi,ann@example.org,07700 900001", False),  # a row above
    ],
)
def test_only_rows_with_the_name_and_more_of_one_known_person_are_clear(
    cast: Cast, row: str, clear: bool
) -> None:
    sheet = spreadsheet(
        cast.coaching, cast.cora, "Name,Email,Phone", "Ann Obi,ann@example.org,07700 900001", row
    )
    assert sheet.rows.get(number=3).proposals
    assert [each.number for each in clear_doubles(sheet)] == ([3] if clear else [])


def test_deciding_clear_rows_together_writes_one_line_that_names_them(cast: Cast) -> None:
    sheet = spreadsheet(
        cast.coaching, cast.cora, "Name,Email", "Mia Marlowe,mia@example.org", "Sam Okafor,sam@example.org"
    )
    assert spreadsheets.decide_clear_doubles(spreadsheet=sheet, decision=Decision.SAME, by=cast.cora) == 2
    assert spreadsheets.decide_clear_doubles(spreadsheet=sheet, decision=Decision.SKIP, by=cast.cora) == 0
    line = AuditEvent.objects.get(what="import_rows_decided")
    assert line.details == {"rows": [2, 3], "decision": "same"}
    assert {row.duplicate_of for row in sheet.rows.all()} == {cast.mia_participant, cast.sam_participant}


def test_row_joined_to_a_row_above_comes_to_the_same_person(cast: Cast) -> None:
    before = people()
    sheet = spreadsheet(
        cast.coaching,
        cast.cora,
        HEAD,
        "Ann Obi,07700 900123,,,,",
        "Ann Obi,07700 900123,ann@example.org,,supporter,",
    )
    assert outcomes(sheet) == {2: "ready", 3: "duplicate"}
    same(sheet, 3, row=2)
    bring_in(sheet)
    ann = Participant.objects.get(name="Ann Obi")
    assert ann.email == "ann@example.org"
    assert Member.objects.filter(participant=ann).exists()
    assert PeerSupporter.objects.filter(participant=ann).exists()
    spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)
    assert people() == before


def test_row_the_same_as_an_undecided_row_waits_with_it(cast: Cast) -> None:
    sheet = spreadsheet(
        cast.coaching, cast.cora, "Name,Phone", "Mia Marlowe,07700 900123", "Mia Marlowe,07700 900123"
    )
    same(sheet, 3, row=2)
    bring_in(sheet)
    assert outcomes(sheet) == {2: "duplicate", 3: "duplicate"}
    assert sheet.status == ImportStatus.DONE


def test_left_out_and_different_are_respected_and_can_come_later(cast: Cast) -> None:
    sheet = spreadsheet(
        cast.coaching, cast.cora, "Name,Email", "Mia Marlowe,mia@example.org", "Mia Marlowe,sam@example.org"
    )
    by = cast.cora
    bring_in(sheet)
    spreadsheets.decide_row(spreadsheet=sheet, number=2, decision=Decision.SKIP, by=by)
    spreadsheets.decide_row(spreadsheet=sheet, number=3, decision=Decision.NEW, by=by)
    bring_in(sheet)
    assert outcomes(sheet) == {2: "skipped", 3: "created"}
    with pytest.raises(StateChanged):
        spreadsheets.decide_row(spreadsheet=sheet, number=2, decision=Decision.NEW, by=by)


def test_only_a_proposed_person_can_be_the_same(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, "Name,Email", "Mia Marlowe,mia@example.org")
    for who in (cast.sam_participant, cast.olga_member.participant):
        with pytest.raises(spreadsheets.NoSuchProposal):
            same(sheet, 2, known=who.pk)


def test_people_of_other_organisations_are_never_proposed(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, "Name,Phone", "Olga Elsewhere,07700 900123")
    assert outcomes(sheet) == {2: "ready"}


def test_two_imports_of_the_same_sheet_make_nobody_twice(cast: Cast) -> None:
    first = spreadsheet(cast.coaching, cast.cora, *THREE)
    second = spreadsheet(cast.coaching, cast.cora, *THREE)
    assert outcomes(second) == {2: "ready", 3: "ready", 4: "ready"}
    bring_in(first)
    before = people()
    bring_in(second)
    assert outcomes(second) == {2: "duplicate", 3: "duplicate", 4: "duplicate"}
    assert people() == before


def test_undo_keeps_people_on_whom_something_hangs_and_says_why(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    bring_in(sheet)
    amina, tomasz = (Participant.objects.get(name=name) for name in ("Amina Yusuf", "Tomasz Wojcik"))
    answer_consent(
        participant=amina,
        programme=cast.coaching,
        purpose="take_part",
        given=True,
        how=HowGiven.PAPER,
        by=cast.cora,
    )
    add_member(programme=cast.pairs, participant=tomasz, by=cast.cora)
    spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)
    assert sheet.status == ImportStatus.UNDONE
    assert outcomes(sheet) == {2: "kept", 3: "kept", 4: "undone"}
    assert sheet.rows.get(number=2).kept_because == ["enrolment.consentrecord", "programmes.member"]
    assert Member.objects.filter(participant=amina).exists()
    assert not PeerSupporter.objects.filter(participant=tomasz).exists()
    assert Member.objects.get(participant=tomasz).programme == cast.pairs
    assert not Participant.objects.filter(name="Grace Oyelaran").exists()


def test_undo_and_bringing_in_happen_once(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    with pytest.raises(StateChanged):
        spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)
    bring_in(sheet)
    spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)
    for deed in (bring_in, lambda sheet: spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)):
        with pytest.raises(StateChanged):
            deed(sheet)
    assert not steps.take_step(sheet.pk)


def test_import_without_a_name_column_is_refused(cast: Cast) -> None:
    sheet = spreadsheets.upload_spreadsheet(
        programme=cast.coaching,
        data=b"Name,Phone\nAnn Obi,1",
        filename="a.csv",
        as_supporters=False,
        by=cast.cora,
    )
    with pytest.raises(spreadsheets.NoName):
        spreadsheets.map_columns(spreadsheet=sheet, mapping={"phone": 1}, day_first=True, by=cast.cora)


@pytest.fixture
def no_worker(settings: SettingsWrapper) -> None:
    """Jobs stay in the queue, as when the worker was killed."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}


PHONES = st.sampled_from(["", "07700 900123", "07700 900456", "not a number"])
ROLES = st.sampled_from(["", "member", "supporter", "both"])
CHOICES = st.sampled_from(["", "new", "skip", "same"])
SHEETS = st.lists(
    st.tuples(
        st.sampled_from(["Ann Obi", "Anne Obi", "Bo Li", "Mia Marlowe", "", "Zoë Ng"]), PHONES, ROLES, CHOICES
    ),
    min_size=1,
    max_size=7,
)


def lines(rows: list[tuple[str, str, str, str]]) -> list[str]:
    return ["Name,Phone,Role,Area", *(f"{name},{phone},{role},LS1" for name, phone, role, _ in rows)]


def decide(sheet: SpreadsheetImport, rows: list[tuple[str, str, str, str]]) -> None:
    for row in sheet.rows.filter(outcome=RowOutcome.DUPLICATE):
        choice = rows[row.number - 2][3]
        proposal = row.proposals[0]
        who = {"known": proposal["known"], "row": proposal["row"]} if choice == "same" else {}
        if choice:
            spreadsheets.decide_row(
                spreadsheet=sheet, number=row.number, decision=Decision(choice), by=sheet.uploaded_by, **who
            )


PROPERTY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@PROPERTY
@given(rows=SHEETS)
def test_import_then_undo_leaves_people_as_before_and_counts_reconcile(
    cast: Cast, rows: list[tuple[str, str, str, str]]
) -> None:
    with transaction.atomic():
        before = people()
        sheet = spreadsheet(cast.coaching, cast.cora, *lines(rows))
        decide(sheet, rows)
        bring_in(sheet)
        counts = counts_of(sheet)
        assert counts.total == sheet.rows_total
        assert counts.by_outcome == dict(Counter(outcomes(sheet).values()))
        assert set(counts.by_outcome) <= {"bad", "duplicate", "created", "merged", "skipped"}
        assert Participant.objects.count() - sum(row[0] is Participant for row in before) == counts["created"]
        spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)
        assert people() == before
        after = counts_of(sheet)
        assert after["undone"] == counts.brought_in
        assert after.total == counts.total
        transaction.set_rollback(True)


@PROPERTY
@given(rows=SHEETS, killed_after=st.integers(0, 4))
def test_killed_import_ends_like_an_unbroken_one(
    cast: Cast,
    no_worker: None,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[tuple[str, str, str, str]],
    killed_after: int,
) -> None:
    results = []
    monkeypatch.setattr("alongside.enrolment.actions.bringing_in.BATCH", 2)
    monkeypatch.setattr("alongside.enrolment.actions.undoing.BATCH", 2)
    for killed in (False, True):
        with transaction.atomic():
            sheet = spreadsheet(cast.coaching, cast.cora, *lines(rows))
            run(sheet)
            decide(sheet, rows)
            bring_in(sheet)
            if killed:
                run(sheet, at_most=killed_after)
                with transaction.atomic():
                    steps.take_step(sheet.pk)
                    transaction.set_rollback(True)
            run(sheet)
            sheet.refresh_from_db()
            brought_in = {
                (*row[1:],)
                for row in Participant.objects.order_by("name").values_list(
                    "pk", "name", "phone", "area", "known_as"
                )
            }
            results.append(
                (
                    sheet.status,
                    outcomes(sheet),
                    brought_in,
                    Member.objects.count(),
                    PeerSupporter.objects.count(),
                )
            )
            transaction.set_rollback(True)
    assert results[0] == results[1]
    assert results[0][0] == ImportStatus.DONE


def run(sheet: SpreadsheetImport, at_most: int = 1000) -> None:
    for _ in range(at_most):
        if not steps.take_step(sheet.pk):
            return


def test_silent_import_is_continued_by_the_calendar(
    cast: Cast, no_worker: None, settings: SettingsWrapper
) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    assert sheet.status == ImportStatus.CHECKING
    SpreadsheetImport.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}
    }
    steps.continue_imports()
    sheet.refresh_from_db()
    assert sheet.status == ImportStatus.CHECKED


def test_import_that_keeps_failing_says_so_and_can_go_on(cast: Cast, no_worker: None) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    Attempt.objects.create(
        job=steps.continue_import_job.module_path,
        key="this one",
        arguments={"args": [sheet.pk], "kwargs": {}},
        tries=5,
        parked_at=timezone.now(),
    )
    SpreadsheetImport.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    steps.continue_imports()
    sheet.refresh_from_db()
    assert (sheet.status, sheet.failed_step) == ("failed", "checking")
    with pytest.raises(StateChanged):
        bring_in(sheet)
    spreadsheets.retry_import(spreadsheet=sheet, by=cast.cora)
    assert sheet.status == ImportStatus.CHECKING


def test_finished_import_is_erased_after_ninety_days_and_keeps_its_counts(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    bring_in(sheet)
    SpreadsheetImport.objects.update(finished_at=timezone.now() - timedelta(days=89))
    steps.erase_finished_imports()
    assert ImportRow.objects.exclude(values={}).count() == 3
    SpreadsheetImport.objects.update(finished_at=timezone.now() - timedelta(days=91))
    steps.erase_finished_imports()
    steps.erase_finished_imports()
    sheet.refresh_from_db()
    assert (bytes(sheet.content), sheet.filename, sheet.erased_at is not None) == (b"", "", True)
    assert not ImportRow.objects.exclude(values={}).exists()
    assert counts_of(sheet)["created"] == 3
    assert Participant.objects.filter(name="Amina Yusuf").exists()
    with pytest.raises(StateChanged):
        spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)


def test_import_job_writes_nothing_of_the_sheet_into_logs(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="alongside")
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    bring_in(sheet)
    spreadsheets.undo_import(spreadsheet=sheet, by=cast.cora)
    for word in ("Amina", "Tomasz", "900123", "people.csv"):
        assert word not in caplog.text


def test_coordinator_of_one_programme_is_not_shown_people_of_another(cast: Cast) -> None:
    other = factories.person("pat")
    grant_role(
        person=other, organisation=cast.harbour, programme=cast.pairs, role=Role.COORDINATOR, by=cast.ada
    )
    sheet = spreadsheet(cast.pairs, other, "Name,Email", "Mia Marlowe,mia@example.org")
    assert outcomes(sheet) == {2: "ready"}


def test_row_that_the_database_refuses_holds_up_nobody(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    row = sheet.rows.get(number=3)
    row.values = {"full_name": "Tomasz", "preferred_channel": "email", "email": None}
    row.values |= {"year_of_birth": -1}
    row.save()
    bring_in(sheet)
    assert outcomes(sheet) == {2: "created", 3: "bad", 4: "created"}
    assert not Participant.objects.filter(name="Tomasz").exists()


def test_people_who_come_in_together_each_have_their_own_lines_in_the_log(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    AuditEvent.objects.all().delete()
    bring_in(sheet)
    amina, tomasz, grace = (row.participant for row in sheet.rows.order_by("number"))
    written = Counter(AuditEvent.objects.filter(by_id=cast.cora.pk).values_list("what", "subject"))
    assert written == Counter(
        [("participant_added", label(each)) for each in (amina, tomasz, grace) if each]
        + [("member_joined", label(each)) for each in Member.objects.filter(participant__in=[amina, grace])]
        + [
            ("supporter_joined", label(each))
            for each in PeerSupporter.objects.filter(participant__in=[tomasz, grace])
        ]
        + [("spreadsheet_importing", label(sheet)), ("spreadsheet_brought_in", label(sheet))]
    )
    assert {row.capacity for row in PeerSupporter.objects.filter(participant=tomasz)} == {3}


def test_fault_in_a_step_is_logged_without_words_of_the_sheet(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *THREE)
    ImportRow.objects.filter(number=3).update(values={"full_name": "Tomasz", "date_of_birth": "Tomasz's day"})
    bring_in(sheet)
    assert sheet.status == ImportStatus.IMPORTING
    assert "ValueError" in caplog.text
    assert "Tomasz" not in caplog.text
