"""Queues where people give up: how long they are patient.

Patience is seen only of those who left; of who was served it is known to be longer than the wait (E. L.
Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958) 457-481).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.eventlog import Outcome
from sim.fitting.families import Fitted, share_bounds
from sim.fitting.traces import Ints, Traces

OFTEN = 30
"""With fewer who gave up, patience cannot be told."""

POINTS = 40
Floats = NDArray[np.float64]


def gave_up(traces: Traces, activity: int) -> tuple[Ints, Ints]:
    """Seconds in the queue of an activity: of those who were served, and of those who gave up."""
    rows = traces.of(activity)
    done = traces.outcome[rows] == Outcome.DONE
    left = traces.outcome[rows] == Outcome.GAVE_UP
    waited = np.maximum(traces.start[rows] - traces.queued[rows], 0)
    return waited[done], waited[left]


def patience_of(served: Ints, left: Ints) -> Fitted | None:
    """How long people wait before they give up; who gave up at once is a share of its own."""
    if len(left) < OFTEN:
        return None
    at_once = int((left < 1).sum())
    n = len(served) + len(left)
    left, waited = np.sort(left[left >= 1]), np.concatenate((served, left[left >= 1]))
    times, deaths = np.unique(left, return_counts=True)
    at_risk = len(waited) - np.searchsorted(np.sort(waited), times, side="left")
    survive = np.asarray(np.cumprod(1 - deaths / np.maximum(at_risk, 1)), dtype=np.float64)
    mean = float(waited.sum()) / max(len(left), 1)
    values = [_quantile((k + 0.5) / POINTS, times, survive, mean) for k in range(POINTS)]
    low, high = share_bounds(at_once, n)
    half = 1.96 / max(len(left), 1) ** 0.5
    found = float(np.mean(values))
    return Fitted(
        family="empirical",
        parameters=(),
        n=n,
        distance=0.0,
        zeros=at_once / n,
        zeros_low=low,
        zeros_high=high,
        values=tuple(values),
        mean=found,
        mean_low=found * (1 - half),
        mean_high=found * (1 + half),
    )


def _quantile(u: float, times: Ints, survive: Floats, mean: float) -> float:
    """The patience that a share u does not exceed; beyond what was seen, at the overall rate of giving up."""
    gone = 1 - survive
    at = int(np.searchsorted(gone, u))
    if at < len(times):
        return float(times[at])
    last, left = (float(times[-1]), 1 - gone[-1]) if len(times) else (0.0, 1.0)
    return float(last + mean * np.log(left / (1 - u)))
