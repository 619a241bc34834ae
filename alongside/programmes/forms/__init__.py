from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import SUPPORTED_REGIONS

from alongside.common.forms import DateInParts
from alongside.programmes.core.loading import MOST_CHARACTERS
from alongside.programmes.models import STAFF_ROLE_CHOICES
from alongside.roles.permissions import ROLE_TABLE, Role


def _roles_with_their_work() -> list[tuple[str, str]]:
    work = {row.role.value: row.given_to for row in ROLE_TABLE}
    return [(role, f"{name}. {_(work[role])}") for role, name in STAFF_ROLE_CHOICES]


class SettingsForm(forms.Form):
    """What an organisation decides for all its programmes."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Telephone numbers without a country code are read as from there."),
        choices=[(code, code) for code in sorted(SUPPORTED_REGIONS)],
    )
    contact = forms.CharField(
        label=gettext_lazy("How do people reach you?"),
        help_text=gettext_lazy(
            "A telephone number, an address, an e-mail address, and when somebody answers. Whoever reads what a "
            "programme is reads this too. It is no help line: those stand on the pages of help."
        ),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    small_cell_threshold = forms.IntegerField(
        label=gettext_lazy("Smallest group that results may show"),
        help_text=gettext_lazy(
            "Smaller counts are hidden, so that nobody can be found out. 8 is usual. Lower numbers show more and "
            "protect less."
        ),
        min_value=2,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"min_value": gettext_lazy("A group of one is a person. Write 2 or more.")},
    )


class InviteForm(forms.Form):
    """Whom to invite to which staff role, where, and until when. `places` are the programmes as (ref, name)."""

    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Which role?"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=gettext_lazy("Where?"), required=False)
    until = forms.DateField(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("The last day of the role. Leave it empty if it has no end."),
        required=False,
        widget=DateInParts,
    )

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _roles_with_their_work()  # type: ignore[attr-defined]  # a ChoiceField
        whole = [("", _("The whole organisation"))]
        self.fields["place"].choices = [*whole, *places]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("This day is over. Choose today or a later day."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") == Role.ADMINISTRATOR and cleaned.get("place"):
            self.add_error(
                "place", _("An administrator looks after the whole organisation. Choose that here.")
            )
        return cleaned


class InviteParticipantForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        help_text=gettext_lazy(
            "Only where it is safe to write to them. They must be the only one who reads it."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class BeginForm(forms.Form):
    """Somebody new, who was invited."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("A password"),
        help_text=gettext_lazy(
            "At least 10 characters. Three words in a row are good. Without a password, we send you a link by e-mail "
            "each time you sign in."
        ),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if password:
            validate_password(password)
        return password


class AcceptForm(forms.Form):
    """Somebody who signs in already, perhaps with another address than the one that was invited."""

    it_is_me = forms.BooleanField()

    def __init__(self, *args: Any, invited: str, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if invited.casefold() == own.casefold():
            del self.fields["it_is_me"]
        else:
            self.fields["it_is_me"].label = _(
                "This invitation was sent to %(invited)s. You are signed in as %(own)s. I am the person who was invited."
            ) % {"invited": invited, "own": own}


class ProgrammeForm(forms.Form):
    """What an organisation calls its programme."""

    name = forms.CharField(label=gettext_lazy("What do you call it?"), max_length=200)
    discreet_name = forms.CharField(
        label=gettext_lazy("A name that gives nothing away"),
        help_text=gettext_lazy(
            "It stands in e-mails and on lock screens, where others can read it. It must name no illness and no group "
            "of people. “Harbour Tuesdays” is good."
        ),
        max_length=80,
    )


class DefinitionForm(forms.Form):
    """The text of a definition, typed, pasted, or from a file."""

    text = forms.CharField(
        label=gettext_lazy("The definition"),
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "code"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        help_text=gettext_lazy(
            "A text file that ends in .toml. What is in the file is used, not what is above."
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload:
            cleaned["text"] = self._read(upload.read(MOST_CHARACTERS * 4))
        if not self.errors and not str(cleaned.get("text", "")).strip():
            self.add_error("text", _("Paste a definition here, or choose a file."))
        return cleaned

    def _read(self, content: bytes) -> str:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("This is not a text file in UTF-8. Save it again as plain text."))
            return ""


class OwnProgrammeForm(ProgrammeForm, DefinitionForm):
    """A programme from one's own definition."""

    field_order = ("name", "discreet_name", "text", "file")
