"""Why two people are proposed to each other, stored as data for three readers and put into words when it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.matching import core
from alongside.matching.core import ObstacleCode, Reason, ReasonCode
from alongside.matching.core.singling import Crowd, WhyHeld, singling_out, without
from alongside.matching.queries.market import SAME, WEEKDAYS
from alongside.matching.queries.profiles import LANGUAGE_TRAIT
from alongside.programmes.core.definition import Definition

Stored = dict[str, Any]


def reasons_of(
    seeker: core.Seeker,
    giver: core.Supporter,
    traits: Iterable[core.Trait],
    *,
    crowd: Crowd,
    waited_longest: bool = False,
) -> dict[str, list[Stored]]:
    """The three views of one pair, ready to be stored, and what is held back from the supporter for the seeker's sake."""
    known = tuple(traits)
    told = core.reasons_for_supporter(seeker, giver, known)
    held = singling_out(told, crowd, same_community=_same_community(seeker, giver))
    return {
        "coordinator": stored_reasons(
            core.reasons_for_coordinator(seeker, giver, known, waited_longest=waited_longest)
        ),
        "seeker": stored_reasons(core.reasons_for_seeker(seeker, giver, known)),
        "supporter": stored_reasons(without(told, held)),
        "held_back": [asdict(each) for each in held],
    }


def view_of_coordinator(
    seeker: core.Seeker, giver: core.Supporter, traits: Iterable[core.Trait]
) -> list[Stored]:
    """What the coordinator would read of a pair that does not stand yet."""
    return stored_reasons(core.reasons_for_coordinator(seeker, giver, tuple(traits)))


def with_everything_told(reasons: dict[str, list[Stored]], *, mutual: bool) -> dict[str, list[Stored]]:
    """The views of a pair with the words that were held back."""
    words: dict[tuple[str, str], list[str]] = {}
    for each in reasons["held_back"]:
        words.setdefault((each["trait"], each["label"]), []).append(each["word"])
    more = [
        {"code": ReasonCode.SHARES_TRAIT.value, "label": label, "trait": trait, "values": sorted(values)}
        for (trait, label), values in words.items()
    ]
    found = {**reasons, "held_back": []}
    for view in ("supporter", "seeker") if mutual else ("supporter",):
        kept = [row for row in reasons[view] if row["code"] != ReasonCode.SHARES_MORE]
        found[view] = [*kept, *more]
    return found


def _same_community(one: core.Party, other: core.Party) -> bool:
    return not one.communities.isdisjoint(other.communities)


def reasons_of_equals(
    first: core.Seeker, second: core.Seeker, traits: Iterable[core.Trait], *, crowd: Crowd
) -> dict[str, list[Stored]]:
    """The three views of a mutual pair: each of the two reads how the other answers their own wishes.

    What could single one of them out is held back from the other: for both it is the same.
    """
    known = tuple(traits)
    giver = _as_giver(second)
    to_first = core.reasons_for_seeker(first, giver, known)
    to_second = core.reasons_for_seeker(second, _as_giver(first), known)
    held = singling_out(to_first, crowd, same_community=_same_community(first, second))
    return {
        "coordinator": stored_reasons(core.reasons_for_coordinator(first, giver, known)),
        "seeker": stored_reasons(without(to_first, held)),
        "supporter": stored_reasons(without(to_second, held)),
        "held_back": [asdict(each) for each in held],
    }


def _as_giver(person: core.Seeker) -> core.Supporter:
    fields = {name: getattr(person, name) for name in core.Party.__dataclass_fields__}
    return core.Supporter(**fields)


def stored_reasons(reasons: Iterable[Reason]) -> list[Stored]:
    return [
        {"code": reason.code.value, **{name: _plain(value) for name, value in reason.params}}
        for reason in reasons
    ]


def _plain(value: object) -> object:
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def held_back_in_words(row: Stored, definition: Definition) -> str:
    """One word that is held back from the other, and why, for the coordinator."""
    what = _("%(label)s (%(value)s)") % {
        "label": Words(definition).labels.get(row["trait"], row["label"]),
        "value": Words(definition).value(row["trait"], row["word"]),
    }
    return HELD_BACK[WhyHeld(row["why"])]() % {"what": what}


def in_words(stored: Iterable[Stored], definition: Definition, *, about_others: bool = False) -> list[str]:
    """The sentences of stored reasons, in their order; what another sentence says already is left out.

    `about_others` speaks of the two, for a coordinator; otherwise to one of them.
    """
    return _said(_told(stored), Words(definition, about_others=about_others))


@dataclass(frozen=True)
class ReasonsInWords:
    """What a match gives of what was asked for, what it does not give, and what the two share besides."""

    gives: list[str]
    lacks: list[str]
    shares: list[str]


def sorted_in_words(
    stored: Iterable[Stored], definition: Definition, *, about_others: bool = False
) -> ReasonsInWords:
    """The same sentences as `in_words`, those about wishes apart."""
    words, told = Words(definition, about_others=about_others), _told(stored)
    return ReasonsInWords(
        gives=_said([row for row in told if row["code"] in GIVES], words),
        lacks=_said([row for row in told if row["code"] in LACKS], words),
        shares=_said([row for row in told if row["code"] not in GIVES | LACKS], words),
    )


def _told(stored: Iterable[Stored]) -> list[Stored]:
    rows = list(stored)
    codes = {row["code"] for row in rows}
    wished = {row["trait"] for row in rows if row["code"] in _GRANTED}
    return [
        row
        for row in rows
        if not (_only_near(row) and row["trait"] in wished)
        and not (row.get("trait") == LANGUAGE_TRAIT and ReasonCode.COMMON_LANGUAGE in codes)
    ]


def _said(rows: Iterable[Stored], words: Words) -> list[str]:
    said = (SENTENCES[ReasonCode(reason["code"])](words, reason) for reason in rows)
    return list(dict.fromkeys(sentence for sentence in said if sentence))


_GRANTED = (ReasonCode.GIVES_MUST, ReasonCode.GIVES_PREFER)
SEEKER_LACKS = frozenset({ReasonCode.MISSES_PREFER, ReasonCode.NOT_KNOWN, ReasonCode.OWN_NOT_KNOWN})
GIVES = frozenset({*_GRANTED, ReasonCode.SUPPORTER_GIVES_MUST, ReasonCode.SUPPORTER_GIVES_PREFER})
LACKS = SEEKER_LACKS | {
    ReasonCode.SUPPORTER_MISSES_PREFER,
    ReasonCode.SUPPORTER_NOT_KNOWN,
    ReasonCode.SUPPORTER_OWN_NOT_KNOWN,
}


def wishes_given(stored: Iterable[Stored]) -> tuple[int, int]:
    """Of what the one who seeks support said matters: how many things this match gives, and how many there are."""
    codes = [row["code"] for row in stored]
    given = sum(code in _GRANTED for code in codes)
    return given, given + sum(code in SEEKER_LACKS for code in codes)


def _only_near(reason: Stored) -> bool:
    """Two numbers that are about the same: not worth saying beside a wish for just that."""
    return reason["code"] == ReasonCode.SHARES_TRAIT and not reason["values"]


class Words:
    """The programme's own words for traits, values and times."""

    def __init__(self, definition: Definition, *, about_others: bool = False) -> None:
        self.about_others = about_others
        traits = definition.matching.traits
        self.labels = {trait.key: trait.label for trait in traits}
        self.options = {(trait.key, option.key): option.label for trait in traits for option in trait.options}

    def label(self, reason: Stored) -> str:
        return self.labels.get(str(reason.get("trait")), str(reason.get("label", "")))

    def values(self, trait: str, values: Iterable[object]) -> str:
        return ", ".join(self.value(trait, str(value)) for value in values)

    def value(self, trait: str, value: str) -> str:
        """One value as people read it."""
        if value == SAME:
            return _("the same as me")
        return self.options.get((trait, value), value)


def day_name(index: int) -> str:
    return [
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    ][index]


def part_name(part: str) -> str:
    return {"morning": _("morning"), "afternoon": _("afternoon"), "evening": _("evening")}.get(part, part)


def slot_name(slot: core.Slot) -> str:
    """A time of the week in words: Tuesday evening."""
    return _("%(day)s %(part)s") % {"day": day_name(slot[0]), "part": part_name(slot[1])}


def slots_in_words(stored: Iterable[str]) -> list[str]:
    """Stored times such as `tue-evening`, in words and in the order of the week."""
    known = (text.partition("-") for text in stored)
    slots = [(WEEKDAYS.index(day), part) for day, _dash, part in known if day in WEEKDAYS]
    parts = ("morning", "afternoon", "evening")
    slots.sort(key=lambda slot: (slot[0], parts.index(slot[1]) if slot[1] in parts else 3))
    return [slot_name(slot) for slot in slots]


def modality_name(way: str) -> str:
    """A way of being in touch, in words."""
    return {
        "in_person": _("in person"),
        "phone": _("by telephone"),
        "video": _("by video"),
        "message": _("in writing"),
        "letter": _("by letter"),
    }.get(way, way)


def language_name(word: str, words: Words) -> str:
    return words.value("language", word)


def _shares(words: Words, reason: Stored) -> str:
    trait, label = str(reason["trait"]), words.label(reason)
    if not reason["values"]:
        return _("About the same: %(label)s") % {"label": label}
    return _("In common: %(label)s (%(values)s)") % {
        "label": label,
        "values": words.values(trait, reason["values"]),
    }


def _language(words: Words, reason: Stored) -> str:
    names = ", ".join(language_name(str(each), words) for each in reason["values"])
    text = _("Both speak %(languages)s") if words.about_others else _("You both speak %(languages)s")
    return text % {"languages": names}


def _times(words: Words, reason: Stored) -> str:
    slots = [slot_name((day, part)) for day, part in reason["values"]]
    shown = ", ".join(slots[:3])
    if len(slots) > 3:
        shown = _("%(times)s and more") % {"times": shown}
    text = _("Both have time on %(times)s") if words.about_others else _("You both have time on %(times)s")
    return text % {"times": shown}


def _ways(words: Words, reason: Stored) -> str:
    ways = ", ".join(modality_name(way) for way in reason["values"])
    text = _("They can be in touch %(ways)s") if words.about_others else _("You can be in touch %(ways)s")
    return text % {"ways": ways}


def _waited(_words: Words, reason: Stored) -> str:
    if not reason["days"]:
        return _("They have waited since today, as long as anybody")
    return ngettext(
        "They have waited longest: %(days)d day",
        "They have waited longest: %(days)d days",
        int(reason["days"]),
    ) % {"days": reason["days"]}


def _sentence(text: Any) -> Any:
    """A sentence about one trait; `text` is called when it is read, so that it is in the reader's language."""
    return lambda words, reason: text() % {"label": words.label(reason)}


SENTENCES = {
    ReasonCode.SHARES_TRAIT: _shares,
    ReasonCode.SHARES_MORE: lambda _words, _reason: _(
        "There is more in common than is written here. They can tell you themselves"
    ),
    ReasonCode.COMMON_LANGUAGE: _language,
    ReasonCode.COMMON_TIMES: _times,
    ReasonCode.COMMON_MODALITY: _ways,
    ReasonCode.WAITED_LONGEST: _waited,
    ReasonCode.GIVES_MUST: _sentence(lambda: _("As it must be: %(label)s")),
    ReasonCode.GIVES_PREFER: _sentence(lambda: _("As wished: %(label)s")),
    ReasonCode.MISSES_PREFER: _sentence(lambda: _("Different from what was wished: %(label)s")),
    ReasonCode.NOT_KNOWN: _sentence(lambda: _("Not said by the other person: %(label)s")),
    ReasonCode.OWN_NOT_KNOWN: _sentence(
        lambda: _("Not said about oneself, so it could not be compared: %(label)s")
    ),
    ReasonCode.SUPPORTER_GIVES_MUST: _sentence(lambda: _("Fits what the supporter needs: %(label)s")),
    ReasonCode.SUPPORTER_GIVES_PREFER: _sentence(lambda: _("Fits what the supporter would like: %(label)s")),
    ReasonCode.SUPPORTER_MISSES_PREFER: _sentence(
        lambda: _("Different from what the supporter would like: %(label)s")
    ),
    ReasonCode.SUPPORTER_NOT_KNOWN: _sentence(
        lambda: _("Not known, and the supporter asks about it: %(label)s")
    ),
    ReasonCode.SUPPORTER_OWN_NOT_KNOWN: _sentence(
        lambda: _("The supporter has not said their own, so it could not be compared: %(label)s")
    ),
}
"""Words for every reason the matcher can give; a test holds them complete."""


def obstacle_in_words(obstacle: core.Obstacle | Stored, definition: Definition) -> str:
    """What stands between two people, for a coordinator only: it may be somebody's private limit."""
    stored = obstacle if isinstance(obstacle, dict) else stored_obstacle(obstacle)
    code = ObstacleCode(stored["code"])
    return OBSTACLES[code]() % {
        "label": Words(definition).label(stored),
        "side": side_in_words(stored["side"]),
    }


def stored_obstacle(obstacle: core.Obstacle) -> Stored:
    trait = obstacle.trait
    return {
        "code": obstacle.code.value,
        "side": obstacle.side.value,
        "trait": trait.key if trait else "",
        "label": trait.label if trait else "",
    }


def side_in_words(side: str) -> str:
    return {
        core.Side.SEEKER: _("the member"),
        core.Side.SUPPORTER: _("the supporter"),
        core.Side.BOTH: _("both"),
    }[core.Side(side)]


HELD_BACK = {
    WhyHeld.RARE: lambda: _("%(what)s: hardly anybody else here has it."),
    WhyHeld.RARE_TOGETHER: lambda: _(
        "%(what)s: hardly anybody else here has it together with something else."
    ),
    WhyHeld.SMALL_COMMUNITY: lambda: _("%(what)s: both belong to the same small community."),
}
"""Words for each reason to hold a word back; a test holds them complete."""

OBSTACLES = {
    ObstacleCode.SAME_PERSON: lambda: _("They are one and the same person."),
    ObstacleCode.EXCLUDED: lambda: _("They know each other, or one of them has said no to the other."),
    ObstacleCode.SHARED_COMMUNITY: lambda: _(
        "They belong to the same small community, and that is to be avoided."
    ),
    ObstacleCode.NO_COMMON_LANGUAGE: lambda: _("They have no language in common."),
    ObstacleCode.NO_COMMON_MODALITY: lambda: _("There is no way of being in touch that suits both."),
    ObstacleCode.NO_COMMON_TIMES: lambda: _("They have no time of the week in common."),
    ObstacleCode.MUST_NOT_MET: lambda: _("%(label)s: this must fit for %(side)s, and does not."),
    ObstacleCode.MUST_NOT_KNOWN: lambda: _(
        "%(label)s: this must fit for %(side)s, and the other has not said it."
    ),
    ObstacleCode.OWN_NOT_KNOWN: lambda: _(
        "It must be the same as for %(side)s, who has not said their own: %(label)s."
    ),
    ObstacleCode.NOT_THIS: lambda: _("Something that %(side)s does not want: %(label)s."),
}
"""Words for every obstacle; a test holds them complete."""
