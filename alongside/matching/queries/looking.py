"""Looking round: whom a member may see and ask directly, and what each of them has said that others may know.

Only supporters who said that they may be seen, who are ready, whom the member could be proposed to by what both say
today, and who have a place that is meant for nobody else and held back for nobody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from alongside.matching import core
from alongside.matching.core import ReasonCode
from alongside.matching.models import (
    LIVE_PROPOSALS,
    MatchingProfile,
    ProposalStatus,
    ProposedMatch,
    RequestStatus,
    SupportRequest,
)
from alongside.matching.queries.answers import trait_in_words
from alongside.matching.queries.fairness import held_places_in
from alongside.matching.queries.market import (
    WEEKDAYS,
    Market,
    market_between,
    may_be_asked_directly,
    may_be_proposed,
)
from alongside.matching.queries.pages import pay_in_words
from alongside.matching.queries.profiles import LANGUAGE_TRAIT, may_look_round, shown_by
from alongside.matching.queries.reasons import (
    Words,
    modality_name,
    part_name,
    sorted_in_words,
    stored_reasons,
)
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.traits import Trait
from alongside.programmes.models import PeerSupporter
from alongside.programmes.queries import definition_of

MOST_QUESTIONS = 3
"""So many direct questions of one member may be open at once."""

MOST_FOR_ONE = 5
"""Somebody to whom so many are open is not shown to others until they have answered."""

PARTS = ("morning", "afternoon", "evening")
WEEKEND = "weekend"


@dataclass(frozen=True)
class Face:
    """A supporter as a member meets them who looks round: only what they agreed to show, and why they could suit.

    `places` are those they have free for somebody new. `said` holds the values they show, by what can be chosen among.
    """

    supporter: PeerSupporter
    name: str
    introduction: str
    badge: str
    facts: list[str]
    reasons: list[str]
    lacks: list[str]
    places: int
    said: Mapping[str, frozenset[str]]


def may_ask_directly(request: SupportRequest) -> bool:
    """Whether the member may look round now: the programme lets them, and nothing has to be looked at first."""
    programme = request.member.programme
    open_ = (RequestStatus.WAITING, RequestStatus.PROPOSED)
    return may_look_round(definition_of(programme)) and bool(
        may_be_proposed(programme, [request], status=open_)
    )


def open_questions(request: SupportRequest) -> list[ProposedMatch]:
    """Whom the member has asked directly and who has not answered, in the order of asking."""
    rows = ProposedMatch.objects.select_related("supporter__participant").filter(
        request=request, status=ProposalStatus.ASKED_DIRECTLY
    )
    return list(rows.order_by("asked_at", "pk"))


def market_to_look_through(request: SupportRequest) -> Market:
    """The member and whoever may be shown to them, each with the places that are open to this member."""
    programme = request.member.programme
    met = set(
        ProposedMatch.objects.filter(request=request, status__in=LIVE_PROPOSALS)
        .exclude(status=ProposalStatus.PROPOSED)
        .values_list("supporter", flat=True)
    )
    asked = _counted(request, status=ProposalStatus.ASKED_DIRECTLY)
    meant = _counted(request, status=ProposalStatus.PROPOSED, is_round_choice=True)
    rows = [
        row for row in may_be_asked_directly(programme) if row.pk not in met and asked[row.pk] < MOST_FOR_ONE
    ]
    market = market_between(request, rows)
    held = held_places_in(programme, market)
    mine = [request.member.participant_id]

    def room(giver: core.Supporter) -> int:
        meant_for_others = meant[market.supporters[int(giver.id)].pk]
        return max(0, giver.capacity - meant_for_others - held.empty_with(giver.id, mine))

    return replace(market, givers=tuple(replace(each, capacity=room(each)) for each in market.givers))


def _counted(request: SupportRequest, **what: object) -> Counter[int | None]:
    """How many other members' proposals of this kind each supporter has."""
    rows = ProposedMatch.objects.filter(
        request__member__programme=request.member.programme_id, supporter__isnull=False, **what
    )
    return Counter(rows.exclude(request=request).values_list("supporter", flat=True))


def to_look_through(request: SupportRequest) -> list[Face]:
    """Everybody whom the member may ask now. The number of queries does not grow with the number of people."""
    if not may_ask_directly(request):
        return []
    market = market_to_look_through(request)
    (seeker,) = market.seekers
    definition = definition_of(request.member.programme)
    found = core.to_look_through(
        seeker, market.givers, market.exclusions, traits=market.traits, seed=request.pk
    )
    profiles = {
        row.participant_id: row
        for row in MatchingProfile.objects.filter(
            programme=request.member.programme, participant__in=[one.supporter for one in found]
        )
    }
    maker = _Faces(definition)
    return [
        maker.face(market.supporters[int(one.supporter)], profiles[int(one.supporter)], one) for one in found
    ]


class _Faces:
    def __init__(self, definition: Definition) -> None:
        self.definition, self.words = definition, Words(definition)
        self.badge = pay_in_words(definition)

    def face(self, supporter: PeerSupporter, profile: MatchingProfile, one: core.Suggestion) -> Face:
        why = sorted_in_words(
            [row for row in stored_reasons(one.reasons) if row["code"] != ReasonCode.SHARES_TRAIT],
            self.definition,
        )
        shown = shown_by(profile, self.definition)
        traits = [trait for trait in self.definition.matching.in_order if trait.key in shown]
        return Face(
            supporter=supporter,
            name=supporter.participant.known_as,
            introduction=profile.introduction,
            badge=self.badge,
            facts=list(self._facts(profile, traits)),
            reasons=[*why.gives, *why.shares],
            lacks=why.lacks,
            places=one.places_left,
            said=_said(profile, traits, self.definition),
        )

    def _facts(self, profile: MatchingProfile, traits: Sequence[Trait]) -> Iterable[str]:
        for trait in traits:
            if value := trait_in_words(trait.key, profile.traits.get(trait.key), self.words):
                yield _("%(label)s: %(value)s") % {"label": trait.label, "value": value}
        if LANGUAGE_TRAIT not in {trait.key for trait in self.definition.matching.traits}:
            yield from profile.languages
        yield from (modality_name(way).capitalize() for way in profile.modalities)


def _said(
    profile: MatchingProfile, traits: Sequence[Trait], definition: Definition
) -> dict[str, frozenset[str]]:
    """What can be chosen among. Whoever left ways or times open is in touch in any way, at any time."""
    said = {
        trait.key: frozenset(value if isinstance(value, list) else [str(value)])
        for trait in traits
        if trait.kind != "number" and (value := profile.traits.get(trait.key)) is not None
    }
    if LANGUAGE_TRAIT not in {trait.key for trait in definition.matching.traits}:
        said[LANGUAGE_TRAIT] = frozenset(language.casefold() for language in profile.languages)
    return {**said, "way": frozenset(profile.modalities), "when": _parts(profile.availability)}


def _parts(slots: Sequence[str]) -> frozenset[str]:
    found = {slot.partition("-")[2] for slot in slots}
    return frozenset(found | ({WEEKEND} if any(slot[:3] in WEEKDAYS[5:] for slot in slots) else set()))


Choices = list[tuple[str, str, list[tuple[str, str]]]]


def ways_to_narrow(faces: Sequence[Face], definition: Definition) -> Choices:
    """What the list can be narrowed by: a name for the address, a label, and the answers that are on the list."""
    words = Words(definition)
    found: Choices = []
    for trait in definition.matching.in_order:
        if trait.kind != "number" and trait.shown_to_other:
            there = _there(faces, trait.key)
            options = [(option.key, option.label) for option in trait.options if option.key in there]
            found.append((trait.key, trait.label, options))
    if LANGUAGE_TRAIT not in {trait.key for trait in definition.matching.traits}:
        spoken = sorted(_there(faces, LANGUAGE_TRAIT))
        found.append(
            (LANGUAGE_TRAIT, _("Language"), [(word, words.value(LANGUAGE_TRAIT, word)) for word in spoken])
        )
    ways = sorted(_there(faces, "way"))
    found.append(("way", _("In touch"), [(way, modality_name(way).capitalize()) for way in ways]))
    times = [part for part in (*PARTS, WEEKEND) if part in _there(faces, "when")]
    found.append(("when", _("When"), [(part, _time_name(part)) for part in times]))
    return [each for each in found if len(each[2]) > 1]


def _there(faces: Sequence[Face], key: str) -> frozenset[str]:
    return frozenset(value for face in faces for value in face.said.get(key, ()))


def _time_name(part: str) -> str:
    return _("At the weekend") if part == WEEKEND else part_name(part).capitalize()


def narrowed(faces: Sequence[Face], chosen: Mapping[str, str]) -> list[Face]:
    """Those who say all that was chosen. Whoever left ways or times open suits any of them."""
    return [
        face
        for face in faces
        if all(
            value in face.said.get(key, ()) or (key in {"way", "when"} and not face.said[key])
            for key, value in chosen.items()
        )
    ]
