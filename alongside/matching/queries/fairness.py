"""Fair shares: the groups that an organisation may name, who is in them, and what the newest decision asks of a round."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from alongside.matching.core.fairness import Aim, Conditions, Group, Measure
from alongside.matching.core.people import TOPICS_KEY, Seeker, Value
from alongside.matching.models import FairShares
from alongside.matching.queries.market import Market
from alongside.matching.queries.profiles import LANGUAGE_TRAIT
from alongside.matching.queries.reasons import modality_name
from alongside.notify.models import Channel
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.traits import Trait
from alongside.programmes.models import Member, PeerSupporter, PlaceStatus, Programme

FEW = 5
"""Of a group with fewer people no figures are shown."""

MOST_AREAS = 40
WAYS = ("phone", "in_person", "video", "message", "letter")
Choices = list[tuple[str, list[tuple[str, str]]]]


def group_choices(programme: Programme, definition: Definition) -> Choices:
    """Every group that may be named, under the heading of what it is about."""
    found = [(trait.label, _of_trait(trait)) for trait in definition.matching.traits]
    areas = [(f"area:{area}", area) for area in _areas(programme)]
    if areas:
        found.append((_("Where they live"), areas))
    channels = [(f"channel:{value}", _reached(str(label))) for value, label in Channel.choices]
    ways = [(f"only:{way}", _only(way)) for way in WAYS]
    return [*found, (_("How they are reached"), channels), (_("How they can be in touch"), ways)]


def _of_trait(trait: Trait) -> list[tuple[str, str]]:
    key = f"trait:{trait.key}"
    if trait.kind == "number":
        low, high = trait.lowest or 0, trait.highest or 0
        step = max(1, (high - low) // 10 // 5 * 5 or 1)
        cuts = range(low + step, high, step)
        return [
            *(
                (f"{key}<{cut}", _("%(label)s under %(number)d") % {"label": trait.label, "number": cut})
                for cut in cuts
            ),
            *(
                (f"{key}>={cut}", _("%(label)s %(number)d or more") % {"label": trait.label, "number": cut})
                for cut in cuts
            ),
        ]
    are = [(f"{key}={option.key}", f"{trait.label}: {option.label}") for option in trait.options]
    if trait.key != LANGUAGE_TRAIT:
        return are
    return are + [
        (f"{key}!={option.key}", _("Does not speak %(language)s") % {"language": option.label})
        for option in trait.options
    ]


def _reached(channel: str) -> str:
    return _("Reached by: %(channel)s") % {"channel": channel}


def _only(way: str) -> str:
    return _("Only %(way)s") % {"way": modality_name(way)}


def _areas(programme: Programme) -> list[str]:
    """Where at least `FEW` members say they live, by name."""
    rows = (
        Member.objects.filter(programme=programme)
        .exclude(status=PlaceStatus.LEFT)
        .exclude(participant__area="")
        .values_list("participant__area")
        .annotate(people=Count("pk"))
        .filter(people__gte=FEW)
        .order_by("-people", "participant__area")[:MOST_AREAS]
    )
    return sorted(area for area, _people in rows)


def group_label(key: str, definition: Definition) -> str:
    """A group as people read it, also where the definition has changed since and no longer knows it."""
    about, _colon, rest = key.partition(":")
    if about == "area":
        return _("Lives in %(area)s") % {"area": rest}
    if about == "channel":
        return _reached(str(dict(Channel.choices).get(rest, rest)))
    if about == "only":
        return _only(rest)
    named = {value: label for trait in definition.matching.traits for value, label in _of_trait(trait)}
    return named.get(key, rest)


def members_of(key: str, market: Market) -> frozenset[int | str]:
    """Who of those who wait is in the group. Whoever has not said is in none."""
    return frozenset(seeker.id for seeker in market.seekers if _is_in(key, seeker, market))


def _is_in(key: str, seeker: Seeker, market: Market) -> bool:
    about, _colon, rest = key.partition(":")
    if about == "only":
        return seeker.modalities == {rest}
    if about in {"area", "channel"}:
        who = market.requests[int(seeker.id)].member.participant
        return str(getattr(who, about)) == rest
    for sign in ("!=", ">=", "<", "="):
        trait, found, word = rest.partition(sign)
        if found:
            return _answers(_said(seeker, trait), sign, word)
    return False


def _said(seeker: Seeker, trait: str) -> Value | None:
    return seeker.topics or None if trait == TOPICS_KEY else seeker.traits.get(trait)


def _answers(value: Value | None, sign: str, word: str) -> bool:
    if isinstance(value, int):
        return value >= int(word) if sign == ">=" else sign == "<" and value < int(word)
    if not value or sign not in {"=", "!="}:
        return False
    return (word in value) == (sign == "=")


def newest_decision(programme: Programme) -> FairShares | None:
    """What holds now; None where nothing was ever decided."""
    return decisions(programme).first()


def decisions(programme: Programme) -> QuerySet[FairShares]:
    """Every decision, the newest first, with who made it."""
    return FairShares.objects.select_related("decided_by").filter(programme=programme)


def conditions_of(decision: FairShares | None, market: Market) -> Conditions | None:
    """What the decision asks of a round of these people; None where it asks nothing."""
    if decision is None or not (decision.aims or decision.held):
        return None
    keys = dict.fromkeys(each["group"] for each in (*decision.aims, *decision.held))
    groups = {key: Group(key, members_of(key, market)) for key in keys}
    aims = tuple(
        Aim(groups[each["group"]], Measure(each["measure"]), each["tolerance"])
        for each in decision.aims
        if groups[each["group"]].members
    )
    return Conditions(groups=tuple(groups.values()), aims=aims, held=_held(decision, market))


def _held(decision: FairShares, market: Market) -> dict[int | str, dict[str, int]]:
    """Places held back with the supporters who are in the round, as many as they have free and no more."""
    left = {market.supporters[int(giver.id)].pk: giver.capacity for giver in market.givers}
    who = {market.supporters[int(giver.id)].pk: giver.id for giver in market.givers}
    found: dict[int | str, dict[str, int]] = {}
    for each in decision.held:
        places = min(each["places"], left.get(each["supporter"], 0))
        if places:
            left[each["supporter"]] -= places
            kinds = found.setdefault(who[each["supporter"]], {})
            kinds[each["group"]] = kinds.get(each["group"], 0) + places
    return found


@dataclass(frozen=True)
class HeldPlaces:
    """The places that are held back with each supporter, by their participant's id, and who is in each group."""

    places: Mapping[int | str, Mapping[str, int]]
    members: Mapping[str, frozenset[int | str]]

    def empty_with(self, supporter: int | str, meant: Collection[int | str]) -> int:
        """How many of them nobody has yet, when the supporter is meant for these people."""
        left = set(meant)
        empty = 0
        for group, places in self.places.get(supporter, {}).items():
            inside = sorted(left & self.members[group], key=str)[:places]
            left -= set(inside)
            empty += places - len(inside)
        return empty


def held_places_in(programme: Programme, market: Market) -> HeldPlaces:
    """What the decision that holds now keeps back with these supporters; for whom, of the people in this market."""
    decision = newest_decision(programme)
    if decision is None or not decision.held:
        return HeldPlaces({}, {})
    keys = dict.fromkeys(each["group"] for each in decision.held)
    return HeldPlaces(_held(decision, market), {key: members_of(key, market) for key in keys})


def supporters_with_places(programme: Programme) -> list[tuple[int, str, int]]:
    """Everybody who supports here, with how many people they take in all."""
    rows = PeerSupporter.objects.filter(programme=programme).exclude(status=PlaceStatus.LEFT)
    return list(rows.order_by("participant__name", "pk").values_list("pk", "participant__name", "capacity"))
