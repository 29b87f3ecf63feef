"""mixture([(w, dist), ...]): one of several distributions, each with its chance."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, ClassVar

from sim.distributions.base import Distribution, FamilySpec, Kind, Parameter, checked_factor, demand

_CLOSEST_TO_0 = 2.0**-53
_CLOSEST_TO_1 = 1.0 - 2.0**-53


def rescaled(u: float, before: float, weight: float) -> float:
    """The luck left for the component that holds ``u``: (u - before) / weight, kept inside the open interval
    (0, 1).
    """
    return min(max((u - before) / weight, _CLOSEST_TO_0), _CLOSEST_TO_1)


@dataclass(frozen=True, slots=True)
class Mixture(Distribution):
    """``components`` with their ``weights`` (none 0, sum 1) in the order given; ``before`` holds the sums of
    the weights ahead of each.

    `draw` is not the quantile: one uniform picks the component by the cumulated weights and is rescaled
    within it, so that it rises within each component and falls back between them. The outcome has the
    distribution `cdf` all the same.
    """

    weights: tuple[float, ...]
    before: tuple[float, ...]
    components: tuple[Distribution, ...]
    family: ClassVar[str] = "mixture"

    @property
    def mean(self) -> float:
        """The weighted mean of the components' means."""
        return math.fsum(w * d.mean for w, d in zip(self.weights, self.components, strict=True))

    @property
    def variance(self) -> float:
        """The weighted mean of the components' variances plus the variance of their means."""
        mean = self.mean
        pairs = zip(self.weights, self.components, strict=True)
        return math.fsum(w * (d.variance + (d.mean - mean) ** 2) for w, d in pairs)

    @property
    def support(self) -> tuple[float, float]:
        """From the least to the greatest possible outcome of any component."""
        ends = [d.support for d in self.components]
        return (min(lo for lo, _ in ends), max(hi for _, hi in ends))

    def cdf(self, x: float) -> float:
        """The weighted mean of the components' distribution functions."""
        return math.fsum(w * d.cdf(x) for w, d in zip(self.weights, self.components, strict=True))

    def draw(self, u: float) -> float:
        """The outcome of the component that holds ``u``, for the luck left to it."""
        i = bisect_right(self.before, u) - 1
        return self.components[i].draw(rescaled(u, self.before[i], self.weights[i]))

    def quantile(self, u: float) -> float:
        """The true quantile, by bisection of `cdf` between the components' quantiles; slow, for description
        only.
        """
        at_u = [d.quantile(u) for d in self.components]
        low, high = min(at_u), max(at_u)
        if self.cdf(low) >= u:
            return low
        for _ in range(200):
            middle = low + 0.5 * (high - low)
            if not low < middle < high:
                break
            low, high = (low, middle) if self.cdf(middle) >= u else (middle, high)
        return high

    def scaled(self, factor: float) -> Mixture:
        """Every component times ``factor``."""
        checked_factor(factor)
        return Mixture(self.weights, self.before, tuple(d.scaled(factor) for d in self.components))


def build(given: Mapping[str, Any]) -> Mixture:
    """A mixture; the weights sum to 1 within 1e-9 and are made to sum to 1, components of weight 0 are left
    out.
    """
    pairs: Sequence[tuple[float, Distribution]] = given["components"]
    total = math.fsum(w for w, _ in pairs)
    demand(abs(total - 1.0) <= 1e-9, f"weights that sum to {total:.10g}", "a sum of 1")
    kept = [(w / total, d) for w, d in pairs if w > 0]
    weights = tuple(w for w, _ in kept)
    before = (0.0, *accumulate(weights[:-1]))
    return Mixture(weights, before, tuple(d for _, d in kept))


FAMILY = FamilySpec("mixture", (Parameter("components", Kind.WEIGHTED_DISTRIBUTIONS),), build, positional=1)
