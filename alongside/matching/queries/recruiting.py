"""Whom to look for, in words that may be printed and taken along: no line of it points at one person's wish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.matching import core
from alongside.matching.models import MatchingRound, RequestStatus, RoundStatus, SupportRequest
from alongside.matching.queries.reasons import Stored, Words, language_name, modality_name
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Programme


@dataclass(frozen=True)
class RecruitWords:
    """One line: how many, whom they would help, and what they would be like; `kinds` is empty for anybody at all."""

    who: str
    helps: str
    kinds: list[str]


@dataclass(frozen=True)
class RecruitingList:
    """The whole list. `others` is about kinds that are not named, `left` about those whom it does not reach.

    `beyond` are people to talk with: nobody new could help them as they ask now.
    """

    round: MatchingRound
    lines: list[RecruitWords]
    others: str
    left: str
    beyond: list[SupportRequest]
    is_cut_short: bool


def newest_list(programme: Programme, definition: Definition) -> RecruitingList | None:
    """The list of the newest round that looked at everybody, or of the newest at all where each looked at one intake;
    None before there is one."""
    rows = MatchingRound.objects.filter(programme=programme, status=RoundStatus.DONE).order_by(
        "-run_at", "-pk"
    )
    newest = rows.filter(intake=None).first() or rows.first()
    return None if newest is None else recruiting_list(newest, definition)


def recruiting_list(round_: MatchingRound, definition: Definition) -> RecruitingList | None:
    """The list of one round; None where it was not worked out, or where nobody was left waiting."""
    kept = round_.recruiting
    if not kept.get("waiting"):
        return None
    words = Words(definition)
    return RecruitingList(
        round=round_,
        lines=[_line(each, words) for each in kept["lines"]],
        others=_others(kept),
        left=_left(kept),
        beyond=list(
            SupportRequest.objects.select_related("member__participant").filter(
                pk__in=kept["beyond"], status=RequestStatus.WAITING
            )
        ),
        is_cut_short=kept["out_of_time"],
    )


def _line(kept: Stored, words: Words) -> RecruitWords:
    places = ngettext("%(count)d place each", "%(count)d places each", kept["places_each"])
    who = ngettext("%(count)d supporter", "%(count)d supporters", kept["supporters"])
    fill = who % {"count": kept["supporters"]}, places % {"count": kept["places_each"]}
    helps = ngettext("would help %(count)d person", "would help %(count)d people", kept["helps"])
    return RecruitWords(
        _("%(supporters)s with %(places)s") % {"supporters": fill[0], "places": fill[1]},
        helps % {"count": kept["helps"]},
        [*_kinds(kept, words)],
    )


def _kinds(kept: Stored, words: Words) -> Iterable[str]:
    for trait, value in kept["traits"]:
        yield _("%(label)s: %(values)s") % {
            "label": words.labels.get(trait, trait),
            "values": _value(trait, value, words),
        }
    if kept["language"]:
        yield _("speaking %(language)s") % {"language": language_name(kept["language"], words)}
    if kept["part"]:
        yield _part(kept["part"])
    if kept["modality"]:
        yield _("can be in touch %(way)s") % {"way": modality_name(kept["modality"])}
    for trait, values in kept["avoid"]:
        yield _("%(label)s: not %(values)s") % {
            "label": words.labels.get(trait, trait),
            "values": _(" or ").join(words.value(trait, each) for each in values),
        }
    if kept["more"]:
        yield _("and something more, which too few people need to name it here")


def _value(trait: str, value: object, words: Words) -> str:
    if isinstance(value, list):
        return _(" and ").join(words.value(trait, str(each)) for each in value)
    return _("about %(number)s") % {"number": value}


def _part(part: str) -> str:
    return {
        "morning": _("with time in the morning"),
        "afternoon": _("with time in the afternoon"),
        "evening": _("with time in the evening"),
    }.get(part, _("with time: %(part)s") % {"part": part})


def _others(kept: Stored) -> str:
    if not kept["others"]:
        return ""
    who = ngettext(
        "%(count)d supporter of another kind", "%(count)d supporters of other kinds", kept["others"]
    ) % {"count": kept["others"]}
    text = ngettext(
        "%(who)s would help %(count)d person more.",
        "%(who)s would help %(count)d people more.",
        kept["others_help"],
    ) % {"who": who, "count": kept["others_help"]}
    why = _(
        "Each of these kinds is needed by fewer than %(few)d people. It is not named, because it would tell what one of "
        "them keeps private."
    ) % {"few": core.FEWEST}
    return f"{text} {why}"


def _left(kept: Stored) -> str:
    still, beyond = kept["still_waiting"], len(kept["beyond"])
    if not still:
        return _("With all of them, nobody would be left waiting.")
    text = ngettext(
        "%(count)d person would wait even then.", "%(count)d people would wait even then.", still
    ) % {"count": still}
    if not beyond:
        return text
    why = ngettext(
        "Nobody new could suit %(count)d of them: what must be so does not go together, or rests on something they have "
        "not said about themselves.",
        "Nobody new could suit %(count)d of them: what must be so does not go together, or rests on something they have "
        "not said about themselves.",
        beyond,
    )
    if beyond == still:
        why = _(
            "Nobody new could suit: what must be so does not go together, or rests on something they have not said about "
            "themselves."
        )
    why %= {"count": beyond}
    return f"{text} {why}"
