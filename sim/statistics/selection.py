"""The best of several systems under common luck: the fully sequential procedure of Kim and Nelson (KN).

Source: S.-H. Kim and B. L. Nelson, "A fully sequential procedure for indifference-zone selection in
simulation", ACM Transactions on Modeling and Computer Simulation 11 (2001) 251-273, with c = 1. If the best
system's expectation is at least ``delta`` above all others, it is selected with probability at least
1 - alpha; common luck makes it stop sooner and is allowed. Larger is better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum

from sim.statistics.means import average, variance

Observe = Callable[[int, int], float]
"""The observation of a system (by index) in a replication (by number, from 0)."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The system selected, how many observations each had, and the mean of each over its own.

    ``sure`` tells whether the procedure came to its end; where ``most`` observations cut it off, the best
    mean of the systems still in was taken.
    """

    best: int
    counts: tuple[int, ...]
    means: tuple[float, ...]
    sure: bool


def eta(systems: int, first: int, alpha: float) -> float:
    """The constant of the procedure for c = 1: [(2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1] / 2.

    >>> round(eta(5, 10, 0.05), 3)
    0.635
    """
    spread: float = (2 * alpha / (systems - 1)) ** (-2 / (first - 1))
    return 0.5 * (spread - 1)


def kn(
    systems: int, observe: Observe, *, delta: float, alpha: float = 0.05, limits: tuple[int, int] = (20, 640)
) -> Selected:
    """The best of ``systems`` by KN; ``limits`` are n0, the first-stage observations, and the most of each.

    Raises `ValueError` for no system, fewer than two first-stage observations, or a ``delta`` not above 0.
    """
    first, most = limits
    if systems < 1 or first < 2 or delta <= 0:
        raise ValueError("KN needs a system, two first-stage observations and a positive indifference zone")
    seen = [[observe(i, r) for r in range(first)] for i in range(systems)] if systems > 1 else [[]]
    if systems == 1:
        return Selected(0, (0,), (0.0,), True)
    h2 = 2 * eta(systems, first, alpha) * (first - 1)
    spread = {
        (i, j): variance([a - b for a, b in zip(seen[i], seen[j], strict=True)])
        for i in range(systems)
        for j in range(systems)
        if i != j
    }
    alive, count = list(range(systems)), first
    while len(alive := _screened(alive, seen, spread, (h2, delta))) > 1 and count < most:
        for i in alive:
            seen[i].append(observe(i, count))
        count += 1
    best = max(alive, key=lambda i: (average(seen[i]), -i))
    return Selected(best, tuple(map(len, seen)), tuple(map(average, seen)), len(alive) == 1)


def _screened(
    alive: Sequence[int],
    seen: Sequence[Sequence[float]],
    spread: dict[tuple[int, int], float],
    zone: tuple[float, float],
) -> list[int]:
    """Those whose sum lies within the continuation region of every other still in the race."""
    h2, delta = zone
    count = len(seen[alive[0]])
    sums = {i: fsum(seen[i]) for i in alive}

    def reach(i: int, j: int) -> float:
        return max(0.0, delta / 2 * (h2 * spread[i, j] / delta**2 - count))

    return [i for i in alive if all(sums[i] >= sums[j] - reach(i, j) for j in alive if j != i)]
