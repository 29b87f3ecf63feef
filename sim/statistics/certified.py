"""Shares decided by betting: a verdict that is valid whenever the run stops, and after any resume.

Two gamblers start with 1. One bets against "the share is below what is required", the other against "it is at
least that"; what each stakes on the next replication depends on those before it only. If a gambler's opponent
is right, his wealth is a nonnegative supermartingale, so that it ever reaches 2 / alpha with chance at most
alpha / 2 (Ville's inequality): both together are wrong with chance at most alpha, however often one looks.
Source: I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables by betting", Journal of
the Royal Statistical Society B 86 (2024) 1-27; the stakes are their aGRAPA bets (appendix B.3), one-sided.

A bet is made on a replication's share, which lies in [0, 1], so what is decided is the mean of the
replications' shares; it is E[within] / E[cases] unless a replication's number of cases and its share go
together. Pure Python.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.estimate import Certificate, Sample
from sim.statistics.shares import counts_within
from sim.verdict import Side

STAKE = 0.9
"""The largest part of his wealth that a gambler may lose in one replication."""


def certificate(sample: Sample, limit: float, required: float, *, side: Side, alpha: float) -> Certificate:
    """The wealth of both gamblers after the replications of a sample; they stop when one has 2 / alpha.

    ``required`` is the share asked for, in (0, 1). A replication without cases is no bet.
    """
    within = counts_within(sample, limit, side)
    shares = [w / n for w, n in zip(within, sample.cases, strict=True) if n]
    return bets(shares, required, alpha=alpha)


def bets(shares: Sequence[float], required: float, *, alpha: float) -> Certificate:
    """The wealth after betting on these values of [0, 1], in their order, against the mean ``required``.

    >>> bets([1.0] * 100, 0.9, alpha=0.05).met >= 40
    True
    """
    bar, met, missed = 2 / alpha, 1.0, 1.0
    mean, squares = 0.0, 0.0
    for count, x in enumerate(shares):
        if met >= bar or missed >= bar:
            break
        stake = _stake(count, mean, squares, required)
        met *= 1 + max(stake, 0.0) * (x - required)
        missed *= 1 + min(stake, 0.0) * (x - required)
        step = x - mean
        mean += step / (count + 1)
        squares += step * (x - mean)
    return Certificate(met=met, missed=missed, bar=bar)


def _stake(count: int, mean: float, squares: float, required: float) -> float:
    """aGRAPA: the excess so far over the second moment about ``required``, cut so that nobody is ruined."""
    if count < 2:
        return 0.0
    excess = mean - required
    spread = squares / (count - 1) + excess * excess
    if spread == 0.0:
        return 0.0
    least = -STAKE / (1 - required) if required < 1 else 0.0
    most = STAKE / required if required > 0 else 0.0
    return min(max(excess / spread, least), most)
