from __future__ import annotations

from allauth.mfa.models import Authenticator

from alongside.people.models import Person


def person_with_email(email: str) -> Person | None:
    """Whoever signs in with this address, however it is capitalised."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def has_second_factor(person: Person) -> bool:
    """Whether they have set up an authenticator app."""
    found: bool = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    return found
