"""empirical([(x, weight), ...]): the values that were seen, as often as they were seen."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, ClassVar

from sim.distributions.base import Distribution, FamilySpec, Kind, Parameter, checked_factor, demand


@dataclass(frozen=True, slots=True)
class Empirical(Distribution):
    """Distinct ``values`` in rising order with their ``weights``, which sum to 1, and the ``cumulative``
    sums, which end in 1.
    """

    values: tuple[float, ...]
    weights: tuple[float, ...]
    cumulative: tuple[float, ...]
    family: ClassVar[str] = "empirical"

    @property
    def mean(self) -> float:
        """The weighted mean of the values."""
        return math.fsum(w * x for w, x in zip(self.weights, self.values, strict=True))

    @property
    def variance(self) -> float:
        """The weighted mean squared distance from the mean: these values are the whole population."""
        mean = self.mean
        return math.fsum(w * (x - mean) ** 2 for w, x in zip(self.weights, self.values, strict=True))

    @property
    def support(self) -> tuple[float, float]:
        """From the least to the greatest value."""
        return (self.values[0], self.values[-1])

    def cdf(self, x: float) -> float:
        """The weight of the values up to ``x``: a staircase."""
        i = bisect_right(self.values, x)
        return self.cumulative[i - 1] if i else 0.0

    def quantile(self, u: float) -> float:
        """The first value whose cumulative weight reaches ``u``."""
        return self.values[bisect_left(self.cumulative, u)]

    def scaled(self, factor: float) -> Empirical:
        """Every value times ``factor``."""
        checked_factor(factor)
        return Empirical(tuple(factor * x for x in self.values), self.weights, self.cumulative)


def build(given: Mapping[str, Any]) -> Empirical:
    """The distribution of weighted values; equal values are put together, weights of 0 left out, the sum made
    1.
    """
    pairs: Sequence[tuple[float, float]] = given["values"]
    total = math.fsum(w for _, w in pairs)
    demand(total > 0, f"weights that sum to {total:g}", "a positive sum")
    merged: dict[float, float] = {}
    for x, w in pairs:
        if w > 0:
            merged[x] = merged.get(x, 0.0) + w / total
    values = tuple(sorted(merged))
    weights = tuple(merged[x] for x in values)
    sums = tuple(accumulate(weights))
    return Empirical(values, weights, (*sums[:-1], 1.0))


FAMILY = FamilySpec("empirical", (Parameter("values", Kind.WEIGHTED_VALUES),), build, positional=1)
