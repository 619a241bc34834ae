from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.common.forms import DateInParts


class AmendmentForm(forms.Form):
    """Under which number, why, who agreed, and from when a draft is the next version of an open programme."""

    version = forms.RegexField(
        label=gettext_lazy("Number of the new version"),
        regex=r"^\d+(\.\d+)*$",
        max_length=20,
        error_messages={"invalid": gettext_lazy("A version is numbers with points between, such as 1.1.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Why does it change?"),
        help_text=gettext_lazy("Everybody who sees what the programme is can read this."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    agreed_by = forms.CharField(
        label=gettext_lazy("Who agreed to it?"),
        help_text=gettext_lazy("People or groups, such as: the members' meeting, and the steering group."),
        max_length=300,
    )
    applies_from = forms.DateField(
        label=gettext_lazy("From which day?"),
        help_text=gettext_lazy("Whoever begins on that day or later follows the new version."),
        widget=DateInParts,
    )

    def clean_applies_from(self) -> date:
        day: date = self.cleaned_data["applies_from"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is over. Choose today or a later day."))
        return day


class MoveIntakeForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why does it move?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


def next_version(version: str) -> str:
    """What comes after a version: 1.0 gives 1.1, 2 gives 2.1."""
    first, *rest = version.split(".")
    if not rest:
        return f"{first}.1"
    return ".".join([first, *rest[:-1], str(int(rest[-1]) + 1)])
