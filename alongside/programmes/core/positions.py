"""Where an organisation stands on the fifteen tensions of peer support.

Rule: the organisation takes the position, the software does not. A position is no answer beside the settings: it is
read from them, and each of them changes what the software does (`effects`; ADR 0019).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast, get_args

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import Absence, Part, given
from alongside.programmes.core.vocabulary import Axis
from alongside.programmes.core.words import term_key

Answers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a definition stands on one axis.

    ``answers`` are keys of ``words.TERMS``: one, several where the definition holds several views, none where it is
    not decided. ``path`` is where in the definition it is set, ``reason`` what the organisation says about it.
    """

    axis: Axis
    answers: Answers
    path: str
    reason: str | None


def positions(definition: Definition) -> tuple[Position, ...]:
    """The position on each of the fifteen axes, in their order."""
    return tuple(
        Position(axis, _READ[axis][1](definition), _READ[axis][0], definition.positions.get(axis))
        for axis in cast("tuple[Axis, ...]", get_args(Axis))
    )


def _set_at(path: str) -> tuple[str, Callable[[Definition], Answers]]:
    """The answer is what stands at this path. That there is none, or that the question does not apply, is an answer;
    that a source does not report it is not."""

    def read(definition: Definition) -> Answers:
        found: object = definition
        for step in path.split("."):
            if not isinstance(found, Part):
                break
            found = getattr(found, step)
        if found is None or found is Absence.NOT_REPORTED:
            return ()
        several = found if isinstance(found, tuple) else (found,)
        return tuple(term_key(str(answer), path.rsplit(".", 1)[-1]) for answer in several)

    return path, read


def _professionalised(definition: Definition) -> Answers:
    if definition.light_mode:
        return ("grassroots",)
    role = definition.role(definition.supporting_role)
    pay = role.pay if role else None
    if pay is Absence.NOT_APPLICABLE or pay is Absence.NONE:
        return (str(pay),)
    terms = {
        "paid": "peers_paid",
        "unpaid": "peers_unpaid",
        "either": "peers_paid_or_unpaid",
        "stipend": "peers_given_a_stipend",
    }
    return tuple(terms[answer] for answer in (given(pay),) if answer)


def _symmetric(definition: Definition) -> Answers:
    terms = {"supporter_and_member": "two_roles", "mutual": "one_role", "facilitated": "one_role_and_a_lead"}
    return (terms[definition.role_mode],)


def _in_twos(definition: Definition) -> Answers:
    if definition.forms == {"one_to_one"}:
        return ("in_twos",)
    return ("in_twos_and_together",) if "one_to_one" in definition.forms else ("together",)


def _bounded(definition: Definition) -> Answers:
    schedule, ending = definition.schedule, given(definition.ending)
    if given(schedule.length) is None and any(phase.planned_contacts is None for phase in schedule.phases):
        unknown = schedule.length is None or schedule.length is Absence.NOT_REPORTED
        return () if unknown else ("lasting",)
    if ending is None or given(ending.contact_after) in {None, "not_offered"}:
        return ("bounded",)
    return ("bounded_then_free",)


def _integrated(definition: Definition) -> Answers:
    shared = definition.data_shared
    if isinstance(shared, Absence):
        return () if shared is Absence.NOT_REPORTED else ("on_its_own",)
    terms = {
        "nothing": "on_its_own",
        "with_consent": "integrated_with_consent",
        "as_agreed_with_service": "integrated",
    }
    return (terms[shared],) if shared else ()


_READ: Mapping[Axis, tuple[str, Callable[[Definition], Answers]]] = MappingProxyType(
    {
        "perspective": _set_at("theory.perspectives"),
        "professionalised_or_grassroots": ("roles", _professionalised),
        "anonymity_or_accountability": _set_at("openness.identity"),
        "clinicians_in_or_out": _set_at("professionals.presence"),
        "structure_or_openness": _set_at("structure"),
        "symmetric_or_asymmetric": ("role_mode", _symmetric),
        "dyad_or_group": ("schedule.phases", _in_twos),
        "diagnosis_or_identity": _set_at("matching.leads_with"),
        "central_rules_or_member_governance": _set_at("ground_rules.by"),
        "clinical_outcome_or_own_goal": _set_at("evaluation.shown_first"),
        "campaigning_or_neutrality": _set_at("campaigning"),
        "correction_by_peer_moderator_or_clinician": _set_at("moderation.by"),
        "bounded_or_lasting": ("schedule.length", _bounded),
        "integrated_or_independent": ("data_shared", _integrated),
        "targeted_or_universal": _set_at("audience.reach"),
    }
)

PATHS: Mapping[Axis, str] = MappingProxyType({axis: path for axis, (path, _read) in _READ.items()})
"""Where in a definition the position on each axis is set."""
