"""What somebody said, in the words of the programme, for the page on which they check it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alongside.matching.models import Strength
from alongside.matching.queries.profiles import Said, Step, journey, shown_by, traits_to_show
from alongside.matching.queries.reasons import Words, modality_name, slots_in_words


@dataclass(frozen=True)
class Answer:
    """One question and what was said to it; empty when nothing was."""

    step: Step
    label: str
    value: str


def answers(said: Said) -> list[Answer]:
    """Every question of the journey with its answer, in order; the wishes each in one line."""
    words = Words(said.definition)
    return [
        Answer(step, _label(step), _value(step, said, words))
        for step in journey(said)
        if step.kind != "matters"
    ]


def _label(step: Step) -> str:
    if step.trait is not None:
        return step.trait.label
    return {
        "shown": _("What your match may see"),
        "languages": _("Languages"),
        "modalities": _("Ways of being in touch"),
        "availability": _("Times"),
        "introduction": _("A few words about you"),
        "may_be_asked": _("Being asked directly"),
        "community": _("Small community"),
        "avoided": _("People to keep apart"),
        "order": _("What matters most"),
    }[step.kind]


def _value(step: Step, said: Said, words: Words) -> str:
    profile = said.profile
    if step.kind == "trait" and step.trait is not None:
        return trait_in_words(step.trait.key, profile.traits.get(step.trait.key), words)
    if step.kind == "wish" and step.trait is not None:
        return _wish_value(step.trait.key, said, words)
    plain = {
        "shown": lambda: _shown(said),
        "languages": lambda: ", ".join(profile.languages),
        "modalities": lambda: ", ".join(modality_name(way) for way in profile.modalities),
        "availability": lambda: ", ".join(slots_in_words(profile.availability)),
        "introduction": lambda: profile.introduction,
        "may_be_asked": lambda: _("Yes, you may be seen and asked") if profile.may_be_asked else "",
        "community": lambda: _community(said),
        "avoided": lambda: ", ".join(avoided.name for avoided in said.avoided),
        "order": lambda: ", ".join(words.labels.get(key, key) for key in said.preferred()),
    }
    return plain[step.kind]()


def trait_in_words(key: str, stored: Any, words: Words) -> str:
    """What somebody said of themselves, in the words of the programme; empty when they have not."""
    if stored is None:
        return ""
    return words.values(key, stored if isinstance(stored, list) else [stored])


def _wish_value(key: str, said: Said, words: Words) -> str:
    strength = {
        Strength.PREFER.value: _("Prefer"),
        Strength.MUST.value: _("Must be"),
        Strength.NOT_THIS.value: _("Not this"),
    }.get(said.strengths[key], "")
    values = said.values_of(key)
    if not values:
        return _("%(strength)s: you have not said yet what") % {"strength": strength}
    return f"{strength}: {words.values(key, values)}"


def _shown(said: Said) -> str:
    shown = shown_by(said.profile, said.definition)
    labels = [trait.label for trait in traits_to_show(said) if trait.key in shown]
    return ", ".join(labels) or _("None of your answers")


def _community(said: Said) -> str:
    if said.profile.community and said.profile.avoid_own_community:
        return _("%(community)s; nobody from there") % {"community": said.profile.community}
    return said.profile.community
