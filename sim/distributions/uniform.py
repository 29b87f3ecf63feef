"""uniform(lo, hi): every value between the two is equally likely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.distributions.base import Distribution, FamilySpec, Parameter, checked_factor, demand


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Constant density on [lo, hi]; lo = hi is allowed and is a constant."""

    lo: float
    hi: float
    family: ClassVar[str] = "uniform"

    @property
    def mean(self) -> float:
        """(lo + hi) / 2."""
        return self.lo + (self.hi - self.lo) / 2

    @property
    def variance(self) -> float:
        """(hi - lo)^2 / 12."""
        return (self.hi - self.lo) ** 2 / 12

    @property
    def support(self) -> tuple[float, float]:
        """From lo to hi."""
        return (self.lo, self.hi)

    def cdf(self, x: float) -> float:
        """(x - lo) / (hi - lo)."""
        if x >= self.hi:
            return 1.0
        return (x - self.lo) / (self.hi - self.lo) if x > self.lo else 0.0

    def quantile(self, u: float) -> float:
        """lo + u (hi - lo)."""
        return self.lo + u * (self.hi - self.lo)

    def scaled(self, factor: float) -> Uniform:
        """Both ends times ``factor``."""
        return Uniform(checked_factor(factor) * self.lo, factor * self.hi)


def build(given: Mapping[str, float]) -> Uniform:
    """A uniform distribution; lo <= hi."""
    lo, hi = given["lo"], given["hi"]
    demand(lo <= hi, f"lo={lo:g} and hi={hi:g}", "lo <= hi")
    return Uniform(lo, hi)


FAMILY = FamilySpec("uniform", (Parameter("lo"), Parameter("hi")), build, positional=2)
