"""The forms of the designer, made from its questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.common.forms import DateInParts
from alongside.programmes.core.asking import Question, item_part, shape
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.editing import path_of, value_in
from alongside.programmes.core.filling import completed_rows, is_absence, refusal
from alongside.programmes.core.parts import Absence
from alongside.programmes.forms.answers import field_for

STANDING = (
    (Absence.NONE.value, gettext_lazy("There is none")),
    (Absence.NOT_APPLICABLE.value, gettext_lazy("It does not apply here")),
    ("open", gettext_lazy("Not decided yet")),
)
AMOUNTS = (
    ("contacts", gettext_lazy("A number of contacts in all")),
    ("times", gettext_lazy("So many in every week, month or other interval")),
    ("at_least", gettext_lazy("At least so many in every interval")),
    ("any", gettext_lazy("An open room: people come when they like")),
    ("open", gettext_lazy("Not decided yet")),
)
COUNTED = ("contacts", "times", "at_least")
SEEN = "seen"


def box_name(path: str) -> str:
    """The name of a path's field in a form."""
    return path.replace(".", "__")


def _plain(value: Any) -> Any:
    """Browsers end lines in their own way; definitions have one."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _in_order(chosen: list[str], before: Any) -> list[str]:
    """Terms in the order in which they stood, new ones last: in some lists the first is the usual one."""
    old = before if isinstance(before, list) else []
    return sorted(chosen, key=lambda term: old.index(term) if term in old else len(old))


class AnswerForm(forms.Form):
    """The fields of one question. Everything may stay open; so nothing is called optional, and nothing is demanded."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        question: Question,
        document: Mapping[str, Any],
        seen: str,
    ) -> None:
        self.question = question
        stands = {field.path: value_in(document, path_of(field.path)) for field in question.fields}
        initial = {box_name(path): value for path, value in stands.items() if not isinstance(value, Absence)}
        whole = value_in(document, path_of(question.whole)) if question.whole else None
        self.absence = whole if isinstance(whole, Absence) else None
        super().__init__(data, initial={**initial, SEEN: seen, "standing": self.absence or ""})
        if not question.items:
            for field in question.fields:
                alone = len(question.fields) == 1
                self.fields[box_name(field.path)] = field_for(field, Definition, alone=alone, required=True)
        if question.may_be_absent:
            self.fields["standing"] = forms.ChoiceField(
                label=_("If you have no answer"),
                choices=self._standings(),
                widget=forms.RadioSelect,
                required=False,
            )

    def _standings(self) -> list[tuple[str, Any]]:
        silent = (Absence.NOT_REPORTED.value, _("Not reported in the source"))
        return [*STANDING, silent] if self.absence is Absence.NOT_REPORTED else [*STANDING]

    def full_clean(self) -> None:
        demanded = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():
            field.required = demanded[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in () if self.question.items else self.question.fields:
            name = box_name(field.path)
            if name in cleaned and (words := refusal(field.path, self._value(cleaned, field.path))):
                self.add_error(name, words)
        typed = {*self.changed_data} - {"standing", SEEN}
        if typed and self._typed(cleaned) and cleaned.get("standing") and "standing" in self.changed_data:
            raise ValidationError(
                _("You have answered, and you have also chosen “%(choice)s”. Please do one of the two.")
                % {"choice": dict(self._standings())[cleaned["standing"]]}
            )
        return cleaned

    def _typed(self, cleaned: Mapping[str, Any]) -> bool:
        return any(self._value(cleaned, field.path) is not None for field in self.question.fields)

    def _value(self, cleaned: Mapping[str, Any], path: str) -> Any:
        value = _plain(cleaned.get(box_name(path)))
        return None if value in ("", [], None) or value is False else value

    @property
    def stands(self) -> Absence | None:
        """That there is no answer, and why; None where there is one, or it is open."""
        chosen = self.cleaned_data.get("standing", "")
        if chosen in {"", "open"}:
            return None
        unchanged = "standing" not in self.changed_data
        return (
            None
            if unchanged and not self.question.items and self._typed(self.cleaned_data)
            else Absence(chosen)
        )

    @property
    def answers(self) -> dict[str, Any]:
        """What was typed, by path; None for what is to be taken away."""
        if self.question.items:
            return {self.question.items: None}
        is_open = self.cleaned_data.get("standing") == "open"
        return {
            field.path: None if is_open else self._value(self.cleaned_data, field.path)
            for field in self.question.fields
        }


class ItemForm(forms.Form):
    """One item of a question's list. What an item cannot do without is demanded."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        question: Question,
        item: Mapping[str, Any],
        seen: str,
    ) -> None:
        self.question, self.item, self.part = question, item, item_part(question)
        initial = {box_name(name): value for name, value in item.items() if not is_absence(value)}
        super().__init__(data, initial={**initial, **self._also(item), SEEN: seen})
        for field in question.fields:
            if field.path not in self.left_out():
                required = shape(field.path, self.part).required
                self.fields[box_name(field.path)] = field_for(
                    field, self.part, alone=False, required=required
                )

    def left_out(self) -> tuple[str, ...]:
        return ()

    def _also(self, item: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - the form of phases asks more
        return {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in [name for name in cleaned if name in self.part.model_fields]:
            value = self._value(cleaned, name)
            is_table = isinstance(value, list) and value and isinstance(value[0], Mapping)
            if not is_table and (words := refusal(name, value, self.part)):
                self.add_error(name, words)
        return cleaned

    def _value(self, cleaned: Mapping[str, Any], name: str) -> Any:
        value, allowed = _plain(cleaned.get(name)), shape(name, self.part)
        if allowed.kind == "yes":
            return bool(value)
        if allowed.kind == "items" and allowed.part is not None:
            return completed_rows(value or (), self.item.get(name), allowed.part) or None
        if allowed.kind == "terms" and value:
            return _in_order(value, self.item.get(name))
        return None if value in ("", [], None) else value

    @property
    def typed(self) -> dict[str, Any]:
        """What was filled in, by name; None for what was left empty."""
        names = [field.path for field in self.question.fields if field.path not in self.left_out()]
        return {name: self._unless_usual(name, self._value(self.cleaned_data, name)) for name in names}

    def _unless_usual(self, name: str, value: Any) -> Any:
        """What goes without saying is not written where it was not written before; an absence that stood where
        nothing was filled in stays."""
        usual, before = self.part.model_fields[name].default, self.item.get(name)
        if value is None and is_absence(before):
            return before
        return None if name not in self.item and value == usual else value


class PhaseForm(ItemForm):
    """A phase of the schedule: how much is said in one of four ways, or left open."""

    field_order = (
        SEEN,
        "title",
        "form",
        "modalities",
        "usual",
        "amount_kind",
        "amount",
        "every",
        "lasting",
        "open_ended",
    )
    amount_kind = forms.ChoiceField(
        label=gettext_lazy("How much?"), choices=AMOUNTS, widget=forms.RadioSelect
    )
    amount = forms.IntegerField(
        label=gettext_lazy("How many?"),
        required=False,
        min_value=1,
        max_value=4000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )

    usual = forms.ChoiceField(label=gettext_lazy("Which of these ways is the usual one?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = self.fields["modalities"].choices  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["usual"].choices = [("", _("None of them")), *ways]  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    @property
    def folded(self) -> bool:
        """Whether what few phases need is folded away."""
        return True

    @property
    def first(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.field_order]

    @property
    def more(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.field_order]

    @property
    def more_is_said(self) -> bool:
        """Whether something stands, or is wrong, in what is folded away."""
        return any(field.errors or field.value() for field in self.more)

    def left_out(self) -> tuple[str, ...]:
        return COUNTED

    def _also(self, item: Mapping[str, Any]) -> dict[str, Any]:
        kind = next((name for name in COUNTED if item.get(name) is not None), "")
        if not kind and item:
            kind = "any" if item.get("open_ended") else "open"
        amount = item.get(kind) if kind in COUNTED else None
        if isinstance(amount, str):
            kind, amount = "open", None
        if kind == "any" and item.get("every"):
            kind, amount = "times", 1
        ways = item.get("modalities") or [""]
        return {
            "amount_kind": kind or "contacts",
            "amount": amount,
            "form": item.get("form", "one_to_one"),
            "usual": ways[0] if len(ways) > 1 else "",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, amount = cleaned.get("amount_kind"), cleaned.get("amount")
        if kind in COUNTED and not amount and "amount" not in self.errors:
            self.add_error("amount", _("Say how many."))
        if kind == "contacts" and (amount or 0) > 1:
            self._demand("every", _("Say how often: one contact every how many days or weeks?"))
        if kind in {"times", "at_least"}:
            self._demand("every", _("Say how long one interval is: 1 week, for “every week”."))
            if not cleaned.get("open_ended"):
                self._demand("lasting", _("Say for how long, or that it has no end."))
        if kind == "any" and cleaned.get("form") != "open_room":
            self.add_error(
                "form", _("Only an open room can do without a number. Choose it here, or say how many.")
            )
        return cleaned

    def _demand(self, name: str, words: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)

    @property
    def typed(self) -> dict[str, Any]:
        said = super().typed
        kind, amount = self.cleaned_data["amount_kind"], self.cleaned_data["amount"]
        usual = self.cleaned_data["usual"]
        said["modalities"] = sorted(said["modalities"], key=lambda way: way != usual)
        for name in COUNTED:
            said[name] = amount if name == kind else None
        # Without a number nobody knows how much there is: that bars the opening, and is no answer of theirs.
        if kind == "open":
            said["contacts"] = Absence.NOT_REPORTED
        if kind in {"contacts", "open"}:
            said["lasting"] = said["open_ended"] = None
        if kind == "any":
            said |= {"open_ended": True, "every": None, "lasting": None, "first_after": None}
        if kind in {"times", "at_least"}:
            said["first_after"] = None
        if said["open_ended"]:
            said["lasting"] = None
        if said["form"] != "group":
            said["agenda"] = said["sessions"] = None
        return said


class StartForm(forms.Form):
    """A name for the new draft."""

    title = forms.CharField(
        label=gettext_lazy("What will it be called?"),
        help_text=gettext_lazy("You can change it later."),
        max_length=200,
    )


class StartFromFileForm(StartForm):
    file = forms.FileField(
        label=gettext_lazy("Your file"), help_text=gettext_lazy("A text file that ends in .toml.")
    )


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Look for a model"), required=False, max_length=100)


class CommentForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What do you think?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(forms.Form):
    decision = forms.CharField(
        label=gettext_lazy("What was decided?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decided_by = forms.CharField(
        label=gettext_lazy("Who decided?"),
        help_text=gettext_lazy("For example: the members' meeting, 14 people."),
        max_length=200,
    )
    decided_on = forms.DateField(label=gettext_lazy("On which day?"), widget=DateInParts)

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day


class ShowForm(forms.Form):
    """Whether anybody may read what the programme is."""

    is_public = forms.BooleanField(
        label=gettext_lazy("Anybody with the address may read it, once the programme is open"), required=False
    )
    is_found_by_search = forms.BooleanField(label=gettext_lazy("Search engines may list it"), required=False)
