"""The growth model of 10,000 people and six waves: what our checks, names and conditions cost beside the fit itself.

`python -m benchmarks.evaluation` fits the same model by mixedlm alone (with standard errors and Satterthwaite's degrees
of freedom, as we use them) and by `growth`, and fails when the difference is a tenth or more.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from statistics import median

import mixedlm
import numpy as np
import pandas as pd

from alongside.evaluation.core.analyses.growth import growth

PEOPLE, WAVES, ROUNDS = 10_000, 6, 9
MOST_OVERHEAD = 0.10


def made_up(people: int) -> dict[str, np.ndarray]:
    """Answers of people in two arms, each with a level and a slope of their own."""
    rng = np.random.default_rng(1)
    person = np.repeat(np.arange(people), WAVES)
    time_of = np.tile(np.arange(float(WAVES)), people)
    peer = person % 2 == 0
    own = rng.normal(0, 2, people)[person] + rng.normal(0, 0.3, people)[person] * time_of
    score = 10 + own + (0.3 + 0.2 * peer) * time_of + rng.normal(0, 1.5, person.size)
    return {
        "person": person,
        "time": time_of,
        "peer": peer.astype(float),
        "score": score,
        "arm": np.where(peer, "peer", "waiting").astype(object),
    }


def alone(data: dict[str, np.ndarray]) -> float:
    """The slope difference by mixedlm, from a frame that it likes best."""
    frame = pd.DataFrame(
        {
            "y": data["score"],
            "time": data["time"],
            "peer": data["peer"],
            "crossed": data["time"] * data["peer"],
            "person": pd.Categorical(data["person"]),
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = mixedlm.lmer("y ~ time + peer + crossed + (1 + time | person)", frame)
        mixedlm.satterthwaite_df(found)
        found.vcov()
    return float(found.fixef()["crossed"])


def ours(data: dict[str, np.ndarray]) -> float:
    """The same by our analysis, from the columns of a file."""
    found = growth(
        outcome=data["score"],
        time=data["time"],
        person=data["person"],
        arm=data["arm"],
        reference="waiting",
    )
    return float(found["slope_difference[peer]"].value or 0)


def seconds(do: Callable[[], float]) -> float:
    start = time.process_time()
    do()
    return time.process_time() - start


def main(people: int) -> None:
    data = made_up(people)
    if abs(alone(data) - ours(data)) > 1e-6:
        sys.exit("The two fits differ.")
    # In turns, so that a busy machine slows both; the middle ratio counts.
    rounds = [(seconds(lambda: alone(data)), seconds(lambda: ours(data))) for _ in range(ROUNDS)]
    by_mixedlm, by_us = (median(times) for times in zip(*rounds, strict=True))
    overhead = median(ours_once / alone_once for alone_once, ours_once in rounds) - 1
    print("| What | Seconds of the processor | Times mixedlm alone |")
    print("| --- | ---: | ---: |")
    print(f"| {people:,} people x {WAVES} waves by mixedlm alone | {by_mixedlm:.2f} | 1.00 |")
    print(f"| the same by `growth` | {by_us:.2f} | {1 + overhead:.2f} |")
    if overhead >= MOST_OVERHEAD:
        sys.exit("Our part takes a tenth of the fit, or more.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
