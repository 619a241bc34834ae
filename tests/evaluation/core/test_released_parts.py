"""Which parts have a page of their own, against a reader who adds and subtracts all pages there are."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from alongside.evaluation.core.parts import released

NAMES = ("spring", "autumn", "2025", "2026")
FEWEST = 3
BELONGING = st.sampled_from(
    [frozenset({intake, year}) for intake in ("spring", "autumn", "") for year in ("2025", "2026")]
)


def reachable(everybody: frozenset[int], pages: list[frozenset[int]]) -> set[frozenset[int]]:
    """Every group of people whose number follows from the pages: all that is in both, in one only, in either."""
    found = {everybody, *pages}
    while True:
        further = {group for one in found for two in found for group in (one & two, one - two, one | two)}
        if further <= found:
            return found
        found |= further


@given(st.lists(BELONGING, max_size=40))
def test_no_pages_taken_from_each_other_leave_a_small_group(people: list[frozenset[str]]) -> None:
    chosen = released(Counter(people), NAMES, FEWEST)
    pages = [frozenset(n for n, belongs in enumerate(people) if part in belongs) for part in chosen]
    groups = reachable(frozenset(range(len(people))), pages) if pages else set()
    assert {len(group) for group in groups}.isdisjoint(range(1, FEWEST))


def test_two_large_intakes_that_leave_a_few_people_over_are_not_both_released() -> None:
    people = {frozenset({"spring"}): 20, frozenset({"autumn"}): 20, frozenset[str](): 2}
    assert released(people, NAMES, FEWEST) == ("spring",)
    people[frozenset()] = 0
    assert released(people, NAMES, FEWEST) == ("spring", "autumn")


def test_a_year_that_is_an_intake_and_a_few_more_is_not_released_beside_it() -> None:
    people = {frozenset({"spring", "2026"}): 20, frozenset({"2026"}): 2, frozenset({"2025"}): 30}
    assert released(people, NAMES, FEWEST) == ("spring",)
    assert released(people, ("2026", "2025", "spring"), FEWEST) == ("2026", "2025")


def test_a_part_of_nobody_or_everybody_has_no_page() -> None:
    assert released({frozenset({"2026"}): 20}, NAMES, FEWEST) == ()
    assert released({}, NAMES, FEWEST) == ()
