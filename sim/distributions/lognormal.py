"""lognormal(any two of mean sd cv p10 p50 p90 p95 p99): the exponential of a normal variable."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.distributions.base import Distribution, FamilySpec, checked_factor, demand
from sim.distributions.special import normal_cdf, normal_quantile
from sim.distributions.two_parameters import (
    PARAMETERS,
    QUANTILES,
    demand_sensible,
    given_cv,
    scale,
    solved_spread,
)


def lognormal_quantile(u: float, mu: float, sigma: float) -> float:
    """exp(mu + sigma z) with the standard normal quantile z."""
    return math.exp(mu + sigma * normal_quantile(u))


@dataclass(frozen=True, slots=True)
class Lognormal(Distribution):
    """exp of a normal variable of mean ``mu`` and standard deviation ``sigma``."""

    mu: float
    sigma: float
    family: ClassVar[str] = "lognormal"

    @property
    def mean(self) -> float:
        """exp(mu + sigma^2 / 2)."""
        return math.exp(self.mu + 0.5 * self.sigma * self.sigma)

    @property
    def variance(self) -> float:
        """mean^2 (exp(sigma^2) - 1)."""
        return self.mean * self.mean * math.expm1(self.sigma * self.sigma)

    @property
    def support(self) -> tuple[float, float]:
        """From 0 upwards."""
        return (0.0, math.inf)

    def cdf(self, x: float) -> float:
        """The normal distribution function of (ln x - mu) / sigma."""
        return normal_cdf((math.log(x) - self.mu) / self.sigma) if x > 0 else 0.0

    def quantile(self, u: float) -> float:
        """See `lognormal_quantile`."""
        return lognormal_quantile(u, self.mu, self.sigma)

    def scaled(self, factor: float) -> Lognormal:
        """``mu`` plus the logarithm of the factor."""
        return Lognormal(self.mu + math.log(checked_factor(factor)), self.sigma)


def log_figure(name: str, sigma: float) -> float:
    """The logarithm of a figure of the lognormal distribution with median 1."""
    if name in QUANTILES:
        return sigma * normal_quantile(QUANTILES[name])
    log_mean = 0.5 * sigma * sigma
    return log_mean if name == "mean" else log_mean + 0.5 * math.log(math.expm1(sigma * sigma))


def build(given: Mapping[str, float]) -> Lognormal:
    """The lognormal distribution with the two given figures."""
    demand_sensible(given)
    sigma = _sigma(given)
    return Lognormal(math.log(scale(given, log_figure, sigma)), sigma)


def _sigma(given: Mapping[str, float]) -> float:
    """Closed forms, except for sd with a quantile."""
    cv = given_cv(given)
    if cv is not None:
        return math.sqrt(math.log1p(cv * cv))
    (low, low_value), (high, high_value) = sorted(given.items(), key=lambda item: QUANTILES.get(item[0], 0.0))
    if low in QUANTILES:
        width = normal_quantile(QUANTILES[high]) - normal_quantile(QUANTILES[low])
        return (math.log(high_value) - math.log(low_value)) / width
    if low == "mean":
        return _sigma_of_mean_and_quantile(low_value, high, high_value)
    return solved_spread(given, log_figure, 1e-3, 10.0)


def _sigma_of_mean_and_quantile(mean: float, name: str, value: float) -> float:
    """The smallest sigma > 0 with z sigma - sigma^2 / 2 = ln(quantile / mean), where z is the normal
    quantile.
    """
    z = normal_quantile(QUANTILES[name])
    d = math.log(value) - math.log(mean)
    possible = z * z >= 2.0 * d if z > 0 else d < 0.0
    limit = f"at most {math.exp(0.5 * z * z):.4g} times the mean" if z > 0 else "below the mean"
    hint = "(two quantiles, as p50= and p90=, have no such limit)"
    demand(possible, f"mean={mean:g} and {name}={value:g}", f"{name} {limit} {hint}")
    root = math.sqrt(z * z - 2.0 * d)
    if z > 0 and d > 0:
        return 2.0 * d / (z + root)
    return z + root if z > 0 else -2.0 * d / (root - z)


FAMILY = FamilySpec("lognormal", PARAMETERS, build, any_two=True)
