"""Times of the desk in the words of a clock on the wall: ``{{ concern.due_at|by_clock }}``, ``{{ concern.due_at|late }}``."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.programmes.models import Programme
from alongside.safeguarding.core.help_by_country import emergency_number
from alongside.safeguarding.core.timing import Day, day_of, lateness
from alongside.safeguarding.queries import countries_of_site, reading_now, triage_is_on

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
def emergency(programme: Programme | None) -> str:
    """The emergency number where the programme is; of the site, where no programme is meant; empty where unknown."""
    countries = [programme.organisation.country] if programme else countries_of_site()
    return emergency_number(countries[0]) if len(countries) == 1 else ""


@register.simple_tag
def danger_now(programme: Programme | None = None) -> str:
    """What to do when somebody is in danger now, as a title: without a full stop."""
    if number := emergency(programme):
        return _("If somebody is in danger now, phone {number}").format(number=number)
    return _("If somebody is in danger now, phone your emergency number")


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


KINDS = {
    "safeguarding.rehearsal": gettext_lazy("A made-up post, to practise with"),
    "conversations.heldmessage": gettext_lazy("A private message that is not sent yet"),
    "conversations.message": gettext_lazy("A private message"),
    "conversations.post": gettext_lazy("A post in a space"),
    "conversations.suspension": gettext_lazy("An answer to being stopped from writing"),
    "conversations.thread": gettext_lazy("The title of a thread"),
    "conversations.spacename": gettext_lazy("A name chosen in a space"),
    "conversations.postreport": gettext_lazy("A report about a post"),
    "conversations.moderationact": gettext_lazy("An author’s answer to a moderator"),
    "evaluation.openanswer": gettext_lazy("An answer in somebody’s own words"),
    "joining.joinrequest": gettext_lazy("What somebody wrote who asks to join"),
    "joining.joinword": gettext_lazy("What somebody who asks to join wrote to the team"),
    "matching.avoidedname": gettext_lazy("A name to keep apart from"),
    "matching.matchingprofile": gettext_lazy("What somebody says about themselves"),
    "matching.proposedmatch": gettext_lazy("Why a match was declined"),
    "matching.relationship": gettext_lazy("Words about the end of a match"),
    "matching.supportrequest": gettext_lazy("A request for support"),
    "measures.goal": gettext_lazy("A goal"),
    "measures.goallevel": gettext_lazy("A step of a goal"),
    "programmes.participant": gettext_lazy("Notes about somebody"),
    "support_sessions.attendance": gettext_lazy("Why somebody did not come"),
    "support_sessions.checkin": gettext_lazy("A check-in"),
    "support_sessions.contactnote": gettext_lazy("A note on a contact"),
    "support_sessions.coordinatorcall": gettext_lazy("A note on a call"),
    "support_sessions.debrief": gettext_lazy("A debrief"),
    "support_sessions.sessionnote": gettext_lazy("A note on a session"),
}
"""The kind of row that words stand in, as people call it; a test sees that none is missing."""


@register.filter
def kind_of_words(subject: str) -> str:
    """ "conversations.post:7" as "A post in a space"."""
    return str(KINDS.get(subject.partition(":")[0], gettext_lazy("Words that came in")))


@register.simple_tag
def page_from_outside(programme: Programme, subject: str) -> str:
    """The page that says who wrote it and how to reach them, where it is somebody who asks to join; else empty."""
    if not subject.startswith("joining."):
        return ""
    return reverse("joining:heard_request", args=[programme.ref, subject])


@register.simple_tag
def page_to_decide(programme: Programme, subject: str) -> str:
    """The page on which it is decided whether a held message is sent, where the words are one's; else empty."""
    kind, _colon, pk = subject.partition(":")
    if kind != "conversations.heldmessage":
        return ""
    return reverse("conversations:held_message", args=[programme.ref, int(pk)])


@register.filter
def lane_in_words(lane: str) -> str:
    """How soon a person reads it, in words."""
    return {
        "P1": _("now"),
        "P2": _("within hours"),
        "P3": _("within a day"),
        "P4": _("within some days"),
    }.get(lane, "")


FIGURES = {
    "imminent danger to self reaches P1": gettext_lazy("Danger to the writer, now"),
    "active thoughts, urges reach P1": gettext_lazy("A wish to die or to self-harm"),
    "passive or indirect reaches P2": gettext_lazy("No hope, said indirectly"),
    "others in danger, abuse, threats reach their lane": gettext_lazy(
        "Danger to somebody else, abuse, threats"
    ),
    "other languages reach P2": gettext_lazy("Danger, in another language"),
    "ordinary quiet posts raised to P1 or P2": gettext_lazy("ordinary posts"),
    "hard quiet posts raised to P1 or P2": gettext_lazy("quiet posts with hard words"),
}
"""The names of what is measured (`core.triage.figures`), as the page beside the switch says them."""


@register.filter
def figure_in_words(name: str) -> str:
    return str(FIGURES.get(name, name))


@register.inclusion_tag("safeguarding/read_along.html")
def read_along(programme: Programme) -> dict[str, object]:
    """Where people type: that a program looks at their words, who may then read them, and whether they read now."""
    return {"is_on": triage_is_on(programme), "now": reading_now(programme)}


@register.filter
def telephone(number: str) -> str:
    """A number as a telephone link wants it: digits and a leading plus only."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
