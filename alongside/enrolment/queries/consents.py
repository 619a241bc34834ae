"""What people have agreed to, now: the newest line of the ledger, and nothing else, is asked every time.

A newer version of the words does not undo an older yes: it stands until the person is asked again and answers
(`consents_to_ask_again` says who is to be asked).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from alongside.enrolment.models import ConsentRecord
from alongside.programmes.core.definition import ConsentPurpose
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import definition_of


@dataclass(frozen=True)
class ConsentState:
    """One purpose of the programme, and the newest answer of one participant to it (None: never answered)."""

    purpose: ConsentPurpose
    answer: ConsentRecord | None

    @property
    def given(self) -> bool:
        return self.answer is not None and self.answer.given

    @property
    def ask_again(self) -> bool:
        """They said yes to an older version of the words. Their yes stands until they answer."""
        return (
            self.answer is not None
            and self.answer.given
            and self.answer.wording_version != self.purpose.wording_version
        )


def required_purposes(programme: Programme) -> tuple[ConsentPurpose, ...]:
    """The purposes without which there is no support in this programme."""
    return tuple(each for each in definition_of(programme).consents_asked if each.required_for_support)


def consent_purpose(programme: Programme, key: str) -> ConsentPurpose | None:
    """The purpose of that key in the programme's definition, if there is one."""
    return next((each for each in definition_of(programme).consents_asked if each.key == key), None)


def purpose_title(key: str, programme: Programme) -> str:
    """What a line of the ledger was about, in words; the key where the definition has that purpose no longer."""
    purpose = consent_purpose(programme, key)
    return purpose.title if purpose else key


def ledger_of(participant: Participant, programme: Programme) -> QuerySet[ConsentRecord]:
    """Every line about the participant, the newest first, with who wrote it down."""
    return _ledger(programme).filter(participant=participant).select_related("recorded_by").reverse()


def consent_states(participant: Participant, programme: Programme) -> tuple[ConsentState, ...]:
    """Every purpose of the programme, in the definition's order, with the newest answer. One query."""
    newest = {row.purpose: row for row in _ledger(programme).filter(participant=participant)}
    return tuple(ConsentState(each, newest.get(each.key)) for each in definition_of(programme).consents_asked)


def has_consented(participant: Participant, programme: Programme, purpose: str) -> bool:
    """Whether the newest answer of the participant to the purpose is yes. Never asked means no."""
    newest = newest_answer(participant, programme, purpose)
    return newest is not None and newest.given


def newest_answer(participant: Participant, programme: Programme, purpose: str) -> ConsentRecord | None:
    """The line that holds: the newest by when it was said, or None where the participant was never asked."""
    return _ledger(programme).filter(participant=participant, purpose=purpose).last()


def taking_part(programme: Programme) -> QuerySet[Participant]:
    """Those who have a place in the programme now and are not having a pause, by name."""
    here = {"programme": programme, "participant": OuterRef("pk"), "status": PlaceStatus.ENROLLED}
    return Participant.objects.filter(
        Exists(Member.objects.filter(**here)) | Exists(PeerSupporter.objects.filter(**here)),
        organisation=programme.organisation_id,
        merged_into__isnull=True,
    ).order_by("name", "pk")


def never_asked(programme: Programme) -> QuerySet[Participant]:
    """Those who take part now and of whom the ledger of the programme holds no line at all, by name."""
    said = ConsentRecord.objects.filter(programme=programme, participant=OuterRef("pk"))
    return taking_part(programme).filter(~Exists(said))


def missing_consents(participant: Participant, programme: Programme) -> tuple[ConsentPurpose, ...]:
    """The purposes required for support to which the participant has not said yes, or no longer does."""
    return tuple(
        state.purpose
        for state in consent_states(participant, programme)
        if state.purpose.required_for_support and not state.given
    )


def has_required_consents(participant: Participant, programme: Programme) -> bool:
    """Whether support may be arranged for the participant, as far as consent goes."""
    return not missing_consents(participant, programme)


def consents_to_ask_again(participant: Participant, programme: Programme) -> tuple[ConsentPurpose, ...]:
    """The purposes whose words are newer than the ones the participant agreed to."""
    return tuple(state.purpose for state in consent_states(participant, programme) if state.ask_again)


def consented_participants(
    programme: Programme, purpose: str, *, among: Iterable[int] | None = None
) -> set[int]:
    """The ids of everybody (or of those among the given ids) whose newest answer to the purpose is yes. One query."""
    return _consented(programme, [purpose], among=among)[purpose]


def participants_with_required_consents(programme: Programme) -> set[int]:
    """The ids of everybody who has said yes to all that support requires. One query.

    Where nothing is required, everybody who has a place in the programme (two queries).
    """
    required = [each.key for each in required_purposes(programme)]
    if required:
        return set.intersection(*_consented(programme, required).values())
    return {
        pk
        for kind in (Member, PeerSupporter)
        for pk in kind.objects.filter(programme=programme).values_list("participant", flat=True)
    }


def having_required_consents(programme: Programme, participants: Iterable[int]) -> set[int]:
    """Those of the participants (ids) who have said yes to all that support requires. At most one query."""
    required = [each.key for each in required_purposes(programme)]
    if not required:
        return set(participants)
    return set.intersection(*_consented(programme, required, among=participants).values())


def _ledger(programme: Programme) -> QuerySet[ConsentRecord]:
    return ConsentRecord.objects.filter(programme=programme).order_by("at", "id")


def _consented(
    programme: Programme, purposes: Iterable[str], *, among: Iterable[int] | None = None
) -> dict[str, set[int]]:
    newest: dict[str, dict[int, bool]] = defaultdict(dict)
    rows = _ledger(programme).filter(purpose__in=purposes)
    if among is not None:
        rows = rows.filter(participant__in=among)
    # In the ledger's order, so that the last answer of each participant is the one that stays.
    for purpose, participant_id, given in rows.values_list("purpose", "participant_id", "given"):
        newest[purpose][participant_id] = given
    return {purpose: {pk for pk, given in newest[purpose].items() if given} for purpose in purposes}
