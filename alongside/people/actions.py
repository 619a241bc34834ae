"""What people do with their own account. The audit log is above this room: what an organisation must know of, it
writes down itself (an invitation accepted, a role granted)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac

from alongside.jobs.actions import duty, job
from alongside.people.models import Person, SignIn
from alongside.people.queries import person_with_email

LINK_SALT = "alongside.people.sign_in_link"
LINK_LASTS = timedelta(minutes=30)
NOBODY = 0


class AddressTaken(Exception):
    """Somebody signs in with this address already."""


class LinkWorksNoMore(Exception):
    """The link is too old, was used before, or was never ours."""


def create_person(*, email: str, name: str, password: str = "", language: str = "en-gb") -> Person:
    """Somebody who can sign in from now on; without a password, by a link by e-mail. Raises AddressTaken."""
    try:
        with transaction.atomic():
            return Person.objects.create_user(
                email=email.strip(), password=password or None, name=name, language=language
            )
    except IntegrityError:
        raise AddressTaken from None


def change_profile(*, by: Person, name: str, language: str) -> None:
    """How somebody is called here, and the language of their pages and letters."""
    Person.objects.filter(pk=by.pk).update(name=name, language=language)


def sign_out_everywhere(*, by: Person) -> None:
    """End every session of this person, on every device, this one too."""
    Person.objects.filter(pk=by.pk).update(sign_outs=F("sign_outs") + 1)


def end_sign_ins(*, rows: Iterable[SignIn]) -> int:
    """End these sessions, wherever they are; how many there were. What was typed there and not sent is kept by the browser."""
    ended = 0
    for row in rows:
        session_store()(session_key=row.session_key).delete()
        ended += row.delete()[0]
    return ended


def session_store() -> Any:
    """Where sessions are kept: a class that is made with a key."""
    return import_module(settings.SESSION_ENGINE).SessionStore


def request_sign_in_link(*, email: str, next_page: str = "") -> None:
    """Have a link sent, if somebody signs in with this address. Takes as long, and says as much, if nobody does."""
    person = person_with_email(email)
    send_sign_in_link_job.enqueue(person.pk if person else NOBODY, next_page)


def request_password_reset(*, email: str) -> None:
    """Have a link to a new password sent, if somebody signs in with this address; as silent as the other link."""
    person = person_with_email(email)
    send_password_reset_job.enqueue(person.pk if person else NOBODY)


def sign_in_link(person: Person, next_page: str = "") -> str:
    """The address of a link that signs this person in once, on any device, for 30 minutes."""
    token = signing.dumps(
        {"person": person.pk, "next": next_page, "proof": _proof(person)}, salt=LINK_SALT, compress=True
    )
    return reverse("people:use_link", args=[token])


def _proof(person: Person) -> str:
    """What changes when the link is used, the password is changed, or the person signs out everywhere."""
    state = f"{person.pk}:{person.last_login and person.last_login.isoformat()}:{person.password}:{person.sign_outs}"
    return salted_hmac(LINK_SALT, state, algorithm="sha256").hexdigest()[:32]


def read_sign_in_link(token: str) -> tuple[Person, str]:
    """Whom the link signs in, and where it leads then. Raises LinkWorksNoMore. Reading does not use it up."""
    try:
        said: dict[str, Any] = signing.loads(token, salt=LINK_SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        raise LinkWorksNoMore from None
    person = Person.objects.filter(pk=said["person"], is_active=True).first()
    if person is None or not constant_time_compare(said["proof"], _proof(person)):
        raise LinkWorksNoMore
    return person, said["next"]


def use_sign_in_link(token: str) -> tuple[Person, str]:
    """Use the link up: of two who open it at the same moment, one gets in. Raises LinkWorksNoMore."""
    person, next_page = read_sign_in_link(token)
    unused = Person.objects.filter(pk=person.pk, last_login=person.last_login)
    if person.last_login is None:
        unused = Person.objects.filter(pk=person.pk, last_login__isnull=True)
    if not unused.update(last_login=timezone.now()):
        raise LinkWorksNoMore
    person.refresh_from_db()
    return person, next_page


def _send_letter(person: Person, kind: str, link: str) -> None:
    with translation.override(person.language):
        words = render_to_string(
            f"people/letters/{kind}.txt", {"person": person, "link": f"{settings.SITE_URL}{link}"}
        )
    subject, _, body = words.partition("\n")
    send_mail(subject.strip(), body.strip(), None, [person.email])


@job()
def send_sign_in_link_job(person_id: int, next_page: str) -> None:
    """The link is made here, so that it stands in no table."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person:
        _send_letter(person, "sign_in_link", sign_in_link(person, next_page))


@job()
def send_password_reset_job(person_id: int) -> None:
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person:
        parts = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
        _send_letter(person, "password_reset", reverse("account_reset_password_from_key", kwargs=parts))


@duty("forget_sign_ins", every=timedelta(days=1))
def forget_sign_ins() -> None:
    """What can have no session any more is forgotten, and so are the sessions themselves."""
    before = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    SignIn.objects.filter(began_at__lt=before).delete()
    session_store().clear_expired()
