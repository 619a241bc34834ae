"""Everybody among whom a rare answer could single somebody out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alongside.matching.core.singling import Crowd, crowd_of
from alongside.matching.models import MatchingProfile
from alongside.matching.queries.profiles import LANGUAGE_TRAIT
from alongside.programmes.models import Member, PlaceStatus, Programme
from alongside.programmes.queries import definition_of


def crowd_in(programme: Programme) -> Crowd:
    """All members of the programme, among whom somebody could be singled out by what they have said. Two queries."""
    definition = definition_of(programme)
    kinds = {trait.key: trait.kind for trait in definition.matching.traits}
    rows = MatchingProfile.objects.filter(
        programme=programme,
        participant__in=Member.objects.filter(programme=programme)
        .exclude(status=PlaceStatus.LEFT)
        .values("participant"),
    )
    return crowd_of(
        (_words_said(*row, kinds) for row in rows.values_list("traits", "languages")),
        sensitive=frozenset(trait.key for trait in definition.matching.traits if trait.sensitive),
        practical=frozenset({LANGUAGE_TRAIT}),
    )


def _words_said(
    traits: dict[str, Any], languages: list[str], kinds: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    said: dict[str, frozenset[str]] = {}
    if languages:
        said[LANGUAGE_TRAIT] = frozenset(word.casefold() for word in languages)
    for key, value in traits.items():
        if kinds.get(key, "number") != "number" and value:
            said[key] = frozenset(map(str, value)) if isinstance(value, list) else frozenset({str(value)})
    return said
