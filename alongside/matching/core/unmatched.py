"""What would have to change for somebody who was not matched."""

from collections.abc import Iterable, Mapping, Sequence

from alongside.matching.core.admit import Obstacle
from alongside.matching.core.outcome import OnlyObstacle


def only_obstacles(others: Iterable[tuple[tuple[Obstacle, ...], bool]]) -> tuple[OnlyObstacle, ...]:
    """The obstacles that alone bar somebody from one or more others; each with whether it has a place left."""
    counts: dict[Obstacle, list[int]] = {}
    for obstacles, still_free in others:
        if len(obstacles) == 1:
            count = counts.setdefault(obstacles[0], [0, 0])
            count[0] += 1
            count[1] += still_free
    return counted_obstacles(counts)


def counted_obstacles(counts: Mapping[Obstacle, Sequence[int]]) -> tuple[OnlyObstacle, ...]:
    """Obstacles with how many each alone bars, and how many of those have a place left: the most promising first."""
    found = (OnlyObstacle(obstacle, *count) for obstacle, count in counts.items())
    return tuple(sorted(found, key=_most_promising))


def _most_promising(only: OnlyObstacle) -> tuple[int, int, str, str, str]:
    trait = only.obstacle.trait
    return (
        -only.still_free,
        -only.others,
        only.obstacle.code,
        only.obstacle.side,
        trait.key if trait else "",
    )
