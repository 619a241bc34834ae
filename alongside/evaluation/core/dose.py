"""Dose: the contacts and minutes that were planned, and those that happened.

Dose describes delivery. It is never shown as an outcome: people who have more contact may be doing better or
worse, and heavier use has gone with more distress.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np


@dataclass(frozen=True)
class Contact:
    """One contact that happened. `minutes` is None when nobody wrote down how long it was."""

    modality: str
    minutes: float | None = None


@dataclass(frozen=True)
class RelationshipDose:
    """What one relationship was planned to have up to the day of the report, and what it had.

    minimum_contacts: the least number of contacts that the definition calls support; None where it names none.
    first_contact_on: None when there was no contact yet.
    """

    relationship: str
    planned_contacts: int
    planned_minutes: float | None
    delivered: tuple[Contact, ...]
    minimum_contacts: int | None = None
    enrolled_on: date | None = None
    first_contact_on: date | None = None


@dataclass(frozen=True)
class Spread:
    """n values: median, quartiles (linear interpolation, R's type 7) and total. None where there is none to show."""

    n: int | None
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    total: float | None


@dataclass(frozen=True)
class Share:
    """`count` out of `of`."""

    count: int
    of: int

    @property
    def per_hundred(self) -> float | None:
        return 100 * self.count / self.of if self.of else None


@dataclass(frozen=True)
class ModalityDose:
    """Contacts of one modality, and the relationships that had any; minutes are those written down."""

    modality: str
    relationships: int | None
    contacts: int | None
    minutes: float | None


@dataclass(frozen=True)
class DoseSummary:
    """Planned beside delivered, over relationships.

    delivered_minutes sums what was written down; minutes_unknown counts the contacts with no length on record.
    days_to_first_contact is over relationships that have had one; without_contact counts the others.
    reached_minimum is over the relationships that have a planned minimum. None is a number not shown.
    """

    relationships: int | None
    planned_contacts: Spread
    delivered_contacts: Spread
    planned_minutes: Spread
    delivered_minutes: Spread
    minutes_unknown: int
    reached_minimum: Share | None
    by_modality: tuple[ModalityDose, ...]
    days_to_first_contact: Spread
    without_contact: int | None


def spread(values: Iterable[float]) -> Spread:
    """Median, quartiles and total; an empty list has none."""
    numbers = np.asarray(list(values), dtype=float)
    if not numbers.size:
        return Spread(0, None, None, None, 0.0)
    if not np.isfinite(numbers).all():
        raise ValueError("Dose needs finite numbers")
    low, middle, high = (float(value) for value in np.quantile(numbers, [0.25, 0.5, 0.75]))
    return Spread(int(numbers.size), middle, low, high, float(numbers.sum()))


def summarise_dose(relationships: Sequence[RelationshipDose]) -> DoseSummary:
    """Planned against delivered; ValueError if a first contact lies before enrolment or minutes are negative."""
    contacts = [contact for row in relationships for contact in row.delivered]
    if any(contact.minutes is not None and contact.minutes < 0 for contact in contacts):
        raise ValueError("A contact cannot last less than no time")
    bound = [row for row in relationships if row.minimum_contacts is not None]
    return DoseSummary(
        relationships=len(relationships),
        planned_contacts=spread(row.planned_contacts for row in relationships),
        delivered_contacts=spread(len(row.delivered) for row in relationships),
        planned_minutes=spread(
            row.planned_minutes for row in relationships if row.planned_minutes is not None
        ),
        delivered_minutes=spread(_minutes(row.delivered) for row in relationships),
        minutes_unknown=sum(contact.minutes is None for contact in contacts),
        reached_minimum=Share(
            sum(len(row.delivered) >= (row.minimum_contacts or 0) for row in bound), len(bound)
        ),
        by_modality=_by_modality(relationships),
        days_to_first_contact=spread(_days_waited(relationships)),
        without_contact=sum(row.first_contact_on is None for row in relationships),
    )


def _minutes(contacts: Iterable[Contact]) -> float:
    return sum(contact.minutes for contact in contacts if contact.minutes is not None)


def _by_modality(relationships: Sequence[RelationshipDose]) -> tuple[ModalityDose, ...]:
    rows = []
    for modality in sorted({contact.modality for row in relationships for contact in row.delivered}):
        had = [
            [contact for contact in row.delivered if contact.modality == modality] for row in relationships
        ]
        contacts = [contact for those in had for contact in those]
        rows.append(ModalityDose(modality, sum(map(bool, had)), len(contacts), _minutes(contacts)))
    return tuple(rows)


def _days_waited(relationships: Iterable[RelationshipDose]) -> list[int]:
    waited = [
        (row.first_contact_on - row.enrolled_on).days
        for row in relationships
        if row.enrolled_on is not None and row.first_contact_on is not None
    ]
    if waited and min(waited) < 0:
        raise ValueError("A first contact lies before the enrolment")
    return waited
