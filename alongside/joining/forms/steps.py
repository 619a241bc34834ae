"""The questions of joining, one a page. Each form knows for whom it asks, and what is kept of its answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.common.forms import DateInParts
from alongside.enrolment.core.phones import parse_phone
from alongside.enrolment.queries.words import problem_words
from alongside.joining.core.steps import CONSENT, asks_for_other
from alongside.joining.models import JoinRequest
from alongside.programmes.core.definition import ConsentPurpose

LONG = forms.TextInput(attrs={"class": "long", "autocomplete": "off"})
TEL = forms.TextInput(attrs={"type": "tel", "class": "medium", "autocomplete": "tel"})
EMAIL = forms.EmailInput(attrs={"autocomplete": "email", "class": "long"})


class StepForm(forms.Form):
    """One question. The first field's label is the heading of the page."""

    def __init__(self, data: Any = None, *, request: JoinRequest) -> None:
        self.said: dict[str, Any] = request.answers
        self.other = asks_for_other(request.answers)
        self.country = request.programme.organisation.country
        super().__init__(data, initial=self.filled())
        self.in_words()

    def filled(self) -> dict[str, Any]:
        """What stands in the fields at first: what was said before."""
        return {name: self.said.get(name) for name in self.base_fields}

    def in_words(self) -> None:
        """Where it asks about somebody else, other words."""

    def say(self, name: str, label: Any, hint: Any = None) -> None:
        self.fields[name].label = label
        if hint is not None:
            self.fields[name].help_text = hint

    def to_store(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def number(self, name: str) -> str:
        """A telephone number as it is kept. Raises what is wrong with it."""
        read = parse_phone(self.cleaned_data[name], region=self.country)
        if read.value is None and read.problem:
            raise forms.ValidationError(" ".join(problem_words(read.problem.code, read.problem.params)))
        return read.value or ""


class WhoForm(StepForm):
    who = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"),
        choices=[("self", gettext_lazy("For me")), ("other", gettext_lazy("I am asking for somebody else"))],
        widget=forms.RadioSelect,
    )


class AsForm(StepForm):
    # `as` is a word of Python.
    def __init__(self, data: Any = None, *, request: JoinRequest) -> None:
        super().__init__(data, request=request)
        self.fields["as"] = forms.ChoiceField(
            label=_("What would you like?"),
            choices=[
                ("member", _("I am looking for support")),
                ("supporter", _("I would like to support others")),
            ],
            widget=forms.RadioSelect,
            initial=self.said.get("as"),
        )


class HelperForm(StepForm):
    helper_name = forms.CharField(label=gettext_lazy("What is your own name?"), max_length=200, widget=LONG)
    helper_phone = forms.CharField(
        label=gettext_lazy("Your telephone number"), max_length=40, required=False, widget=TEL
    )
    helper_email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), max_length=254, required=False, widget=EMAIL
    )
    helper_knows = forms.ChoiceField(
        label=gettext_lazy("Do they know that you are asking?"),
        help_text=gettext_lazy(
            "We ask them ourselves before anything begins. Nothing is decided over their head."
        ),
        choices=[
            ("agreed", gettext_lazy("Yes, and they agree")),
            ("not_yet", gettext_lazy("Not yet")),
        ],
        widget=forms.RadioSelect,
    )

    def clean_helper_phone(self) -> str:
        return self.number("helper_phone")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("helper_phone") or cleaned.get("helper_email")):
            self.add_error(
                "helper_phone", _("Write a telephone number or an e-mail address, so that we can ask you.")
            )
        return cleaned


class NameForm(StepForm):
    name = forms.CharField(
        label=gettext_lazy("What should we call you?"),
        help_text=gettext_lazy("A first name or a nickname is fine."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "class": "long"}),
    )

    def in_words(self) -> None:
        if self.other:
            self.say("name", _("What should we call them?"))


class AliasForm(StepForm):
    known_as = forms.CharField(
        label=gettext_lazy("By what name should others here know you?"),
        help_text=gettext_lazy(
            "Others here never see who you are. Choose a name that does not give you away. The team alone knows both "
            "names."
        ),
        max_length=80,
        widget=LONG,
    )

    def in_words(self) -> None:
        if self.other:
            self.say("known_as", _("By what name should others here know them?"))


class AgeForm(StepForm):
    birth_date = forms.DateField(
        label=gettext_lazy("When were you born?"),
        help_text=gettext_lazy("We ask because this programme is for some ages only. For example 27 3 1980"),
        widget=DateInParts(birthday=True),
    )

    def in_words(self) -> None:
        if self.other:
            self.say("birth_date", _("When were they born?"))

    def clean_birth_date(self) -> date:
        day: date = self.cleaned_data["birth_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        return day

    def to_store(self) -> dict[str, Any]:
        return {"birth_date": self.cleaned_data["birth_date"].isoformat()}


class LanguageForm(StepForm):
    languages = forms.CharField(
        label=gettext_lazy("Which languages do you like to talk in?"),
        help_text=gettext_lazy("Put commas between them, for example: English, Urdu"),
        max_length=200,
        required=False,
        widget=LONG,
    )

    def filled(self) -> dict[str, Any]:
        return {"languages": ", ".join(self.said.get("languages", []))}

    def in_words(self) -> None:
        if self.other:
            self.say("languages", _("Which languages do they like to talk in?"))

    def to_store(self) -> dict[str, Any]:
        words = (" ".join(word.split()) for word in self.cleaned_data["languages"].split(","))
        return {"languages": [word for word in words if word]}


REACHES = [
    ("email", gettext_lazy("By e-mail")),
    ("text", gettext_lazy("By text message")),
    ("telephone", gettext_lazy("By telephone call")),
    ("post", gettext_lazy("By letter")),
]


class ReachForm(StepForm):
    reach = forms.ChoiceField(
        label=gettext_lazy("How may we reach you?"),
        help_text=gettext_lazy("You need no e-mail to take part. Every way is as good as another."),
        choices=[
            *REACHES,
            ("helper", gettext_lazy("Through somebody who helps me")),
            ("none", gettext_lazy("Not yet: I come back here with a code")),
        ],
        widget=forms.RadioSelect,
    )

    def in_words(self) -> None:
        if self.other:
            self.say("reach", _("How may we reach them?"), "")
            field = self.fields["reach"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [
                *REACHES,
                ("helper", _("Through me")),
            ]


class EmailForm(StepForm):
    email = forms.EmailField(
        label=gettext_lazy("What is your e-mail address?"),
        help_text=gettext_lazy("Our letters name no illness. Somebody who reads along learns nothing."),
        max_length=254,
        widget=EMAIL,
    )

    def in_words(self) -> None:
        if self.other:
            self.say("email", _("What is their e-mail address?"))


class PhoneForm(StepForm):
    phone = forms.CharField(
        label=gettext_lazy("What is your telephone number?"),
        help_text=gettext_lazy("If somebody else picks up, we say nothing of why we call."),
        max_length=40,
        widget=TEL,
    )

    def in_words(self) -> None:
        if self.other:
            self.say("phone", _("What is their telephone number?"))

    def clean_phone(self) -> str:
        return self.number("phone")


class PostForm(StepForm):
    postal_address = forms.CharField(
        label=gettext_lazy("What is your postal address?"),
        help_text=gettext_lazy("The envelope is plain."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )

    def in_words(self) -> None:
        if self.other:
            self.say("postal_address", _("What is their postal address?"))


class ThroughHelperForm(StepForm):
    helper_name = forms.CharField(
        label=gettext_lazy("Who helps you?"),
        help_text=gettext_lazy("We say only what you want them to hear."),
        max_length=200,
        widget=LONG,
    )
    helper_phone = forms.CharField(
        label=gettext_lazy("Their telephone number"), max_length=40, required=False, widget=TEL
    )
    helper_email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"), max_length=254, required=False, widget=EMAIL
    )

    def clean_helper_phone(self) -> str:
        return self.number("helper_phone")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("helper_phone") or cleaned.get("helper_email")):
            self.add_error("helper_phone", _("Write a telephone number or an e-mail address of theirs."))
        return cleaned


class SafeForm(StepForm):
    safe_to_contact = forms.CharField(
        label=gettext_lazy("When and how is it safe to contact you?"),
        help_text=gettext_lazy(
            "For example: after six, and never leave a message. Leave it empty if any time is fine."
        ),
        max_length=300,
        required=False,
        widget=LONG,
    )

    def in_words(self) -> None:
        if self.other:
            self.say("safe_to_contact", _("When and how is it safe to contact them?"))


class WordsForm(StepForm):
    words = forms.CharField(
        label=gettext_lazy("Is there anything you would like to say to the team?"),
        help_text=gettext_lazy(
            "You need not. Nobody asks for a diagnosis. What matters to you in the other person comes later. It may be "
            "days before somebody reads this: if somebody is in danger now, go to “Get help now”."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ConsentForm(StepForm):
    """One purpose, in its exact words, which stand on the page above it."""

    given = forms.TypedChoiceField(
        label=gettext_lazy("Do you agree?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, request: JoinRequest, purpose: ConsentPurpose) -> None:
        self.purpose = purpose
        super().__init__(data, request=request)

    def filled(self) -> dict[str, Any]:
        before = self.said.get("consents", {}).get(self.purpose.key)
        if before is None or before["version"] != self.purpose.wording_version:
            return {}
        return {"given": "yes" if before["given"] else "no"}

    def to_store(self) -> dict[str, Any]:
        answer = {
            "given": self.cleaned_data["given"],
            "version": self.purpose.wording_version,
            "at": timezone.now().isoformat(),
        }
        return {"consents": {self.purpose.key: answer}}


FORMS: dict[str, type[StepForm]] = {
    "who": WhoForm,
    "as": AsForm,
    "helper": HelperForm,
    "name": NameForm,
    "alias": AliasForm,
    "age": AgeForm,
    "language": LanguageForm,
    "reach": ReachForm,
    "safe": SafeForm,
    "words": WordsForm,
}
CONTACT: dict[str, type[StepForm]] = {
    "email": EmailForm,
    "text": PhoneForm,
    "telephone": PhoneForm,
    "post": PostForm,
    "helper": ThroughHelperForm,
}


def step_form(
    step: str, request: JoinRequest, data: Any = None, *, purpose: ConsentPurpose | None = None
) -> StepForm:
    """The form of one question, filled with what was said."""
    if step.startswith(CONSENT):
        assert purpose is not None
        return ConsentForm(data, request=request, purpose=purpose)
    if step == "contact":
        return CONTACT[request.answers["reach"]](data, request=request)
    return FORMS[step](data, request=request)
