"""gamma(any two of mean sd cv p10 p50 p90 p95 p99) and erlang(k=, mean=): a sum of exponential stages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self

from sim.distributions.base import (
    Distribution,
    FamilySpec,
    Kind,
    Parameter,
    checked_factor,
    demand,
    demand_positive,
)
from sim.distributions.special import gamma_cdf, gamma_constant, gamma_quantile
from sim.distributions.two_parameters import (
    PARAMETERS,
    QUANTILES,
    demand_sensible,
    given_cv,
    scale,
    solved_spread,
)


@dataclass(frozen=True, slots=True)
class Gamma(Distribution):
    """Shape ``k`` and ``scale`` theta; ``constant`` is `gamma_constant` of the shape."""

    k: float
    scale: float
    constant: float = field(init=False, repr=False)
    family: ClassVar[str] = "gamma"

    def __post_init__(self) -> None:
        object.__setattr__(self, "constant", gamma_constant(self.k))

    @property
    def mean(self) -> float:
        """k theta."""
        return self.k * self.scale

    @property
    def variance(self) -> float:
        """k theta^2."""
        return self.k * self.scale * self.scale

    @property
    def support(self) -> tuple[float, float]:
        """From 0 upwards."""
        return (0.0, math.inf)

    def cdf(self, x: float) -> float:
        """The lower incomplete gamma ratio P(k, x / theta)."""
        return gamma_cdf(x / self.scale, self.k, self.constant)

    def quantile(self, u: float) -> float:
        """theta times `gamma_quantile`."""
        return self.scale * gamma_quantile(u, self.k, self.constant)

    def scaled(self, factor: float) -> Self:
        """Theta times ``factor``."""
        return type(self)(self.k, self.scale * checked_factor(factor))


@dataclass(frozen=True, slots=True)
class Erlang(Gamma):
    """A gamma distribution whose shape is a whole number of exponential stages."""

    family: ClassVar[str] = "erlang"


def log_figure(name: str, cv: float) -> float:
    """The logarithm of a figure of the gamma distribution with mean 1."""
    if name in QUANTILES:
        k = 1.0 / (cv * cv)
        return math.log(gamma_quantile(QUANTILES[name], k, gamma_constant(k)) / k)
    return 0.0 if name == "mean" else math.log(cv)


def build(given: Mapping[str, float]) -> Gamma:
    """The gamma distribution with the two given figures; cv in [0.001, 10] where it must be solved for."""
    demand_sensible(given)
    cv = given_cv(given)
    if cv is None:
        cv = solved_spread(given, log_figure, 1e-3, 10.0)
    return Gamma(1.0 / (cv * cv), scale(given, log_figure, cv) * cv * cv)


def build_erlang(given: Mapping[str, float]) -> Erlang:
    """An Erlang distribution; k a whole number of at least 1, mean > 0."""
    k = given["k"]
    demand(k >= 1 and k == math.floor(k), f"k={k:g}", "a whole number of stages, at least 1")
    demand_positive("mean", given["mean"])
    return Erlang(k, given["mean"] / k)


FAMILY = FamilySpec("gamma", PARAMETERS, build, any_two=True)
ERLANG = FamilySpec("erlang", (Parameter("k", Kind.NUMBER), Parameter("mean")), build_erlang)
