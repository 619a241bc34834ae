"""What kind of data a field holds and how long it is kept: each model answers for every one of its fields.

A model carries a nested class::

    class Privacy:
        plain = ("id", "status")            # says nothing about a person
        personal = ("name", "phone")        # says who somebody is, or something ordinary about them
        special = ("words",)                # health, beliefs, ethnicity, sexuality (UK GDPR article 9), or may be
        retention = Retention.PARTICIPATION

`docs/privacy.md` is made from these, and a test fails on a field that nobody has classified.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Model

WORK_KEPT_FOR = timedelta(days=90)
"""How long what was only for some work stays once the work is done: notices, requests, sheets, invitations."""


class Retention(StrEnum):
    """How long rows are kept, in words that a privacy notice can use."""

    CONFIGURATION = "as long as the organisation uses the software"
    ACCOUNT = "as long as the person can sign in"
    PARTICIPATION = "while the person takes part, then for the organisation's retention period"
    SAFEGUARDING = "for the organisation's safeguarding retention period, even if the person leaves"
    AUDIT = "for the organisation's audit retention period"
    WORKING = f"until the work is done, then {WORK_KEPT_FOR.days} days"


@dataclass(frozen=True)
class FieldPrivacy:
    model: str
    field: str
    kind: str
    retention: Retention


class UnclassifiedField(Exception):
    """A model does not say what each of its fields holds; the message names model and fields."""


def classified_fields(model: type[Model]) -> Iterator[FieldPrivacy]:
    """One entry for each concrete field of the model.

    Raises UnclassifiedField when a field is missing from `Privacy`, named twice, or not a field.
    """
    label = model._meta.label
    privacy = getattr(model, "Privacy", None)
    if privacy is None:
        raise UnclassifiedField(f"{label} has no Privacy")
    kinds = {kind: tuple(getattr(privacy, kind, ())) for kind in ("plain", "personal", "special")}
    named = [name for names in kinds.values() for name in names]
    fields = [field.name for field in model._meta.concrete_fields] + [
        f.name for f in model._meta.many_to_many
    ]
    if wrong := set(named) ^ set(fields):
        raise UnclassifiedField(f"{label}: {', '.join(sorted(wrong))}")
    if len(named) != len(set(named)):
        raise UnclassifiedField(f"{label}: a field is classified twice")
    for kind, names in kinds.items():
        for name in names:
            yield FieldPrivacy(label, name, kind, Retention(privacy.retention))
