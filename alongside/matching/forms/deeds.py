"""Short forms beside a deed: sending, declining, reviewing, ending."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.common.forms import DateInParts
from alongside.matching.models import ContactAfter, EndingKind
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import given
from alongside.programmes.forms.intakes import IntakeField
from alongside.programmes.models import Intake, Programme
from alongside.programmes.queries.intakes import intakes_of


class RoundForm(forms.Form):
    """Whom a round looks at, where the programme runs in intakes."""

    def __init__(self, data: Any = None, *, programme: Programme) -> None:
        super().__init__(data)
        if intakes_of(programme).exists():
            self.fields["intake"] = IntakeField(
                programme,
                label=_("Whom shall the round look at?"),
                empty_label=_("Everybody who waits"),
                help_text=_("Of an intake: its members, and the supporters who belong to it or to none."),
            )

    @property
    def intake(self) -> Intake | None:
        """Whose people alone are looked at; None for everybody."""
        return self.cleaned_data.get("intake")


class SendForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Is there anything you hope for?"),
        help_text=gettext_lazy("In your own words. Only the people who make matches read this."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NoteForm(forms.Form):
    """A few words to the supporter whom a member asks directly."""

    note = forms.CharField(
        label=gettext_lazy("A few words to them"),
        help_text=gettext_lazy(
            "You need not write anything. They and the people who make matches read this. Please leave out your surname, "
            "your address and your telephone number."
        ),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("If it is a no: the reason"),
        help_text=gettext_lazy("Nobody need give one. Only the people who make matches read this."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HoldBackForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why are they held back?"),
        help_text=gettext_lazy(
            "Only the people who make matches read this. Write what another one needs to know."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Say why, so that whoever comes after you can understand it.")
        },
    )


class WhoIsMeantForm(forms.Form):
    """Whom a participant named: some of the people found, or nobody of this programme."""

    found = forms.MultipleChoiceField(
        label=gettext_lazy("Who of these is meant?"),
        help_text=gettext_lazy(
            "Tick everybody it could be. If you tick nobody, it is nobody in this programme."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, people: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["found"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = people


class ReviewForm(forms.Form):
    """What came of talking about the ending."""

    held_on = forms.DateField(
        label=gettext_lazy("On which day was the ending talked about?"), widget=DateInParts
    )
    bridge = forms.CharField(
        label=gettext_lazy("What comes next"),
        help_text=gettext_lazy("A group, a service, people to turn to. Both can read this."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact_after = forms.ChoiceField(
        label=gettext_lazy("What is agreed about contact afterwards?"), widget=forms.RadioSelect
    )

    def __init__(
        self, data: Any = None, *, definition: Definition, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["contact_after"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = contact_choices(definition)

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


def contact_choices(definition: Definition) -> list[tuple[str, str]]:
    """What may be agreed about contact afterwards in this programme; free contact only where both agree to it."""
    ending = given(definition.ending)
    allowed = given(ending.contact_after) if ending else None
    choices = [
        (ContactAfter.NONE.value, _("No contact afterwards")),
        (ContactAfter.THROUGH_US.value, _("Only through the organisation")),
    ]
    if allowed != "not_offered":
        choices.append((ContactAfter.AS_THEY_LIKE.value, _("As the two of them like; both have said so")))
    return choices


class EndingForm(forms.Form):
    """The goodbye. Staff may also say that it ends for safety, or that somebody died."""

    kind = forms.ChoiceField(label=gettext_lazy("How does it end?"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Anything to keep in writing about the ending"),
        help_text=gettext_lazy("Nobody need say why. Only the people who run the programme read this."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, is_staff: bool, planned: bool) -> None:
        super().__init__(data)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        if not is_staff:
            del self.fields["kind"]
            return
        usual = _("As planned") if planned else _("Early, by choice")
        field.choices = [
            ("", usual),
            (EndingKind.SAFEGUARDING.value, _("For safety: they must not be in touch")),
            (EndingKind.DIED.value, _("One of them died: nobody gets an automatic message")),
        ]
        field.initial = ""
