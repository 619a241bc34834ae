"""Invitations that led somewhere or nowhere are kept for a while, and then forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from alongside.common.privacy import WORK_KEPT_FOR
from alongside.jobs.actions import duty
from alongside.programmes.models import Invitation


@duty("forget_old_invitations", every=timedelta(days=1))
def forget_old_invitations() -> None:
    """Delete what was taken up, taken back or ran out more than 90 days ago; the log keeps that somebody was invited."""
    long_ago = timezone.now() - WORK_KEPT_FOR
    Invitation.objects.filter(
        Q(accepted_at__lt=long_ago) | Q(withdrawn_at__lt=long_ago) | Q(expires_at__lt=long_ago)
    ).delete()
