"""Whether the parts of a definition agree with one another. Each part has already been checked by itself."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.lines import Path
from alongside.programmes.core.parts import Part, given
from alongside.programmes.core.scheduling import last_contact, planned_end

Contradiction = tuple[Path, str]

_ANY_DAY = date(2001, 1, 1)
"""Lengths in a plan are compared from one date; a year with months of every length and no 29 February."""


def contradictions(
    definition: Definition, instruments: Collection[str] | None = None
) -> Iterator[Contradiction]:
    """Every place, and what is wrong there. ``instruments``, where given, are the measures that can be asked."""
    yield from _repeated_keys(definition)
    yield from _wrong_sides(definition)
    yield from _impossible_times(definition)
    yield from _measures(definition, instruments)
    yield from _groups(definition)
    yield from _added(definition)


def _repeated(path: Path, keys: Iterable[str]) -> Iterator[Contradiction]:
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield (*path, index, "key"), f'"{key}" stands twice in this list. Give each its own key.'
        seen.add(key)


def _repeated_keys(definition: Definition) -> Iterator[Contradiction]:
    yield from _repeated(("roles",), (role.key for role in definition.roles))
    yield from _repeated(("training",), (module.key for module in given(definition.training) or ()))
    yield from _repeated(("schedule", "phases"), (phase.key for phase in definition.schedule.phases))
    yield from _repeated(("consents",), (purpose.key for purpose in definition.consents))
    yield from _repeated(("measures",), (f"{wave.respondent} {wave.key}" for wave in definition.measures))
    yield from _repeated(("matching", "traits"), (trait.key for trait in definition.matching.traits))
    for index, trait in enumerate(definition.matching.traits):
        yield from _repeated(
            ("matching", "traits", index, "options"), (option.key for option in trait.options)
        )


def _wrong_sides(definition: Definition) -> Iterator[Contradiction]:
    if definition.role_mode == "mutual":
        for path, side in _named_sides(definition):
            if side == "supporter":
                yield path, 'In a mutual programme everybody is a member: there is no "supporter" here.'


def _named_sides(definition: Definition) -> Iterator[tuple[Path, object]]:
    for index, role in enumerate(definition.roles):
        yield ("roles", index, "key"), role.key
    for index, phase in enumerate(definition.schedule.phases):
        yield ("schedule", "phases", index, "initiated_by"), phase.initiated_by
    for index, wave in enumerate(definition.measures):
        yield ("measures", index, "respondent"), wave.respondent
    if definition.check_ins.supporter_weeks:
        yield ("check_ins", "supporter_weeks"), "supporter"


def _impossible_times(definition: Definition) -> Iterator[Contradiction]:
    length = given(definition.schedule.length)
    last, end = last_contact(definition, _ANY_DAY), planned_end(definition, _ANY_DAY)
    if length is not None and length.after(_ANY_DAY) < last:
        days = (last - _ANY_DAY).days
        words = f"The length ({length}) ends before the last contact, which is due {days} days after the first day."
        yield ("schedule", "length"), words
    ending = given(definition.ending)
    review = given(ending.review_before) if ending else None
    if review is not None and review.before(end) < _ANY_DAY:
        yield ("ending", "review_before"), "The review would be due before the first day."
    endless = length is None and any(phase.planned_contacts is None for phase in definition.schedule.phases)
    for path, week in () if endless else _weeks(definition):
        if _ANY_DAY + timedelta(weeks=week - 1) > end:
            yield path, f"Week {week} begins after the planned ending."
    planned = [phase.planned_contacts for phase in definition.schedule.phases]
    least = given(definition.evaluation.minimum_dose)
    if least is not None and None not in planned and least > sum(number or 0 for number in planned):
        yield (
            ("evaluation", "minimum_dose"),
            f"More than the {sum(number or 0 for number in planned)} contacts that the schedule plans.",
        )


def _weeks(definition: Definition) -> Iterator[tuple[Path, int]]:
    check_ins = definition.check_ins
    for index, week in enumerate(check_ins.member_weeks):
        yield ("check_ins", "member_weeks", index), week
    for index, week in enumerate(check_ins.supporter_weeks):
        yield ("check_ins", "supporter_weeks", index), week
    call = given(check_ins.coordinator_call_week)
    if call is not None:
        yield ("check_ins", "coordinator_call_week"), call


def _measures(definition: Definition, instruments: Collection[str] | None) -> Iterator[Contradiction]:
    asked = set()
    for index, wave in enumerate(definition.measures):
        for place, instrument in enumerate(wave.instruments):
            path = ("measures", index, "instruments", place)
            if instrument in wave.instruments[:place]:
                yield path, f'"{instrument}" is asked twice in this wave.'
            if instruments is not None and instrument not in instruments:
                yield (
                    path,
                    f'There is no measure called "{instrument}". There are: {", ".join(sorted(instruments))}.',
                )
            asked.add(instrument)
    primary = given(definition.evaluation.primary_measure)
    if primary is not None and primary not in asked:
        yield ("evaluation", "primary_measure"), f'"{primary}" is not asked in any wave of the measures.'


def _groups(definition: Definition) -> Iterator[Contradiction]:
    if definition.role_mode == "facilitated" and definition.forms == {"one_to_one"}:
        yield ("role_mode",), 'Nothing here is led: no phase has the form "group" or "open_room".'
    groups = given(definition.groups)
    known = {trait.key for trait in definition.matching.traits}
    for name in ("alike_in", "never_alone_in"):
        for index, key in enumerate(getattr(groups, name, ())):
            if key not in known:
                yield ("groups", name, index), f'There is no trait called "{key}" in matching.traits.'


def _added(definition: Definition) -> Iterator[Contradiction]:
    """Paths that name nothing that could be there. What could be there, and is not, was taken out again."""
    for index, path in enumerate(definition.added):
        here: object = definition
        for step in path.split("."):
            if not isinstance(here, Part):
                break
            if step not in type(here).model_fields:
                yield ("added", index), f'There is nothing called "{path}" in a definition.'
                break
            here = getattr(here, step)
