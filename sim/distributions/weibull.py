"""weibull(any two of mean sd cv p10 p50 p90 p95 p99): a power of an exponential variable."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.distributions.base import Distribution, FamilySpec, checked_factor
from sim.distributions.two_parameters import PARAMETERS, QUANTILES, demand_sensible, scale, solved_spread


def weibull_quantile(u: float, scale: float, power: float) -> float:
    """scale (-ln(1 - u))^power, where power is 1 / shape."""
    return scale * math.exp(power * math.log(-math.log1p(-u)))


@dataclass(frozen=True, slots=True)
class Weibull(Distribution):
    """``scale`` times an exponential variable of mean 1 to the ``power``, which is 1 / shape."""

    scale: float
    power: float
    family: ClassVar[str] = "weibull"

    @property
    def mean(self) -> float:
        """scale Gamma(1 + power)."""
        return self.scale * math.gamma(1.0 + self.power)

    @property
    def variance(self) -> float:
        """mean^2 cv^2."""
        return self.mean * self.mean * _squared_cv(self.power)

    @property
    def support(self) -> tuple[float, float]:
        """From 0 upwards."""
        return (0.0, math.inf)

    def cdf(self, x: float) -> float:
        """1 - exp(-(x / scale)^(1 / power))."""
        if x <= 0:
            return 0.0
        log_hazard = math.log(x / self.scale) / self.power
        return -math.expm1(-math.exp(min(log_hazard, 10.0)))

    def quantile(self, u: float) -> float:
        """See `weibull_quantile`."""
        return weibull_quantile(u, self.scale, self.power)

    def scaled(self, factor: float) -> Weibull:
        """The scale times ``factor``."""
        return Weibull(self.scale * checked_factor(factor), self.power)


def log_figure(name: str, power: float) -> float:
    """The logarithm of a figure of the Weibull distribution with scale 1."""
    if name in QUANTILES:
        return power * math.log(-math.log1p(-QUANTILES[name]))
    log_cv = 0.5 * math.log(_squared_cv(power))
    log_mean = math.lgamma(1.0 + power)
    return {"mean": log_mean, "sd": log_mean + log_cv, "cv": log_cv}[name]


def _squared_cv(power: float) -> float:
    """Gamma(1 + 2 power) / Gamma(1 + power)^2 - 1."""
    return math.expm1(math.lgamma(1.0 + 2.0 * power) - 2.0 * math.lgamma(1.0 + power))


def build(given: Mapping[str, float]) -> Weibull:
    """The Weibull distribution with the two given figures; its shape lies in [0.1, 1000]."""
    demand_sensible(given)
    power = solved_spread(given, log_figure, 1e-3, 10.0)
    return Weibull(scale(given, log_figure, power), power)


FAMILY = FamilySpec("weibull", PARAMETERS, build, any_two=True)
