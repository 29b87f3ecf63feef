"""Quantiles over all cases, with intervals that invert the interval of a share.

Source: R. S. Woodruff, "Confidence intervals for medians and other position measures", Journal of the
American Statistical Association 47 (1952) 635-646, with Korn and Graubard's interval in the place of the
normal one. Quantiles of single replications are never averaged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray

from sim.estimate import Estimate, Sample, estimate_of
from sim.statistics.shares import Share, share_interval


def order_of(statistic: str) -> float:
    """The q of a quantile's name: ``median`` 0.5, ``p90`` 0.9, ``p99.5`` 0.995; `ValueError` otherwise."""
    if statistic == "median":
        return 0.5
    found = re.fullmatch(r"p(\d{1,2}(?:\.\d+)?)", statistic)
    if found is None or float(found[1]) == 0:
        raise ValueError(f"{statistic} is no quantile: expected median, or p and a percentage such as p90")
    return float(f"{found[1]}e-2")


def rank(q: float, cases: int) -> int:
    """The smallest k >= 1 with k / cases >= q: the place of the quantile among the sorted cases, from 1."""
    k = max(ceil(q * cases) - 1, 1)
    while k / cases < q:
        k += 1
    return k


def pooled(sample: Sample) -> NDArray[np.float64]:
    """The finished values of all replications in one array, replication by replication."""
    parts = [np.frombuffer(v, dtype=np.float64) for v in sample.values if len(v)]
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0)


def points(sample: Sample, orders: Sequence[float]) -> tuple[float | None, ...]:
    """The point estimate of each quantile: the smallest x such that at least q of all cases are <= x.

    Unfinished cases count as +infinity, so a quantile may be infinite; None without a case.
    """
    cases, values = sum(sample.cases), pooled(sample)
    if cases == 0:
        return tuple(None for _ in orders)
    places = [rank(q, cases) - 1 for q in orders]
    inside = sorted({p for p in places if p < len(values)})
    # The values of one replication are sorted as they are.
    ordered = np.partition(values, inside) if inside and sample.replications > 1 else values
    return tuple(float(ordered[p]) if p < len(values) else inf for p in places)


def quantile(sample: Sample, statistic: str, *, level: float = 0.95) -> Estimate:
    """A quantile of all cases in the sample's unit, with its interval over replications: estimand C.

    The interval holds every x whose share interval holds q: it runs from the smallest x at which the upper
    end reaches q to the smallest at which the lower end does. An end that no value reaches is infinite.
    """
    q = order_of(statistic)
    (value,) = points(sample, (q,))
    if value is None:
        return estimate_of(sample, statistic, (None, -inf, inf), level=level, notes=("no_cases",))
    low, high = _ends(sample, q, level)
    notes = ("beyond_horizon",) if value == inf else ()
    return estimate_of(
        sample, statistic, (value, min(low, value), max(high, value)), level=level, notes=notes
    )


def _ends(sample: Sample, q: float, level: float) -> tuple[float, float]:
    values = np.unique(pooled(sample))
    cases = sample.cases

    def share_at(x: float) -> Share:
        return share_interval([bisect_right(v, x) for v in sample.values], cases, level)

    none_below = share_at(-inf)
    low = -inf if none_below.high >= q else _first(values, lambda x: share_at(x).high >= q)
    return low, _first(values, lambda x: share_at(x).low >= q)


def _first(values: NDArray[np.float64], holds: Callable[[float], bool]) -> float:
    """The smallest value for which ``holds``, by bisection; infinite if none does.

    The ends of a share's interval rise with x but for the wobble of an estimated variance; where they wobble
    about q, one crossing is found.
    """
    left, right = 0, len(values)
    while left < right:
        middle = (left + right) // 2
        if holds(float(values[middle])):
            right = middle
        else:
            left = middle + 1
    return float(values[left]) if left < len(values) else inf
