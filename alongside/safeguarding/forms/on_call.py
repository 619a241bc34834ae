from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.safeguarding.core.rehearsals import SCENARIOS
from alongside.safeguarding.models import AtNight
from alongside.safeguarding.queries import readers_in, reading_hours, staff_in

if TYPE_CHECKING:
    from alongside.people.models import Person
    from alongside.programmes.models import Programme

PHONE = re.compile(r"^\+?[0-9][0-9 ()-]{6,24}$")
WEEKDAYS = (
    ("0", gettext_lazy("Monday")),
    ("1", gettext_lazy("Tuesday")),
    ("2", gettext_lazy("Wednesday")),
    ("3", gettext_lazy("Thursday")),
    ("4", gettext_lazy("Friday")),
    ("5", gettext_lazy("Saturday")),
    ("6", gettext_lazy("Sunday")),
)


class LeadForm(forms.Form):
    """Somebody of those who read concerns: nobody else may be called."""

    person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(label=gettext_lazy("Who?"), queryset=None)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads = [person.pk for person in readers_in(programme)]
        self.fields["person"].queryset = staff_in(programme).filter(pk__in=leads)  # type: ignore[attr-defined]


class ChainForm(LeadForm):
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        help_text=gettext_lazy("So that others can ring them, too. With the code of the country, as +44."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not PHONE.match(phone):
            raise forms.ValidationError(
                _("This does not look like a telephone number. Digits and spaces are fine.")
            )
        return phone


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )


class TimeForm(LeadForm):
    is_away = forms.TypedChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[
            ("", gettext_lazy("Called first in this time")),
            ("yes", gettext_lazy("Away: not called in this time")),
        ],
        coerce=bool,
        empty_value=False,
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )
    starts_at = _moment(gettext_lazy("From"))
    ends_at = _moment(gettext_lazy("Until"))
    field_order = ["person", "is_away", "starts_at", "ends_at"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        if found["ends_at"] <= found["starts_at"]:
            self.add_error("ends_at", _("This must be later than the time at which it begins."))
        elif found["ends_at"] <= timezone.now():
            self.add_error("ends_at", _("This time is over already. Choose one that is still to come."))
        return found


class ReadingHoursForm(forms.Form):
    days = forms.MultipleChoiceField(
        label=gettext_lazy("On which days do you read what comes in?"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one day.")},
    )
    opens = forms.TimeField(
        label=gettext_lazy("From"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"}),
    )
    closes = forms.TimeField(
        label=gettext_lazy("Until"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"}),
    )
    at_night = forms.ChoiceField(
        label=gettext_lazy("What happens outside these hours, when somebody may be in danger?"),
        help_text=gettext_lazy("People read your answer where they write."),
        choices=AtNight.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row := reading_hours(programme):
            self.initial = {
                "days": list(row.days),
                "opens": row.opens,
                "closes": row.closes,
                "at_night": row.at_night,
            }

    def clean_days(self) -> list[int]:
        return [int(day) for day in self.cleaned_data["days"]]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and found["opens"] >= found["closes"]:
            self.add_error("closes", _("This must be later than the time at which it begins."))
        return found


class RehearsalForm(forms.Form):
    scenario = forms.ChoiceField(
        label=gettext_lazy("What do you want to practise?"), choices=(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "tonight": _("Somebody writes that they will end their life tonight"),
            "friend": _("Somebody writes that a friend is in danger"),
            "urge": _("Somebody writes that they want to hurt themselves now"),
        }
        self.fields["scenario"].choices = [(each.id, words[each.id]) for each in SCENARIOS]  # type: ignore[attr-defined]
