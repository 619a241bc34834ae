from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy

from alongside.conversations.actions import LONGEST_MESSAGE


class PlainWords(forms.CharField):
    """Words over several lines. A line break counts as one character, as it does for the one who writes."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class MessageForm(forms.Form):
    words = PlainWords(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Please write something first.")},
        # No maxlength on the input: browsers would cut off what somebody pastes, without a word.
        validators=[
            MaxLengthValidator(
                LONGEST_MESSAGE,
                gettext_lazy(
                    "This is longer than one message can be (%(show_value)s of 5,000 characters). Nothing is lost: "
                    "please send it in two parts."
                ),
            )
        ],
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex


class ReasonForm(forms.Form):
    reason = PlainWords(
        label=gettext_lazy("Why must you read this conversation?"),
        help_text=gettext_lazy("The log keeps your reason and every time you look. It lasts for one hour."),
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(2000)],
    )
