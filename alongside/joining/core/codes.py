"""The code with which somebody comes back to what they wrote: twelve signs, about 59 bits, told to nobody else."""

from __future__ import annotations

import secrets
from typing import Final

# Without 0, O, 1, I and L, which look alike on paper and sound alike on the telephone.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SIGNS: Final = 12


def new_code() -> str:
    """A code as it is shown: three groups of four."""
    return shown("".join(secrets.choice(ALPHABET) for _ in range(SIGNS)))


def shown(signs: str) -> str:
    return "-".join(signs[place : place + 4] for place in range(0, len(signs), 4))


def as_typed(text: str) -> str:
    """The code that somebody meant, however they wrote it; empty where it can be none."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return shown(signs) if len(signs) == SIGNS and set(signs) <= set(ALPHABET) else ""
