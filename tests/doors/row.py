from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

EVERYBODY = frozenset({"everybody"})
SIGNED_IN = frozenset({"signed in"})


@dataclass(frozen=True)
class Row:
    """One page: its URL name, who gets in, and how its address is filled from the cast.

    `inside` are the answers that count as having got in: a page, or the redirect after a deed; a form that came
    without data answers 200 or 422. POST rows are asked with `data`.
    """

    name: str
    may: frozenset[str]
    kwargs: Callable[[Any], dict[str, Any]] | None = None
    method: str = "get"
    data: Callable[[Any], dict[str, Any]] | None = None
    inside: tuple[int, ...] = (200, 302, 422)


def row(name: str, may: str | frozenset[str], **fields: Any) -> Row:
    """`row("matching:round", "cora", kwargs=…)`: the visitors as one string of names."""
    return Row(name=name, may=may if isinstance(may, frozenset) else frozenset(may.split()), **fields)


def programme(cast: Any) -> dict[str, Any]:
    """The address of most pages: the coaching programme of Harbour."""
    return {"ref": cast.coaching.ref}
