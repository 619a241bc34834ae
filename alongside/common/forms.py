"""How forms are drawn, and the widgets that Django does not have."""

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Holds apart what was typed where no date came of it; nobody can type it, and no date contains it.
BETWEEN_PARTS = "\x1f"


class FormRenderer(DjangoTemplates):
    """Draws every form and field by our templates. ``FORM_RENDERER = "alongside.common.forms.FormRenderer"``."""

    form_template_name = "common/forms/form.html"
    field_template_name = "common/forms/field.html"


class DateInParts(forms.Widget):
    """A date typed as day, month and year: for dates that people know by heart.

    Use it with a ``DateField``. What cannot be a date is passed on as it was typed, so that the field
    refuses it and the page shows it again.
    """

    template_name = "common/forms/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        super().__init__(attrs)
        self.birthday = birthday

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        base_id = (attrs or {}).get("id") or f"id_{name}"
        typed = _three_parts(value)
        invalid = bool((attrs or {}).get("aria-invalid"))
        labels = (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))
        context["widget"]["parts"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{base_id}_{part}",
                "label": label,
                "length": length,
                "value": typed[part],
                "autocomplete": f"bday-{part}" if self.birthday else "",
                "invalid": invalid,
            }
            for part, label, length in labels
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:  # noqa: ARG002 - Django's signature
        day, month, year = (str(data.get(f"{name}_{part}", "")).strip() for part in ("day", "month", "year"))
        if not (day or month or year):
            return None
        try:
            date = dt.date(int(year), int(month), int(day))
        except ValueError:
            return BETWEEN_PARTS.join((day, month, year))
        # "80" is somebody's short way of writing a year, not the year 80.
        return date.isoformat() if date.year >= 1000 else BETWEEN_PARTS.join((day, month, year))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002 - Django's signature
        return not any(f"{name}_{part}" in data for part in ("day", "month", "year"))

    def id_for_label(self, id_: str | None, index: Any = None) -> str:  # noqa: ARG002 - Django's signature
        return f"{id_}_day" if id_ else ""


def _three_parts(value: Any) -> dict[str, str]:
    if isinstance(value, dt.date):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    if BETWEEN_PARTS in str(value):
        day, month, year = str(value).split(BETWEEN_PARTS, 2)
        return {"day": day, "month": month, "year": year}
    try:
        return _three_parts(dt.date.fromisoformat(str(value)))
    except ValueError:
        return {"day": "", "month": "", "year": ""}


# A sentence of Django, and ours that says what would be right. The parameters are those of the validator.
_PLAIN: Final[tuple[tuple[str | Promise, Promise], ...]] = (
    (forms.Field.default_error_messages["required"], gettext_lazy("Please answer this.")),
    (
        validators.EmailValidator.message,
        gettext_lazy("This is not a whole address. Write it like mary@example.org."),
    ),
    (
        forms.IntegerField.default_error_messages["invalid"],
        gettext_lazy("This is not a whole number. Write it in digits, like 3."),
    ),
    (validators.MinValueValidator.message, gettext_lazy("This must be %(limit_value)s or more.")),
    (validators.MaxValueValidator.message, gettext_lazy("This must be %(limit_value)s or less.")),
    (forms.ChoiceField.default_error_messages["invalid_choice"], gettext_lazy("Choose one of the answers.")),
)
_NO_DATE: Final = forms.DateField.default_error_messages["invalid"]


def in_plain_words(error: ValidationError, *, typed: Any) -> str:
    """What is wrong with an answer and what would be right; a sentence that is not Django's own stays as it is."""
    if error.message == _NO_DATE:
        return _why_no_date(typed)
    for django, ours in _PLAIN:
        if error.message == django:
            return str(ours % error.params if error.params else ours)
    return str(error.messages[0])


def _why_no_date(typed: Any) -> str:
    """The first thing that keeps day, month and year as they were typed from being a date."""
    day, month, year = (_three_parts(typed)[part] for part in ("day", "month", "year"))
    if not (day.isdecimal() and month.isdecimal() and year.isdecimal()):
        return _("Write day, month and year in digits, like 27 3 1980.")
    if len(year) != 4 or year.startswith("0"):
        return _("Write the year with four digits, like 1980.")
    if not 1 <= int(month) <= 12:
        return _("There is no month %(month)s. Write a number from 1 to 12.") % {"month": month}
    days = calendar.monthrange(int(year), int(month))[1]
    words = {"day": day, "month": MONTHS[int(month)], "year": year, "days": days}
    return _("There is no day %(day)s in %(month)s %(year)s, which has %(days)s days.") % words


class SampleForm(forms.Form):
    """One field of each kind, for the pattern library."""

    name = forms.CharField(
        label="What should we call you?",
        help_text="A first name or a nickname is fine.",
        widget=forms.TextInput,
    )
    phone = forms.CharField(
        label="Telephone number",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "medium"}),
    )
    born = forms.DateField(
        label="Date of birth", help_text="For example 27 3 1980", widget=DateInParts(birthday=True)
    )
    meet = forms.ChoiceField(
        label="How would you like to meet?",
        choices=[("phone", "By telephone"), ("person", "In person"), ("chat", "In writing")],
        widget=forms.RadioSelect,
    )
    when = forms.MultipleChoiceField(
        label="When suits you?",
        help_text="Choose all that suit you.",
        choices=[("am", "Mornings"), ("pm", "Afternoons"), ("eve", "Evenings")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(
        label="Language", choices=[("en", "English"), ("ur", "Urdu"), ("pl", "Polish")], required=False
    )
    matters = forms.CharField(
        label="What matters to you?", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    agree = forms.BooleanField(label="I have read how my words are used")
