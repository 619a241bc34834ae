"""A definition as the twelve items of TIDieR, the checklist for describing an intervention (Hoffmann 2014).

Rule: an item without content prints "Not recorded" and never disappears.
"""

from dataclasses import dataclass
from typing import Literal

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.parts import Absence, given
from alongside.programmes.core.schedule import Phase
from alongside.programmes.core.scheduling import planned_dose

ValueKind = Literal["text", "term", "number", "duration", "absence"]


@dataclass(frozen=True, slots=True)
class Value:
    """One thing said. ``kind`` tells a page how to show ``text``:

    "text" is the definition's own words; "term" a word of ``vocabulary`` (``in_person``); "number" digits;
    "duration" an ISO length (``P8W``); "absence" one of "Not recorded", "not reported", "none", "not applicable".
    """

    kind: ValueKind
    text: str


NOT_RECORDED = Value("absence", "Not recorded")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report. ``code`` is for translation, ``label`` its English; ``of`` names the thing meant where
    several rows carry one code (a phase, a role). There is always at least one value."""

    code: str
    label: str
    values: tuple[Value, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One of the twelve items: its number from 1, its code, its English title."""

    number: int
    code: str
    title: str
    rows: tuple[Row, ...]


def tidier(definition: Definition) -> tuple[Section, ...]:
    """The twelve items, in order, as planned. What was changed and what was delivered (10 and 12) come from a running
    programme; a definition alone does not record them."""
    items = (
        ("brief_name", "Brief name", _name(definition)),
        ("why", "Why", _why(definition)),
        ("materials", "What: materials", (_row("materials", "Materials", definition.materials),)),
        ("procedures", "What: procedures", _procedures(definition)),
        ("who", "Who provided", _who(definition)),
        ("how", "How", _how(definition)),
        ("where", "Where", (_row("setting", "Setting", definition.setting),)),
        ("dose", "When and how much", _dose(definition)),
        ("tailoring", "Tailoring", (_row("tailoring", "What may differ", definition.tailoring),)),
        ("modifications", "Modifications", (_row("modifications", "Changes made", None),)),
        ("fidelity_planned", "How well: planned", _fidelity(definition)),
        ("fidelity_actual", "How well: actual", (_row("delivered", "As delivered", None),)),
    )
    return tuple(
        Section(number, code, title, tuple(rows)) for number, (code, title, rows) in enumerate(items, 1)
    )


def _row(code: str, label: str, content: object, *, term: bool = False, of: str = "") -> Row:
    """A row of one answer or of several; nothing at all becomes "Not recorded"."""
    several: tuple[object, ...] = content if isinstance(content, tuple) else (content,)
    values = tuple(_value(item, term=term) for item in several)
    return Row(code, label, values or (NOT_RECORDED,), of)


def _value(content: object, *, term: bool) -> Value:
    if content is None:
        return NOT_RECORDED
    if isinstance(content, Absence):
        return Value("absence", str(content))
    if isinstance(content, Duration):
        return Value("duration", str(content))
    if isinstance(content, int | float):
        return Value("number", f"{content:g}")
    return Value("term" if term else "text", str(content))


def _within(part: object, name: str) -> object:
    """A field of a part that may itself be absent; then its absence."""
    return part if part is None or isinstance(part, Absence) else getattr(part, name)


def _name(definition: Definition) -> tuple[Row, ...]:
    return (
        _row("title", "Name", definition.title),
        _row("version", "Version", definition.version),
        _row("summary", "In short", definition.summary),
    )


def _why(definition: Definition) -> tuple[Row, ...]:
    return (
        _row("rationale", "Why it should help", definition.rationale),
        _row("peer_support_definition", "What peer support means here", definition.peer_support_definition),
        _row("shared", "What is shared", _within(definition.peerness, "shared"), term=True),
        _row("shared_words", "What is shared, in words", _within(definition.peerness, "words")),
        _row("verified", "How that is known", _within(definition.peerness, "verified")),
        _row("sources", "Sources", definition.sources),
    )


def _procedures(definition: Definition) -> tuple[Row, ...]:
    ending, crisis = definition.ending, definition.crisis
    return (
        _row("choice", "How a match is chosen", definition.matching.choice, term=True),
        _row(
            "traits", "What people may match on", tuple(trait.label for trait in definition.matching.traits)
        ),
        _row("consents", "What people agree to", tuple(purpose.title for purpose in definition.consents)),
        _row("breaks", "Breaks", _within(definition.breaks, "words")),
        _row("review", "Review before the end", _within(ending, "review_before")),
        _row("bridge", "What comes next", _within(ending, "bridge")),
        _row("contact_after", "Contact afterwards", _within(ending, "contact_after"), term=True),
        _row("contact_after_words", "Contact afterwards, in words", _within(ending, "contact_after_words")),
        _row("crisis_ethos", "In a crisis: approach", _within(crisis, "ethos"), term=True),
        _row("crisis_words", "In a crisis: what people are shown", _within(crisis, "words")),
        _row("crisis_told", "In a crisis: who is told", _within(crisis, "who_is_told")),
    )


def _who(definition: Definition) -> tuple[Row, ...]:
    caseload = definition.caseload
    return (
        *_roles(definition),
        *_training(definition),
        *_supervision(definition),
        _row("caseload_default", "Relationships at once, usually", _within(caseload, "default")),
        _row("caseload_max", "Relationships at once, at most", _within(caseload, "max")),
    )


def _roles(definition: Definition) -> tuple[Row, ...]:
    if not definition.roles:
        return (_row("role", "Role", None),)
    return tuple(
        row
        for role in definition.roles
        for row in (
            _row("role", "Role", role.title, of=role.key),
            _row("role_tenure", "For how long", role.tenure, of=role.key),
            _row("role_pay", "Paid or unpaid", role.pay, term=True, of=role.key),
            _row("role_description", "Role description", role.description, of=role.key),
        )
    )


def _training(definition: Definition) -> tuple[Row, ...]:
    modules = given(definition.training)
    if not modules:
        return (_row("training", "Training", Absence.NONE if modules == () else definition.training),)
    return tuple(
        row
        for module in modules
        for row in (
            _row("training", "Training", module.title, of=module.key),
            _row("training_category", "Kind of training", module.category, term=True, of=module.key),
            _row("training_hours", "Hours", module.hours, of=module.key),
            _row(
                "training_core",
                "Needed before the start",
                "core" if module.core else "extra",
                term=True,
                of=module.key,
            ),
        )
    )


def _supervision(definition: Definition) -> tuple[Row, ...]:
    ways = given(definition.supervision)
    if not ways:
        return (_row("supervisor", "Who supervises", definition.supervision),)
    return tuple(
        row
        for way in ways
        for row in (
            _row("supervisor", "Who supervises", way.who),
            _row("supervision_form", "How they supervise", way.form, term=True),
            _row("supervision_every", "How often", way.every),
        )
    )


def _how(definition: Definition) -> tuple[Row, ...]:
    ways = dict.fromkeys(way for phase in definition.schedule.phases for way in phase.modalities)
    return (
        _row("role_mode", "Who supports whom", definition.role_mode, term=True),
        _row("unit", "Who takes part as one", definition.unit, term=True),
        _row("modalities", "Ways of meeting", tuple(ways), term=True),
    )


def _dose(definition: Definition) -> tuple[Row, ...]:
    dose = planned_dose(definition)
    return (
        _row("contacts", "Contacts planned", dose.contacts),
        _row("minutes_min", "Minutes planned, at least", dose.minutes_min),
        _row("minutes_max", "Minutes planned, at most", dose.minutes_max),
        _row("length", "From first day to planned ending", definition.schedule.length),
        _row("minimum_dose", "Contacts that count as having had it", definition.evaluation.minimum_dose),
        *(row for phase in definition.schedule.phases for row in _phase(phase)),
    )


def _phase(phase: Phase) -> tuple[Row, ...]:
    often = phase.every if phase.every is not None else Absence.NOT_APPLICABLE
    return (
        _row("phase", "Phase", phase.title, of=phase.key),
        _row("phase_form", "Form", phase.form, term=True, of=phase.key),
        _amount(phase),
        _row("phase_every", "Interval", often, of=phase.key),
        _row("phase_minutes_min", "Minutes each, at least", phase.minutes_min, of=phase.key),
        _row("phase_minutes_max", "Minutes each, at most", phase.minutes_max, of=phase.key),
        _row("phase_modalities", "Ways of meeting", phase.modalities, term=True, of=phase.key),
        _row("phase_initiated_by", "Who gets in touch", phase.initiated_by, term=True, of=phase.key),
    )


def _amount(phase: Phase) -> Row:
    if phase.at_least is not None:
        return _row("phase_at_least", "Contacts in every interval, at least", phase.at_least, of=phase.key)
    if phase.times is not None:
        return _row("phase_times", "Contacts in every interval", phase.times, of=phase.key)
    return _row(
        "phase_contacts",
        "Contacts",
        "open_ended" if phase.open_ended else phase.contacts,
        term=True,
        of=phase.key,
    )


def _fidelity(definition: Definition) -> tuple[Row, ...]:
    return (
        _row("fidelity", "How it is watched", definition.fidelity),
        _row("measures", "When people are asked", tuple(wave.title for wave in definition.measures)),
        _row("adverse_events", "How harm is noticed", definition.evaluation.adverse_events),
    )
