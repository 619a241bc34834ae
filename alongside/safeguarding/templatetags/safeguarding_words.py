"""Times of the desk in the words of a clock on the wall: ``{{ concern.due_at|by_clock }}``, ``{{ concern.due_at|late }}``."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.safeguarding.core.timing import Day, day_of, lateness

register = template.Library()


@register.filter
def by_clock(moment: datetime) -> str:
    """ "14:30 today", "09:05 tomorrow", "14:30 on Wednesday", "14:30 on 3 December"."""
    local, now = timezone.localtime(moment), timezone.localtime()
    clock = date_format(local, "H:i")
    words = {
        Day.TODAY: _("{clock} today"),
        Day.TOMORROW: _("{clock} tomorrow"),
        Day.THIS_WEEK: _("{clock} on {weekday}"),
        Day.LATER: _("{clock} on {date}"),
    }[day_of(local, now)]
    return words.format(clock=clock, weekday=date_format(local, "l"), date=date_format(local, "j F"))


@register.filter
def late(moment: datetime) -> str:
    """ "20 minutes late"; empty while there is time."""
    found = lateness(moment, timezone.now())
    if found is None:
        return ""
    words = {
        "minutes": ngettext("{count} minute late", "{count} minutes late", found.count),
        "hours": ngettext("{count} hour late", "{count} hours late", found.count),
        "days": ngettext("{count} day late", "{count} days late", found.count),
    }[found.unit]
    return words.format(count=found.count)


@register.filter
def telephone(number: str) -> str:
    """A number as a telephone link wants it: digits and a leading plus only."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
