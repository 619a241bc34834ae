"""Asking somebody to read a draft along."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class CoDesignerForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What are they called?"),
        help_text=gettext_lazy("It stands beside what they say. A first name is enough."),
        max_length=80,
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
