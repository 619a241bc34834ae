"""What a programme for some, or for everybody, has to ask itself: who carries it, and who does not come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from alongside.evaluation.core.reach import (
    Burden,
    Person,
    aged,
    bands_within,
    burden_of,
    speak,
)
from alongside.evaluation.queries.parts import members_counted
from alongside.evaluation.queries.tables import Table, table
from alongside.matching.models import RelationshipSide
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import given
from alongside.programmes.core.theory import Audience
from alongside.programmes.models import Programme
from alongside.support_sessions.models import GroupLead, SessionStatus, SupportSession
from alongside.support_sessions.queries.hours import last_day_of

LOOKED_BACK = timedelta(weeks=12)


@dataclass(frozen=True)
class Reach:
    """What the page of results says of reach; a part is None where the programme does not stand for it."""

    carried: Burden | None
    asks_who_carries: bool
    come: Table | None


def reach_of(programme: Programme, definition: Definition, on: date) -> Reach | None:
    """As the programme stands: made for some, it asks who carries the work; for everybody, who does not come. Both,
    both. None where it is not decided."""
    audience = given(definition.audience) or Audience()
    stands = given(audience.reach)
    if stands is None:
        return None
    for_some, for_all = stands in {"targeted", "both"}, stands in {"universal", "both"}
    fewest = programme.organisation.small_cell_threshold
    return Reach(
        carried=burden_of(_contacts(programme, on), fewest) if for_some else None,
        asks_who_carries=for_some,
        come=_who_comes(programme, audience, fewest, on) if for_all else None,
    )


def _contacts(programme: Programme, on: date) -> list[int]:
    """The contacts of each peer supporter in the last twelve weeks, in twos and leading groups. Four queries."""
    since = on - LOOKED_BACK
    held = SupportSession.objects.filter(
        programme=programme,
        status=SessionStatus.DELIVERED,
        delivered_on__gt=since,
        delivered_on__lte=on,
    )
    carried: Counter[int] = Counter()
    pairs = Counter(held.filter(relationship__isnull=False).values_list("relationship", flat=True))
    sides = RelationshipSide.objects.filter(relationship__in=list(pairs), supporter__isnull=False)
    for relationship, supporter in sides.values_list("relationship", "supporter"):
        carried[supporter] += pairs[relationship]
    sessions = list(held.filter(group__isnull=False).values_list("group", "delivered_on"))
    for lead in GroupLead.objects.filter(group__programme=programme, supporter__isnull=False):
        assert lead.supporter_id is not None
        carried[lead.supporter_id] += sum(
            of == lead.group_id and day is not None and lead.starts_on <= day <= last_day_of(lead)
            for of, day in sessions
        )
    return list(carried.values())


def _who_comes(programme: Programme, audience: Audience, fewest: int, on: date) -> Table | None:
    """Each language and age that it is meant for, and whether enough people of it have come to be shown."""
    people = [
        Person(
            frozenset(str(each).casefold() for each in languages or ()),
            on.year - year if (year := born.year if born else birth_year) else None,
        )
        for languages, born, birth_year in members_counted(programme).values_list(
            "participant__languages", "participant__birth_date", "participant__birth_year"
        )
    ]
    rows = [
        (language_name(tag), speak(people, names_of_language(tag))) for tag in given(audience.languages) or ()
    ]
    lowest, highest = given(audience.lowest_age), given(audience.highest_age)
    if lowest is not None or highest is not None:
        rows += [
            (_("%(first)d to %(last)d years") % {"first": band[0], "last": band[1]}, aged(people, band))
            for band in bands_within(lowest, highest)
        ]
    if not rows:
        return None
    come, hardly = _("Yes, %(n)d or more"), _("Hardly: fewer than %(n)d, or nobody")
    return table(
        _("Whom it is meant for, and whether they come"),
        (_("Meant for"), _("Do they come?")),
        [(name, (come if count >= fewest else hardly) % {"n": fewest}) for name, count in rows],
        words=(0, 1),
    )


def names_of_language(tag: str) -> frozenset[str]:
    """What people may write for a language: its tag, and its name in English and in itself, without capitals."""
    told = LANG_INFO.get(tag.casefold()) or LANG_INFO.get(tag.split("-", maxsplit=1)[0].casefold()) or {}
    names = (tag, tag.split("-", maxsplit=1)[0], told.get("name", ""), told.get("name_local", ""))
    return frozenset(name.casefold() for name in names if name)


def language_name(tag: str) -> str:
    """The name of a language in English; its tag where nobody knows it."""
    told = LANG_INFO.get(tag.casefold()) or LANG_INFO.get(tag.split("-", maxsplit=1)[0].casefold()) or {}
    return str(told.get("name", tag))
