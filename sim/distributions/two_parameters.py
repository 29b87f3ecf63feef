"""Any two of mean sd cv p10 p50 p90 p95 p99: what lognormal, gamma and weibull share.

A family of positive values has a scale and one more parameter, its *spread*, which grows with cv. It tells
this module the logarithm of each of its eight figures at unit scale as a function of the spread; two given
figures then fix the spread, and one of them the scale. Where two spreads fit (mean and p90, say) the smaller
one is taken: it is the branch that shrinks to a constant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from sim.distributions.base import DistributionError, Kind, Parameter, demand, demand_positive

QUANTILES: Final[Mapping[str, float]] = {"p10": 0.10, "p50": 0.50, "p90": 0.90, "p95": 0.95, "p99": 0.99}

PARAMETERS: Final = (
    Parameter("mean", required=False),
    Parameter("sd", required=False),
    Parameter("cv", Kind.NUMBER, required=False),
    *(Parameter(name, required=False) for name in QUANTILES),
)

LogFigure = Callable[[str, float], float]
"""(name of a figure, spread) -> the logarithm of this figure at unit scale."""

_GRID: Final = 500


def demand_sensible(given: Mapping[str, float]) -> None:
    """All figures are greater than 0 and a higher quantile is greater than a lower one."""
    for name, value in given.items():
        demand_positive(name, value)
    low, high = sorted(given, key=lambda name: QUANTILES.get(name, 0.0))
    if low in QUANTILES:
        told = f"{low}={given[low]:g}, {high}={given[high]:g}"
        hint = " (a value without spread is constant(x))" if given[low] == given[high] else ""
        demand(given[low] < given[high], told, f"a {high} above {low} ({low} < {high}){hint}")


def given_cv(given: Mapping[str, float]) -> float | None:
    """The coefficient of variation sd / mean where the two figures state it, else None."""
    if "mean" in given and "sd" in given:
        return given["sd"] / given["mean"]
    return given.get("cv")


def solved_spread(given: Mapping[str, float], figure: LogFigure, least: float, greatest: float) -> float:
    """The least spread in [least, greatest] that has the two given figures; DistributionError if none has."""
    (one, one_value), (other, other_value) = _equation(given)
    target = math.log(one_value) - math.log(other_value)

    def excess(spread: float) -> float:
        return figure(one, spread) - (figure(other, spread) if other else 0.0) - target

    step = (greatest / least) ** (1.0 / _GRID)
    grid = [least * step**i for i in range(_GRID + 1)]
    heights = [excess(spread) for spread in grid]
    for i in range(_GRID):
        if (heights[i] <= 0.0) != (heights[i + 1] <= 0.0):
            return _bisected(excess, grid[i], grid[i + 1])
    ratio = f"{one} / {other}" if other else one
    low, high = math.exp(min(heights) + target), math.exp(max(heights) + target)
    told = ", ".join(f"{name}={value:g}" for name, value in given.items())
    raise DistributionError(f"given {told}, expected {ratio} between {low:.4g} and {high:.4g}")


def scale(given: Mapping[str, float], figure: LogFigure, spread: float) -> float:
    """The factor by which the distribution of unit scale and this spread is stretched to have the given
    figures.
    """
    name = next(name for name in given if name != "cv")
    return math.exp(math.log(given[name]) - figure(name, spread))


def _equation(given: Mapping[str, float]) -> tuple[tuple[str, float], tuple[str, float]]:
    """The two figures whose ratio depends on the spread alone; cv, a ratio already, is one by itself."""
    cv = given_cv(given)
    if cv is not None:
        return ("cv", cv), ("", 1.0)
    other, one = sorted(given.items(), key=lambda item: QUANTILES.get(item[0], 0.0))
    return one, other


def _bisected(excess: Callable[[float], float], low: float, high: float) -> float:
    """The sign change of ``excess`` between low and high, to the last bit."""
    sign = excess(low) <= 0.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        if (excess(middle) <= 0.0) == sign:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
