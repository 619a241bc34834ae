"""All numbers of a result page before anything is protected. Nothing here may be shown: see `page.protect_page`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alongside.evaluation.core.dose import (
    Contact,
    DoseSummary,
    RelationshipDose,
    Spread,
    spread,
    summarise_dose,
)
from alongside.evaluation.core.facts import CheckInFact, Facts, Place, Tie
from alongside.evaluation.core.flow import Flow, Stage
from alongside.evaluation.core.journeys import flow_of, journeys, ties_by_member
from alongside.evaluation.core.outcomes import (
    MeasureResult,
    Span,
    asked_at,
    being_asked_at,
    measure_results,
    usable,
)

GOING_ON = "going_on"
ENDINGS = (GOING_ON, "planned", "early", "rematch", "safeguarding", "died")
WAITS = (Stage.ASKED, Stage.MATCHED, Stage.CONTACTED)
RATINGS = ("fit", "giving", "receiving", "load")


@dataclass(frozen=True)
class Side:
    """The outcomes of members or of supporters.

    asked: by span, people whose later wave is over. being_asked: people who can still answer it.
    """

    people: int
    usable: int
    asked: Mapping[Span, int]
    being_asked: Mapping[Span, int]
    measures: tuple[MeasureResult, ...]
    checked_in: int
    ratings: Mapping[str, Spread]


@dataclass(frozen=True)
class Numbers:
    """What a page says, unprotected. waits: days from joining to a step. rematched: people with a second match."""

    as_of: date
    mutual: bool
    primary: str
    flow: Flow
    dose: DoseSummary
    waits: Mapping[Stage, Spread]
    members: Side
    supporters: Side
    endings: Mapping[str, int]
    rematched: int
    concerns: int
    held: int


def numbers_of(facts: Facts) -> Numbers:
    """Work everything out. Raises FlowDoesNotReconcileError where people do not add up."""
    ties = ties_by_member(facts.ties)
    return Numbers(
        as_of=facts.as_of,
        mutual=facts.plan.mutual,
        primary=facts.plan.primary,
        flow=flow_of(facts),
        dose=summarise_dose([_dose(tie) for tie in facts.ties]),
        waits=_waits(facts),
        members=_side(facts, facts.members, as_supporter=False),
        supporters=_side(facts, facts.supporters, as_supporter=True),
        endings=_endings(facts.ties),
        rematched=sum(len(ties.get(place.person, [])) > 1 for place in facts.members),
        concerns=facts.concerns,
        held=facts.held,
    )


def _dose(tie: Tie) -> RelationshipDose:
    return RelationshipDose(
        relationship=str(tie.number),
        planned_contacts=tie.planned,
        planned_minutes=tie.planned_minutes,
        delivered=tuple(Contact(contact.modality, contact.minutes) for contact in tie.delivered),
    )


def _waits(facts: Facts) -> Mapping[Stage, Spread]:
    """Days from joining; a step dated before joining (joined by paper, typed in later) counts as no wait."""
    days: dict[Stage, list[int]] = {stage: [] for stage in WAITS}
    for journey in journeys(facts):
        joined = journey.reached[Stage.INVITED]
        for stage in WAITS:
            on = journey.reached.get(stage)
            if on is not None:
                days[stage].append(max(0, (on - joined).days))
    return {stage: spread(values) for stage, values in days.items()}


def _endings(ties: Sequence[Tie]) -> Mapping[str, int]:
    found = Counter(tie.ending or GOING_ON for tie in ties)
    return {kind: found[kind] for kind in ENDINGS}


def _side(facts: Facts, places: Sequence[Place], *, as_supporter: bool) -> Side:
    people = usable(places)
    checked = [one for one in facts.check_ins if one.as_supporter == as_supporter and one.person in people]
    return Side(
        people=len(places),
        usable=len(people),
        asked={span: len(asked_at(facts, span, as_supporter=as_supporter)) for span in Span},
        being_asked={span: len(being_asked_at(facts, span, as_supporter=as_supporter)) for span in Span},
        measures=measure_results(facts, as_supporter=as_supporter),
        checked_in=len({one.person for one in checked}),
        ratings={name: spread(_rated(checked, name)) for name in RATINGS},
    )


def _rated(checked: Sequence[CheckInFact], name: str) -> list[int]:
    return [rating for one in checked if (rating := getattr(one, name)) is not None]
