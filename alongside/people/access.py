from __future__ import annotations

from django.http import Http404

from alongside.people.http import Visitor
from alongside.people.models import Person, SignIn
from alongside.people.queries import sign_ins_of


def own_account(visitor: Visitor) -> Person:
    """The visitor's own account: nobody opens somebody else's."""
    if not isinstance(visitor, Person):
        raise Http404
    return visitor


def access_own_sign_in(visitor: Visitor, pk: int) -> SignIn:
    """One of the places where the visitor is signed in."""
    row = sign_ins_of(own_account(visitor)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
