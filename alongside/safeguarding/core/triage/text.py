"""What somebody wrote, made plain enough to compare, with every word's place in what they wrote.

Nothing here is shown to anybody: pages show the original, and evidence is cut from the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

EMOJI = {
    "\N{PILL}": "pills",
    "\N{HOCHO}": "knife",
    "\N{PISTOL}": "gun",
    "\N{COFFIN}": "coffin",
    "\N{HEADSTONE}": "grave",
    "\N{SQUARED SOS}": "sos",
    "\N{AUBERGINE}": "eggplant",
}
"""Pictures that stand for a word of the rules. A skull mostly stands for laughing, and is left out on purpose."""

LOOK_ALIKES = str.maketrans(
    "абвгдеѕзиіјкӏмнопрстухԁһѵԝєαβγεικλνορτυχωշօոսց",
    "abbrdes3uijklmhonpctyxdhvweabyeiklvoptuxwzonug",
)
"""Cyrillic, Greek and Armenian small letters to the Latin ones that they look like (part of Unicode TR 39)."""

UNDECOMPOSED = {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
MOST_MARKS = 2
"""More marks on one letter than this are decoration (zalgo), in any script."""

# Each loop ends at a character that cannot begin the next: no input makes them go back over what they have read.
_WORD = re.compile(
    r"[^\W_\u0900-\u109f](?:['@$!*+|]{0,3}[^\W_\u0900-\u109f])*[*]{0,3}|[\w\u0900-\u109f]+|[.!?…。؟।\n]+|[,;:()\"«»“”—–]"
)
_ENDS = frozenset(".!?…。؟।\n")
_PAUSES = frozenset(',;:()"«»“”—–')
_SHORTEST_SENTENCE = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """One word as it stands: its plain letters, and where it begins and ends in the original (end exclusive)."""

    letters: str
    start: int
    end: int
    sentence: int
    clause: int


@lru_cache(maxsize=20_000)
def plain(character: str) -> str:
    """One character as small letters without accents; nothing for what is invisible, a space for a picture."""
    if character in EMOJI:
        return f" {EMOJI[character]} "
    small = character.casefold()
    if small in UNDECOMPOSED:
        return UNDECOMPOSED[small]
    kind = unicodedata.category(character)
    if kind in {"Cf", "Cc", "Cn", "Co", "Cs"} or "VARIATION SELECTOR" in unicodedata.name(character, ""):
        return ""
    base = unicodedata.normalize("NFKD", small).casefold()
    if base and base[0].isascii() and not base.isspace():
        return "".join(part for part in base if not unicodedata.combining(part)).replace("’", "'")
    if kind == "So" or "SMALL CAPITAL" in unicodedata.name(character, ""):
        return _letter_in_a_box(character)
    composed = unicodedata.normalize("NFKC", small)
    return " " if composed.isspace() else {"’": "'", "‘": "'", "ʼ": "'", "`": "'"}.get(composed, composed)


def _letter_in_a_box(character: str) -> str:
    """Boxed, circled, flag and small capital letters are letters; other pictures are a space."""
    name = unicodedata.name(character, "")
    is_letter = "LATIN" in name or name.startswith("REGIONAL INDICATOR")
    return name[-1].lower() if is_letter and name[-2:-1] == " " else " "


def plain_with_places(original: str) -> tuple[str, list[int]]:
    """The plain text, and for each of its characters the index in the original that it came from."""
    out: list[str] = []
    places: list[int] = []
    marks, keeps_marks = 0, False
    for index, character in enumerate(original):
        if character in EMOJI and index and original[index - 1] == character:
            continue
        if character.isascii():
            piece, marks, keeps_marks = (
                (character.lower() if character >= " " or character == "\n" else " "),
                0,
                False,
            )
        elif unicodedata.category(character) in {"Mn", "Me", "Mc"}:
            marks += 1
            piece = character if keeps_marks and marks <= MOST_MARKS else ""
        else:
            piece, marks = plain(character), 0
            # Vowel signs of Indic and Thai scripts are part of the word; accents on Latin letters are not needed.
            keeps_marks = "\u0900" <= character <= "\u109f"
        out.append(piece)
        places.extend([index] * len(piece))
    return "".join(out), places


def pieces(original: str) -> list[Piece]:
    """The words of a text, with their sentences and clauses counted from 0.

    A full stop after one or two words does not end a sentence: "I. want. to. die." is one.
    """
    text, places = plain_with_places(original)
    latin = sum("a" <= letter <= "z" for letter in text)
    mostly_latin = latin * 2 >= sum(letter.isalpha() for letter in text)
    found: list[Piece] = []
    sentence = clause = in_sentence = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0] in _ENDS:
            if in_sentence >= _SHORTEST_SENTENCE or "\n" in word:
                sentence += 1
            clause, in_sentence = clause + 1, 0
        elif word[0] in _PAUSES:
            clause += 1
        else:
            start, end = places[match.start()], places[match.end() - 1] + 1
            found.append(Piece(_unmasked(word, mostly_latin=mostly_latin), start, end, sentence, clause))
            in_sentence += 1
    return found


def _unmasked(word: str, *, mostly_latin: bool) -> str:
    """Look-alike letters of other alphabets as Latin ones, where the word or the whole text is Latin."""
    if word.isascii():
        return word
    swapped = word.translate(LOOK_ALIKES)
    mixed = any(letter.isascii() and letter.isalpha() for letter in word)
    return swapped if swapped.isascii() and (mixed or mostly_latin) else word
