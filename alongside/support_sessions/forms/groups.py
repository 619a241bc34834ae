"""Making a group, saying who is in it and who leads, beginning it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.programmes.models import Intake, Member, PeerSupporter
from alongside.support_sessions.forms.contacts import day_field
from alongside.support_sessions.models import Group, GroupPlace, Unit
from alongside.support_sessions.queries.groups import CouldLead, staff_in

MOST_AT_ONCE = 100
NEW_GROUP = "new"


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class GroupForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What is the group called?"),
        help_text=gettext_lazy("For example the day on which it meets. It must name no illness."),
        max_length=100,
    )
    intake = forms.ModelChoiceField(
        label=gettext_lazy("Intake"), queryset=Intake.objects.none(), required=False
    )

    def __init__(self, *args: Any, intakes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["intake"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = intakes
        if not intakes.exists():
            del self.fields["intake"]


class PeopleForm(forms.Form):
    """Who comes into the group: each on a seat of their own, or together where the group is of couples or families."""

    who = forms.MultipleChoiceField(
        label=gettext_lazy("Who comes into the group?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one person.")},
    )

    def __init__(self, *args: Any, group: Group, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        _choices(self, "who", [(pk, _described(member)) for pk, member in self.people.items()])
        if group.unit != Unit.PERSON:
            self.fields["who"].help_text = _("Tick those who take part as one. They share one seat.")

    def members(self) -> list[Member]:
        return [self.people[pk] for pk in self.cleaned_data["who"]]


def _described(member: Member) -> str:
    asked_at = getattr(member, "asked_at", None)
    if asked_at is None:
        return member.participant.name
    day = date_format(timezone.localdate(asked_at), "j F")
    return _("%(name)s, asked for support on %(day)s") % {"name": member.participant.name, "day": day}


class MoveForm(forms.Form):
    """Who moves, and to which of the other groups."""

    who = forms.MultipleChoiceField(
        label=gettext_lazy("Who moves?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one person.")},
    )
    to = forms.ChoiceField(label=gettext_lazy("To which group?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("What is the new group called?"),
        help_text=gettext_lazy("Only if you make a new one."),
        max_length=100,
        required=False,
    )

    def __init__(self, *args: Any, places: list[GroupPlace], groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        self.groups = {str(group.pk): group for group in groups}
        _choices(self, "who", [(pk, place.member.participant.name) for pk, place in self.places.items()])
        listed = [(pk, _group_words(group)) for pk, group in self.groups.items()]
        _choices(self, "to", [*listed, (NEW_GROUP, _("A new group"))])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("to") == NEW_GROUP and not said.get("name", "").strip():
            self.add_error("name", _("Please give the new group a name."))
        return said

    def chosen(self) -> list[GroupPlace]:
        """Those who move; whoever shares a seat with them moves along."""
        seats = {self.places[pk].seat for pk in self.cleaned_data["who"]}
        return [place for place in self.places.values() if place.seat in seats]

    def target(self) -> Group | None:
        """The group they move to; None for a new one."""
        return self.groups.get(self.cleaned_data["to"])


def _group_words(group: Group) -> str:
    seats = getattr(group, "seats", 0)
    if group.size_max is None:
        return _("%(name)s (%(seats)d so far)") % {"name": group.name, "seats": seats}
    return _("%(name)s (%(seats)d of %(most)d)") % {
        "name": group.name,
        "seats": seats,
        "most": group.size_max,
    }


class LeadForm(forms.Form):
    who = forms.ChoiceField(label=gettext_lazy("Who leads?"), widget=forms.RadioSelect)
    starts_on = day_field(gettext_lazy("From which day?"))
    ends_on = day_field(gettext_lazy("Until which day?"))

    def __init__(self, *args: Any, group: Group, people: list[CouldLead], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        _choices(self, "who", [(one.key, one.name) for one in people if not one.gaps])
        self.fields["ends_on"].required = False
        self.fields["ends_on"].help_text = _("Leave it empty for somebody who leads throughout.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Please check both."))
        return said

    def lead(self) -> dict[str, Any]:
        """Who leads and when, as the action wants it."""
        kind, _dash, pk = self.cleaned_data["who"].partition("-")
        days = {name: self.cleaned_data[name] for name in ("starts_on", "ends_on")}
        if kind == "supporter":
            return {
                "supporter": PeerSupporter.objects.select_related("participant", "programme").get(pk=pk)
            } | days
        if kind == "member":
            return {"member": Member.objects.select_related("participant").get(pk=pk)} | days
        return {"person": next(one for one in staff_in(self.group.programme) if str(one.pk) == pk)} | days


class StartForm(forms.Form):
    starts_on = day_field(gettext_lazy("On which day does it begin?"))
    starts_at = forms.TimeField(
        label=gettext_lazy("At what time does it usually meet?"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
    )
    place = forms.CharField(
        label=gettext_lazy("Where does it usually meet?"),
        help_text=gettext_lazy("An address, a room, or the link of a call. Everybody in the group sees it."),
        max_length=300,
    )
    anyway = forms.BooleanField(
        label=gettext_lazy("Begin all the same, with fewer people than planned"), required=False
    )

    def __init__(self, *args: Any, too_few: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not too_few:
            del self.fields["anyway"]
