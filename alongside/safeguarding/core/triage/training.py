"""Training the second voice from the development sets, the same every time; measured by manners of writing that it had not seen.

Beside the sets it may be given a background: ordinary sentences by many people, one a line, of which nothing is kept but what
they do to the weights. Without one, the voice knows only posts of the project, and raises much of what it has never seen.
Quiet posts in a manner whose name begins with "ordinary" belong to the background too: they are what people write here on most
days, and few of them would drown among posts that were made to be hard.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from alongside.safeguarding.core.triage.figures import QUIET, LabelledPost
from alongside.safeguarding.core.triage.policy import Lane, Policy
from alongside.safeguarding.core.triage.reading import heard_by_the_voice
from alongside.safeguarding.core.triage.rules import Rules
from alongside.safeguarding.core.triage.voice import BUCKETS, Classes, Table, row_of

FOLDS = 6
FALSE_ALARMS, FALSE_ALARMS_NOW = 0.17, 0.16
"""The share of quiet posts (most of them hard ones) that the voice may raise in cross-validation; and may call urgent."""
ORDINARY, ORDINARY_NOW = 0.04, 0.022
"""The same, of the background."""
BACKGROUND_WEIGHT = 0.7
"""How much the whole background counts beside all quiet posts."""
ORDINARY_POST = 5
"""How many sentences of the background an ordinary post of the sets counts for."""
RIDGE = 1.0
ROUNDS = 60
SCALE = 1000
LISTENS_FOR = frozenset(["self_imminent", "self_active", "self_passive", "other_in_danger"])
LEAVES_ALONE = frozenset(["language_not_covered"])
"""Neither raised nor quiet for the voice: what it is not asked about."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Training:
    """The stored form of a voice, and how it did in cross-validation (shares of posts)."""

    stored: str
    posts: int
    recall: float
    false_alarms: float
    ordinary: float


@dataclass(frozen=True, slots=True)
class _Material:
    """A row a text; what it should be heard as; how often it counts; the fold that it is left out in."""

    rows: csr_array
    soon: Table
    now: Table
    is_background: Mask
    times: NDArray[np.int64]
    folds: NDArray[np.int64]

    def counting(self, wanted: Table, part: Mask) -> Table:
        """How much each text counts: both kinds alike, the background as much of the quiet half as is set."""
        counts = np.zeros(len(wanted))
        yes, quiet, ordinary = (
            part & kind for kind in (wanted == 1, (wanted == 0) & ~self.is_background, self.is_background)
        )
        half = part.sum() / 2 if not ordinary.any() else (part & ~self.is_background).sum() / 2
        share = BACKGROUND_WEIGHT if ordinary.any() else 0.0
        for kind, weight in ((yes, 1.0), (quiet, 1.0 - share), (ordinary, share)):
            if kind.any():
                counts[kind] = half * weight * self.times[kind] / self.times[kind].sum()
        return counts


def train(
    sets: Mapping[str, Sequence[LabelledPost]], rules: Rules, classes: Classes, background: Sequence[str] = ()
) -> Training:
    """Train on the posts of the sets that are not held out: what the voice listens for, against what is quiet or can wait.

    Each group of a set is a manner of writing; all posts of one are in one fold. Raises ValueError when there are too few
    of either to cross-validate.
    """
    used = [
        (f"{name} {post.group}", post)
        for name, posts in sets.items()
        for post in posts
        if not post.is_held_out and _is_for_the_voice(post, rules.policy)
    ]
    made = _material(used, rules, classes, background)
    if min(made.soon.sum(), len(used) - made.soon.sum()) < FOLDS:
        raise ValueError(f"The voice needs at least {FOLDS} posts to raise and {FOLDS} quiet ones.")
    sums = [_cross_validated(made, wanted) for wanted in (made.soon, made.now)]
    thresholds = [
        _threshold(one, made, quiet, ordinary)
        for one, quiet, ordinary in zip(
            sums, (FALSE_ALARMS, FALSE_ALARMS_NOW), (ORDINARY, ORDINARY_NOW), strict=True
        )
    ]
    everything = np.ones(len(made.soon), dtype=bool)
    voices = [
        trained(made.rows, wanted, made.counting(wanted, everything)) for wanted in (made.soon, made.now)
    ]
    raised = sums[0] >= thresholds[0]
    stored = json.dumps(
        {
            "version": _version([post.text for _group, post in used], background),
            "posts": len(used),
            "background": len(background),
            "classes": classes.version,
            "scale": SCALE,
            "leans": [round(float(each[-1]), 3) for each in voices],
            "thresholds": [round(one, 3) for one in thresholds],
            "soon": [int(one) for one in np.round(voices[0][:-1] * SCALE)],
            "now": [int(one) for one in np.round(voices[1][:-1] * SCALE)],
        },
        separators=(",", ":"),
    )
    quiet = (made.soon == 0) & ~made.is_background
    return Training(
        stored,
        len(used),
        float(raised[made.soon == 1].mean()),
        float(raised[quiet].mean()),
        float(raised[made.is_background].mean()) if made.is_background.any() else 0.0,
    )


def trained(rows: csr_array, wanted: Table, counting: Table) -> Table:
    """Ridge logistic regression on the rows that count: a weight for each bucket, and at the end the lean.

    ``wanted`` is 1.0 for texts that the voice should raise and 0.0 for others. The last digits depend on how a machine adds; the
    weights are stored rounded.
    """
    counts = counting > 0
    rows, signs, counting = rows[counts], np.where(wanted[counts] == 1, 1.0, -1.0), counting[counts]

    def loss(weights: Table) -> tuple[float, Table]:
        margins = signs * (rows @ weights[:-1] + weights[-1])
        pulls = -counting * signs / (1.0 + np.exp(np.clip(margins, -50, 50)))
        total = float(counting @ np.logaddexp(0.0, -margins)) + RIDGE / 2 * float(weights[:-1] @ weights[:-1])
        return total, np.append(rows.T @ pulls + RIDGE * weights[:-1], pulls.sum())

    found = minimize(loss, np.zeros(BUCKETS + 1), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return np.asarray(found.x, dtype=np.float64)


def _material(
    used: Sequence[tuple[str, LabelledPost]], rules: Rules, classes: Classes, background: Sequence[str]
) -> _Material:
    texts = [*(post.text for _group, post in used), *background]
    rows = [row_of(*heard_by_the_voice(text, rules), classes) for text in texts]
    lanes = [_lane(post, rules.policy) if post.category in LISTENS_FOR else None for _group, post in used]
    ordinary = [0.0] * len(background)
    everyday = np.array([bool(background) and _is_ordinary(post) for _group, post in used])
    return _Material(
        csr_array(
            (
                np.array([value for row in rows for value in row.values()]),
                np.array([bucket for row in rows for bucket in row], dtype=np.int64),
                np.cumsum([0, *(len(row) for row in rows)]),
            ),
            shape=(len(rows), BUCKETS),
        ),
        soon=np.array([*(float(lane is not None) for lane in lanes), *ordinary]),
        now=np.array([*(float(lane == Lane.NOW) for lane in lanes), *ordinary]),
        is_background=np.append(everyday, np.ones(len(background), dtype=bool)),
        times=np.append(np.where(everyday, ORDINARY_POST, 1), np.ones(len(background), dtype=np.int64)),
        folds=np.array(
            [*_folds([group for group, _post in used]), *(at % FOLDS for at in range(len(background)))]
        ),
    )


def _is_for_the_voice(post: LabelledPost, policy: Policy) -> bool:
    if post.category in LISTENS_FOR or post.category == QUIET:
        return True
    return post.category not in LEAVES_ALONE and _lane(post, policy) > Lane.HOURS


def _is_ordinary(post: LabelledPost) -> bool:
    return post.category == QUIET and post.group.startswith("ordinary")


def _lane(post: LabelledPost, policy: Policy) -> Lane:
    return policy.by_id[post.category].lane


def _cross_validated(made: _Material, wanted: Table) -> Table:
    """The sum for each text, by a voice that has not seen its manner of writing."""
    heard = np.zeros(len(wanted))
    for fold in range(FOLDS):
        own = made.folds == fold
        if own.any():
            weights = trained(made.rows, wanted, made.counting(wanted, ~own))
            heard[own] = made.rows[own] @ weights[:-1] + weights[-1]
    return heard


def _threshold(heard: Table, made: _Material, quiet: float, ordinary: float) -> float:
    """The least sum at which no more is raised than may be: of quiet posts, and of the background."""
    quiets = heard[(made.soon == 0) & ~made.is_background]
    least = float(np.quantile(quiets, 1 - quiet))
    if made.is_background.any():
        others = np.repeat(heard[made.is_background], made.times[made.is_background])
        least = max(least, float(np.quantile(others, 1 - ordinary)))
    return least + 1e-6


def _folds(groups: Sequence[str]) -> list[int]:
    """The fold of each post: largest groups first, each into the fold that has fewest posts so far."""
    sizes = [0] * FOLDS
    of_group: dict[str, int] = {}
    for group in sorted(set(groups), key=lambda one: (-groups.count(one), one)):
        of_group[group] = min(range(FOLDS), key=lambda fold: (sizes[fold], fold))
        sizes[of_group[group]] += groups.count(group)
    return [of_group[group] for group in groups]


def _version(posts: Sequence[str], background: Sequence[str]) -> str:
    digest = hashlib.sha256("\n".join(posts).encode()).hexdigest()[:8]
    beside = hashlib.sha256("\n".join(background).encode()).hexdigest()[:8] if background else "none"
    return f"{BUCKETS}-{digest}-{beside}"
