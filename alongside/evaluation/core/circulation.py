"""Which further cells to hide so that no small cell can be worked out from the cells and totals still shown.

A table with its totals, and a flow of people, are both circulations: every cell is an edge of a graph, and at
every node what comes in goes out. What an attacker can still work out about a hidden edge is then exactly its
range over all circulations that agree with the visible edges, and that range is a maximum flow (Cox 1995,
Network models for complementary cell suppression, J Am Stat Assoc 90: 1453-1462).

The attacker is taken to know every visible number, that people are whole and that a hidden cell is never 0
(zeros are always shown).
"""

import heapq
from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

Node = Hashable


@dataclass(frozen=True)
class Edge:
    """One cell: `value` people go from node to node. A dearer edge is hidden later."""

    tail: Node
    head: Node
    value: int
    cost: float = 0.0


@dataclass(frozen=True)
class _Step:
    """One way through an edge: adding to the cell (sign 1) or taking from it (sign -1)."""

    edge: int
    sign: int
    to: Node


@dataclass
class Residual:
    """The freedom that hidden edges leave to the edge `without`, after some flow has been pushed around."""

    edges: Sequence[Edge]
    without: int
    pushed: dict[int, int] = field(default_factory=dict)
    steps: dict[Node, list[_Step]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, edge in enumerate(self.edges):
            if number != self.without and edge.value > 0:
                self.steps.setdefault(edge.tail, []).append(_Step(number, 1, edge.head))
                self.steps.setdefault(edge.head, []).append(_Step(number, -1, edge.tail))

    def room(self, step: _Step) -> float:
        """By how much the cell may still move; a hidden cell has no upper limit and never falls below 1."""
        if step.sign > 0:
            return float("inf")
        return self.edges[step.edge].value + self.pushed.get(step.edge, 0) - 1

    def push(self, path: Sequence[_Step], amount: int) -> None:
        for step in path:
            self.pushed[step.edge] = self.pushed.get(step.edge, 0) + step.sign * amount


def slack(residual: Residual, hidden: set[int], enough: int) -> int:
    """By how much, up to `enough`, an attacker must think that the cell left out may be higher (a maximum flow)."""
    cell = residual.edges[residual.without]
    found = 0
    while found < enough:
        path = _shortest(residual, hidden, cell.head, cell.tail)
        if path is None:
            return found
        amount = int(min(enough - found, *(residual.room(step) for step in path)))
        residual.push(path, amount)
        found += amount
    return found


def _shortest(residual: Residual, hidden: set[int], start: Node, goal: Node) -> list[_Step] | None:
    """A way over hidden edges with room, fewest steps first."""
    came: dict[Node, tuple[Node, _Step] | None] = {start: None}
    queue = deque([start])
    while queue and goal not in came:
        here = queue.popleft()
        for step in residual.steps.get(here, ()):
            if step.edge in hidden and step.to not in came and residual.room(step) >= 1:
                came[step.to] = (here, step)
                queue.append(step.to)
    return _way_back(came, goal) if goal in came else None


def _way_back(came: Mapping[Node, tuple[Node, _Step] | None], goal: Node) -> list[_Step]:
    path = []
    link = came[goal]
    while link is not None:
        path.append(link[1])
        link = came[link[0]]
    return path[::-1]


def _cheapest(residual: Residual, hidden: set[int], start: Node, goal: Node) -> list[_Step]:
    """A way in which hidden edges cost nothing and visible ones their cost (Dijkstra)."""
    came: dict[Node, tuple[Node, _Step] | None] = {}
    heap: list[tuple[float, int, Node, tuple[Node, _Step] | None]] = [(0.0, 0, start, None)]
    order = 0
    while heap and goal not in came:
        cost, _, here, link = heapq.heappop(heap)
        if here in came:
            continue
        came[here] = link
        for step in residual.steps.get(here, ()):
            if step.to not in came and residual.room(step) >= 1:
                order += 1
                further = 0.0 if step.edge in hidden else residual.edges[step.edge].cost
                heapq.heappush(heap, (cost + further, order, step.to, (here, step)))
    return _way_back(came, goal)


def hide(edges: Sequence[Edge], limit: int) -> set[int]:
    """The edges to hide: all that hold 1 to `limit` people, and what must go with them.

    Afterwards every small cell could, for all an attacker knows, be above the limit. A cell hidden with it lies on
    a way around which people can be moved, so it has more than one possible value too. Always possible: in the
    worst case all totals go.
    """
    small = {number for number, edge in enumerate(edges) if 1 <= edge.value <= limit}
    hidden = set(small)
    for number in sorted(small, key=lambda place: (edges[place].value, place)):
        needed = limit + 1 - edges[number].value
        while True:
            residual = Residual(edges, without=number)
            if slack(residual, hidden, needed) >= needed:
                break
            path = _cheapest(residual, hidden, edges[number].head, edges[number].tail)
            hidden.update(step.edge for step in path)
    return hidden
