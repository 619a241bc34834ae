"""How forms are drawn, and the widgets that Django does not have."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext as _

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
