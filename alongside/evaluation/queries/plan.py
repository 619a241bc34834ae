"""What a programme's definition says about its results."""

from __future__ import annotations

from alongside.evaluation.core.facts import GroupPlan, Plan
from alongside.measures.core.plan import SUPPORT_ELSEWHERE
from alongside.measures.core.registry import described_if_known
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.learning import Wave
from alongside.programmes.core.parts import given
from alongside.programmes.core.scheduling import minimum_dose

RESEARCH = "research_use"


def plan_of(definition: Definition) -> Plan:
    primary = given(definition.evaluation.primary_measure) or ""
    return Plan(
        mutual=definition.role_mode == "mutual",
        has_consent=bool(required_consents(definition)),
        minimum_contacts=minimum_dose(definition),
        primary=primary,
        members=_group([wave for wave in definition.measures if wave.respondent == "member"], primary),
        supporters=_group([wave for wave in definition.measures if wave.respondent == "supporter"], primary),
    )


def required_consents(definition: Definition) -> frozenset[str]:
    """The purposes without which nobody takes part."""
    return frozenset(each.key for each in definition.consents_asked if each.required_for_support)


def learning_consents(definition: Definition) -> frozenset[str]:
    """The purposes that must all hold before answers are used: learning from them, if the definition asks for it."""
    asked = {each.key for each in definition.consents_asked}
    return required_consents(definition) | ({RESEARCH} & asked)


def _group(waves: list[Wave], primary: str) -> GroupPlan:
    first = next((wave for wave in waves if wave.is_baseline), None)
    end = [wave for wave in waves if not wave.is_baseline and not wave.is_follow_up]
    after = [wave for wave in waves if wave.is_follow_up]
    later = {name for wave in (*end[-1:], *after[-1:]) for name in wave.instruments}
    known = {each.id for each in described_if_known(later)}
    known.discard(SUPPORT_ELSEWHERE)
    both = [name for name in (first.instruments if first else ()) if name in known]
    return GroupPlan(
        instruments=tuple(sorted(both, key=lambda name: name != primary)),
        baseline=first.key if first else "",
        end=end[-1].key if end else "",
        after=after[-1].key if after else "",
    )
