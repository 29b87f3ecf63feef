"""Distributions on plain floats: families by name, each with its mean, variance, distribution function and
quantile.

`make` builds one out of parameters whose units the caller has already resolved; `FAMILIES` says which
parameters a family has and which of them are values in the unit of the outcome. A new family is one file with
a ``FAMILY`` and one line in the list below.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sim.distributions import (
    beta,
    constant,
    empirical,
    exponential,
    gamma,
    lognormal,
    mixture,
    normal,
    triangular,
    uniform,
    weibull,
)
from sim.distributions.base import (
    Distribution,
    DistributionError,
    FamilySpec,
    Kind,
    Parameter,
    demand,
    finite_float,
)
from sim.errors import nearest_name

__all__ = ["FAMILIES", "Distribution", "DistributionError", "FamilySpec", "Kind", "Parameter", "make"]

FAMILIES: Final[Mapping[str, FamilySpec]] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            constant.FAMILY,
            uniform.FAMILY,
            triangular.FAMILY,
            beta.PERT,
            exponential.FAMILY,
            gamma.ERLANG,
            gamma.FAMILY,
            lognormal.FAMILY,
            weibull.FAMILY,
            normal.FAMILY,
            beta.FAMILY,
            empirical.FAMILY,
            mixture.FAMILY,
        )
    }
)
"""Every family of the language by its name, in the order of the reference."""

_EXTREMES: Final = (2.0**-53, 0.5, 1.0 - 2.0**-53)


def make(family: str, args: Sequence[object], kwargs: Mapping[str, object]) -> Distribution:
    """The distribution ``family(*args, **kwargs)``; parameters are numbers of one unit, or lists of pairs.

    Raises DistributionError, and nothing else, for an unknown family, for unknown, missing, duplicate or
    excess parameters, and for parameters with which the distribution cannot exist.

    >>> make("exponential", [], {"mean": 30.0}).mean
    30.0
    """
    spec = FAMILIES.get(family)
    if spec is None:
        raise DistributionError(f"given {family!s:.60}, expected a distribution{_nearest(family, FAMILIES)}")
    given = {
        name: _checked(spec.parameter(name), value) for name, value in _by_name(spec, args, kwargs).items()
    }
    try:
        made = spec.build(given)
        _demand_computable(made)
    except (ArithmeticError, ValueError) as error:
        raise DistributionError(_too_extreme(spec, given)) from error
    except DistributionError as error:
        raise DistributionError(f"{family}: {error}") from None
    return made


def _by_name(spec: FamilySpec, args: Sequence[object], kwargs: Mapping[str, object]) -> dict[str, object]:
    """The parameters by name, after the checks that look only at names and numbers of parameters."""
    if len(args) > spec.positional:
        allowed = f"at most {spec.positional}" if spec.positional else "no"
        raise DistributionError(
            f"given {len(args)} values without a name, expected {allowed}: {spec.signature}"
        )
    given = dict(zip(spec.names, args, strict=False))
    for name, value in kwargs.items():
        if name not in spec.names:
            hint = _nearest(name, spec.names)
            raise DistributionError(f"given {name!s:.60}=, expected a parameter of {spec.signature}{hint}")
        if name in given:
            raise DistributionError(f"given {name} twice, expected it once: {spec.signature}")
        given[name] = value
    _demand_complete(spec, given)
    return given


def _demand_complete(spec: FamilySpec, given: Mapping[str, object]) -> None:
    """Exactly two where any two will do, otherwise every required parameter."""
    told = ", ".join(given) or "nothing"
    if spec.any_two and len(given) != 2:
        raise DistributionError(f"given {told}, expected exactly two: {spec.signature}")
    missing = [p.name for p in spec.parameters if p.required and not spec.any_two and p.name not in given]
    if missing:
        raise DistributionError(f"given {told}, expected {', '.join(missing)} too: {spec.signature}")


def _checked(parameter: Parameter, value: object) -> object:
    """The value as its kind demands: a finite float, or a tuple of checked pairs."""
    if parameter.kind is Kind.WEIGHTED_VALUES:
        return tuple((finite_float("value", x), _weight(w)) for x, w in _pairs(parameter, value))
    if parameter.kind is Kind.WEIGHTED_DISTRIBUTIONS:
        return tuple((_weight(w), _distribution(d)) for w, d in _pairs(parameter, value))
    return finite_float(parameter.name, value)


def _pairs(parameter: Parameter, value: object) -> list[tuple[object, object]]:
    """A non-empty list of pairs, unpacked."""
    expected = f"expected {parameter.kind.value}"
    if not isinstance(value, list | tuple) or not value:
        raise DistributionError(f"given {str(value)[:60]}, {expected}")
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise DistributionError(f"given {str(pair)[:60]} in the list, {expected}")
    return [(pair[0], pair[1]) for pair in value]


def _weight(value: object) -> float:
    weight = finite_float("weight", value)
    demand(weight >= 0, f"weight={weight:g}", "a weight of at least 0")
    return weight


def _distribution(value: object) -> Distribution:
    """A component of a mixture; a bare number is a constant."""
    if isinstance(value, Distribution):
        return value
    return constant.Constant(finite_float("component", value))


def _demand_computable(made: Distribution) -> None:
    """Mean, variance and the outermost draws are finite numbers; ArithmeticError otherwise."""
    if not all(math.isfinite(v) for v in (made.mean, made.variance, *map(made.draw, _EXTREMES))):
        raise OverflowError


def _too_extreme(spec: FamilySpec, given: Mapping[str, object]) -> str:
    told = ", ".join(f"{name}={value!s:.40}" for name, value in given.items())
    return f"given {spec.name}({told}), expected values moderate enough to compute with: {spec.signature}"


def _nearest(word: str, candidates: Mapping[str, object] | Sequence[str]) -> str:
    nearest = nearest_name(str(word), candidates)
    return f"; nearest: {nearest}" if nearest else ""
