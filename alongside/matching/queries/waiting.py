"""Why somebody still waits and what would end it: true, in words for them, and nothing of what others keep private.

Of what stands between a member and the supporters, the member is told only their own side of it and what lies between
two people in plain sight (language, times, ways of being in touch). A supporter's limits, who asked to be kept apart
from whom, and who belongs to which small community are never told, and leave no gap to guess them from: whatever is
not told reads the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median_low
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.enrolment.queries import missing_consents
from alongside.matching import core
from alongside.matching.core import ObstacleCode, Side
from alongside.matching.models import (
    MatchingRound,
    ProposalStatus,
    ProposedMatch,
    RequestStatus,
    RoundStatus,
    SupportRequest,
)
from alongside.matching.queries.market import somebody_named
from alongside.matching.queries.reasons import Stored, Words, language_name
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import PlaceStatus, Programme, ProgrammeStatus
from alongside.programmes.queries import definition_of

LOOKED_BACK = timedelta(days=180)
ENOUGH_TO_TELL = 5


@dataclass(frozen=True)
class WhyWaiting:
    """One reason, what would end the wait, and where the member can do something themselves (empty: nowhere)."""

    why: str
    ends: str
    url: str = ""
    link: str = ""


def why_waiting(request: SupportRequest) -> WhyWaiting | None:
    """The one thing that matters most for somebody who waits; None when they do not wait."""
    if request.status != RequestStatus.WAITING:
        return None
    return _not_in_a_round(request) or _by_the_last_round(request)


def _not_in_a_round(request: SupportRequest) -> WhyWaiting | None:
    programme, member = request.member.programme, request.member
    if programme.status != ProgrammeStatus.OPEN:
        return WhyWaiting(
            _("The programme makes no new matches at the moment."),
            _("The wait goes on when it opens again. Your place in the queue is kept."),
        )
    if member.status != PlaceStatus.ENROLLED:
        return WhyWaiting(
            _("You have a pause, so nobody is looked for just now."),
            _("Tell us when the pause is over. Your place in the queue is kept."),
        )
    if missing_consents(member.participant, programme):
        return WhyWaiting(
            _("Something that you would have to agree to is still open."),
            _("When you have decided, you are in the next round."),
            reverse("enrolment:my_consent", args=[programme.ref]),
            _("Read it and decide"),
        )
    if request.not_before and request.not_before > timezone.localdate():
        return WhyWaiting(
            _(
                "You agreed to a study in which chance decides who is offered support now and who a little later."
            ),
            _("From %(day)s we look for somebody for you. Your place in the queue is kept.")
            % {"day": date_format(request.not_before, "j F Y")},
        )
    if somebody_named(programme, [member.participant_id]):
        return WhyWaiting(
            _("You named somebody to keep apart. We look who that is before we suggest anybody to you."),
            _("This is for us to do, and you are in the next round after it."),
        )
    return None


def _by_the_last_round(request: SupportRequest) -> WhyWaiting:
    last = (
        MatchingRound.objects.defer("certificate")
        .filter(
            Q(intake__isnull=True) | Q(intake=request.member.intake_id),
            programme=request.member.programme_id,
            status=RoundStatus.DONE,
        )
        .order_by("-run_at", "-pk")
        .first()
    )
    if last is None or last.run_at < request.asked_at:
        return WhyWaiting(
            _("Since you asked, nobody has looked through everybody who waits."),
            _("You are in the next round. Nobody is taken first because they asked first."),
        )
    if _is_looked_at(request):
        return WhyWaiting(
            _("A person is looking through the suggestions of the last round, and yours is among them."),
            _("You hear from us as soon as somebody has said yes."),
        )
    entry = next((each for each in last.unmatched if each["request"] == request.pk), None)
    day = date_format(timezone.localtime(last.run_at), "j F Y")
    if entry is None:
        return WhyWaiting(
            _("The last round, on %(day)s, has not led to a match for you.") % {"day": day},
            _("You are in the next round, with all the time you have waited."),
        )
    return _left_without(entry, request, definition_of(request.member.programme), day)


def _is_looked_at(request: SupportRequest) -> bool:
    live = ProposedMatch.objects.filter(status=ProposalStatus.PROPOSED, is_round_choice=True)
    return live.filter(request=request).exists() or live.filter(with_request=request).exists()


def _left_without(
    entry: dict[str, Any], request: SupportRequest, definition: Definition, day: str
) -> WhyWaiting:
    if entry["why"] == core.WhyUnmatched.NO_PLACE_LEFT:
        return WhyWaiting(
            _("On %(day)s there were people who would suit you, and all their places were taken.")
            % {"day": day},
            _("It ends when one of their places becomes free, or when somebody new starts."),
        )
    told = next((each for each in entry["obstacles"] if _may_be_told(each)), None)
    if told is None:
        return WhyWaiting(
            _("On %(day)s nobody who had a place would have suited.") % {"day": day},
            _("It ends when somebody new starts. We know who is missing, and look for them."),
        )
    code = ObstacleCode(told["code"])
    words = Words(definition)
    languages = _(" or ").join(language_name(each, words) for each in entry["languages"])
    fill = {"day": day, "label": words.label(told), "languages": languages}
    why, ends, step, link = _OWN_SIDE[code]()
    url = ""
    if link:
        key = step % {"trait": told["trait"]}
        args = [request.member.programme.ref, request.member.participant_id, "member", key]
        url = reverse("matching:matching_question", args=args)
    return WhyWaiting(why % fill, ends % fill, url, link)


def _may_be_told(obstacle: Stored) -> bool:
    """Only what is the member's own, or lies in plain sight between two people."""
    if obstacle["code"] in _IN_PLAIN_SIGHT:
        return True
    return obstacle["code"] in _OWN_SIDE and obstacle["side"] == Side.SEEKER


_IN_PLAIN_SIGHT = {
    ObstacleCode.NO_COMMON_LANGUAGE,
    ObstacleCode.NO_COMMON_MODALITY,
    ObstacleCode.NO_COMMON_TIMES,
}
_Told = tuple[str, str, str, str]
_OWN_SIDE: dict[ObstacleCode, Callable[[], _Told]] = {
    ObstacleCode.NO_COMMON_LANGUAGE: lambda: (
        _("On %(day)s one thing was missing: somebody with a place who speaks %(languages)s."),
        _("It ends when somebody starts who does, or if you can talk in another language as well."),
        "my-language",
        "",
    ),
    ObstacleCode.NO_COMMON_MODALITY: lambda: (
        _("On %(day)s one thing was missing: somebody with a place who can be in touch in your way."),
        _("It ends when somebody starts who can, or if another way would do for you as well."),
        "ways",
        _("Look at the ways"),
    ),
    ObstacleCode.NO_COMMON_TIMES: lambda: (
        _("On %(day)s one thing was missing: somebody with a place who has time when you do."),
        _("It ends when somebody starts who has, or if other times would do for you as well."),
        "times",
        _("Look at the times"),
    ),
    ObstacleCode.MUST_NOT_MET: lambda: (
        _("On %(day)s one thing was missing that you said must be so: %(label)s."),
        _("It ends when somebody starts with whom it is so. You could also make it a wish. You need not."),
        "matters",
        _("Look at what matters"),
    ),
    ObstacleCode.MUST_NOT_KNOWN: lambda: (
        _(
            "You said one thing must be so, and somebody who might suit has not said it of themselves: %(label)s."
        ),
        _(
            "It ends when they say it, or when somebody starts with whom it is so. You could also make it a wish."
        ),
        "matters",
        _("Look at what matters"),
    ),
    ObstacleCode.OWN_NOT_KNOWN: lambda: (
        _("You said it must be the same as for you, and have not said how it is for you: %(label)s."),
        _("It can end with the next round once you have said it, or if you make it a wish."),
        "my-%(trait)s",
        _("Say it"),
    ),
    ObstacleCode.NOT_THIS: lambda: (
        _("On %(day)s one thing was in the way that you would rather not have: %(label)s."),
        _("It ends when somebody else starts. You could also change what you said. You need not."),
        "matters",
        _("Look at what matters"),
    ),
}


def usual_wait(programme: Programme) -> str:
    """How long those waited who found somebody in the last half year; empty while they are fewer than five."""
    since = timezone.now() - LOOKED_BACK
    rows = SupportRequest.objects.filter(
        member__programme=programme, status=RequestStatus.MATCHED, closed_at__gte=since
    ).order_by("-closed_at")
    dates = rows.values_list("waiting_since", "closed_at")[:500]
    waits = [(closed - began).days for began, closed in dates if closed is not None]
    if len(waits) < ENOUGH_TO_TELL:
        return ""
    days = median_low(waits)
    if not days:
        return _("Of those who found somebody in the last half year, half waited for less than a day.")
    return ngettext(
        "Of those who found somebody in the last half year, half waited for up to %(days)d day.",
        "Of those who found somebody in the last half year, half waited for up to %(days)d days.",
        days,
    ) % {"days": days}
