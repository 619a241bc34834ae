"""The just-in-time compiler, for the modules ``kernels_…`` alone: importing this loads it.

Compiled code is kept beside the source, or, where that cannot be written, where ``NUMBA_CACHE_DIR`` says or else in
a directory of this user's own among the temporary ones.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The same function as machine code, made when it is first called with arguments of a new kind.

    It runs without Python's lock, so that threads can share the work.
    """
    return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def _somewhere_writable() -> str:
    here = Path(__file__).parent
    kept = str(getattr(config, "CACHE_DIR", ""))
    if kept or os.access(here, os.W_OK):
        return kept
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return str(Path(tempfile.gettempdir()) / f"alongside-compiled-{user}")


config.CACHE_DIR = _somewhere_writable()  # type: ignore[attr-defined]
