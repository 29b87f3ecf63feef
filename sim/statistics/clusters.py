"""One real history cut into blocks of time that stand in for replications.

An office's log is one history, not many: its cases are no independent draws. Blocks of weeks are nearly so,
if they are long beside what links neighbouring cases (a queue, an absence, a campaign). Shares then have the
cluster interval of `sim.statistics.shares`; means that of a ratio of block totals, with Student's t over
blocks. How alike neighbouring blocks still are is told by their lag-1 correlation, which widens the interval.
Sources: W. G. Cochran, Sampling Techniques (3rd ed. 1977), sections 6.4 and 9A.2; on batches of a time
series, L. W. Schruben, Operations Research 31 (1983) 1090-1108.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import fsum, inf, isfinite, sqrt

from sim.estimate import Estimate, Sample, estimate_of
from sim.statistics.means import average, means_of, totals_of
from sim.statistics.shares import t_quantile

LENGTHS = ((28, "four weeks"), (14, "two weeks"), (7, "week"), (1, "day"))
"""Lengths of a block in days, the longest first, with their names."""

FEWEST = 20
"""So many blocks are wanted at least, as so many replications are."""

MOST_LIKENESS = 0.8
"""No larger correlation is believed of so few blocks."""


def block_days(days: int) -> int:
    """The longest length (28, 14, 7 or 1 days) that cuts so many days into at least 20 whole blocks."""
    return next((n for n, _ in LENGTHS if days // n >= FEWEST), 1)


def pooled_mean(sample: Sample, *, level: float = 0.95) -> Estimate:
    """The mean over all cases of all blocks: sum of block totals / number of cases, with the interval of a
    ratio estimator over the blocks that have cases.

    s2 = sum (t_b - m n_b)^2 / (B - 1), half-width t_{B-1} sqrt(s2 / B) / mean(n).
    """
    pairs = [(t, n) for t, n in zip(totals_of(sample), sample.cases, strict=True) if n]
    if not pairs:
        return estimate_of(sample, "mean", (None, -inf, inf), level=level, notes=("no_cases",))
    cases = sum(n for _, n in pairs)
    m, blocks = fsum(t for t, _ in pairs) / cases, len(pairs)
    if blocks < 2:
        return estimate_of(sample, "mean", (m, -inf, inf), level=level)
    spread = fsum((t - m * n) ** 2 for t, n in pairs) / (blocks - 1)
    half = t_quantile(level, blocks - 1) * sqrt(spread / blocks) / (cases / blocks)
    low, high = m - half, m + half
    if sample.kind == "flag":
        low, high = max(low, 0.0), min(high, 1.0)
    return estimate_of(sample, "mean", (m, low, high), level=level)


def widened(estimate: Estimate, likeness: float) -> Estimate:
    """The estimate with its interval stretched by sqrt((1 + r) / (1 - r)) for blocks with lag-1 correlation r
    above 0: the variance of a mean of an autoregressive series of order one.
    """
    value = estimate.estimate
    if likeness <= 0 or value is None or not isfinite(value):
        return estimate
    r = min(likeness, MOST_LIKENESS)
    stretch = sqrt((1 + r) / (1 - r))
    low, high = value - stretch * (value - estimate.low), value + stretch * (estimate.high - value)
    if estimate.statistic == "share" or estimate.kind == "flag":
        low, high = max(low, 0.0), min(high, 1.0)
    return replace(estimate, low=low, high=high)


def likeness(sample: Sample) -> float:
    """The lag-1 correlation of the block means (0 with fewer than 8 of them)."""
    means = [x for x in means_of(sample) if x is not None]
    if len(means) < 8:
        return 0.0
    centre = average(means)
    squares = fsum((x - centre) ** 2 for x in means)
    products = fsum((a - centre) * (b - centre) for a, b in pairwise(means))
    return products / squares if squares > 0 else 0.0
