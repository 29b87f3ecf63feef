"""Who owns the delay: each step's share of the time that cases were under way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.eventlog import EventLog
from sim.measures.columns import OpenTime, sums
from sim.measures.part import Part
from sim.measures.visits import worked
from sim.program import Program


@dataclass(frozen=True, slots=True)
class Delay:
    """A step's visits with their seconds: before work began and in work (all of it before, where a log does
    not tell the start); ``share`` is its part of all the time of all steps.
    """

    step: str
    label: str
    holder: str
    visits: int
    cases: int
    before: float
    work: float
    share: float


def delays(program: Program, log: EventLog, process: int) -> tuple[Delay, ...]:
    """The steps of a process by the time that cases spent at them, longest first."""
    part = Part(program, log, process, working=OpenTime(program.working))
    at, count = part.rows["position"], len(part.process.steps)
    spent = (part.stop - part.rows["queued"]).astype(np.float64)
    work = np.minimum(worked(part).astype(np.float64), spent)
    visits = np.bincount(at, minlength=count)
    pairs = np.unique(at * max(part.size, 1) + part.of)
    cases = np.bincount(pairs // max(part.size, 1), minlength=count)
    total, working = sums(at, spent, count), sums(at, work, count)
    holder = np.zeros(count, dtype=np.int64)
    holder[at] = part.rows["holder"]
    everything = float(total.sum()) or 1.0
    found = [
        Delay(
            step=s.name,
            label=s.label("en") or s.name,
            holder=log.catalog.holders[int(holder[i])],
            visits=int(visits[i]),
            cases=int(cases[i]),
            before=float(total[i] - working[i]),
            work=float(working[i]),
            share=float(total[i]) / everything,
        )
        for i, s in enumerate(part.process.steps)
        if visits[i]
    ]
    return tuple(sorted(found, key=lambda d: -d.share))
