"""Loops that run as they stand, or compiled where the extra ``scale`` is installed and somebody asks for it.

A loop is written once, with nothing but whole numbers and indexing, so that plain lists do where nothing is
compiled and arrays where it is. Nothing is compiled unless a caller asks: a web process never waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

Loop = Callable[..., Any]


class NotInstalledError(RuntimeError):
    """Somebody asked for compiled loops, and what compiles them is not installed."""


def can_compile() -> bool:
    """Whether the extra ``scale`` is installed; asking costs nothing."""
    return find_spec("numba") is not None


@cache
def compiled(loop: Loop, *parts: Loop) -> Loop:
    """The loop as machine code; ``parts`` are the functions that it calls, directly or through each other.

    The first call in a process takes seconds, later processes find the result on disk. NotInstalledError without
    the extra.
    """
    if not can_compile():
        raise NotInstalledError("Compiled matching needs the extra: pip install 'alongside[scale]'.")
    from numba import njit  # noqa: PLC0415
    from numba.extending import register_jitable  # noqa: PLC0415

    for part in parts:
        register_jitable(part)
    done: Loop = njit(cache=True, nogil=True)(loop)
    return done
