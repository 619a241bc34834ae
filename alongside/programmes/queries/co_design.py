"""Who reads a draft along without any role, and what they may see: the draft and what was said about it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from alongside.programmes.models import CoDesigner, DefinitionDraft, DraftComment
from alongside.programmes.queries import hash_of_token


def reads_along() -> Q:
    """Whose link works now."""
    return Q(ended_at__isnull=True, expires_at__gt=timezone.now())


def co_designer_of(token: str) -> CoDesigner | None:
    """Whose letter held this token, if their link still works."""
    rows = CoDesigner.objects.filter(reads_along(), token_hash=hash_of_token(token))
    return rows.select_related("draft__organisation", "invited_by").first()


def co_designers_of(draft: DefinitionDraft) -> QuerySet[CoDesigner]:
    """Everybody who was ever asked to read the draft along: those who still do first, by name."""
    rows = CoDesigner.objects.filter(draft=draft).select_related("invited_by", "ended_by")
    return rows.order_by("ended_at", "name", "pk")


def comments_on(draft: DefinitionDraft, question: str) -> list[DraftComment]:
    """What was said about a question of a draft, the newest first."""
    rows = DraftComment.objects.filter(draft=draft, question=question)
    return list(
        rows.select_related("written_by", "co_designer", "resolved_by").order_by("-written_at", "-pk")
    )
