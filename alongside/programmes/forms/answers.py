"""Fields that answers to the designer's questions are typed into: lengths of time, lists, small tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.common.forms import DateInParts
from alongside.programmes.core.asking import Field, Shape, shape
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.parts import Absence, Part
from alongside.programmes.templatetags.programme_words import term_words

UNITS = (
    ("W", gettext_lazy("weeks")),
    ("D", gettext_lazy("days")),
    ("M", gettext_lazy("months")),
    ("Y", gettext_lazy("years")),
)
EMPTY_ROWS = 3
MOST_ROWS = 60
FEW = 10


class LengthWidget(forms.MultiWidget):
    """A number and a unit of time. What is not a number and one unit is shown as the schema writes it."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = forms.TextInput(
            attrs={"inputmode": "numeric", "class": "short", "aria-label": _("How many"), "maxlength": 20}
        )
        unit = forms.Select(choices=UNITS, attrs={"aria-label": _("Of what"), "class": "medium"})
        super().__init__([number, unit], attrs)

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, str) or not value:
            return [None, "W"]
        length = Duration.parse(value)
        if length.months and length.days:
            return [value, "D"]
        if length.months:
            return [length.months // 12, "Y"] if length.months % 12 == 0 else [length.months, "M"]
        return [length.days // 7, "W"] if length.days and length.days % 7 == 0 else [length.days, "D"]


class LengthField(forms.MultiValueField):
    """A length of time, as the schema writes it: "P8W"."""

    widget = LengthWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = (forms.CharField(required=False), forms.ChoiceField(choices=UNITS, required=False))
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[Any]) -> str | None:
        number, unit = [*data_list, "", ""][:2]
        if not number:
            return None
        written = str(number).strip().upper()
        if not written.startswith("P"):
            written = f"P{written}{unit}"
        try:
            return str(Duration.parse(written))
        except ValueError:
            raise ValidationError(_("Write a whole number, such as 8.")) from None


class LinesField(forms.CharField):
    """Several words or numbers, one on each line; numbers may stand on one line with commas between."""

    def __init__(self, *, numbers: bool = False, **kwargs: Any) -> None:
        self.numbers = numbers
        rows = 2 if numbers else 5
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return (", " if self.numbers else "\n").join(str(item) for item in value)
        return value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if not self.numbers:
            return [line.strip() for line in text.splitlines() if line.strip()]
        found = [part for part in text.replace(_("and"), ",").replace("\n", ",").split(",") if part.strip()]
        try:
            return [int(part) for part in found]
        except ValueError:
            raise ValidationError(_("Write whole numbers with commas between them: 2, 5.")) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class RowsWidget(forms.Widget):
    """A small table: what is there, and a few empty rows."""

    template_name = "programmes/rows_widget.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[tuple[Field, Shape]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.columns = columns

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        there = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        count = min(len(there) + EMPTY_ROWS, MOST_ROWS)
        rows = [*there, *({} for _row in range(count - len(there)))]
        context["widget"]["rows"] = [
            [self._cell(name, index, column, row) for column in self.columns]
            for index, row in enumerate(rows)
        ]
        context["widget"]["count"] = count
        return context

    def _cell(
        self, name: str, index: int, column: tuple[Field, Shape], row: Mapping[str, Any]
    ) -> dict[str, Any]:
        field, allowed = column
        value = row.get(field.path, "")
        return {
            "name": f"{name}-{index}-{field.path}",
            "label": _(field.words),
            "number": index + 1,
            "value": "" if value in set(Absence) else value,
            "options": [(term, term_words(term, field.path)) for term in allowed.options],
            "is_number": allowed.kind == "number",
        }

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]]:  # noqa: ARG002 - Django's signature
        try:
            count = min(int(data.get(f"{name}-rows", 0)), MOST_ROWS)
        except ValueError:
            count = 0
        return [
            {
                field.path: str(data.get(f"{name}-{index}-{field.path}", "")).strip()
                for field, _allowed in self.columns
            }
            for index in range(count)
        ]

    def id_for_label(self, id_: str | None, index: Any = None) -> str:  # noqa: ARG002 - Django's signature
        return f"{id_}-0-{self.columns[0][0].path}" if id_ else ""


class RowsField(forms.Field):
    """Rows whose first column is filled in; the others are left out."""

    def __init__(self, *, columns: Sequence[tuple[Field, Shape]], **kwargs: Any) -> None:
        self.columns = columns
        super().__init__(widget=RowsWidget(columns), **kwargs)

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        first = self.columns[0][0].path
        return [
            {field.path: self._cell(row[field.path], allowed) for field, allowed in self.columns}
            for row in value or ()
            if row[first]
        ]

    def _cell(self, text: str, allowed: Shape) -> Any:
        if not text:
            return None
        if allowed.kind != "number":
            return text
        if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 4000:
            raise ValidationError(_("Write minutes as a whole number, such as 20."))
        return int(text)


def field_for(field: Field, part: type[Part], *, alone: bool, required: bool) -> forms.Field:
    """The form field for one thing to fill in. ``alone``: the question itself is its label."""
    allowed = shape(field.path, part)
    words: dict[str, Any] = {
        "label": _(field.words) if field.words else _("Your answer"),
        "help_text": _(field.hint) if field.hint else "",
        "required": required,
    }
    name = field.path.rsplit(".", 1)[-1]
    if field.rows and allowed.part is not None:
        columns = [(column, shape(column.path, allowed.part)) for column in field.rows]
        return RowsField(columns=columns, **words)
    if allowed.kind in {"term", "terms"}:
        return _choice(allowed, name, words, alone=alone)
    return _typed(field, allowed, words)


def _choice(allowed: Shape, name: str, words: dict[str, Any], *, alone: bool) -> forms.Field:
    options = [(term, term_words(term, name)) for term in allowed.options]
    if allowed.kind == "terms":
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **words)
    if alone or len(options) <= FEW:
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **words)
    return forms.ChoiceField(choices=[("", _("Choose one")), *options], **words)


def _typed(field: Field, allowed: Shape, words: dict[str, Any]) -> forms.Field:
    if allowed.kind == "yes":
        return forms.BooleanField(**{**words, "required": False})
    if allowed.kind == "date":
        return forms.DateField(widget=DateInParts, **words)
    if allowed.kind in {"texts", "numbers"}:
        return LinesField(numbers=allowed.kind == "numbers", **words)
    if allowed.kind in _BY_KIND:
        return _BY_KIND[allowed.kind](**words)
    if field.short:
        return forms.CharField(max_length=500, **words)
    return forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), **words)


def _whole_number(**words: Any) -> forms.Field:
    return forms.IntegerField(
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}), **words
    )


def _decimal_number(**words: Any) -> forms.Field:
    return forms.FloatField(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}), **words)


_BY_KIND: Mapping[str, Callable[..., forms.Field]] = {
    "length": LengthField,
    "number": _whole_number,
    "decimal": _decimal_number,
}
