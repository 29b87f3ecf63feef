"""beta(lo, hi, mean=, sd=) and pert(lo, mode, hi): smooth curves between two ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self

from sim.distributions.base import (
    Distribution,
    FamilySpec,
    Parameter,
    checked_factor,
    demand,
    demand_positive,
)
from sim.distributions.special_beta import beta_cdf, beta_constant, beta_quantile, beta_split
from sim.distributions.triangular import demand_mode_inside

_GREATEST_SHAPES = 1e7


@dataclass(frozen=True, slots=True)
class Beta(Distribution):
    """The beta distribution of shapes ``a`` and ``b`` stretched to [lo, hi].

    ``constant`` and ``split`` are `beta_constant` and `beta_split` of the shapes.
    """

    lo: float
    hi: float
    a: float
    b: float
    constant: float = field(init=False, repr=False)
    split: float = field(init=False, repr=False)
    family: ClassVar[str] = "beta"

    def __post_init__(self) -> None:
        object.__setattr__(self, "constant", beta_constant(self.a, self.b))
        object.__setattr__(self, "split", beta_split(self.a, self.b, self.constant))

    @property
    def mean(self) -> float:
        """lo + (hi - lo) a / (a + b)."""
        return self.lo + (self.hi - self.lo) * (self.a / (self.a + self.b))

    @property
    def variance(self) -> float:
        """(hi - lo)^2 a b / ((a + b)^2 (a + b + 1))."""
        n = self.a + self.b
        return (self.hi - self.lo) ** 2 * (self.a / n) * (self.b / n) / (n + 1.0)

    @property
    def support(self) -> tuple[float, float]:
        """From lo to hi."""
        return (self.lo, self.hi)

    def cdf(self, x: float) -> float:
        """The regularised incomplete beta function of (x - lo) / (hi - lo)."""
        if x >= self.hi:
            return 1.0
        if x <= self.lo:
            return 0.0
        return beta_cdf((x - self.lo) / (self.hi - self.lo), self.a, self.b, self.constant)

    def quantile(self, u: float) -> float:
        """lo + (hi - lo) times `beta_quantile`."""
        return self.lo + (self.hi - self.lo) * beta_quantile(u, self.a, self.b, self.constant, self.split)

    def scaled(self, factor: float) -> Self:
        """Both ends times ``factor``."""
        return type(self)(checked_factor(factor) * self.lo, factor * self.hi, self.a, self.b)


@dataclass(frozen=True, slots=True)
class Pert(Beta):
    """The beta distribution of PERT: its mean is (lo + 4 mode + hi) / 6 and its shapes add up to 6.

    Clark, "The PERT model for the distribution of an activity time", Operations Research 10 (1962). lo = hi
    is allowed.
    """

    family: ClassVar[str] = "pert"


def build(given: Mapping[str, float]) -> Beta:
    """A beta distribution; lo < mean < hi, and 0 < sd < sqrt((mean - lo)(hi - mean))."""
    lo, hi, mean, sd = given["lo"], given["hi"], given["mean"], given["sd"]
    demand(lo < hi, f"lo={lo:g} and hi={hi:g}", "lo < hi")
    demand(lo < mean < hi, f"mean={mean:g}", f"a mean between lo={lo:g} and hi={hi:g}, not at an end")
    demand_positive("sd", sd)
    p, spread = (mean - lo) / (hi - lo), sd / (hi - lo)
    most = (p * (1.0 - p)) ** 0.5
    demand(spread < most, f"sd={sd:g}", f"sd < {most * (hi - lo):g}, all that mean={mean:g} leaves room for")
    n = p * (1.0 - p) / (spread * spread) - 1.0
    least = (p * (1.0 - p) / _GREATEST_SHAPES) ** 0.5 * (hi - lo)
    demand(n <= _GREATEST_SHAPES, f"sd={sd:g}", f"sd of at least {least:g} between such ends, or constant(x)")
    return Beta(lo, hi, p * n, (1.0 - p) * n)


def build_pert(given: Mapping[str, float]) -> Pert:
    """A PERT distribution; lo <= mode <= hi."""
    lo, mode, hi = given["lo"], given["mode"], given["hi"]
    demand_mode_inside(lo, mode, hi)
    p = (mode - lo) / (hi - lo) if hi > lo else 0.5
    return Pert(lo, hi, 1.0 + 4.0 * p, 5.0 - 4.0 * p)


FAMILY = FamilySpec(
    "beta", (Parameter("lo"), Parameter("hi"), Parameter("mean"), Parameter("sd")), build, positional=2
)
PERT = FamilySpec("pert", (Parameter("lo"), Parameter("mode"), Parameter("hi")), build_pert, positional=3)
