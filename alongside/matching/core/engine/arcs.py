"""Who may be proposed to whom, written out pair by pair: for methods that look at every pair anyway."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """The pairs that may be proposed, seeker by seeker (compressed sparse rows).

    Seeker i may be given the supporters ``supporter[indptr[i]:indptr[i + 1]]``, in rising order and each once,
    with ``weight`` of the same places: whole numbers above 0, more is better. ``indptr`` is int64 and one longer
    than there are seekers; the others are int32. ValueError where the three do not belong together.
    """

    indptr: NDArray[np.int64]
    supporter: NDArray[np.int32]
    weight: NDArray[np.int32]

    def __post_init__(self) -> None:
        if self.indptr.size == 0 or self.indptr[0] != 0 or (np.diff(self.indptr) < 0).any():
            raise ValueError("The rows of the arcs do not follow each other.")
        if not self.indptr[-1] == self.supporter.size == self.weight.size:
            raise ValueError("The arcs are not as many as their rows say.")

    @property
    def seekers(self) -> int:
        """How many seekers there are, with and without arcs."""
        return self.indptr.size - 1

    @property
    def seeker(self) -> NDArray[np.int32]:
        """The seeker of each arc."""
        return np.repeat(np.arange(self.seekers, dtype=np.int32), np.diff(self.indptr))


def arcs_of_table(weights: NDArray[np.int64]) -> Arcs:
    """The arcs of a table of weights (seekers x supporters) in which 0 stands for a pair that may not be."""
    rows, columns = np.nonzero(weights > 0)
    indptr = np.zeros(weights.shape[0] + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=weights.shape[0]), out=indptr[1:])
    return Arcs(indptr, columns.astype(np.int32), weights[rows, columns].astype(np.int32))
