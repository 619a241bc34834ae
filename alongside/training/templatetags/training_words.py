"""What is missing, in words: ``{{ gap|gap_words:programme }}``, ``{{ gaps|gaps_in_short:programme }}``."""

from __future__ import annotations

from django import template

from alongside.training.queries.gaps import gap_words, gaps_in_short

register = template.Library()
register.filter("gap_words", gap_words)
register.filter("gaps_in_short", gaps_in_short)
