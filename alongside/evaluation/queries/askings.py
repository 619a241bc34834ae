"""What people were asked, what came of it, and who should have been asked and was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Min

from alongside.evaluation.core.facts import NOT_ASKED, Asking, GroupPlan, Plan
from alongside.matching.models import RelationshipSide
from alongside.measures.core import due_responses
from alongside.measures.models import Response, ResponseStatus
from alongside.measures.queries.people import people_of
from alongside.programmes.models import Programme
from alongside.support_sessions.queries.doses import first_group_contacts
from alongside.support_sessions.queries.groups import has_groups

OVER = (ResponseStatus.COMPLETED, ResponseStatus.DECLINED, ResponseStatus.MISSED)
_READ = (
    "participant_id",
    "as_supporter",
    "wave",
    "instrument",
    "status",
    "closes_on",
    "is_baseline",
    "answered_on",
    "score",
    "answers",
)


def askings_of(
    programme: Programme, plan: Plan, as_of: date, people: Mapping[bool, set[int]]
) -> list[Asking]:
    """Every asking of the people, who are told apart by whether they are supporters. A flat number of queries."""
    asked = list(_asked(programme, as_of, people))
    return [*asked, *_never_asked(programme, plan, as_of, people, asked)]


def _asked(programme: Programme, as_of: date, people: Mapping[bool, set[int]]) -> Iterator[Asking]:
    contacts = _first_contacts(programme)
    # Tuples, not models: a result looks at everybody, and making the objects was most of the work.
    rows = Response.objects.filter(programme=programme).order_by("id").values_list(*_READ, named=True)
    for row in rows.iterator(chunk_size=2000):
        if row.participant_id in people[row.as_supporter]:
            contact = contacts.get((row.participant_id, row.as_supporter))
            yield Asking(
                person=row.participant_id,
                as_supporter=row.as_supporter,
                wave=row.wave,
                instrument=row.instrument,
                status=row.status,
                over=row.closes_on < as_of if row.closes_on else row.status in OVER,
                is_baseline=row.is_baseline and _came_before(row.answered_on, contact),
                score=row.score,
                answered_on=row.answered_on,
                ratings=_ratings(row.instrument, row.answers),
            )


def _first_contacts(programme: Programme) -> Mapping[tuple[int, bool], date]:
    """By person, and whether as supporter: the day of their first contact in the whole programme."""
    rows = (
        RelationshipSide.objects.filter(
            relationship__programme=programme, relationship__first_contact_on__isnull=False
        )
        .values_list("participant_id", "supporter_id")
        .annotate(first=Min("relationship__first_contact_on"))
        .order_by()
    )
    found = {(person, supporter is not None): first for person, supporter, first in rows}
    for person, first in first_group_contacts(programme).items() if has_groups(programme) else ():
        found[person, False] = min(first, found.get((person, False), first))
    return found


def _came_before(answered_on: date | None, contact: date | None) -> bool:
    """Whether an answer came before support, as that is known now: a contact may be written down late."""
    return answered_on is not None and (contact is None or answered_on < contact)


def _ratings(instrument: str, answers: Mapping[str, object]) -> Mapping[str, int | None]:
    """Goal by goal, for the measures whose change is worked out goal by goal."""
    if instrument not in {"personal_goals", "goal_attainment"}:
        return {}
    return {
        str(goal): rating
        for goal, rating in sorted(answers.items())
        if rating is None or isinstance(rating, int)
    }


def _never_asked(
    programme: Programme,
    plan: Plan,
    as_of: date,
    people: Mapping[bool, set[int]],
    asked: Iterable[Asking],
) -> Iterator[Asking]:
    """The later waves whose time came and went for somebody without their being asked."""
    known = {(one.person, one.as_supporter, one.wave, one.instrument) for one in asked}
    everybody = people_of(programme)
    for (person, as_supporter), place in sorted(everybody.places.items()):
        if person not in people[as_supporter]:
            continue
        wanted = _later_waves(plan.supporters if as_supporter else plan.members)
        for due in due_responses(place.asked.waves, place.anchors(None), place.asked.respondent(place)):
            key = (person, as_supporter, due.wave_key, due.instrument_id)
            if due.closes_on < as_of and key[2:] in wanted and key not in known:
                yield Asking(*key[:2], *key[2:], status=NOT_ASKED, over=True)


def _later_waves(group: GroupPlan) -> frozenset[tuple[str, str]]:
    return frozenset((wave, name) for wave in (group.end, group.after) if wave for name in group.instruments)
