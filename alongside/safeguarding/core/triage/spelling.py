"""Words as people type them, turned into the words that the rules are written in.

Text-speak, dialect and contractions come from a table; disguises (k1ll, k*ll, dieeee, k i l l, killmyself) are undone
where the result is a word that the rules know. What was typed is kept beside it, so undoing never hides a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from alongside.safeguarding.core.triage.text import Piece, pieces

LEET = str.maketrans("013457@$!+|", "oieastasitl")
LONGEST_DISGUISE = 40
LONGEST_WORD = 16
SHORTEST_MISSPELT = 5
SHORTEST_JOINED = 7
FEWEST_SPACED = 4
SHORTEST_SURE = 3
STRANGE = 5
SINGLE = frozenset("iau")
GLUE = frozenset(["i", "my", "me", "myself", "himself", "herself", "yourself", "to", "not", "want"])
"""Words run together hold one of these; a word that is whole by itself (cocktail) mostly does not."""


SOUNDED = (
    "bleeding", "blade", "blades", "bridge", "burden", "cliff", "cutting", "dead", "death", "dying", "goodbye", "hanging",
    "hurting", "kill", "killing", "knife", "myself", "noose", "overdose", "overdosed", "pills", "pointless", "razor",
    "rope", "suicidal", "suicide", "swallowed", "tablets", "tonight", "useless", "worthless", "wrist", "wrists",
)  # fmt: skip
"""Words that are read out of a strange word which sounds like them: "roap", "rists", "ded"."""
_SOUNDS = (
    (re.compile(r"^wr"), "r"),
    (re.compile(r"^kn"), "n"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"igh|eigh"), "i"),
    (re.compile(r"ck|c(?![eiy])|q"), "k"),
    (re.compile(r"[cz]"), "s"),
    (re.compile(r"dge|dj"), "j"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def sound(word: str) -> str:
    """How a word sounds, roughly: its consonants, said alike where they sound alike, and what it begins with."""
    for written, said in _SOUNDS:
        word = written.sub(said, word)
    return word[:1] + re.sub(r"[aeiouyhw]", "", word[1:])


_BY_SOUND = {sound(word): word for word in reversed(SOUNDED)}


@dataclass(frozen=True, slots=True)
class Word:
    """One word for the rules: every way in which it may be read, and its place in the original (end exclusive)."""

    forms: tuple[str, ...]
    start: int
    end: int
    sentence: int
    clause: int


class Speller:
    """Turns pieces into words. ``table`` maps what is typed to one or more words; ``known`` are the words of the rules,
    ``common`` the words of everyday English, which are never taken for a disguise of something else, and ``also`` gives some
    words a second reading beside their own (2 may be "to"). ``stems`` are known beginnings of words."""

    def __init__(
        self,
        table: Mapping[str, tuple[str, ...]],
        known: Collection[str],
        common: Collection[str],
        also: Mapping[str, str] | None = None,
        stems: Collection[str] = (),
    ) -> None:
        self._table = table
        self._also = also or {}
        self._stems = tuple(stem.rstrip("*") for stem in stems)
        self._known = frozenset(known)
        self._common = frozenset(common)
        self._longest = min(max((len(word) for word in self._known), default=1), LONGEST_WORD)
        self._masks: dict[tuple[int, str], list[str]] = {}
        self._near: dict[str, str] = {}
        for word in sorted(self._known | {typed for typed in table if typed.isalpha()}):
            self._masks.setdefault((len(word), word[:1]), []).append(word)
            if len(word) >= SHORTEST_MISSPELT and word.isalpha():
                for shorter in _shorter_by_one(word):
                    self._near.setdefault(shorter, word)
        self._cache: dict[str, tuple[tuple[str, ...], ...]] = {}

    def words(self, original: str) -> list[Word]:
        """Every word of a text, with the ways in which it may be read."""
        return list(self._runs(pieces(original)))

    def knows(self, letters: str) -> bool:
        """Whether this is a word that needs no undoing."""
        listed = letters in self._known or letters in self._common or letters in self._table
        return listed or letters.startswith(self._stems)

    def _runs(self, found: list[Piece]) -> Iterator[Word]:
        """Every piece; letters typed one by one are put together, and told apart into words where they can be."""
        for single, run in groupby(found, key=_is_single):
            pieces_of_run = list(run)
            if single and len(pieces_of_run) >= FEWEST_SPACED:
                yield from self._spaced(pieces_of_run)
            else:
                for piece in pieces_of_run:
                    yield from self._read(piece)

    def _spaced(self, run: list[Piece]) -> Iterator[Word]:
        at = 0
        for word in self._words_in("".join(piece.letters for piece in run), strange=True):
            first, last = run[at], run[at + len(word) - 1]
            yield from self._read(Piece(word, first.start, last.end, first.sentence, first.clause))
            at += len(word)

    def _read(self, piece: Piece) -> Iterator[Word]:
        for forms in self._forms(piece.letters):
            yield Word(forms, piece.start, piece.end, piece.sentence, piece.clause)

    def _forms(self, letters: str) -> tuple[tuple[str, ...], ...]:
        """The words that one piece stands for; each with its ways of being read."""
        if letters not in self._cache:
            if len(self._cache) > 50_000:
                self._cache.clear()
            self._cache[letters] = tuple(self._work_out(letters))
        return self._cache[letters]

    def _work_out(self, letters: str) -> Iterable[tuple[str, ...]]:
        bare = letters.replace("'", "")
        typed = next((one for one in (letters, bare) if one in self._table), "")
        if bare in self._also:
            return [(bare, self._also[bare])]
        if typed:
            return [(word,) for word in self._table[typed]]
        if letters.endswith("'s") and len(letters) > len("'s"):
            return [(letters.removesuffix("'s"),), ("is",)]
        if not self._known or self.knows(bare) or bare.isdigit():
            return [(bare,)]
        return self._disguised(bare)

    def _disguised(self, bare: str) -> Iterable[tuple[str, ...]]:
        if len(bare) > LONGEST_DISGUISE:
            return [(bare[:LONGEST_DISGUISE],)]
        meant = self._undone(bare)
        if meant in self._table:
            return [(word,) for word in self._table[meant]]
        return [(bare, meant)] if meant else self._split(bare) or [(bare,)]

    def _undone(self, letters: str) -> str:
        """The known word under a disguise, or nothing."""
        for tried in _undisguised(letters):
            if self.knows(tried):
                return tried
        if letters.endswith("in") and f"{letters}g" in self._known:
            return f"{letters}g"
        if "*" in letters:
            return self._under_stars(letters)
        return self._sounds_like(letters) or self._misspelt(letters)

    def _misspelt(self, letters: str) -> str:
        """The known word that is one letter away."""
        if len(letters) < SHORTEST_MISSPELT:
            return self._near.get(letters, "") if len(letters) == SHORTEST_MISSPELT - 1 else ""
        for tried in (letters, *_shorter_by_one(letters)):
            if tried in self._near or (tried in self._known and len(tried) >= SHORTEST_MISSPELT):
                return self._near.get(tried, tried)
        return ""

    def _sounds_like(self, letters: str) -> str:
        """The word that a strange one sounds like, if it is about as long."""
        heard = _BY_SOUND.get(sound(letters), "") if letters.isalpha() and len(letters) > len("de") else ""
        return heard if abs(len(heard) - len(letters)) <= 2 and heard in self._known else ""

    def _under_stars(self, letters: str) -> str:
        fitting = [
            word
            for word in self._masks.get((len(letters), letters[:1]), ())
            if all(mask in ("*", letter) for mask, letter in zip(letters, word, strict=True))
        ]
        return fitting[0] if fitting else ""

    def _split(self, letters: str) -> list[tuple[str, ...]]:
        """Words run together, when the whole is made of words of the rules."""
        if len(letters) < SHORTEST_JOINED or not letters.isalpha():
            return []
        whole = self._words_in(letters, strange=False)
        is_plain = any(len(word) >= SHORTEST_SURE for word in whole) and not GLUE.isdisjoint(whole)
        return [(word,) for word in whole] if is_plain else []

    def _words_in(self, letters: str, *, strange: bool) -> list[str]:
        """The fewest words that make up the letters. A letter that belongs to none is a word by itself, and counts as many,
        if ``strange`` letters are allowed; otherwise nothing is found. Work: letters times the longest word."""
        impossible = STRANGE * len(letters) + 1
        cost = [0] + [impossible] * len(letters)
        back = [0] * (len(letters) + 1)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - self._longest), end):
                price = self._price(letters[start:end], strange=strange)
                if price and cost[start] + price < cost[end]:
                    cost[end], back[end] = cost[start] + price, start
        if cost[-1] == impossible:
            return []
        words, end = [], len(letters)
        while end:
            words.append(letters[back[end] : end])
            end = back[end]
        return words[::-1]

    def _price(self, word: str, *, strange: bool) -> int:
        """What a word costs; 0 if it is none."""
        if word in SINGLE or (len(word) > 1 and (word in self._known or (strange and word in self._table))):
            return 1
        return STRANGE if strange and len(word) == 1 else 0


def _is_single(piece: Piece) -> bool:
    return len(piece.letters) == 1 and piece.letters.isalnum()


def _undisguised(letters: str) -> Iterator[str]:
    """Digits and signs as the letters that they look like; then stretched letters shortened."""
    leet = letters.translate(LEET) if any(letter.isalpha() for letter in letters) else letters
    for base in dict.fromkeys((letters, leet, letters.replace("1", "l").translate(LEET))):
        yield base
        runs = [(letter, len(list(run))) for letter, run in groupby(base)]
        if any(length > 2 for _letter, length in runs):
            yield "".join(letter * min(length, 2) for letter, length in runs)
            yield "".join(letter if length > 2 else letter * length for letter, length in runs)
        if any(length > 1 for _letter, length in runs):
            yield "".join(letter for letter, _length in runs)


def _shorter_by_one(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
