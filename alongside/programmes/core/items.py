"""What each of the twelve items of TIDieR shows of a definition: which of its fields, in which order, under what label.

The same labels name the fields wherever a definition is told in words. A test compares this table with the schema, so
that a field added there is shown here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from alongside.programmes.core.words import _


@dataclass(frozen=True, slots=True)
class Line:
    """One field. ``only_if_given``: leaving it out has a meaning of its own, so there is nothing to print then."""

    path: str
    label: str
    only_if_given: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """A list of parts. ``label`` stands alone where the list is empty; paths of ``lines`` count from an item."""

    path: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """Something that is no field of its own, but follows from those at ``path``; ``report`` works it out by ``code``."""

    code: str
    label: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of TIDieR."""

    code: str
    title: str
    shown: tuple[Line | Each | Worked, ...]


_WHOM = (
    Line("audience.words", _("Whom it is for")),
    Line("audience.reach", _("For some or for all")),
    Line("audience.for_everybody", _("What there is for everybody")),
    Line("audience.eligibility", _("Who may join")),
    Line("audience.lowest_age", _("Age in years, at least")),
    Line("audience.highest_age", _("Age in years, at most")),
    Line("audience.languages", _("Languages of the support")),
    Line("audience.professional_advice", _("Whether a diagnosis or a referral is needed")),
    Line("audience.oversight", _("Who watches over minors")),
    Line("peerness.shared", _("What is shared")),
    Line("peerness.words", _("What is shared, in words")),
    Line("peerness.verified", _("How that is known")),
)

_THEORY = (
    Line("theory.perspectives", _("Whose view it takes")),
    Line("theory.health_idea", _("Its idea of health")),
    Line("theory.delivery_model", _("Where it is based")),
    Line("theory.helper_kind", _("What a supporter is called in the literature")),
    Line("theory.support_kinds", _("Kinds of support")),
    Line("theory.mechanisms", _("By what it should help")),
    Each(
        "theory.components",
        _("What it is made of"),
        (Line("kind", _("Component")), Line("words", _("The component, in words"))),
    ),
    Each(
        "theory.inclusion",
        _("What is done for people who are hardly reached"),
        (Line("measure", _("Done for people who are hardly reached")), Line("how", _("How it is done"))),
    ),
    Each(
        "theory.logic_model",
        _("Which changes are expected"),
        (
            Line("outcome", _("Change expected")),
            Line("component", _("By which component")),
            Line("mechanism", _("By which mechanism")),
            Line("measure", _("What shows it")),
            Line("expected_after", _("Expected after")),
        ),
    ),
    Each(
        "theory.questions",
        _("Questions of design that were asked"),
        (
            Line("question", _("Question of design")),
            Line("stakeholders", _("Who was asked")),
            Line("answer", _("What they answered")),
            Line("on", _("On")),
        ),
    ),
    Each(
        "theory.involved",
        _("Who took part in making it"),
        (
            Line("who", _("Took part in making it")),
            Line("stage", _("At which stage")),
            Line("how", _("How far they decided")),
        ),
    ),
    Each(
        "theory.studies",
        _("Studies of it"),
        (
            Line("source", _("Study")),
            Line("design", _("Its design")),
            Line("people", _("People it followed")),
            Line("comparator", _("What it compared with")),
            Line("found", _("What it found")),
        ),
    ),
)

_SAFE = (
    Line("openness.identity", _("How people are known")),
    Line("openness.words", _("How people are known, in words")),
    Line("ground_rules.rules", _("Ground rules")),
    Line("ground_rules.by", _("Who may change the rules")),
    Line("ground_rules.content_notes", _("When something gets a note before it")),
    Line("moderation.by", _("Who reads along")),
    Line("moderation.hours", _("When they read along")),
    Line("moderation.out_of_hours", _("What happens while nobody does")),
    Line("moderation.words", _("Reading along, in words")),
    Line("breaks.words", _("Breaks")),
    Line("breaks.longest_pause", _("Pause after which the coordinator gets in touch")),
    Line("ending.review_before", _("Review before the end")),
    Line("ending.bridge", _("What comes next")),
    Line("ending.contact_after", _("Contact afterwards")),
    Line("ending.contact_after_words", _("Contact afterwards, in words")),
    Line("crisis.ethos", _("Clinical or not in a crisis")),
    Line("crisis.words", _("What people are told about a crisis")),
    Line("crisis.who_is_told", _("Who is told in a crisis")),
    Line("crisis.response_minutes.urgent", _("Minutes to an answer when it is urgent")),
    Line("crisis.response_minutes.soon", _("Minutes to an answer when it is soon")),
    Line("crisis.response_minutes.routine", _("Minutes to an answer otherwise")),
    Each(
        "crisis.help_contacts",
        _("Who to turn to now"),
        (
            Line("name", _("Help contact")),
            Line("phone", _("Telephone"), only_if_given=True),
            Line("text", _("Number for text messages"), only_if_given=True),
            Line("text_word", _("Word to send"), only_if_given=True),
            Line("url", _("Web address"), only_if_given=True),
            Line("hours", _("Hours")),
            Line("country", _("Country")),
        ),
    ),
    Line("check_ins.member_weeks", _("Weeks in which members are asked how it goes")),
    Line("check_ins.supporter_weeks", _("Weeks in which supporters are asked how it goes")),
    Line("check_ins.coordinator_call_week", _("Week of the coordinator's call")),
)

_PROCEDURES = (
    Line("structure", _("How far what happens is set")),
    Line("matching.choice", _("How a match is chosen")),
    Line("matching.shortlist_size", _("People on a shortlist")),
    Line("matching.leads_with", _("What is asked first")),
    Each(
        "matching.traits",
        _("What people may match on"),
        (
            Line("label", _("May match on")),
            Line("kind", _("Kind of answer")),
            Line("about", _("What it is about"), only_if_given=True),
            Line("options", _("Possible answers"), only_if_given=True),
            Line("lowest", _("Lowest number"), only_if_given=True),
            Line("highest", _("Highest number"), only_if_given=True),
            Line("sensitive", _("Treated with special care")),
            Line("shown_to_other", _("Shown to the other side")),
        ),
    ),
    Each(
        "consents",
        _("What people agree to"),
        (
            Line("title", _("Consent")),
            Line("wording", _("Its exact words")),
            Line("required_for_support", _("Needed for support")),
            Line("withdrawal", _("When somebody withdraws it")),
        ),
    ),
    Line("data_shared", _("What a service that refers people hears")),
    Line("campaigning", _("Campaigning together")),
    *_SAFE,
)

_WHO = (
    Line("light_mode", _("Informal group")),
    Each(
        "roles",
        _("Roles"),
        (
            Line("title", _("Role")),
            Line("optional", _("Runs without anybody in it")),
            Line("tenure", _("For how long")),
            Line("lasts", _("Held until it ends or is given anew")),
            Line("pay", _("Paid or unpaid")),
            Line("selection", _("What somebody must bring")),
            Line("assessed", _("How that is found out")),
            Line("description", _("Role description")),
        ),
    ),
    Each(
        "training",
        _("Training"),
        (
            Line("title", _("Training module")),
            Line("category", _("Kind of training")),
            Line("hours", _("Hours")),
            Line("mode", _("How it is taught")),
            Line("assessor", _("Who says that it has been learned")),
            Line("when", _("When it is taught")),
            Line("core", _("Needed before the start")),
        ),
    ),
    Each(
        "supervision",
        _("Supervision"),
        (
            Line("who", _("Who supervises")),
            Line("discipline", _("What they are by profession or experience")),
            Line("form", _("How they supervise")),
            Line("every", _("How often")),
            Line("words", _("Supervision, in words")),
        ),
    ),
    Line("caseload.default", _("Relationships at once, usually")),
    Line("caseload.max", _("Relationships at once, at most")),
    Line("professionals.presence", _("Where professionals stand")),
    Line("professionals.limits", _("What professionals may not do or see")),
    Line("groups.leads.who", _("Who leads groups")),
    Line("groups.leads.count_min", _("Who lead together, at least")),
    Line("groups.leads.count_max", _("Who lead together, at most")),
    Line("groups.leads.turn", _("How often somebody else leads")),
    Line("groups.leads.share_experience", _("Whether those who lead share what members share")),
)

_HOW = (
    Line("role_mode", _("Who supports whom")),
    Line("unit", _("Who takes part as one")),
    Worked("modalities", _("Ways of meeting"), "schedule.phases"),
    Line("groups.size_min", _("Size of a group, at least")),
    Line("groups.size_max", _("Size of a group, at most")),
    Line("groups.joining", _("Who may join a group")),
    Line("groups.composition", _("How groups are made up")),
    Line("groups.alike_in", _("What all of a group share")),
    Line("groups.never_alone_in", _("In what nobody should be the only one")),
)

_DOSE = (
    Worked("contacts", _("Contacts planned"), "schedule.phases"),
    Worked("minutes_min", _("Minutes planned, at least"), "schedule.phases"),
    Worked("minutes_max", _("Minutes planned, at most"), "schedule.phases"),
    Line("schedule.length", _("From first day to planned ending")),
    Line("evaluation.minimum_dose", _("Contacts that count as having had it")),
    Each(
        "schedule.phases",
        _("Phases"),
        (
            Line("title", _("Phase")),
            Line("form", _("Form")),
            Line("contacts", _("Contacts"), only_if_given=True),
            Line("times", _("Contacts in every interval"), only_if_given=True),
            Line("at_least", _("Contacts in every interval, at least"), only_if_given=True),
            Line("every", _("Interval"), only_if_given=True),
            Line("lasting", _("Lasting"), only_if_given=True),
            Line("open_ended", _("Goes on without an end of its own")),
            Line("starts", _("Begins after the first day"), only_if_given=True),
            Line("first_after", _("First contact after it begins"), only_if_given=True),
            Line("minutes_min", _("Minutes each, at least")),
            Line("minutes_max", _("Minutes each, at most")),
            Line("modalities", _("Ways of meeting")),
            Line("initiated_by", _("Who gets in touch")),
            Line("where", _("Place")),
            Line("optional", _("May be left out")),
            Line("agenda", _("Agenda of a session, with minutes"), only_if_given=True),
            Line("sessions", _("Sessions of the course, with minutes"), only_if_given=True),
        ),
    ),
    Line("schedule.missed", _("What becomes of a missed contact")),
    Line("schedule.missed_words", _("Missed contacts, in words")),
)

_PLANNED = (
    Line("fidelity", _("How it is watched")),
    Each(
        "measures",
        _("When people are asked"),
        (
            Line("title", _("Asked")),
            Line("respondent", _("Who is asked")),
            Line("anchor", _("Counted from")),
            Line("offset", _("Due after that")),
            Line("window_days", _("Days either side that still count")),
            Line("instruments", _("Measures")),
        ),
    ),
    Line("evaluation.design", _("Design of the evaluation")),
    Line("evaluation.comparator", _("What it is compared with")),
    Line("evaluation.protocol", _("Plan of the analysis")),
    Line("evaluation.adverse_events", _("How harm is noticed")),
    Line("evaluation.primary_measure", _("Main measure")),
    Line("evaluation.shown_first", _("What stands first on the page of results")),
    Line("evaluation.process_questions", _("Questions about how it went")),
    Line("evaluation.costs", _("Costs written down")),
)

ITEMS: tuple[Item, ...] = (
    Item(
        "brief_name",
        _("Brief name"),
        (
            Line("title", _("Name")),
            Line("version", _("Version")),
            Line("summary", _("In short")),
            Line("part_of", _("Part of")),
            Line("authors", _("Who wrote this file")),
        ),
    ),
    Item(
        "why",
        _("Why"),
        (
            Line("rationale", _("Why it should help")),
            Line("peer_support_definition", _("What peer support means here")),
            *_WHOM,
            *_THEORY,
            Line("sources", _("Sources")),
        ),
    ),
    Item(
        "materials",
        _("What: materials"),
        (
            Line("materials", _("Materials")),
            Line("manual.title", _("Manual")),
            Line("manual.version", _("Version of the manual")),
            Line("manual.url", _("Where the manual can be read")),
        ),
    ),
    Item("procedures", _("What: procedures"), _PROCEDURES),
    Item("who", _("Who provided"), _WHO),
    Item("how", _("How"), _HOW),
    Item("where", _("Where"), (Line("setting", _("Setting")),)),
    Item("dose", _("When and how much"), _DOSE),
    Item("tailoring", _("Tailoring"), (Line("tailoring", _("What may differ")),)),
    Item(
        "modifications",
        _("Modifications"),
        (
            Line("adaptation", _("What those who give it may change")),
            Worked("modifications", _("Changes made")),
        ),
    ),
    Item("fidelity_planned", _("How well: planned"), _PLANNED),
    Item("fidelity_actual", _("How well: actual"), (Worked("delivered", _("As delivered")),)),
)

NOT_SHOWN: Mapping[str, str] = MappingProxyType(
    {
        "schema_version": "about the file",
        "slug": "about the file",
        "left_out": "the answers it stands for are printed",
        "added": "printed beside each row that it names",
        "positions": "printed with the settings that they are about: see positions",
        "consents.wording_version": "about the file",
    }
)
"""Fields that the report leaves out, and why. Keys of list items name the rows and are never shown either."""


def labels() -> Iterator[tuple[str, str]]:
    """Every field's path, list items without their positions, and its label."""
    for item in ITEMS:
        for shown in item.shown:
            if not isinstance(shown, Worked):
                yield shown.path, shown.label
            if isinstance(shown, Each):
                yield from ((f"{shown.path}.{line.path}", line.label) for line in shown.lines)


LABELS: Mapping[str, str] = MappingProxyType(dict(labels()))
