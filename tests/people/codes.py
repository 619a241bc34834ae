"""What an authenticator app does (RFC 6238: SHA-1, 30 seconds, six digits)."""

from __future__ import annotations

import base64
import hmac
import struct
import time


def code_now(secret: str, *, steps: int = 0) -> str:
    """The code that an app with this key shows `steps` half-minutes from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(key, counter, "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
