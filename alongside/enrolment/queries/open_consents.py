"""Who takes part here without having said yes to all that support requires, and what is open for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from alongside.enrolment.models import ConsentRecord
from alongside.enrolment.queries.consents import required_purposes
from alongside.programmes.core.definition import ConsentPurpose
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.programmes.queries.marks import unmarked


@dataclass(frozen=True)
class OpenConsents:
    """What one person has not been asked yet, and what they said no to, of all that support requires."""

    participant: Participant
    not_asked: tuple[ConsentPurpose, ...]
    refused: tuple[ConsentPurpose, ...]

    @property
    def purposes(self) -> tuple[ConsentPurpose, ...]:
        return self.not_asked + self.refused


def without_consent(programme: Programme) -> QuerySet[Participant]:
    """Those who take part now and whose newest answer to something required is not a yes, longest known first.

    Whoever rests is left in peace until they are back.
    """
    required = required_purposes(programme)
    if not required:
        return Participant.objects.none()
    to_look_at = unmarked("has_consented", programme)
    members, supporters = (
        kind.objects.filter(to_look_at).values("participant") for kind in (Member, PeerSupporter)
    )
    newest = ConsentRecord.objects.filter(programme=programme, participant=OuterRef("pk")).order_by(
        "-at", "-pk"
    )
    answers = {
        f"consent_{place}": Subquery(newest.filter(purpose=purpose.key).values("given")[:1])
        for place, purpose in enumerate(required)
    }
    open_one = Q()
    for name in answers:
        open_one |= Q(**{name: False}) | Q(**{f"{name}__isnull": True})
    return (
        Participant.objects.filter(
            Q(pk__in=members) | Q(pk__in=supporters),
            organisation=programme.organisation_id,
            merged_into__isnull=True,
        )
        .alias(**answers)
        .filter(open_one)
        .order_by("pk")
    )


def open_consents(programme: Programme, participants: Iterable[Participant]) -> list[OpenConsents]:
    """What is open for each of some people, in their order. One query for all of them."""
    people, required = list(participants), required_purposes(programme)
    newest: dict[int, dict[str, bool]] = defaultdict(dict)
    for pk, purpose, given in (
        ConsentRecord.objects.filter(programme=programme, participant__in=people)
        .order_by("at", "pk")
        .values_list("participant", "purpose", "given")
    ):
        newest[pk][purpose] = given
    return [
        OpenConsents(
            each,
            tuple(purpose for purpose in required if purpose.key not in newest[each.pk]),
            tuple(purpose for purpose in required if newest[each.pk].get(purpose.key) is False),
        )
        for each in people
    ]
