from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.programmes.actions import StateChanged, grant_role
from alongside.roles.permissions import Role
from alongside.safeguarding.access import cases_visible_to
from alongside.safeguarding.actions.cases import (
    NeedsSecondPerson,
    close_case,
    join_case,
    keep_case_open,
    open_case,
    propose_closing,
    write_note,
)
from alongside.safeguarding.models import CaseNote, ConcernStatus, SafeguardingCase
from tests import factories as house
from tests.safeguarding import factories

if TYPE_CHECKING:
    from alongside.people.models import Person
    from tests.conftest import Cast


@pytest.fixture
def petra(cast: Cast) -> Person:
    """A second safeguarding lead."""
    petra = cast.people["petra"] = house.person("petra")
    grant_role(person=petra, organisation=cast.harbour, role=Role.SAFEGUARDING_LEAD, by=cast.ada)
    return petra


def page(cast: Cast, case: SafeguardingCase, rest: str = "") -> str:
    return reverse("safeguarding:case", args=[cast.coaching.ref, case.pk]) + rest


def test_case_is_opened_from_a_concern_that_somebody_has_in_hand(cast: Cast) -> None:
    concern = factories.concern(cast)
    with pytest.raises(StateChanged):
        open_case(concern=concern, by=cast.sasha)
    assert SafeguardingCase.objects.count() == 0
    seen = factories.seen_concern(cast)
    case = open_case(concern=seen, by=cast.sasha)
    assert (seen.case, seen.status, case.owner, case.about) == (
        case,
        ConcernStatus.IN_CASE,
        cast.sasha,
        cast.sam_participant,
    )
    with pytest.raises(StateChanged):
        open_case(concern=seen, by=cast.sasha)
    assert SafeguardingCase.objects.count() == 1


def test_reading_a_case_is_written_down(cast: Cast) -> None:
    case = factories.case(cast)
    cast.client("sasha").get(page(cast, case))
    event = AuditEvent.objects.get(what="case_opened_for_reading")
    assert (event.by_id, event.subject) == (cast.sasha.pk, f"safeguarding.safeguardingcase:{case.pk}")
    cast.client("cora").get(page(cast, case))
    assert AuditEvent.objects.filter(what="case_opened_for_reading").count() == 1


def test_note_is_written_once_and_put_right_beside_the_first(cast: Cast) -> None:
    case, client = factories.case(cast), cast.client("sasha")
    key = "k" * 30
    for _twice in range(2):
        client.post(
            page(cast, case, "note/"), {"kind": "fact", "words": "She said: he pushed me.", "key": key}
        )
    note = CaseNote.objects.get()
    client.post(
        page(cast, case, f"note/?corrects={note.pk}"), {"kind": "fact", "words": "She said: he shoved me."}
    )
    shown = client.get(page(cast, case)).content.decode()
    assert "he pushed me" in shown
    assert "Put right by Sasha" in shown
    assert CaseNote.objects.get(corrects=note).words == "She said: he shoved me."
    assert client.get(page(cast, case, "note/?corrects=999")).status_code == 404


@pytest.mark.parametrize(
    "statement", ["UPDATE safeguarding_casenote SET words = 'x'", "DELETE FROM safeguarding_casenote"]
)
def test_database_keeps_every_note(cast: Cast, statement: str) -> None:
    write_note(case=factories.case(cast), kind="fact", words="Seen at the door.", by=cast.sasha)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert CaseNote.objects.get().words == "Seen at the door."


def test_next_step_has_a_day_and_an_owner_and_stands_in_the_chronology(cast: Cast, petra: Person) -> None:
    case, client = factories.case(cast), cast.client("sasha")
    on = timezone.localdate() + timedelta(days=3)
    client.post(
        page(cast, case, "next-step/"),
        {"words": "Phone the social worker.", "on": str(on), "owner": petra.pk},
    )
    case.refresh_from_db()
    assert (case.next_step_on, case.owner) == (on, petra)
    assert CaseNote.objects.get().kind == CaseNote.Kind.DECISION
    past = {"words": "Too late", "on": str(timezone.localdate() - timedelta(days=1)), "owner": petra.pk}
    assert client.post(page(cast, case, "next-step/"), past).status_code == 422
    stranger = {"words": "To Cora", "on": str(on), "owner": cast.cora.pk}
    assert client.post(page(cast, case, "next-step/"), stranger).status_code == 422


def test_case_is_closed_by_a_second_person(cast: Cast, petra: Person) -> None:
    case = factories.case(cast)
    propose_closing(case=case, reason="She is safe, and said so.", by=cast.sasha)
    with pytest.raises(NeedsSecondPerson):
        close_case(case=case, by=cast.sasha)
    shown = cast.client("sasha").post(page(cast, case, "close/"), follow=True).content.decode()
    assert "somebody else has to close it" in shown
    cast.client("petra").post(page(cast, case, "close/"))
    case.refresh_from_db()
    assert case.closed_by == petra
    with pytest.raises(StateChanged):
        close_case(case=case, by=petra)


def test_database_refuses_a_case_closed_by_one_person(cast: Cast) -> None:
    case = factories.case(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafeguardingCase.objects.filter(pk=case.pk).update(
            closed_at=timezone.now(), closed_by=cast.sasha, closing_proposed_by=cast.sasha
        )


def test_case_kept_open_keeps_why_closing_was_proposed(cast: Cast, petra: Person) -> None:
    case = factories.case(cast)
    propose_closing(case=case, reason="Nothing more to do.", by=cast.sasha)
    keep_case_open(case=case, by=petra)
    assert case.closing_proposed_by is None
    assert "Nothing more to do." in CaseNote.objects.get().words
    with pytest.raises(StateChanged):
        close_case(case=case, by=petra)


def test_case_that_turns_out_to_be_about_its_owner_passes_on_and_disappears_for_them(
    cast: Cast, petra: Person
) -> None:
    case = factories.case(cast)
    assert cases_visible_to(cast.sasha, cast.coaching).exists()
    about_sasha = factories.concern(cast, about=None, about_staff=cast.sasha)
    cast.client("petra").post(reverse("safeguarding:acknowledge", args=[cast.coaching.ref, about_sasha.pk]))
    about_sasha.refresh_from_db()
    join_case(concern=about_sasha, case=case, by=petra)
    case.refresh_from_db()
    assert case.owner == petra
    assert not cases_visible_to(cast.sasha, cast.coaching).exists()
    assert cast.client("sasha").get(page(cast, case)).status_code == 404
    client = cast.client("sasha")
    for name in ("desk", "answered_concerns", "cases", "holds"):
        shown = client.get(reverse(f"safeguarding:{name}", args=[cast.coaching.ref])).content.decode()
        assert about_sasha.words not in shown
        assert f"Case {case.pk}" not in shown


def test_own_safeguarding_page_is_nobodys_to_read(cast: Cast) -> None:
    cast.sam_participant.person = cast.sasha
    cast.sam_participant.save()
    for name in ("participant_cases", "place_hold"):
        there = reverse(f"safeguarding:{name}", args=[cast.coaching.ref, cast.sam_participant.pk])
        assert cast.client("sasha").get(there).status_code == 404


def test_closed_case_takes_no_more_concerns(cast: Cast, petra: Person) -> None:
    case = factories.case(cast)
    propose_closing(case=case, reason="Done.", by=cast.sasha)
    close_case(case=case, by=petra)
    with pytest.raises(StateChanged):
        join_case(concern=factories.seen_concern(cast), case=case, by=petra)


def test_participants_page_gathers_everything_about_them(cast: Cast) -> None:
    case = factories.case(cast)
    factories.hold(cast, participant=cast.sam_participant, reason="Until we have spoken")
    there = reverse("safeguarding:participant_cases", args=[cast.coaching.ref, cast.sam_participant.pk])
    shown = cast.client("sasha").get(there).content.decode()
    assert f"Case {case.pk}" in shown
    assert "Until we have spoken" in shown
    assert "I am worried" in shown
