"""From facts to the flow: which steps each person has on record, and why they are not further."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from alongside.evaluation.core.facts import MISTAKE, Facts, Place, Tie
from alongside.evaluation.core.flow import Exit, Flow, Journey, Stage, build_flow

_LEAVING = {
    "finished": Exit.ENDED_AS_PLANNED,
    "own_choice": Exit.WITHDREW_FROM_SUPPORT,
    "not_for_me": Exit.WITHDREW_FROM_SUPPORT,
    "not_said": Exit.WITHDREW_FROM_SUPPORT,
    "out_of_touch": Exit.LOST,
    "died": Exit.DIED,
}
_ENDINGS = {
    "planned": Exit.ENDED_AS_PLANNED,
    "early": Exit.ENDED_EARLY,
    "safeguarding": Exit.ENDED_EARLY,
}


def ties_by_member(ties: Sequence[Tie]) -> Mapping[int, list[Tie]]:
    """The relationships of each member, oldest first."""
    found: dict[int, list[Tie]] = defaultdict(list)
    for tie in sorted(ties, key=lambda one: (one.started_on, one.number)):
        for person in tie.members:
            found[person].append(tie)
    return found


def stages_of(facts: Facts) -> tuple[Stage, ...]:
    """The steps that this programme has: no consent, baseline or minimum where the definition names none."""
    left_out = {
        Stage.CONSENTED: not facts.plan.has_consent,
        Stage.BASELINE: not facts.plan.members.baseline,
        Stage.MINIMUM_DOSE: facts.plan.minimum_contacts is None,
    }
    return tuple(stage for stage in Stage if not left_out.get(stage, False))


def flow_of(facts: Facts) -> Flow:
    """The flow of members. Raises FlowDoesNotReconcileError."""
    return build_flow(journeys(facts), stages_of(facts))


def journeys(facts: Facts) -> tuple[Journey, ...]:
    ties = ties_by_member(facts.ties)
    baselines = {
        asking.person: asking.answered_on
        for asking in facts.askings
        if asking.is_baseline and asking.answered_on and not asking.as_supporter
    }
    return tuple(
        _journey(place, ties.get(place.person, []), baselines.get(place.person), facts.plan.minimum_contacts)
        for place in facts.members
    )


def _journey(place: Place, ties: Sequence[Tie], baseline_on: date | None, minimum: int | None) -> Journey:
    if was_a_mistake(place, ties):
        return Journey(
            str(place.person), {Stage.INVITED: place.joined_on}, Exit.ENTERED_BY_MISTAKE, place.left_on
        )
    contacts = sorted(contact.on for tie in ties for contact in tie.delivered)
    steps = {
        Stage.INVITED: place.joined_on,
        Stage.CONSENTED: place.consented_on,
        Stage.BASELINE: baseline_on,
        Stage.ASKED: place.asked_on,
        Stage.MATCHED: ties[0].started_on if ties else None,
        Stage.CONTACTED: contacts[0] if contacts else None,
        Stage.MINIMUM_DOSE: contacts[minimum - 1] if minimum and len(contacts) >= minimum else None,
    }
    return Journey(
        person=str(place.person),
        reached={stage: on for stage, on in steps.items() if on is not None},
        left=_exit(place, ties),
        left_on=place.left_on,
    )


def was_a_mistake(place: Place, ties: Sequence[Tie]) -> bool:
    """Entered by mistake, and so never here. Whoever was matched all the same has taken part, whatever was said later."""
    return place.left == MISTAKE and not ties


def _exit(place: Place, ties: Sequence[Tie]) -> Exit | None:
    """Why somebody is no further. Who took their data back is that and nothing else, wherever they stand."""
    if place.withdrew_data:
        return Exit.WITHDREW_FROM_DATA
    if place.declined:
        return Exit.DECLINED
    if place.left is not None:
        return _LEAVING.get(place.left, Exit.OTHER)
    going_on = place.waiting or not ties or any(tie.ending is None for tie in ties)
    # A relationship that ended for another match, or because the other person died, does not end the way.
    return None if going_on else _ENDINGS.get(ties[-1].ending or "")
