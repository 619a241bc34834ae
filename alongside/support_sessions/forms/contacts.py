from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.support_sessions.actions.contacts import Told
from alongside.support_sessions.models import RATINGS, CheckIn, CoordinatorCall, Modality

USUAL_LENGTHS = (5, 10, 15, 20, 30, 45, 60, 90, 120)
LONGEST_WORDS = 4000
YES, NO = "yes", "no"


def _too_long() -> MaxLengthValidator:
    return MaxLengthValidator(
        LONGEST_WORDS, gettext_lazy("That is more than we can keep here. Please make it shorter.")
    )


def words_field(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    # No maxlength on the input: browsers would cut off what somebody pastes, without a word.
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        validators=[_too_long()],
    )


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date", "class": "medium"}, format="%Y-%m-%d")
    )


def in_minutes(minutes: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


class ContactForm(forms.Form):
    """At most five inputs, preset so that often a single press is enough."""

    took_place = forms.ChoiceField(
        label=gettext_lazy("Did it take place?"),
        choices=[(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No, not this time"))],
        widget=forms.RadioSelect,
        initial=YES,
    )
    on = day_field(gettext_lazy("When?"))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("About how long?"), coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    modality = forms.ChoiceField(label=gettext_lazy("How?"), choices=Modality, widget=forms.RadioSelect)
    note = words_field(
        gettext_lazy("Anything to remember?"),
        gettext_lazy("The coordinator can read it. The other person cannot."),
        rows=2,
    )

    def __init__(
        self, *args: Any, earliest: date, latest: date, lengths: tuple[int | None, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = sorted({*USUAL_LENGTHS, *(length for length in lengths if length)})
        self.typed("minutes").choices = [(minutes, in_minutes(minutes)) for minutes in offered]
        self.fields["on"].widget.attrs |= {"min": earliest.isoformat(), "max": latest.isoformat()}
        if self.data.get(self.add_prefix("took_place")) == NO:
            for name in ("on", "minutes", "modality"):
                self.fields[name].required = False

    def typed(self, name: str) -> forms.TypedChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        return field

    def told(self) -> Told:
        """What was said, in the words of the action."""
        said = self.cleaned_data
        if said.get("took_place", YES) == NO:
            return Told(took_place=False, note=said["note"])
        return Told(on=said["on"], minutes=said["minutes"], modality=said["modality"], note=said["note"])


class ExtraContactForm(ContactForm):
    """A contact that nobody planned: it took place, so four inputs are enough."""

    took_place = None  # type: ignore[assignment]  # Django's way of leaving out an inherited field
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    is_another = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex


class AnotherDayForm(forms.Form):
    on = day_field(gettext_lazy("Which day suits both?"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = today + timedelta(days=366)
        self.fields["on"].widget.attrs |= {"min": today.isoformat(), "max": self.latest.isoformat()}

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.latest:
            raise forms.ValidationError(_("That is more than a year away. Please choose a nearer day."))
        return on


SCALE = [(rating, str(rating)) for rating in range(11)]
QUESTIONS: dict[str, tuple[Any, Any]] = {
    "fit": (
        gettext_lazy("How well do the two of you suit each other?"),
        gettext_lazy("0 is not at all, 10 is completely."),
    ),
    "giving": (
        gettext_lazy("How much do you feel able to give?"),
        gettext_lazy("0 is nothing, 10 is a great deal."),
    ),
    "receiving": (
        gettext_lazy("How much do you get from it yourself?"),
        gettext_lazy("0 is nothing, 10 is a great deal."),
    ),
    "load": (
        gettext_lazy("How heavily does it weigh on you?"),
        gettext_lazy("0 is not at all, 10 is more than you can carry."),
    ),
}


def _rating(question: str) -> forms.TypedChoiceField:
    label, hint = QUESTIONS[question]
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        choices=SCALE,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class RatingForm(forms.Form):
    """One question, on a page of its own."""

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[question] = _rating(question)


class CheckInForm(forms.Form):
    """All questions at once; each may be left out."""

    def __init__(self, *args: Any, check_in: CheckIn, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(check_in, name) for name in RATINGS})
        super().__init__(*args, **kwargs)
        for question in RATINGS:
            self.fields[question] = _rating(question)
        self.fields["words"] = words_field(gettext_lazy("Anything you would like the coordinator to know?"))


class CallForm(forms.Form):
    """Two inputs."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How does it go?"),
        choices=CoordinatorCall.Outcome,
        widget=forms.RadioSelect,
    )
    words = words_field(
        gettext_lazy("What was said"),
        gettext_lazy("Confidential: neither the other side nor other supporters see it."),
    )
