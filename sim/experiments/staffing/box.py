"""The staffings a search may choose from, what they cost, and what is known of them.

A staffing is a tuple of whole numbers, one per lever. Where more people never harm a target, what is missed
with more people is missed with fewer, and what is met with fewer is met with more: `Facts` answers by that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from math import ceil, fsum, prod

from sim.verdict import Answer

Point = tuple[int, ...]

MOST_POINTS = 2_000_000
"""Staffings that a search will run through; a larger box is refused."""


class NotMonotone(Exception):  # noqa: N818 (a finding)
    """Fewer people met what more people missed, both with confidence: order says nothing here."""

    def __init__(self, fewer: Point, more: Point) -> None:
        super().__init__(f"{fewer} meets what {more} misses")
        self.fewer, self.more = fewer, more


@dataclass(frozen=True, slots=True)
class Box:
    """The lowest and highest staffing, and the cost of a person of each lever (all above 0)."""

    low: Point
    high: Point
    costs: tuple[float, ...]

    @property
    def size(self) -> int:
        """How many staffings there are."""
        return prod(h - lo + 1 for lo, h in zip(self.low, self.high, strict=True))

    def cost(self, x: Point) -> float:
        """What a staffing costs."""
        return fsum(c * n for c, n in zip(self.costs, x, strict=True))

    def cheaper(self, than: float) -> Iterator[Point]:
        """The staffings below a cost that nobody can be added to by the last lever."""
        spans = [range(lo, h + 1) for lo, h in zip(self.low[:-1], self.high[:-1], strict=True)]
        for first in product(*spans):
            spent = fsum(c * n for c, n in zip(self.costs, first, strict=False))
            left = (than * (1 - 1e-12) - spent) / self.costs[-1]
            last = min(ceil(left) - 1, self.high[-1])
            if last >= self.low[-1]:
                yield (*first, last)

    def level(self, cost: float) -> Iterator[Point]:
        """The staffings of exactly this cost."""
        spans = [range(lo, h + 1) for lo, h in zip(self.low[:-1], self.high[:-1], strict=True)]
        for first in product(*spans):
            spent = fsum(c * n for c, n in zip(self.costs, first, strict=False))
            last = round((cost - spent) / self.costs[-1])
            whole = (*first, last)
            if self.low[-1] <= last <= self.high[-1] and abs(self.cost(whole) - cost) <= 1e-9 * abs(cost):
                yield whole

    def everything(self) -> Iterator[Point]:
        """Every staffing."""
        yield from product(*(range(lo, h + 1) for lo, h in zip(self.low, self.high, strict=True)))

    def fewer(self, x: Point) -> Iterator[tuple[int, Point]]:
        """Each lever with the staffing that has one person fewer of it, where that is in the box."""
        for i, n in enumerate(x):
            if n > self.low[i]:
                yield i, (*x[:i], n - 1, *x[i + 1 :])


def below(x: Point, y: Point) -> bool:
    """Whether x has no more people than y of any lever."""
    return all(a <= b for a, b in zip(x, y, strict=True))


@dataclass(slots=True)
class Facts:
    """What is verified and what is guessed of staffings; a guess is a margin, met at 0 or above."""

    verified: dict[Point, Answer] = field(default_factory=dict)
    guesses: dict[Point, float] = field(default_factory=dict)
    monotone: bool = True

    def verify(self, x: Point, check: Callable[[Point], Answer]) -> Answer:
        """The verified answer about x; raises `NotMonotone` where it contradicts an earlier one."""
        if x not in self.verified:
            self.verified[x] = check(x)
            self._compare(x)
        return self.verified[x]

    def _compare(self, x: Point) -> None:
        if not self.monotone:
            return
        for y, answer in self.verified.items():
            pair = (answer, self.verified[x])
            if pair == ("met", "missed") and below(y, x):
                raise NotMonotone(y, x)
            if pair == ("missed", "met") and below(x, y):
                raise NotMonotone(x, y)

    def excluded(self, x: Point) -> bool:
        """Whether x is verified to miss, by itself or because more people miss."""
        return any(a == "missed" and below(x, y) for y, a in self.verified.items())

    def known(self, x: Point) -> bool | None:
        """Whether x is held to meet every target; None where nothing tells."""
        own = self.verified.get(x)
        if own is not None:
            return own == "met"
        if any(a == "met" and below(y, x) for y, a in self.verified.items()):
            return True
        if self.excluded(x):
            return False
        if any(m >= 0 and below(y, x) for y, m in self.guesses.items()):
            return True
        return False if any(m < 0 and below(x, y) for y, m in self.guesses.items()) else None
