from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand for others to read. `label`: the space that staff look after, or empty where they do not."""

    label: str = ""
    staffed: bool = False
