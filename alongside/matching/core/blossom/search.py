# ruff: noqa: PLR0917 - compiled loops take their columns one by one
"""The search of the matching algorithm of Edmonds (1965): from somebody left alone to a better set of pairs.

Everybody has a price, and so has every closed circle of an odd number of people (a *blossom*). No pair is worth more
than its two prices and those of the circles around it; pairs, and neighbours in a circle, are worth exactly as much.
A search grows a tree of such tight pairs from one person without a pair, outer and inner in turn. When nothing more
is tight, the prices of outer people sink and those of inner people rise, all by the same, until a pair becomes tight
that leads to somebody new (the tree grows), or to somebody without a pair (a row of exchanges helps one more), or to
another outer person (a circle closes and counts as one), or until the price of an inner circle is used up (it opens).
If the price of an outer person reaches nothing, that person may as well be the one left alone.

As only one tree grows at a time, all its outer prices are alike odd or even, and doubled weights keep every number
whole. Events come from one heap, and what would come after the end of the search is never put there. Pairs inside a
circle are settled when it opens, so nothing recurses. Who is outer, inner or far lives with each person, with the
moment since when; a price is brought up to date only when that changes.
"""

from __future__ import annotations

from typing import Any

from alongside.matching.core.blossom.circles import (
    CIRCLE_PARTS,
    child_with,
    close,
    pair_up,
    price_of,
    relabel,
    release,
    settle_circle,
    top_of,
)
from alongside.matching.core.blossom.columns import (
    BASE,
    BY,
    FAR,
    FOLLOW,
    FROM,
    HEAP,
    HERE,
    INNER,
    KNOWN,
    LABEL,
    LEAF,
    LIMIT,
    LIMIT_ARC,
    LIMIT_PERSON,
    MATE,
    NEVER,
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
    THERE,
    TODO,
    TODOS,
    UP,
    VIA,
)
from alongside.matching.core.blossom.events import EVENT_PARTS, pop, put


def start_with(row: Any, head: Any, worth: Any, node: Any, people: int) -> None:
    """Lowers the price of everybody alone as far as their pairs allow, and makes the pairs that this offers."""
    for person in range(people):
        me = person * NODE
        if node[me + MATE] != NOBODY:
            continue
        price, choice = 0, NOBODY
        for arc in range(row[person], row[person + 1]):
            spare = worth[arc] - node[head[arc] * NODE + PRICE]
            alone = node[head[arc] * NODE + MATE] == NOBODY
            if spare > price or (spare == price and alone):
                price = spare
                choice = head[arc] if alone else NOBODY
        node[me + PRICE] = price
        if choice != NOBODY:
            node[me + MATE], node[choice * NODE + MATE] = choice, person


def search_from(
    first: int,
    last: int,
    row: Any,
    head: Any,
    tail: Any,
    worth: Any,
    node: Any,
    heap: Any,
    pos: Any,
    num: Any,
) -> None:
    """Searches from everybody from ``first`` to before ``last`` who is alone and still has a price."""
    for person in range(first, last):
        top = top_of(person, node)
        alone = node[top * NODE + BASE] == person and node[person * NODE + MATE] == NOBODY
        if alone and node[person * NODE + PRICE] > 0:
            _search(top, row, head, tail, worth, node, heap, pos, num)


def _search(
    root: int, row: Any, head: Any, tail: Any, worth: Any, node: Any, heap: Any, pos: Any, num: Any
) -> None:
    num[NOW], num[LIMIT] = 0, NEVER
    relabel(root, OUTER, node, heap, pos, num)
    while True:
        while num[TODOS] > 0:
            num[TODOS] -= 1
            _look_around(node[num[TODOS] * NODE + TODO], row, head, worth, node, heap, pos, num)
        if num[HEAP] == 0 or heap[0] >= num[LIMIT]:
            break
        num[NOW] = heap[0]
        _happen(pop(heap, pos, num), row, head, tail, worth, node, heap, pos, num)
    num[NOW] = num[LIMIT]
    if num[LIMIT_ARC] == NOBODY:
        _exchange(num[LIMIT_PERSON], NOBODY, node)
    else:
        met = head[num[LIMIT_ARC]]
        _exchange(tail[num[LIMIT_ARC]], met, node)
        node[top_of(met, node) * NODE + BASE] = met
        node[met * NODE + MATE] = tail[num[LIMIT_ARC]]
    _forget_tree(node, heap, pos, num)


def _happen(
    event: int, row: Any, head: Any, tail: Any, worth: Any, node: Any, heap: Any, pos: Any, num: Any
) -> None:
    """Grows, opens or closes, unless something else came before."""
    people, nodes = num[PEOPLE], len(node) // NODE
    if event >= nodes:
        one, other = tail[event - nodes], head[event - nodes]
        if node[one * NODE + SEAT] != node[other * NODE + SEAT]:
            close(one, other, node, heap, pos, num)
    elif event >= people:
        if node[event * NODE + LABEL] == INNER and node[event * NODE + UP] == NOBODY:
            _open(event, row, head, worth, node, heap, pos, num)
    elif node[event * NODE + LABEL] == FAR:
        top = top_of(event, node)
        _grow(top, event, node[event * NODE + VIA], node, heap, pos, num)


def _look_around(
    person: int, row: Any, head: Any, worth: Any, node: Any, heap: Any, pos: Any, num: Any
) -> None:
    """Notes when each pair of an outer person becomes tight, and when their own price is used up."""
    now, seat, nodes = num[NOW], node[person * NODE + SEAT], len(node) // NODE
    price = price_of(person, node, now)
    if now + price < num[LIMIT]:
        num[LIMIT], num[LIMIT_ARC], num[LIMIT_PERSON] = now + price, NOBODY, person
    for arc in range(row[person], row[person + 1]):
        other = head[arc]
        label = node[other * NODE + LABEL]
        if label == INNER or node[other * NODE + SEAT] == seat:
            continue
        spare = price + price_of(other, node, now) - worth[arc]
        if label == OUTER:
            if now + spare // 2 < num[LIMIT]:
                put(nodes + arc, now + spare // 2, heap, pos, num)
        elif now + spare < num[LIMIT]:
            _reach(person, other, arc, now + spare, node, heap, pos, num)


def _reach(person: int, other: int, arc: int, when: int, node: Any, heap: Any, pos: Any, num: Any) -> None:
    """Somebody far could come into the tree: a row of exchanges if they are alone, otherwise the tree grows."""
    base = node[top_of(other, node) * NODE + BASE]
    if node[base * NODE + MATE] == NOBODY:
        num[LIMIT], num[LIMIT_ARC] = when, arc
    elif pos[other] == NOBODY or when < heap[2 * pos[other]]:
        node[other * NODE + VIA] = person
        put(other, when, heap, pos, num)


def _grow(top: int, by: int, start: int, node: Any, heap: Any, pos: Any, num: Any) -> None:
    """Takes somebody in as inner, and the one they are paired with as outer."""
    node[top * NODE + BY], node[top * NODE + FROM] = by, start
    relabel(top, INNER, node, heap, pos, num)
    mate = node[node[top * NODE + BASE] * NODE + MATE]
    relabel(top_of(mate, node), OUTER, node, heap, pos, num)


def _open(circle: int, row: Any, head: Any, worth: Any, node: Any, heap: Any, pos: Any, num: Any) -> None:
    """Opens an inner circle: the even way through it stays in the tree, the rest falls out of it."""
    by, start = node[circle * NODE + BY], node[circle * NODE + FROM]
    entry = child_with(circle, by, node)
    base = pair_up(circle, node)
    release(circle, node)
    steps, at = 0, entry
    while at != base:
        steps, at = steps + 1, node[at * NODE + NEXT]
    if steps % 2 == 0:
        at = entry
        while at != base:
            outer = node[at * NODE + NEXT]
            at = node[outer * NODE + NEXT]
            node[at * NODE + BY], node[at * NODE + FROM] = (
                node[outer * NODE + THERE],
                node[outer * NODE + HERE],
            )
            relabel(outer, OUTER, node, heap, pos, num)
            relabel(at, INNER, node, heap, pos, num)
        at, end = base, entry
    else:
        at = base
        while at != entry:
            node[at * NODE + BY], node[at * NODE + FROM] = node[at * NODE + HERE], node[at * NODE + THERE]
            relabel(at, INNER, node, heap, pos, num)
            relabel(node[at * NODE + NEXT], OUTER, node, heap, pos, num)
            at = node[node[at * NODE + NEXT] * NODE + NEXT]
        at, end = entry, base
    node[entry * NODE + BY], node[entry * NODE + FROM] = by, start
    relabel(entry, INNER, node, heap, pos, num)
    at = node[at * NODE + NEXT]
    while at != end:
        relabel(at, FAR, node, heap, pos, num)
        _look_back(at, row, head, worth, node, heap, pos, num)
        at = node[at * NODE + NEXT]


def _look_back(top: int, row: Any, head: Any, worth: Any, node: Any, heap: Any, pos: Any, num: Any) -> None:
    """Notes anew when people who fell out of the tree could come into it."""
    now = num[NOW]
    person = node[top * NODE + LEAF]
    while person != NOBODY:
        best = NEVER
        for arc in range(row[person], row[person + 1]):
            if node[head[arc] * NODE + LABEL] == OUTER:
                spare = price_of(person, node, now) + price_of(head[arc], node, now) - worth[arc]
                if now + spare < best:
                    best = now + spare
                    node[person * NODE + VIA] = head[arc]
        put(person, best, heap, pos, num)
        person = node[person * NODE + FOLLOW]


def _exchange(person: int, mate: int, node: Any) -> None:
    """Gives an outer person a new pair (or none), and everybody back to the root the one before them."""
    while True:
        top = top_of(person, node)
        old = node[node[top * NODE + BASE] * NODE + MATE]
        node[top * NODE + BASE], node[person * NODE + MATE] = person, mate
        if old == NOBODY:
            return
        inner = top_of(old, node)
        mate, person = node[inner * NODE + BY], node[inner * NODE + FROM]
        node[inner * NODE + BASE], node[mate * NODE + MATE] = mate, person


def _forget_tree(node: Any, heap: Any, pos: Any, num: Any) -> None:
    for place in range(num[REACHES]):
        person = node[place * NODE + REACHED]
        top = top_of(person, node)
        node[person * NODE + PRICE] = price_of(person, node, num[NOW])
        node[person * NODE + LABEL] = node[person * NODE + KNOWN] = FAR
        if top >= num[PEOPLE]:
            settle_circle(top, node, num[NOW])
    for place in range(num[HEAP]):
        pos[heap[2 * place + 1]] = NOBODY
    num[REACHES] = num[HEAP] = 0


PARTS = (
    _search,
    _happen,
    _look_around,
    _reach,
    _grow,
    _open,
    _look_back,
    _exchange,
    _forget_tree,
    *CIRCLE_PARTS,
    *EVENT_PARTS,
)
