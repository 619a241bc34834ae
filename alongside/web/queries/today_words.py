"""What the morning page says beside a name: always what the day or the number means, never a bare date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.enrolment.queries.open_consents import OpenConsents
from alongside.matching.models import Relationship
from alongside.programmes.core.definition import ConsentPurpose
from alongside.safeguarding.templatetags.safeguarding_words import by_clock


def waits(days: int) -> str:
    if not days:
        return _("since today")
    return ngettext("for %(number)s day", "for %(number)s days", days) % {"number": days}


def due(day: date) -> str:
    return _("due on %(day)s") % {"day": _day(day)}


def planned(day: date | None) -> str:
    return _("planned for %(day)s") % {"day": _day(day)} if day else ""


def checked(day: date | None) -> str:
    return _("last checked on %(day)s") % {"day": _day(day)} if day else _("never checked by anybody here")


def week(number: int) -> str:
    return _("week %(number)s") % {"number": number}


def ends(relationship: Relationship) -> str:
    return _("ends on %(day)s") % {"day": _day(relationship.planned_end_on)}


def rests(relationship: Relationship) -> str:
    return _("since %(day)s") % {"day": _day(relationship.paused_on)} if relationship.paused_on else ""


def until(moment: datetime) -> str:
    return _("until %(when)s") % {"when": by_clock(moment)}


def quiet_since(day: date) -> str:
    return _("quiet since %(day)s") % {"day": _day(day)}


def supports(people: int) -> str:
    return ngettext("supports %(number)s person", "supports %(number)s people", people) % {"number": people}


def consents(person: OpenConsents) -> str:
    """What they have not been asked yet, and what they said no to."""
    said = []
    if person.not_asked:
        said.append(_("not asked yet: %(what)s") % {"what": _titles(person.not_asked)})
    if person.refused:
        said.append(_("said no to: %(what)s") % {"what": _titles(person.refused)})
    return "; ".join(said)


def _titles(purposes: Iterable[ConsentPurpose]) -> str:
    return ", ".join(purpose.title for purpose in purposes)


def _day(day: date) -> str:
    return date_format(day, "j F")
