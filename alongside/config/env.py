"""Read settings from the environment, and fail loudly on nonsense."""

from __future__ import annotations

import os
from pathlib import Path

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class BadSetting(Exception):
    """An environment value that cannot be understood; the message names it."""


def env_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_address(name: str) -> str:
    """An address of the web that words about people may be sent to: `https://…`, or plain HTTP to this machine itself;
    empty if it is not set. Anything else raises BadSetting."""
    value = env_text(name).strip()
    if value and not value.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        raise BadSetting(f"{name}={value!r} is no address that begins with https://")
    return value


def env_bool(name: str, *, default: bool = False) -> bool:
    """`1`, `true`, `yes`, `on` or `0`, `false`, `no`, `off`; anything else raises BadSetting."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise BadSetting(f"{name}={value!r} is neither yes nor no")


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name}={value!r} is not a whole number") from None


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_secret(name: str) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names; empty if neither is set."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")
