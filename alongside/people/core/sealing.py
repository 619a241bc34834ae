"""Secrets that must be read again, such as the seed of a second factor, are stored sealed.

A sealed text is `1:<key id>:<Fernet token>`: the version of this format, the first eight hexadecimal digits of the
hash of the key it was sealed with, and the token (AES-128-CBC with HMAC-SHA256, authenticated).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = "1"


class CannotUnseal(ValueError):
    """The text was not sealed with any of these keys, or somebody has changed it."""


def _key(secret: str) -> bytes:
    """The Fernet key that belongs to a secret of the site; from it the secret cannot be told."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"alongside.people.sealing")
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))


def _key_id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:8]


def seal(text: str, secrets: Sequence[str]) -> str:
    """Seal with the first of the secrets, the one in force."""
    key = _key(secrets[0])
    return f"{FORMAT}:{_key_id(key)}:{Fernet(key).encrypt(text.encode()).decode()}"


def unseal(sealed: str, secrets: Sequence[str]) -> str:
    """The text again, with whichever of the secrets it was sealed with. Raises CannotUnseal."""
    version, _, rest = sealed.partition(":")
    key_id, _, token = rest.partition(":")
    keys = {_key_id(key): key for key in map(_key, secrets)}
    if version != FORMAT or key_id not in keys:
        raise CannotUnseal("This was not sealed with a key of this site.")
    try:
        return Fernet(keys[key_id]).decrypt(token.encode()).decode()
    except InvalidToken:
        raise CannotUnseal("This was changed after it was sealed.") from None
