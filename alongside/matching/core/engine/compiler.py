"""Whether the just-in-time compiler is there and loaded, and how to have it ready. Importing this loads nothing.

A web process must never compile: it asks nothing of this module but ``is_loaded``. A worker calls ``warm_up`` when it
starts; what was compiled is kept on disk, so only the first start after an installation takes long.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


def is_available() -> bool:
    """Whether numba is installed (the extra ``scale``); it is looked for, not loaded."""
    return find_spec("numba") is not None


def is_loaded() -> bool:
    """Whether this process has loaded the compiler."""
    return "numba" in sys.modules


def kernels(name: str) -> ModuleType:
    """One of the compiled modules. Loads numba the first time; ModuleNotFoundError without the extra ``scale``."""
    return import_module(f"alongside.matching.core.engine.kernels_{name}")
