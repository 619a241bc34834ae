from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.common.forms import DateInParts
from alongside.measures.core.instrument import Option, Question

HOW_BY_STAFF = (
    ("telephone", gettext_lazy("I read the questions aloud by telephone")),
    ("paper", gettext_lazy("They wrote their answers on paper")),
    ("in_person", gettext_lazy("They told me in person")),
)
LAYOUTS = (
    ("one", gettext_lazy("One question on each page")),
    ("topic", gettext_lazy("All questions of a topic on one page")),
)


def words_of(option: Option, *, style: str) -> str:
    """An answer as people see it: words alone, or a number with its words where it has any."""
    if style == "labels":
        return option.label
    return f"{option.code} – {option.label}" if option.label else str(option.code)


def label_of(option: Option, *, style: str) -> str:
    """The same as markup: on a numbered line the words stand apart, so that a wide page can put them under its ends."""
    if style == "labels" or not option.label:
        return words_of(option, style=style)
    return format_html('{} <span class="scale__words">{}</span>', option.code, option.label)


class QuestionField(forms.TypedChoiceField):
    """A question whose answer may be left out without its label saying so, since that is true of every one."""

    def __init__(self, *, may_be_empty: bool, **fields: Any) -> None:
        super().__init__(required=True, **fields)
        self.may_be_empty = may_be_empty

    def validate(self, value: Any) -> None:
        if not (self.may_be_empty and value in self.empty_values):
            super().validate(value)


class AnswersForm(forms.Form):
    """Some questions of one instrument in its own words. Nothing needs an answer unless it stands alone on its page."""

    use_required_attribute = False

    def __init__(
        self, questions: Iterable[Question], answers: Mapping[str, int | None], data: Any = None
    ) -> None:
        super().__init__(data)
        asked = tuple(questions)
        for question in asked:
            self.fields[question.id] = QuestionField(
                label=question.text,
                choices=[
                    (str(option.code), label_of(option, style=question.style)) for option in question.options
                ],
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                may_be_empty=len(asked) > 1,
                initial=answers.get(question.id),
                error_messages={"required": _("Choose an answer, or skip this question.")},
            )

    @property
    def answers(self) -> dict[str, int | None]:
        """The chosen codes; None where nothing was chosen."""
        return dict(self.cleaned_data)

    @property
    def skipped(self) -> dict[str, int | None]:
        """Every question of the page left out on purpose."""
        return dict.fromkeys(self.fields)


class LayoutForm(forms.Form):
    layout = forms.ChoiceField(
        label=gettext_lazy("How would you like to see the questions?"),
        choices=LAYOUTS,
        widget=forms.RadioSelect,
    )


class GoalForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Something to reach"),
        help_text=gettext_lazy("For example: walk to the shops and back."),
        max_length=300,
    )


class HandInForm(forms.Form):
    """For staff: how the person answered, and on which day."""

    how = forms.ChoiceField(
        label=gettext_lazy("How did they answer?"), choices=HOW_BY_STAFF, widget=forms.RadioSelect
    )
    answered_on = forms.DateField(
        label=gettext_lazy("On which day did they answer?"), initial=timezone.localdate, widget=DateInParts()
    )

    def clean_answered_on(self) -> date:
        day: date = self.cleaned_data["answered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day
