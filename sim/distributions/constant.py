"""constant(x): always the same value. A bare value in a scenario means the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.distributions.base import Distribution, FamilySpec, Parameter, checked_factor


@dataclass(frozen=True, slots=True)
class Constant(Distribution):
    """All probability at ``x``."""

    x: float
    family: ClassVar[str] = "constant"

    @property
    def mean(self) -> float:
        """The value itself."""
        return self.x

    @property
    def variance(self) -> float:
        """None at all."""
        return 0.0

    @property
    def support(self) -> tuple[float, float]:
        """Only the value."""
        return (self.x, self.x)

    def cdf(self, x: float) -> float:
        """A step from 0 to 1."""
        return 1.0 if x >= self.x else 0.0

    def quantile(self, u: float) -> float:
        """The value, whatever the luck."""
        return self.x

    def scaled(self, factor: float) -> Constant:
        """The constant ``factor`` times as great."""
        return Constant(checked_factor(factor) * self.x)


def build(given: Mapping[str, float]) -> Constant:
    """A constant out of its one parameter."""
    return Constant(given["x"])


FAMILY = FamilySpec("constant", (Parameter("x"),), build, positional=1)
