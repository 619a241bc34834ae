"""Fair shares on one page: a few aims, a few places held back, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.matching.queries.fair_words import measure_words
from alongside.matching.queries.fairness import Choices

ROOM_FOR_AIMS, ROOM_FOR_HOLDS = 2, 1
MOST = 8
MEASURES = ("matched", "waiting", "quality")
NUMBER = {"class": "short", "inputmode": "numeric"}


class FairSharesForm(forms.Form):
    """Each row is an aim or a held place; a row without a group is left out, and one emptied is taken away."""

    why = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("It is kept with your name and the day, for whoever asks later."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why, so that whoever asks later can understand it.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        groups: Choices,
        supporters: Sequence[tuple[int, str, int]],
        aims: Sequence[dict[str, Any]] = (),
        held: Sequence[dict[str, Any]] = (),
        newest: int = 0,
    ) -> None:
        super().__init__(data)
        self.newest = newest
        self.capacity = {pk: most for pk, _name, most in supporters}
        self.names = [(str(pk), name) for pk, name, _most in supporters]
        self.groups = [("", _("Nobody in particular")), *groups]
        self.aims = min(MOST, max(len(aims) + ROOM_FOR_AIMS, _sent(data, "aim")))
        self.holds = min(MOST, max(len(held) + ROOM_FOR_HOLDS, _sent(data, "hold"))) if supporters else 0
        for number in range(self.aims):
            self._add_aim(number, aims[number] if number < len(aims) else {})
        for number in range(self.holds):
            self._add_hold(number, held[number] if number < len(held) else {})
        self.order_fields([name for name in self.fields if name != "why"])

    def _add_aim(self, number: int, now: dict[str, Any]) -> None:
        self.fields[f"aim_{number}_group"] = self._group(now, _("For whom"))
        self.fields[f"aim_{number}_measure"] = forms.ChoiceField(
            label=_("Their share of what"),
            choices=[(each, measure_words(each)) for each in MEASURES],
            initial=now.get("measure", MEASURES[0]),
            required=False,
        )
        self.fields[f"aim_{number}_tolerance"] = forms.IntegerField(
            label=_("How many per cent short is fair"),
            min_value=0,
            max_value=100,
            initial=now.get("tolerance", 10),
            required=False,
            widget=forms.NumberInput(attrs=NUMBER),
        )

    def _add_hold(self, number: int, now: dict[str, Any]) -> None:
        self.fields[f"hold_{number}_group"] = self._group(now, _("For whom"))
        self.fields[f"hold_{number}_supporter"] = forms.ChoiceField(
            label=_("With which supporter"),
            choices=[("", _("Choose one")), *self.names],
            initial=str(now.get("supporter", "")),
            required=False,
        )
        self.fields[f"hold_{number}_places"] = forms.IntegerField(
            label=_("How many places"),
            min_value=1,
            max_value=50,
            initial=now.get("places", 1),
            required=False,
            widget=forms.NumberInput(attrs=NUMBER),
        )

    def _group(self, now: dict[str, Any], label: str) -> forms.ChoiceField:
        """A group that the definition no longer knows stays there to be seen and taken away."""
        known = {key for _about, each in self.groups[1:] for key, _label in each}
        kept = now.get("group", "")
        more = [(kept, kept)] if kept and kept not in known else []
        return forms.ChoiceField(label=label, choices=[*self.groups, *more], initial=kept, required=False)

    def rows(self, kind: str, count: int) -> list[list[BoundField]]:
        names = ("group", "measure", "tolerance") if kind == "aim" else ("group", "supporter", "places")
        return [[self[f"{kind}_{number}_{name}"] for name in names] for number in range(count)]

    @property
    def aim_rows(self) -> list[list[BoundField]]:
        return self.rows("aim", self.aims)

    @property
    def hold_rows(self) -> list[list[BoundField]]:
        return self.rows("hold", self.holds)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.data.get("after", "0") != str(self.newest):
            self.add_error(
                None, _("Somebody decided anew meanwhile: see above. If yours is to hold, send it once more.")
            )
        cleaned["aims"], cleaned["held"] = self._aims(cleaned), self._held(cleaned)
        return cleaned

    def _aims(self, cleaned: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for number in range(self.aims):
            row = {
                name: cleaned.get(f"aim_{number}_{name}", "") for name in ("group", "measure", "tolerance")
            }
            if not row["group"]:
                continue
            row["measure"] = row["measure"] or MEASURES[0]
            if row["tolerance"] is None:
                self.add_error(f"aim_{number}_tolerance", _("Say a number from 0 to 100."))
            elif any((each["group"], each["measure"]) == (row["group"], row["measure"]) for each in found):
                self.add_error(f"aim_{number}_group", _("This group is there already, with the same share."))
            else:
                found.append(row)
        return found

    def _held(self, cleaned: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        left = dict(self.capacity)
        for number in range(self.holds):
            group, who = cleaned.get(f"hold_{number}_group"), cleaned.get(f"hold_{number}_supporter")
            places = cleaned.get(f"hold_{number}_places") or 1
            if bool(group) != bool(who):
                empty = "supporter" if group else "group"
                self.add_error(
                    f"hold_{number}_{empty}", _("Say for whom, and with which supporter; or neither.")
                )
            elif group and who:
                left[int(who)] -= places
                if left[int(who)] < 0:
                    self.add_error(
                        f"hold_{number}_places",
                        _("That is more than this supporter has: %(count)d in all.")
                        % {"count": self.capacity[int(who)]},
                    )
                found.append({"supporter": int(who), "group": group, "places": places})
        return found


def _sent(data: Any, kind: str) -> int:
    """How many rows were sent: in another tab there may have been more."""
    names = data or {}
    return max((n + 1 for n in range(MOST) if names.get(f"{kind}_{n}_group")), default=0)
