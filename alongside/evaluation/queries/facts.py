"""A programme's rows as the plain facts that results are made from, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min, Q
from django.utils import timezone

from alongside.enrolment.models import ConsentRecord
from alongside.evaluation.core.facts import (
    CheckInFact,
    Delivered,
    Facts,
    Place,
    Tie,
)
from alongside.evaluation.queries.askings import askings_of
from alongside.evaluation.queries.parts import Part, members_counted
from alongside.evaluation.queries.plan import learning_consents, plan_of, required_consents
from alongside.matching.models import OPEN_REQUESTS, RelationshipSide, SupportRequest
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import LeavingReason, Member, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import definition_of
from alongside.programmes.queries.versions import VersionsFollowed
from alongside.safeguarding.models import Concern, Hold
from alongside.support_sessions.models import CheckIn, WhyLeft
from alongside.support_sessions.queries.doses import GroupPlaceContacts, delivered_dose, group_doses
from alongside.support_sessions.queries.groups import has_groups

_GROUP_ENDINGS: Mapping[str, str] = {
    WhyLeft.ENDED: "planned",
    WhyLeft.MOVED: "rematch",
    WhyLeft.OWN_CHOICE: "early",
    WhyLeft.LEFT_PROGRAMME: "early",
}


@dataclass
class _Agreed:
    """One participant's consents: the newest answer and the first yes to each purpose."""

    newest: dict[str, bool] = field(default_factory=dict)
    first_yes: dict[str, date] = field(default_factory=dict)


@dataclass
class _Pair:
    """A relationship on the way to being a Tie."""

    number: int
    started_on: date
    ending: str | None
    members: list[int] = field(default_factory=list)
    supporter: int | None = None


def facts_of(programme: Programme, part: Part, as_of: date) -> Facts:
    """The facts of the chosen people and of those who support them."""
    definition = definition_of(programme)
    agreed = _consents(programme)
    rows = list(members_counted(programme).filter(part.where).order_by("participant_id"))
    member_ids = {row.participant_id for row in rows}
    pairs = _pairs(programme, member_ids)
    matched = {member for pair in pairs for member in pair.members}
    took_part = member_ids - {
        row.participant_id
        for row in rows
        if row.left_reason == LeavingReason.MISTAKE and row.participant_id not in matched
    }
    supporter_ids = {pair.supporter for pair in pairs if pair.supporter is not None}
    asked = _requests(programme)
    everybody = part.where == Q()
    people = member_ids | supporter_ids
    plan, consents = plan_of(definition), _ConsentsAsked(programme)
    return Facts(
        as_of=as_of,
        plan=plan,
        members=tuple(_place(row, agreed, consents, asked) for row in rows),
        supporters=tuple(
            _place(row, agreed, consents, {})
            for row in PeerSupporter.objects.filter(programme=programme).order_by("participant_id")
            if row.participant_id in supporter_ids
        ),
        ties=(*_ties(programme, pairs, as_of), *_ties_of_groups(programme, member_ids, as_of)),
        askings=tuple(askings_of(programme, plan, as_of, {False: took_part, True: supporter_ids})),
        check_ins=_check_ins(programme, member_ids, supporter_ids),
        concerns=_concerns(programme, None if everybody else people),
        held=_held(programme, people),
    )


class _ConsentsAsked:
    """What people are asked to agree to: by the version that they follow, and by today's, which they are asked since."""

    def __init__(self, programme: Programme) -> None:
        self.followed = VersionsFollowed(programme)
        self.today = definition_of(programme)

    def required(self, row: Member | PeerSupporter) -> frozenset[str]:
        return required_consents(self._theirs(row))

    def may_use(self, row: Member | PeerSupporter, newest: Mapping[str, bool]) -> bool:
        """Whether their answers may be used: they agreed to what their version asks, and said no to nothing that has
        been asked since."""
        theirs, today = learning_consents(self._theirs(row)), learning_consents(self.today)
        return all(newest.get(purpose, False) for purpose in theirs) and all(
            newest.get(purpose, True) for purpose in today
        )

    def withdrew(self, row: Member | PeerSupporter, no: set[str], agreed: _Agreed) -> bool:
        learning = learning_consents(self._theirs(row)) | learning_consents(self.today)
        return any(purpose in no and purpose in agreed.first_yes for purpose in learning)

    def _theirs(self, row: Member | PeerSupporter) -> Definition:
        return self.followed.definition(row.joined_on, row.intake_id)


def _consents(programme: Programme) -> Mapping[int, _Agreed]:
    found: dict[int, _Agreed] = defaultdict(_Agreed)
    ledger = ConsentRecord.objects.filter(programme=programme).order_by("at", "id")
    for person, purpose, given, at in ledger.values_list("participant_id", "purpose", "given", "at"):
        found[person].newest[purpose] = given
        if given:
            found[person].first_yes.setdefault(purpose, timezone.localdate(at))
    return found


def _place(
    row: Member | PeerSupporter,
    agreed: Mapping[int, _Agreed],
    purposes: _ConsentsAsked,
    asked: Mapping[int, tuple[date, bool]],
) -> Place:
    consents = agreed.get(row.participant_id, _Agreed())
    required = purposes.required(row)
    no = {purpose for purpose, given in consents.newest.items() if not given}
    yeses = [consents.first_yes.get(purpose) for purpose in sorted(required)]
    complete = [on for on in yeses if on is not None]
    asked_on, waiting = asked.get(row.pk, (None, False))
    return Place(
        person=row.participant_id,
        joined_on=row.joined_on,
        consented_on=max(complete) if complete and len(complete) == len(yeses) else None,
        may_use=purposes.may_use(row, consents.newest),
        withdrew_data=purposes.withdrew(row, no, consents),
        declined=any(purpose in no and purpose not in consents.first_yes for purpose in required),
        left=(row.left_reason or "unknown") if row.status == PlaceStatus.LEFT else None,
        left_on=row.left_on,
        asked_on=asked_on,
        waiting=waiting,
    )


def _requests(programme: Programme) -> Mapping[int, tuple[date, bool]]:
    """By member: when they first asked, and whether a request is open."""
    rows = (
        SupportRequest.objects.filter(member__programme=programme)
        .values_list("member_id")
        .annotate(first=Min("asked_at"), still=Min("asked_at", filter=Q(status__in=OPEN_REQUESTS)))
        .order_by()
    )
    return {member: (timezone.localdate(first), still is not None) for member, first, still in rows}


def _pairs(programme: Programme, member_ids: set[int]) -> list[_Pair]:
    sides = (
        RelationshipSide.objects.filter(relationship__programme=programme)
        .order_by("relationship_id", "id")
        .values_list(
            "relationship_id",
            "relationship__started_on",
            "relationship__ending_kind",
            "participant_id",
            "supporter_id",
        )
    )
    found: dict[int, _Pair] = {}
    for number, started_on, ending, person, as_supporter in sides:
        pair = found.setdefault(number, _Pair(number, started_on, ending or None))
        if as_supporter is not None:
            pair.supporter = person
        elif person in member_ids:
            pair.members.append(person)
    return [pair for pair in found.values() if pair.members]


def _ties(programme: Programme, pairs: Iterable[_Pair], as_of: date) -> tuple[Tie, ...]:
    contacts = {row.relationship_id: row for row in delivered_dose(programme, as_of)}
    return tuple(
        Tie(
            number=pair.number,
            members=tuple(pair.members),
            supporter=pair.supporter,
            started_on=pair.started_on,
            ending=pair.ending,
            planned=contacts[pair.number].planned,
            planned_minutes=contacts[pair.number].planned_minutes,
            delivered=tuple(
                Delivered(contact.on, contact.minutes, contact.modality)
                for contact in contacts[pair.number].had
            ),
        )
        for pair in pairs
        if pair.number in contacts  # one that begins later is not there yet
    )


def _ties_of_groups(programme: Programme, members: set[int], as_of: date) -> Iterator[Tie]:
    """Everybody's place in a group counts as a tie of theirs; its number is below zero, so that it is no relationship's.

    Moving to another group is like another match: the way goes on.
    """
    for row in group_doses(programme, as_of) if has_groups(programme) else ():
        if row.participant_id in members:
            yield Tie(
                number=-row.place_id,
                members=(row.participant_id,),
                supporter=None,
                started_on=row.since,
                ending=_ending_of(row),
                planned=row.planned,
                planned_minutes=row.planned_minutes,
                delivered=tuple(
                    Delivered(contact.on, contact.minutes, contact.modality) for contact in row.had
                ),
            )


def _ending_of(row: GroupPlaceContacts) -> str | None:
    if row.why_left == WhyLeft.ENDED and row.ended_early:
        return "early"
    return _GROUP_ENDINGS.get(row.why_left)


def _check_ins(programme: Programme, members: set[int], supporters: set[int]) -> tuple[CheckInFact, ...]:
    rows = (
        CheckIn.objects.filter(side__relationship__programme=programme, answered_at__isnull=False)
        .order_by("answered_at", "id")
        .values_list("side__participant_id", "side__supporter_id", "fit", "giving", "receiving", "load")
    )
    newest: dict[tuple[int, bool], CheckInFact] = {}
    for person, as_supporter, fit, giving, receiving, load in rows:
        supporter = as_supporter is not None
        if person in (supporters if supporter else members):
            newest[person, supporter] = CheckInFact(person, supporter, fit, giving, receiving, load)
    return tuple(newest[key] for key in sorted(newest))


def _concerns(programme: Programme, people: set[int] | None) -> int:
    """Concerns of the programme, without those of a practice; with `people`, those about one of them or raised by one of them."""
    rows = Concern.objects.filter(programme=programme, rehearsal__isnull=True).values_list(
        "about_id", "raised_by_participant_id"
    )
    return sum(people is None or about in people or by in people for about, by in rows)


def _held(programme: Programme, people: set[int]) -> int:
    """People for whom new contact was ever stopped."""
    held = Hold.objects.filter(programme=programme).values_list("participant_id", flat=True).distinct()
    return len(people.intersection(held))
