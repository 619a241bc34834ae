from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. A participant who only uses the telephone or paper is not one, and need not be."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    language = models.CharField(_("Language"), max_length=10, default="en-gb")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    # How often they have signed out everywhere; each time ends every session.
    sign_outs = models.PositiveIntegerField(default=0)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    class Privacy:
        plain = (
            "id",
            "password",
            "is_active",
            "is_staff",
            "is_superuser",
            "groups",
            "user_permissions",
            "sign_outs",
        )
        personal = ("email", "name", "language", "created_at", "last_login")
        special = ()
        retention = Retention.ACCOUNT

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match to go on: the password, and how often the person has signed out everywhere."""
        key_salt = "alongside.people.session"
        return salted_hmac(
            key_salt, f"{self.sign_outs}:{self.password}", secret=secret, algorithm="sha256"
        ).hexdigest()


class SignIn(models.Model):
    """That somebody is signed in on a device, so that they can see it and end it. Where the device is, is not kept.

    `proof` is what a session must match to go on, when it was last in use: a row whose proof is older is of a session
    that has ended. `last_used_at` is right to about ten minutes.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    proof = models.CharField(max_length=64)
    device = models.CharField(max_length=60)
    began_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-last_used_at", "-id"]

    class Privacy:
        plain = ("id", "session_key", "proof", "began_at", "last_used_at")
        personal = ("person", "device")
        special = ()
        retention = Retention.WORKING

    def __str__(self) -> str:
        return f"Sign-in {self.pk}"
