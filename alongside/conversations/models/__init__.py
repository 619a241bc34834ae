"""What is stored: private messages of two people, and the spaces of a programme."""

from alongside.conversations.models.held import ContactRule, HeldMessage
from alongside.conversations.models.messages import CaseReading, Conversation, Message, ReadUpTo
from alongside.conversations.models.moderation import (
    ANSWERABLE,
    GRAVE,
    REASONS_FOR,
    ActKind,
    ModerationAct,
    PostReport,
    ReasonCode,
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
from alongside.conversations.models.suspension import SUSPENSION_REASONS, Covers, Suspension

__all__ = [
    "ANSWERABLE",
    "GRAVE",
    "POST_TRANSITIONS",
    "REASONS_FOR",
    "SPACE_TRANSITIONS",
    "SUSPENSION_REASONS",
    "ActKind",
    "CaseReading",
    "ContactRule",
    "Conversation",
    "Covers",
    "HeldMessage",
    "Identity",
    "Message",
    "ModerationAct",
    "Post",
    "PostKind",
    "PostReport",
    "PostStatus",
    "ReadUpTo",
    "ReasonCode",
    "Space",
    "SpaceLead",
    "SpaceName",
    "SpaceStatus",
    "Suspension",
    "Thread",
    "WhatIsWrong",
]
