"""What made-up people say in passing fills nobody's desk: a demonstration full of false alarms teaches to look away."""

from __future__ import annotations

import ast
from pathlib import Path

from alongside.safeguarding.core.triage import Lane, read
from alongside.web.core import made_up_people


def sentences() -> set[str]:
    """Everything in the lists that somebody says: of several words, and not a row of names."""
    tree = ast.parse(Path(made_up_people.__file__).read_text())
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {
        words for words in found if isinstance(words, str) and words.count(" ") >= 3 and not words.istitle()
    }


def test_ordinary_words_of_made_up_people_raise_nothing() -> None:
    assert len(sentences()) > 30
    raised = {words for words in sentences() if read(words).lane in {Lane.NOW, Lane.HOURS}}
    assert raised == set()
