"""triangular(lo, mode, hi): the least, the most likely and the greatest value, straight lines between."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.distributions.base import Distribution, FamilySpec, Parameter, checked_factor, demand


def triangular_quantile(u: float, lo: float, mode: float, hi: float) -> float:
    """The inverse of the triangular distribution function, from whichever end is nearer."""
    if u * (hi - lo) <= mode - lo:
        return lo + math.sqrt(u * (hi - lo) * (mode - lo))
    return hi - math.sqrt((1.0 - u) * (hi - lo) * (hi - mode))


@dataclass(frozen=True, slots=True)
class Triangular(Distribution):
    """A triangle on [lo, hi] with its top at ``mode``; lo = hi is allowed and is a constant."""

    lo: float
    mode: float
    hi: float
    family: ClassVar[str] = "triangular"

    @property
    def mean(self) -> float:
        """(lo + mode + hi) / 3."""
        return self.lo + ((self.mode - self.lo) + (self.hi - self.lo)) / 3

    @property
    def variance(self) -> float:
        """(a^2 + ab + b^2) / 18 with a = mode - lo, b = hi - mode."""
        a, b = self.mode - self.lo, self.hi - self.mode
        return (a * a + a * b + b * b) / 18

    @property
    def support(self) -> tuple[float, float]:
        """From lo to hi."""
        return (self.lo, self.hi)

    def cdf(self, x: float) -> float:
        """A parabola on each side of the mode."""
        if x <= self.lo and x < self.hi:
            return 0.0
        if x >= self.hi:
            return 1.0
        if x < self.mode:
            return (x - self.lo) / (self.hi - self.lo) * ((x - self.lo) / (self.mode - self.lo))
        return 1.0 - (self.hi - x) / (self.hi - self.lo) * ((self.hi - x) / (self.hi - self.mode))

    def quantile(self, u: float) -> float:
        """See `triangular_quantile`."""
        return triangular_quantile(u, self.lo, self.mode, self.hi)

    def scaled(self, factor: float) -> Triangular:
        """All three corners times ``factor``."""
        checked_factor(factor)
        return Triangular(factor * self.lo, factor * self.mode, factor * self.hi)


def demand_mode_inside(lo: float, mode: float, hi: float) -> None:
    """lo <= mode <= hi, for triangular and pert."""
    demand(lo <= hi, f"lo={lo:g} and hi={hi:g}", "lo <= hi")
    demand(lo <= mode <= hi, f"mode={mode:g}", f"a mode between lo={lo:g} and hi={hi:g}")


def build(given: Mapping[str, float]) -> Triangular:
    """A triangular distribution; lo <= mode <= hi."""
    lo, mode, hi = given["lo"], given["mode"], given["hi"]
    demand_mode_inside(lo, mode, hi)
    return Triangular(lo, mode, hi)


FAMILY = FamilySpec("triangular", (Parameter("lo"), Parameter("mode"), Parameter("hi")), build, positional=3)
