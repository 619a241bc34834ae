"""Flow of people through a programme: how far each got, who left where, and the proof that it adds up.

The flow follows CONSORT (Hopewell and others 2025; earlier Schulz 2010): every person who came in is in
exactly one place, and each box is the next box plus everybody who left or is still at that step.
A flow that does not add up is never shown: `reconcile` raises and names the box.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """How far a person can get, in order."""

    INVITED = "invited"  # invited, referred or brought in from a list
    CONSENTED = "consented"
    BASELINE = "baseline"  # answered the first questions before any contact
    ASKED = "asked"  # asked for support
    MATCHED = "matched"
    CONTACTED = "contacted"  # had any contact
    MINIMUM_DOSE = "minimum_dose"  # had the least number of contacts that the programme calls support


class Exit(StrEnum):
    """Why a person is in a box and not in the next one. Withdrawing from support is not withdrawing from data."""

    STILL_HERE = "still_here"
    DECLINED = "declined"
    NOT_ELIGIBLE = "not_eligible"
    ENTERED_BY_MISTAKE = "entered_by_mistake"  # never took part, and is no further than the first box
    ENDED_AS_PLANNED = "ended_as_planned"
    ENDED_EARLY = "ended_early"
    WITHDREW_FROM_SUPPORT = "withdrew_from_support"
    WITHDREW_FROM_DATA = "withdrew_from_data"  # counted in the flow, and in no other table
    LOST = "lost"  # no answer any more
    DIED = "died"
    OTHER = "other"


class FlowDoesNotReconcileError(ValueError):
    """A box is not its exits plus the next box. `box` is the code of the stage or outcome."""

    def __init__(self, box: str, number: int, accounted_for: int) -> None:
        self.box = box
        self.number = number
        self.accounted_for = accounted_for
        super().__init__(f"Box {box!r} holds {number} people, but {accounted_for} are accounted for")


@dataclass(frozen=True)
class Journey:
    """One person's way through a programme.

    `reached` has the day of each step that is on record; steps may be missing in the middle.
    `left` is None while the person is still with us; `left_on` is the day they left, if known.
    """

    person: str
    reached: Mapping[Stage, date]
    left: Exit | None = None
    left_on: date | None = None

    def __post_init__(self) -> None:
        if not self.reached:
            raise ValueError(f"The journey of {self.person!r} has no step at all")

    @property
    def on_record(self) -> frozenset[Stage]:
        """Steps that count. A baseline dated after the first contact is no baseline (immortal time)."""
        first_contact = self.reached.get(Stage.CONTACTED)
        baseline = self.reached.get(Stage.BASELINE)
        late = baseline is not None and first_contact is not None and baseline > first_contact
        return frozenset(self.reached) - ({Stage.BASELINE} if late else frozenset())


@dataclass(frozen=True)
class Leaving:
    """`number` people are in a box, and not in the next, for this reason."""

    reason: Exit
    number: int


@dataclass(frozen=True)
class Box:
    """People who came to a step or beyond it.

    number: all of them. skipped: those among them who went further with no record of this very step (for
    instance support without a baseline). exits: why people are not in the next box, in the order of `Exit`.
    """

    stage: Stage
    number: int
    exits: tuple[Leaving, ...] = ()
    skipped: int = 0

    @property
    def on_record(self) -> int:
        return self.number - self.skipped


@dataclass(frozen=True)
class Flow:
    """Boxes from the first step to the last. Build with `build_flow`, or from counts and then `reconcile`."""

    boxes: tuple[Box, ...]

    @property
    def people(self) -> int:
        return self.boxes[0].number if self.boxes else 0

    def at(self, stage: Stage) -> Box:
        """The box of a stage; KeyError where the flow was drawn without it."""
        for box in self.boxes:
            if box.stage == stage:
                return box
        raise KeyError(stage)

    def left_for(self, reason: Exit) -> int:
        """People who are out for this reason, whatever box they left from."""
        return sum(leaving.number for box in self.boxes for leaving in box.exits if leaving.reason == reason)


@dataclass(frozen=True)
class Answers:
    """Who should have answered one measure at one wave, who did, and why the others did not."""

    measure: str
    wave: str
    expected: int
    answered: int
    missing: Mapping[str, int] = field(default_factory=dict)


def build_flow(journeys: Iterable[Journey], stages: Sequence[Stage] = tuple(Stage)) -> Flow:
    """Count journeys into boxes and prove that they add up.

    `stages` leaves out steps that a programme does not have (mutual pairs may have no minimum dose); the first
    stage named holds everybody. ValueError if a person comes twice.
    """
    wanted = [stage for stage in Stage if stage in stages]
    if not wanted:
        raise ValueError("A flow needs at least one stage")
    known = list(journeys)
    twice = [person for person, times in Counter(journey.person for journey in known).items() if times > 1]
    if twice:
        raise ValueError(f"{len(twice)} people have more than one journey, the first is {twice[0]!r}")
    furthest = [_furthest(journey, wanted) for journey in known]
    boxes = []
    for place, stage in enumerate(wanted):
        through = [journey for journey, end in zip(known, furthest, strict=True) if end >= place]
        stayed = Counter(
            journey.left or Exit.STILL_HERE
            for journey, end in zip(known, furthest, strict=True)
            if end == place
        )
        boxes.append(
            Box(
                stage=stage,
                number=len(through),
                exits=tuple(Leaving(reason, stayed[reason]) for reason in Exit if stayed[reason]),
                skipped=sum(stage not in journey.on_record for journey in through) if place else 0,
            )
        )
    flow = Flow(tuple(boxes))
    reconcile(flow)
    return flow


def _furthest(journey: Journey, wanted: Sequence[Stage]) -> int:
    """Place of the last step on record; everybody is at least in the first box."""
    return max((place for place, stage in enumerate(wanted) if stage in journey.on_record), default=0)


def reconcile(flow: Flow) -> None:
    """Prove that each box is its exits plus the next box; FlowDoesNotReconcileError names the first that is not."""
    following = [*(box.number for box in flow.boxes[1:]), 0]
    for box, onwards in zip(flow.boxes, following, strict=True):
        counts = [box.number, box.skipped, *(leaving.number for leaving in box.exits)]
        accounted_for = sum(leaving.number for leaving in box.exits) + onwards
        if min(counts) < 0 or box.skipped > box.number or accounted_for != box.number:
            raise FlowDoesNotReconcileError(box.stage, box.number, accounted_for)


def reconcile_answers(answers: Answers) -> None:
    """Prove that everybody expected either answered or is missing with a reason."""
    accounted_for = answers.answered + sum(answers.missing.values())
    negative = min([answers.answered, *answers.missing.values()]) < 0
    if negative or accounted_for != answers.expected:
        raise FlowDoesNotReconcileError(f"{answers.measure}, {answers.wave}", answers.expected, accounted_for)
