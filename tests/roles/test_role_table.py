from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alongside.roles.permissions import (
    PERMISSION_WORDS,
    ROLE_TABLE,
    STAFF_ROLES,
    Permission,
    Role,
    allows,
    needs_second_factor,
    roles_that_may,
)

roles = st.sets(st.sampled_from(Role))
permissions = st.sampled_from(Permission)


def test_every_role_has_one_row_and_every_permission_has_words_and_a_holder() -> None:
    assert sorted(row.role for row in ROLE_TABLE) == sorted(Role)
    assert set(PERMISSION_WORDS) == set(Permission)
    assert len(set(PERMISSION_WORDS.values())) == len(Permission)
    assert [each for each in Permission if not roles_that_may(each)] == []


def test_nobody_may_do_anything() -> None:
    assert not any(allows([], each) for each in Permission)
    assert not needs_second_factor([])


@given(roles, roles, permissions)
def test_another_role_never_takes_a_permission_away(
    some: set[Role], more: set[Role], what: Permission
) -> None:
    assert allows(some | more, what) is (allows(some, what) or allows(more, what))


@given(roles, permissions)
def test_both_ways_of_asking_agree(some: set[Role], what: Permission) -> None:
    assert allows(some, what) is bool(some & roles_that_may(what))


def test_staff_and_only_staff_need_a_second_factor() -> None:
    assert {role for role in Role if needs_second_factor([role])} == set(STAFF_ROLES)


def test_everybody_may_raise_a_concern() -> None:
    assert roles_that_may(Permission.CONCERN_RAISE) == set(Role)


def test_administrator_has_no_standing_sight_of_records_nor_evaluator_of_names() -> None:
    for role in (Role.ADMINISTRATOR, Role.EVALUATOR):
        assert not allows([role], Permission.PARTICIPANT_VIEW)
        assert not allows([role], Permission.RELATIONSHIP_VIEW)
        assert not allows([role], Permission.CASE_OPEN)


def test_safeguarding_cases_are_the_leads_alone() -> None:
    assert roles_that_may(Permission.CASE_OPEN) == {Role.SAFEGUARDING_LEAD}
