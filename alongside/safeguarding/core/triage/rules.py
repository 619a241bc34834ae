"""Rules read from files: versioned data with authors, sources and examples.

A file that cannot be read is refused with its line, and whoever holds the last good rules keeps them.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from alongside.safeguarding.core.triage.phrases import BadPhrase, Phrases
from alongside.safeguarding.core.triage.policy import Policy, Strict, Words
from alongside.safeguarding.core.triage.spelling import Speller
from alongside.safeguarding.core.triage.text import plain_with_places

DATA = Path(__file__).with_name("data")
LARGEST_FILE = 2_000_000
Kind = TypeVar("Kind", bound=Strict)
Table = Mapping[str, tuple[str, ...]]


class BrokenRules(ValueError):
    """Rules cannot be used. Says in which file, on which line (from 1, or 0 where no line is at fault), and why."""

    def __init__(self, file: str, line: int, why: str) -> None:
        super().__init__(f"{file}, line {line}: {why}" if line else f"{file}: {why}")
        self.file, self.line, self.why = file, line, why


Cue = Literal[
    "negator",
    "not_negator",
    "carrier",
    "denied_after",
    "self",
    "other",
    "you",
    "distant_past",
    "recovered",
    "present",
    "fiction",
    "lyric",
    "general",
    "support",
    "helpline",
    "disagreed",
]
Id = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]


class Rule(Strict):
    """Phrases that raise a ``category``, that are a ``cue`` to the scope of others, or (``idiom``) that mean something else
    than they say and hide what lies in them. ``found`` and ``quiet`` are examples that the suite runs."""

    id: Id
    phrases: Annotated[tuple[Words, ...], Field(min_length=1)]
    why: Words = ""
    category: str = ""
    cue: Cue | None = None
    idiom: bool = False
    hides: tuple[str, ...] = ()
    language: str = "en"
    keeps_subject: bool = False
    when_denied: bool = False
    """Heard only when it is denied: "a reason to live" worries nobody, and "I don't have a reason to live" does."""
    found: tuple[Words, ...] = ()
    quiet: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _is_one_thing(self) -> Rule:
        if bool(self.category) + bool(self.cue) + self.idiom != 1:
            raise ValueError("a rule has a category, or a cue, or is an idiom")
        if self.category and not (self.why and self.found):
            raise ValueError("a rule with a category says why, in words, and has an example of what it finds")
        return self


class RuleFile(Strict):
    format: Literal[1]
    title: Words
    version: Words
    author: Words
    written_on: date
    sources: tuple[Words, ...] = ()
    sets: dict[str, tuple[Words, ...]] = {}
    rule: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """All that the first voice knows. ``version`` changes with any byte of any file."""

    rules: tuple[Rule, ...]
    policy: Policy
    phrases: Phrases = field(repr=False)
    speller: Speller = field(repr=False)
    common: frozenset[str] = field(repr=False)
    languages: Mapping[str, frozenset[str]] = field(repr=False)
    version: str = ""


class _Folder:
    """The files of a folder of rules, each read once; `version` is told by their bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digest = hashlib.sha256()
        self.names = sorted(path.name for path in (folder / "rules").glob("*.toml"))
        if not self.names:
            raise BrokenRules("rules", 0, "holds no file of rules")

    @property
    def version(self) -> str:
        return self._digest.hexdigest()[:12]

    def text(self, name: str) -> str:
        try:
            raw = (self._folder / name).read_bytes()
            self._digest.update(name.encode() + b"\0" + raw)
            if len(raw) > LARGEST_FILE:
                raise BrokenRules(name, 0, "is too large to be rules")
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BrokenRules(name, 0, "is not UTF-8 text") from error
        except OSError as error:
            raise BrokenRules(name, 0, f"cannot be read ({error.strerror})") from error


def load_rules(folder: Path = DATA) -> Rules:
    """Read the folder. Raises BrokenRules for the first fault found."""
    files = _Folder(folder)
    policy = _checked(Policy, "policy.toml", files.text("policy.toml"))
    table, also = _tables(files.text("spelling.toml"))
    common = frozenset(word for word in files.text("english.txt").splitlines() if not word.startswith("#"))
    languages = {
        name: frozenset(plain_with_places(str(words))[0].replace("'", "").split())
        for name, words in _toml("languages.toml", files.text("languages.toml")).items()
    }
    sources = {name: files.text(f"rules/{name}") for name in files.names}
    written = {name: _checked(RuleFile, name, source) for name, source in sources.items()}
    placed = _placed(written, sources, policy)
    plain = Speller(table, (), ())

    @cache
    def spelt(words: str) -> tuple[tuple[str, ...], ...]:
        """The members of a set stand in hundreds of phrases."""
        return tuple(word.forms for word in plain.words(words))

    phrases = Phrases(_sets(written, sources), spelt)
    english: set[str] = {word for words in table.values() for word in words}
    for number, (name, rule) in enumerate(placed):
        for phrase in rule.phrases:
            _add(phrases, phrase, number, name, sources[name])
        if rule.language == "en":
            english |= phrases.vocabulary
    return Rules(
        rules=tuple(rule for _name, rule in placed),
        policy=policy,
        phrases=phrases,
        speller=Speller(
            table, phrases.vocabulary | english, common.union(*languages.values()), also, phrases.stems
        ),
        common=common | english,
        languages=languages,
        version=files.version,
    )


def _placed(
    written: Mapping[str, RuleFile], sources: Mapping[str, str], policy: Policy
) -> list[tuple[str, Rule]]:
    """Every rule with the name of its file, English ones first, so that their words are known to be English."""
    placed: list[tuple[str, Rule]] = []
    seen: set[str] = set()
    for name, file in written.items():
        for rule in file.rule:
            fault = _fault(rule, seen, policy)
            if fault:
                raise BrokenRules(name, _line_of(sources[name], f'"{rule.id}"'), fault)
            seen.add(rule.id)
            placed.append((name, rule))
    return sorted(placed, key=lambda one: one[1].language != "en")


def _sets(written: Mapping[str, RuleFile], sources: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """The named sets of all files."""
    sets: dict[str, Sequence[str]] = {}
    for name, file in written.items():
        for word, members in file.sets.items():
            if word in sets:
                raise BrokenRules(name, _line_of(sources[name], word), f"the set “{word}” is there twice")
            sets[word] = members
    return sets


def _add(phrases: Phrases, phrase: str, owner: int, name: str, source: str) -> None:
    try:
        phrases.add(phrase, owner)
    except BadPhrase as error:
        raise BrokenRules(name, _line_of(source, phrase), str(error)) from error


def _fault(rule: Rule, seen: set[str], policy: Policy) -> str:
    if rule.id in seen:
        return f"the rule “{rule.id}” is there twice"
    unknown = {*rule.hides, *filter(None, [rule.category])} - {category.id for category in policy.category}
    return f"the policy has no category “{min(unknown)}”" if unknown else ""


def _tables(source: str) -> tuple[Table, Mapping[str, str]]:
    """What is typed, to the words that it stands for; and second readings (``also``). Other sections only say where."""
    found: dict[str, tuple[str, ...]] = {}
    also: dict[str, str] = {}
    for section, words in _toml("spelling.toml", source).items():
        if not isinstance(words, dict) or not all(isinstance(meant, str) for meant in words.values()):
            raise BrokenRules(
                "spelling.toml", _line_of(source, section), f"“{section}” is not a table of words"
            )
        if section == "also":
            also = words
        else:
            found |= {typed: tuple(meant.split()) for typed, meant in words.items()}
    return found, also


def _toml(name: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise BrokenRules(name, int(line[1]) if line else source.count("\n") + 1, str(error)) from error


def _checked(kind: type[Kind], name: str, source: str) -> Kind:
    try:
        return kind.model_validate(_toml(name, source))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BrokenRules(name, _line_at(source, first["loc"]), f"{where}: {first['msg']}") from error


def _line_at(source: str, place: tuple[int | str, ...]) -> int:
    """The line of the table that a fault lies in."""
    if len(place) > 1 and isinstance(place[1], int):
        heads = [at for at, line in enumerate(source.splitlines(), 1) if line.strip() == f"[[{place[0]}]]"]
        begin = heads[place[1]] if place[1] < len(heads) else 1
        rest = source.splitlines()[begin - 1 :]
        key = str(place[2]) if len(place) > 2 else ""
        return next((begin + at for at, line in enumerate(rest) if key and line.startswith(key)), begin)
    return _line_of(source, str(place[0])) if place else 1


def _line_of(source: str, words: str) -> int:
    return next((at for at, line in enumerate(source.splitlines(), 1) if words in line), 1)


class KeptRules:
    """The rules in use. Renewing from a broken folder keeps what was there, and says what is wrong."""

    def __init__(self, load: Callable[[], Rules] = load_rules) -> None:
        """Raises BrokenRules: whoever starts with broken rules does not start."""
        self._load = load
        self.rules = load()
        self.trouble: BrokenRules | None = None

    def renew(self) -> bool:
        """Read again; True if the new rules are in use, False if they are broken and the old ones stay."""
        try:
            self.rules, self.trouble = self._load(), None
        except BrokenRules as error:
            self.trouble = error
        return self.trouble is None
