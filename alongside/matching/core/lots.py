"""Drawing lots that anybody can draw again: from a recorded seed, not from the order in which people came."""

from collections.abc import Iterable
from hashlib import sha256
from typing import TypeVar

from alongside.matching.core.people import Id, Party, id_text

P = TypeVar("P", bound=Party)

LOT_BITS = 26


def lot(seed: int, *ids: Id) -> int:
    """A number from 0 to 2**26 - 1 for a person or a pair in the round with this seed."""
    text = "|".join((str(seed), *(id_text(id_) for id_ in ids)))
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big") >> (32 - LOT_BITS)


def in_lot_order(parties: Iterable[P], seed: int) -> list[P]:
    """Everybody in an order that only the seed and the ids decide. ValueError if an id comes twice."""
    ordered = sorted(parties, key=lambda party: (lot(seed, party.id), id_text(party.id)))
    if len({party.id for party in ordered}) != len(ordered):
        raise ValueError("An id comes twice on one side.")
    return ordered
