"""Words to begin with, where a draft lacks what no programme may open without: the project's own starter's."""

import tomllib
from typing import Any

from pydantic import ValidationError

from alongside.programmes.core.asking import Question
from alongside.programmes.core.drafting import as_far_as_it_goes
from alongside.programmes.core.editing import changed, item_added, path_of, value_in
from alongside.programmes.core.starting import CannotFillIn, filled_in, starter

_THEIRS_TO_SAY = frozenset({"schedule.phases"})
"""How much happens is what a programme is; nobody begins with ours."""


def suggested(text: str, question: Question) -> dict[str, Any]:
    """What the starter would add at a question, by path: items that come after those that are there, or an answer where
    there is none. Empty where nothing is missing, where it is not said who supports whom, and where next to nothing can
    be read."""
    if not question.bars or _THEIRS_TO_SAY.intersection(question.paths):
        return {}
    ours = tomllib.loads(text)
    so_far, stands_in = as_far_as_it_goes(ours)
    if so_far is None or "role_mode" in stands_in:
        return {}
    try:
        full = filled_in(so_far, starter())
    except (CannotFillIn, ValidationError):
        return {}
    found: dict[str, Any] = {}
    for path in {*question.paths} - stands_in:
        here, there = value_in(ours, path_of(path)), value_in(full, path_of(path))
        if question.items:
            more = [item for item in there or [] if item not in (here or [])]
            found |= {path: more} if more and isinstance(there, list) else {}
        elif there is not None and there != here:
            found[path] = there
    return found


def with_suggestion(text: str, question: Question) -> str:
    """The text with the starter's words at a question; the same text where there is nothing to add."""
    for path, value in suggested(text, question).items():
        if not question.items:
            text = changed(text, path_of(path), value)
            continue
        for item in value:
            text = item_added(text, path_of(path), item)
    return text
