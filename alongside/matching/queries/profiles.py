"""What people said of themselves and of whom they wish for, as the pages of the journey need it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet

from alongside.matching.models import AvoidedName, Exclusion, MatchingProfile, Strength, Wish
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.traits import Trait
from alongside.programmes.core.vocabulary import Modality
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme

LANGUAGE_TRAIT = "language"
"""A trait of this key *is* the question about languages: two people must have one in common to talk at all."""

Kind = Literal[
    "trait",
    "shown",
    "languages",
    "modalities",
    "availability",
    "may_be_asked",
    "community",
    "avoided",
    "introduction",
    "matters",
    "wish",
    "order",
]


@dataclass(frozen=True)
class Step:
    """One question of the journey. `key` stands in its address; `trait` is set where the question is about one."""

    key: str
    kind: Kind
    trait: Trait | None = None

    @property
    def is_wish(self) -> bool:
        """Whether the question is about the other person, and the answer therefore private."""
        return self.kind in {"matters", "wish", "order"}


@dataclass(frozen=True)
class Said:
    """Everything one person has said so far in one role: the profile and those of their wishes the reader may see."""

    definition: Definition
    profile: MatchingProfile
    wishes: tuple[Wish, ...]
    avoided: tuple[AvoidedName, ...]
    as_supporter: bool
    has_hidden_wishes: bool = False

    @property
    def strengths(self) -> dict[str, str]:
        """How much each trait matters that does matter, by its key, in their order."""
        return {wish.trait: wish.strength for wish in self.wishes}

    def values_of(self, trait: str) -> list[str]:
        """The values they named for a wish; empty when they have not said which."""
        return [wish.value for wish in self.wishes if wish.trait == trait and wish.value]

    def preferred(self) -> list[str]:
        """The keys of the traits they prefer, the one that matters most first."""
        return list(dict.fromkeys(w.trait for w in self.wishes if w.strength == Strength.PREFER))


def said_by(place: Member | PeerSupporter, *, definition: Definition) -> Said:
    """All that this person said, for themselves to read."""
    profile = _profile(place.participant, place.programme)
    as_supporter = isinstance(place, PeerSupporter)
    wishes = tuple(Wish.objects.filter(profile=profile, as_supporter=as_supporter)) if profile.pk else ()
    return Said(definition, profile, wishes, _avoided(profile), as_supporter)


def said_for_staff(
    place: Member | PeerSupporter, readable: Sequence[Wish], *, definition: Definition
) -> Said:
    """What staff may read: not the wishes that the person wrote themselves, only whether there are any.

    `readable` comes from `actions.profiles.read_wishes`, which records the reading.
    """
    profile = _profile(place.participant, place.programme)
    as_supporter = isinstance(place, PeerSupporter)
    hidden = bool(
        profile.pk
        and Wish.objects.filter(profile=profile, as_supporter=as_supporter, by_staff=False).exists()
    )
    return Said(definition, profile, tuple(readable), _avoided(profile), as_supporter, hidden)


def _profile(participant: Participant, programme: Programme) -> MatchingProfile:
    found = MatchingProfile.objects.filter(programme=programme, participant=participant).first()
    return found or MatchingProfile(programme=programme, participant=participant)


def _avoided(profile: MatchingProfile) -> tuple[AvoidedName, ...]:
    return tuple(AvoidedName.objects.filter(profile=profile)) if profile.pk else ()


def journey(said: Said) -> list[Step]:
    """The questions, one a page, in order. Those about the other person follow from what matters.

    What the programme leads with is asked first; where the seeker decides, that is what matters to them.
    """
    about_them = _about_them(said)
    if said.definition.matching.seeker_leads and not said.as_supporter:
        return [*about_them, *_about_me(said, first=said.strengths)]
    return [*_about_me(said), *about_them]


def _about_me(said: Said, *, first: Collection[str] = ()) -> list[Step]:
    traits = sorted(said.definition.matching.in_order, key=lambda trait: trait.key not in first)
    steps = [Step(f"my-{trait.key}", "trait", trait) for trait in traits]
    if LANGUAGE_TRAIT not in {trait.key for trait in traits}:
        steps.append(Step("languages", "languages"))
    if traits_to_show(said):
        steps.append(Step("shown", "shown"))
    return [
        *steps,
        Step("ways", "modalities"),
        Step("times", "availability"),
        Step("introduction", "introduction"),
        *([Step("asking", "may_be_asked")] if said.as_supporter and may_look_round(said.definition) else ()),
        Step("community", "community"),
        Step("people", "avoided"),
    ]


def may_look_round(definition: Definition) -> bool:
    """Whether members may look round themselves and ask a supporter directly. Equals are brought together in rounds."""
    return definition.matching.seeker_asks and definition.role_mode != "mutual"


def _about_them(said: Said) -> list[Step]:
    traits, strengths = said.definition.matching.in_order, said.strengths
    if not traits:
        return []
    steps = [Step("matters", "matters")]
    steps += [Step(f"wish-{trait.key}", "wish", trait) for trait in traits if trait.key in strengths]
    if len(said.preferred()) > 1:
        steps.append(Step("order", "order"))
    return steps


def shown_by(profile: MatchingProfile, definition: Definition) -> frozenset[str]:
    """The keys of the traits that the other side may see of this person, as reasons for a proposal.

    Never more than the definition lets be seen, and of that what the person ticked. Until they have said, nothing that
    is sensitive. The language in which the two will talk is no secret between them.
    """
    open_traits = [trait for trait in definition.matching.traits if trait.shown_to_other]
    return frozenset(
        trait.key
        for trait in open_traits
        if trait.key == LANGUAGE_TRAIT
        or (not trait.sensitive if profile.shown is None else trait.key in profile.shown)
    )


def traits_to_show(said: Said) -> list[Trait]:
    """What the person has answered and may let the other side see, in the order of the questions."""
    return [
        trait
        for trait in said.definition.matching.in_order
        if trait.shown_to_other and trait.key != LANGUAGE_TRAIT and trait.key in said.profile.traits
    ]


def modalities_offered(definition: Definition) -> list[Modality]:
    """Every way of being in touch that the programme's schedule knows, in its order."""
    return list(dict.fromkeys(way for phase in definition.schedule.phases for way in phase.modalities))


def names_to_look_up(programme: Programme) -> QuerySet[AvoidedName]:
    """Names that nobody has looked up yet; who named them waits until then. The oldest first."""
    return (
        AvoidedName.objects.select_related("profile__participant")
        .filter(profile__programme=programme, looked_at__isnull=True)
        .order_by("stated_at", "pk")
    )


def people_meant(avoided: AvoidedName, search: str = "") -> list[Participant]:
    """Up to 50 people of the programme whose name has a word of what was said, or of what staff search for."""
    programme = avoided.profile.programme_id
    named = Q()
    for word in (search or avoided.name).split():
        if len(word) > 1:
            named |= Q(name__icontains=word) | Q(known_as__icontains=word)
    if not named:
        return []
    places = Q(pk__in=Member.objects.filter(programme=programme).values("participant")) | Q(
        pk__in=PeerSupporter.objects.filter(programme=programme).values("participant")
    )
    people = Participant.objects.filter(named, places, merged_into__isnull=True)
    return list(people.exclude(pk=avoided.profile.participant_id).order_by("name", "pk")[:50])


def exclusions_of(participant: Participant, programme: Programme) -> list[Exclusion]:
    """Everybody whom this participant is never to be matched with here."""
    rows = Exclusion.objects.select_related("first", "second").filter(programme=programme)
    return list((rows.filter(first=participant) | rows.filter(second=participant)).order_by("stated_at"))
