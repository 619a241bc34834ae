from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy

from alongside.conversations.forms.messages import PlainWords


class KeepBackForm(forms.Form):
    reason = PlainWords(
        label=gettext_lazy("Why is it not sent?"),
        help_text=gettext_lazy("Whoever wrote it reads this. Be kind, and say what they may write instead."),
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(2000)],
    )


class WhyForm(forms.Form):
    why = PlainWords(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("It stands on this page and in the log."),
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(1000)],
    )
