from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.forms import DateInParts
from alongside.enrolment.models import HowGiven

ON_BEHALF = [choice for choice in HowGiven.choices if choice[0] != HowGiven.SELF]


def _yes_or_no(label: Any) -> forms.TypedChoiceField:
    """A question without an answer already ticked."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class AnswerForm(forms.Form):
    """One's own answer to one purpose."""

    given = _yes_or_no(_("Do you agree?"))


class RecordConsentForm(forms.Form):
    """An answer that somebody gave to staff."""

    given = _yes_or_no(_("What did they say?"))
    how = forms.TypedChoiceField(
        label=_("How did they say it?"), choices=ON_BEHALF, coerce=HowGiven, widget=forms.RadioSelect
    )
    said_on = forms.DateField(
        label=_("On which day?"), widget=DateInParts(), help_text=_("For example 27 3 2026")
    )

    def clean_said_on(self) -> Any:
        day = self.cleaned_data["said_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def at(self) -> datetime | None:
        """The moment that counts: now for today, else the end of the day, after whatever else was said on it."""
        day = self.cleaned_data["said_on"]
        if day == timezone.localdate():
            return None
        midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return midnight - timedelta(seconds=1)
