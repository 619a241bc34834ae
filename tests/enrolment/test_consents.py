from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.audit.models import AuditEvent
from alongside.enrolment import queries
from alongside.enrolment.actions.consents import NotYet, UnknownPurpose, answer_consent
from alongside.enrolment.models import ConsentRecord, HowGiven
from alongside.notify.models import Notice
from tests.enrolment.factories import answer, say_yes
from tests.stands import stand

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_consent_is_no_until_asked(cast: Cast) -> None:
    assert not queries.has_consented(cast.mia_participant, cast.coaching, "take_part")
    assert [each.key for each in queries.missing_consents(cast.mia_participant, cast.coaching)] == [
        "take_part"
    ]
    assert not queries.has_required_consents(cast.mia_participant, cast.coaching)


def test_consent_holds_for_one_purpose_one_person_and_one_programme(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    assert queries.has_consented(cast.mia_participant, cast.coaching, "take_part")
    assert queries.has_required_consents(cast.mia_participant, cast.coaching)
    assert not queries.has_consented(cast.mia_participant, cast.coaching, "research_use")
    assert not queries.has_consented(cast.mia_participant, cast.pairs, "take_part")
    assert not queries.has_consented(cast.sam_participant, cast.coaching, "take_part")
    assert queries.consented_participants(cast.coaching, "take_part") == {cast.mia_participant.pk}
    assert queries.consented_participants(cast.coaching, "research_use") == set()
    assert queries.participants_with_required_consents(cast.coaching) == {cast.mia_participant.pk}


def test_consent_stores_the_exact_words_and_their_version(cast: Cast) -> None:
    line = say_yes(cast.mia_participant, cast.coaching)
    assert line.wording.startswith("I want to take part.")
    assert line.wording_version == "1"
    assert AuditEvent.objects.get(what="consent_given").details == {
        "participant": cast.mia_participant.pk,
        "purpose": "take_part",
        "how": "self",
    }


def test_withdrawal_takes_effect_at_once_and_tells_the_coordinators(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    answer(cast.mia_participant, cast.coaching, "take_part", given=False)
    assert not queries.has_required_consents(cast.mia_participant, cast.coaching)
    notice = Notice.objects.get(kind="consent_withdrawn")
    assert notice.person == cast.cora
    assert "Coaching" not in notice.subject + notice.words
    assert AuditEvent.objects.filter(what="consent_withdrawn").count() == 1


def test_withdrawing_what_support_does_not_require_tells_nobody(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching, "research_use")
    answer(cast.mia_participant, cast.coaching, "research_use", given=False)
    assert not Notice.objects.exists()


def test_a_line_dated_before_a_newer_one_is_kept_and_changes_nothing(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    answer(
        cast.mia_participant,
        cast.coaching,
        "take_part",
        given=False,
        how=HowGiven.PAPER,
        at=timezone.now() - timedelta(days=3),
    )
    assert queries.has_consented(cast.mia_participant, cast.coaching, "take_part")
    assert not Notice.objects.exists()
    assert ConsentRecord.objects.count() == 2


def test_newer_words_are_asked_again_and_the_old_yes_stands_until_then(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    stand(cast, changed=(('wording_version = "1"', 'wording_version = "2"'),))
    again = queries.consents_to_ask_again(cast.mia_participant, cast.coaching)
    assert [each.key for each in again] == ["take_part"]
    assert queries.has_required_consents(cast.mia_participant, cast.coaching)
    assert say_yes(cast.mia_participant, cast.coaching).wording_version == "2"
    assert queries.consents_to_ask_again(cast.mia_participant, cast.coaching) == ()


def test_consent_to_an_unknown_purpose_or_in_the_future_is_refused(cast: Cast) -> None:
    with pytest.raises(UnknownPurpose):
        say_yes(cast.mia_participant, cast.coaching, "everything")
    with pytest.raises(NotYet):
        answer_consent(
            participant=cast.mia_participant,
            programme=cast.coaching,
            purpose="take_part",
            given=True,
            how=HowGiven.PAPER,
            by=cast.cora,
            at=timezone.now() + timedelta(hours=1),
        )
    assert not ConsentRecord.objects.exists()


def test_ledger_refuses_to_be_changed(cast: Cast) -> None:
    line = say_yes(cast.mia_participant, cast.coaching)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ConsentRecord.objects.filter(pk=line.pk).update(given=False)
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("UPDATE enrolment_consentrecord SET how = 'paper'")
    assert ConsentRecord.objects.get().given


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.tuples(st.integers(0, 500), st.booleans()), min_size=1, max_size=6, unique_by=lambda x: x[0]
    ),
    shuffled=st.randoms(use_true_random=False),
)
def test_newest_line_wins_whatever_the_order_of_writing(
    cast: Cast, lines: list[tuple[int, bool]], shuffled: object
) -> None:
    now = timezone.now()
    newest = min(lines)[1]
    shuffled.shuffle(lines)  # type: ignore[attr-defined]
    with transaction.atomic():
        for days_ago, yes in lines:
            answer(
                cast.mia_participant,
                cast.coaching,
                "take_part",
                given=yes,
                at=now - timedelta(days=days_ago),
            )
        assert queries.has_consented(cast.mia_participant, cast.coaching, "take_part") is newest
        assert queries.consented_participants(cast.coaching, "take_part") == (
            {cast.mia_participant.pk} if newest else set()
        )
        transaction.set_rollback(True)


def test_consent_queries_do_not_grow_with_people(cast: Cast, django_assert_num_queries) -> None:
    for who in (cast.mia_participant, cast.sam_participant):
        say_yes(who, cast.coaching)
        with django_assert_num_queries(1):
            queries.participants_with_required_consents(cast.coaching)
        with django_assert_num_queries(1):
            queries.consented_participants(cast.coaching, "take_part")
