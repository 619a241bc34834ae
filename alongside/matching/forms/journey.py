"""The questions of the journey, one a page: about oneself, and about whom one wishes for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.matching.models import Strength
from alongside.matching.queries.answers import trait_in_words
from alongside.matching.queries.market import SAME, WEEKDAYS
from alongside.matching.queries.profiles import Said, Step, modalities_offered, shown_by, traits_to_show
from alongside.matching.queries.reasons import Words, modality_name
from alongside.programmes.core.traits import Trait

PARTS = ("morning", "afternoon", "evening")
SLOTS = [f"{day}-{part}" for day in WEEKDAYS for part in PARTS]


class QuestionForm(forms.Form):
    """One question of the journey; nothing in it is compulsory. `to_store` is the answer as it is stored."""

    def to_store(self) -> Any:
        return self.cleaned_data["answer"]


class TraitForm(QuestionForm):
    """One trait of one's own: a choice, several, or a number."""

    def __init__(self, data: Any = None, *, step: Step, said: Said) -> None:
        assert step.trait is not None
        stored = said.profile.traits.get(step.trait.key)
        super().__init__(data, initial={"answer": stored if stored is not None else ""})
        self.fields["answer"] = _own_value(step.trait)

    def to_store(self) -> Any:
        answer = self.cleaned_data["answer"]
        return None if answer in ("", []) else answer


def _own_value(trait: Trait) -> forms.Field:
    hint = _("You need not answer. What you leave out is simply not known.") if trait.sensitive else ""
    choices = [(option.key, option.label) for option in trait.options]
    if trait.kind == "number":
        return forms.IntegerField(
            label=trait.label,
            help_text=hint,
            required=False,
            min_value=trait.lowest,
            max_value=trait.highest,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        )
    if trait.kind == "one":
        return forms.ChoiceField(
            label=trait.label,
            help_text=hint,
            required=False,
            choices=[*choices, ("", _("I would rather not say"))],
            widget=forms.RadioSelect,
        )
    return forms.MultipleChoiceField(
        label=trait.label,
        help_text=f"{_('Choose all that fit.')} {hint}".strip(),
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )


class ShownForm(QuestionForm):
    """Which of one's own answers the other side may see. What is sensitive is not ticked beforehand."""

    answer = forms.MultipleChoiceField(
        label=gettext_lazy("What may your match see?"),
        help_text=gettext_lazy(
            "Tick what they may read as a reason why the two of you could suit each other. What you do not tick stays "
            "with us. It still helps us to find the right person."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, said: Said) -> None:
        super().__init__(data, initial={"answer": sorted(shown_by(said.profile, said.definition))})
        field, words = self.fields["answer"], Words(said.definition)
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (trait.key, f"{trait.label}: {trait_in_words(trait.key, said.profile.traits[trait.key], words)}")
            for trait in traits_to_show(said)
        ]

    def to_store(self) -> dict[str, list[str]]:
        return {"shown": self.cleaned_data["answer"]}


class LanguagesForm(QuestionForm):
    answer = forms.CharField(
        label=gettext_lazy("Which languages do you like to talk in?"),
        help_text=gettext_lazy("Put commas between them, for example: English, Urdu"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "long"}),
    )

    def __init__(self, data: Any = None, *, said: Said) -> None:
        super().__init__(data, initial={"answer": ", ".join(said.profile.languages)})

    def to_store(self) -> dict[str, list[str]]:
        words = (" ".join(word.split()) for word in self.cleaned_data["answer"].split(","))
        return {"languages": [word for word in words if word]}


class WaysForm(QuestionForm):
    answer = forms.MultipleChoiceField(
        label=gettext_lazy("How would you like to be in touch?"),
        help_text=gettext_lazy("Choose all that suit you. If you choose none, anything will do."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, said: Said) -> None:
        super().__init__(data, initial={"answer": said.profile.modalities})
        ways = modalities_offered(said.definition)
        field = self.fields["answer"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(way, modality_name(way).capitalize()) for way in ways]

    def to_store(self) -> dict[str, list[str]]:
        return {"modalities": self.cleaned_data["answer"]}


class TimesForm(QuestionForm):
    """The week as a grid of days and mornings, afternoons and evenings; the page draws the grid."""

    answer = forms.MultipleChoiceField(
        label=gettext_lazy("When do you usually have time?"),
        help_text=gettext_lazy("Tick all that suit you. If you tick none, any time will do."),
        required=False,
        choices=[(slot, slot) for slot in SLOTS],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, said: Said) -> None:
        super().__init__(data, initial={"answer": said.profile.availability})

    def ticked(self) -> list[str]:
        """What the grid shows as ticked: what was sent, or else what is stored."""
        return list(self["answer"].value() or [])

    def to_store(self) -> dict[str, list[str]]:
        return {"availability": self.cleaned_data["answer"]}


class IntroductionForm(QuestionForm):
    answer = forms.CharField(
        label=gettext_lazy("A few words about you"),
        help_text=gettext_lazy(
            "For the person you may be matched with: what you like, what your days are like. Please leave out your "
            "surname, your address and your telephone number."
        ),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: Any = None, *, said: Said) -> None:
        super().__init__(data, initial={"answer": said.profile.introduction})

    def to_store(self) -> dict[str, str]:
        return {"introduction": self.cleaned_data["answer"]}


class MayBeAskedForm(QuestionForm):
    """Whether a supporter may be seen by members who look round. Nothing is ticked beforehand."""

    answer = forms.BooleanField(
        label=gettext_lazy("Yes, people who look round may see me and ask me"),
        help_text=gettext_lazy(
            "They see what you like to be called, your few words, your languages, how and when you can be in touch, "
            "and the answers that you let your match see. Nothing else. You are shown only to people whom we could "
            "suggest to you, and only while you have room. You can always say no, and can change this at any time."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, said: Said) -> None:
        super().__init__(data, initial={"answer": said.profile.may_be_asked})

    def to_store(self) -> dict[str, bool]:
        return {"may_be_asked": self.cleaned_data["answer"]}


class CommunityForm(QuestionForm):
    community = forms.CharField(
        label=gettext_lazy("Do you belong to a small community where people know each other?"),
        help_text=gettext_lazy(
            "A village, a congregation, a ward, a club. Only the people who make matches see this."
        ),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "long"}),
    )
    avoid = forms.BooleanField(
        label=gettext_lazy("Please match me with nobody from my own community"), required=False
    )

    def __init__(self, data: Any = None, *, said: Said) -> None:
        initial = {"community": said.profile.community, "avoid": said.profile.avoid_own_community}
        super().__init__(data, initial=initial)

    def to_store(self) -> dict[str, Any]:
        return {
            "community": self.cleaned_data["community"],
            "avoid_own_community": self.cleaned_data["avoid"],
        }


class AvoidedForm(QuestionForm):
    answer = forms.CharField(
        label=gettext_lazy("Is there anybody you know here, or do not want to be matched with?"),
        help_text=gettext_lazy(
            "One name on each line. They are never told. We look who it is before we suggest anybody to you."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, said: Said) -> None:
        names = "\n".join(avoided.name for avoided in said.avoided)
        super().__init__(data, initial={"answer": names})

    def to_store(self) -> list[str]:
        return [line for line in self.cleaned_data["answer"].splitlines() if line.strip()]


class MattersForm(QuestionForm):
    """How much each trait of the other person matters: one line a trait, what the programme leads with first."""

    def __init__(self, data: Any = None, *, said: Said) -> None:
        super().__init__(data)
        words = _strengths(as_supporter=said.as_supporter)
        for trait in said.definition.matching.in_order:
            self.fields[trait.key] = forms.ChoiceField(
                label=trait.label,
                choices=words,
                initial=said.strengths.get(trait.key, Strength.DO_NOT_MIND),
                widget=forms.Select,
            )

    def to_store(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fields}


def _strengths(*, as_supporter: bool) -> list[tuple[str, str]]:
    not_this = _("There is something I would rather not take on") if as_supporter else _("Not this")
    return [
        (Strength.DO_NOT_MIND.value, _("I do not mind")),
        (Strength.PREFER.value, _("I would prefer something")),
        (Strength.MUST.value, _("It must be something")),
        (Strength.NOT_THIS.value, not_this),
    ]


class WishForm(QuestionForm):
    """Which values of a trait would do: the same as one's own, or some of the answers there are."""

    def __init__(self, data: Any = None, *, step: Step, said: Said) -> None:
        assert step.trait is not None
        stored = said.values_of(step.trait.key)
        self.is_number = step.trait.kind == "number"
        number = next((int(value) for value in stored if value != SAME and value.isdigit()), None)
        initial = {"answer": stored, "number": number}
        super().__init__(data, initial=initial)
        options = [(option.key, option.label) for option in step.trait.options]
        hard = said.strengths.get(step.trait.key)
        self.fields["answer"] = forms.MultipleChoiceField(
            label=wish_title(step.trait, hard),
            help_text=_("Choose all that would do. Only the matching sees this.")
            if options
            else _("About the same is near enough: we do not count single years."),
            required=False,
            choices=[(SAME, _("The same as me")), *options],
            widget=forms.CheckboxSelectMultiple,
        )
        if self.is_number:
            self.fields["number"] = forms.IntegerField(
                label=_("Or about this number"),
                required=False,
                min_value=step.trait.lowest,
                max_value=step.trait.highest,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            )

    def to_store(self) -> list[str]:
        if self.is_number and self.cleaned_data.get("number") is not None:
            return [str(self.cleaned_data["number"])]
        return list(self.cleaned_data["answer"])


def wish_title(trait: Trait, strength: str | None) -> str:
    """The question about one wish, as a heading."""
    words = {
        Strength.MUST.value: _("%(label)s: what must it be?"),
        Strength.NOT_THIS.value: _("%(label)s: what should it not be?"),
    }.get(str(strength), _("%(label)s: what would you prefer?"))
    return words % {"label": trait.label}


class OrderForm(QuestionForm):
    """Which of the preferences matters most: one line a preference; equal numbers matter equally."""

    def __init__(self, data: Any = None, *, said: Said) -> None:
        super().__init__(data)
        keys = said.preferred()
        labels = {trait.key: trait.label for trait in said.definition.matching.traits}
        choices = [(number, _("%(number)d") % {"number": number}) for number in range(1, len(keys) + 1)]
        choices[0] = (1, _("1 – matters most"))
        for place, key in enumerate(keys, start=1):
            self.fields[key] = forms.TypedChoiceField(
                label=labels.get(key, key), choices=choices, coerce=int, initial=place, widget=forms.Select
            )

    def to_store(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.fields}


def question_form(step: Step, said: Said, data: Any = None) -> QuestionForm:
    """The form of one step, filled with what has been said."""
    if step.kind == "trait":
        return TraitForm(data, step=step, said=said)
    if step.kind == "wish":
        return WishForm(data, step=step, said=said)
    kinds: dict[str, Any] = {
        "shown": ShownForm,
        "languages": LanguagesForm,
        "modalities": WaysForm,
        "availability": TimesForm,
        "introduction": IntroductionForm,
        "may_be_asked": MayBeAskedForm,
        "community": CommunityForm,
        "avoided": AvoidedForm,
        "matters": MattersForm,
        "order": OrderForm,
    }
    form: QuestionForm = kinds[step.kind](data, said=said)
    return form
