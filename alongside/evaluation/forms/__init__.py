from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.common.forms import DateInParts
from alongside.evaluation.core.protocol import Gap
from alongside.evaluation.models import TakenBack, Trial, TrialAmendment


class ExportForm(forms.Form):
    """Why somebody takes data out, and in what form."""

    reason = forms.CharField(
        label=_("What is the data for?"),
        help_text=_("For example: the yearly report to the trustees. This is kept with your name."),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "long", "autocomplete": "off"}),
    )
    shift_dates = forms.BooleanField(
        label=_("Move dates"),
        help_text=_(
            "Every person's dates are moved by a number of days of their own. The time between their dates stays right. "
            "Leave this ticked unless you need the calendar."
        ),
        required=False,
        initial=True,
    )


class TakeBackForm(forms.Form):
    because = forms.ChoiceField(
        label=_("Why do these figures hold no more?"), choices=TakenBack.choices, widget=forms.RadioSelect
    )


GAP_WORDS = {
    Gap.EMPTY: _("This is still open."),
    Gap.ASKED_TOO_LATE: _(
        "The main question comes after this wait is over. Then nobody is left to compare with: make the wait longer, or "
        "ask earlier."
    ),
    Gap.NOT_ASKED_THEN: _(
        "The main measure is not asked at that time. Choose another time, or another measure."
    ),
    Gap.ELSEWHERE_NOT_ASKED: _(
        "Nobody is asked at that time what support from peers they found elsewhere, and both groups must be. Add "
        "support_elsewhere to the measures of that time in the definition."
    ),
    Gap.NOTHING_TO_BALANCE: _(
        "Minimisation needs something to make the groups alike in. Name it, or choose blocks."
    ),
    Gap.OPENS_IN_THE_PAST: _("Give a day to come: nobody may look before the plan is fixed."),
    Gap.FEW_PEOPLE: _("With fewer than 20 people, no difference is ever shown."),
}


class TrialForm(forms.ModelForm[Trial]):
    """The plan of a trial. It may be left half done; what is still open is said when somebody wants to fix it."""

    strata = forms.CharField(
        label=_("What should both groups have equally many of?"),
        help_text=_("One line each, for example: Town: north, south. You can leave this empty."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Trial
        fields = (
            "title",
            "question",
            "eligible",
            "primary_measure",
            "primary_wave",
            "smallest_difference",
            "waiting_weeks",
            "people_planned",
            "size_reason",
            "strata",
            "method",
            "analysis",
            "harms",
            "opens_on",
        )
        help_texts = {
            "question": _(
                "For example: does support from a peer make people less lonely than waiting for it?"
            ),
            "smallest_difference": _("In points of the main measure. Ask the people whom it is about."),
            "waiting_weeks": _("Everybody is offered support. Chance decides who waits so long for it."),
            "size_reason": _("The command line works it out: alongside power."),
            "method": _("Either way nobody can foretell who comes next into which group."),
            "analysis": _(
                "The page of the comparison uses the difference at the main time, with the answer at the start taken "
                "into account. Write here what else you will do, and how you treat answers that are missing."
            ),
            "harms": _("Who looks at concerns while the trial runs, and what would make them stop it?"),
            "opens_on": _("Until this day nobody sees how members changed, in either group."),
        }
        widgets = {
            "method": forms.RadioSelect,
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("question", "eligible", "size_reason", "harms")
            },
            "analysis": forms.Textarea(attrs={"rows": 5}),
            "opens_on": DateInParts(),
        }

    def __init__(
        self,
        *args: Any,
        measures: Collection[tuple[str, str]],
        waves: Collection[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", _("Not decided yet"))
        for name, choices in (("primary_measure", measures), ("primary_wave", waves)):
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, choices=[nothing, *choices], required=False)
        if self.instance.pk:
            self.initial["strata"] = "\n".join(
                f"{name}: {', '.join(values)}" for name, values in self.instance.strata.items()
            )

    def clean_strata(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for place, line in enumerate(self.cleaned_data["strata"].splitlines(), start=1):
            if not line.strip():
                continue
            name, colon, rest = line.partition(":")
            values = [value.strip() for value in rest.split(",") if value.strip()]
            if not colon or not name.strip() or len(set(values)) < 2:
                raise forms.ValidationError(
                    gettext(
                        "Line %(line)s: write a name, a colon, and two values or more, like Town: north, south."
                    )
                    % {"line": place}
                )
            if name.strip() in found:
                raise forms.ValidationError(
                    gettext("Line %(line)s: %(name)s stands there twice.")
                    % {"line": place, "name": name.strip()}
                )
            found[name.strip()] = list(dict.fromkeys(values))
        return found


class AmendmentForm(forms.ModelForm[TrialAmendment]):
    class Meta:
        model = TrialAmendment
        fields = ("what", "why")
        widgets = {"what": forms.Textarea(attrs={"rows": 4}), "why": forms.Textarea(attrs={"rows": 3})}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why do you want to know?"), max_length=300)


class SupportEarlyForm(forms.Form):
    why = forms.CharField(
        label=_("Why can they not wait?"),
        help_text=_(
            "This is kept with your name in the log that auditors read. Write no more than is needed."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AllocationForm(forms.Form):
    """What must be so before chance may decide: who may take part, their yes, and the values to balance."""

    eligible_on = forms.DateField(
        label=_("When did you make sure that they can take part?"),
        widget=DateInParts(),
        initial=timezone.localdate,
    )
    agreed_on = forms.DateField(
        label=_("When did they agree to take part in the trial?"),
        help_text=_(
            "They know that chance decides, how long the wait may be, and that a no changes nothing."
        ),
        widget=DateInParts(),
    )

    def __init__(self, *args: Any, strata: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_strata = {f"stratum_{place}": name for place, name in enumerate(strata)}
        for field, name in self.of_strata.items():
            choices = [(value, value) for value in strata[name]]
            self.fields[field] = forms.ChoiceField(label=name, choices=choices, widget=forms.RadioSelect)

    @property
    def levels(self) -> dict[str, str]:
        """By the name of each stratum, the value of this person."""
        return {name: self.cleaned_data[field] for field, name in self.of_strata.items()}

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("eligible_on", "agreed_on"):
            day = found.get(name)
            if isinstance(day, date) and day > timezone.localdate():
                self.add_error(name, gettext("This day has not come yet."))
        return found
