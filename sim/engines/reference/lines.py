"""A pool's queue: claims in the pool's own order, with keys fixed on joining."""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from sim.engines.reference.cases import Visit
from sim.program import Order

LineKey = tuple[float, ...]


def line_key(order: Order, claim: Visit) -> LineKey:
    """The sort key of a claim; ties go by queue instant, process, case, step position and round."""
    first: tuple[float, ...] = ()
    if order is Order.PRIORITY:
        first = (-claim.priority,)
    elif order is Order.DUE:
        first = (claim.deadline,)
    elif order is Order.SHORTEST:
        first = (float(claim.left),)
    elif order is Order.LIFO:
        first = (-float(claim.queued),)
    elif order is Order.RANDOM:
        first = (claim.draw,)
    return (*first, claim.queued, *claim.place)


class Line:
    """The claims that queue for one pool, sorted."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self._keys: list[LineKey] = []
        self._claims: list[Visit] = []

    def __len__(self) -> int:
        return len(self._claims)

    def __iter__(self) -> Iterator[Visit]:
        return iter(self._claims)

    def join(self, claim: Visit) -> None:
        """Stand in line."""
        key = line_key(self.order, claim)
        at = bisect.bisect_left(self._keys, key)
        self._keys.insert(at, key)
        self._claims.insert(at, claim)

    def leave(self, claim: Visit) -> None:
        """Leave the line; the claim's key must be as it was on joining."""
        at = bisect.bisect_left(self._keys, line_key(self.order, claim))
        del self._keys[at], self._claims[at]
