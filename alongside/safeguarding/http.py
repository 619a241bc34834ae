"""What a page says to whoever has just written words that sound like pain: help, and that a person looks. Automatic, and says so."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from alongside.audit.queries import label
from alongside.safeguarding.queries import helped_at
from alongside.safeguarding.templatetags.safeguarding_words import by_clock, danger_now


def help_words(row: Model) -> str:
    """The words for whoever wrote the row; empty where triage heard nothing of their own pain in it."""
    found = helped_at(label(row))
    if found is None:
        return ""
    when, programme = found
    return _(
        "It is sent. These lines are automatic: what you wrote sounds heavy, and somebody from the team is asked to look "
        "at it by {when}. {danger}. “Get help now” on this page has people to talk or write to."
    ).format(when=by_clock(when), danger=danger_now(programme))


def offer_help(request: HttpRequest, row: Model) -> None:
    """Say so on the next page."""
    if words := help_words(row):
        messages.warning(request, words)
