"""What a definition leaves out: some of it bars the way, some of it is only noted.

Rule: a supporter cannot begin without role description, core training, a supervisor and the next supervision date,
unless the group is informal (light mode); an evaluation cannot be claimed without comparator, protocol, measures at
baseline and follow-up, and a way of catching harm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from alongside.programmes.core.definition import SHARE_WITH_SERVICE, Definition
from alongside.programmes.core.parts import Absence, Part, given, is_answer
from alongside.programmes.core.positions import positions
from alongside.programmes.core.professionals import stand_of

Severity = Literal["bars_opening", "bars_evaluation", "note"]

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "consent.none_required": "Nobody is asked to agree to take part. Add a consent that support needs.",
        "consent.none_to_share": 'Services hear what people agree to, and nobody is asked. Add a consent with the key "share_with_service".',
        "crisis.missing": "It does not say what happens when somebody is in danger.",
        "crisis.no_help_contact": "It names nobody to turn to in a crisis.",
        "crisis.nobody_told": "It does not say who is told when somebody is in danger.",
        "crisis.no_response_times": "It does not say how soon a concern is answered.",
        "role.no_description": "There is no role description for the people who give support.",
        "training.no_core": "No training is marked as core, so nobody could become ready to support.",
        "supervision.missing": "It does not say who looks after the people who give support.",
        "supervision.no_supervisor": "It does not say who supervises.",
        "supervision.no_interval": "It does not say how often supervision takes place, so no next date can be set.",
        "schedule.no_dose": "It does not say how many contacts there are, how often, or for how long.",
        "schedule.no_ending": "Support between two people has no planned ending.",
        "groups.missing": "It does not say how its groups are made up.",
        "groups.no_leads": "It does not say who leads the groups.",
        "professionals.out_and_in": "It keeps professionals out, and yet they lead or moderate. One of the two cannot hold.",
        "moderation.missing": "It does not say who reads along in the open room.",
        "openness.no_identity": "It does not say by what name people are known in the open room.",
        "evaluation.no_comparator": "There is no comparison group, so change cannot be put down to the support.",
        "evaluation.no_protocol": "There is no plan of the analysis fixed beforehand.",
        "evaluation.no_baseline": "Nothing is measured before the first contact.",
        "evaluation.no_follow_up": "Nothing is measured after the ending.",
        "evaluation.no_adverse_events": "It does not say how harm is noticed and written down.",
        "position.nothing_leads": "It says what is asked about first, and no question is marked as being about that.",
        "position.no_way_on": "It is made for some people, and does not say what there is for everybody.",
        "position.undecided": "This decides where the organisation stands, and it is not decided.",
        "answer.not_reported": "The source does not report this.",
        "answer.not_recorded": "This is not filled in.",
    }
)
"""Code of a gap to its words in English, for translation."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing left out. ``path`` names where it belongs, list items counted from 0."""

    code: str
    severity: Severity
    path: str

    @property
    def message(self) -> str:
        return MESSAGES[self.code]


def gaps(definition: Definition) -> tuple[Gap, ...]:
    """Every gap: what bars the programme's opening, what bars the claim of an evaluation, and what is open."""
    return (
        *(Gap(code, "bars_opening", path) for code, path in _opening(definition)),
        *(Gap(code, "bars_evaluation", path) for code, path in _evaluation(definition)),
        *(Gap(code, "note", path) for code, path in _without_effect(definition)),
        *(Gap("position.undecided", "note", each.path) for each in positions(definition) if not each.answers),
        *_open_answers(definition, ""),
    )


def bars_opening(definition: Definition) -> tuple[Gap, ...]:
    """Only the gaps that stop an organisation from opening the programme."""
    return tuple(gap for gap in gaps(definition) if gap.severity == "bars_opening")


def _opening(definition: Definition) -> Iterator[tuple[str, str]]:
    if not any(purpose.required_for_support for purpose in definition.consents):
        yield "consent.none_required", "consents"
    asks = any(purpose.key == SHARE_WITH_SERVICE for purpose in definition.consents)
    if definition.services_hear == "with_consent" and not asks:
        yield "consent.none_to_share", "consents"
    yield from _crisis(definition)
    yield from _schedule(definition)
    yield from _meeting_together(definition)
    yield from _professionals(definition)
    if not definition.light_mode:
        yield from _people_who_support(definition)


def _crisis(definition: Definition) -> Iterator[tuple[str, str]]:
    crisis = definition.crisis
    if crisis is None:
        yield "crisis.missing", "crisis"
        return
    if not crisis.help_contacts:
        yield "crisis.no_help_contact", "crisis.help_contacts"
    if definition.light_mode:
        return
    if given(crisis.who_is_told) is None:
        yield "crisis.nobody_told", "crisis.who_is_told"
    if crisis.response_minutes is None:
        yield "crisis.no_response_times", "crisis.response_minutes"


def _schedule(definition: Definition) -> Iterator[tuple[str, str]]:
    endless = given(definition.schedule.length) is None
    for index, phase in enumerate(definition.schedule.phases):
        path = f"schedule.phases[{index}]"
        if phase.unknown:
            yield "schedule.no_dose", f"{path}.{phase.unknown}"
        elif phase.open_ended and phase.form == "one_to_one" and endless:
            yield "schedule.no_ending", "schedule.length"


def _meeting_together(definition: Definition) -> Iterator[tuple[str, str]]:
    groups, moderation = given(definition.groups), given(definition.moderation)
    if "group" in definition.forms and groups is None:
        yield "groups.missing", "groups"
    elif groups and not definition.led_by and not definition.light_mode:
        yield "groups.no_leads", "groups.leads"
    if "open_room" in definition.forms and (moderation is None or given(moderation.by) is None):
        yield "moderation.missing", "moderation"
    openness = given(definition.openness)
    if "open_room" in definition.forms and (openness is None or given(openness.identity) is None):
        yield "openness.no_identity", "openness.identity"


def _professionals(definition: Definition) -> Iterator[tuple[str, str]]:
    moderation = given(definition.moderation)
    if stand_of(definition) != "none":
        return
    if definition.led_by in {"professionals", "peers_with_professionals"}:
        yield "professionals.out_and_in", "groups.leads.who"
    if moderation and given(moderation.by) == "clinicians":
        yield "professionals.out_and_in", "moderation.by"


def _people_who_support(definition: Definition) -> Iterator[tuple[str, str]]:
    role = definition.role(definition.supporting_role)
    if role is None or given(role.description) is None:
        yield "role.no_description", "roles"
    if definition.role_mode != "mutual" and not any(
        module.core for module in given(definition.training) or ()
    ):
        yield "training.no_core", "training"
    supervision = definition.regular_supervision
    if supervision is None:
        yield "supervision.missing", "supervision"
        return
    if given(supervision.who) is None:
        yield "supervision.no_supervisor", "supervision[0].who"
    if not given(supervision.every):
        yield "supervision.no_interval", "supervision[0].every"


def _evaluation(definition: Definition) -> Iterator[tuple[str, str]]:
    evaluation, waves = definition.evaluation, definition.measures
    if given(evaluation.comparator) is None:
        yield "evaluation.no_comparator", "evaluation.comparator"
    if given(evaluation.protocol) is None:
        yield "evaluation.no_protocol", "evaluation.protocol"
    if not any(wave.is_baseline for wave in waves):
        yield "evaluation.no_baseline", "measures"
    if not any(wave.is_follow_up for wave in waves):
        yield "evaluation.no_follow_up", "measures"
    if given(evaluation.adverse_events) is None:
        yield "evaluation.no_adverse_events", "evaluation.adverse_events"


def _without_effect(definition: Definition) -> Iterator[tuple[str, str]]:
    """Answers that would change nothing, because what they are to work on is not there."""
    matching = definition.matching
    leads = given(matching.leads_with)
    if leads and not matching.seeker_leads and leads not in {trait.about for trait in matching.traits}:
        yield "position.nothing_leads", "matching.traits"
    audience = given(definition.audience)
    if audience and given(audience.reach) in {"targeted", "both"} and given(audience.for_everybody) is None:
        yield "position.no_way_on", "audience.for_everybody"


def _open_answers(part: Part, path: str) -> Iterator[Gap]:
    """Notes for every answer that is unknown. "None" and "not applicable" are answers and leave no gap; ``left_out``
    says what silence means, and is no question."""
    for name, field in type(part).model_fields.items():
        if name != "left_out":
            yield from _open_within(
                getattr(part, name), f"{path}.{name}".removeprefix("."), asked=is_answer(field)
            )


def _open_within(value: object, path: str, *, asked: bool) -> Iterator[Gap]:
    if value is Absence.NOT_REPORTED:
        yield Gap("answer.not_reported", "note", path)
    elif value is None and asked:
        yield Gap("answer.not_recorded", "note", path)
    elif isinstance(value, Part):
        yield from _open_answers(value, path)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if isinstance(item, Part):
                yield from _open_answers(item, f"{path}[{index}]")
