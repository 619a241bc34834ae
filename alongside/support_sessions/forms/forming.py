"""What a coordinator asks of groups that are to be proposed, and where they put people by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.matching.queries.market import WEEKDAYS
from alongside.matching.queries.reasons import slots_in_words
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Member
from alongside.support_sessions.queries.forming import Plan

PARTS = ("morning", "afternoon", "evening")
SLOTS = tuple(f"{day}-{part}" for day in WEEKDAYS for part in PARTS)


class FormingForm(forms.Form):
    least = forms.IntegerField(label=gettext_lazy("How many people in a group, at least?"), min_value=2)
    most = forms.IntegerField(label=gettext_lazy("How many at most?"), min_value=2)
    times = forms.MultipleChoiceField(
        label=gettext_lazy("When could groups meet?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one time.")},
    )
    mixed = forms.MultipleChoiceField(
        label=gettext_lazy("In what should a group be mixed?"),
        help_text=gettext_lazy(
            "What all are to share, and in what nobody is to be alone, is in the definition."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    find_leads = forms.BooleanField(
        label=gettext_lazy("Find supporters who could lead them as well"), required=False
    )
    one = forms.ChoiceField(label=gettext_lazy("Two who come together: the first"), required=False)
    other = forms.ChoiceField(label=gettext_lazy("And the second"), required=False)

    def __init__(
        self,
        *args: Any,
        definition: Definition,
        people: Mapping[int, Member],
        largest: int | None,
        leaders: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.leaders, self.largest, self.people = leaders, largest, people
        self._choices("times", list(zip(SLOTS, slots_in_words(SLOTS), strict=True)))
        traits = [(trait.key, trait.label) for trait in definition.matching.traits]
        self._choices("mixed", traits)
        names = [
            ("", _("Nobody in particular")),
            *((str(pk), row.participant.name) for pk, row in people.items()),
        ]
        self._choices("one", names)
        self._choices("other", names)
        if not traits:
            del self.fields["mixed"]
        if not leaders:
            del self.fields["find_leads"]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        least, most = said.get("least"), said.get("most")
        if least and most and most < least:
            self.add_error("most", _("This is less than the smallest size. Please check both."))
        elif most and self.largest and most > self.largest:
            self.add_error("most", _("The definition allows %(n)d people at most.") % {"n": self.largest})
        one, other = said.get("one"), said.get("other")
        if bool(one) != bool(other) or (one and one == other):
            self.add_error("other", _("Two different people come together. Please choose both, or neither."))
        return said

    def plan(self, before: tuple[tuple[int, int], ...]) -> Plan:
        """What is asked, with the pairs that were said before."""
        said = self.cleaned_data
        pair = ((int(said["one"]), int(said["other"])),) if said.get("one") else ()
        return Plan(
            least=said["least"],
            most=said["most"],
            leaders=self.leaders if said.get("find_leads") else 0,
            times=tuple(said["times"]),
            mixed=tuple(said.get("mixed", ())),
            together=tuple(dict.fromkeys([*before, *pair])),
        )


def together_before(data: Any, people: Mapping[int, Member]) -> tuple[tuple[int, int], ...]:
    """Pairs that stand on the page already, as `12-15`; what names nobody is left out."""
    found = []
    for text in data.getlist("together"):
        one, _dash, other = text.partition("-")
        if one.isdigit() and other.isdigit() and {int(one), int(other)} <= people.keys() and one != other:
            found.append((int(one), int(other)))
    return tuple(dict.fromkeys(found))
