"""How a choice is made: by shares, which may depend on what the case has gone through before.

For each choice the earlier decision that tells most about it is looked for (the likelihood ratio of the table
of both), and inside each of its two answers once more. A share then reads "0.9 if checked, else 0.2".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.fitting.blocks import Block
from sim.fitting.families import share_bounds

TELLING = 15.0
"""A likelihood ratio below this (p = 0.0001 with one degree of freedom) may be chance among many tries."""

ENOUGH = 10
DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its exact interval and the number of passages behind it."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Habit:
    """Shares of the branches; where an earlier decision tells, the habits of those who took it and of those
    who did not.
    """

    shares: tuple[Share, ...]
    on: str = ""
    yes: Habit | None = None
    no: Habit | None = None


Decisions = Mapping[str, frozenset[int]]
"""Earlier decisions by name: the variants that took them."""


def habit_of(block: Block, weights: Sequence[int], earlier: Decisions) -> Habit:
    """The habit of a choice."""
    rows = [(v, taken, weights[v]) for (v, _), (taken, _) in zip(block.seen, block.taken, strict=True)]
    return _habit(rows, len(block.children), earlier, DEEPEST)


Rows = list[tuple[int, int, int]]
"""Per passage its variant, the branch taken, and the weight."""


def _habit(rows: Rows, branches: int, earlier: Decisions, depth: int) -> Habit:
    counts = _counts(rows, branches)
    total = sum(counts)
    shares = tuple(Share(c / total if total else 0.0, *share_bounds(c, max(total, 1)), total) for c in counts)
    if not depth:
        return Habit(shares)
    found = max(
        ((_gain(rows, branches, took), name) for name, took in earlier.items()),
        default=(0.0, ""),
        key=lambda g: g[0],
    )
    if found[0] < TELLING:
        return Habit(shares)
    took = earlier[found[1]]
    sides = [[r for r in rows if (r[0] in took) == side] for side in (True, False)]
    yes, no = (_habit(s, branches, earlier, depth - 1) for s in sides)
    return Habit(shares, found[1], yes, no)


def _counts(rows: Iterable[tuple[int, int, int]], branches: int) -> list[int]:
    counts = [0] * branches
    for _, taken, weight in rows:
        counts[taken] += weight
    return counts


def _gain(rows: Rows, branches: int, took: frozenset[int]) -> float:
    """Twice the gain in log-likelihood; 0 where a side has too few passages."""
    yes = _counts((r for r in rows if r[0] in took), branches)
    no = _counts((r for r in rows if r[0] not in took), branches)
    if min(sum(yes), sum(no)) < ENOUGH:
        return 0.0
    both = [a + b for a, b in zip(yes, no, strict=True)]
    return 2 * (_loglik(yes) + _loglik(no) - _loglik(both))


def _loglik(counts: Sequence[int]) -> float:
    total = sum(counts)
    return sum(c * math.log(c / total) for c in counts if c)


def rounds_of(block: Block, weights: Sequence[int]) -> tuple[tuple[Share, ...], int]:
    """The chance of one more round after each round (the last holds beyond), and the most rounds seen."""
    tally: dict[int, list[int]] = {}
    for (v, _), turns in zip(block.seen, block.turns, strict=True):
        bodies = sum(part == 0 for part, _ in turns)
        for r in range(1, bodies + 1):
            counts = tally.setdefault(r, [0, 0])
            counts[0] += weights[v] * (r < bodies)
            counts[1] += weights[v]
    most = max(tally, default=1)
    last = next((r for r in range(1, 4) if r + 1 not in tally or tally[r + 1][1] < 30), 3)
    groups = [[r] for r in range(1, last)] + [[r for r in tally if r >= last]]
    found = []
    for group in groups:
        again, n = (sum(tally[r][k] for r in group) for k in (0, 1))
        found.append(Share(again / max(n, 1), *share_bounds(again, max(n, 1)), n))
    return tuple(found), most
