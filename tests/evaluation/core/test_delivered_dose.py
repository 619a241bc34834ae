from datetime import date

import pytest

from alongside.evaluation.core.clusters import cluster
from alongside.evaluation.core.dose import (
    Contact,
    ModalityDose,
    RelationshipDose,
    Share,
    Spread,
    spread,
    summarise_dose,
)

PHONE = Contact("phone", 12)


def relationship(name, contacts, first=None, minimum=4):
    return RelationshipDose(name, 8, 180, tuple(contacts), minimum, date(2025, 1, 1), first)


def test_spread_is_median_and_type_7_quartiles():
    assert spread([1, 2, 3, 4]) == Spread(4, 2.5, 1.75, 3.25, 10.0)
    assert spread([]) == Spread(0, None, None, None, 0.0)
    with pytest.raises(ValueError, match="finite"):
        spread([float("nan")])


def test_planned_stands_beside_delivered():
    dose = summarise_dose(
        [
            relationship("a", [Contact("in_person", 60), *[PHONE] * 5], date(2025, 1, 11)),
            relationship("b", [PHONE, Contact("phone")], date(2025, 1, 5)),
            relationship("c", []),
            relationship("d", [PHONE], date(2025, 1, 1), minimum=None),
        ]
    )
    assert dose.relationships == 4
    assert dose.planned_contacts.total == 32
    assert dose.planned_minutes.total == 720
    assert dose.delivered_contacts == Spread(4, 1.5, 0.75, 3.0, 9.0)
    assert dose.delivered_minutes.total == 60 + 60 + 12 + 12
    assert dose.minutes_unknown == 1
    assert dose.reached_minimum == Share(1, 3)
    assert dose.by_modality == (ModalityDose("in_person", 1, 1, 60), ModalityDose("phone", 3, 8, 84))
    assert (dose.days_to_first_contact.n, dose.days_to_first_contact.median, dose.without_contact) == (
        3,
        4.0,
        1,
    )


def test_share_of_nobody_has_no_percentage():
    assert Share(0, 0).per_hundred is None
    assert Share(1, 8).per_hundred == 12.5


def test_impossible_dose_is_refused():
    with pytest.raises(ValueError, match="before the enrolment"):
        summarise_dose([relationship("a", [PHONE], date(2024, 12, 31))])
    with pytest.raises(ValueError, match="no time"):
        summarise_dose([relationship("a", [Contact("phone", -1)])])


def test_eight_supporters_behind_sixty_four_people_warn():
    clustering = cluster((f"p{n}", f"s{n % 8}") for n in range(64))
    assert (clustering.people, clustering.supporters, clustering.largest, clustering.warns) == (
        64,
        8,
        8,
        True,
    )


def test_person_who_changed_supporter_counts_once():
    clustering = cluster([("a", "s"), ("a", "t"), ("a", "s"), ("b", "u")])
    assert (clustering.people, clustering.supporters, clustering.largest, clustering.warns) == (
        2,
        3,
        1,
        False,
    )
    assert not cluster([]).warns
