from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.training.queries import (
    completions_of,
    largest_caseload,
    still_in_training,
    supervisors_in,
    training_modules,
)

if TYPE_CHECKING:
    from datetime import date

    from alongside.people.models import Person
    from alongside.programmes.models import PeerSupporter, Programme

ASSESSED_BY = gettext_lazy("Who trained and assessed them?")
ASSESSED_HELP = gettext_lazy("A name, if you want to keep it.")
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _not_later_than_today(day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come. Choose today or an earlier day."))
    return day


def _not_before_today(day: date) -> date:
    if day < timezone.localdate():
        raise forms.ValidationError(_("This day is over. Choose today or a later day."))
    return day


class AcceptRoleForm(forms.Form):
    wording = forms.CharField(widget=forms.HiddenInput)
    accepted = forms.BooleanField(label=gettext_lazy("I have read this and want to do it"))

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not own:
            self.fields["accepted"].label = _(
                "They have read this, or had it read to them, and want to do it"
            )


class CompletionForm(forms.Form):
    module = forms.ChoiceField(label=gettext_lazy("Which part?"), widget=forms.RadioSelect)
    completed_on = forms.DateField(label=gettext_lazy("On which day was it done?"), widget=DAY)
    assessed_by = forms.CharField(label=ASSESSED_BY, help_text=ASSESSED_HELP, required=False, max_length=120)

    def __init__(self, *args: Any, supporter: PeerSupporter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = completions_of(supporter)
        self.fields["module"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (module.key, module.title)
            for module in training_modules(supporter.programme)
            if module.key not in done
        ]

    def clean_completed_on(self) -> date:
        return _not_later_than_today(self.cleaned_data["completed_on"])


class TrainingDayForm(forms.Form):
    """Who was there, and what they did. Whoever has done every part already is not asked about."""

    supporters: forms.ModelMultipleChoiceField[PeerSupporter] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who was there?"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick everybody who was there."),
            "invalid_choice": gettext_lazy(
                "Somebody whom you ticked is not in the list any more. Look again."
            ),
        },
    )
    modules = forms.MultipleChoiceField(
        label=gettext_lazy("Which parts did they do?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one part.")},
    )
    completed_on = forms.DateField(label=gettext_lazy("On which day?"), widget=DAY)
    assessed_by = forms.CharField(label=ASSESSED_BY, help_text=ASSESSED_HELP, required=False, max_length=120)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["supporters"]
        who.queryset = still_in_training(programme)
        who.label_from_instance = lambda row: row.participant.name
        parts: Any = self.fields["modules"]
        parts.choices = [
            (each.key, _("%(part)s (core)") % {"part": each.title} if each.core else each.title)
            for each in training_modules(programme)
        ]

    def clean_completed_on(self) -> date:
        return _not_later_than_today(self.cleaned_data["completed_on"])


class SupervisorForm(forms.Form):
    supervisor: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=gettext_lazy("Who supervises them?"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors_in(programme)  # type: ignore[attr-defined]


class NextSupervisionForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("On which day?"), widget=DAY)

    def clean_on(self) -> date:
        return _not_before_today(self.cleaned_data["on"])


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(
        label=gettext_lazy("How many people at once?"),
        help_text=gettext_lazy("0 means: nobody new for now. Nothing that is under way ends by this."),
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "narrow", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.largest = largest_caseload(programme)

    def clean_capacity(self) -> int:
        capacity = int(self.cleaned_data["capacity"])
        if capacity > self.largest:
            raise forms.ValidationError(
                _("In this programme one person supports at most %(most)s.") % {"most": self.largest}
            )
        return capacity


class PauseForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Until about when?"),
        help_text=gettext_lazy("Leave it empty if you do not know. The pause ends only when you say so."),
        required=False,
        widget=DAY,
    )

    def clean_until(self) -> date | None:
        until = self.cleaned_data["until"]
        return _not_before_today(until) if until else None


class MeetingForm(forms.Form):
    """What became of the planned supervision, and when the next one is."""

    happened = forms.ChoiceField(
        label=gettext_lazy("Did you meet?"),
        choices=[("held", gettext_lazy("Yes, we met")), ("missed", gettext_lazy("No, we missed it"))],
        widget=forms.RadioSelect,
    )
    held_on = forms.DateField(label=gettext_lazy("If you met: on which day?"), required=False, widget=DAY)
    notes = forms.CharField(
        label=gettext_lazy("Notes for the two of you"),
        help_text=gettext_lazy("Only you and the supporter can read them. The coordinator sees the date."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    strained = forms.BooleanField(
        label=gettext_lazy("I think that they are under strain"),
        help_text=gettext_lazy(
            "The coordinator sees this, and nothing else of what you write. Tell the supporter that you say so."
        ),
        required=False,
    )
    next_on = forms.DateField(label=gettext_lazy("When do you meet next?"), widget=DAY)

    def clean_held_on(self) -> date | None:
        day = self.cleaned_data["held_on"]
        return _not_later_than_today(day) if day else None

    def clean_next_on(self) -> date:
        return _not_before_today(self.cleaned_data["next_on"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("happened") == "held" and "held_on" in found and not found["held_on"]:
            self.add_error("held_on", _("Please say on which day you met."))
        if found.get("happened") == "missed":
            found["held_on"] = None
        return found
