"""Differences between two variants under the same luck, replication by replication, and what pairing buys.

With D_r = S_r(variant) - S_r(base) the interval is Student's t over the D_r (A. M. Law, Simulation Modeling
and Analysis, section 10.2.1, "paired-t"). With independent luck the variance of a difference would be the sum
of both variances; what it is instead, under common luck, is their share in the ratio reported (section 11.2,
"common random numbers").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from sim.estimate import Sample
from sim.statistics.changes import Pairs, per_replication
from sim.statistics.means import average, t_interval, variance
from sim.statistics.shares import counts_within, residuals
from sim.verdict import Side


@dataclass(frozen=True, slots=True)
class Contrast:
    """The difference ``variant - base`` of a statistic with its interval, in the sample's unit.

    ``lower``, ``equal`` and ``higher`` count the replications in which the variant's figure lies below, at
    and above that of the base. ``ratio`` is the variance that independent luck would give the difference over
    that which it has; None where there is no variance to compare.
    """

    base: float
    variant: float
    difference: float
    low: float
    high: float
    pairs: int
    lower: int
    equal: int
    higher: int
    ratio: float | None


def contrast(
    variant: Sample, base: Sample, statistic: str = "mean", *, level: float = 0.95
) -> Contrast | None:
    """The paired difference of a mean, total or quantile; None without a pair, or where a replication failed
    (then positions no longer pair).
    """
    if variant.failed or base.failed:
        return None
    return of_pairs(_both(per_replication(variant, statistic), per_replication(base, statistic)), level)


def share_contrast(
    variant: Sample, base: Sample, limit: float, *, side: Side = "at_most", level: float = 0.95
) -> Contrast | None:
    """The paired difference of the shares of cases that keep a limit.

    A share is a ratio of two means, so each replication gives its linearised value: the pooled share plus its
    residual (see `shares.residuals`), whose mean is the pooled share.
    """
    if variant.failed or base.failed:
        return None
    return of_pairs(_both(_shares(variant, limit, side), _shares(base, limit, side)), level)


def of_pairs(pairs: Pairs, level: float = 0.95) -> Contrast | None:
    """The contrast of values of both, paired by position.

    >>> found = of_pairs(([1.0, 3.0, 2.0], [2.0, 4.0, 4.0]))
    >>> round(found.difference, 3), found.lower, round(found.ratio, 2)
    (-1.333, 3, 7.0)
    """
    ours, theirs = pairs
    if not ours:
        return None
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    difference, low, high = t_interval(differences, level)
    return Contrast(
        base=average(theirs),
        variant=average(ours),
        difference=difference,
        low=low,
        high=high,
        pairs=len(differences),
        lower=sum(d < 0 for d in differences),
        equal=sum(d == 0 for d in differences),
        higher=sum(d > 0 for d in differences),
        ratio=_ratio(ours, theirs, differences),
    )


def _ratio(ours: Sequence[float], theirs: Sequence[float], differences: Sequence[float]) -> float | None:
    if len(differences) < 2:
        return None
    alone, together = variance(ours) + variance(theirs), variance(differences)
    if alone == 0:
        return None
    return alone / together if together > 0 else inf


def _shares(sample: Sample, limit: float, side: Side) -> list[float | None]:
    within, cases = counts_within(sample, limit, side), sample.cases
    if not sum(cases):
        return [None] * sample.replications
    m = sum(within) / sum(cases)
    return [m + e for e in residuals(within, cases)]


def _both(ours: Sequence[float | None], theirs: Sequence[float | None]) -> Pairs:
    known = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    return [a for a, _ in known], [b for _, b in known]
