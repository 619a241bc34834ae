from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from alongside.enrolment.core.fields import FIELDS, has_name
from alongside.enrolment.core.grid import cell_text
from alongside.enrolment.core.sheet import MAX_BYTES, Sheet, SheetError
from alongside.enrolment.models import ImportRow, PutAwayWhy
from alongside.enrolment.queries.words import FIELD_NAMES, error_words
from alongside.programmes.forms.intakes import add_intake_field
from alongside.programmes.models import Programme

SAMPLES = 3
LEFT_OUT = "-"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Your spreadsheet"),
        help_text=_("A CSV or Excel (.xlsx) file, up to 10 MB and 5,000 people. Nothing is changed yet."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
    )
    who = forms.ChoiceField(
        label=_("Who is in it?"),
        help_text=_("If it has a column that says so for each person, that column counts."),
        choices=[("members", _("Members")), ("supporters", _("Peer supporters"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, programme: Programme, fixed_roles: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_intake_field(self, programme)
        if not fixed_roles:
            del self.fields["who"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            megabyte = 1024 * 1024
            raise forms.ValidationError(
                error_words(
                    SheetError("too_large", size_mb=-(-file.size // megabyte), limit_mb=MAX_BYTES // megabyte)
                )
            )
        return file

    @property
    def as_supporters(self) -> bool:
        return self.cleaned_data.get("who") == "supporters"


class ColumnsForm(forms.Form):
    """For each column of the sheet what it means, and how its dates are to be read where they do not show it."""

    def __init__(
        self,
        *args: Any,
        sheet: Sheet,
        mapping: Mapping[str, int],
        day_first: bool,
        example: tuple[str, date, date] | None,
        fixed_roles: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        guessed = {place: key for key, place in mapping.items()}
        hidden = set() if fixed_roles else {"role", "capacity"}
        choices = [(LEFT_OUT, _("Do not bring in"))] + [
            (item.key, FIELD_NAMES[item.key]) for item in FIELDS if item.key not in hidden
        ]
        for place, header in enumerate(sheet.headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header,
                choices=choices,
                initial=guessed.get(place, LEFT_OUT),
                help_text=" · ".join(self._samples(place)),
            )
        self.day_first = day_first
        if example:
            cell, day, month = example
            self.fields["day_first"] = forms.ChoiceField(
                label=_("Your sheet says %(cell)s. Which day is that?") % {"cell": cell},
                choices=[("yes", formats.date_format(day)), ("no", formats.date_format(month))],
                widget=forms.RadioSelect,
                initial="yes" if day_first else "no",
            )

    def _samples(self, place: int) -> list[str]:
        cells = (cell_text(row.cells[place])[:40] for row in self.sheet.rows[:200])
        return list(dict.fromkeys(cell for cell in cells if cell))[:SAMPLES]

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"column_{place}"] for place in range(len(self.sheet.headers))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.mapping: dict[str, int] = {}
        for place, header in enumerate(self.sheet.headers):
            key = cleaned.get(f"column_{place}")
            if not key or key == LEFT_OUT:
                continue
            if key in self.mapping:
                other = self.sheet.headers[self.mapping[key]]
                self.add_error(
                    f"column_{place}",
                    _("“%(other)s” already means this. Choose something else for “%(header)s”.")
                    % {"other": other, "header": header},
                )
            self.mapping.setdefault(key, place)
        if not self.errors and not has_name(self.mapping):
            self.add_error(None, _("Choose a column that holds people's names. Nothing else is needed."))
        if "day_first" in self.fields:
            self.day_first = cleaned.get("day_first") != "no"
        return cleaned


class DecideForm(forms.Form):
    """Who is the person in a doubtful row? `proposals` are words for each person it may be, in their order."""

    who = forms.ChoiceField(label=_("Who is this?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, proposals: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((f"same-{place}", words) for place, words in enumerate(proposals)),
            ("new", _("Somebody else: bring them in as a new person")),
            ("skip", _("Leave this row out")),
        ]

    @property
    def decision(self) -> ImportRow.Decision:
        return ImportRow.Decision(self.cleaned_data["who"].partition("-")[0])

    @property
    def proposal(self) -> int | None:
        """The place of the chosen proposal, if one was."""
        place = self.cleaned_data["who"].partition("-")[2]
        return int(place) if place else None


class ClearDoublesForm(forms.Form):
    """What is decided of all the rows at once that are clearly somebody known."""

    decision = forms.TypedChoiceField(
        choices=[(each.value, each.label) for each in (ImportRow.Decision.SAME, ImportRow.Decision.SKIP)],
        coerce=ImportRow.Decision,
    )


class PutAwayForm(forms.Form):
    why = forms.ChoiceField(label=_("Why?"), choices=PutAwayWhy.choices, widget=forms.RadioSelect)
