from __future__ import annotations

from itertools import count

from alongside.conversations.actions import send_message
from alongside.conversations.models import Message
from alongside.matching.models import RelationshipSide
from tests.support_sessions import factories as relationships

keys = count(1)
mia_and_sam = relationships.mia_and_sam
mias, sams = relationships.mias, relationships.sams


def message(side: RelationshipSide, words: str = "Hello", key: str = "") -> Message:
    person = side.participant.person
    assert person is not None
    return send_message(side=side, words=words, key=key or f"key{next(keys)}", by=person)
