"""From a definition written for an earlier version of the schema to one of today's.

A file says in ``schema_version`` for which version it was written. It is never rewritten: it is read as if it had been
written today. Each step changes the document of one version into that of the next.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from alongside.programmes.core.lines import Path

Document = dict[str, Any]

SCHEMA_VERSION = 2
"""The version of the schema that this software reads."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one version to the next: what becomes of a document, and where in the old one a place of the new one is."""

    change: Callable[[Document], Document]
    place_before: Callable[[Path], Path]


def _several_ways_of_supervision(document: Document) -> Document:
    supervision = document.get("supervision")
    if isinstance(supervision, dict):
        return {**document, "supervision": [supervision]}
    return document


def _the_one_way_of_supervision(path: Path) -> Path:
    return ("supervision", *path[2:]) if path[:1] == ("supervision",) else path


STEPS: Mapping[int, Step] = MappingProxyType(
    {
        # Version 2 knows several ways of supervision at once; version 1 knew one.
        1: Step(_several_ways_of_supervision, _the_one_way_of_supervision)
    }
)
"""For each earlier version, the step to the one after it."""


def upgraded(document: Document) -> Document:
    """The document as of ``SCHEMA_VERSION``; one without a version that can be upgraded comes back as it is."""
    version = document.get("schema_version")
    while type(version) is int and version in STEPS:
        document = {**STEPS[version].change(document), "schema_version": version + 1}
        version += 1
    return document


def place_as_written(path: Path, document: Document) -> Path:
    """Where in a document, as it was written, the place of the upgraded one is."""
    version = document.get("schema_version")
    if type(version) is int and version in STEPS:
        for earlier in range(SCHEMA_VERSION - 1, version - 1, -1):
            path = STEPS[earlier].place_before(path)
    return path
