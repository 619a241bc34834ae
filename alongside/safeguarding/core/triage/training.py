"""Training the second voice from the development half of a set of posts, the same every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.safeguarding.core.triage.figures import QUIET, LabelledPost
from alongside.safeguarding.core.triage.policy import Lane, Policy
from alongside.safeguarding.core.triage.spelling import Speller
from alongside.safeguarding.core.triage.voice import BUCKETS, sums, trained, vectors

FOLDS = 5
FALSE_ALARMS = 0.01
"""The share of quiet posts that the voice may raise in cross-validation."""
SCALE = 1000


@dataclass(frozen=True, slots=True)
class Training:
    """The stored form of a voice, and how it did in cross-validation (shares of posts)."""

    stored: str
    posts: int
    recall: float
    false_alarms: float


def train(posts: Sequence[LabelledPost], speller: Speller, policy: Policy) -> Training:
    """Train on the posts that are not held out: what should be read within hours, against what is quiet.

    Raises ValueError when there are too few of either to cross-validate.
    """
    used = [post for post in posts if not post.is_held_out and _is_for_the_voice(post, policy)]
    wanted = np.array([float(post.category != QUIET) for post in used])
    if min(wanted.sum(), len(used) - wanted.sum()) < FOLDS:
        raise ValueError(f"The voice needs at least {FOLDS} posts to raise and {FOLDS} quiet ones.")
    rows = vectors([speller.words(post.text) for post in used])
    heard = _cross_validated(rows, wanted, np.array([_fold(post) for post in used]))
    quiet = np.sort(heard[wanted == 0])[::-1]
    threshold = float(quiet[int(len(quiet) * FALSE_ALARMS)]) + 1e-6
    weights, lean = trained(rows, wanted)
    stored = json.dumps(
        {
            "version": _version(used),
            "scale": SCALE,
            "lean": round(lean, 3),
            "threshold": round(threshold, 3),
            "weights": [int(one) for one in np.round(weights * SCALE)],
        },
        separators=(",", ":"),
    )
    return Training(
        stored, len(used), float((heard[wanted == 1] >= threshold).mean()), float((quiet >= threshold).mean())
    )


def _is_for_the_voice(post: LabelledPost, policy: Policy) -> bool:
    if post.category == QUIET:
        return True
    return policy.by_id[post.category].lane <= Lane.HOURS and not post.group.endswith("language")


def _cross_validated(
    rows: NDArray[np.float64], wanted: NDArray[np.float64], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The sum for each post, by a voice that has not seen it."""
    heard = np.zeros(len(rows))
    for fold in range(FOLDS):
        own = folds == fold
        weights, lean = trained(rows[~own], wanted[~own])
        heard[own] = sums(rows[own], weights, lean)
    return heard


def _fold(post: LabelledPost) -> int:
    return hashlib.sha256(post.text.encode()).digest()[1] % FOLDS


def _version(used: Sequence[LabelledPost]) -> str:
    text = "\n".join(f"{post.category} {post.text}" for post in used)
    return f"{BUCKETS}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
