"""Shares of cases within a limit, with an interval that respects that cases of one replication are alike.

Source: E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected number of
positive counts estimated from survey data", Survey Methodology 24 (1998) 193-201: an effective sample size
from the variance between clusters (here: replications), put into the exact interval of C. J. Clopper and E.
S. Pearson, Biometrika 26 (1934) 404-413. Bad years are rare and far out, and few replications may hold none:
the end on the side of the longer tail is moved out by the first term of the Edgeworth expansion of Student's
t (N. J. Johnson, Journal of the American Statistical Association 73 (1978) 536-544; P. Hall, "The Bootstrap
and Edgeworth Expansion", Springer 1992, section 2.6).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, nan, sqrt

from sim.estimate import Estimate, Sample, estimate_of
from sim.statistics import special
from sim.verdict import Side


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval: ``effective`` is the effective number of independent cases behind it."""

    share: float
    low: float
    high: float
    effective: float
    zero_variance: bool


def clopper_pearson(successes: float, trials: float, level: float) -> tuple[float, float]:
    """The exact interval of a binomial share.

    Quantiles of beta distributions, so ``successes`` and ``trials`` may be fractions, as effective sizes are;
    without trials it is [0, 1].

    >>> [round(x, 4) for x in clopper_pearson(7, 20, 0.95)]
    [0.1539, 0.5922]
    """
    tail = (1 - level) / 2
    failures = max(trials - successes, 0.0)
    low = float(special.betaincinv(successes, failures + 1, tail)) if successes > 0 else 0.0
    high = float(special.betaincinv(successes + 1, failures, 1 - tail)) if failures > 0 else 1.0
    return low, high


def t_quantile(level: float, degrees: int) -> float:
    """The two-sided quantile of Student's t for a confidence level."""
    return float(special.stdtrit(degrees, (1 + level) / 2))


def z_quantile(level: float) -> float:
    """The two-sided quantile of the normal distribution for a confidence level."""
    return float(special.ndtri((1 + level) / 2))


def residuals(within: Sequence[float], cases: Sequence[int]) -> list[float]:
    """What each replication's count lies above the pooled share, in units of the mean number of cases.

    Replications differ in their number of cases, so the share is a ratio of two means; its variance is that
    of the linearised residuals e_r = (w_r - m n_r) / mean(n) over R, as Korn and Graubard have it for
    clusters of unequal size. With equal n it is w_r / n - m.
    """
    everything, mean_cases = fsum(cases), fsum(cases) / len(cases)
    m = fsum(within) / everything
    return [(w - m * n) / mean_cases for w, n in zip(within, cases, strict=True)]


def share_interval(within: Sequence[int], cases: Sequence[int], level: float) -> Share:
    """The interval of E[within]/E[cases] from counts per replication, in replication order.

    n_eff = min(m(1-m) R / s2, cases) (z / t)^2 with s2 the variance of the residuals over R - 1; for the end
    on the side of their longer tail with t + `tail_allowance` in the place of t. Replications without a case
    are true zeros of both counts and stay in R, but t has only the degrees of freedom of those with cases.
    With zero variance n_eff is the number of cases. One replication tells nothing of the variance: [0, 1].
    """
    total, hits = sum(cases), sum(within)
    if total == 0:
        return Share(nan, 0.0, 1.0, 0.0, False)
    m = hits / total
    degrees = sum(n > 0 for n in cases) - 1
    if degrees < 1:
        return Share(m, 0.0, 1.0, 0.0, False)
    # Integers decide exactly whether every replication had the same share.
    if all(w * total == hits * n for w, n in zip(within, cases, strict=True)):
        return Share(m, *around(m, clopper_pearson(hits, total, level)), total, True)
    off = residuals(within, cases)
    size = effective_cases(m, variance_of_mean(off), total)
    ends = interval_from(m, size, tail_allowance(off, level, degrees), (level, degrees))
    return Share(m, *ends, size * t_shrinkage(level, degrees), False)


def variance_of_mean(off: Sequence[float]) -> float:
    """The variance of a mean of values that lie ``off`` it."""
    return fsum(e * e for e in off) / (len(off) - 1) / len(off)


def interval_from(m: float, size: float, tail: float, quantile: tuple[float, int]) -> tuple[float, float]:
    """The interval of a share ``m`` of ``size`` effective cases, before what they lose to the t ``quantile``
    (level, degrees of freedom); the end on the side of the longer ``tail`` is moved out (`tail_allowance`).
    """
    lower, upper = (size * t_shrinkage(*quantile, max(a, 0.0)) for a in (-tail, tail))
    level = quantile[0]
    low, high = clopper_pearson(lower * m, lower, level)[0], clopper_pearson(upper * m, upper, level)[1]
    return around(m, (low, high))


def tail_allowance(off: Sequence[float], level: float, degrees: int) -> float:
    """g (2 t^2 + 1) / (6 sqrt(R)), in standard errors: how far skewness g moves the quantiles of Student's t.

    Negative where the residuals' longer tail lies below, as with bad years. Only the end on that side is
    moved, never the other one inwards: 20 replications tell skewness too roughly to gain by it.

    >>> round(tail_allowance([0.02] * 19 + [-0.38], 0.95, 19), 3)
    -1.502
    """
    spread = fsum(e * e for e in off) / len(off)
    skewness = fsum(e * e * e for e in off) / len(off) / (spread * sqrt(spread))
    return skewness * (2 * t_quantile(level, degrees) ** 2 + 1) / (6 * sqrt(degrees + 1))


def effective_cases(m: float, variance: float, cases: int) -> float:
    """How many independent cases would give the share ``m`` this variance; at most as many as there were."""
    return min(m * (1 - m) / variance, float(cases))


def t_shrinkage(level: float, degrees: int, allowance: float = 0.0) -> float:
    """(z / t)^2: what the effective size loses since the variance too is estimated from few replications;
    with an allowance (see `tail_allowance`) t is so much larger.
    """
    return (z_quantile(level) / (t_quantile(level, degrees) + allowance)) ** 2


def around(m: float, ends: tuple[float, float]) -> tuple[float, float]:
    """The ends of an interval, which rounding may have put beyond its own estimate."""
    return min(ends[0], m), max(ends[1], m)


def counts_within(sample: Sample, limit: float, side: Side = "at_most") -> list[int]:
    """How many cases of each replication keep the limit, itself included; an unfinished one never does."""
    if side == "at_most":
        return [bisect_right(v, limit) for v in sample.values]
    return [len(v) - bisect_left(v, limit) for v in sample.values]


def share(sample: Sample, limit: float, *, side: Side = "at_most", level: float = 0.95) -> Estimate:
    """The share of all cases, unfinished ones included, that keep ``limit`` (in the sample's unit)."""
    found = share_interval(counts_within(sample, limit, side), sample.cases, level)
    if found.share != found.share:
        return estimate_of(sample, "share", (None, 0.0, 1.0), level=level, notes=("no_cases",))
    notes = ("zero_variance",) if found.zero_variance else ()
    return estimate_of(sample, "share", (found.share, found.low, found.high), level=level, notes=notes)
