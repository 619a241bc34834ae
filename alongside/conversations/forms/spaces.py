from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.conversations.actions import LONGEST_MESSAGE
from alongside.conversations.actions.spaces import Missing
from alongside.conversations.core.names import LONGEST
from alongside.conversations.forms.messages import PlainWords
from alongside.conversations.models import (
    REASONS_FOR,
    ActKind,
    Identity,
    PostKind,
    ReasonCode,
    Space,
)
from alongside.conversations.queries.spaces import possible_leads, what_may_be_wrong
from alongside.programmes.models import PeerSupporter

NOTHING_IS_LOST = gettext_lazy(
    "This is longer than it can be (%(show_value)s of %(limit_value)s characters). Nothing is lost: please make it shorter."
)


def limit(most: int) -> MaxLengthValidator:
    """A longest length that is told in kind words. No maxlength on the input: browsers cut off what is pasted."""
    return MaxLengthValidator(most, NOTHING_IS_LOST)


class SentOnce(forms.Form):
    """Carries a key of its own, so that a form sent twice is stored once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex


class PostForm(SentOnce):
    words = PlainWords(
        label=gettext_lazy("What you want to say"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Please write something first.")},
        validators=[limit(LONGEST_MESSAGE)],
    )
    content_note = forms.CharField(
        label=gettext_lazy("Is there something that people may not want to read today?"),
        help_text=gettext_lazy(
            "Name it in a few words, such as “loss”. Your words then open only for those who choose to. You can leave this empty."
        ),
        required=False,
        validators=[limit(120)],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class ThreadForm(PostForm):
    title = forms.CharField(
        label=gettext_lazy("What it is about"),
        help_text=gettext_lazy("A few words. Everybody in the space sees them in the list."),
        validators=[limit(120)],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    is_campaign = forms.BooleanField(
        label=gettext_lazy("This is about changing something together"),
        help_text=gettext_lazy("It then stands among the campaigns of this space."),
        required=False,
    )
    field_order = ["title", "words", "content_note", "is_campaign"]

    def __init__(self, *args: Any, campaigns: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not campaigns:
            del self.fields["is_campaign"]


class ReplyForm(PostForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What are you writing?"),
        choices=[
            (PostKind.REPLY.value, PostKind.REPLY.label),
            (PostKind.SECOND_STORY.value, PostKind.SECOND_STORY.label),
        ],
        initial=PostKind.REPLY.value,
        widget=forms.RadioSelect,
    )
    answers = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)
    field_order = ["kind", "words", "content_note"]


class JoinForm(forms.Form):
    """The ground rules, agreed to in the version that was shown; a name where people choose one."""

    name = forms.CharField(
        label=gettext_lazy("What do you want to be called here?"),
        help_text=gettext_lazy(
            "Choose a name that you use nowhere else. You choose it once, and cannot change it later."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        validators=[limit(LONGEST)],
    )
    rules_version = forms.CharField(widget=forms.HiddenInput, max_length=16)
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read this, and I will keep to it"),
        error_messages={"required": gettext_lazy("Please say that you will keep to it, or go back.")},
    )

    def __init__(self, *args: Any, space: Space, joined_before: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if space.identity != Identity.PSEUDONYMOUS or joined_before:
            del self.fields["name"]


class ReportForm(SentOnce):
    what = forms.ChoiceField(label=gettext_lazy("What is wrong?"), widget=forms.RadioSelect)
    words = PlainWords(
        label=gettext_lazy("Anything else that we should know"),
        help_text=gettext_lazy("You can leave this empty."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        validators=[limit(2000)],
    )

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label) for each in what_may_be_wrong(space)]


class WhyForm(forms.Form):
    reason = PlainWords(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The one who wrote it reads this. Write as one person to another."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        validators=[limit(2000)],
    )


class CodeForm(WhyForm):
    """A short reason, which is counted without persons, and the human's own words."""

    code = forms.ChoiceField(
        label=gettext_lazy("Why, in short?"),
        help_text=gettext_lazy(
            "The one who wrote it reads this too. About the space stands how often each was the reason, and no names."
        ),
    )
    field_order = ["code", "reason"]

    def __init__(self, *args: Any, codes: Iterable[ReasonCode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Please choose")),
            *((code.value, code.label) for code in codes),
        ]


class CloseForm(CodeForm):
    def __init__(self, *args: Any, is_open: bool, **kwargs: Any) -> None:
        kind = ActKind.THREAD_CLOSED if is_open else ActKind.THREAD_OPENED
        super().__init__(*args, codes=REASONS_FOR[kind], **kwargs)


class ActForm(CodeForm):
    """What to do with a post, out of what can be done to it, from least to most."""

    kind = forms.ChoiceField(label=gettext_lazy("What do you want to do?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("The note, if you put one before it"),
        help_text=gettext_lazy("Name it in a few words, and do not describe it."),
        required=False,
        validators=[limit(120)],
    )
    field_order = ["kind", "note", "code", "reason"]

    def __init__(self, *args: Any, acts: list[ActKind], **kwargs: Any) -> None:
        known = [code for code in ReasonCode if any(code in REASONS_FOR.get(act, ()) for act in acts)]
        super().__init__(*args, codes=known, **kwargs)
        self.fields["kind"].choices = [(act.value, act.label) for act in acts]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["reason"].required = self.fields["code"].required = False

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind = str(found.get("kind"))
        if kind in REASONS_FOR and not (found.get("reason") or "").strip():
            self.add_error("reason", _("Please say why. Whoever wrote it is owed a reason."))
        if kind in REASONS_FOR and found.get("code") not in REASONS_FOR[kind]:
            # What fits is named: the list holds the reasons of every act that can be done here.
            fitting = "; ".join(str(code.label) for code in REASONS_FOR[kind])
            self.add_error("code", _("For this, please choose one of: %(reasons)s.") % {"reasons": fitting})
        if kind == ActKind.NOTED and not (found.get("note") or "").strip():
            self.add_error("note", _("Please write the note."))
        return found


class AnswerForm(forms.Form):
    words = PlainWords(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Somebody else than before looks at it, where there is somebody."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        validators=[limit(2000)],
    )


class BehindNameForm(forms.Form):
    reason = PlainWords(
        label=gettext_lazy("Why must you know who wrote this?"),
        help_text=gettext_lazy("The log keeps that you looked, and your reason."),
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[limit(2000)],
    )


WEEKDAYS = [
    ("0", gettext_lazy("Monday")),
    ("1", gettext_lazy("Tuesday")),
    ("2", gettext_lazy("Wednesday")),
    ("3", gettext_lazy("Thursday")),
    ("4", gettext_lazy("Friday")),
    ("5", gettext_lazy("Saturday")),
    ("6", gettext_lazy("Sunday")),
]


class HoursForm(forms.Form):
    """When somebody reads along. No day chosen: at no set time."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("On which days does somebody read along?"),
        help_text=gettext_lazy("Choose none if nobody can promise a time."),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    closes = forms.TimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "days": list(space.staffed_days),
            "opens": space.staffed_from,
            "closes": space.staffed_until,
        }

    def clean_days(self) -> list[int]:
        return [int(day) for day in self.cleaned_data["days"]]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors or not found.get("days"):
            return found
        for name in ("opens", "closes"):
            if found.get(name) is None:
                self.add_error(name, _("Please give a time for the days that you chose."))
        if not self.errors and found["opens"] >= found["closes"]:
            self.add_error("closes", _("This must be later than the time at which it begins."))
        return found


class LeadForm(forms.Form):
    supporter: forms.ModelChoiceField[PeerSupporter] = forms.ModelChoiceField(
        label=gettext_lazy("Which peer supporter?"), queryset=None
    )

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [each.pk for each in possible_leads(space)]
        self.fields["supporter"].queryset = PeerSupporter.objects.filter(pk__in=found).select_related(  # type: ignore[attr-defined]
            "participant"
        )


def missing_words(what: Missing) -> str:
    """What to do first, in words."""
    return {
        Missing.IDENTITY: _(
            "The definition does not say by what name people are known to each other. Add that first."
        ),
        Missing.MODERATORS: _(
            "The definition says that somebody looks after this space, and nobody can yet. Name somebody first."
        ),
        Missing.HOURS: _(
            "What is written out of hours waits here until somebody reads it. Say first when somebody reads."
        ),
    }[what]
