"""Shares of cases within a limit, with an interval that respects that cases of one replication are alike.

Source: E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected number of
positive counts estimated from survey data", Survey Methodology 24 (1998) 193-201: an effective sample size
from the variance between clusters (here: replications), put into the exact interval of C. J. Clopper and E.
S. Pearson, Biometrika 26 (1934) 404-413.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, nan

from scipy import special

from sim.estimate import Estimate, Sample, estimate_of
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

    n_eff = min(m(1-m) R / s2, cases) (z / t)^2 with s2 the variance of the residuals over R - 1. Replications
    without a case are true zeros of both counts and stay in R, but t has only the degrees of freedom of those
    with cases. With zero variance n_eff is the number of cases. One replication tells nothing of the
    variance: [0, 1].
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
        return _share(m, total, level, zero_variance=True)
    squares = fsum(e * e for e in residuals(within, cases))
    size = effective_cases(m, squares / (len(cases) - 1) / len(cases), total)
    return _share(m, size * t_shrinkage(level, degrees), level)


def effective_cases(m: float, variance: float, cases: int) -> float:
    """How many independent cases would give the share ``m`` this variance; at most as many as there were."""
    return min(m * (1 - m) / variance, float(cases))


def t_shrinkage(level: float, degrees: int) -> float:
    """(z / t)^2: what the effective size loses since the variance too is estimated from few replications."""
    return (z_quantile(level) / t_quantile(level, degrees)) ** 2


def _share(m: float, size: float, level: float, *, zero_variance: bool = False) -> Share:
    low, high = clopper_pearson(size * m, size, level)
    return Share(m, min(low, m), max(high, m), size, zero_variance)


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
