"""From a target's question to its estimate, and the figures every measure is shown with."""

from __future__ import annotations

from collections.abc import Sequence

from sim.estimate import Certificate, Estimate, Sample
from sim.statistics.certified import certificate
from sim.statistics.changes import change
from sim.statistics.looks import DISPLAY_LEVEL
from sim.statistics.means import mean, total
from sim.statistics.periods import chance
from sim.statistics.quantiles import points, quantile
from sim.statistics.shares import share
from sim.verdict import Question

SHOWN = (0.5, 0.9, 0.95)


def answer(
    question: Question,
    sample: Sample,
    *,
    level: float,
    base: Sample | None = None,
    periods: Sequence[Sample] = (),
) -> Estimate:
    """The estimate that a target is judged by, at a two-sided ``level``.

    ``base`` is the same measure of the variant that a change is asked against, replication by replication;
    ``periods`` are the samples of the months or years that ``per`` asks for. `ValueError` where the one the
    question needs is lacking.
    """
    if question.against is not None:
        if base is None:
            raise ValueError(f"a change against {question.against} needs its sample")
        return change(sample, base, statistic=question.statistic, level=level)
    if question.per is not None:
        if not periods:
            raise ValueError(f"a chance per {question.per} needs a sample for each")
        required = question.required_share or 0.0
        return chance(periods, question.limit, required, side=question.side, level=level)
    if question.statistic == "share":
        return share(sample, question.limit, side=question.side, level=level)
    return statistic(sample, question.statistic, level=level)


def certified(question: Question, sample: Sample, *, alpha: float) -> Certificate | None:
    """What bets say of a target on a share of cases; None for every other target."""
    if question.estimand != "A":
        return None
    required = question.required_share or 0.0
    return certificate(sample, question.limit, required, side=question.side, alpha=alpha)


def statistic(sample: Sample, name: str, *, level: float = DISPLAY_LEVEL) -> Estimate:
    """The estimate of ``mean``, ``total``, ``median``, ``p90`` and the like; `ValueError` on other names."""
    if name == "mean":
        return mean(sample, level=level)
    return total(sample, level=level) if name == "total" else quantile(sample, name, level=level)


def summary(sample: Sample) -> tuple[Estimate, tuple[float | None, ...]]:
    """What a measure is shown with: its mean with a 95% interval, and its median, p90 and p95."""
    return mean(sample), points(sample, SHOWN)
