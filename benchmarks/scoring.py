"""A million answers to PHQ-9 scored: in columns, one by one, and the least that could be done.

    .venv/bin/python -m benchmarks.scoring

The bound is numpy's own sum over the same columns, which checks nothing, leaves nothing out and reverses nothing.
Exits with 1 if columns are not at least 20 times quicker than one by one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from alongside.measures.core import instrument, score
from alongside.measures.core.columns import score_columns

ROWS, ONE_BY_ONE = 1_000_000, 20_000


def seconds(what: Callable[[], object]) -> float:
    """The least processor time of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        what()
        best = min(best, time.process_time() - began)
    return best


def main() -> int:
    one = instrument("phq_9")
    dice = np.random.default_rng(1)
    columns = {item: dice.integers(0, 4, ROWS).astype(float) for item in one.item_ids}
    for codes in columns.values():
        codes[dice.random(ROWS) < 0.05] = np.nan
    rows = [
        {item: None if np.isnan(columns[item][row]) else int(columns[item][row]) for item in one.item_ids}
        for row in range(ONE_BY_ONE)
    ]
    bound = seconds(lambda: np.nansum(np.column_stack(list(columns.values())), axis=1))
    quick = seconds(lambda: score_columns(one, columns))
    slow = seconds(lambda: [score(one, row) for row in rows]) * ROWS / ONE_BY_ONE
    print("| What | Seconds | Times the bound |")
    print("| --- | ---: | ---: |")
    for name, taken in (
        ("numpy adds up nine columns", bound),
        ("`score_columns`, checked, prorated", quick),
        (f"`score`, one by one (from {ONE_BY_ONE:,})", slow),
    ):
        print(f"| {name} | {taken:.2f} | {taken / bound:.1f} |")
    return 0 if slow > 20 * quick else 1


if __name__ == "__main__":
    sys.exit(main())
