"""What a regression is given: columns of numbers from columns of numbers and of words, and which rows are whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from alongside.evaluation.core.analyses.finding import CannotSay, Named, library

Values = Sequence[float] | Sequence[str] | Sequence[str | None] | np.ndarray


@dataclass(frozen=True)
class Matrix:
    """Named columns of numbers, one row a unit; NaN where a value is missing."""

    names: tuple[str, ...]
    values: np.ndarray

    @property
    def whole(self) -> np.ndarray:
        """Which rows have every value."""
        return np.asarray(np.isfinite(self.values).all(axis=1))

    def of(self, rows: np.ndarray) -> "Matrix":
        """The rows that are wanted."""
        return self if rows.all() else Matrix(self.names, self.values[rows])

    def place(self, name: str) -> int:
        return self.names.index(name)


def numbers(values: Values) -> np.ndarray:
    """Numbers as an array; what is missing (None, blank, NaN, pandas' NA, masked) is NaN. CannotSay names a word."""
    if isinstance(values, np.ma.MaskedArray):
        made = np.asarray(np.ma.filled(values.astype(float), np.nan))
    elif isinstance(values, np.ndarray) and values.dtype.kind in "fiub":
        made = np.asarray(values, dtype=float)
    else:
        made = np.asarray([_number(value) for value in values], dtype=float)
    if made.ndim != 1:
        raise CannotSay(Named.BAD_SETTING, f"A column has one value a row, and not {made.shape[1:]} of them.")
    return made


def _number(value: object) -> float:
    if is_missing(value):
        return np.nan
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise CannotSay(
            Named.NOT_A_NUMBER, f"{value!r} is not a number.", "What is missing is None, NaN or blank."
        ) from None


def is_missing(value: object) -> bool:
    """Whether a value stands for nothing: None, a blank, NaN, or what compares with nothing (pandas' NA)."""
    if value is None or isinstance(value, str):
        return not value
    try:
        return bool(value != value)  # noqa: PLR0124 NaN alone is not itself
    except (TypeError, ValueError):
        return not isinstance(value, np.ndarray)


def words(values: Values) -> np.ndarray:
    """Names of groups as an array of words; what is missing is ''. A number is written the shortest way."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiub":
        different, places = np.unique(values, return_inverse=True)
        return np.asarray([_word(value) for value in different.tolist()], dtype=object)[places]
    if set(map(type, values)) <= {str}:
        return np.asarray(values, dtype=object)
    return np.asarray([_word(value) for value in values], dtype=object)


def coded(values: Values) -> np.ndarray:
    """A number for each group, from 0 on; -1 where it is missing. Quick also for very many rows."""
    groups = values if isinstance(values, np.ndarray) and values.dtype.kind in "fiub" else words(values)
    codes, different = library("pandas").factorize(groups)
    blank = np.flatnonzero(np.asarray(different, dtype=object) == "") if groups.dtype == object else ()
    return np.asarray(np.where(np.isin(codes, blank), -1, codes) if len(blank) else codes)


def _word(value: object) -> str:
    if is_missing(value):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def is_words(values: Values) -> bool:
    """Whether a column holds words rather than numbers."""
    return any(isinstance(value, str) for value in values)


def levels(values: np.ndarray, reference: str | None = None) -> list[str]:
    """The groups of a column of words, the reference first; without one, the first in the alphabet."""
    found = sorted(str(value) for value in set(values.tolist()) if value != "")
    if reference is None:
        return found
    if reference not in found and len(found) == 1:
        raise CannotSay(
            Named.ONE_ARM_ONLY,
            f"Everybody here is of {found[0]}, and nobody of {reference}.",
            "There is nobody to compare with; change over time can be described.",
        )
    if reference not in found:
        raise CannotSay(
            Named.BAD_SETTING,
            f"The reference {reference!r} is none of the groups that are there: {', '.join(found) or 'none'}.",
        )
    return [reference, *(level for level in found if level != reference)]


def indicators(name: str, values: np.ndarray, reference: str | None = None) -> Matrix:
    """One column of 0 and 1 for each group but the reference, named `name[group]`."""
    groups = levels(values, reference)
    missing = values == ""
    columns = [np.where(missing, np.nan, (values == group).astype(float)) for group in groups[1:]]
    made = np.column_stack(columns) if columns else np.empty((len(values), 0))
    if missing.any() and not columns:
        made = np.full((len(values), 0), np.nan)
    return Matrix(tuple(f"{name}[{group}]" for group in groups[1:]), made)


def beside(*parts: Matrix) -> Matrix:
    """Matrices side by side."""
    return Matrix(
        tuple(name for part in parts for name in part.names), np.hstack([part.values for part in parts])
    )


def constant(size: int) -> Matrix:
    return Matrix(("constant",), np.ones((size, 1)))


def column(name: str, values: Values) -> Matrix:
    return Matrix((name,), numbers(values).reshape(-1, 1))


def covariates(given: Mapping[str, Values], size: int) -> Matrix:
    """Covariates: numbers as they are, words as one indicator for each group but the first in the alphabet."""
    parts = [
        indicators(name, words(values)) if is_words(values) else column(name, values)
        for name, values in given.items()
    ]
    return beside(Matrix((), np.empty((size, 0))), *parts)


def same_length(*others: Mapping[str, Values] | None, **columns: Sequence[object] | np.ndarray | None) -> int:
    """How many rows the columns have; CannotSay where they differ. `others` are columns by names that people chose."""
    chosen = {f"column {name}": len(values) for more in others for name, values in (more or {}).items()}
    lengths = {name: len(values) for name, values in columns.items() if values is not None} | chosen
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise CannotSay(Named.BAD_SETTING, f"The columns are not of one length: {told}.")
    return next(iter(lengths.values()))


_FLAT = 1e-11


def _narrowest(columns: np.ndarray) -> float:
    """How far columns of length 1 are from saying the same: the smallest eigenvalue of their products."""
    return float(np.linalg.eigvalsh(columns.T @ columns)[0])


def check_full_rank(matrix: Matrix) -> None:
    """CannotSay where a column says nothing that the others do not say."""
    lengths = np.sqrt(np.einsum("ij,ij->j", matrix.values, matrix.values))
    if not np.isfinite(lengths).all():
        raise CannotSay(
            Named.OUTSIDE_RANGE,
            f"Among {', '.join(matrix.names)} are numbers too large to calculate with.",
            "Look them up, or give them in larger units.",
        )
    if lengths.size and ((lengths == 0).any() or _narrowest(matrix.values / lengths) < _FLAT):
        raise CannotSay(
            Named.ZERO_VARIANCE,
            f"Among {', '.join(matrix.names)} one says nothing new: it is constant, or follows from the others.",
            "Leave it out, and the rest can be estimated.",
        )
