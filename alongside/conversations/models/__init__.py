"""What is stored: private messages of two people."""

from alongside.conversations.models.messages import CaseReading, Conversation, Message, ReadUpTo

__all__ = ["CaseReading", "Conversation", "Message", "ReadUpTo"]
