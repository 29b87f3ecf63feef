"""The recursion of Kiefer and Wolfowitz: waits of a first-come first-served station from gaps and work alone.

Kiefer and Wolfowitz, "On the theory of queues with many servers", Transactions of the American Mathematical
Society 78 (1955) 1-18; with one server it is Lindley's (1952). An engine that follows it to the second has
the recursion's law of waits, and the recursion is quick enough for rare or heavy-tailed figures.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from tests.theory.queues.runner import Estimate, estimate

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Floats]


def starts(queued: Iterable[int], worked: Iterable[int], servers: int = 1) -> list[int]:
    """The instants at which work starts, in the order of the queue; all in whole seconds."""
    free = [-(2**62)] * servers
    found = []
    for instant, work in zip(queued, worked, strict=True):
        start = max(instant, free[0])
        heapq.heapreplace(free, start + work)
        found.append(start)
    return found


def long_run(draw_gap: Draw, draw_work: Draw, servers: int, value: Callable[[Floats], Floats]) -> Estimate:
    """The mean of a value of the waits at 3,000 independent stations, of 2,500 customers each after 500 more.

    The draws are NumPy's own, not the project's: nothing is shared with the engine but the recursion.
    """
    luck, chains = np.random.default_rng(1), 3000
    ahead, total = np.zeros((chains, servers)), np.zeros(chains)
    for customer in range(3000):
        if customer >= 500:
            total += value(ahead[:, 0])
        ahead[:, 0] += draw_work(luck, chains)
        ahead = np.maximum(ahead - draw_gap(luck, chains)[:, None], 0)
        ahead.sort(axis=1)
    return estimate(list(total / 2500))
