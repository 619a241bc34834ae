from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.safeguarding.actions.words_waiting import SETTLED_BY_LEADS
from alongside.safeguarding.models import CaseNote, HelpContact, Urgency, new_key
from alongside.safeguarding.queries import due_times, readers_in, staff_in
from alongside.safeguarding.templatetags.safeguarding_words import by_clock

if TYPE_CHECKING:
    from alongside.people.models import Person
    from alongside.programmes.models import Programme

    ContactModelForm = forms.ModelForm[HelpContact]
else:
    ContactModelForm = forms.ModelForm

LABEL = re.compile(r"^[a-z_]{1,40}\.[a-z_]{1,30}:[0-9]{1,9}$")


class KeyedForm(forms.Form):
    """Carries a key of its own, so that a form sent twice is stored once."""

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_key

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        return key if re.fullmatch(r"[A-Za-z0-9_-]{20,64}", key) else ""


class ConcernForm(KeyedForm):
    """A worry. Only the words are needed; when nothing is said of the urgency, it counts as urgent."""

    written_by = forms.CharField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("What worries you?"),
        help_text=gettext_lazy("Use your own words. A few are enough."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("How soon should somebody look?"),
        help_text=gettext_lazy("If you are not sure, leave it empty. We then look as soon as we can."),
        required=False,
        widget=forms.RadioSelect,
    )
    about_me = forms.BooleanField(label=gettext_lazy("It is about me"), required=False)
    about_words = forms.CharField(
        label=gettext_lazy("Who is it about?"),
        help_text=gettext_lazy("A name, or how we would know them. You may leave it empty."),
        max_length=200,
        required=False,
    )
    about_staff: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=gettext_lazy("Is it about somebody who works here? Then say who."),
        help_text=gettext_lazy("They are not told, and they cannot read it."),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("No, it is not"),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reply_to = forms.CharField(
        label=gettext_lazy("How can we reach you?"),
        help_text=gettext_lazy(
            "A telephone number or an e-mail address that is safe to use. Without it we cannot answer you."
        ),
        max_length=320,
        required=False,
    )

    def __init__(
        self, *args: Any, programme: Programme, known: bool, on_behalf: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        due = due_times(programme)
        self.fields["urgency"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (value, _("{how}: a person looks by {when}").format(how=label, when=by_clock(due[value])))
            # How long "it can wait" is says the programme's own time, which may be a week.
            for value, label in [*Urgency.choices[:-1], (Urgency.ROUTINE.value, _("It can wait"))]
        ]
        readers = [person.pk for person in readers_in(programme)]
        staff = staff_in(programme)
        # Somebody from outside learns only the names of those who would read what they write.
        self.fields["about_staff"].queryset = staff if known else staff.filter(pk__in=readers)  # type: ignore[attr-defined]
        if known:
            del self.fields["name"], self.fields["reply_to"]
        if not known or on_behalf:
            del self.fields["about_me"]
        if on_behalf:
            self.fields["words"].label = _("What worries them? Write it in their own words.")

    def clean_urgency(self) -> str:
        return str(self.cleaned_data["urgency"] or Urgency.NOW)


def subject_from(text: str) -> str:
    """The label of the page that somebody came from (`matching.relationship:7`); empty when it is not a label."""
    return text if LABEL.match(text) else ""


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("What was done"),
        help_text=gettext_lazy(
            "The person who raised it can read this, if they were signed in. Name nobody else."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NoteForm(KeyedForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of note?"), choices=CaseNote.Kind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy(
            "It cannot be changed later. A mistake is put right by another note beside it."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class NextStepForm(KeyedForm):
    words = forms.CharField(
        label=gettext_lazy("What happens next, and why"), widget=forms.Textarea(attrs={"rows": 3})
    )
    on = forms.DateField(
        label=gettext_lazy("By which day?"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    owner: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=gettext_lazy("Who sees to it?"), queryset=None
    )

    def __init__(self, *args: Any, owners: list[Person], programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = staff_in(programme).filter(pk__in=[person.pk for person in owners])  # type: ignore[attr-defined]

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return on


class ReasonForm(forms.Form):
    """A reason that only safeguarding leads read."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Only safeguarding leads can read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SettleWordsForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What does it need?"),
        choices=[(each.value, each.label) for each in SETTLED_BY_LEADS],
        widget=forms.RadioSelect,
    )


class ConcernFromWordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What worries you about it?"),
        help_text=gettext_lazy("In your own words. What was written is put below them."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("How soon should somebody look?"),
        choices=Urgency.choices,
        widget=forms.RadioSelect,
    )


class SwitchForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("It stands on this page and in the log."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HelpContactForm(ContactModelForm):
    url = forms.URLField(label=gettext_lazy("Web page"), required=False, assume_scheme="https")

    class Meta:
        model = HelpContact
        fields = ("name", "phone", "text_number", "url", "hours", "words")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not (found.get("phone") or found.get("text_number") or found.get("url") or self.errors):
            raise forms.ValidationError(
                _(
                    "Give at least one way to reach them: a telephone number, a number for texts, or a web page."
                )
            )
        return found
