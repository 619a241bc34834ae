from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.enrolment.models import WordToService


class TellServiceForm(forms.ModelForm[WordToService]):
    """Carries a key of its own, so that a form sent twice is told once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    class Meta:
        model = WordToService
        fields = ("service", "words")
        help_texts = {
            "service": _("For example the clinic or the practice that referred them."),
            "words": _("They read these words themselves, on their own page. Tell no more than is needed."),
        }
        widgets = {"words": forms.Textarea(attrs={"rows": 6, "dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex
