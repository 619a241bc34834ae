from __future__ import annotations

from django.http import Http404

from alongside.people.http import Visitor
from alongside.people.models import Person


def own_account(visitor: Visitor) -> Person:
    """The visitor's own account: nobody opens somebody else's."""
    if not isinstance(visitor, Person):
        raise Http404
    return visitor
