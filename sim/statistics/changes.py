"""Changes against another variant under the same luck: paired differences over replications, estimand E.

D_r = S_r(variant) - (1 + change) S_r(base), Student's t. The interval reported is of the relative change
itself: all changes that this test does not reject, which is the interval of E. C. Fieller, "Some problems in
interval estimation", Journal of the Royal Statistical Society B 16 (1954) 175-185. So "the whole interval is
below the target" and "D lies below zero" are one and the same sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import fsum, inf, isfinite, sqrt

from sim.estimate import Estimate, Sample, estimate_of
from sim.statistics.means import Figures, average, means_of, t_interval, totals_of, variance
from sim.statistics.quantiles import order_of, quantile
from sim.statistics.shares import counts_within, residuals, share_interval, t_quantile

Pairs = tuple[list[float], list[float]]


def pairs_of(variant: Sample, base: Sample, statistic: str = "mean") -> Pairs:
    """S_r of the variant and of the base, paired by position, where both have one."""
    ours, theirs = per_replication(variant, statistic), per_replication(base, statistic)
    both = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    return [a for a, _ in both], [b for _, b in both]


def per_replication(sample: Sample, statistic: str) -> list[float | None]:
    """A statistic's value in each replication: the mean, the total, or a quantile's linearised value."""
    if statistic == "mean":
        return means_of(sample)
    return list(totals_of(sample)) if statistic == "total" else list(linearised_quantiles(sample, statistic))


def linearised_quantiles(sample: Sample, statistic: str) -> Sequence[float | None]:
    """The pooled quantile, moved in each replication by how far its share below that quantile is off.

    Quantiles of single replications are biased and never averaged. The linearisation is that of C. A.
    Francisco and W. A. Fuller, Annals of Statistics 19 (1991) 454-469: S_r = Q - e_r / f(Q), where Woodruff's
    interval gives 1 / f as the standard error of the quantile over that of the share. Their mean is Q. None
    everywhere if Q or its interval has no end.
    """
    level = 0.95
    found = quantile(sample, statistic, level=level)
    if found.estimate is None or not isfinite(found.half_width):
        return [None] * sample.replications
    off = residuals(counts_within(sample, found.estimate), sample.cases)
    share = share_interval(counts_within(sample, found.estimate), sample.cases, level)
    slope = (found.high - found.low) / (share.high - share.low)
    return [found.estimate - slope * e for e in off]


def paired_difference(pairs: Pairs, change: float, *, level: float = 0.95) -> Figures:
    """Mean, low and high of D_r = S_r(variant) - (1 + change) S_r(base), in the measure's unit."""
    return t_interval([a - (1 + change) * b for a, b in zip(*pairs, strict=True)], level)


def relative_change(pairs: Pairs, level: float) -> Figures | None:
    """The relative change of the mean of S with its interval; None where the base's mean is not positive.

    With r = mean(a) / mean(b) and d = ratio - r, the ratios not rejected satisfy A d^2 + 2 t^2 C d - t^2 V <=
    0, where V is the variance of the mean of a - r b, C its covariance with b and A = mean(b)^2 - t^2
    var(mean b). If A <= 0 the base is not clearly above zero: no end.
    """
    ours, theirs = pairs
    if not ours or average(theirs) <= 0:
        return None
    ratio = average(ours) / average(theirs)
    if len(ours) < 2:
        return ratio - 1, -inf, inf
    left = [a - ratio * b for a, b in zip(ours, theirs, strict=True)]
    n, t2 = len(ours), t_quantile(level, len(ours) - 1) ** 2
    v, c = variance(left) / n, _covariance(left, theirs) / n
    a = average(theirs) ** 2 - t2 * variance(theirs) / n
    if a <= 0:
        return ratio - 1, -inf, inf
    root = sqrt((t2 * c) ** 2 + a * t2 * v)
    return ratio - 1, ratio - 1 + min((-t2 * c - root) / a, 0.0), ratio - 1 + max((-t2 * c + root) / a, 0.0)


def change(variant: Sample, base: Sample, *, statistic: str = "mean", level: float = 0.95) -> Estimate:
    """The change of a statistic from ``base`` to ``variant`` (-0.3: 30% less), paired by replication.

    Unfinished cases of the variant make it a lower bound, those of the base an upper bound. `ValueError` if
    the samples have different numbers of replications.
    """
    if statistic not in ("mean", "total"):
        order_of(statistic)
    failed = variant.failed + base.failed
    # A failed replication is in neither tuple, so that position no longer pairs: nothing is known.
    pairs: Pairs = ([], []) if failed else pairs_of(variant, base, statistic)
    figures = relative_change(pairs, level)
    known = figures if figures is not None else (None, -inf, inf)
    notes = ("base_near_zero",) if len(pairs[0]) > 1 and not isfinite(known[1]) else ()
    notes = notes if pairs[0] or failed else ("no_cases",)
    found = estimate_of(variant, statistic, known, level=level, notes=notes)
    return _bounded(replace(found, unit="1", kind="ratio", failed=failed), base)


def _bounded(found: Estimate, base: Sample) -> Estimate:
    bound = sum(base.unfinished) > 0 and found.statistic in ("mean", "total")
    return replace(found, upper_bound=True, notes=(*found.notes, "upper_bound")) if bound else found


def _covariance(left: Sequence[float], right: Sequence[float]) -> float:
    x, y = average(left), average(right)
    return fsum((a - x) * (b - y) for a, b in zip(left, right, strict=True)) / (len(left) - 1)
