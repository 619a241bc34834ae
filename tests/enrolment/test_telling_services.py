"""Integrated or independent: a service hears about somebody what the programme and the person let it, and they read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.enrolment.actions.consents import UnknownPurpose
from alongside.enrolment.actions.services import ServiceHearsNothing, tell_service
from alongside.enrolment.models import WordToService
from alongside.enrolment.queries.consents import consent_states
from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.queries import definition_of
from tests.enrolment.factories import answer
from tests.stands import stand

if TYPE_CHECKING:
    from tests.conftest import Cast

SHARING = """
[[consents]]
key = "share_with_service"
title = "Telling your clinic"
wording = "The clinic that told me of this may hear how I am getting on."
wording_version = "1"
required_for_support = false
withdrawal = "They hear nothing more."
"""


def shares(cast: Cast, level: str, *, asks: bool = True) -> None:
    stand(cast, top=f'data_shared = "{level}"' if level else "", end=SHARING if asks else "")


def tell(cast: Cast, key: str = "one") -> WordToService:
    return tell_service(
        participant=cast.mia_participant,
        programme=cast.coaching,
        service="Harbour Clinic",
        words="She comes every week.",
        key=key,
        by=cast.cora,
    )


@pytest.mark.parametrize(
    ("level", "agreed", "told"),
    [
        ("", True, False),
        ("nothing", True, False),
        ("with_consent", None, False),
        ("with_consent", False, False),
        ("with_consent", True, True),
        ("as_agreed_with_service", None, True),
    ],
)
def test_service_hears_what_the_programme_and_the_person_let_it(
    cast: Cast, level: str, agreed: bool | None, told: bool
) -> None:
    shares(cast, "with_consent")
    if agreed is not None:
        answer(cast.mia_participant, cast.coaching, "share_with_service", given=agreed)
    shares(cast, level)
    if told:
        assert tell(cast) == tell(cast)
    else:
        with pytest.raises(ServiceHearsNothing):
            tell(cast)
    assert WordToService.objects.count() == told == AuditEvent.objects.filter(what="service_told").count()


@pytest.mark.parametrize(
    ("level", "asked"), [("nothing", False), ("with_consent", True), ("as_agreed_with_service", True)]
)
def test_nobody_is_asked_to_agree_to_what_never_happens(cast: Cast, level: str, asked: bool) -> None:
    shares(cast, level)
    keys = [state.purpose.key for state in consent_states(cast.mia_participant, cast.coaching)]
    assert ("share_with_service" in keys) is asked
    charter = cast.client("ada").get(reverse("programmes:charter", args=[cast.coaching.ref]))
    assert ("Telling your clinic" in charter.content.decode()) is asked
    if not asked:
        with pytest.raises(UnknownPurpose):
            answer(cast.mia_participant, cast.coaching, "share_with_service", given=True)


def page(cast: Cast) -> str:
    return reverse("enrolment:tell_service", args=[cast.coaching.ref, cast.mia_participant.pk])


def test_programme_on_its_own_offers_nothing_and_says_why(cast: Cast) -> None:
    shares(cast, "nothing")
    cora = cast.client("cora")
    person = reverse("enrolment:participant", args=[cast.coaching.ref, cast.mia_participant.pk])
    assert page(cast) not in cora.get(person).content.decode()
    answered = cora.post(page(cast), {"service": "Clinic", "words": "All is well", "key": "one"})
    shown = answered.content.decode()
    assert answered.status_code == 422
    assert "This programme is on its own" in shown
    assert "All is well" in shown
    assert "<textarea" not in shown
    own = cast.client("mia").get(reverse("enrolment:my_consent", args=[cast.coaching.ref]))
    assert "Nothing: this programme is on its own" in own.content.decode()


def test_what_was_told_is_read_by_the_one_it_is_about(cast: Cast) -> None:
    shares(cast, "as_agreed_with_service")
    cora = cast.client("cora")
    person = reverse("enrolment:participant", args=[cast.coaching.ref, cast.mia_participant.pk])
    assert page(cast) in cora.get(person).content.decode()
    for _ in range(2):
        cora.post(page(cast), {"service": "Harbour Clinic", "words": "She comes every week.", "key": "one"})
    assert WordToService.objects.count() == 1
    own = cast.client("mia").get(reverse("enrolment:my_consent", args=[cast.coaching.ref]))
    assert "She comes every week." in own.content.decode()
    before = AuditEvent.objects.filter(what="participant_read").count()
    assert "She comes every week." in cora.get(page(cast)).content.decode()
    assert AuditEvent.objects.filter(what="participant_read").count() == before + 1


@pytest.mark.parametrize(("asks", "bars"), [(True, False), (False, True)])
def test_programme_where_services_hear_with_consent_asks_for_it(cast: Cast, asks: bool, bars: bool) -> None:
    shares(cast, "with_consent", asks=asks)
    codes = {gap.code for gap in bars_opening(definition_of(cast.coaching))}
    assert ("consent.none_to_share" in codes) is bars
