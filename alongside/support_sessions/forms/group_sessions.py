"""One session of a group: its agenda, its day, its register, what is written down afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.support_sessions.actions.registers import Held
from alongside.support_sessions.core.agenda import Item
from alongside.support_sessions.forms.contacts import (
    NO,
    USUAL_LENGTHS,
    YES,
    day_field,
    in_minutes,
    words_field,
)
from alongside.support_sessions.models import Answer, Debrief, Modality, Outcome, SessionGuest
from alongside.support_sessions.queries.meetings import RegisterLine

KINDS = [
    ("opening", gettext_lazy("Beginning")),
    ("topic", gettext_lazy("Something to talk about")),
    ("activity", gettext_lazy("Something to do")),
    ("break", gettext_lazy("A break")),
    ("closing", gettext_lazy("End")),
]
ROOM_FOR_MORE = 2


class AgendaForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What is it about?"), max_length=300, required=False)
    adaptation = words_field(
        gettext_lazy("What did you change, and why?"),
        gettext_lazy("A few words are enough. They stay with this session."),
        rows=2,
    )

    def __init__(self, *args: Any, asks_why: bool = True, **kwargs: Any) -> None:
        """``asks_why``: not where what happens is left to the people, so that there is nothing to depart from."""
        super().__init__(*args, **kwargs)
        if not asks_why:
            del self.fields["adaptation"]


class PartForm(forms.Form):
    """One part of the agenda; without a title it is left out."""

    title = forms.CharField(label=gettext_lazy("What"), max_length=200, required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=1,
        max_value=600,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, initial="topic")


PartFormSet = forms.formset_factory(PartForm, extra=ROOM_FOR_MORE, max_num=30, validate_max=True)


def items_in(formset: Any) -> tuple[Item, ...]:
    """The agenda that was typed, in its order."""
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("title")]
    return tuple(Item(row["title"].strip(), row["minutes"], row["kind"]) for row in rows)


class SessionDayForm(forms.Form):
    on = day_field(gettext_lazy("On which day?"))
    starts_at = forms.TimeField(
        label=gettext_lazy("At what time?"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("Where?"), max_length=300, required=False)


class GuestForm(forms.ModelForm[SessionGuest]):
    """Who comes by their profession, in the words that the group reads beforehand."""

    class Meta:
        model = SessionGuest
        fields = ("name", "profession", "why", "shares_experience")
        help_texts = {
            "name": gettext_lazy("As the group should read it."),
            "why": gettext_lazy(
                "A sentence for the group, such as “to answer questions about feet and shoes”."
            ),
        }


class HeldForm(forms.Form):
    """At most four inputs, preset so that often a single press is enough."""

    took_place = forms.ChoiceField(
        label=gettext_lazy("Did it take place?"),
        choices=[(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No, not this time"))],
        widget=forms.RadioSelect,
        initial=YES,
    )
    on = day_field(gettext_lazy("When?"))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("About how long?"), coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    modality = forms.ChoiceField(label=gettext_lazy("How?"), choices=Modality, widget=forms.RadioSelect)

    def __init__(self, *args: Any, latest: date, lengths: tuple[int | None, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = {*USUAL_LENGTHS, 150, 180, *(length for length in lengths if length)}
        field = self.fields["minutes"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(minutes, in_minutes(minutes)) for minutes in sorted(usual) if minutes >= 30]
        self.fields["on"].widget.attrs |= {"max": latest.isoformat()}
        if self.data.get("took_place") == NO:
            for name in ("on", "minutes", "modality"):
                self.fields[name].required = False

    def held(self) -> Held:
        """What was said, in the words of the action."""
        said = self.cleaned_data
        if said["took_place"] == NO:
            return Held(took_place=False)
        return Held(on=said["on"], minutes=said["minutes"], modality=said["modality"])


class NoteForm(forms.Form):
    words = words_field(
        gettext_lazy("What was done, and what was agreed?"),
        gettext_lazy("Facts, not stories: what somebody told about themselves stays in the room."),
        rows=4,
    )
    catch_up = words_field(
        gettext_lazy("A few words for those who could not come"),
        gettext_lazy("Everybody in the group can read this. Please name nobody."),
        rows=4,
    )


class DebriefForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("How was it for you?"), choices=Debrief.How, widget=forms.RadioSelect
    )
    words = words_field(gettext_lazy("Anything you want to keep"))
    for_supervision = words_field(gettext_lazy("Anything to talk about in supervision"))


class RegisterForm(forms.Form):
    """One line a person. What stands in the register already comes back ticked; only what was changed is sent on."""

    def __init__(self, *args: Any, lines: list[RegisterLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"outcome-{line.place.pk}"] = forms.ChoiceField(
                label=line.name,
                choices=Outcome,
                widget=forms.RadioSelect,
                required=False,
                initial=line.outcome,
            )
            self.fields[f"reason-{line.place.pk}"] = forms.CharField(
                label=_("%(name)s said") % {"name": line.name},
                max_length=300,
                required=False,
                initial=line.reason,
            )

    def outcomes(self) -> list[Any]:
        return [(line, self[f"outcome-{line.place.pk}"]) for line in self.lines]

    def reasons(self) -> list[Any]:
        return [self[f"reason-{line.place.pk}"] for line in self.lines]

    def changed(self) -> list[tuple[RegisterLine, str, str]]:
        """Lines that say something, and something else than before: the line, the outcome and the reason.

        `was-…` is what stood on the page when it was opened: a line that nobody touched on this page does not undo
        what the other lead has marked meanwhile.
        """
        found = []
        for line in self.lines:
            outcome = self.cleaned_data[f"outcome-{line.place.pk}"]
            reason = self.cleaned_data[f"reason-{line.place.pk}"].strip()
            stands = line.attendance.outcome if line.attendance else ""
            untouched = self.data.get(f"was-{line.place.pk}") == outcome and reason == line.reason and stands
            if outcome and not untouched and (outcome, reason) != (stands, line.reason):
                found.append((line, outcome, reason))
        return found


class OneMarkForm(forms.Form):
    """One tap in the register."""

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields[name] = forms.ChoiceField(choices=Outcome)

    def outcome(self) -> Outcome:
        return Outcome(self.cleaned_data[self.name])


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=Answer)

    def said(self) -> Answer:
        return Answer(self.cleaned_data["answer"])
