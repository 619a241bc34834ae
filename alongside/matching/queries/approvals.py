"""Who has approved the suggestions of a round, for somebody who comes second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from alongside.audit.models import AuditEvent
from alongside.audit.queries import label
from alongside.matching.models import MatchingRound, ProposalStatus, ProposedMatch
from alongside.matching.queries.compare import round_after
from alongside.people.models import Person


@dataclass(frozen=True)
class Approval:
    """The last approval in a round: by whom and when."""

    by: Person
    at: datetime


def last_approval(round_: MatchingRound) -> Approval | None:
    """None where nothing of the round was approved yet. The log knows who it was; a suggestion does not. Three queries."""
    moved_on = ProposedMatch.objects.filter(round=round_).exclude(status=ProposalStatus.PROPOSED)
    event = (
        AuditEvent.objects.filter(what="match_approved", subject__in=[label(row) for row in moved_on])
        .order_by("-at", "-pk")
        .first()
    )
    by = Person.objects.filter(pk=event.by_id).first() if event and event.by_id else None
    return Approval(by, event.at) if event and by else None


def nothing_left_words(round_: MatchingRound) -> str:
    """Why approving did nothing, for a page that was opened before somebody else, or the same person, approved."""
    last = last_approval(round_)
    if (newer := round_after(round_)) is not None:
        return _("%(name)s worked out a newer round on %(at)s, which took the place of this one.") % {
            "name": newer.run_by,
            "at": date_format(localtime(newer.run_at), "DATETIME_FORMAT"),
        }
    if last is None:
        return _("There was nothing to approve: nothing in this round waits to be looked at.")
    return _(
        "These were approved already: the last of them by %(name)s on %(at)s. Nothing was sent twice."
    ) % {
        "name": last.by,
        "at": date_format(localtime(last.at), "DATETIME_FORMAT"),
    }
