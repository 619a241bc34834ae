"""The two of a relationship in words: ``{% pair_names relationship staff=True as names %}``."""

from __future__ import annotations

from django import template

from alongside.matching.queries.relationships import pair_names

register = template.Library()
register.simple_tag(pair_names)
