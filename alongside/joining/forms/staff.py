"""What staff type: how people may join, and the answers to those who ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.joining.models import DeclineReason
from alongside.programmes.models import Joining, Programme

NEW = "new"


class SettingsForm(forms.Form):
    joining = forms.ChoiceField(
        label=gettext_lazy("How do people become members?"),
        choices=Joining.choices,
        widget=forms.RadioSelect,
    )
    takes_offers = forms.BooleanField(
        label=gettext_lazy("People may also offer to become a supporter"),
        help_text=gettext_lazy(
            "A coordinator always looks first, and the training and supervision stay as they are."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, programme: Programme, fixed_roles: bool) -> None:
        stands = {"joining": programme.joining, "takes_offers": programme.takes_offers}
        super().__init__(data, initial=stands)
        if not fixed_roles:
            del self.fields["takes_offers"]


class AcceptForm(forms.Form):
    """Whom it is about, where it may be somebody known. `seen` remembers who was proposed on the page."""

    who = forms.ChoiceField(label=gettext_lazy("Who is this?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, proposals: list[tuple[int, str]]) -> None:
        super().__init__(data)
        if not proposals:
            del self.fields["who"]
            return
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((str(pk), words) for pk, words in proposals),
            (NEW, _("Somebody else: let them in as a new person")),
        ]

    @property
    def same_as(self) -> int | None:
        chosen = self.cleaned_data.get("who", NEW)
        return None if chosen == NEW else int(chosen)


class AskForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What would you like to ask?"),
        help_text=gettext_lazy("They read it when they come back with their code, and can answer there."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DeclineForm(forms.Form):
    reason = forms.TypedChoiceField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("For your own records. They read what you write below."),
        choices=DeclineReason.choices,
        coerce=DeclineReason,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What do you say to them?"),
        help_text=gettext_lazy("Kindly, and plainly. It was not easy to ask."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    elsewhere = forms.CharField(
        label=gettext_lazy("Where else can they turn?"),
        help_text=gettext_lazy(
            "Other programmes, services or people, each with a telephone number or an address. Nobody is sent away with "
            "nothing."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class WordForm(forms.Form):
    """Whoever asks to join writes to the team."""

    words = forms.CharField(
        label=gettext_lazy("Write to the team"),
        help_text=gettext_lazy(
            "It may be days before somebody reads this. If somebody is in danger now, go to “Get help now”."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Your code"),
        help_text=gettext_lazy(
            "Twelve letters and numbers. How you write them, and with or without lines, is all one."
        ),
        max_length=40,
        widget=forms.TextInput(
            attrs={"class": "medium", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
