"""The heavily loaded queue on the engine itself: are its replications those of the sampler?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sim.engines import run
from sim.program import Program
from sim.statistics.shares import share_interval
from tests.calibration.systems import mmc_quantile, waits_of_a_year
from tests.theory.queues.companion import starts
from tests.theory.queues.runner import SEED, History, program_of, scenario, station

SHARE, LOAD, SERVERS, HOURS = 0.90, 0.92, 3, 362.0
WARM_UP = 1500.0
"""Hours from an empty office to the stationary state: ten times its relaxation time."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Engine and sampler side by side: mean share, its spread between replications, coverage at 20."""

    replications: int
    engine_share: float
    engine_error: float
    engine_spread: float
    sampler_share: float
    sampler_error: float
    sampler_spread: float
    intervals: int
    held: int


def program() -> Program:
    """M/M/3 at 92% with about a thousand measured cases."""
    parts = station(LOAD * SERVERS, "exponential(mean=1 h)", servers=SERVERS)
    return program_of(scenario(**parts, warm_up=WARM_UP, hours=HOURS))


def histories(replications: int, engine: str = "compiled") -> Iterator[History]:
    """Independent histories on an engine."""
    made = program()
    for r in range(replications):
        yield History(made, run(made, seed=SEED, replication=r, engine=engine))


def follows_the_recursion(history: History) -> bool:
    """Whether every case starts when Kiefer and Wolfowitz say, to the second."""
    queued, worked, started = (np.asarray(history.log.rows[n]) for n in ("queued", "worked", "started"))
    return starts(queued, worked, SERVERS) == list(started)


def counts(history: History) -> tuple[int, int]:
    """Measured cases that wait no longer than the quantile, and all of them."""
    waits = history.rows().waits
    return int((waits <= mmc_quantile(SHARE, LOAD, SERVERS)).sum()), len(waits)


def compare(replications: int) -> Comparison:
    """So many replications of engine and sampler."""
    found = [counts(h) for h in histories(replications)]
    within, cases = [w for w, _ in found], [n for _, n in found]
    sampled = waits_of_a_year(SHARE, LOAD, SERVERS, HOURS)(1, replications)
    ours, theirs = _shares(within, cases), _shares(sampled[0].tolist(), sampled[1].tolist())
    held = intervals = 0
    for at in range(0, replications - 19, 20):
        interval = share_interval(within[at : at + 20], cases[at : at + 20], 0.95)
        intervals, held = intervals + 1, held + (interval.low <= SHARE <= interval.high)
    return Comparison(
        replications,
        sum(within) / sum(cases),
        _error(ours),
        float(ours.std(ddof=1)),
        float(sampled[0].sum() / sampled[1].sum()),
        _error(theirs),
        float(theirs.std(ddof=1)),
        intervals,
        held,
    )


def _shares(within: list[int], cases: list[int]) -> Floats:
    return np.asarray(np.array(within) / np.array(cases), dtype=np.float64)


def _error(shares: Floats) -> float:
    return float(shares.std(ddof=1)) / sqrt(len(shares))
