"""What happens next: a heap of moments in which every event has one place at most."""

from __future__ import annotations

from typing import Any

from alongside.matching.core.blossom.columns import HEAP, NOBODY


def put(event: int, when: int, heap: Any, pos: Any, num: Any) -> None:
    """Sets the moment of an event, whether it has one already or not."""
    place = pos[event]
    if place == NOBODY:
        place = num[HEAP]
        num[HEAP] += 1
        pos[event] = place
        heap[2 * place + 1] = event
    heap[2 * place] = when
    while place > 0 and heap[2 * ((place - 1) // 2)] > heap[2 * place]:
        swap(place, (place - 1) // 2, heap, pos)
        place = (place - 1) // 2
    sink(place, heap, pos, num)


def pop(heap: Any, pos: Any, num: Any) -> int:
    event = heap[1]
    num[HEAP] -= 1
    if num[HEAP] > 0:
        swap(0, num[HEAP], heap, pos)
        sink(0, heap, pos, num)
    pos[event] = NOBODY
    return int(event)


def sink(place: int, heap: Any, pos: Any, num: Any) -> None:
    while 2 * place + 1 < num[HEAP]:
        child = 2 * place + 1
        if child + 1 < num[HEAP] and heap[2 * child + 2] < heap[2 * child]:
            child += 1
        if heap[2 * child] >= heap[2 * place]:
            return
        swap(place, child, heap, pos)
        place = child


def swap(one: int, other: int, heap: Any, pos: Any) -> None:
    heap[2 * one], heap[2 * other] = heap[2 * other], heap[2 * one]
    heap[2 * one + 1], heap[2 * other + 1] = heap[2 * other + 1], heap[2 * one + 1]
    pos[heap[2 * one + 1]], pos[heap[2 * other + 1]] = one, other


EVENT_PARTS = (put, pop, sink, swap)
