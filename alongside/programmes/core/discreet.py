"""Whether a name gives away what a programme is about.

A discreet name stands in e-mails and on lock screens. The check is simple and honest about it: it knows the words of
the definition's title, of its sensitive traits and of what people share, and nothing else. A name that passes may
still say too much; people choose it, and are told so.
"""

from __future__ import annotations

import re
import unicodedata

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import given

SHORTEST = 3
"""Shorter words ("in", "of") tell nothing; "HIV" does."""

STEM = 6
"""Long words are compared by their beginning: diabetes, diabetic."""

HARMLESS = frozenset(
    [
        "about",
        "after",
        "again",
        "all",
        "and",
        "another",
        "any",
        "are",
        "away",
        "been",
        "before",
        "being",
        "both",
        "bring",
        "bringing",
        "buddies",
        "buddy",
        "care",
        "caring",
        "chosen",
        "circle",
        "club",
        "coach",
        "coaches",
        "coaching",
        "community",
        "company",
        "companion",
        "companions",
        "connect",
        "do",
        "every",
        "find",
        "for",
        "friend",
        "friends",
        "from",
        "going",
        "group",
        "groups",
        "had",
        "has",
        "have",
        "having",
        "help",
        "helping",
        "here",
        "home",
        "how",
        "ideas",
        "just",
        "know",
        "known",
        "leave",
        "life",
        "like",
        "line",
        "live",
        "lives",
        "living",
        "look",
        "looking",
        "match",
        "matches",
        "meet",
        "meeting",
        "member",
        "members",
        "mentor",
        "mentoring",
        "mutual",
        "my",
        "near",
        "new",
        "not",
        "now",
        "often",
        "on",
        "one",
        "online",
        "other",
        "our",
        "over",
        "pair",
        "pairs",
        "partner",
        "partners",
        "peer",
        "peers",
        "people",
        "person",
        "personal",
        "phone",
        "programme",
        "programmes",
        "project",
        "room",
        "service",
        "services",
        "share",
        "sharing",
        "side",
        "side",
        "social",
        "support",
        "supported",
        "supporter",
        "supporters",
        "supporting",
        "sure",
        "talk",
        "talking",
        "team",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "through",
        "time",
        "together",
        "took",
        "train",
        "want",
        "way",
        "ways",
        "well",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whose",
        "will",
        "with",
        "women",
        "men",
        "woman",
        "man",
        "work",
        "working",
        "year",
        "years",
        "you",
        "young",
        "your",
    ]
)
"""Words of titles that name no illness and no group in danger."""


def words_that_give_away(name: str, definition: Definition) -> tuple[str, ...]:
    """The words of the name that also stand in the definition's title, shared experience or sensitive traits."""
    telling = {_stem(word) for text in _telling_texts(definition) for word in _words(text)}
    return tuple(word for word in dict.fromkeys(_words(name)) if _stem(word) in telling)


def _telling_texts(definition: Definition) -> list[str]:
    peerness = given(definition.peerness)
    texts = [definition.title, str((peerness and given(peerness.words)) or "")]
    for trait in definition.matching.traits:
        if trait.sensitive:
            texts += [trait.label, *(option.label for option in trait.options)]
    return texts


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [word for word in re.findall(r"\w+", plain) if len(word) >= SHORTEST and word not in HARMLESS]


def _stem(word: str) -> str:
    return word[:STEM]
