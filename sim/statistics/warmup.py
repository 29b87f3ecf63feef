"""MSER-5: where the warm-up of a series ends.

Source: K. P. White Jr., "An effective truncation heuristic for bias reduction in simulation output",
Simulation 69 (1997) 323-334; in batches of five: K. P. White, M. J. Cobb and S. C. Spratt, "A comparison of
five steady-state truncation heuristics for simulation", Proceedings of the 2000 Winter Simulation Conference,
755-760. Pure Python, since checking a scenario loads no NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

BATCH = 5


@dataclass(frozen=True, slots=True)
class Cut:
    """How many observations to leave out at the start; ``reliable`` is false for too short a series.

    ``error`` is the squared standard error of the mean of what remains, over batch means.
    """

    truncation: int
    error: float
    reliable: bool


def mser5(series: Sequence[float]) -> Cut:
    """The cut of a series in order of time that minimises the standard error of the mean of what remains.

    Over batch means Y of five: the d, in the first half, with the least sum over i > d of (Y_i - mean)^2 / (n
    - d)^2; of equals the first. A minimum at the end of the first half means that the series has not settled:
    not reliable. Fewer than ten observations are left whole.
    """
    batches = batch_means(series)
    if len(batches) < 2:
        return Cut(0, 0.0, False)
    errors = _standard_errors(batches)
    half = len(batches) // 2
    d = min(range(half + 1), key=lambda i: (errors[i], i))
    return Cut(d * BATCH, errors[d], d < half)


def batch_means(series: Sequence[float]) -> list[float]:
    """The means of consecutive batches of five; an incomplete last batch is left out."""
    whole = len(series) // BATCH * BATCH
    return [fsum(series[i : i + BATCH]) / BATCH for i in range(0, whole, BATCH)]


def _standard_errors(batches: Sequence[float]) -> list[float]:
    """For each d the statistic of the batches from d on, by Welford's update from the end."""
    found = [0.0] * len(batches)
    mean, squares = 0.0, 0.0
    for count, i in enumerate(range(len(batches) - 1, -1, -1), start=1):
        step = batches[i] - mean
        mean += step / count
        squares += step * (batches[i] - mean)
        found[i] = squares / count**2
    return found
