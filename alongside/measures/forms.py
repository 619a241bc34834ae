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
from alongside.measures.models import PackPermission
from alongside.measures.queries.keying import ToSettle

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


MOST_CHARACTERS = 200_000


class PackForm(forms.Form):
    """The file of an instrument that an organisation brings. What could not be used stays in the text below."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("A text file that ends in .toml."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".toml,.txt"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload is not None:
            if upload.size > MOST_CHARACTERS:
                self.add_error("file", _("This file is too large for an instrument."))
                return cleaned
            try:
                cleaned["text"] = upload.read().decode("utf-8")
            except UnicodeDecodeError:
                self.add_error("file", _("This file is not a text in UTF-8. Save it again as UTF-8."))
        elif not cleaned.get("text", "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or write its text below."))
        return cleaned

    def with_text(self) -> PackForm:
        """The same form with what was in the file in its text, so that it can be mended on the page."""
        return PackForm(initial={"text": self.cleaned_data["text"]})


class PermissionForm(forms.ModelForm[PackPermission]):
    """A licence that goes on."""

    class Meta:
        model = PackPermission
        fields = ("holder", "reference", "confirmed_by", "confirmed_on", "ends_on", "conditions")
        widgets = {"confirmed_on": DateInParts(), "ends_on": DateInParts()}
        help_texts = {"ends_on": gettext_lazy("Leave this empty if the licence has no end.")}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("confirmed_on"), cleaned.get("ends_on")
        if first and first > timezone.localdate():
            self.add_error("confirmed_on", _("This day has not come yet."))
        if first and last and last < first:
            self.add_error("ends_on", _("This lies before the day on which somebody made sure of it."))
        return cleaned


class ScoresForm(forms.Form):
    """A spreadsheet of scores that were worked out elsewhere."""

    what = forms.ChoiceField(label=gettext_lazy("Which scores, of which time?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("Your spreadsheet"),
        help_text=gettext_lazy(
            "A CSV or Excel (.xlsx) file with a heading over each column: your own reference or the name, the score, and "
            "the date of the answers. A column with a level is kept, too."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
    )
    day = forms.DateField(
        label=gettext_lazy("On which day did they answer, where the file does not say it?"),
        required=False,
        widget=DateInParts(),
    )
    keep = forms.ChoiceField(
        label=gettext_lazy("What shall be done?"),
        choices=(
            ("look", gettext_lazy("Look at the file first, and keep nothing yet")),
            ("keep", gettext_lazy("Keep the scores of all lines that are right")),
        ),
        initial="look",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(choices)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered
        if len(offered) == 1:
            field.initial = offered[0][0]


class DoubleKeyingForm(forms.Form):
    """The times whose paper is keyed twice."""

    waves = forms.MultipleChoiceField(
        label=gettext_lazy("Which paper is keyed twice?"),
        help_text=gettext_lazy(
            "Sheets of these times count only when two keyings are alike, or somebody has settled them."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, waves: Iterable[tuple[str, bool, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["waves"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (
                f"{key}:{'supporter' if as_supporter else 'member'}",
                _("%(title)s (about giving support)") % {"title": title} if as_supporter else title,
            )
            for key, as_supporter, title in waves
        ]

    @property
    def chosen(self) -> set[tuple[str, bool]]:
        """Key of each time, and whether it is asked of supporters."""
        return {
            (wave, side == "supporter")
            for wave, _colon, side in (value.rpartition(":") for value in self.cleaned_data["waves"])
        }


class SettleForm(forms.Form):
    """What the sheet says where it was keyed in two ways."""

    answered_on = forms.DateField(
        label=gettext_lazy("On which day did they answer, by the sheet?"), widget=DateInParts()
    )

    def __init__(self, data: Any = None, *, sheet: ToSettle) -> None:
        super().__init__(data, initial={"answered_on": sheet.answered_on[0]})
        self.of = {f"q{place}": each for place, each in enumerate(sheet.disagreements)}
        for name, each in self.of.items():
            offered = [
                (str(option.code), words_of(option, style=each.question.style))
                for option in each.question.options
            ]
            said = _("First: %(first)s. Second: %(second)s.") % {
                "first": each.first or _("left out"),
                "second": each.second or _("left out"),
            }
            self.fields[name] = forms.ChoiceField(
                label=f"{each.topic}: {each.question.text}",
                help_text=said,
                choices=[*offered, ("none", _("Left out on the sheet"))],
                widget=forms.RadioSelect,
            )
        self.order_fields([*self.of, "answered_on"])

    @property
    def answers(self) -> dict[int, dict[str, int | None]]:
        """By response, the code of each question; None where it was left out."""
        found: dict[int, dict[str, int | None]] = {}
        for name, each in self.of.items():
            value = self.cleaned_data[name]
            found.setdefault(each.response.pk, {})[each.question.id] = None if value == "none" else int(value)
        return found
