"""What every distribution offers, how a family describes its parameters, and the checks families share."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from sim.errors import ShixianError


class DistributionError(ShixianError):
    """A distribution that cannot exist; the message says what was given and what was expected."""


class Kind(Enum):
    """What a parameter is, so that a caller can check units before it hands over plain floats."""

    OUTCOME = "a value in the unit of the outcome"
    NUMBER = "a pure number"
    WEIGHTED_VALUES = (
        "a list of (value, weight), the values in the unit of the outcome, the weights pure numbers"
    )
    WEIGHTED_DISTRIBUTIONS = "a list of (weight, distribution), all of the same unit"


class Distribution(ABC):
    """A distribution of one real number, in whatever unit its parameters had.

    All values are plain floats, standard library only. ``u`` is a uniform in the open interval (0, 1).
    """

    __slots__ = ()
    family: ClassVar[str]

    @property
    @abstractmethod
    def mean(self) -> float:
        """The expectation."""

    @property
    @abstractmethod
    def variance(self) -> float:
        """The variance, in the square of the outcome's unit."""

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """The least and the greatest possible outcome; -inf and inf where there is none."""

    @abstractmethod
    def cdf(self, x: float) -> float:
        """The chance of an outcome of at most ``x``."""

    @abstractmethod
    def quantile(self, u: float) -> float:
        """The least x with cdf(x) >= u."""

    def draw(self, u: float) -> float:
        """The outcome that the luck ``u`` brings: the quantile, except for a mixture."""
        return self.quantile(u)

    @abstractmethod
    def scaled(self, factor: float) -> Distribution:
        """The distribution of ``factor`` times the outcome; the factor is finite and greater than 0."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a family."""

    name: str
    kind: Kind = Kind.OUTCOME
    required: bool = True


@dataclass(frozen=True, slots=True)
class FamilySpec:
    """A family: its parameters in order, how many of them may stand without a name, and how to build it.

    With ``any_two`` exactly two of the parameters are given, whichever; otherwise every required one.
    ``build`` takes, by parameter name, what `make` has checked: a finite float, or for the two list kinds a
    tuple of pairs.
    """

    name: str
    parameters: tuple[Parameter, ...]
    build: Callable[[Mapping[str, Any]], Distribution]
    positional: int = 0
    any_two: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters, in order."""
        return tuple(p.name for p in self.parameters)

    def parameter(self, name: str) -> Parameter:
        """The parameter of this name; KeyError if there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)

    @property
    def signature(self) -> str:
        """The family as a planner writes it: ``beta(lo, hi, mean=, sd=)``."""
        if self.any_two:
            return f"{self.name}(any two of {' '.join(f'{n}=' for n in self.names)})"
        words = [n if i < self.positional else f"{n}=" for i, n in enumerate(self.names)]
        return f"{self.name}({', '.join(words)})"


def demand(holds: bool, given: str, expected: str) -> None:
    """Raise a DistributionError that says what was given and expected, unless the condition holds."""
    if not holds:
        raise DistributionError(f"given {given}, expected {expected}")


def demand_positive(name: str, value: float) -> None:
    """The value is greater than 0; where it is 0, say how to write a value without spread."""
    hint = " (a value without spread is constant(x))" if value == 0 else ""
    demand(value > 0, f"{name}={value:g}", f"{name} > 0{hint}")


def checked_factor(factor: float) -> float:
    """The factor of `Distribution.scaled`, finite and greater than 0."""
    demand(math.isfinite(factor) and factor > 0, f"a factor of {factor:g}", "a finite factor > 0")
    return factor


def finite_float(what: str, value: object) -> float:
    """The value as a finite float; a DistributionError for anything else (booleans and text too)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DistributionError(f"given {what}={str(value)[:60]}, expected a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    demand(math.isfinite(number), f"{what}={number}", "a finite number")
    return number
