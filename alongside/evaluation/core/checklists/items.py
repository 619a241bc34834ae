"""What a reporting checklist is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One item. answers: paths in the definition, and with an exclamation mark names of facts."""

    number: str
    asks: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Checklist:
    """needs_trial: there is nothing to report with it without a trial whose plan is fixed."""

    key: str
    title: str
    about: str
    source: str
    parts: tuple[Part, ...]
    needs_trial: bool = False
