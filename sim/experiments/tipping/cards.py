"""The effect of a reform split over its cards: Shapley values on common luck.

Source: L. S. Shapley, "A value for n-person games" (1953); by permutations, J. Castro, D. Gómez and J.
Tejada, "Polynomial calculation of the Shapley value based on sampling", Computers & Operations Research 36
(2009) 1726-1730. Up to six cards every set is run; above, permutations are drawn, each with its reverse.
Cards are applied in the variant's order whatever set they form. A card that cannot be applied without another
is left out of the sets that lack the other: its effect then counts with that of the card it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, fsum, sqrt

import numpy as np

from sim.errors import InputError
from sim.experiments.performances import by_replication
from sim.experiments.tipping.asking import Inquest
from sim.experiments.worlds import World
from sim.statistics.means import average, variance
from sim.statistics.shares import t_quantile

EXACT = 6
PAIRS = 8
"""Permutations drawn, each with its reverse."""

REPLICATIONS = 10

Set = frozenset[str]
Series = Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A card's part in a target's change, in the unit of its estimate, with the half-width of its 95%
    interval (over replications, or over permutations where those were drawn).
    """

    card: str
    part: float
    half: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The whole change of a target from today to the variant, and its parts."""

    today: float
    reformed: float
    parts: tuple[Part, ...]
    exact: bool


class Sets:
    """The worlds of sets of cards."""

    def __init__(self, inquest: Inquest, cards: Sequence[str]) -> None:
        self._inquest, self._cards = inquest, tuple(cards)
        self.dropped: set[str] = set()
        """Cards that some set had to leave out."""

    def world(self, chosen: Set) -> World:
        """The world in which these cards are played, those left out that cannot be applied without others."""
        cards = tuple(c for c in self._cards if c in chosen)
        while True:
            world = self._plain(cards)
            try:
                self._inquest.worlds.known(world)
            except InputError as error:
                needed = [c for c in cards if any(f"reforms.{c}." in f"{x.path}." for x in error.complaints)]
                if not cards:
                    raise
                out = needed or [cards[-1]]
                self.dropped.update(out)
                cards = tuple(c for c in cards if c not in out)
            else:
                return world

    def _plain(self, cards: tuple[str, ...]) -> World:
        variant = self._inquest.prepared.variant
        return World(variant, before=((f"variants.{variant}", cards),))

    def run(self, sets: Sequence[Set]) -> None:
        """Run all these sets side by side."""
        self._inquest.worlds.run([self.world(s) for s in sets], REPLICATIONS)

    def series(self, chosen: Set, target: int) -> list[float]:
        """A target's figure in each replication when these cards are played."""
        return by_replication(self._inquest.worlds, self.world(chosen), target, REPLICATIONS)


def attribution(inquest: Inquest, cards: Sequence[str]) -> tuple[dict[int, Split], list[str]]:
    """For each target how its change is split over the cards, and which cards need others."""
    if not cards:
        return {}, []
    inquest.about("cards")
    sets = Sets(inquest, cards)
    split = _exact if len(cards) <= EXACT else _sampled
    found = split(inquest, sets, tuple(cards))
    return found, [c for c in cards if c in sets.dropped]


def _exact(inquest: Inquest, sets: Sets, cards: tuple[str, ...]) -> dict[int, Split]:
    every = [frozenset(s) for k in range(len(cards) + 1) for s in combinations(cards, k)]
    sets.run(every)

    def value(target: int) -> Callable[[Set], Series]:
        known = {s: sets.series(s, target) for s in every}
        return known.__getitem__

    return {
        t: _split(shapley(cards, value(t)), value(t), cards, exact=True) for t in range(len(inquest.targets))
    }


def shapley(cards: Sequence[str], value: Callable[[Set], Series]) -> dict[str, list[float]]:
    """The Shapley value of each card in each replication.

    >>> shapley("ab", lambda s: [float(len(s) ** 2)])
    {'a': [2.0], 'b': [2.0]}
    """
    n = len(cards)
    found: dict[str, list[float]] = {}
    for card in cards:
        others = [c for c in cards if c != card]
        terms: list[list[float]] = []
        for k in range(n):
            weight = factorial(k) * factorial(n - k - 1) / factorial(n)
            for chosen in map(frozenset, combinations(others, k)):
                pairs = zip(value(chosen | {card}), value(chosen), strict=True)
                terms.append([weight * (a - b) for a, b in pairs])
        found[card] = [fsum(column) for column in zip(*terms, strict=True)]
    return found


def _sampled(inquest: Inquest, sets: Sets, cards: tuple[str, ...]) -> dict[int, Split]:
    rng = np.random.default_rng(inquest.order.seed)
    drawn = [tuple(cards[i] for i in rng.permutation(len(cards))) for _ in range(PAIRS)]
    orders = [o for order in drawn for o in (order, order[::-1])]
    every = list(dict.fromkeys(frozenset(o[:k]) for o in orders for k in range(len(cards) + 1)))
    sets.run(every)
    found = {}
    for target in range(len(inquest.targets)):
        known = {s: sets.series(s, target) for s in every}
        means = {s: _mean(x) for s, x in known.items()}
        parts: Mapping[str, list[float]] = {c: _marginals(c, orders, means) for c in cards}
        found[target] = _split(parts, known.__getitem__, cards, exact=False)
    return found


def _marginals(card: str, orders: Sequence[tuple[str, ...]], means: Mapping[Set, float]) -> list[float]:
    """What a card adds in each pair of an order and its reverse."""
    added = []
    for order in orders:
        before = frozenset(order[: order.index(card)])
        added.append(means[before | {card}] - means[before])
    return [(a + b) / 2 for a, b in zip(added[::2], added[1::2], strict=True)]


def _split(
    parts: Mapping[str, Sequence[float]],
    value: Callable[[Set], Series],
    cards: tuple[str, ...],
    *,
    exact: bool,
) -> Split:
    made = tuple(_part(card, [x for x in parts[card] if x == x]) for card in cards)
    return Split(
        today=_mean(value(frozenset())), reformed=_mean(value(frozenset(cards))), parts=made, exact=exact
    )


def _part(card: str, values: Sequence[float]) -> Part:
    if len(values) < 2:
        return Part(card=card, part=values[0] if values else 0.0, half=0.0)
    half = t_quantile(0.95, len(values) - 1) * sqrt(variance(values) / len(values))
    return Part(card=card, part=average(values), half=half)


def _mean(values: Sequence[float]) -> float:
    known = [x for x in values if x == x]
    return average(known) if known else 0.0
