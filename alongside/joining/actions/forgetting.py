"""What nobody sent, and what was answered long ago, is forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.common.privacy import WORK_KEPT_FOR
from alongside.jobs.actions import duty
from alongside.joining.models import JoinRequest, JoinStatus, JoinWord

DRAFTS_KEPT_FOR = timedelta(days=7)
AT_A_TIME = 500


@duty("forget_join_drafts", every=timedelta(hours=6))
def forget_join_drafts() -> None:
    """Erase what was begun and not touched for seven days: nobody agreed to its being kept."""
    JoinRequest.objects.filter(
        status=JoinStatus.DRAFT, changed_at__lt=timezone.now() - DRAFTS_KEPT_FOR
    ).delete()


@duty("forget_answered_join_requests", every=timedelta(hours=6))
def forget_answered_join_requests() -> None:
    """Empty requests 90 days after their answer; that somebody asked, and what became of it, stays for the counts."""
    now = timezone.now()
    old = JoinRequest.objects.filter(decided_at__lt=now - WORK_KEPT_FOR, erased_at__isnull=True)
    for request in old.order_by("pk")[:AT_A_TIME]:
        JoinWord.objects.filter(request=request).delete()
        # How somebody is reached stays: without a channel they still come back with their code.
        request.answers = {"reach": request.answers.get("reach", "")}
        request.decline_words = request.elsewhere = ""
        request.erased_at = now
        request.save(update_fields=["answers", "decline_words", "elsewhere", "erased_at"])
