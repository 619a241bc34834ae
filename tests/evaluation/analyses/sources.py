"""Published data that the analyses are compared with; `published/README.md` says where each comes from."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from alongside.evaluation.core.analyses.studies import Studies
from alongside.evaluation.core.analyses.study_effects import Counts, effect_of_counts

HERE = Path(__file__).parent / "published"

# BCG vaccine against tuberculosis (Colditz 1994; metadat dat.bcg): events and not, treated and control; latitude; year.
BCG = (
    (4, 119, 11, 128, 44, 1948),
    (6, 300, 29, 274, 55, 1949),
    (3, 228, 11, 209, 42, 1960),
    (62, 13536, 248, 12619, 52, 1977),
    (33, 5036, 47, 5761, 13, 1973),
    (180, 1361, 372, 1079, 44, 1953),
    (8, 2537, 10, 619, 19, 1973),
    (505, 87886, 499, 87892, 13, 1980),
    (29, 7470, 45, 7232, 27, 1968),
    (17, 1699, 65, 1600, 42, 1961),
    (186, 50448, 141, 27197, 18, 1974),
    (5, 2493, 3, 2338, 33, 1969),
    (27, 16886, 29, 17825, 33, 1976),
)
# Teachers' expectations (Raudenbush 1985; metadat dat.raudenbush1985): effect, variance, weeks of contact before.
RAUDENBUSH = (
    (0.03, 0.0156, 2),
    (0.12, 0.0216, 21),
    (-0.14, 0.0279, 19),
    (1.18, 0.1391, 0),
    (0.26, 0.1362, 0),
    (-0.06, 0.0106, 3),
    (-0.02, 0.0106, 17),
    (-0.32, 0.0484, 24),
    (0.27, 0.0269, 0),
    (0.80, 0.0630, 1),
    (0.54, 0.0912, 0),
    (0.18, 0.0497, 0),
    (-0.02, 0.0835, 1),
    (0.23, 0.0841, 2),
    (-0.18, 0.0253, 17),
    (-0.06, 0.0279, 5),
    (0.30, 0.0193, 1),
    (0.07, 0.0088, 2),
    (-0.07, 0.0303, 7),
)
# Length of hospital stay (Normand 1999; metadat dat.normand1999): n, mean, SD in two groups.
NORMAND = (
    (155, 55, 47, 156, 75, 64),
    (31, 27, 7, 32, 29, 4),
    (75, 64, 17, 71, 119, 29),
    (18, 66, 20, 18, 137, 48),
    (8, 14, 8, 13, 18, 11),
    (57, 19, 7, 52, 18, 4),
    (34, 52, 45, 33, 41, 34),
    (110, 21, 16, 183, 31, 27),
    (60, 30, 27, 52, 23, 20),
)
# Low-dose aspirin in pregnancy (DerSimonian and Kacker 2007; metafor's test of that example): events and n, twice.
CLASP = (
    (5, 156, 8, 74),
    (5, 303, 17, 303),
    (12, 565, 9, 477),
    (69, 1570, 94, 1565),
    (9, 103, 11, 105),
    (313, 4659, 352, 4650),
)


def columns(name: str) -> dict[str, list[str]]:
    """A published table, column by column, as text."""
    with (HERE / name).open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    return {key: [line[key] for line in lines] for key in lines[0]}


def numbers(table: dict[str, list[str]], name: str) -> np.ndarray:
    return np.array(table[name], dtype=float)


def studies(effects: list[float], variances: list[float]) -> Studies:
    names = tuple(f"study {number}" for number in range(1, len(effects) + 1))
    return Studies(names, np.array(effects), np.array(variances))


def bcg() -> Studies:
    found = [effect_of_counts(Counts(a, a + b, c, c + d), "RR") for a, b, c, d, _, _ in BCG]
    return studies([each[0] for each in found], [each[1] for each in found])


def raudenbush() -> Studies:
    return studies([each[0] for each in RAUDENBUSH], [each[1] for each in RAUDENBUSH])
