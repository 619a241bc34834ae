"""Words that came in, and what waits to be read: for those whom neither the words nor their writer touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.programmes.queries import staff_who_may
from alongside.roles.permissions import Permission
from alongside.safeguarding.core.triage import Lane
from alongside.safeguarding.core.triage.policy import Category
from alongside.safeguarding.core.triage.shown import Part, categories_of, marked
from alongside.safeguarding.models import Desk, Incoming, Outcome, TriageSwitch
from alongside.safeguarding.queries.concerns import readers_in, still_real

FIGURES_OF = timedelta(days=30)
MOST_COUNTED = 10_000


def switch_of(programme: Programme) -> TriageSwitch | None:
    return TriageSwitch.objects.filter(programme=programme).select_related("changed_by").first()


def triage_is_on(programme: Programme) -> bool:
    """Whether triage looks at the words of a programme: yes, until somebody who runs it said no, and why."""
    switch = TriageSwitch.objects.filter(programme=programme).values_list("is_on", flat=True).first()
    return switch is not False


def words_round(person: Person) -> QuerySet[Incoming]:
    """All words but those that are this person's own, or that were written to them."""
    own = Incoming.objects.filter(Q(writer__person=person) | Q(kept_from=person))
    return Incoming.objects.exclude(pk__in=own.values("pk"))


def waiting_words() -> QuerySet[Incoming]:
    """What a person still has to read; what may be danger now is a concern already, and waits there."""
    return Incoming.objects.filter(due_at__isnull=False, settled_at__isnull=True)


def waiting_for_leads(rows: QuerySet[Incoming], now: datetime) -> QuerySet[Incoming]:
    """What waits on the desk of the safeguarding leads, the first due first: also what moderators did not read in time."""
    return (
        still_real(rows)
        .filter(due_at__isnull=False, settled_at__isnull=True, concern__isnull=True)
        .filter(Q(desk=Desk.LEADS) | Q(due_at__lte=now))
        .select_related("claimed_by")
        .order_by("due_at", "pk")
    )


def readers_of_words(row: Incoming) -> list[Person]:
    """Whom to tell that words wait: those of its desk, without whoever wrote them or must not read them."""
    people = (
        readers_in(row.programme)
        if row.desk == Desk.LEADS
        else list(staff_who_may(row.programme, Permission.SPACE_MODERATE))
    )
    writer = row.writer.person_id if row.writer else None
    return [each for each in people if each.pk not in {writer, row.kept_from_id}]


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that triage heard, in words: what it is, why it says so, and why it may wait if it may."""

    category: Category
    lane: str
    why: str
    lowered_for: str


def heard_in(row: Incoming) -> list[Heard]:
    known = {each.id: each for each in categories_of(row.findings)}
    return [
        Heard(known[one["category"]], one["lane"], one["why"], one["lowered_for"])
        for one in row.findings
        if one["category"] in known
    ]


def parts_of(row: Incoming) -> list[Part]:
    """The words, cut where something was heard."""
    return list(marked(row.words, row.findings))


def words_about(subjects: Sequence[str]) -> QuerySet[Incoming]:
    """What waits of these rows, for whoever looks after the place in which they stand."""
    return waiting_words().filter(subject__in=subjects).select_related("claimed_by").order_by("due_at", "pk")


def helped_at(subject: str) -> tuple[datetime, Programme] | None:
    """By when somebody looks at words that may mean danger to whoever wrote them, and where; None where triage heard nothing so.

    Only what speaks of the writer's own pain counts: of anything else its writer hears from a person.
    """
    found = Incoming.objects.filter(subject=subject, settled_at__isnull=True, lane__in=[Lane.NOW, Lane.HOURS])
    for row in found.select_related("concern", "programme__organisation").order_by("lane", "-pk"):
        if {one["category"] for one in row.findings} & {"self_imminent", "self_active", "self_passive"}:
            by_when = row.concern.due_at if row.concern else row.due_at
            return (by_when, row.programme) if by_when else None
    return None


@dataclass(frozen=True, slots=True)
class Figures:
    """What was done with words in the last thirty days: numbers of words and of nobody."""

    came_in: int
    waited: int
    not_looked_at: int
    drawn: int
    read: int
    in_time: int
    misheard: int
    median_minutes: int | None
    slow_minutes: int | None
    outcomes: tuple[tuple[str, int], ...]


def figures_of(programme: Programme, now: datetime | None = None) -> Figures:
    """In three queries, whatever the number of words. A concern is read when somebody has it in hand."""
    since = (now or timezone.now()) - FIGURES_OF
    rows = Incoming.objects.filter(programme=programme, came_at__gte=since, rehearsal__isnull=True)
    totals = rows.aggregate(
        came_in=Count("pk"),
        waited=Count("pk", filter=Q(due_at__isnull=False)),
        not_looked_at=Count("pk", filter=~Q(trouble="")),
        drawn=Count("pk", filter=Q(drawn_at__isnull=False)),
    )
    counted = dict(rows.exclude(outcome="").values_list("outcome").annotate(number=Count("pk")))
    done = rows.annotate(seen=Coalesce("settled_at", "concern__acknowledged_at")).filter(seen__isnull=False)
    times = list(done.order_by("-pk").values_list("came_at", "due_at", "seen")[:MOST_COUNTED])
    minutes = [(seen - came).total_seconds() / 60 for came, _due, seen in times]
    return Figures(
        **totals,
        read=len(times),
        in_time=sum(due is None or seen <= due for _came, due, seen in times),
        misheard=counted.get(Outcome.MISHEARD, 0),
        median_minutes=round(median(minutes)) if minutes else None,
        slow_minutes=round(quantiles(minutes, n=20)[-1]) if len(minutes) > 1 else None,
        outcomes=tuple((str(each.label), counted.get(each, 0)) for each in Outcome),
    )
