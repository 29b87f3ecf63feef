"""exponential(mean=): the time to something that is as likely in any one second as in any other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.distributions.base import Distribution, FamilySpec, Parameter, checked_factor, demand_positive


def exponential_quantile(u: float, mean: float) -> float:
    """The inverse of the exponential distribution function: -mean ln(1 - u)."""
    return -mean * math.log1p(-u)


@dataclass(frozen=True, slots=True)
class Exponential(Distribution):
    """Density exp(-x / mean) / mean on [0, inf)."""

    scale: float
    family: ClassVar[str] = "exponential"

    @property
    def mean(self) -> float:
        """The scale."""
        return self.scale

    @property
    def variance(self) -> float:
        """The square of the mean."""
        return self.scale * self.scale

    @property
    def support(self) -> tuple[float, float]:
        """From 0 upwards."""
        return (0.0, math.inf)

    def cdf(self, x: float) -> float:
        """1 - exp(-x / mean)."""
        return -math.expm1(-x / self.scale) if x > 0 else 0.0

    def quantile(self, u: float) -> float:
        """See `exponential_quantile`."""
        return exponential_quantile(u, self.scale)

    def scaled(self, factor: float) -> Exponential:
        """The mean times ``factor``."""
        return Exponential(checked_factor(factor) * self.scale)


def build(given: Mapping[str, float]) -> Exponential:
    """An exponential distribution; mean > 0."""
    demand_positive("mean", given["mean"])
    return Exponential(given["mean"])


FAMILY = FamilySpec("exponential", (Parameter("mean"),), build)
