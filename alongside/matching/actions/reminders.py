"""What the calendar does: one reminder for an answer that has not come, and word of a review that is due.

Nothing here closes anything: an answer that does not come is looked at by a person.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.jobs.actions import duty
from alongside.matching.actions.proposals import asked_link
from alongside.matching.actions.relationships import tell_side
from alongside.matching.actions.requests import request_link, tell
from alongside.matching.models import BEING_ASKED, WITH_SOMEBODY, ProposedMatch
from alongside.matching.queries.relationships import reviews_due, sides_of
from alongside.matching.queries.rounds import REMIND_AFTER, asked_participant
from alongside.programmes.models import Programme, ProgrammeStatus


@duty("remind_of_unanswered_matches", every=timedelta(days=1))
def remind_of_unanswered_matches() -> None:
    """After 7 days, one reminder to whoever has not answered; by key, so that it is never two."""
    before = timezone.now() - REMIND_AFTER
    rows = ProposedMatch.objects.select_related(
        "request__member__participant__person",
        "request__member__programme",
        "supporter__participant__person",
        "with_request__member__participant__person",
    ).filter(status__in=WITH_SOMEBODY, asked_at__lte=before)
    for proposal in rows:
        programme = proposal.request.member.programme
        if proposal.status in BEING_ASKED:
            tell(
                asked_participant(proposal),
                programme,
                "answer_reminder_asked",
                link=asked_link(proposal),
                key=f"answer_reminder_asked:{proposal.pk}",
            )
        elif proposal.offered_at and proposal.offered_at <= before:
            tell(
                proposal.request.member.participant,
                programme,
                "answer_reminder_offered",
                link=request_link(proposal.request),
                key=f"answer_reminder_offered:{proposal.pk}",
            )


@duty("tell_of_reviews_due", every=timedelta(days=1))
def tell_of_reviews_due() -> None:
    """When the ending comes near, both sides hear that it is time to look back and to talk about what comes next."""
    today = timezone.localdate()
    for programme in Programme.objects.select_related("definition").exclude(status=ProgrammeStatus.PREPARING):
        for relationship in reviews_due(programme, today):
            for side in sides_of(relationship):
                tell_side(relationship, side, "review_due")
