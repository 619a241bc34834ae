from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.data_rights.models import WithheldReason
from alongside.data_rights.queries.copies import CopiedRow, CopiedTable

GIVEN = "given"
HOW_BY_STAFF = (
    ("telephone", gettext_lazy("By telephone")),
    ("paper", gettext_lazy("In a letter or on paper")),
    ("in_person", gettext_lazy("In person")),
)


COPY, FORGET = "copy", "forget"


class HowAskedForm(forms.Form):
    what = forms.ChoiceField(
        label=gettext_lazy("What do they want?"),
        choices=(
            (COPY, gettext_lazy("A copy of what is kept about them")),
            (FORGET, gettext_lazy("That it is erased")),
        ),
        widget=forms.RadioSelect,
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How did they ask?"), choices=HOW_BY_STAFF, widget=forms.RadioSelect
    )


class Decision(forms.ChoiceField):
    """A decision that may wait, without its label saying so, since every one may."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class DecisionsForm(forms.Form):
    """One table of a copy, with a decision for each row: given, or left out for a reason."""

    use_required_attribute = False

    def __init__(self, table: CopiedTable, data: Any = None) -> None:
        super().__init__(data)
        for row in table.rows:
            self.fields[row.name] = Decision(
                label=_("Give this to them?"),
                choices=[
                    *([("", _("Not decided yet"))] if row.needs_decision else []),
                    (GIVEN, _("Yes")),
                    *(
                        (value, _("No: %(reason)s") % {"reason": words})
                        for value, words in WithheldReason.choices
                    ),
                ],
                initial=self._initial(row),
            )

    def _initial(self, row: CopiedRow) -> str:
        if row.needs_decision:
            return ""
        reasons = {str(words): value for value, words in WithheldReason.choices}
        return reasons.get(row.left_out, GIVEN)

    @property
    def decisions(self) -> dict[str, str]:
        """For each row that was decided about: the reason why it is left out, empty if it is given."""
        return {
            name: "" if value == GIVEN else value
            for name, value in self.cleaned_data.items()
            if value and (value != GIVEN or self.fields[name].initial != GIVEN)
        }
