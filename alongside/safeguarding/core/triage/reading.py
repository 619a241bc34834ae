"""A text read by both voices: what was found, where in the text, why, and how soon a person should read it.

Either voice may raise; only a rule may lower; a language without tried rules is raised as not covered. The result speaks
of words, never of a person, and finding nothing is not the same as all being well: see `sample`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from alongside.safeguarding.core.triage.contacts import contacts_in
from alongside.safeguarding.core.triage.language import languages_of
from alongside.safeguarding.core.triage.phrases import Found
from alongside.safeguarding.core.triage.policy import Category, Lane, Lowering, sooner
from alongside.safeguarding.core.triage.rules import DATA, BrokenRules, Rule, Rules, load_rules
from alongside.safeguarding.core.triage.scope import Scope
from alongside.safeguarding.core.triage.spelling import Word
from alongside.safeguarding.core.triage.voice import Cues, Voice, read_classes, read_voice

MOST_EVIDENCE = 5
"""So many places are named for each rule; more would only repeat them."""
EVERYTHING = "everything"
NOT_COVERED, CONTACT = "language_not_covered", "contact_exchange"
SECOND_VOICE, SECOND_VOICE_NOW = "second_voice", "second_voice_now"
VOICE_HEARS = frozenset(
    {
        *("negator", "denied_after", "self", "other", "you", "distant_past", "recovered", "present"),
        *("fiction", "lyric", "general", "support", "helpline"),
    }
)
"""The cues to scope that the second voice is told of."""
IN_WORDS = {
    Lowering.DENIED: "it seems to be denied",
    Lowering.PAST: "it seems to be told as long past",
    Lowering.FICTION: "it seems to be quoted, or from a story or a song",
    Lowering.GENERAL: "it seems to speak in general",
    Lowering.SUPPORT: "it seems to be asked or said to support somebody",
    Lowering.DISAGREED: "it seems to be named in order to disagree",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that were heard, and where they stand in the original (characters from 0, end exclusive)."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``lowered_for`` says why a rule lets it wait longer than its words alone would."""

    category: str
    lane: Lane
    rule: str
    why: str
    evidence: tuple[Evidence, ...]
    lowered_for: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What triage has to say of one text.

    ``lane`` is None when neither voice found anything, which says nothing about how the writer is. ``is_read`` is False when
    triage could not read it: then a person must, and ``trouble`` says what happened.
    """

    lane: Lane | None
    findings: tuple[Finding, ...]
    languages: tuple[str, ...]
    version: str
    is_read: bool = True
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Heard:
    rule: Rule
    category: Category
    lane: Lane
    found: Found
    lowering: Lowering | None


def read(original: str, rules: Rules | None = None, voice: Voice | None = None) -> Reading:
    """Read one text. Raises nothing of its own; `read_or_say_so` also survives what should not happen."""
    rules = rules or shipped_rules()
    voice = voice or shipped_voice()
    hearing = _Hearing.of(original, rules)
    languages = languages_of(original, hearing.words, rules.common, rules.languages)
    findings = [*_findings(hearing), *_contact_findings(hearing)]
    for part in languages.uncovered[:MOST_EVIDENCE]:
        why = f"This seems to be {part.language}; no tried rules cover it."
        findings.append(hearing.finding(NOT_COVERED, why, [(part.start, part.end)]))
    if not any(one.lane <= Lane.HOURS or one.lowered_for for one in findings):
        findings += _second_voice(hearing, voice)
    findings.sort(key=lambda one: (one.lane, one.evidence[0].start))
    lane: Lane | None = None
    for one in findings:
        lane = sooner(lane, one.lane)
    return Reading(lane, tuple(findings), languages.names, f"{rules.version}+{voice.version}")


def read_or_say_so(original: str, reader: Callable[[str], Reading] = read) -> Reading:
    """Read one text, or say that it was not read, so that a person reads it. Never raises, whatever the reader does."""
    try:
        reading = reader(original)
    except Exception as error:  # noqa: BLE001
        return not_read(f"triage failed: {type(error).__name__}")
    return reading if isinstance(reading, Reading) else not_read("triage answered nonsense")


def not_read(trouble: str) -> Reading:
    """What stands for a text that triage could not read: to be read by a person within hours."""
    return Reading(Lane.HOURS, (), (), "", is_read=False, trouble=trouble)


@lru_cache(maxsize=1)
def shipped_rules() -> Rules:
    """The rules that come with the program. Raises BrokenRules."""
    return load_rules()


@lru_cache(maxsize=1)
def shipped_voice() -> Voice:
    """The second voice that comes with the program. Raises ValueError, KeyError or OSError."""
    return read_voice(DATA / "voice.json", read_classes(DATA / "word_classes.txt"))


def ready() -> None:
    """Load what reading needs, once. Raises BrokenRules, ValueError or OSError for what cannot be used."""
    shipped_rules()
    shipped_voice()


def why_not_ready() -> str:
    """What keeps triage from reading, for whoever starts a site; empty when nothing does."""
    try:
        ready()
    except (BrokenRules, ValueError, KeyError, OSError) as error:
        return f"Triage cannot read: {error}"
    return ""


@dataclass(frozen=True, slots=True)
class _Hearing:
    """A text, its words, the phrases in it, and the words that an idiom hides from a category (or from all)."""

    original: str
    words: Sequence[Word]
    rules: Rules
    found: Sequence[Found]
    hidden: Mapping[int, set[str]]

    @classmethod
    def of(cls, original: str, rules: Rules) -> _Hearing:
        words = rules.speller.words(original)
        found = rules.phrases.search(words)
        hidden: dict[int, set[str]] = {}
        for one in found:
            rule = rules.rules[one.owner]
            if rule.idiom:
                for place in range(one.first, one.after):
                    hidden.setdefault(place, set()).update(rule.hides or {EVERYTHING})
        return cls(original, words, rules, found, hidden)

    def hides(self, found: Found, category: str) -> bool:
        return any(
            category in kinds or EVERYTHING in kinds
            for place in range(found.first, found.after)
            if (kinds := self.hidden.get(place))
        )

    def for_the_voice(self) -> tuple[list[Word], Cues]:
        """The words that no idiom covers, and the cues among them, each once, at the number of its first word."""
        words: list[Word] = []
        number: dict[int, int] = {}
        for place, word in enumerate(self.words):
            if place not in self.hidden:
                number[place] = len(words)
                words.append(word)
        cues = dict.fromkeys(
            (cue, number[one.first])
            for one in self.found
            if one.first in number and (cue := self.rules.rules[one.owner].cue) in VOICE_HEARS
        )
        return words, sorted(cues, key=itemgetter(1))

    def finding(self, category: str, why: str, places: Iterable[tuple[int, int]]) -> Finding:
        """A finding that no rule file made."""
        evidence = tuple(
            Evidence(start, end, self.original[start:end]) for start, end in dict.fromkeys(places)
        )
        return Finding(
            category, self.rules.policy.by_id[category].lane, category.replace("_", "-"), why, evidence
        )


def _heard(hearing: _Hearing) -> Iterator[_Heard]:
    """What the rules hear, in its scope, without what an idiom hides."""
    rules = hearing.rules
    scope = Scope.of(hearing.words, hearing.found, rules.rules)
    for one in hearing.found:
        rule = rules.rules[one.owner]
        if not rule.category or hearing.hides(one, rule.category):
            continue
        heard = _in_scope(one, rule, scope, rules)
        if heard:
            yield heard


def _in_scope(found: Found, rule: Rule, scope: Scope, rules: Rules) -> _Heard | None:
    category = rules.policy.by_id[rule.category]
    if category.of_another and not rule.keeps_subject and scope.subject(found) == "other":
        category = rules.policy.by_id[category.of_another]
    if rule.when_denied and not scope.is_denied(found):
        return None
    lowering = None
    if rule.language == "en":
        lowering = scope.lowering_but_denial(found) if rule.when_denied else scope.lowering(found)
    to = category.lowered.get(lowering) if lowering else None
    if to == "nothing":
        return None
    return _Heard(rule, category, Lane(to) if to else category.lane, found, lowering if to else None)


def _findings(hearing: _Hearing) -> Iterator[Finding]:
    """One finding for each rule, category and lowering, with the first places where it was heard."""
    grouped: dict[tuple[str, str, Lowering | None], list[_Heard]] = {}
    for one in _heard(hearing):
        grouped.setdefault((one.rule.id, one.category.id, one.lowering), []).append(one)
    words, original = hearing.words, hearing.original
    for (rule, category, lowering), group in grouped.items():
        spans = dict.fromkeys((words[one.found.first].start, words[one.found.after - 1].end) for one in group)
        evidence = tuple(
            Evidence(start, end, original[start:end]) for start, end in list(spans)[:MOST_EVIDENCE]
        )
        reason = IN_WORDS[lowering] if lowering else ""
        yield Finding(category, group[0].lane, rule, group[0].rule.why, evidence, reason)


def _contact_findings(hearing: _Hearing) -> Iterator[Finding]:
    """Contacts, without those that stand beside the name of a helpline, a surgery or a clinic."""
    contacts = contacts_in(hearing.original, hearing.words)[:MOST_EVIDENCE]
    if not contacts:
        return
    words, rules = hearing.words, hearing.rules.rules
    services = {words[one.first].sentence for one in hearing.found if rules[one.owner].cue == "helpline"}
    ends = [word.end for word in words]
    for one in contacts:
        at = bisect_right(ends, one.start)
        sentence = words[at].sentence if at < len(words) else -1
        if services.isdisjoint({sentence - 1, sentence, sentence + 1}):
            yield hearing.finding(CONTACT, f"It gives {one.kind}.", [(one.start, one.end)])


def heard_by_the_voice(original: str, rules: Rules) -> tuple[list[str], Cues]:
    """The words of a text that the second voice learns from, and the cues in it."""
    words, cues = _Hearing.of(original, rules).for_the_voice()
    return [word.forms[-1] for word in words], cues


def _second_voice(hearing: _Hearing, voice: Voice) -> Iterator[Finding]:
    """What the second voice says of the words that no idiom covers."""
    words, cues = hearing.for_the_voice()
    spoken = voice.speaks(words, cues)
    if spoken:
        yield hearing.finding(
            SECOND_VOICE_NOW if spoken.is_now else SECOND_VOICE,
            "No rule found anything, but it resembles posts that somebody had to read soon; these words most.",
            [(words[at].start, words[at].end) for at in spoken.words],
        )
