"""The shape of what people type here, and allauth's own forms in our words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alongside.people.actions import request_password_reset
from alongside.people.http import note_refused
from alongside.people.models import Person

EMAIL = forms.EmailInput(attrs={"autocomplete": "email"})


def _say(field: forms.Field, label: Any, hint: Any = "") -> None:
    """Our words for a field of allauth; words inside the box would vanish when somebody types."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class LinkForm(forms.Form):
    """Whom to send a link to."""

    email = forms.EmailField(label=_("Your e-mail address"), max_length=254, widget=EMAIL)


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("How other staff, and the people you work with, see you."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language of pages and letters"), choices=settings.LANGUAGES)


class SignInForm(account.LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], _("Your e-mail address"))
        _say(self.fields["password"], _("Your password"))


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("Your password"))


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], _("Your e-mail address"))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ARG002 - allauth's signature
        email = str(self.cleaned_data["email"])
        request_password_reset(email=email)
        return email


class _NewPassword:
    """One box for the new password: who mistypes it asks for another link."""

    fields: dict[str, forms.Field]

    def in_our_words(self) -> None:
        del self.fields["password2"]
        _say(
            self.fields["password1"],
            _("New password"),
            _("At least 10 characters. Three words in a row are good."),
        )


class NewPasswordFromLinkForm(account.ResetPasswordKeyForm, _NewPassword):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_our_words()


class SetPasswordForm(account.SetPasswordForm, _NewPassword):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_our_words()


class ChangePasswordForm(account.ChangePasswordForm, _NewPassword):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_our_words()
        _say(self.fields["oldpassword"], _("The password you have now"))


def _only_once(user: Person, check: Callable[[], Any]) -> str:
    """The code that was typed, if it fits and was not used before. Raises ValidationError, and a line says so.

    A code fits for a minute and a half, because telephones' clocks differ; allauth forgets after half a minute what
    was used.
    """
    fits = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)
    try:
        code = str(check())
        signs = "".join(sign for sign in code if sign.isalnum())
        if not cache.add(f"people.code:{user.pk}:{signs}", "used", timeout=fits):
            raise get_adapter().validation_error("incorrect_code")
    except forms.ValidationError:
        note_refused(context.request, f"person {user.pk}", "code")
        raise
    return code


class CodeForm(mfa.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["code"],
            _("Code"),
            _("The six digits that your app shows now, or one of your recovery codes."),
        )

    def clean_code(self) -> str:
        return _only_once(self.user, super().clean_code)


class CodeAgainForm(mfa.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["code"],
            _("Code"),
            _("The six digits that your app shows now, or one of your recovery codes."),
        )

    def clean_code(self) -> str:
        return _only_once(self.user, super().clean_code)


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("Code"), _("The six digits that your app shows now."))

    def clean_code(self) -> str:
        """Typing the first code proves who it is: the recovery codes are shown without asking for another."""
        code = str(super().clean_code())
        record_authentication(context.request, self.user, "mfa", reauthenticated=True)
        return code
