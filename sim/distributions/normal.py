"""normal(mean=, sd=, min=): the bell curve, cut off below ``min`` where one is given.

With ``min`` this is the truncated normal distribution: the normal one given that the value is at least
``min``. `mean` and `sd` in the scenario are those of the curve before the cut; the `mean` and `variance` of
the distribution are those after it (the mean is greater).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sim.distributions.base import (
    Distribution,
    FamilySpec,
    Parameter,
    checked_factor,
    demand,
    demand_positive,
)
from sim.distributions.special import normal_cdf, normal_quantile

_FARTHEST_CUT = 30.0


def cut_normal_quantile(u: float, below: float, above: float) -> float:
    """The standard normal quantile of ``u`` given that the value is beyond a cut that has these chances on
    its two sides.
    """
    p = below + u * above
    if p <= 0.5:
        return normal_quantile(p)
    return -normal_quantile((1.0 - u) * above)


@dataclass(frozen=True, slots=True)
class Normal(Distribution):
    """A normal distribution of mean ``mu`` and standard deviation ``sigma``, given that the value is at least
    ``least``.

    ``below`` and ``above`` are the chances of the uncut curve on the two sides of the cut.
    """

    mu: float
    sigma: float
    least: float = -math.inf
    below: float = field(init=False, repr=False)
    above: float = field(init=False, repr=False)
    family: ClassVar[str] = "normal"

    def __post_init__(self) -> None:
        object.__setattr__(self, "below", normal_cdf(self._cut))
        object.__setattr__(self, "above", normal_cdf(-self._cut))

    @property
    def _cut(self) -> float:
        """The cut in standard deviations from the uncut mean."""
        return (self.least - self.mu) / self.sigma

    @property
    def _hazard(self) -> float:
        """The standard normal density at the cut divided by the chance above it."""
        return math.exp(-0.5 * min(self._cut * self._cut, 1e6)) / 2.5066282746310002 / self.above

    @property
    def mean(self) -> float:
        """mu + sigma h, where h is the hazard at the cut."""
        return self.mu + self.sigma * self._hazard

    @property
    def variance(self) -> float:
        """sigma^2 (1 + cut h - h^2)."""
        if self._hazard == 0.0:
            return self.sigma * self.sigma
        return self.sigma * self.sigma * (1.0 + self._hazard * (self._cut - self._hazard))

    @property
    def support(self) -> tuple[float, float]:
        """From the cut upwards."""
        return (self.least, math.inf)

    def cdf(self, x: float) -> float:
        """The normal distribution function above the cut, divided by the chance above it."""
        if x <= self.least:
            return 0.0
        z = (x - self.mu) / self.sigma
        if z > 0:
            return 1.0 - normal_cdf(-z) / self.above
        return (normal_cdf(z) - self.below) / self.above

    def quantile(self, u: float) -> float:
        """See `cut_normal_quantile`; never below the cut."""
        return max(self.mu + self.sigma * cut_normal_quantile(u, self.below, self.above), self.least)

    def scaled(self, factor: float) -> Normal:
        """Mean, spread and cut times ``factor``."""
        checked_factor(factor)
        return Normal(self.mu * factor, self.sigma * factor, self.least * factor)


def build(given: Mapping[str, float]) -> Normal:
    """A normal distribution; sd > 0, and min at most 30 sd above the mean."""
    mu, sigma = given["mean"], given["sd"]
    demand_positive("sd", sigma)
    least = given.get("min", -math.inf)
    told = f"min={least:g} with mean={mu:g} and sd={sigma:g}"
    demand((least - mu) / sigma <= _FARTHEST_CUT, told, "a min at most 30 sd above the mean")
    return Normal(mu, sigma, least)


FAMILY = FamilySpec("normal", (Parameter("mean"), Parameter("sd"), Parameter("min", required=False)), build)
