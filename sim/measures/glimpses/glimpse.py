"""[glimpses] One replication in a few hundred numbers: waiting over time, cases inside, time by step and by
holder, queues by hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from sim.eventlog import MISSING
from sim.measures.columns import Flags, Floats, Ints, sums
from sim.measures.glimpses.grid import arrival_edges, inside_instants
from sim.measures.glimpses.lines import by_hour, seconds_by_hour
from sim.measures.part import Part
from sim.measures.staff import Staff
from sim.measures.visits import worked
from sim.program import Program

SHOWN = ("queueing", "elapsed")
"""The measures shown over time."""


@dataclass(frozen=True, slots=True)
class ProcessGlimpse:
    """A process in one replication; times in seconds, sums over measured cases.

    ``count`` and ``sums`` (a row per measure of SHOWN) are by interval of arrival, ``inside`` is the number
    of cases at each instant of the grid. ``steps`` has a row per position: visits, queueing, from start to
    end, work. ``held`` is by holder, ``queued_at`` the queueing at the steps of each holder.
    """

    cases: int
    elapsed: float
    count: Ints
    sums: Floats
    inside: Ints
    steps: Floats
    held: Floats
    queued_at: Floats

    def __add__(self, other: ProcessGlimpse) -> ProcessGlimpse:
        return ProcessGlimpse(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A replication: its processes, and the mean queue of each pool in each hour of the week."""

    replication: int
    processes: tuple[ProcessGlimpse, ...]
    lines: tuple[Floats, ...]


def glimpse_of(staff: Staff, part: Callable[[int], Part]) -> Glimpse:
    """A glimpse of the log that ``staff`` and ``part`` (by process index) have read."""
    return seen_in(staff, part).glimpse(staff.program, staff.log.replication)


@dataclass(frozen=True, slots=True)
class Sums:
    """What a glimpse is made of: the processes, and the seconds in each pool's line by hour of the run. Those
    of several parts of a history add up to those of all of it, exactly, since all are whole seconds.
    """

    processes: tuple[ProcessGlimpse, ...]
    lines: tuple[Floats, ...]

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            tuple(a + b for a, b in zip(self.processes, other.processes, strict=True)),
            tuple(a + b for a, b in zip(self.lines, other.lines, strict=True)),
        )

    def glimpse(self, program: Program, replication: int) -> Glimpse:
        """The glimpse."""
        lines = tuple(by_hour(program, seconds) for seconds in self.lines)
        return Glimpse(replication, self.processes, lines)


def seen_in(staff: Staff, part: Callable[[int], Part]) -> Sums:
    """What a log, or a part of one, adds to a glimpse."""
    program = staff.program
    return Sums(
        tuple(_of_process(part(i)) for i in range(len(program.processes))),
        tuple(seconds_by_hour(staff, i) for i in range(len(program.pools))),
    )


def _of_process(part: Part) -> ProcessGlimpse:
    measured: Flags = part.cases["measured"] != 0
    queueing = np.where(part.staffed, part.queueing, 0)
    elapsed = (part.until - part.cases["arrived"]).astype(np.float64)
    count, by_time = _over_time(part, measured, (sums(part.of, queueing, part.size), elapsed))
    holders = len(part.log.catalog.holders)
    counted = measured[part.of]
    return ProcessGlimpse(
        cases=int(np.count_nonzero(measured)),
        elapsed=float(elapsed[measured].sum()),
        count=count,
        sums=by_time,
        inside=_inside(part),
        steps=_by_step(part, counted, queueing),
        held=_held(part, measured, holders),
        queued_at=_by_holder(part, counted, queueing, holders),
    )


def _over_time(part: Part, measured: Flags, values: tuple[Floats, Floats]) -> tuple[Ints, Floats]:
    edges = np.array(arrival_edges(part.program), dtype=np.int64)
    at = np.searchsorted(edges, part.cases["arrived"], side="right") - 1
    chosen = measured & (at >= 0) & (at < len(edges) - 1)
    size = len(edges) - 1
    return (
        np.bincount(at[chosen], minlength=size),
        np.array([np.bincount(at[chosen], weights=v[chosen], minlength=size) for v in values]),
    )


def _inside(part: Part) -> Ints:
    """Cases that had arrived and not left at each instant of the grid, all cases counted."""
    grid = np.array(inside_instants(part.program), dtype=np.int64)
    arrived = np.sort(part.cases["arrived"])
    left = np.sort(part.cases["finished"][part.left])
    return np.searchsorted(arrived, grid, side="right") - np.searchsorted(left, grid, side="right")


def _by_step(part: Part, counted: Flags, queueing: Ints) -> Floats:
    position = part.rows["position"][counted]
    begun = np.where(
        part.staffed,
        np.where(part.rows["started"] != MISSING, part.rows["started"], part.stop),
        part.rows["queued"],
    )
    columns = (np.ones(len(begun)), queueing, part.stop - begun, worked(part))
    size = len(part.process.steps)
    return np.array([np.bincount(position, weights=c[counted], minlength=size) for c in columns]).T


def _held(part: Part, measured: Flags, holders: int) -> Floats:
    group, start, end = part.held
    mine = measured[group // holders]
    return sums(group[mine] % holders, (end - start)[mine], holders)


def _by_holder(part: Part, counted: Flags, queueing: Ints, holders: int) -> Floats:
    known = counted & (part.rows["holder"] >= 0)
    return sums(part.rows["holder"][known], queueing[known], holders)
