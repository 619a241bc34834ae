"""Practices and alarms in words: ``{{ step.key|drill_step }}``, ``{{ step|drill_state }}``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

register = template.Library()

STEPS = {
    "noticed": gettext_lazy("The program noticed the post"),
    "told": gettext_lazy("The first person was told"),
    "sent": gettext_lazy("The first letter left"),
    "answered": gettext_lazy("Somebody who was called answered"),
    "in_hand": gettext_lazy("Somebody had it in hand"),
    "case": gettext_lazy("A case was opened"),
    "fact": gettext_lazy("What was said stands in the case, in the person’s own words"),
    "others_told": gettext_lazy("Who else was told is written down"),
    "decision": gettext_lazy("A decision and its reason are written down"),
    "written_back": gettext_lazy("Whoever wrote was answered"),
    "proposed": gettext_lazy("One person proposed to close the case"),
    "closed": gettext_lazy("A second person agreed"),
}
STATES = {
    "in_time": (gettext_lazy("in time"), "good"),
    "late": (gettext_lazy("late"), "bad"),
    "done": (gettext_lazy("done"), "good"),
    "missed": (gettext_lazy("not done"), "care"),
}
FINDINGS = {
    "triage_off": gettext_lazy(
        "The program that looks at words is off here. Nobody would have been told of a real post."
    ),
    "no_chain": gettext_lazy("Nobody is on call. All leads were told once, and nobody was called again."),
    "one_lead": gettext_lazy(
        "There is one safeguarding lead only. A case needs a second person to be closed."
    ),
    "one_channel": gettext_lazy(
        "People were told by one way only. When that way fails, nobody hears. Agree on a telephone list, too."
    ),
    "not_sent": gettext_lazy("A letter could not be sent by itself. Look at the addresses below."),
}
SENDING = {
    "queued": gettext_lazy("waits to be sent"),
    "sending": gettext_lazy("being sent"),
    "sent": gettext_lazy("sent"),
    "failed": gettext_lazy("could not be sent"),
    "by_hand": gettext_lazy("for a person to pass on"),
    "passed_on": gettext_lazy("passed on by a person"),
}


@register.filter
def drill_step(key: str) -> str:
    return str(STEPS.get(key, key))


@register.filter
def drill_state(step: Mapping[str, Any]) -> str:
    return str(STATES[step["state"]][0])


@register.filter
def drill_look(step: Mapping[str, Any]) -> str:
    """The look of the tag that says the state."""
    return STATES[step["state"]][1]


@register.filter
def drill_finding(key: str) -> str:
    return str(FINDINGS.get(key, key))


@register.filter
def sending_state(status: str) -> str:
    return str(SENDING.get(status, _("not known")))


@register.filter
def moment_of(text: str | None) -> datetime | None:
    """A moment that was kept as text in a report; None where there is none."""
    return parse_datetime(text) if text else None


@register.filter
def in_minutes(number: int | None) -> str:
    """ "12 minutes"; empty where nothing was done."""
    if number is None:
        return ""
    return ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": number}
