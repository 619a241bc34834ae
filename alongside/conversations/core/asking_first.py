"""Before a private message is sent: does it lead out of the site, ask for money, or ask for secrecy?

It goes by what triage heard, and by a few wordings of its own. It asks; it decides nothing. Words that may mean that
somebody is in danger are never asked about: they must not wait.
"""

from __future__ import annotations

import re

from alongside.safeguarding.core.triage import Lane, Reading

ASKED = {"contact_exchange": "contact", "money": "money", "grooming": "secrecy"}
"""Categories of triage to the three kinds that are asked about."""
KINDS = ("contact", "money", "secrecy")

# Each part is bounded, so no input makes them go back far.
_ASKS_FOR_CONTACT = re.compile(
    r"\b(?:what(?:'?s| is)|give me|send me|(?:can|could|may) i (?:have|get)) (?:your|ur|yr) (?:own |mobile |phone |home )?"
    r"(?:number|num|whatsapp|insta(?:gram)?|snap(?:chat)?|telegram|facebook|fb|e-?mail|address|postcode)\b",
    re.IGNORECASE,
)
_ASKS_FOR_SECRECY = re.compile(
    r"\b(?:(?:keep|stays?|leave) (?:this|it|that) (?:just )?(?:between (?:us|ourselves|you and me)|a secret|quiet from)"
    r"|(?:just )?between (?:us|ourselves|you and me) (?:please|ok|okay|yeah|yes|only)"
    r"|our (?:little )?secret|(?:nobody|no one|they|she|he) (?:else )?(?:needs?|has|must|should)(?: not| never)? (?:to )?(?:know|find out) (?:about us|we)"
    r"|(?:do ?n[o']?t|never) (?:tell|mention (?:this|it) to) (?:your|the|my) (?:coordinator|supervisor|team|family|husband|wife|partner|mum|dad|parents)"
    r"|delete (?:this|these|our) (?:message|messages|chat|texts?))\b",
    re.IGNORECASE,
)
_LOOKS_LIKE_CONTACT = re.compile(r"(?:\d[ ()-]?){9,15}|@[\w.-]{3,60}")
"""Where triage could not look: what is plainly a number or an address, and nothing else."""


def to_ask(words: str, reading: Reading) -> tuple[str, ...]:
    """What to ask the writer about, of `KINDS` in their order; nothing for words that may mean danger to somebody."""
    if any(found.category not in ASKED and found.lane == Lane.NOW for found in reading.findings):
        return ()
    if not reading.is_read:
        return ("contact",) if _LOOKS_LIKE_CONTACT.search(words) else ()
    heard = {
        ASKED[found.category]
        for found in reading.findings
        if found.category in ASKED and not found.lowered_for
    }
    if _ASKS_FOR_CONTACT.search(words):
        heard.add("contact")
    if _ASKS_FOR_SECRECY.search(words):
        heard.add("secrecy")
    return tuple(kind for kind in KINDS if kind in heard)
