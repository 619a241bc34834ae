"""A definition in plain words: lengths of time, phases, terms, gaps. Filters, so that pages stay short."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from alongside.programmes.core.durations import Duration
from alongside.programmes.core.effects import EFFECTS
from alongside.programmes.core.gaps import Gap
from alongside.programmes.core.parts import Absence, given
from alongside.programmes.core.report import Value
from alongside.programmes.core.schedule import Phase
from alongside.programmes.core.vocabulary import Axis
from alongside.programmes.core.words import AXES, TERMS, term_key

register = template.Library()

WHAT_TO_DO: dict[str, Promise] = {
    "consent.none_required": _("Add a [[consents]] part with required_for_support = true."),
    "consent.none_to_share": _('Add a [[consents]] part with key = "share_with_service".'),
    "professionals.out_and_in": _("Change who leads or moderates, or presence in the [professionals] part."),
    "crisis.missing": _("Add a [crisis] part: what people are shown, who is told, and how soon."),
    "crisis.no_help_contact": _(
        "Add at least one [[crisis.help_contacts]] part, and check that the number is right."
    ),
    "crisis.nobody_told": _("Write who_is_told in the [crisis] part."),
    "crisis.no_response_times": _("Add [crisis.response_minutes] with urgent, soon and routine."),
    "role.no_description": _("Write a description in the role of the people who give support."),
    "training.no_core": _("Add a [[training]] part with core = true."),
    "supervision.missing": _("Add a [[supervision]] part with who and every."),
    "supervision.no_supervisor": _("Write who supervises, in the first [[supervision]] part."),
    "supervision.no_interval": _(
        "Write every in the first [[supervision]] part, such as P4W for every four weeks."
    ),
    "schedule.no_dose": _("Write in every phase of the schedule how many contacts there are."),
    "schedule.no_ending": _("Write length in the [schedule] part. It can be renewed when it is over."),
    "groups.missing": _("Add a [groups] part: how many people, and who may join."),
    "groups.no_leads": _("Add a [groups.leads] part, and write who leads."),
    "moderation.missing": _("Add a [moderation] part, and write by whom."),
    "openness.no_identity": _(
        "Add an [openness] part, and write whether people are named, pseudonymous or anonymous."
    ),
}


@register.filter
def term_words(term: object, field: str = "") -> str:
    """A word of the vocabulary, as an answer to this field, in plain words; any other word stays as it is."""
    words = TERMS.get(term_key(str(term), field))
    return str(term) if words is None else gettext(words)


@register.filter
def told(answer: object) -> object:
    """An answer for people who may take part; empty where nobody knows it, which only those who write it need to hear."""
    return "" if answer is None or answer is Absence.NOT_REPORTED else answer


@register.filter
def axis_words(axis: str) -> str:
    return gettext(AXES[axis])


@register.filter
def effect_words(axis: Axis) -> str:
    """What a position on this axis changes."""
    return gettext(EFFECTS[axis])


@register.filter
def duration_words(length: object) -> str:
    """ "8 weeks", "3 months and 10 days"; an absence in its words."""
    if length is None or isinstance(length, Absence):
        return term_words(length or "Not recorded")
    duration = length if isinstance(length, Duration) else Duration.parse(str(length))
    years, months = divmod(duration.months, 12)
    weeks, days = divmod(duration.days, 7) if duration.days % 7 == 0 else (0, duration.days)
    parts = [
        (years, ngettext("%(n)d year", "%(n)d years", years)),
        (months, ngettext("%(n)d month", "%(n)d months", months)),
        (weeks, ngettext("%(n)d week", "%(n)d weeks", weeks)),
        (days, ngettext("%(n)d day", "%(n)d days", days)),
    ]
    said = [words % {"n": count} for count, words in parts if count]
    return gettext(" and ").join(said) or gettext("at once")


@register.filter
def phase_words(phase: Phase) -> str:
    """A phase of the schedule in one sentence."""
    ways = gettext(" or ").join(term_words(way) for way in phase.modalities)
    parts = [_how_many(phase), *_how_often(phase), ways, *_how_long(phase)]
    return ", ".join(parts) + "."


def _how_many(phase: Phase) -> str:
    if isinstance(phase.contacts, Absence):
        return gettext("Contacts: %(why)s") % {"why": term_words(phase.contacts).lower()}
    if phase.open_ended and phase.every is None:
        return gettext("Open all the time")
    count = phase.contacts or phase.per_interval
    if phase.at_least is not None:
        return ngettext("At least %(n)d contact", "At least %(n)d contacts", count) % {"n": count}
    return ngettext("%(n)d contact", "%(n)d contacts", count) % {"n": count}


def _how_often(phase: Phase) -> list[str]:
    if phase.every is None or (phase.contacts == 1):
        return []
    if phase.interval is None:
        return [gettext("how often: %(why)s") % {"why": term_words(phase.every).lower()}]
    often = gettext("every %(length)s") % {"length": duration_words(phase.every)}
    if phase.every == Duration(days=7):
        often = gettext("every week")
    elif phase.every == Duration(months=1):
        often = gettext("every month")
    if phase.open_ended:
        return [often, gettext("without an end")]
    if isinstance(phase.lasting, Absence):
        return [often, gettext("for how long: %(why)s") % {"why": term_words(phase.lasting).lower()}]
    if phase.lasting is None:
        return [gettext("one %(often)s") % {"often": often}]
    return [gettext("%(often)s for %(length)s") % {"often": often, "length": duration_words(phase.lasting)}]


def _how_long(phase: Phase) -> list[str]:
    least, most = given(phase.minutes_min), given(phase.minutes_max)
    if least is None and most is None:
        return []
    if least is None or most is None or least == most:
        return [gettext("%(minutes)d minutes") % {"minutes": least or most}]
    return [gettext("%(least)d to %(most)d minutes") % {"least": least, "most": most}]


@register.filter
def minutes_words(minutes: int) -> str:
    """60: "1 hour"; 1440: "1 day"; otherwise minutes."""
    for size, one, many in (
        (1440, "%(n)d day", "%(n)d days"),
        (60, "%(n)d hour", "%(n)d hours"),
    ):
        if minutes % size == 0:
            return ngettext(one, many, minutes // size) % {"n": minutes // size}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


@register.filter
def gap_words(gap: Gap) -> str:
    return gettext(gap.message)


@register.filter
def gap_to_do(gap: Gap) -> str:
    """What to do about a gap that bars the opening."""
    return str(WHAT_TO_DO.get(gap.code, ""))


@register.filter
def value_words(value: Value) -> str:
    """One value of the report."""
    if value.kind == "duration":
        return duration_words(value.text)
    return term_words(value.text) if value.kind in {"term", "absence"} else value.text
