"""Readers for single cells. Each gives a `Parsed`: a value, a remark, both, or neither for an empty cell.

None of them raises, whatever the cell holds.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from alongside.enrolment.core.dates import DateOrder, date_order, parse_date, parse_year
from alongside.enrolment.core.grid import Cell, cell_text, plain_words
from alongside.enrolment.core.phones import parse_phone
from alongside.enrolment.core.problems import Parsed, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CHANNELS",
    "ROLES",
    "YES_NO",
    "DateOrder",
    "Parsed",
    "Problem",
    "date_order",
    "is_blank",
    "parse_choice",
    "parse_date",
    "parse_email",
    "parse_phone",
    "parse_text",
    "parse_whole_number",
    "parse_year",
]

# The first word of each is how the choice is shown to people; all in plain_words form.
YES_NO: Final[dict[str, tuple[str, ...]]] = {
    "yes": ("yes", "y", "true", "1", "x", "ok", "agreed", "given", "tick", "ticked"),
    "no": ("no", "n", "false", "0", "not given", "refused", "declined"),
}
CHANNELS: Final[dict[str, tuple[str, ...]]] = {
    "text": ("text", "sms", "text message", "texts", "txt", "texting", "text only", "by text", "whatsapp", "t"),
    "telephone": ("telephone", "phone", "call", "mobile", "tel", "landline", "phone call", "calls", "ring", "by phone", "voice", "p", "mob"),
    "email": ("email", "e mail", "mail address", "by email", "emails", "e"),
    "post": ("post", "letter", "letters", "by post", "mail", "paper", "in writing"),
    "helper": ("through a helper", "helper", "carer", "via carer", "through carer", "via helper", "advocate", "via family", "family", "through family"),
}  # fmt: skip
ROLES: Final[dict[str, tuple[str, ...]]] = {
    "member": ("member", "seeker", "seeking", "receiving", "receiving support", "mentee", "participant", "client", "service user", "needs support", "members", "learner", "m"),
    "supporter": ("supporter", "peer supporter", "giving", "giving support", "mentor", "volunteer", "peer mentor", "befriender", "peer", "supporters", "coach", "peer coach", "buddy", "navigator", "peer navigator", "listener", "peer worker", "s"),
    "both": ("both", "giving and receiving", "member and supporter", "mutual"),
}  # fmt: skip

_BLANK: Final = frozenset({"na", "n a", "none", "nil", "unknown", "not known", "not given", "no phone", "no email", "tbc", "dont know", "not applicable", "no e mail", "not provided"})  # fmt: skip
_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}")
_ANGLED = re.compile(r".*<\s*([^<>]+?)\s*>.*", re.DOTALL)
_CHOICE_SPLIT = re.compile(r"\s*(?:[/,;|&+\n]|\bor\b|\band\b)\s*", re.IGNORECASE)
_NUMBER_WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")  # fmt: skip


def is_blank(value: Cell) -> bool:
    """Whether a cell says in so many words that there is nothing: "-", "n/a", "not known"."""
    if not isinstance(value, str):
        return False
    words = plain_words(value)
    return (not words and not re.search(r"[^\s\-\u2010-\u2015.?/_*]", value)) or words in _BLANK


def spreadsheet_error(value: Cell) -> Problem | None:
    """The problem if the cell shows a spreadsheet's own error, such as #N/A."""
    found = isinstance(value, str) and value.upper() in _ERRORS
    return problem("spreadsheet_error", value=str(value)) if found else None


def parse_text(value: Cell, *, limit: int) -> Parsed[str]:
    """The cell as text, refused when longer than `limit` characters."""
    text = cell_text(value)
    if len(text) > limit:
        return Parsed(problem=problem("too_long", limit=limit))
    return Parsed(text) if text else Parsed()


def parse_email(value: Cell) -> Parsed[str]:
    """An e-mail address, its domain in lower case; the first one if there are two."""
    text = unicodedata.normalize("NFKC", cell_text(value)).strip()[:1000]
    if not text:
        return Parsed()
    tidy = _ANGLED.sub(r"\1", text)
    tidy = re.sub(r"^mailto:", "", tidy, flags=re.IGNORECASE).strip(" .,;:'\"<>()")
    if _is_address(tidy):
        found = _lower_domain(tidy)
        return Parsed(found, None if tidy == text else problem("email_tidied", chosen=found))
    several = [
        piece.strip(" .<>()") for piece in re.split(r"[,;/|\n]|\s+(?:or|and)\s+|\s+", tidy) if piece.strip()
    ]
    good = [_lower_domain(piece) for piece in several if _is_address(piece)]
    if len(good) > 1:
        return Parsed(good[0], problem("email_two", other=good[1]))
    return Parsed(problem=_email_problem(tidy))


def _email_problem(text: str) -> Problem:
    if "@" not in text:
        return problem("email_no_at")
    closed = "".join(text.split())
    if closed != text and _is_address(closed):
        return problem("email_spaces", chosen=closed)
    return problem("email_not_valid")


def _is_address(text: str) -> bool:
    if len(text) > 254 or not _ADDRESS.fullmatch(text):
        return False
    local = text.partition("@")[0]
    return ".." not in local and not local.startswith(".") and not local.endswith(".")


def _lower_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def parse_choice(value: Cell, choices: Mapping[str, tuple[str, ...]]) -> Parsed[str]:
    """The key of the choice whose words the cell holds; the first that is known if it holds several."""
    text = cell_text(value)
    if not text:
        return Parsed()
    whole = _choice(text, choices)
    if whole:
        return Parsed(whole)
    found = [choice for piece in _CHOICE_SPLIT.split(text) if (choice := _choice(piece, choices))]
    if not found:
        return Parsed(
            problem=problem("not_a_choice", choices=", ".join(words[0] for words in choices.values()))
        )
    several = len(set(found)) > 1
    return Parsed(found[0], problem("two_choices", chosen=choices[found[0]][0]) if several else None)


def _choice(text: str, choices: Mapping[str, tuple[str, ...]]) -> str:
    words = plain_words(text)
    return next((key for key, known in choices.items() if words in known or words == plain_words(key)), "")


def parse_whole_number(value: Cell, *, low: int = 0, high: int = 1000) -> Parsed[int]:
    """A whole number from `low` to `high`, in digits or as a small number word."""
    if value == "":
        return Parsed()
    if isinstance(value, bool):
        return Parsed(problem=problem("not_a_number"))
    text = unicodedata.normalize("NFKC", cell_text(value)).strip().casefold()
    if text in _NUMBER_WORDS:
        number = _NUMBER_WORDS.index(text)
    elif re.fullmatch(r"[+-]?\d{1,9}(?:[.,]0+)?", text):
        number = int(re.split(r"[.,]", text)[0])
    else:
        return Parsed(problem=problem("not_a_number"))
    if not low <= number <= high:
        return Parsed(problem=problem("number_out_of_range", low=low, high=high))
    return Parsed(number)
