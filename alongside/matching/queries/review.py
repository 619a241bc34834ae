"""A round in words: who is meant for whom and why, who stays without anybody and why, and how sure we are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.matching.core import ObstacleCode
from alongside.matching.models import (
    MAY_BE_TOLD,
    MatchingRound,
    ProposalStatus,
    ProposedMatch,
    SupportRequest,
)
from alongside.matching.queries.reasons import (
    ReasonsInWords,
    Words,
    held_back_in_words,
    language_name,
    sorted_in_words,
    wishes_given,
)
from alongside.matching.queries.rounds import (
    UnmatchedGroup,
    asked_participant,
    days_waiting,
    why_unmatched,
)
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Participant


@dataclass(frozen=True)
class ReviewCard:
    """One proposal as the coordinator reviews it."""

    proposal: ProposedMatch
    member: Participant
    other: Participant
    days: int
    why: ReasonsInWords
    given: str
    held_back: list[str]

    @property
    def can_be_approved(self) -> bool:
        return self.proposal.status == ProposalStatus.PROPOSED

    @property
    def can_be_told(self) -> bool:
        """Whether what is held back can still be told to the one who is asked."""
        return self.proposal.status in MAY_BE_TOLD

    @property
    def reasons(self) -> list[str]:
        """All sentences, those about wishes first."""
        return [*self.why.gives, *self.why.lacks, *self.why.shares]


def review_cards(rows: Sequence[ProposedMatch], definition: Definition) -> list[ReviewCard]:
    """Proposals with the reasons in words, for the coordinator."""
    return [
        ReviewCard(
            proposal=row,
            member=row.request.member.participant,
            other=asked_participant(row),
            days=days_waiting(row.request),
            why=sorted_in_words(row.reasons.get("coordinator", []), definition, about_others=True),
            given=given_in_words(row),
            held_back=[held_back_in_words(each, definition) for each in row.reasons.get("held_back", [])],
        )
        for row in rows
    ]


def given_in_words(row: ProposedMatch) -> str:
    """How much of what matters to the member this match gives."""
    given, asked = wishes_given(row.reasons.get("coordinator", []))
    if not asked:
        return _("They have not said what matters")
    return ngettext(
        "Gives %(given)d of %(asked)d thing that matters",
        "Gives %(given)d of %(asked)d things that matter",
        asked,
    ) % {"given": given, "asked": asked}


def certificate_in_words(round_: MatchingRound) -> list[str]:
    """How sure we are that no other way of matching is better, by what the independent check found."""
    proof = round_.certificate
    if not proof or "faults" not in proof:
        return []
    helped, of_pairs = int(proof["helped"]), proof["kind"] == "circles"
    words = [
        ngettext("%(count)d pair can be made now.", "%(count)d pairs can be made now.", helped)
        % {"count": helped}
        if of_pairs
        else ngettext("%(count)d person can be matched now.", "%(count)d people can be matched now.", helped)
        % {"count": helped}
    ]
    if proof["faults"] or (proof["gap"] != 0 and proof["kind"] != "fair"):
        words.append(
            _(
                "The second check found something that does not add up. Please tell whoever runs this site before you go on."
            )
        )
        return [*words, *proof["faults"][:5]]
    words.append(_best_in_words(proof))
    words.append(
        _(
            "When the round was made, code other than what searched for it checked, by the same rules of who may meet "
            "and what fits, that every pair may be, that nobody left over could be paired, and that no two pairs would "
            "do better by changing partners."
        )
        if of_pairs
        else _(
            "That was checked when the round was made, by code other than what searched for it. It went by the same "
            "rules of who may meet and what fits, looked at everybody with everybody, and found no fault."
        )
    )
    return words


def _best_in_words(proof: dict[str, Any]) -> str:
    """What the proof says of every other round."""
    if proof["kind"] != "fair":
        return _("No other round helps more people, and none that helps as many fits better.")
    if proof["gap"] * proof["scale"] >= proof["step"]:
        return _("The time was up before this was proven. It is the best that was found.")
    if proof["gap"] == 0:
        return _(
            "No other round with these fair shares helps more people, and none that helps as many fits better."
        )
    share = 100 * proof["gap"] / max(1, proof["weight"])
    return _(
        "No other round with these fair shares helps more people, and none that helps as many could fit more than "
        "%(share)s %% better."
    ) % {"share": number_format(share, 2)}


@dataclass(frozen=True)
class UnmatchedWords:
    """Why some people stay without a proposal, in one sentence, and who they are."""

    sentence: str
    hint: str
    requests: tuple[SupportRequest, ...]


def unmatched_in_words(round_: MatchingRound, definition: Definition) -> list[UnmatchedWords]:
    """Each group of people who wait for the same thing, the largest first."""
    return [_group_in_words(group, definition) for group in why_unmatched(round_)]


def _group_in_words(group: UnmatchedGroup, definition: Definition) -> UnmatchedWords:
    words = Words(definition)
    speaks = _(" or ").join(language_name(each, words) for each in group.languages)
    sentence = _lacking(group.code, len(group.requests)) % {
        "count": len(group.requests),
        "label": words.labels.get(group.trait, group.label),
        "languages": speaks,
    }
    hint = _("With this one thing solved, there would be a place at once.") if group.still_free else ""
    if group.code == "places":
        hint = _("More supporters, or more places, would help.")
    return UnmatchedWords(sentence, hint, group.requests)


def _lacking(code: str, count: int) -> str:
    """What is missing, as a sentence with a count."""
    sentences = {
        "places": ngettext(
            "%(count)d person waits because all places that suit are taken.",
            "%(count)d people wait because all places that suit are taken.",
            count,
        ),
        "several": ngettext(
            "%(count)d person waits because several things stand between them and everybody who is there.",
            "%(count)d people wait because several things stand between them and everybody who is there.",
            count,
        ),
        ObstacleCode.NO_COMMON_LANGUAGE: ngettext(
            "%(count)d person waits for somebody who speaks %(languages)s.",
            "%(count)d people wait for somebody who speaks %(languages)s.",
            count,
        ),
        ObstacleCode.NO_COMMON_TIMES: ngettext(
            "%(count)d person waits for somebody who has time when they do.",
            "%(count)d people wait for somebody who has time when they do.",
            count,
        ),
        ObstacleCode.NO_COMMON_MODALITY: ngettext(
            "%(count)d person waits for somebody who can be in touch in their way.",
            "%(count)d people wait for somebody who can be in touch in their way.",
            count,
        ),
    }
    strangers = ngettext(
        "%(count)d person waits for somebody they do not know already.",
        "%(count)d people wait for somebody they do not know already.",
        count,
    )
    for known in (ObstacleCode.SHARED_COMMUNITY, ObstacleCode.EXCLUDED, ObstacleCode.SAME_PERSON):
        sentences[known] = strangers
    must = ngettext(
        "%(count)d person waits because of one thing that must be so: %(label)s.",
        "%(count)d people wait because of one thing that must be so: %(label)s.",
        count,
    )
    return sentences.get(code, must)
