"""A lock screen must name no condition: every notice of every room is read here, as text and rendered."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine
from django.utils import timezone

from alongside.notify.actions import in_words

PACKAGE = Path(__file__).resolve().parent.parent.parent / "alongside"
NOTICES = sorted(PACKAGE.glob("*/templates/notices/**/*.txt"))

# Beginnings of words, so that "diabetic" and "suicidal" are found too. Not "depress" alone: any form of it.
CONDITIONS = re.compile(
    r"\b(diabet|cancer|tumou?r|oncolog|chemo|hiv\b|aids\b|hepatitis|depress|anxi|suicid|self.?harm|psych|bipolar|"
    r"schizo|mental|trauma|abuse|addict|alcohol|drug|substance|dement|alzheim|parkinson|epilep|stroke|sclerosis|"
    r"autis|adhd|perinatal|postnatal|miscarr|bereave|grief|kidney|renal|dialysis|transplant|asthma|copd|arthrit|"
    r"fibromyalg|endometrio|sickle|stoma|ibs\b|crohn|colitis|eating disorder|anorex|bulim|obes|disab|patient|"
    r"illness|disease|diagnos|symptom|disorder|syndrome|condition|hospital|clinic|treatment|medic)",
    re.IGNORECASE,
)
PROGRAMME_NAME = re.compile(r"programme\.name|programme_name|definition\b")
LOUD = "THE PROGRAMME'S OWN NAME"


class Anything:
    """Whatever a notice asks of its context: a word, or a moment; but the name of a programme cries out."""

    def __init__(self, path: tuple[str, ...] = ()) -> None:
        self.path = path

    def __getitem__(self, name: str) -> Any:
        if not isinstance(name, str):
            raise KeyError(name)
        return anything((*self.path, name))

    def __iter__(self) -> Any:
        return iter([Anything((*self.path, "one"))])

    def __str__(self) -> str:
        owner = self.path[-2:] if len(self.path) > 1 else ("", *self.path)
        loud = owner[-1] in {"programme", "definition"} or (
            owner[-1] in {"name", "title"} and owner[0] in {"programme", "definition"}
        )
        return LOUD if loud else "Sample"


def anything(path: tuple[str, ...]) -> Any:
    return timezone.now() if path[-1].endswith(("_at", "_on")) or path[-1] == "when" else Anything(path)


class EverythingThere(dict[str, Any]):
    def __contains__(self, name: object) -> bool:
        return name not in {"True", "False", "None"}

    def __getitem__(self, name: str) -> Any:
        return anything((name,))


def troubles(text: str) -> list[str]:
    """What is wrong with one notice, judged by its text and by what comes out of it."""
    found = [f"names {match.group()}" for match in CONDITIONS.finditer(text)]
    found += [f"asks for {match.group()}" for match in PROGRAMME_NAME.finditer(text)]
    context = Context(autoescape=False)
    context.dicts.append(EverythingThere())
    rendered = Engine.get_default().from_string(text).render(context).strip()
    if LOUD in rendered:
        found.append("shows the name of a programme")
    subject, _, words = rendered.partition("\n")
    if not subject.strip() or not words.strip():
        found.append("has no subject, or nothing below it")
    if len(subject) > 60:
        found.append("has a subject longer than a lock screen is wide")
    return found


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: f"{path.parts[-4]}-{path.stem}")
def test_notice_says_look_and_never_what(path: Path) -> None:
    assert troubles(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("Your diabetes supporter\n\nLook.", "names diabet"),
        ("News\n\nAbout your HIV status.", "names HIV"),
        ("News\n\n{% if never %}after a suicide{% endif %} Look.", "names suicid"),
        ("News of {{ programme.name }}\n\nLook.", "asks for programme.name"),
        ("News of {{ programme }}\n\nLook.", "shows the name of a programme"),
        ("News of {{ member.programme }}\n\nLook.", "shows the name of a programme"),
        ("\n\n", "has no subject, or nothing below it"),
        ("Only a subject", "has no subject, or nothing below it"),
    ],
)
def test_notice_that_tells_too_much_is_noticed(text: str, trouble: str) -> None:
    assert trouble in troubles(text)


def test_discreet_notice_passes() -> None:
    assert troubles("A message from {{ programme.discreet_name }}\n\nHello {{ to.name }}, please look.") == []


def kinds_told() -> set[str]:
    """Every kind that the code tells, where it is a literal."""
    kinds = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = ast.unparse(node.func).split(".")[-1]
            first = node.args[0]
            if name == "notify" and isinstance(first, ast.Constant):
                kinds.add(str(first.value))
    return kinds


def test_every_kind_that_is_told_has_its_words() -> None:
    assert kinds_told() - {path.stem for path in NOTICES} == set()


def test_notice_without_words_is_a_mistake_that_shows() -> None:
    with pytest.raises(Exception, match=r"notices/nothing\.txt"):
        in_words("nothing", language="en-gb", context={})
