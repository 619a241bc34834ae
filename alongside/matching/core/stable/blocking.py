"""Whether anybody has a reason to leave an outcome, found without the code that made it."""

from __future__ import annotations

import numpy as np

from alongside.matching.core.stable.preferences import Integers, Preferences

_NOBODY = -1


def faults_of_choice(lists: Preferences, choice: Integers) -> list[str]:
    """Everything that makes an outcome impossible; empty when each seeker may have who they were given."""
    if choice.shape != (lists.seekers,):
        return ["There is not one answer for every seeker."]
    matched = choice != _NOBODY
    if np.any(matched & ((choice < 0) | (choice >= lists.capacity.size))):
        return ["A seeker was given a supporter who is not there."]
    taken = np.bincount(choice[matched], minlength=lists.capacity.size)
    found = [f"Supporter {j} has fewer places than seekers." for j in np.flatnonzero(taken > lists.capacity)]
    listed = np.zeros(lists.seekers, dtype=np.bool_)
    owners = lists.owners()
    listed[owners[lists.supporter == choice[owners]]] = True
    return found + [
        f"Seeker {i} was given a supporter not on the lists." for i in np.flatnonzero(matched & ~listed)
    ]


def blocking_pairs(lists: Preferences, choice: Integers) -> Integers:
    """The positions of all pairs who would both rather have each other than what they were given.

    The seeker likes the supporter strictly better than their own (or has none), and the supporter has a free
    place or likes the seeker strictly better than somebody they were given. None: the outcome is weakly stable.
    ``choice`` must be without faults (`faults_of_choice`).
    """
    owners = lists.owners()
    own = lists.supporter == choice[owners]
    unmatched = np.iinfo(np.int64).max
    now = np.full(lists.seekers, unmatched, dtype=np.int64)
    now[owners[own]] = lists.seeker_rank[own]
    nothing = np.iinfo(np.int64).min
    worst = np.full(lists.capacity.size, nothing, dtype=np.int64)
    np.maximum.at(worst, lists.supporter[own], lists.supporter_rank[own].astype(np.int64))
    taken = np.bincount(lists.supporter[own], minlength=lists.capacity.size)
    worst[taken < lists.capacity] = unmatched
    wants = lists.seeker_rank < now[owners]
    found: Integers = np.flatnonzero(wants & (lists.supporter_rank < worst[lists.supporter]))
    return found
