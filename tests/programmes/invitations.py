"""Invitations as tests need them: made by the action, with the link that stood in the letter."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail

from alongside.programmes import actions
from alongside.programmes.models import Invitation
from alongside.roles.permissions import Role


def to_role(
    cast: Any, email: str = "nadia@example.org", role: Role = Role.COORDINATOR, **fields: Any
) -> Invitation:
    return actions.invite_to_role(organisation=cast.harbour, email=email, role=role, by=cast.ada, **fields)


def link_of_last_letter() -> str:
    found = re.search(r"https?://[^/\s]+(/invitation/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]
