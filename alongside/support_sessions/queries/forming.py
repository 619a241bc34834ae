"""Groups that could be formed of those who wait: what is asked, what the matcher proposes, and what speaks against it.

Nothing here is stored: a proposal lives on the page on which a coordinator changes it, until they open the groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.matching.core import SAME_AS_ME, Exclusion, Party, Seeker, Strength, Supporter, Trait, Value
from alongside.matching.core.groups import (
    Composition,
    Joiner,
    Leader,
    Meeting,
    Wanted,
    WhyLeft,
    company_of,
    form_groups,
)
from alongside.matching.queries.market import core_trait, exclusions_in, parties_of, slot_of
from alongside.matching.queries.reasons import slot_name
from alongside.programmes.core.parts import given
from alongside.programmes.models import Member, PeerSupporter, Programme
from alongside.programmes.queries import definition_of
from alongside.support_sessions.models import Unit
from alongside.support_sessions.queries.groups import could_come_in, has_groups, lead_kinds_in, rules_of
from alongside.training.queries import ready_supporters

MOST_PEOPLE = 80
"""So many are looked at together, those who have waited longest; the page works it out while somebody waits."""

MOST_AT_A_TIME = 3
SECONDS = 4.0
SMALLEST, LARGEST = 4, 12
"""Sizes to begin with where the definition says none."""


def forms_groups_by_rules(programme: Programme) -> bool:
    """Whether groups of this programme can be proposed: of single people. Couples and families are put in by hand."""
    return has_groups(programme) and str(definition_of(programme).unit) == Unit.PERSON


@dataclass(frozen=True)
class Plan:
    """What a coordinator asks for. `times` are slots such as `tue-evening`; `leaders` for each group; `mixed` are keys of
    traits; `together` are participants who come together or not at all."""

    least: int
    most: int
    leaders: int
    times: tuple[str, ...]
    mixed: tuple[str, ...] = ()
    together: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Table:
    """Everybody at the table, by participant, and what the matcher is asked."""

    wanted: Wanted
    members: Mapping[int, Member]
    supporters: Mapping[int, PeerSupporter]
    not_looked_at: int

    def name(self, pk: int) -> str:
        return self.members[pk].participant.name


def sizes_of(programme: Programme) -> tuple[int, int]:
    """The sizes of groups that the definition gives, or those to begin with."""
    rules = rules_of(programme)
    least, most = given(rules.size_min), given(rules.size_max)
    return least or min(SMALLEST, most or SMALLEST), most or max(LARGEST, least or 0)


def leaders_wanted(programme: Programme) -> int:
    """How many peer supporters lead a group together; 0 where others lead, or nobody."""
    if "supporter" not in lead_kinds_in(programme):
        return 0
    leads = given(rules_of(programme).leads)
    return (given(leads.count_min) if leads else None) or 1


def table_of(
    programme: Programme, plan: Plan, *, now: Mapping[int, str] | None = None, out: Iterable[int] = ()
) -> Table:
    """The people and the rules. `now` says where people are in the proposal at hand, `out` who is left out of it.

    Raises GroupsError where what is asked contradicts itself.
    """
    gone = set(out)
    everybody = [row for row in could_come_in(programme) if row.participant_id not in gone]
    rows = {row.participant_id: row for row in everybody[:MOST_PEOPLE]}
    leads = _leads(programme, plan, rows)
    seekers, givers = parties_of(programme, {pk: _waited(row) for pk, row in rows.items()}, leads)
    traits = {trait.key: core_trait(trait) for trait in definition_of(programme).matching.in_order}
    rules = rules_of(programme)
    people = tuple(_joiner(one, (now or {}).get(int(one.id)) or None) for one in seekers)
    wanted = Wanted(
        people=people,
        meetings=tuple(_meetings(plan, people)),
        composition=Composition(
            least=plan.least,
            most=plan.most,
            leaders=plan.leaders,
            alike_in=_traits(traits, rules.alike_in),
            mixed_in=_traits(traits, plan.mixed),
            never_alone_in=_traits(traits, rules.never_alone_in),
            asked_about=tuple(traits.values()),
        ),
        leaders=tuple(_leader(one) for one in givers),
        exclusions=exclusions_in(programme, among=[*rows, *leads]),
        together=tuple(pair for pair in plan.together if set(pair) <= rows.keys()),
    )
    return Table(wanted, rows, leads, len(everybody) - len(rows))


def _waited(member: Member) -> int:
    asked = getattr(member, "asked_at", None)
    return max(0, (timezone.localdate() - timezone.localdate(asked)).days) if asked else 0


def _leads(programme: Programme, plan: Plan, rows: Mapping[int, Member]) -> dict[int, PeerSupporter]:
    if not plan.leaders:
        return {}
    found = {row.participant_id: row for row in ready_supporters(programme)}
    return {pk: row for pk, row in found.items() if pk not in rows}


def _traits(known: Mapping[str, Trait], keys: Iterable[str]) -> tuple[Trait, ...]:
    return tuple(known[key] for key in keys if key in known)


def _party(one: Party) -> dict[str, object]:
    return {each.name: getattr(one, each.name) for each in fields(Party)}


def _joiner(one: Seeker, now: str | None) -> Joiner:
    """Whoever said that it must be the same as they themselves are has asked not to be alone in it."""
    asked = {
        wish.trait.key
        for wish in one.wishes
        if wish.strength is Strength.MUST
        and wish.values == SAME_AS_ME
        and one.value_of(wish.trait) is not None
    }
    return Joiner(
        **_party(one),  # type: ignore[arg-type]
        waiting_days=one.waiting_days,
        never_alone_in=frozenset(asked),
        now=now,
    )


def _leader(one: Supporter) -> Leader:
    return Leader(**_party(one))  # type: ignore[arg-type]


def _meetings(plan: Plan, people: Sequence[Joiner]) -> Iterator[Meeting]:
    """At each time as many groups as those who have time then could fill, a few at most."""
    for text in plan.times:
        slot = slot_of(text)
        if slot is None:
            continue
        free = sum(slot in person.availability for person in people)
        for number in range(1, min(MOST_AT_A_TIME, max(1, free // plan.least)) + 1):
            yield Meeting(f"{text}.{number}", slot)


@dataclass(frozen=True)
class Seats:
    """Who is where: participants by the id of a meeting, those who lead each, and why others are in none."""

    people: Mapping[str, tuple[int, ...]]
    leads: Mapping[str, tuple[int, ...]]
    left: Mapping[int, str]


def proposed(table: Table, *, seed: int = 1) -> Seats:
    """What the matcher proposes. Raises GroupsError."""
    formed = form_groups(table.wanted, seed=seed, seconds=SECONDS)
    return Seats(
        people={str(one.meeting): tuple(map(int, one.people)) for one in formed.groups},
        leads={str(one.meeting): tuple(map(int, one.leaders)) for one in formed.groups},
        left={int(id_): WHY_LEFT[why]() for id_, why in formed.left},
    )


WHY_LEFT = {
    WhyLeft.TIMES_NOT_SAID: lambda: _("They have not said when they have time."),
    WhyLeft.NO_MEETING: lambda: _("No group meets at a time that suits them."),
    WhyLeft.NOT_ALIKE: lambda: _("They have not said what all of a group are to share, or nobody shares it."),
    WhyLeft.ALONE: lambda: _("They would be the only one, in something in which nobody is to be alone."),
    WhyLeft.TOO_FEW: lambda: _("Too few others have time when they have."),
    WhyLeft.NO_ROOM: lambda: _("The groups that suit them are full, or somebody to lead is missing."),
}
"""Words for each reason to be in no group; a test holds them complete."""


def meeting_name(meeting: Meeting) -> str:
    """When a group meets, and which of several at that time."""
    number = str(meeting.id).rpartition(".")[2]
    return slot_name(meeting.slot) if number == "1" else f"{slot_name(meeting.slot)} {number}"


def remarks(table: Table, seats: Seats) -> dict[str, list[str]]:
    """What speaks against each group as it is put together, by the id of its meeting; in words for the coordinator."""
    meetings = {str(one.id): one for one in table.wanted.meetings}
    return {
        id_: list(_remarks(table, meetings[id_], people, seats.leads.get(id_, ())))
        for id_, people in seats.people.items()
        if id_ in meetings and people
    }


def _remarks(table: Table, meeting: Meeting, ids: Sequence[int], leading: Sequence[int]) -> Iterator[str]:
    wanted, rules = table.wanted, table.wanted.composition
    known = {int(one.id): one for one in wanted.people}
    there = [known[pk] for pk in ids]
    yield from _size_remarks(rules, len(there), len(leading))
    for person in there:
        if not meeting.suits(person):
            yield _("%(name)s cannot come at this time, as far as is known.") % {"name": _name(table, person)}
    for one, other in combinations([*ids, *leading], 2):
        if Exclusion(one, other) in wanted.exclusions:
            yield _("Two of them are never to be brought together.")
    for pair in wanted.together:
        if len(set(pair) & set(ids)) == 1:
            yield _("%(one)s and %(two)s are to come together.") % {
                "one": table.name(int(pair[0])),
                "two": table.name(int(pair[1])),
            }
    yield from _likeness_remarks(table, there)


def _name(table: Table, person: Party) -> str:
    return table.name(int(person.id))


def _size_remarks(rules: Composition, people: int, leading: int) -> Iterator[str]:
    if people < rules.least:
        short = rules.least - people
        yield ngettext("%(n)d person too few.", "%(n)d people too few.", short) % {"n": short}
    if people > rules.most:
        over = people - rules.most
        yield ngettext("%(n)d person too many.", "%(n)d people too many.", over) % {"n": over}
    if leading < rules.leaders:
        lacking = rules.leaders - leading
        yield ngettext("%(n)d person to lead is missing.", "%(n)d people to lead are missing.", lacking) % {
            "n": lacking
        }


def _likeness_remarks(table: Table, there: Sequence[Joiner]) -> Iterator[str]:
    rules = table.wanted.composition
    for trait in rules.alike_in:
        if not _all_share([person.value_of(trait) for person in there], trait):
            yield _("Not all share the same: %(label)s") % {"label": trait.label}
    for trait in rules.mixed_in:
        known = [value for person in there if (value := person.value_of(trait)) is not None]
        if not known or _all_share(known, trait):
            yield _("It is not mixed: %(label)s") % {"label": trait.label}
    for person in there:
        traits = rules.not_alone_for(person)
        company = company_of(person, there, traits)
        for trait in traits:
            if company.get(trait.key, 1) == 0:
                yield _("%(name)s would be the only one: %(label)s") % {
                    "name": _name(table, person),
                    "label": trait.label,
                }


def _all_share(values: Sequence[Value | None], trait: Trait) -> bool:
    numbers = [value for value in values if isinstance(value, int)]
    words = [value for value in values if isinstance(value, frozenset)]
    if numbers:
        return len(numbers) == len(values) and max(numbers) - min(numbers) <= trait.tolerance
    return len(words) == len(values) and bool(words) and bool(frozenset.intersection(*words))


def what_fits(table: Table, seats: Seats) -> dict[str, list[str]]:
    """Why these people are together: what all share, and in what nobody is alone; by the id of the meeting."""
    known = {int(one.id): one for one in table.wanted.people}
    return {
        id_: list(_fits(table.wanted.composition, [known[pk] for pk in people]))
        for id_, people in seats.people.items()
        if people
    }


def _fits(rules: Composition, there: Sequence[Joiner]) -> Iterator[str]:
    for trait in rules.alike_in:
        if _all_share([person.value_of(trait) for person in there], trait):
            yield _("All share: %(label)s") % {"label": trait.label}
    for trait in rules.mixed_in:
        known = [value for person in there if (value := person.value_of(trait)) is not None]
        if known and not _all_share(known, trait):
            yield _("Mixed: %(label)s") % {"label": trait.label}
    asked = dict.fromkeys(trait for person in there for trait in rules.not_alone_for(person))
    for trait in asked:
        askers = [person for person in there if trait in rules.not_alone_for(person)]
        if all(company_of(person, there, [trait]).get(trait.key, 1) for person in askers):
            yield _("Nobody is the only one: %(label)s") % {"label": trait.label}


def moved_to(seats: Seats, at: Mapping[int, str]) -> Seats:
    """The same leads, with people where the coordinator puts them."""
    people: dict[str, list[int]] = {}
    for pk, meeting in at.items():
        if meeting:
            people.setdefault(meeting, []).append(pk)
    return replace(seats, people={id_: tuple(ids) for id_, ids in people.items()})
