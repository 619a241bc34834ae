"""Who belongs to an intake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.programmes.forms.intakes import IntakeField
from alongside.programmes.models import Member, PeerSupporter, Programme


class PlaceIntakeForm(forms.Form):
    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["intake"] = IntakeField(programme, label=_("Which intake do they belong to?"))


class IntakePeopleForm(forms.Form):
    who = forms.MultipleChoiceField(
        label=gettext_lazy("Who belongs to this intake?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one person.")},
    )

    def __init__(
        self, *args: Any, places: list[Member | PeerSupporter], fixed_roles: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"{place._meta.model_name}-{place.pk}": place for place in places}
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (key, _described(place, fixed_roles=fixed_roles)) for key, place in self.places.items()
        ]

    def chosen(self) -> list[Member | PeerSupporter]:
        return [self.places[key] for key in self.cleaned_data["who"]]


def _described(place: Member | PeerSupporter, *, fixed_roles: bool) -> str:
    day = date_format(place.joined_on, "j F Y")
    words = {"name": place.participant.name, "day": day}
    if not fixed_roles:
        return _("%(name)s, here since %(day)s") % words
    if isinstance(place, PeerSupporter):
        return _("%(name)s, peer supporter since %(day)s") % words
    return _("%(name)s, member since %(day)s") % words
