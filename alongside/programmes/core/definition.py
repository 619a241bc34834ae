"""What a programme is: the document that the software runs and reports from.

Read one with ``loading.load_definition``; it also checks that the parts agree with one another. A key that is left
out is "not recorded"; an ``Answer`` may also say "not reported", "none" or "not applicable".
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from alongside.programmes.core.schedule import Phase, Schedule
from alongside.programmes.core.vocabulary import (
    Anchor,
    Answer,
    Axis,
    Choice,
    ContactAfter,
    Count,
    Design,
    Ethos,
    Key,
    Length,
    Part,
    Pay,
    RoleKey,
    RoleMode,
    SharedThing,
    Side,
    SupervisionForm,
    Text,
    TrainingCategory,
    TraitKind,
    Unit,
    Week,
    Yes,
)


class Peerness(Part):
    """What makes these people peers."""

    shared: Answer[Annotated[tuple[SharedThing, ...], Field(min_length=1)]] = None
    words: Answer[Text] = None
    """What is shared, in plain words."""
    verified: Answer[Text] = None
    """How the organisation knows that it is shared."""


class Role(Part):
    """What somebody in this role does, for how long, and whether they are paid."""

    key: RoleKey
    title: Text
    tenure: Answer[Text] = None
    pay: Answer[Pay] = None
    description: Answer[Text] = None
    """The role description that a person accepts before they begin."""


class TrainingModule(Part):
    """One thing that supporters learn."""

    key: Key
    title: Text
    category: TrainingCategory
    hours: Answer[Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]] = None
    core: Yes
    """True when nobody may be proposed as a supporter before they have done it."""


class Supervision(Part):
    """Who looks after the people who support, how, and how often."""

    who: Answer[Text] = None
    form: Answer[SupervisionForm] = None
    every: Answer[Length] = None


class Caseload(Part):
    """How many relationships one person may be in at once."""

    default: Count
    max: Count

    @model_validator(mode="after")
    def _default_fits(self) -> Self:
        if self.default > self.max:
            raise ValueError("The usual caseload (default) is larger than the largest one (max).")
        return self


class Breaks(Part):
    """What happens when somebody needs a rest."""

    words: Text
    longest_pause: Answer[Length] = None
    """After a pause as long as this the coordinator gets in touch. Nothing is closed by it."""


class Ending(Part):
    """How support ends: prepared, and without a cliff."""

    review_before: Answer[Length] = None
    """How long before the planned ending the review is due."""
    bridge: Answer[Text] = None
    """What comes next, and who helps with the step."""
    contact_after: Answer[ContactAfter] = None
    contact_after_words: Answer[Text] = None


class Option(Part):
    """One possible answer to a question about a trait."""

    key: Key
    label: Text


class Trait(Part):
    """Something that people may share, and that this programme asks about."""

    key: Key
    label: Text
    kind: TraitKind
    options: Annotated[tuple[Option, ...], Field(max_length=200)] = ()
    lowest: Annotated[int, Field(strict=True)] | None = None
    highest: Annotated[int, Field(strict=True)] | None = None
    sensitive: Yes
    """True for what the law or people themselves treat with special care: health, origin, belief, sexuality."""
    shown_to_other: Yes
    """True when the other side may see it as a reason for the proposal."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind == "number":
            if self.options or self.lowest is None or self.highest is None or self.lowest >= self.highest:
                raise ValueError("A number needs lowest and highest, in that order, and no options.")
        elif len(self.options) < 2 or self.lowest is not None or self.highest is not None:
            raise ValueError("A choice needs at least two options, and neither lowest nor highest.")
        return self


class Matching(Part):
    """How people find one another."""

    choice: Choice
    shortlist_size: Annotated[int, Field(strict=True, ge=1, le=20)] = 3
    traits: tuple[Trait, ...] = ()


class ConsentPurpose(Part):
    """One thing people are asked to agree to, apart from all others."""

    key: Key
    title: Text
    wording: Text
    """The exact words, read on screen, aloud or on paper."""
    wording_version: Text
    required_for_support: Yes
    withdrawal: Text
    """What changes when somebody withdraws it."""


class Wave(Part):
    """A time at which one side is asked a set of measures."""

    key: Key
    """The same moment of the two sides may have the same key. "baseline" is asked before support begins."""
    title: Text
    anchor: Anchor
    offset: Length
    """How long after the anchor it is due."""
    window_days: Annotated[int, Field(strict=True, ge=0, le=366)]
    """How many days either side of the due date still count as this wave."""
    respondent: Side
    instruments: Annotated[tuple[Key, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _baseline_comes_first(self) -> Self:
        if self.is_baseline and self.anchor != "enrolment":
            raise ValueError('A baseline is asked before support begins: its anchor is "enrolment".')
        return self

    @property
    def is_baseline(self) -> bool:
        """Asked before the first contact."""
        return self.key == "baseline"

    @property
    def is_follow_up(self) -> bool:
        """Asked some time after the ending."""
        return self.anchor in {"planned_end", "ended"} and bool(self.offset)


class CheckIns(Part):
    """When each side is asked, alone and in confidence, how it goes."""

    member_weeks: tuple[Week, ...] = ()
    supporter_weeks: tuple[Week, ...] = ()
    coordinator_call_week: Answer[Week] = None
    """The week in which the coordinator phones. Week 3 found problems in time (Thompson 2022)."""


class HelpContact(Part):
    """Somebody to turn to now. At least one of phone, text and url."""

    name: Text
    phone: Text | None = None
    text: Text | None = None
    """The number to send a text message to."""
    text_word: Text | None = None
    """The word to send, where the service asks for one."""
    url: Annotated[str, Field(pattern=r"^https://[^\s]+$", max_length=500)] | None = None
    hours: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    """Two capital letters, ISO 3166."""

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.phone or self.text or self.url):
            raise ValueError("A help contact needs a phone number, a number for texts or a web address.")
        if self.text_word and not self.text:
            raise ValueError("text_word needs text, the number to send it to.")
        return self


class ResponseMinutes(Part):
    """Within how many minutes a named person acknowledges a concern."""

    urgent: Annotated[int, Field(strict=True, ge=1, le=60 * 24)]
    soon: Annotated[int, Field(strict=True, ge=1, le=60 * 24 * 7)]
    routine: Annotated[int, Field(strict=True, ge=1, le=60 * 24 * 31)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.urgent <= self.soon <= self.routine:
            raise ValueError("Urgent must not be slower than soon, nor soon slower than routine.")
        return self


class Crisis(Part):
    """What happens when somebody is in danger, shown to everybody beforehand."""

    ethos: Ethos
    words: Text
    """What everybody is shown before they take part."""
    who_is_told: Answer[Text] = None
    response_minutes: ResponseMinutes | None = None
    help_contacts: tuple[HelpContact, ...] = ()
    """In the order in which pages show them."""


class Evaluation(Part):
    """What may be claimed at the end."""

    design: Design = "described"
    """Described: what was done and how people changed, with nobody to compare them with."""
    comparator: Answer[Text] = None
    protocol: Answer[Text] = None
    """Where the plan of the analysis can be read, fixed before the data are looked at."""
    adverse_events: Answer[Text] = None
    """How harm is asked about and written down."""
    minimum_dose: Answer[Count] = None
    """How many contacts count as having had the support."""
    primary_measure: Answer[Key] = None


class Definition(Part):
    """A whole programme. See the parts."""

    schema_version: Literal[1]
    slug: Key
    version: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+){0,2}$")]
    title: Text
    summary: Text
    """What it is, in plain words, for the people it is for."""
    sources: tuple[Text, ...] = ()
    authors: tuple[Text, ...] = ()
    """Who wrote this file."""
    light_mode: Yes = False
    """True for an informal group: no training, role description or supervision is demanded."""
    role_mode: RoleMode
    unit: Unit
    """Who takes part as one: a person, or a pair that supports each other, and so on."""
    peer_support_definition: Answer[Text] = None
    rationale: Answer[Text] = None
    """Why it should help, and what it is for."""
    materials: Answer[Text] = None
    setting: Answer[Text] = None
    tailoring: Answer[Text] = None
    """What may differ from person to person."""
    fidelity: Answer[Text] = None
    """How the organisation plans to see whether it is done as described."""
    peerness: Answer[Peerness] = None
    roles: tuple[Role, ...] = ()
    training: Answer[tuple[TrainingModule, ...]] = None
    supervision: Answer[Supervision] = None
    caseload: Answer[Caseload] = None
    schedule: Schedule
    breaks: Answer[Breaks] = None
    ending: Answer[Ending] = None
    matching: Matching
    consents: tuple[ConsentPurpose, ...] = ()
    measures: tuple[Wave, ...] = ()
    check_ins: CheckIns = CheckIns()
    crisis: Crisis | None = None
    evaluation: Evaluation = Evaluation()
    positions: dict[Axis, Text] = Field(default_factory=dict)

    def role(self, key: RoleKey) -> Role | None:
        """The role of that name, if the programme has one."""
        return next((role for role in self.roles if role.key == key), None)

    @property
    def help_contacts(self) -> tuple[HelpContact, ...]:
        """Who to turn to now, in the order to show them; empty when the definition names nobody."""
        return self.crisis.help_contacts if self.crisis else ()


__all__ = [
    "Breaks",
    "Caseload",
    "CheckIns",
    "ConsentPurpose",
    "Crisis",
    "Definition",
    "Ending",
    "Evaluation",
    "HelpContact",
    "Matching",
    "Option",
    "Peerness",
    "Phase",
    "ResponseMinutes",
    "Role",
    "Schedule",
    "Supervision",
    "TrainingModule",
    "Trait",
    "Wave",
]
