from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.common.forms import DateInParts
from alongside.enrolment.models import HowGiven
from alongside.enrolment.queries.consents import never_asked, taking_part
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import definition_of

MOST_AT_ONCE = 200
ON_BEHALF = [choice for choice in HowGiven.choices if choice[0] != HowGiven.SELF]


def _yes_or_no(label: Any) -> forms.TypedChoiceField:
    """A question without an answer already ticked."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class AnswerForm(forms.Form):
    """One's own answer to one purpose."""

    given = _yes_or_no(_("Do you agree?"))


class SaidOnForm(forms.Form):
    """The day on which something was said to staff."""

    said_on = forms.DateField(
        label=_("On which day?"), widget=DateInParts(), help_text=_("For example 27 3 2026")
    )

    def clean_said_on(self) -> Any:
        day = self.cleaned_data["said_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def at(self) -> datetime | None:
        """The moment that counts: now for today, else the end of the day, after whatever else was said on it."""
        day = self.cleaned_data["said_on"]
        if day == timezone.localdate():
            return None
        midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return midnight - timedelta(seconds=1)


class RecordConsentForm(SaidOnForm):
    """An answer that somebody gave to staff."""

    given = _yes_or_no(_("What did they say?"))
    how = forms.TypedChoiceField(
        label=_("How did they say it?"), choices=ON_BEHALF, coerce=HowGiven, widget=forms.RadioSelect
    )
    field_order = ("given", "how", "said_on")


class SignedPapersForm(SaidOnForm):
    """Whose signed papers are there, and what they agree to. Only people who have answered nothing yet stand in it."""

    purposes = forms.MultipleChoiceField(
        label=_("What did they sign?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Only where the paper holds the very words above. Nothing that you leave out counts as a no."
        ),
        error_messages={"required": _("Tick what they signed.")},
    )
    people: forms.ModelMultipleChoiceField[Participant] = forms.ModelMultipleChoiceField(
        label=_("Whose signed papers do you have?"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick everybody whose paper you have."),
            "invalid_choice": _("Somebody whom you ticked has left meanwhile. Look at the list again."),
        },
    )
    field_order = ("purposes", "said_on", "people")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_on"].label = _("On which day did they sign?")
        purposes: Any = self.fields["purposes"]
        purposes.choices = [(each.key, each.title) for each in definition_of(programme).consents_asked]
        people: Any = self.fields["people"]
        # A paper sent in twice, or somebody who answered meanwhile, is no mistake of whoever ticks.
        people.queryset = taking_part(programme)
        unasked = list(never_asked(programme)[: MOST_AT_ONCE + 1])
        people.widget.choices = [(each.pk, _name_and_birth(each)) for each in unasked[:MOST_AT_ONCE]]
        self.anybody = bool(unasked)
        if len(unasked) > MOST_AT_ONCE:
            people.help_text = gettext(
                "The first %(number)s by name. The others come when these are written down."
            ) % {"number": MOST_AT_ONCE}


def _name_and_birth(person: Participant) -> str:
    """Two of the same name are told apart."""
    born = person.birth_date.year if person.birth_date else person.birth_year
    return gettext("%(name)s, born %(year)s") % {"name": person.name, "year": born} if born else person.name
