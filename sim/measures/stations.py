"""What happens at each step and how many cases are inside: sums that a map or a curve is drawn from.

They are plain integers, so those of many replications add up exactly, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.eventlog import MISSING, EventLog
from sim.measures.columns import Ints
from sim.measures.part import columns
from sim.program import Program

MOMENTS = 60
"""At so many equally spaced instants (and at second 0) the cases inside are counted."""


@dataclass(frozen=True, slots=True)
class Stations:
    """One process in one or several replications.

    By step (its position): ``visits``, the seconds of all visits spent ``queueing`` before the first start
    and in ``time`` from joining the queue to the end. ``inside`` counts the cases at second 0 and at
    `MOMENTS` instants up to the end of the arrivals.
    """

    replications: int
    visits: tuple[int, ...]
    queueing: tuple[int, ...]
    time: tuple[int, ...]
    inside: tuple[int, ...]

    def __add__(self, other: Stations) -> Stations:
        return Stations(
            self.replications + other.replications,
            _added(self.visits, other.visits),
            _added(self.queueing, other.queueing),
            _added(self.time, other.time),
            _added(self.inside, other.inside),
        )


def _added(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def stations(program: Program, log: EventLog) -> tuple[Stations, ...]:
    """The stations of every process: visits that joined within [warm_up, until); all cases are inside."""
    rows, cases = columns(log)
    process, position, queued = rows["process"], rows["position"], rows["queued"]
    within = (queued >= program.warm_up) & (queued < program.until)
    sizes = [len(p.steps) for p in program.processes]
    ends = np.cumsum([0, *sizes])
    at = (ends[process] + position)[within]
    ended = np.where(rows["ended"] != MISSING, rows["ended"], log.end)
    started = np.where(rows["started"] != MISSING, rows["started"], ended)
    visits = np.bincount(at, minlength=ends[-1])
    queueing = _summed(at, (started - queued)[within], ends[-1])
    spent = _summed(at, (ended - queued)[within], ends[-1])
    return tuple(
        Stations(
            1,
            tuple(visits[ends[i] : ends[i + 1]].tolist()),
            tuple(queueing[ends[i] : ends[i + 1]].tolist()),
            tuple(spent[ends[i] : ends[i + 1]].tolist()),
            _inside(cases, i, program.until),
        )
        for i in range(len(program.processes))
    )


def _summed(at: Ints, seconds: Ints, size: int) -> Ints:
    """Sums by place; whole numbers stay exact (below 2^53)."""
    return np.bincount(at, weights=seconds, minlength=size).astype(np.int64)


def _inside(cases: Mapping[str, Ints], process: int, until: int) -> tuple[int, ...]:
    moments = np.arange(MOMENTS + 1, dtype=np.int64) * until // MOMENTS
    ours = cases["process"] == process
    finished = cases["finished"][ours]
    came = np.searchsorted(np.sort(cases["arrived"][ours]), moments, side="right")
    left = np.searchsorted(np.sort(finished[finished != MISSING]), moments, side="right")
    return tuple((came - left).tolist())
