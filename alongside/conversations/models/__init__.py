"""What is stored: private messages of two people, and the spaces of a programme."""

from alongside.conversations.models.held import ContactRule, HeldMessage
from alongside.conversations.models.messages import CaseReading, Conversation, Message, ReadUpTo
from alongside.conversations.models.moderation import (
    ANSWERABLE,
    GRAVE,
    ActKind,
    ModerationAct,
    PostReport,
    WhatIsWrong,
)
from alongside.conversations.models.posts import POST_TRANSITIONS, Post, PostKind, PostStatus, Thread
from alongside.conversations.models.spaces import (
    SPACE_TRANSITIONS,
    Identity,
    Space,
    SpaceLead,
    SpaceName,
    SpaceStatus,
)

__all__ = [
    "ANSWERABLE",
    "GRAVE",
    "POST_TRANSITIONS",
    "SPACE_TRANSITIONS",
    "ActKind",
    "CaseReading",
    "ContactRule",
    "Conversation",
    "HeldMessage",
    "Identity",
    "Message",
    "ModerationAct",
    "Post",
    "PostKind",
    "PostReport",
    "PostStatus",
    "ReadUpTo",
    "Space",
    "SpaceLead",
    "SpaceName",
    "SpaceStatus",
    "Thread",
    "WhatIsWrong",
]
