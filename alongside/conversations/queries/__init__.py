"""Reads of this room, by noun."""

from alongside.conversations.queries.messages import (
    PAGE,
    PageOfMessages,
    Writing,
    conversations_in,
    current_reading,
    last_message,
    messages_after,
    messages_of,
    unread_by,
    unread_counts,
    writing,
)

__all__ = [
    "PAGE",
    "PageOfMessages",
    "Writing",
    "conversations_in",
    "current_reading",
    "last_message",
    "messages_after",
    "messages_of",
    "unread_by",
    "unread_counts",
    "writing",
]
