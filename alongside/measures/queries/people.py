"""Who may be asked in a programme, and the dates in their story from which waves are counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from alongside.enrolment.queries import (
    consented_participants,
    having_required_consents,
    participants_with_required_consents,
    purposes_agreed_to,
    required_purposes,
)
from alongside.matching.models import EndingKind, RelationshipSide
from alongside.matching.queries.relationships import definitions_for
from alongside.measures.core import Anchor, Respondent, Wave
from alongside.measures.core.plan import asks_about_relationship, respondent_of, wave_plan
from alongside.measures.models import Response
from alongside.measures.queries.packs import unlicensed
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import (
    LeavingReason,
    Member,
    Participant,
    PeerSupporter,
    PlaceStatus,
    Programme,
)
from alongside.programmes.queries.versions import VersionsFollowed

AFTER_THE_END = "contact_after_end"
NEVER_ASKED = frozenset({LeavingReason.DIED, LeavingReason.MISTAKE})
Side = tuple[int, bool]


@dataclass(frozen=True, eq=False)
class Asked:
    """What one version of the definition asks of whoever runs under it."""

    definition: Definition

    @cached_property
    def waves(self) -> tuple[Wave, ...]:
        return wave_plan(self.definition)

    @cached_property
    def personal(self) -> tuple[Wave, ...]:
        """The waves with only what is asked about the person."""
        return tuple(_only(self.waves, about_relationship=False))

    @cached_property
    def of_relationship(self) -> tuple[Wave, ...]:
        """The waves with only what is asked about each relationship."""
        return tuple(_only(self.waves, about_relationship=True))

    @cached_property
    def follow_ups(self) -> frozenset[tuple[str, str]]:
        """Wave key and side of the waves that lie some time after the ending."""
        return frozenset(
            (wave.key, wave.respondent) for wave in self.definition.measures if wave.is_follow_up
        )

    @cached_property
    def titles(self) -> Mapping[tuple[str, bool], str]:
        """The title of each wave, by key and side (true for the supporters')."""
        return {(wave.key, wave.respondent == "supporter"): wave.title for wave in self.definition.measures}

    @cached_property
    def agrees_to_later(self) -> bool:
        """Whether people are asked to agree to questions after the end."""
        return any(consent.key == AFTER_THE_END for consent in self.definition.consents)

    def respondent(self, place: Place) -> Respondent:
        return respondent_of(self.definition, as_supporter=place.as_supporter)


def _only(plan: Iterable[Wave], *, about_relationship: bool) -> Iterator[Wave]:
    for wave in plan:
        chosen = tuple(
            name for name in wave.instruments if asks_about_relationship(name) == about_relationship
        )
        if chosen:
            yield replace(wave, instruments=chosen)


@dataclass(frozen=True)
class Support:
    """One relationship, from the side of one person, and what the version asks that it runs under."""

    asked: Asked
    relationship_id: int
    started_on: date
    planned_end_on: date
    first_contact_on: date | None
    ended_on: date | None
    ending_kind: str


@dataclass(frozen=True)
class Place:
    """Somebody's place in a programme, with the relationships they have had in it, oldest first.

    `asked` is what the version asks of them that held when they joined, or that their intake follows: questions about
    the person stay those that they began with, whatever is amended before they are asked again.
    """

    asked: Asked
    participant_id: int
    as_supporter: bool
    joined_on: date
    status: str
    left_on: date | None
    left_reason: str
    language: str
    supports: tuple[Support, ...]
    moved: bool = False
    """Whether their intake was moved to another version in the middle, so that some of its questions come too late."""

    @property
    def first_contact_on(self) -> date | None:
        """The day on which support began for them, whoever it was with."""
        return min((one.first_contact_on for one in self.supports if one.first_contact_on), default=None)

    @property
    def spell(self) -> tuple[Support, ...]:
        """The first relationship and, where it ended for another match, the ones that took its place."""
        found: list[Support] = []
        for support in self.supports:
            found.append(support)
            if support.ending_kind != EndingKind.REMATCH:
                break
        return tuple(found)

    @property
    def support_ended_on(self) -> date | None:
        """When their spell of support ended; empty while it lasts, or while they wait for another match."""
        last = self.spell[-1] if self.spell else None
        return last.ended_on if last and last.ending_kind != EndingKind.REMATCH else None

    def anchors(self, support: Support | None) -> Mapping[Anchor, date | None]:
        """The dates for questions about one relationship or, without one, about the person.

        What is asked about the person is asked once, and counted from their first spell of support: a change of match
        in between does not begin it anew, and the planned end is that of the last match in it.
        """
        chosen = (support,) if support else self.spell
        first, last = (chosen[0], chosen[-1]) if chosen else (None, None)
        return {
            Anchor.ENROLMENT: self.joined_on,
            Anchor.FIRST_CONTACT: support.first_contact_on if support else self.first_contact_on,
            Anchor.START: first.started_on if first else None,
            Anchor.PLANNED_END: last.planned_end_on if last else None,
            Anchor.ENDED: last.ended_on if last else None,
        }


@dataclass(frozen=True)
class People:
    """The places of a programme, or of one participant in it, and what their consent allows."""

    places: Mapping[Side, Place]
    consenting: frozenset[int]
    after_the_end: frozenset[int]
    organisation: int

    @cached_property
    def versions(self) -> tuple[Asked, ...]:
        """What each version asks that somebody here runs under."""
        places = self.places.values()
        personal = [place.asked for place in places]
        of_relationships = [support.asked for place in places for support in place.supports]
        return tuple(dict.fromkeys(personal + of_relationships))

    @property
    def any_moved(self) -> bool:
        """Whether somebody's intake was moved to another version."""
        return any(place.moved for place in self.places.values())

    @cached_property
    def unlicensed(self) -> frozenset[str]:
        """The instruments that may not be asked today, because their licence is over. No query where all come with us."""
        return unlicensed(
            (name for version in self.versions for wave in version.waves for name in wave.instruments),
            self.organisation,
        )

    def title(self, side: Side, wave_key: str) -> str:
        """What the wave is called for them; its key, where no version that anybody here runs under knows it."""
        own = (self.places[side].asked,) if side in self.places else ()
        known = (one.titles.get((wave_key, side[1])) for one in (*own, *self.versions))
        return next((title for title in known if title), wave_key)

    def may_ask(self, place: Place, wave_key: str, opens_on: date, support: Support | None) -> bool:
        """Whether consent, as it stands now, allows asking this place these questions.

        Whoever withdraws what support requires is asked nothing more. After an ending, or after leaving, only those
        are asked who agreed to that, where the definition has such a purpose; where it has none, people who left are
        not asked. Nobody is asked after a death, and nobody who was entered by mistake.
        """
        if place.participant_id not in self.consenting or place.left_reason in NEVER_ASKED:
            return False
        asked = support.asked if support else place.asked
        ended_on = support.ended_on if support else place.support_ended_on
        has_left = place.left_on is not None and opens_on > place.left_on
        is_over = (wave_key, "supporter" if place.as_supporter else "member") in asked.follow_ups or (
            ended_on is not None and opens_on > ended_on
        )
        if not (has_left or is_over):
            return True
        return place.participant_id in self.after_the_end if asked.agrees_to_later else not has_left

    def may_ask_row(self, row: Response) -> bool:
        """`may_ask`, for questions that are there already."""
        side = (row.participant_id, row.as_supporter)
        return self.may_still_ask(side, row.instrument, row.wave, row.opens_on, row.relationship_id)

    def may_still_ask(
        self, side: Side, instrument: str, wave_key: str, opens_on: date, relationship_id: int | None
    ) -> bool:
        """`may_ask`, by what is known of questions that are there already; and their words may still be used."""
        place = self.places.get(side)
        if place is None or instrument in self.unlicensed:
            return False
        support = next((one for one in place.supports if one.relationship_id == relationship_id), None)
        return self.may_ask(place, wave_key, opens_on, support)

    def is_resting(self, side: Side) -> bool:
        """Whether the person is having a pause, in which we do not get in touch about questions."""
        return side in self.places and self.places[side].status == PlaceStatus.PAUSED


def people_of(
    programme: Programme,
    participant: Participant | None = None,
    *,
    among: QuerySet[Participant] | None = None,
) -> People:
    """Everybody in the programme, or those `among` some, or one participant, in a flat number of queries."""
    places = _places(programme, _whose(participant, among))
    if participant is not None:
        one = frozenset({participant.pk})
        agreed = purposes_agreed_to(participant, programme)
        is_asked = all(purpose.key in agreed for purpose in required_purposes(programme))
        return People(
            places,
            consenting=one if is_asked else frozenset(),
            after_the_end=one if AFTER_THE_END in agreed else frozenset(),
            organisation=programme.organisation_id,
        )
    ids = None if among is None else among.values_list("pk", flat=True)
    consenting = frozenset(
        participants_with_required_consents(programme)
        if ids is None
        else having_required_consents(programme, ids)
    )
    later = frozenset(consented_participants(programme, AFTER_THE_END, among=ids))
    return People(places, consenting, later, programme.organisation_id)


def _whose(participant: Participant | None, among: QuerySet[Participant] | None) -> Q:
    if participant is not None:
        return Q(participant=participant)
    return Q() if among is None else Q(participant__in=among.values("pk"))


def _places(programme: Programme, whose: Q) -> dict[Side, Place]:
    versions = _Versions(programme)
    supports = _supports(programme, whose, versions)
    kinds: Iterable[type[Member | PeerSupporter]] = (Member, PeerSupporter)
    columns = (
        "participant_id",
        "intake_id",
        "joined_on",
        "status",
        "left_on",
        "left_reason",
        "participant__person__language",
    )
    return {
        (row["participant_id"], kind is PeerSupporter): Place(
            asked=versions.asked(versions.followed.definition(row["joined_on"], row["intake_id"])),
            participant_id=row["participant_id"],
            as_supporter=kind is PeerSupporter,
            joined_on=row["joined_on"],
            status=row["status"],
            left_on=row["left_on"],
            left_reason=row["left_reason"],
            # Without its country; English where staff ask for them.
            language=(row["participant__person__language"] or "en").split("-")[0],
            supports=tuple(supports.get((row["participant_id"], kind is PeerSupporter), ())),
            moved=versions.followed.was_moved(row["intake_id"]),
        )
        for kind in kinds
        for row in kind.objects.filter(
            whose, programme=programme, participant__merged_into__isnull=True
        ).values(*columns)
    }


class _Versions:
    """What each version asks, worked out once for everybody who runs under it."""

    def __init__(self, programme: Programme) -> None:
        self.followed = VersionsFollowed(programme)
        self._known: dict[int, Asked] = {}

    def asked(self, definition: Definition) -> Asked:
        return self._known.setdefault(id(definition), Asked(definition))


def _supports(programme: Programme, whose: Q, versions: _Versions) -> Mapping[Side, list[Support]]:
    sides = RelationshipSide.objects.filter(whose, relationship__programme=programme)
    found: Mapping[Side, list[Support]] = defaultdict(list)
    rows = list(sides.select_related("relationship").order_by("relationship__started_on", "relationship_id"))
    among = sides.values("relationship_id")
    definitions = definitions_for(versions.followed, (side.relationship for side in rows), among)
    for side in rows:
        found[side.participant_id, side.supporter_id is not None].append(
            Support(
                asked=versions.asked(definitions[side.relationship_id]),
                relationship_id=side.relationship_id,
                started_on=side.relationship.started_on,
                planned_end_on=side.relationship.planned_end_on,
                first_contact_on=side.relationship.first_contact_on,
                ended_on=side.relationship.ended_on,
                ending_kind=side.relationship.ending_kind,
            )
        )
    return found
