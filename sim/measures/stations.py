"""What happens at each step and how many cases are inside: sums that a map or a curve is drawn from.

They are plain integers, so those of many replications add up exactly, in any order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.eventlog import MISSING, EventLog
from sim.measures.columns import Ints, OpenTime
from sim.measures.part import Part
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
    """The stations of every process; visits are those of measured cases, all cases are inside."""
    working = OpenTime(program.working)
    return tuple(
        _of(program, Part(program, log, index, working=working)) for index in range(len(program.processes))
    )


def _of(program: Program, part: Part) -> Stations:
    measured = (part.cases["measured"] != 0)[part.of]
    position, steps = part.rows["position"][measured], len(part.process.steps)
    queueing = np.where(part.staffed, part.queueing, 0)[measured]
    spent = (part.stop - part.rows["queued"])[measured]
    return Stations(
        1,
        tuple(np.bincount(position, minlength=steps).tolist()),
        _summed(position, queueing, steps),
        _summed(position, spent, steps),
        _inside(part, program.until),
    )


def _summed(position: Ints, seconds: Ints, steps: int) -> tuple[int, ...]:
    found = np.zeros(steps, dtype=np.int64)
    np.add.at(found, position, seconds)
    return tuple(found.tolist())


def _inside(part: Part, until: int) -> tuple[int, ...]:
    moments = np.arange(MOMENTS + 1, dtype=np.int64) * until // MOMENTS
    finished = part.cases["finished"]
    came = np.searchsorted(np.sort(part.cases["arrived"]), moments, side="right")
    left = np.searchsorted(np.sort(finished[finished != MISSING]), moments, side="right")
    return tuple((came - left).tolist())
