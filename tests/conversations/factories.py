from __future__ import annotations

from itertools import count

from alongside.conversations.actions import send_message
from alongside.conversations.actions.held import ask_to_look
from alongside.conversations.models import HeldMessage, Message
from alongside.matching.models import RelationshipSide
from tests.support_sessions import factories as relationships

keys = count(1)
mia_and_sam = relationships.mia_and_sam
mias, sams = relationships.mias, relationships.sams


def message(side: RelationshipSide, words: str = "Hello", key: str = "") -> Message:
    person = side.participant.person
    assert person is not None
    return send_message(side=side, words=words, key=key or f"key{next(keys)}", by=person)


def held(side: RelationshipSide, words: str = "My number is 07700 900123") -> HeldMessage:
    """Words that their writer sent to be looked at first."""
    person = side.participant.person
    assert person is not None
    return ask_to_look(side=side, words=words, key=f"key{next(keys)}", by=person)
