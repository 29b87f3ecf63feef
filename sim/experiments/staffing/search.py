"""The cheapest staffing that meets every target, where more people never harm.

Guesses (a few replications each, under luck of their own) find the candidate; then the candidate is verified
to meet, and enough staffings are verified to miss that every cheaper one has no more people than one of them.
A verification that contradicts a guess sends the search back with what is now known. So the answer rests on
verified staffings only, and guesses decide nothing but how soon it is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Protocol

from sim.experiments.staffing.box import Box, Facts, NotMonotone, Point, below
from sim.verdict import Answer

CLEAR = -0.02
"""A guess below this margin is taken for one that a verification will confirm at its first look."""

MOST_EQUALS = 12
"""So many staffings of the same cost are looked at."""


class Oracle(Protocol):
    """Who knows, or can find out, what a staffing does."""

    def guess(self, x: Point) -> float:
        """About how far the worst target is kept (0 or above) or missed."""

    def verify(self, x: Point) -> Answer:
        """Whether every target is met, with confidence."""


@dataclass(slots=True)
class Outcome:
    """``best`` is None where even the most people miss. ``open`` are cheaper staffings that could not be
    decided, ``equals`` others of the same cost that seem to do as well.
    """

    best: Point | None
    facts: Facts
    open: list[Point] = field(default_factory=list)
    equals: list[Point] = field(default_factory=list)


class Search:
    """One search in one box. Raises `NotMonotone` where verifications contradict the order."""

    def __init__(self, box: Box, oracle: Oracle, hints: Sequence[Point] = ()) -> None:
        self._box, self._oracle, self._hints = box, oracle, hints
        self.facts = Facts()

    def run(self) -> Outcome:
        """The cheapest staffing, verified."""
        top = self._box.high
        if not self._holds(top) and self._verified(top) != "met":
            self._doubt()
            return Outcome(None, self.facts)
        while True:
            best = self._cheapest()
            if best is None:
                return Outcome(None, self.facts)
            if self._verified(best) == "met" and self._certified(best):
                cheaper = self._undecided(self._box.cost(best))
                return Outcome(best, self.facts, cheaper, self._equals(best))

    def _doubt(self) -> None:
        """Where most people miss, look whether fewer would do: then order says nothing."""
        for x in self._hints:
            if x != self._box.high and self._oracle.guess(x) >= 0:
                self._verified(x)

    # Guessing

    def _holds(self, x: Point) -> bool:
        known = self.facts.known(x)
        if known is None:
            self.facts.guesses[x] = self._oracle.guess(x)
            known = bool(self.facts.guesses[x] >= 0)
        return known

    def _cheapest(self) -> Point | None:
        """The cheapest staffing as far as is known and guessed."""
        best = self._descended(self._box.high) if self._holds(self._box.high) else None
        while (hopeful := self._promising(best)) is not None:
            if self._holds(hopeful):
                best = self._descended(hopeful)
        return best

    def _descended(self, start: Point) -> Point:
        """Take people away, the dearest first, until one fewer of any would not do."""
        x = start
        for i in sorted(range(len(x)), key=lambda i: (-self._box.costs[i], i)):
            lo, hi = self._box.low[i], x[i]
            while lo < hi:
                middle = (lo + hi) // 2
                if self._holds((*x[:i], middle, *x[i + 1 :])):
                    hi = middle
                else:
                    lo = middle + 1
            x = (*x[:i], lo, *x[i + 1 :])
        return x

    def _promising(self, best: Point | None) -> Point | None:
        """A staffing cheaper than the best that is not known to miss; that which tells most about others."""
        cost = self._box.cost(best) if best is not None else float("inf")
        among = self._box.cheaper(cost) if best is not None else iter((self._box.high,))
        hopeful = [x for x in among if self.facts.known(x) is not False]
        return max(hopeful, key=self._room, default=None)

    def _room(self, x: Point) -> int:
        return prod(n - lo + 1 for n, lo in zip(x, self._box.low, strict=True))

    # Verifying

    def _verified(self, x: Point) -> Answer:
        return self.facts.verify(x, self._oracle.verify)

    def _certified(self, best: Point) -> bool:
        """Whether every cheaper staffing is verified not to do; False when one of them does after all."""
        for _, x in self._box.fewer(best):
            if self._verified(x) == "met":
                return False
        cost = self._box.cost(best)
        while (remaining := self._remaining(cost)) and (y := self._strongest(remaining)) is not None:
            if self._verified(y) == "met" and self._box.cost(y) < cost:
                return False
        return True

    def _remaining(self, cost: float) -> list[Point]:
        return [x for x in self._box.cheaper(cost) if not self.facts.excluded(x) and self._unsettled(x)]

    def _unsettled(self, x: Point) -> bool:
        return self.facts.verified.get(x) != "undecided"

    def _strongest(self, remaining: Sequence[Point]) -> Point | None:
        """The staffing whose verified miss would exclude most of the remaining ones."""
        seen = [x for x, m in self.facts.guesses.items() if m < CLEAR and x not in self.facts.verified]
        candidates = [*seen, *(x for x in remaining if x not in self.facts.verified)]
        return max(candidates, key=lambda x: self._covers(x, remaining), default=None)

    def _covers(self, x: Point, remaining: Iterable[Point]) -> tuple[int, int]:
        return sum(below(y, x) for y in remaining), -self._room(x)

    def _undecided(self, cost: float) -> list[Point]:
        found = [x for x, a in self.facts.verified.items() if a == "undecided" and self._box.cost(x) < cost]
        return sorted(found, key=self._box.cost)

    def _equals(self, best: Point) -> list[Point]:
        same = [x for x in self._box.level(self._box.cost(best)) if x != best and not self.facts.excluded(x)]
        return [x for x in same[:MOST_EQUALS] if self._holds(x)]


__all__ = ["NotMonotone", "Oracle", "Outcome", "Search"]
