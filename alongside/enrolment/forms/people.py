from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.forms import DateInParts
from alongside.enrolment.core.phones import parse_phone
from alongside.enrolment.queries.people import SHOWN
from alongside.enrolment.queries.words import problem_words
from alongside.notify.models import Channel
from alongside.programmes.forms.intakes import add_intake_field
from alongside.programmes.models import LeavingReason, Participant, Programme

TEL = forms.TextInput(attrs={"type": "tel", "class": "medium"})


class FindPeopleForm(forms.Form):
    """What to look for in the list."""

    words = forms.CharField(label=_("Name, telephone or e-mail"), max_length=200, required=False)
    show = forms.ChoiceField(label=_("Show"), choices=list(SHOWN.items()), required=False)


class PersonForm(forms.Form):
    """What an organisation knows of somebody. Only the name is asked for; everything else may stay empty."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    known_as = forms.CharField(
        label=_("What they like to be called"),
        help_text=_("Other members and supporters see only this name."),
        max_length=80,
        required=False,
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False, widget=TEL)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    postal_address = forms.CharField(
        label=_("Postal address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    channel = forms.ChoiceField(
        label=_("Best way to reach them"),
        choices=[("", _("Not asked yet")), *Channel.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    safe_to_contact = forms.CharField(
        label=_("When and how it is safe to contact them"),
        help_text=_("For example: after six, and never leave a message."),
        max_length=300,
        required=False,
    )
    helper_name = forms.CharField(label=_("Who helps them"), max_length=200, required=False)
    helper_phone = forms.CharField(label=_("Helper's telephone"), max_length=40, required=False, widget=TEL)
    helper_email = forms.EmailField(label=_("Helper's e-mail"), max_length=254, required=False)
    area = forms.CharField(label=_("Area or start of postcode"), max_length=80, required=False)
    birth_date = forms.DateField(
        label=_("Date of birth"), required=False, widget=DateInParts(), help_text=_("For example 27 3 1980")
    )
    gender = forms.CharField(label=_("Gender, in their own words"), max_length=80, required=False)
    languages = forms.CharField(
        label=_("Languages"), help_text=_("With a comma between them."), max_length=200, required=False
    )
    external_id = forms.CharField(label=_("Your own reference"), max_length=80, required=False)
    notes = forms.CharField(
        label=_("Practical notes"),
        help_text=_("They can ask to read this."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, participant: Participant | None = None, **kwargs: Any) -> None:
        if participant:
            kwargs["initial"] = {name: getattr(participant, name) for name in self.base_fields}
            kwargs["initial"]["languages"] = ", ".join(participant.languages)
        super().__init__(*args, **kwargs)
        self.country = participant.organisation.country if participant else "GB"

    def clean_languages(self) -> list[str]:
        return [each.strip() for each in self.cleaned_data["languages"].split(",") if each.strip()]

    def clean_phone(self) -> str:
        return self._number("phone")

    def clean_helper_phone(self) -> str:
        return self._number("helper_phone")

    def _number(self, name: str) -> str:
        read = parse_phone(self.cleaned_data[name], region=self.country)
        if read.value is None and read.problem:
            raise forms.ValidationError(" ".join(problem_words(read.problem.code, read.problem.params)))
        return read.value or ""

    def clean_birth_date(self) -> Any:
        day = self.cleaned_data["birth_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["channel"] = cleaned.get("channel") or self._way_to_reach(cleaned)
        if cleaned["channel"] == Channel.EMAIL and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Add an e-mail address, or choose another way to reach them."))
        cleaned["known_as"] = cleaned.get("known_as") or cleaned.get("name", "").split(" ")[0][:80]
        return cleaned

    def _way_to_reach(self, cleaned: dict[str, Any]) -> Channel:
        """Nobody has been asked: by what there is."""
        if cleaned.get("phone"):
            return Channel.TELEPHONE
        if cleaned.get("email"):
            return Channel.EMAIL
        if cleaned.get("helper_name") or cleaned.get("helper_phone"):
            return Channel.HELPER
        return Channel.POST if cleaned.get("postal_address") else Channel.TELEPHONE

    def changes(self) -> dict[str, Any]:
        """What differs from what was known."""
        return {name: value for name, value in self.cleaned_data.items() if value != self._known(name)}

    def _known(self, name: str) -> Any:
        known = self.initial.get(name)
        if name == "languages":
            return [each.strip() for each in str(known).split(",") if each.strip()]
        return known


class AddPersonForm(PersonForm):
    """Somebody new, and their place in the programme."""

    place = forms.ChoiceField(
        label=_("They come as"),
        choices=[("member", _("a member")), ("supporter", _("a peer supporter"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, fixed_roles: bool, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = programme.organisation.country
        add_intake_field(self, programme)
        self.order_fields(["name", "place", "intake"])
        if not fixed_roles:
            del self.fields["place"]

    def person(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("place", "intake")}


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_("Until when?"),
        help_text=_("Leave it empty if they do not know. A pause never ends by itself."),
        required=False,
        widget=DateInParts(),
    )

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day after today, or leave it empty."))
        return day


class LeaveForm(forms.Form):
    reason = forms.TypedChoiceField(
        label=_("Why do they leave?"),
        choices=LeavingReason.choices,
        coerce=LeavingReason,
        widget=forms.RadioSelect,
    )
