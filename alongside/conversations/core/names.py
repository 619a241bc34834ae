"""When two names in a space are the same name to whoever reads them."""

from __future__ import annotations

import unicodedata

LONGEST = 40
HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs"}


def plain_name(text: str) -> str:
    """The name as it is shown: single spaces, and no signs that nobody sees."""
    seen = "".join(sign if unicodedata.category(sign) not in HIDDEN else " " for sign in text)
    return " ".join(seen.split())


def folded(name: str) -> str:
    """What makes a name the same as another: capitals, width and hidden signs count for nothing."""
    seen = "".join(sign for sign in name if unicodedata.category(sign) not in HIDDEN)
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())
