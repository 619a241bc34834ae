"""What a draft still says in the words of the model that it was begun from. They may speak of other people."""

import tomllib
from collections.abc import Iterator
from typing import Any

from alongside.programmes.core.asking import Question
from alongside.programmes.core.editing import as_of_today, path_of, value_in
from alongside.programmes.core.questions import QUESTIONS

_STAYS = frozenset({"sources"})
"""Where an idea comes from stays true of whoever takes it up."""
_FEWEST_WORDS = 3
"""Fewer are a term, a name or a number, and no sentence about anybody."""


def borrowed(text: str, model: str) -> tuple[Question, ...]:
    """The questions, in order, at which both texts hold the same sentence."""
    ours, theirs = tomllib.loads(text), tomllib.loads(as_of_today(model))
    return tuple(
        each
        for each in QUESTIONS
        if not _STAYS.intersection(each.paths) and _sentences(ours, each) & _sentences(theirs, each)
    )


def _sentences(document: dict[str, Any], question: Question) -> set[str]:
    return {words for path in question.paths for words in _texts(value_in(document, path_of(path)))}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if len(value.split()) >= _FEWEST_WORDS:
            yield " ".join(value.split())
    elif isinstance(value, dict):
        for inside in value.values():
            yield from _texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside)
