"""An intake: its name, days and size; and choosing one wherever somebody is brought in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.common.forms import DateInParts
from alongside.programmes.models import Intake, Programme
from alongside.programmes.queries.intakes import intakes_of


class IntakeForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("For example: Spring 2027"), max_length=100
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInParts)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DateInParts)
    size = forms.IntegerField(
        label=gettext_lazy("How many people"),
        help_text=gettext_lazy(
            "Those who come for support. When it is full, nobody more gets in. Leave it empty for as many as come."
        ),
        min_value=1,
        max_value=30_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first day."))
        return cleaned


class IntakeField(forms.ModelChoiceField[Intake]):
    """One of the intakes of a programme, with how full it is, or none."""

    def __init__(self, programme: Programme, **kwargs: Any) -> None:
        words: dict[str, Any] = {
            "label": gettext_lazy("Intake"),
            "empty_label": gettext_lazy("None: they come at a time of their own"),
            "required": False,
        }
        super().__init__(queryset=intakes_of(programme), **{**words, **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({room_words(obj)})"


def add_intake_field(form: forms.Form, programme: Programme) -> None:
    """The question which intake somebody comes into, where the programme has any."""
    field = IntakeField(programme)
    if intakes_of(programme).exists():
        form.fields["intake"] = field


def room_words(intake: Intake) -> str:
    """How full an intake is: “9 of 12 people”, or “9 people” where there is no limit."""
    people: int = getattr(intake, "members_in", 0)
    if intake.size is None:
        return ngettext("%(people)s person", "%(people)s people", people) % {"people": people}
    words = ngettext("%(people)s of %(size)s person", "%(people)s of %(size)s people", intake.size)
    return words % {"people": people, "size": intake.size}


def full_words(people: int, size: int) -> str:
    """Why nobody more gets in, and what can be done."""
    return _(
        "This intake is full: %(people)s of %(size)s. Choose another one, or change how many people it takes."
    ) % {"people": people, "size": size}
