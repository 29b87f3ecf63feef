"""Means and totals: Student's t over replications, and for flags (values 0 or 1) the interval of a share.

Source: "Student", "The probable error of a mean", Biometrika 6 (1908) 1-25; for independent replications A.
M. Law, Simulation Modeling and Analysis, section 4.5.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate, chain
from math import fsum, inf, sqrt

import numpy as np

from sim.estimate import Estimate, Sample, estimate_of
from sim.statistics.shares import (
    around,
    clopper_pearson,
    effective_cases,
    interval_from,
    t_quantile,
    tail_allowance,
    variance_of_mean,
)

Figures = tuple[float, float, float]

_EXACT = 2.0**53
"""Whole numbers below this are floats, and so are their sums."""


def average(values: Sequence[float]) -> float:
    """The mean, summed exactly in the order given."""
    return fsum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """The sample variance over n - 1, about the exact mean; at least two values."""
    centre = average(values)
    return fsum((x - centre) ** 2 for x in values) / (len(values) - 1)


def t_interval(values: Sequence[float], level: float) -> Figures:
    """Mean, low and high of Student's t interval; one value gives an endless interval.

    >>> [round(x, 3) for x in t_interval([1.0, 2.0, 3.0], 0.95)]
    [2.0, -0.484, 4.484]
    """
    centre = average(values)
    if len(values) < 2:
        return centre, -inf, inf
    half = t_quantile(level, len(values) - 1) * sqrt(variance(values) / len(values))
    return centre, centre - half, centre + half


def totals_of(sample: Sample) -> list[float]:
    """The sum over the cases of each replication, unfinished ones with their value so far."""
    whole = _whole_totals(sample) if sum(sample.cases) < _MANY else None
    return whole or [_sum(v, o) for v, o in zip(sample.values, sample.open_values, strict=True)]


_MANY = 1 << 20
"""So many values of a sample are not copied to one place."""
_BLOCK = 1 << 20


def _sum(values: array[float], open_values: array[float]) -> float:
    """`fsum` of both; whole numbers, which most are, add up exactly: blocks of them in NumPy below 2^53, the
    blocks as integers of any size, which become a float by one rounding as in `fsum`.
    """
    total = 0
    for part in (values, open_values):
        for at in range(0, len(part), _BLOCK):
            block = np.frombuffer(part, dtype=np.float64)[at : at + _BLOCK]
            if np.abs(block).max() > 2**32 or (block != np.rint(block)).any():
                return fsum(chain(values, open_values))
            total += int(block.sum())
    return float(total)


def _whole_totals(sample: Sample) -> list[float] | None:
    """The same sums by NumPy, where all values are whole and so small that no sum is rounded: seconds, days
    and numbers. None where they are not.
    """
    pairs = enumerate(zip(sample.values, sample.open_values, strict=True))
    parts = [(i, np.frombuffer(a, dtype=np.float64)) for i, pair in pairs for a in pair if a]
    found = [0.0] * len(sample.values)
    if not parts:
        return found
    values = np.concatenate([part for _, part in parts])
    most = max(-values.min(), values.max())
    if not (most * len(values) < _EXACT and np.array_equal(values, np.rint(values))):
        return None
    starts = list(accumulate((len(part) for _, part in parts[:-1]), initial=0))
    for (i, _), total in zip(parts, np.add.reduceat(values, starts).tolist(), strict=True):
        found[i] += total
    return found


def means_of(sample: Sample) -> list[float | None]:
    """The mean over each replication's cases, unfinished ones with their value so far; None without one."""
    return [s / n if n else None for s, n in zip(totals_of(sample), sample.cases, strict=True)]


def mean(sample: Sample, *, level: float = 0.95) -> Estimate:
    """The average of the replication means over the replications that have cases, in the sample's unit:
    estimand D.
    """
    means = [x for x in means_of(sample) if x is not None]
    if not means:
        return estimate_of(sample, "mean", (None, -inf, inf), level=level, notes=("no_cases",))
    figures = (
        _flag_interval(means, sum(sample.cases), level) if sample.kind == "flag" else t_interval(means, level)
    )
    return estimate_of(sample, "mean", figures, level=level, notes=_spread_notes(means))


def total(sample: Sample, *, level: float = 0.95) -> Estimate:
    """The mean over replications of the sum over cases; a replication without cases has a total of 0."""
    totals = totals_of(sample)
    if not totals:
        return estimate_of(sample, "total", (None, -inf, inf), level=level, notes=("no_cases",))
    return estimate_of(sample, "total", t_interval(totals, level), level=level, notes=_spread_notes(totals))


def _spread_notes(values: Sequence[float]) -> tuple[str, ...]:
    return ("zero_variance",) if len(values) > 1 and min(values) == max(values) else ()


def _flag_interval(means: Sequence[float], cases: int, level: float) -> Figures:
    # A t interval may leave [0, 1] and has no width when nothing ever happened; that of a share does neither.
    m = average(means)
    if len(means) < 2:
        return m, 0.0, 1.0
    if min(means) == max(means):
        return m, *around(m, clopper_pearson(cases * m, cases, level))
    off, quantile = [x - m for x in means], (level, len(means) - 1)
    size = effective_cases(m, variance_of_mean(off), cases)
    return m, *interval_from(m, size, tail_allowance(off, *quantile), quantile)
