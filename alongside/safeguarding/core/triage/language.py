"""Which languages a text is written in, as far as its words tell; and which of it nobody's rules cover.

Every sentence is looked at by itself, so that a sentence of another language in an English post is not passed over. What is
not known is said to be not known. The lists of little words are the project's own; nobody who grew up with the languages
has checked them yet, and only English is covered by rules that were tried out.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from alongside.safeguarding.core.triage.spelling import Word
from alongside.safeguarding.core.triage.text import plain_with_places

UNKNOWN = "a language that the rules do not know"
TOO_SHORT = "too short to tell"
ENGLISH = "English"
SCRIPTS = (
    "ARABIC",
    "DEVANAGARI",
    "BENGALI",
    "GURMUKHI",
    "GUJARATI",
    "TAMIL",
    "TELUGU",
    "SINHALA",
    "THAI",
    "HEBREW",
    "GREEK",
    "CYRILLIC",
    "HANGUL",
    "HIRAGANA",
    "KATAKANA",
    "CJK",
    "ETHIOPIC",
    "GEORGIAN",
    "ARMENIAN",
)
FEWEST_WORDS = 2
ENOUGH_ENGLISH = 0.5


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A stretch that no tried rules cover: its language, and its place in the original (end exclusive)."""

    language: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Languages:
    """What a text is written in, most of it first, and what of it is not covered."""

    names: tuple[str, ...]
    uncovered: tuple[Uncovered, ...]


def languages_of(
    original: str, words: Sequence[Word], english: Collection[str], others: Mapping[str, Collection[str]]
) -> Languages:
    """Guess sentence by sentence. ``english`` are words that count as English, ``others`` the little words of others."""
    counted: Counter[str] = Counter()
    uncovered: list[Uncovered] = []
    for _sentence, group in groupby(words, key=lambda word: word.sentence):
        sentence = list(group)
        name = _language(original, sentence, english, others)
        counted[name] += len(sentence)
        if name not in (ENGLISH, TOO_SHORT):
            uncovered.append(Uncovered(name, sentence[0].start, sentence[-1].end))
    if not words and any(character.isalpha() for character in original):
        uncovered.append(Uncovered(UNKNOWN, 0, len(original)))
        counted[UNKNOWN] += 1
    return Languages(tuple(name for name, _count in counted.most_common()), tuple(uncovered))


def _language(
    original: str, sentence: Sequence[Word], english: Collection[str], others: Mapping[str, Collection[str]]
) -> str:
    script = _script(original[word.start : word.end] for word in sentence)
    if script:
        return script
    spoken = [word for word in sentence if not _says_nothing(original, word, is_first=word is sentence[0])]
    if not spoken:
        return TOO_SHORT
    is_english = [any(_is_english(form, english) for form in word.forms) for word in spoken]
    strange_words = [
        plain_with_places(original[word.start : word.end])[0].replace("'", "")
        for word, known in zip(spoken, is_english, strict=True)
        if not known
    ]
    hits = {name: sum(typed in little for typed in strange_words) for name, little in others.items()}
    name, most = max(hits.items(), key=lambda item: item[1], default=("", 0))
    strange = is_english.count(False)
    if most and (most >= FEWEST_WORDS or strange * 2 >= len(spoken)):
        return f"probably {name}"
    if strange > len(spoken) * ENOUGH_ENGLISH:
        return UNKNOWN if len(spoken) >= FEWEST_WORDS else _one_word(original, spoken[0])
    return ENGLISH


def _one_word(original: str, word: Word) -> str:
    """A single word that nobody knows is mostly a name; with foreign letters it is raised all the same."""
    return TOO_SHORT if original[word.start : word.end].isascii() else UNKNOWN


def _is_english(form: str, english: Collection[str]) -> bool:
    if form in english:
        return True
    for ending in ("s", "es", "d", "ed", "ing", "ly", "er", "est", "y", "ness", "ful", "less"):
        stem = form.removesuffix(ending)
        if (
            stem != form
            and len(stem) > 2
            and (stem in english or stem + "e" in english or stem[:-1] in english)
        ):
            return True
    return False


def _says_nothing(original: str, word: Word, *, is_first: bool) -> bool:
    """Numbers, and words that are capitals inside a sentence and so mostly names, say nothing of the language."""
    typed = original[word.start : word.end]
    is_name = typed[:1].isupper() and not typed.isupper() and not is_first and typed.isascii()
    return is_name or not any(letter.isalpha() for letter in typed)


def _script(parts: object) -> str:
    """The name of another script than the Latin one, if a third of the letters is of it."""
    counted: Counter[str] = Counter()
    letters = 0
    for part in parts:  # type: ignore[attr-defined]
        for letter in part:
            if not letter.isalpha():
                continue
            letters += 1
            if not letter.isascii():
                name = unicodedata.name(letter, "").split(" ")[0]
                if name in SCRIPTS:
                    counted[name] += 1
    name, most = next(iter(counted.most_common(1)), ("", 0))
    return f"written in {name.title()} letters" if most * 3 >= max(letters, 1) and most else ""
