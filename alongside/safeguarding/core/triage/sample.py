"""Which posts without a finding are read all the same: no program has the last word."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from math import ceil

FEWEST_A_DAY = 10
SHARE = 0.02


def place_in_line(post: str, salt: bytes) -> int:
    """Where a post stands in the day's line for reading, lowest first. Nobody without the salt can tell it."""
    if len(salt) < 16:
        raise ValueError("The salt has at least 16 bytes, or it can be guessed.")
    return int.from_bytes(hmac.new(salt, post.encode(), hashlib.sha256).digest()[:8], "big")


def to_read(posts: Iterable[str], salt: bytes) -> list[str]:
    """The day's posts without a finding that a person reads: two in a hundred, and at least ten (or all there are)."""
    line = sorted(set(posts), key=lambda post: place_in_line(post, salt))
    return line[: max(FEWEST_A_DAY, ceil(len(line) * SHARE))]
