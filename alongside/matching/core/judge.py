"""Whether one person's wish is met by another: the one place where values are compared."""

from enum import StrEnum

from alongside.matching.core.people import SAME_AS_ME, Party, Value, Wish

FULL = 1000
HALF = 500


class Verdict(StrEnum):
    """Whether the other person has what the wish names; ``OWN_NOT_KNOWN``: the wisher has not said their own."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"
    OWN_NOT_KNOWN = "own_not_known"


def wished_value(wish: Wish, wisher: Party) -> Value | None:
    """What the wish asks for, with "same as me" replaced; None when the wisher has not said their own value."""
    if wish.values is SAME_AS_ME:
        return wisher.value_of(wish.trait)
    return wish.values


def judge(wish: Wish, wisher: Party, other: Party) -> Verdict:
    """Whether the other person has what the wish names, whatever its strength."""
    wished = wished_value(wish, wisher)
    if wished is None:
        return Verdict.OWN_NOT_KNOWN
    given = other.value_of(wish.trait)
    if given is None:
        return Verdict.NOT_KNOWN
    return Verdict.MET if alike(wished, given, wish.trait.tolerance) else Verdict.NOT_MET


def alike(first: Value, second: Value, tolerance: int) -> bool:
    """Whether two values of one trait count as the same: a word in common, or numbers within the tolerance."""
    if isinstance(first, int) and isinstance(second, int):
        return abs(first - second) <= tolerance
    if isinstance(first, frozenset) and isinstance(second, frozenset):
        return not first.isdisjoint(second)
    return False


def closeness(wish: Wish, wisher: Party, other: Party) -> int:
    """How near the other person comes to the wish, in thousandths.

    Not known is worth half: it is neither a promise nor a contradiction, so asking for a detail that most people
    leave out does not push the ones who answered honestly below the ones who said nothing, nor the reverse. A
    number beyond the tolerance fades evenly and is worth nothing from three tolerances on.
    """
    verdict = judge(wish, wisher, other)
    if verdict is Verdict.MET:
        return FULL
    if verdict is not Verdict.NOT_MET:
        return HALF
    wished, given = wished_value(wish, wisher), other.value_of(wish.trait)
    tolerance = wish.trait.tolerance
    if isinstance(wished, int) and isinstance(given, int) and tolerance:
        beyond = abs(wished - given) - tolerance
        return max(0, FULL - FULL * beyond // (2 * tolerance))
    return 0
