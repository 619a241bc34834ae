# ruff: noqa: PLR0917 - compiled loops take their columns one by one
"""Circles of an odd number of people in a search: how they close, what they are made of, and how they open."""

from __future__ import annotations

from typing import Any

from alongside.matching.core.blossom.columns import (
    BASE,
    BY,
    CHILD,
    FAR,
    FOLLOW,
    FROM,
    HEART,
    HERE,
    INNER,
    KNOWN,
    LABEL,
    LAST,
    LEAF,
    MARK,
    MATE,
    NEXT,
    NOBODY,
    NODE,
    NOW,
    OUTER,
    PEOPLE,
    PRICE,
    REACHED,
    REACHES,
    SEAT,
    SINCE,
    SIZE,
    STAMP,
    THERE,
    TODO,
    TODOS,
    UP,
    WHO,
)
from alongside.matching.core.blossom.events import put


def top_of(person: int, node: Any) -> int:
    """The outermost circle around somebody, or the person where there is none."""
    return int(node[node[person * NODE + SEAT] * NODE + WHO])


def price_of(person: int, node: Any, now: int) -> int:
    me = person * NODE
    if node[me + LABEL] == OUTER:
        return int(node[me + PRICE] - now + node[me + SINCE])
    if node[me + LABEL] == INNER:
        return int(node[me + PRICE] + now - node[me + SINCE])
    return int(node[me + PRICE])


def relabel(top: int, label: int, node: Any, heap: Any, pos: Any, num: Any) -> None:
    """Makes one person, or all of an outermost circle, outer, inner or far from now on."""
    now = num[NOW]
    person = node[top * NODE + LEAF]
    if node[person * NODE + LABEL] == label:
        person = NOBODY
    while person != NOBODY:
        me = person * NODE
        node[me + PRICE] = price_of(person, node, now)
        if node[me + KNOWN] == 0:
            node[me + KNOWN] = 1
            node[num[REACHES] * NODE + REACHED] = person
            num[REACHES] += 1
        node[me + SINCE], node[me + LABEL] = now, label
        if label == OUTER:
            node[num[TODOS] * NODE + TODO] = person
            num[TODOS] += 1
        person = node[me + FOLLOW]
    if top >= num[PEOPLE]:
        settle_circle(top, node, now)
        node[top * NODE + SINCE], node[top * NODE + LABEL] = now, label
        if label == INNER:
            put(top, now + node[top * NODE + PRICE] // 2, heap, pos, num)


def settle_circle(circle: int, node: Any, now: int) -> None:
    me = circle * NODE
    if node[me + LABEL] == OUTER:
        node[me + PRICE] += 2 * (now - node[me + SINCE])
    elif node[me + LABEL] == INNER:
        node[me + PRICE] -= 2 * (now - node[me + SINCE])
    node[me + LABEL] = FAR


def _before(top: int, node: Any) -> int:
    """The outer one before an outer one in the tree."""
    mate = node[node[top * NODE + BASE] * NODE + MATE]
    if mate == NOBODY:
        return NOBODY
    return top_of(node[top_of(mate, node) * NODE + FROM], node)


def _meet(one: int, other: int, node: Any, num: Any) -> int:
    """Where the ways of two outer ones back to the root come together."""
    num[STAMP] += 1
    while True:
        if one != NOBODY:
            if node[one * NODE + MARK] == num[STAMP]:
                return one
            node[one * NODE + MARK] = num[STAMP]
            one = _before(one, node)
        one, other = other, one


def _link(one: int, other: int, here: int, there: int, node: Any) -> None:
    node[one * NODE + NEXT], node[one * NODE + HERE], node[one * NODE + THERE] = other, here, there


def close(one: int, other: int, node: Any, heap: Any, pos: Any, num: Any) -> None:
    """Makes a circle of the pair of two outer people and their ways back to where these meet."""
    start, end = top_of(one, node), top_of(other, node)
    meeting = _meet(start, end, node, num)
    at = start
    while at != meeting:
        mate = node[node[at * NODE + BASE] * NODE + MATE]
        inner = top_of(mate, node)
        before = top_of(node[inner * NODE + FROM], node)
        _link(inner, at, mate, node[at * NODE + BASE], node)
        _link(before, inner, node[inner * NODE + FROM], node[inner * NODE + BY], node)
        at = before
    _link(start, end, one, other, node)
    at = end
    while at != meeting:
        mate = node[node[at * NODE + BASE] * NODE + MATE]
        inner = top_of(mate, node)
        before = top_of(node[inner * NODE + FROM], node)
        _link(at, inner, node[at * NODE + BASE], mate, node)
        _link(inner, before, node[inner * NODE + BY], node[inner * NODE + FROM], node)
        at = before
    _enclose(meeting, node, heap, pos, num)


def _free_circle(node: Any, num: Any) -> int:
    circle = num[PEOPLE]
    while node[circle * NODE + CHILD] != NOBODY:
        circle += 1
    return int(circle)


def _enclose(first: int, node: Any, heap: Any, pos: Any, num: Any) -> None:
    circle = _free_circle(node, num)
    me = circle * NODE
    node[me + CHILD], node[me + BASE], node[me + UP] = first, node[first * NODE + BASE], NOBODY
    node[me + PRICE], node[me + SINCE], node[me + LABEL] = 0, num[NOW], OUTER
    largest = _largest_child(circle, node)
    node[me + HEART], node[me + SIZE] = node[largest * NODE + HEART], 0
    node[me + LEAF], node[me + LAST] = node[first * NODE + LEAF], NOBODY
    child = first
    while True:
        if node[child * NODE + LABEL] == INNER:
            relabel(child, OUTER, node, heap, pos, num)
        if child >= num[PEOPLE]:
            settle_circle(child, node, num[NOW])
        if child != largest:
            _seat(child, node[me + HEART], node)
        if node[me + LAST] != NOBODY:
            node[node[me + LAST] * NODE + FOLLOW] = node[child * NODE + LEAF]
        node[me + LAST] = node[child * NODE + LAST]
        node[me + SIZE] += node[child * NODE + SIZE]
        node[child * NODE + UP] = circle
        child = node[child * NODE + NEXT]
        if child == first:
            break
    node[node[me + HEART] * NODE + WHO] = circle


def _largest_child(circle: int, node: Any) -> int:
    """The people of this one keep their seat, so that however deep circles lie, few people are told."""
    largest = first = node[circle * NODE + CHILD]
    child = node[first * NODE + NEXT]
    while child != first:
        if node[child * NODE + SIZE] > node[largest * NODE + SIZE]:
            largest = child
        child = node[child * NODE + NEXT]
    return int(largest)


def _seat(child: int, seat: int, node: Any) -> None:
    person = node[child * NODE + LEAF]
    while person != NOBODY:
        node[person * NODE + SEAT] = seat
        person = node[person * NODE + FOLLOW]


def child_with(circle: int, person: int, node: Any) -> int:
    while node[person * NODE + UP] != circle:
        person = node[person * NODE + UP]
    return person


def pair_up(circle: int, node: Any) -> int:
    """Settles the pairs inside a circle: all but the child of its base, which it returns, go two by two."""
    base = child_with(circle, node[circle * NODE + BASE], node)
    node[base * NODE + BASE] = node[circle * NODE + BASE]
    one = node[base * NODE + NEXT]
    while one != base:
        other = node[one * NODE + NEXT]
        here, there = node[one * NODE + HERE], node[one * NODE + THERE]
        node[one * NODE + BASE], node[other * NODE + BASE] = here, there
        node[here * NODE + MATE], node[there * NODE + MATE] = there, here
        one = node[other * NODE + NEXT]
    return base


def release(circle: int, node: Any) -> None:
    """Lets the children of a circle stand for themselves again."""
    first = child = node[circle * NODE + CHILD]
    while True:
        node[child * NODE + UP] = NOBODY
        node[node[child * NODE + LAST] * NODE + FOLLOW] = NOBODY
        heart = node[child * NODE + HEART]
        if heart != node[circle * NODE + HEART]:
            _seat(child, heart, node)
        node[heart * NODE + WHO] = child
        child = node[child * NODE + NEXT]
        if child == first:
            break
    node[circle * NODE + CHILD] = NOBODY
    node[circle * NODE + LABEL] = FAR


def settle_pairs(node: Any, num: Any) -> None:
    """Opens every circle that is left, so that everybody's pair is true."""
    for start in range(num[PEOPLE], len(node) // NODE):
        circle = start
        while node[circle * NODE + CHILD] != NOBODY:
            while node[circle * NODE + UP] != NOBODY:
                circle = node[circle * NODE + UP]
            pair_up(circle, node)
            release(circle, node)
            circle = start


CIRCLE_PARTS = (
    top_of,
    price_of,
    relabel,
    settle_circle,
    _before,
    _meet,
    _link,
    close,
    _free_circle,
    _enclose,
    _largest_child,
    _seat,
    child_with,
    pair_up,
    release,
)
