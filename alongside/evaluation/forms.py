from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """Why somebody takes data out, and in what form."""

    reason = forms.CharField(
        label=_("What is the data for?"),
        help_text=_("For example: the yearly report to the trustees. This is kept with your name."),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "long", "autocomplete": "off"}),
    )
    shift_dates = forms.BooleanField(
        label=_("Move dates"),
        help_text=_(
            "Every person's dates are moved by a number of days of their own. The time between their dates stays right. "
            "Leave this ticked unless you need the calendar."
        ),
        required=False,
        initial=True,
    )
