"""From rows to the plain people of `matching.core`: who waits, who has a free place, and who must not meet.

A participant's id stands for the human: somebody who seeks support and gives it has the same id on both sides.
The number of queries does not grow with the number of people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from alongside.common.lists import HowMany
from alongside.enrolment.queries import having_required_consents
from alongside.matching import core
from alongside.matching.core.people import SameAsMe
from alongside.matching.models import (
    PLACE_HELD,
    AvoidedName,
    Exclusion,
    MatchingProfile,
    ProposalStatus,
    ProposedMatch,
    RelationshipSide,
    RequestStatus,
    SupportRequest,
    Wish,
)
from alongside.matching.queries.profiles import LANGUAGE_TRAIT, shown_by
from alongside.matching.queries.relationships import OPEN_SIDE, active_loads, held_places
from alongside.programmes.core import traits as document
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Intake, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import definition_of
from alongside.safeguarding.queries import held_participants
from alongside.training.queries import maybe_ready, oldest_first, ready_supporters

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SAME = "same"
MOST_LOOKED_AT = 200
A_FEW = 50
"""Up to so many people are asked for by name; of more, everybody's answers are read at once."""


@dataclass(frozen=True)
class Market:
    """Everybody for one round. `requests` and `supporters` lead from a participant's id back to their rows."""

    seekers: tuple[core.Seeker, ...]
    givers: tuple[core.Supporter, ...]
    exclusions: frozenset[core.Exclusion]
    traits: tuple[core.Trait, ...]
    requests: dict[int, SupportRequest]
    supporters: dict[int, PeerSupporter]

    @property
    def places(self) -> int:
        """Free places in all."""
        return sum(giver.capacity for giver in self.givers)


def market_of(programme: Programme, *, on: date | None = None, intake: Intake | None = None) -> Market:
    """Who waits and may be proposed, who is ready and has a place, and who must not meet.

    For one intake: its members, and the supporters of that intake or of none. Places that are meant for people outside
    it are not given twice.
    """
    day = on or timezone.localdate()
    definition = definition_of(programme)
    waiting, ready = may_be_proposed(programme), _free_supporters(programme, day)
    loads, held = active_loads(programme), held_places(programme)
    if intake is not None:
        waiting = waiting.filter(member__intake=intake)
        ready = [row for row in ready if row.intake_id in {None, intake.pk}]
        held += _meant_outside(intake)
    requests = {row.member.participant_id: row for row in waiting}
    supporters = {row.participant_id: row for row in ready}
    profiles, wishes = _said(programme, requests.keys() | supporters.keys())
    traits = {trait.key: core_trait(trait) for trait in definition.matching.in_order}
    maker = _Maker(definition, traits, profiles, wishes)
    seekers = (maker.seeker(pk, row, day) for pk, row in requests.items())
    givers = (
        maker.giver(pk, row.capacity - loads[row.pk] - held[row.pk], loads[row.pk] + held[row.pk])
        for pk, row in supporters.items()
    )
    return Market(
        seekers=tuple(seekers),
        givers=tuple(giver for giver in givers if giver.capacity > 0),
        exclusions=exclusions_in(programme),
        traits=tuple(traits.values()),
        requests=requests,
        supporters=supporters,
    )


def market_between(request: SupportRequest, supporters: Collection[PeerSupporter]) -> Market:
    """One member and these supporters, with the places that each has free now; nobody is asked whether they may."""
    programme, day = request.member.programme, timezone.localdate()
    definition = definition_of(programme)
    mine = request.member.participant_id
    rows = {row.participant_id: row for row in supporters}
    profiles, wishes = _said(programme, rows.keys() | {mine})
    loads, held = active_loads(programme), held_places(programme)
    traits = {trait.key: core_trait(trait) for trait in definition.matching.in_order}
    maker = _Maker(definition, traits, profiles, wishes)
    return Market(
        seekers=(maker.seeker(mine, request, day),),
        givers=tuple(
            maker.giver(pk, row.capacity - loads[row.pk] - held[row.pk], loads[row.pk] + held[row.pk])
            for pk, row in rows.items()
        ),
        exclusions=exclusions_in(programme, among=rows.keys() | {mine}),
        traits=tuple(traits.values()),
        requests={mine: request},
        supporters=rows,
    )


def _meant_outside(intake: Intake) -> Counter[int]:
    """How many members outside an intake each supporter is meant for by a round that is looked through, by their id."""
    meant = ProposedMatch.objects.filter(
        request__member__programme=intake.programme_id,
        status=ProposalStatus.PROPOSED,
        is_round_choice=True,
        supporter__isnull=False,
    ).exclude(request__member__intake=intake)
    return Counter(meant.values_list("supporter_id", flat=True))


def parties_of(
    programme: Programme, members: Mapping[int, int], supporters: Collection[int] = ()
) -> tuple[list[core.Seeker], list[core.Supporter]]:
    """People of a programme as the matcher sees them, by their participants' ids: members with the days they have
    waited, and supporters. Two queries, for any number."""
    definition = definition_of(programme)
    profiles, wishes = _said(programme, {*members, *supporters})
    traits = {trait.key: core_trait(trait) for trait in definition.matching.in_order}
    maker = _Maker(definition, traits, profiles, wishes)
    return [maker.member(pk, days) for pk, days in members.items()], [
        maker.giver(pk, 1, 0) for pk in supporters
    ]


def may_be_proposed(
    programme: Programme,
    among: Collection[SupportRequest] | None = None,
    *,
    status: Collection[RequestStatus] = (RequestStatus.WAITING,),
) -> QuerySet[SupportRequest]:
    """Requests that may go into a round: agreed to, due, not held back, and with no name left to look up.

    Of everybody who waits, or `among` some of them. With another `status`, of those who stand there.
    """
    queue = SupportRequest.objects.filter(member__programme=programme, status__in=status)
    if among is not None:
        queue = queue.filter(pk__in=[row.pk for row in among])
    agreed = having_required_consents(programme, queue.values_list("member__participant", flat=True))
    return (
        queue.select_related("member__participant")
        .filter(member__status=PlaceStatus.ENROLLED, member__participant__in=agreed)
        .exclude(not_before__gt=timezone.localdate())
        .exclude(member__participant__in=held_participants(programme))
        .exclude(member__participant__in=_named_somebody(programme))
        .order_by("waiting_since", "pk")
    )


def free_places(programme: Programme, *, on: date | None = None, most: int = MOST_LOOKED_AT) -> HowMany:
    """The free places that `market_of` would count, of the first `most` supporters who have room.

    Whether somebody is ready is asked of each, so a programme of thousands is not looked through for a number.
    """
    taken = Coalesce(_count_of(_LOADS), 0) + Coalesce(_count_of(_HELD), 0)
    with_room = (
        _maybe_free(programme)
        .annotate(room=F("capacity") - taken)
        .filter(room__gt=0)
        .order_by("pk")[: most + 1]
    )
    found = list(with_room)
    ready = ready_supporters(programme, on, found[:most])
    return HowMany(sum(vars(row)["room"] for row in ready), len(found) > most)


_LOADS = RelationshipSide.objects.filter(OPEN_SIDE, supporter=OuterRef("pk"))
_HELD = ProposedMatch.objects.filter(status__in=PLACE_HELD, supporter=OuterRef("pk"))


def _count_of(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by().values("supporter").annotate(n=Count("pk")).values("n"))


def _named_somebody(programme: Programme) -> QuerySet[Any, Any]:
    """The participants who named somebody whom nobody has looked up yet."""
    unlooked = AvoidedName.objects.filter(profile__programme=programme, looked_at__isnull=True)
    return unlooked.values("profile__participant")


def may_be_asked_directly(programme: Programme) -> list[PeerSupporter]:
    """Supporters who are ready and have said that members who look round may see and ask them."""
    willing = MatchingProfile.objects.filter(programme=programme, may_be_asked=True).values("participant")
    rows = _maybe_free(programme).filter(participant__in=willing)
    return ready_supporters(programme, None, oldest_first(rows))


def _maybe_free(programme: Programme) -> QuerySet[PeerSupporter]:
    """Supporters who may be ready, without those who named somebody whom nobody has looked up yet."""
    return maybe_ready(programme).exclude(participant__in=_named_somebody(programme))


def _free_supporters(programme: Programme, day: date) -> list[PeerSupporter]:
    return ready_supporters(programme, day, oldest_first(_maybe_free(programme)))


def _said(
    programme: Programme, participants: Collection[int]
) -> tuple[dict[int, MatchingProfile], dict[tuple[int, bool], list[Wish]]]:
    rows = MatchingProfile.objects.filter(programme=programme)
    said = Wish.objects.select_related("profile").filter(profile__programme=programme)
    if len(participants) <= A_FEW:
        rows = rows.filter(participant__in=participants)
        said = said.filter(profile__participant__in=participants)
    profiles = {row.participant_id: row for row in rows if row.participant_id in participants}
    wishes: dict[tuple[int, bool], list[Wish]] = {}
    for row in said:
        wishes.setdefault((row.profile.participant_id, row.as_supporter), []).append(row)
    return profiles, wishes


def obstacles_now(
    request: SupportRequest, other: PeerSupporter | SupportRequest
) -> tuple[core.Obstacle, ...]:
    """What stands between two people by what both say today, whatever they said when the pair was worked out.

    Places are not counted here. Five queries, in a programme of any size.
    """
    programme, day = request.member.programme, timezone.localdate()
    definition = definition_of(programme)
    mine = request.member.participant_id
    theirs = other.participant_id if isinstance(other, PeerSupporter) else other.member.participant_id
    profiles, wishes = _said(programme, {mine, theirs})
    traits = {trait.key: core_trait(trait) for trait in definition.matching.traits}
    maker = _Maker(definition, traits, profiles, wishes)
    if isinstance(other, PeerSupporter):
        party: core.Party = maker.giver(theirs, 1, 0)
    else:
        party = maker.seeker(theirs, other, day)
    barred = exclusions_in(programme, among=(mine, theirs))
    return core.admissible(maker.seeker(mine, request, day), party, barred)


def somebody_named(programme: Programme, participants: Collection[int]) -> bool:
    """Whether one of them named somebody whom nobody has looked up yet."""
    return _named_somebody(programme).filter(profile__participant__in=participants).exists()


def exclusions_in(programme: Programme, *, among: Collection[int] | None = None) -> frozenset[core.Exclusion]:
    """Pairs that are never to be matched: those stated, those declined, and those not chosen for this request.

    What a supporter declined is not put to them again for the same member; whom a member did not choose is not
    offered again for the same request. `among`: of these participants only.
    """
    stated = Exclusion.objects.filter(programme=programme).values_list("first", "second")
    rows = ProposedMatch.objects.filter(request__member__programme=programme)
    seeker = "request__member__participant"
    if among is not None:
        stated = stated.filter(first__in=among, second__in=among)
        rows = rows.filter(**{f"{seeker}__in": among})
    declined = rows.filter(status=ProposalStatus.DECLINED)
    passed_over = rows.filter(status=ProposalStatus.NOT_CHOSEN, request__closed_at__isnull=True)
    answered = declined | passed_over
    with_supporters = answered.filter(supporter__isnull=False).values_list(seeker, "supporter__participant")
    with_members = answered.filter(with_request__isnull=False).values_list(
        seeker, "with_request__member__participant"
    )
    return frozenset(core.Exclusion(a, b) for a, b in (*stated, *with_supporters, *with_members))


def core_trait(trait: document.Trait) -> core.Trait:
    """The trait as the matcher sees it. Numbers count as the same within a tenth of their range.

    A definition gives no tolerance; a tenth makes ages of about nine years apart alike, which is what people mean by
    "somebody my age".
    """
    spread = (trait.highest or 0) - (trait.lowest or 0)
    tolerance = max(1, spread // 10) if trait.kind == "number" else 0
    return core.Trait(trait.key, trait.label, core.TraitKind(trait.kind), tolerance)


@dataclass(frozen=True)
class _Maker:
    definition: Definition
    traits: dict[str, core.Trait]
    profiles: dict[int, MatchingProfile]
    wishes: dict[tuple[int, bool], list[Wish]]

    def seeker(self, pk: int, row: SupportRequest, day: date) -> core.Seeker:
        return self.member(pk, max(0, (day - timezone.localdate(row.waiting_since)).days))

    def member(self, pk: int, waiting_days: int) -> core.Seeker:
        return core.Seeker(**self._party(pk, as_supporter=False), waiting_days=waiting_days)

    def giver(self, pk: int, free: int, load: int) -> core.Supporter:
        return core.Supporter(**self._party(pk, as_supporter=True), capacity=max(0, free), load=load)

    def _party(self, pk: int, *, as_supporter: bool) -> dict[str, Any]:
        profile = self.profiles.get(pk) or MatchingProfile()
        traits = {
            key: _value(trait, profile.traits[key])
            for key, trait in self.traits.items()
            if key in profile.traits
        }
        languages = (
            profile.traits.get(LANGUAGE_TRAIT, []) if LANGUAGE_TRAIT in self.traits else profile.languages
        )
        topics = traits.pop(core.TOPICS.key, frozenset())
        community = " ".join(profile.community.casefold().split())
        return {
            "id": pk,
            "traits": traits,
            "wishes": tuple(self._wishes(self.wishes.get((pk, as_supporter), []), profile)),
            "languages": frozenset(language.casefold() for language in languages),
            "modalities": frozenset(profile.modalities),
            "availability": frozenset(slot for text in profile.availability if (slot := slot_of(text))),
            "communities": frozenset({community} - {""}),
            "avoid_own_community": profile.avoid_own_community,
            "topics": topics if isinstance(topics, frozenset) else frozenset(),
            "shown": shown_by(profile, self.definition),
        }

    def _wishes(self, rows: list[Wish], profile: MatchingProfile) -> Iterable[core.Wish]:
        by_trait: dict[str, list[Wish]] = {}
        for row in rows:
            if row.value and row.trait in self.traits:
                by_trait.setdefault(row.trait, []).append(row)
        for key, group in by_trait.items():
            trait = self.traits[key]
            wished = _wished(trait, {row.value for row in group}, profile.traits.get(key))
            if wished is not None:
                yield core.Wish(trait, core.Strength(group[0].strength), wished, group[0].rank)


def _wished(trait: core.Trait, named: set[str], own: object) -> core.Value | SameAsMe | None:
    """What somebody wishes for: their own value, a number, or words any of which will do."""
    if named == {SAME}:
        return core.SAME_AS_ME
    if trait.kind is core.TraitKind.NUMBER:
        numbers = sorted(int(value) for value in named if value.lstrip("-").isdigit())
        return numbers[0] if numbers else None
    words = frozenset(named - {SAME})
    mine = _value(trait, own) if SAME in named and own is not None else frozenset[str]()
    return words | mine if isinstance(mine, frozenset) else words


def _value(trait: core.Trait, stored: object) -> core.Value:
    """A stored answer as the matcher wants it: a whole number, or a set of words."""
    if trait.kind is core.TraitKind.NUMBER:
        return int(str(stored))
    return frozenset(map(str, stored)) if isinstance(stored, list) else frozenset({str(stored)})


def slot_of(text: str) -> core.Slot | None:
    """`tue-evening` as (1, "evening"); None for anything else."""
    day, _, part = text.partition("-")
    return (WEEKDAYS.index(day), part) if day in WEEKDAYS and part else None


def with_room(giver: core.Supporter, free: int) -> core.Supporter:
    """The same supporter with another number of free places."""
    return replace(giver, capacity=max(0, free))
