"""The chance that a month or a year reaches the required share: estimand B.

Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of
the binomial", Biometrika 26 (1934) 404-413, over independent periods.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from sim.estimate import Estimate, Sample, estimate_of
from sim.statistics.shares import Share, clopper_pearson, counts_within, share_interval
from sim.verdict import Side


def reached(period: Sample, limit: float, required: float, side: Side = "at_most") -> list[bool | None]:
    """Whether one period reaches the required share in each replication; None where it had no case."""
    kept = counts_within(period, limit, side)
    return [w / n >= required if n else None for w, n in zip(kept, period.cases, strict=True)]


def chance(
    periods: Sequence[Sample], limit: float, required: float, *, side: Side = "at_most", level: float = 0.95
) -> Estimate:
    """The chance that a period reaches ``required``, from one sample per period over the same replications.

    With one period per replication (the usual year) the periods are independent and the interval is exact.
    Months of one replication share their queues, so with several the replications are the clusters of a share
    of periods. A period without cases is no trial.
    """
    answers = [reached(p, limit, required, side) for p in periods]
    per_replication = [[a for a in row if a is not None] for row in zip(*answers, strict=True)]
    trials = [len(row) for row in per_replication]
    wins = [sum(row) for row in per_replication]
    base = _whole(periods)
    if sum(trials) == 0:
        return estimate_of(base, "share", (None, 0.0, 1.0), level=level, notes=("no_cases",))
    found = _interval(wins, trials, level)
    notes = ("clustered_periods",) if max(trials) > 1 else ()
    notes = (*notes, "zero_variance") if found.zero_variance else notes
    return estimate_of(base, "share", (found.share, found.low, found.high), level=level, notes=notes)


def _interval(wins: Sequence[int], trials: Sequence[int], level: float) -> Share:
    if max(trials) > 1:
        return share_interval(wins, trials, level)
    k, n = sum(wins), sum(trials)
    low, high = clopper_pearson(k, n, level)
    return Share(k / n, low, high, float(n), False)


def _whole(periods: Sequence[Sample]) -> Sample:
    """The cases of all periods as one sample, for its counts only: not sorted."""
    first = periods[0]
    return replace(
        first,
        values=tuple(_joined(p.values[r] for p in periods) for r in range(first.replications)),
        open_values=tuple(_joined(p.open_values[r] for p in periods) for r in range(first.replications)),
        missing=tuple(sum(p.missing[r] for p in periods) for r in range(first.replications)),
    )


def _joined(parts: Iterable[array[float]]) -> array[float]:
    return array("d", chain.from_iterable(parts))
