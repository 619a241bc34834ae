"""What the morning page is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.urls import reverse

from alongside.common.lists import HowMany
from alongside.people.models import Person
from alongside.programmes.models import Programme

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One person or thing that waits: who, what about them, and where to act."""

    who: str
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of waiting. `number` counts all of it, `lines` are the first few, `url` leads to the rest."""

    key: str
    title: str
    number: HowMany
    lines: tuple[Line, ...]
    url: str = ""


class Desk:
    """One programme on one day, for one reader."""

    def __init__(self, programme: Programme, on: date, reader: Person) -> None:
        self.programme, self.on, self.reader = programme, on, reader

    def url(self, name: str, **kwargs: object) -> str:
        return reverse(name, kwargs={"ref": self.programme.ref, **kwargs})

    def section(self, key: str, title: str, number: HowMany, lines: Iterable[Line], url: str = "") -> Section:
        return Section(key, title, number, tuple(islice(lines, SHOWN)), url)
