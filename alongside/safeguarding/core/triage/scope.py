"""Whose words, about whom, and when: what stands around a phrase and changes what it means.

Only what is written here can make a finding wait longer. Each condition errs towards raising: to be heard as past, a phrase
needs a distant time and nothing that speaks of now.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.safeguarding.core.triage.phrases import Found
from alongside.safeguarding.core.triage.policy import Lowering
from alongside.safeguarding.core.triage.rules import Cue, Rule
from alongside.safeguarding.core.triage.spelling import Word

REACH = 6
"""How many words before a phrase a negation still reaches it."""
SUBJECT_REACH = 8
DENIAL_REACH = 2
NEAR_SENTENCES = 1
THIRD_PERSON = frozenset(
    [
        "wants",
        "wishes",
        "has",
        "keeps",
        "says",
        "feels",
        "was",
        "is",
        "plans",
        "hates",
        "thinks",
        "tried",
        "attempted",
    ]
)
NEGATIVE = frozenset(["no", "not", "nothing", "never", "none", "nowhere"])
TURNS = frozenset(["but", "however", "yet", "though", "although", "except", "because", "so"])
"""Words after which a sentence says something else."""
HABITS = frozenset(["every"])
NOUNS_DENIED = frozenset(
    ["plan", "plans", "intention", "intentions", "urge", "urges", "thought", "thoughts", "wish", "desire"]
)
"""What "no" right before takes away: "no plans to hurt myself"."""
TOWARDS_SELF = frozenset(["i", "me", "my", "myself", "mine"])


@dataclass(frozen=True, slots=True)
class Scope:
    """The cues of one text. Places are numbers of words."""

    words: Sequence[Word]
    cues: dict[str, list[Found]]

    @classmethod
    def of(cls, words: Sequence[Word], found: Sequence[Found], rules: Sequence[Rule]) -> Scope:
        cues: dict[str, list[Found]] = {}
        for one in found:
            if cue := rules[one.owner].cue:
                cues.setdefault(cue, []).append(one)
        return cls(words, cues)

    def any_of(self, cue: Cue) -> list[Found]:
        return self.cues.get(cue, [])

    def before(self, cue: Cue, place: int, reach: int) -> Found | None:
        """The last cue that ends before a word, within reach and in its sentence."""
        cues = self.any_of(cue)
        at = bisect_right(cues, place, key=lambda one: one.after) - 1
        if at < 0:
            return None
        last = cues[at]
        near = place - last.after <= reach and self.words[last.first].sentence == self.words[place].sentence
        return last if near else None

    def near(self, cue: Cue, found: Found) -> bool:
        """Whether the cue stands in the sentence of a phrase, or in one beside it."""
        own = self.words[found.first].sentence
        cues = self.any_of(cue)
        at = bisect_right(cues, own - NEAR_SENTENCES - 1, key=lambda one: self.words[one.first].sentence)
        return at < len(cues) and self.words[cues[at].first].sentence <= own + NEAR_SENTENCES

    def subject(self, found: Found) -> str:
        """Who a phrase is about: self, other or you."""
        inside = [form for word in self.words[found.first : found.after] for form in word.forms]
        if self._subject_inside(inside):
            return self._subject_inside(inside)
        subjects: tuple[Cue, ...] = ("self", "other", "you")
        nearest = [
            (cue.after, name) for name in subjects if (cue := self.before(name, found.first, SUBJECT_REACH))
        ]
        said_by = max(nearest, default=(0, ""))[1]
        if said_by:
            return said_by
        return "other" if inside[0] in THIRD_PERSON else "self"

    @staticmethod
    def _subject_inside(inside: Sequence[str]) -> str:
        if not TOWARDS_SELF.isdisjoint(inside):
            return "self"
        if not {"himself", "herself", "themselves", "themself"}.isdisjoint(inside):
            return "other"
        return ""

    def lowering(self, found: Found) -> Lowering | None:
        """What a rule may lower this phrase for, if anything."""
        return Lowering.DENIED if self.is_denied(found) else self.lowering_but_denial(found)

    def lowering_but_denial(self, found: Found) -> Lowering | None:
        """The same, for a phrase that worries only because it is denied."""
        if self.near("disagreed", found):
            return Lowering.DISAGREED
        if self._is_told_as_fiction(found):
            return Lowering.FICTION
        if self._is_past(found):
            return Lowering.PAST
        if self.before("general", found.first, SUBJECT_REACH) or self._holds("general", found):
            return Lowering.GENERAL
        return Lowering.SUPPORT if self.before("support", found.first, SUBJECT_REACH) else None

    def _holds(self, cue: Cue, found: Found) -> bool:
        return any(
            found.first <= one.first and one.after <= found.after for one in self._from(cue, found.first)
        )

    def _from(self, cue: Cue, place: int) -> list[Found]:
        """The next few cues that end after a word."""
        cues = self.any_of(cue)
        at = bisect_right(cues, place, key=lambda one: one.after)
        return cues[at : at + 3]

    def is_denied(self, found: Found) -> bool:
        """Whether a negation reaches the phrase."""
        after = next(
            (one for one in self._from("denied_after", found.after - 1) if one.first >= found.after), None
        )
        if self._is_none_of_it(found) or (
            after
            and after.first - found.after <= DENIAL_REACH
            and self.words[after.first].sentence == self.words[found.first].sentence
        ):
            return True
        if not NEGATIVE.isdisjoint(self.words[found.first].forms):
            # "Ain't nobody going to miss me": two negatives that mean one.
            return False
        negator = self.before("negator", found.first, REACH)
        if negator is None or self.words[negator.first].clause != self.words[found.first].clause:
            return False
        between = self.words[negator.after : found.first]
        if any(not TURNS.isdisjoint(word.forms) for word in between):
            return False
        if any(one.first <= negator.first < one.after for one in self._from("not_negator", negator.first)):
            return False
        carried = any(
            one.first <= negator.after
            for one in self._from("carrier", negator.first)
            if one.first >= negator.first
        )
        new_subject = self.before("self", found.first, REACH) or self.before("other", found.first, REACH)
        return carried or new_subject is None or new_subject.first < negator.after

    def _is_a_habit_of_then(self, cue: Found) -> bool:
        """ "Every day" speaks of now, unless its own sentence tells of long ago: "five years ago I cried every day"."""
        if any(one.first <= cue.first and cue.after <= one.after for one in self.any_of("recovered")):
            # "I don't any more" says that it is over.
            return True
        habit = HABITS.issuperset(self.words[cue.first].forms)
        sentence = self.words[cue.first].sentence
        told = any(self.words[one.first].sentence == sentence for one in self.any_of("distant_past"))
        return habit and told

    def _is_none_of_it(self, found: Found) -> bool:
        """ "No plans to …": the noun that the phrase begins with is denied right before it."""
        begins = not NOUNS_DENIED.isdisjoint(self.words[found.first].forms)
        return begins and found.first > 0 and "no" in self.words[found.first - 1].forms

    def _is_told_as_fiction(self, found: Found) -> bool:
        if self.near("lyric", found):
            return True
        return self.subject(found) != "self" and self.near("fiction", found)

    def _is_past(self, found: Found) -> bool:
        if any(not self._is_a_habit_of_then(cue) for cue in self.any_of("present")):
            return False
        return self.near("distant_past", found) or bool(
            self.any_of("recovered") and self.any_of("distant_past")
        )
