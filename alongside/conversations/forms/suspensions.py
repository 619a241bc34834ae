from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from alongside.conversations.actions.suspensions import DAYS
from alongside.conversations.forms.messages import PlainWords
from alongside.conversations.forms.spaces import CodeForm, limit
from alongside.conversations.models import SUSPENSION_REASONS, Covers


class SuspendForm(CodeForm):
    covers = forms.ChoiceField(
        label=gettext_lazy("What can they not do meanwhile?"),
        help_text=gettext_lazy("They go on reading. Help, meeting and calls stay as they are."),
        choices=Covers.choices,
        initial=Covers.SPACES.value,
        widget=forms.RadioSelect,
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"),
        help_text=gettext_lazy("You decide about one day. For longer a second person has to agree."),
        coerce=int,
        widget=forms.RadioSelect,
    )
    field_order = ["covers", "days", "code", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, codes=SUSPENSION_REASONS, **kwargs)
        field = self.fields["days"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each, ngettext("%(n)s day", "%(n)s days", each) % {"n": each}) for each in DAYS]
        field.initial = DAYS[0]


class AppealForm(forms.Form):
    words = PlainWords(
        label=gettext_lazy("Why should it be otherwise?"),
        help_text=gettext_lazy("Somebody who did not decide this reads it. You can send it once."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        validators=[limit(2000)],
    )


class HearingForm(forms.Form):
    words = PlainWords(
        label=gettext_lazy("What do you tell them?"),
        help_text=gettext_lazy("They read it. Write as one person to another."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        validators=[limit(2000)],
    )
