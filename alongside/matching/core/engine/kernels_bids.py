"""Bidding: those who look raise the price of the person they like best until nobody else is worth more to them.

All prices are in units of ``1 / scale`` of a weight, so that a bid one unit too high is too little to matter.
"""

# What is compiled gets its types from what it is called with, and takes its arrays one by one.
# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: ANN001, ANN201, PLR0917

import numpy as np

from alongside.matching.core.engine.jit import compiled

NOBODY = -1


@compiled
def look_again(net, who, worth, price, owner, me, scale, count, wanted, best, best_at):
    """The ``wanted`` best of a list, at today's prices, without those I have; how many of them there are.

    The list is in order of what its people were worth when last looked at; they can only have become dearer.
    Those looked at now are put back in order.
    """
    have, seen = 0, 0
    while seen < count and (have < wanted or net[seen] > best[wanted - 1]):
        person = who[seen]
        if owner[person] != me:
            value = np.int64(worth[seen]) * scale - price[person]
            net[seen] = value
            place = min(have, wanted - 1)
            if have < wanted or value > best[place]:
                while place > 0 and best[place - 1] < value:
                    best[place], best_at[place] = best[place - 1], best_at[place - 1]
                    place -= 1
                best[place], best_at[place] = value, person
                have = min(have + 1, wanted)
        seen += 1
    for k in range(seen - 1, -1, -1):
        a, b, c = net[k], who[k], worth[k]
        place = k + 1
        while place < count and net[place] > a:
            net[place - 1], who[place - 1], worth[place - 1] = net[place], who[place], worth[place]
            place += 1
        net[place - 1], who[place - 1], worth[place - 1] = a, b, c
    return have


@compiled
def push(queue, ends, waiting, who):
    """Put somebody at the end of the queue, unless they stand in it."""
    if waiting[who]:
        return
    waiting[who] = True
    queue[ends[1] % queue.size] = who
    ends[1] += 1


@compiled
def supporters_bid(queue, ends, waiting, again, lists, price, owner, weight, free, most_bids, scale):
    """Let every supporter in the queue bid for as many seekers as they have free places, until all are content.

    ``again`` marks those whose list is too short to decide. Stops after ``most_bids``. Returns the number of bids.
    """
    net, who, worth, count, tau = lists
    best, best_at = np.empty(free.max() + 1, np.int64), np.empty(free.max() + 1, np.int64)
    bids = 0
    while ends[0] < ends[1] and bids < most_bids:
        j = queue[ends[0] % queue.size]
        ends[0] += 1
        waiting[j] = False
        wanted = free[j] + 1
        if wanted > best.size:
            best, best_at = np.empty(2 * wanted, np.int64), np.empty(2 * wanted, np.int64)
        have = look_again(net[j], who[j], worth[j], price, owner, j, scale, count[j], wanted, best, best_at)
        level = max(tau[j], np.int64(0))
        if have == wanted:
            level = max(level, best[wanted - 1])
        for k in range(min(have, free[j])):
            if best[k] < level:
                break
            i = best_at[k]
            before = owner[i]
            weight[i] = (best[k] + price[i]) // scale
            price[i] += best[k] - level + 1
            owner[i] = j
            free[j] -= 1
            bids += 1
            if before != NOBODY:
                free[before] += 1
                push(queue, ends, waiting, before)
        if free[j] > 0 and tau[j] >= 0:
            again[j] = True
    return bids


@compiled
def place_bid(levels, bidders, start, stop, level, me):
    """Take the cheapest place of somebody with several; who had it, or nobody."""
    lowest = start
    for k in range(start + 1, stop):
        if levels[k] < levels[lowest]:
            lowest = k
    before = bidders[lowest]
    levels[lowest], bidders[lowest] = level, me
    return before


@compiled
def seekers_bid(
    queue, ends, waiting, again, lists, price, levels, bidders, places_at, given, weight, most_bids, scale
):
    """Let every seeker in the queue bid for the supporter they like best, until all are content.

    A supporter's price is their lowest bid once all their places are taken, and 0 before. ``levels`` and
    ``bidders`` are those of places ``places_at[j]:places_at[j + 1]`` of supporter j, 0 and nobody where free;
    ``given[i]`` is who seeker i has, and ``weight[i]`` what that is worth. Otherwise as ``supporters_bid``.
    """
    net, who, worth, count, tau = lists
    best, best_at = np.empty(2, np.int64), np.empty(2, np.int64)
    nobody = np.full(price.size, -2, np.int32)
    bids = 0
    while ends[0] < ends[1] and bids < most_bids:
        i = queue[ends[0] % queue.size]
        ends[0] += 1
        waiting[i] = False
        have = look_again(net[i], who[i], worth[i], price, nobody, i, scale, count[i], 2, best, best_at)
        level = max(tau[i], np.int64(0))
        if have == 2:
            level = max(level, best[1])
        if have == 0 or best[0] < max(tau[i], np.int64(0)):
            again[i] = tau[i] >= 0
            continue
        j = best_at[0]
        start, stop = places_at[j], places_at[j + 1]
        before = place_bid(levels, bidders, start, stop, price[j] + best[0] - level + 1, i)
        given[i], weight[i] = j, (best[0] + price[j]) // scale
        price[j] = levels[start:stop].min()
        bids += 1
        if before != NOBODY:
            given[before], weight[before] = NOBODY, 0
            push(queue, ends, waiting, before)
    return bids
