"""What an organisation still says in the words of the model that it began from."""

from __future__ import annotations

from typing import Any

from alongside.programmes.core.borrowing import borrowed
from alongside.programmes.core.library import published
from alongside.programmes.models import DefinitionDraft, Programme

NOTHING: dict[str, Any] = {"borrowed": (), "model_title": ""}


def borrowed_by_draft(draft: DefinitionDraft) -> dict[str, Any]:
    """The questions that the draft answers in the words of its model, and what that is called."""
    return _borrowed(draft, draft.text)


def borrowed_by_programme(programme: Programme) -> dict[str, Any]:
    """The same of a programme that was made of a draft, and that draft, in which each answer can be changed."""
    draft = programme.drafts.exclude(begun_from="").order_by("pk").last()
    return NOTHING if draft is None else {"draft": draft, **_borrowed(draft, programme.definition.text)}


def _borrowed(draft: DefinitionDraft, text: str) -> dict[str, Any]:
    model = next((entry for entry in published() if entry.slug == draft.begun_from), None)
    if model is None:
        return NOTHING
    return {"borrowed": borrowed(text, model.text), "model_title": model.title}
