"""The shapes of input around what people write: questions, answers, codebooks, jobs, codes, settlements, quotes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.common.forms import DateInParts
from alongside.evaluation.core.coding.codebook import Codebook
from alongside.evaluation.core.coding.marks import is_quote_of
from alongside.evaluation.models import OpenQuestion, WhoAnswers
from alongside.measures.models import HowAnswered

LONG = forms.TextInput(attrs={"class": "long", "autocomplete": "off"})


def in_two_weeks() -> date:
    return timezone.localdate() + timedelta(days=14)


class OpenQuestionForm(forms.ModelForm[OpenQuestion]):
    class Meta:
        model = OpenQuestion
        fields = ("words", "side", "moment", "opens_on", "closes_on")
        help_texts = {
            "words": _(
                "One thing at a time, and open: “What has changed for you?” and not “Did it help?”. To hear of the work "
                "itself, ask staff or supporters: “What did you do otherwise than planned, and why?”"
            ),
            "side": _("Each side is asked apart, so that nobody has to be polite about the other."),
            "moment": _("For example: month 3, or at the end. It stands in the result."),
            "closes_on": _("What was answered can be coded from the day after."),
        }
        widgets = {
            "words": LONG,
            "side": forms.RadioSelect,
            "opens_on": DateInParts(),
            "closes_on": DateInParts(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = WhoAnswers.choices  # type: ignore[attr-defined]  # a choice field
        self.fields["opens_on"].initial = timezone.localdate
        self.fields["closes_on"].initial = in_two_weeks

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = found.get("opens_on"), found.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", gettext("This is before the first day."))
        elif closes and closes < timezone.localdate():
            self.add_error("closes_on", gettext("This day is over. Nobody could answer."))
        return found


class OpenAnswerForm(forms.Form):
    words = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    may_quote = forms.BooleanField(
        label=_("These words may be quoted, without my name"),
        help_text=_(
            "Others may then read them, for example in a report. Somebody who knows you well might still know you by "
            "them. You can say no again at any time."
        ),
        required=False,
    )

    def __init__(self, *args: Any, question: OpenQuestion, for_them: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = question.words
        if for_them:
            self.fields["may_quote"].label = _("They say that these words may be quoted, without their name")
            self.fields["may_quote"].help_text = _(
                "Ask them: others may then read the words, for example in a report. They can say no again at any time."
            )
            self.fields["how"] = forms.ChoiceField(
                label=_("How did they tell you?"),
                choices=[
                    (how.value, how.label)
                    for how in (HowAnswered.TELEPHONE, HowAnswered.PAPER, HowAnswered.IN_PERSON)
                ],
                widget=forms.RadioSelect,
            )


class NewCodebookForm(forms.Form):
    title = forms.CharField(label=_("What is it called?"), max_length=200, widget=LONG)
    begin_from = forms.ChoiceField(label=_("What do you begin from?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, begin_from: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begin_from"].choices = [("", _("From nothing")), *begin_from]  # type: ignore[attr-defined]
        self.fields["begin_from"].required = False
        self.fields["begin_from"].initial = ""


class CodeForm(forms.Form):
    title = forms.CharField(label=_("Name of the code"), max_length=200, widget=LONG)
    means = forms.CharField(
        label=_("What does it mean?"),
        help_text=_("In words that two people understand alike."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    include = forms.CharField(
        label=_("What counts?"),
        help_text=_("An example or two."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    exclude = forms.CharField(
        label=_("What does not count?"),
        help_text=_("What is near it, and which code that has instead."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CodingJobForm(forms.Form):
    title = forms.CharField(
        label=_("What is this coding called?"),
        help_text=_("For example: What changed for people, month 3"),
        max_length=200,
        widget=LONG,
    )
    questions = forms.MultipleChoiceField(
        label=_("Answers to which questions?"),
        help_text=_("Only questions that are closed, so that nobody changes an answer that is being coded."),
        widget=forms.CheckboxSelectMultiple,
    )
    codebook = forms.ChoiceField(label=_("By which codebook?"), widget=forms.RadioSelect)
    first = forms.ChoiceField(
        label=_("Who codes?"),
        help_text=_("Best people who do not run the programme. They see no names."),
    )
    second = forms.ChoiceField(label=_("And who else?"))
    percent = forms.IntegerField(
        label=_("How many of a hundred texts do both code?"),
        help_text=_(
            "All of them is best, and needed with fewer than 50. Without at least 10 that both coded nothing can be said "
            "of how far the two agree."
        ),
        min_value=0,
        max_value=100,
        initial=100,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[tuple[str, str]],
        codebooks: Sequence[tuple[str, str]],
        coders: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("questions", questions),
            ("codebook", codebooks),
            ("first", coders),
            ("second", coders),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("first") and found.get("first") == found.get("second"):
            self.add_error("second", gettext("Choose somebody else: two people code apart."))
        return found


class CodeTextForm(forms.Form):
    """Codes of the whole text, a code of a part of it, and a note."""

    codes = forms.MultipleChoiceField(
        label=_("What is it about?"),
        help_text=_("As many as fit, or none. This is about the text as a whole."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    part = forms.MultipleChoiceField(
        label=_("Which sentences?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    part_code = forms.ChoiceField(label=_("What are these sentences about?"), required=False)
    memo = forms.CharField(
        label=_("A note for yourself, and for the talk afterwards"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, codebook: Codebook, sentences: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code.id, code.title) for code in codebook.codes]
        self.fields["codes"].choices = names  # type: ignore[attr-defined]  # a choice field
        self.fields["part_code"].choices = [("", _("Choose a code")), *names]  # type: ignore[attr-defined]
        self.fields["part"].choices = [(str(at), words) for at, words in enumerate(sentences)]  # type: ignore[attr-defined]
        if len(sentences) < 2:
            del self.fields["part"], self.fields["part_code"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("part") and not found.get("part_code"):
            self.add_error("part_code", gettext("Choose a code for these sentences."))
        if found.get("part_code") and not found.get("part"):
            self.add_error("part", gettext("Choose the sentences that this is about."))
        return found


class WorryForm(forms.Form):
    words = forms.CharField(
        label=_("What worries you?"),
        help_text=_("The people who look after safety read this, see whose words they are, and act."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SettleForm(forms.Form):
    is_given = forms.ChoiceField(
        label=_("What did you agree on?"),
        choices=[("yes", _("The code fits")), ("no", _("The code does not fit"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Kept with your name. Write no more of the text than is needed."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class QuoteForm(forms.Form):
    code = forms.ChoiceField(label=_("Beside which code?"))
    words = forms.CharField(
        label=_("The words to be quoted"),
        help_text=_(
            "Leave out whatever could tell who it is, and put […] where something is missing. Change and add nothing."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, codes: Sequence[tuple[str, str]], text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.fields["code"].choices = codes  # type: ignore[attr-defined]  # a choice field

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not is_quote_of(words, self.text):
            raise forms.ValidationError(
                gettext("These are not the person's own words. Leave out what you must, and put […] there.")
            )
        return words


class CodingExportForm(forms.Form):
    reason = forms.CharField(
        label=_("What is the data for?"),
        help_text=_("For example: a paper on what changed for people. This is kept with your name."),
        max_length=300,
        widget=LONG,
    )
