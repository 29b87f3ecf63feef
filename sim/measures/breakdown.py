"""Where the time of the cases beyond a limit goes: by step, queueing apart from the rest.

Used where no staffing can meet a target: what remains when nobody queues any more is what has to change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from sim.eventlog import MISSING, EventLog
from sim.measures.columns import Flags, Floats, Ints, OpenTime, sums
from sim.measures.observe import CASES
from sim.measures.part import Part, instant
from sim.measures.wanted import Wanted
from sim.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """A step's part in the cases beyond the limit, as far as the measure counts its time (between its
    milestones, for its holder); times in seconds per case that spent some there.

    ``share`` is the part of all measured cases that came to the step, ``late_share`` that of those beyond the
    limit; ``queueing`` and ``passing`` are calendar time over all visits.
    """

    step: str
    holder: str
    staffed: bool
    share: float
    late_share: float
    queueing: float
    passing: float

    @property
    def weight(self) -> float:
        """Seconds per case beyond the limit."""
        return self.late_share * (self.queueing + self.passing)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The cases beyond the limit and the steps that take most of their time, the longest first."""

    cases: int
    late: int
    steps: tuple[StepTime, ...]


def beyond(
    program: Program,
    logs: Iterable[EventLog],
    wanted: Wanted,
    limit: float,
    side: Literal["at_most", "at_least"] = "at_most",
) -> Breakdown:
    """The steps of the cases that do not keep ``limit`` (base units); of all cases where each keeps it."""
    parts = [_of_log(program, log, wanted, (limit, side)) for log in logs]
    if not parts:
        return Breakdown(0, 0, ())
    total: Totals = {name: np.sum([p[name] for p in parts], axis=0) for name in parts[0]}
    steps = sorted(_steps(program, wanted.process, total), key=lambda s: -s.weight)
    return Breakdown(int(total["cases"][0]), int(total["late"][0]), tuple(s for s in steps if s.weight > 0))


Totals: TypeAlias = "dict[str, Ints | Floats]"
"""Sums by step; ``cases`` and ``late`` have one entry only."""


def _of_log(program: Program, log: EventLog, wanted: Wanted, bound: tuple[float, str]) -> Totals:
    part = Part(program, log, wanted.process, working=OpenTime(program.working))
    stem, _, argument = wanted.measure.partition(".")
    found = CASES[stem].rule(part, wanted, argument)
    chosen = (part.cases["measured"] != 0) & part.holds(wanted.where)
    limit, side = bound
    kept = found.known & ((found.values <= limit) if side == "at_most" else (found.values >= limit))
    late = chosen & ~kept
    late = late if late.any() else chosen
    positions = len(part.process.steps)
    at = part.rows["position"]
    queueing, passing = _within(part, wanted)
    counted = (queueing + passing > 0) & _asked(part, wanted)
    queueing, passing = np.where(counted, queueing, 0), np.where(counted, passing, 0)
    mine = late[part.of]
    return {
        "cases": np.array([chosen.sum()]),
        "late": np.array([late.sum()]),
        "came": _visitors(part, chosen[part.of] & counted, positions),
        "late_came": _visitors(part, mine & counted, positions),
        "queueing": sums(at, np.where(mine, queueing, 0), positions),
        "passing": sums(at, np.where(mine, passing, 0), positions),
    }


def _within(part: Part, wanted: Wanted) -> tuple[Ints, Ints]:
    """Each row's time in the queue and after it, as far as it lies between the milestones of the measure."""
    first, last = (_milestone(part, name) for name in (wanted.start, wanted.end))
    begun = part.rows["queued"] + np.where(part.staffed, part.queueing, 0)
    edges = [np.clip(x, first, np.maximum(first, last)) for x in (part.rows["queued"], begun, part.stop)]
    queueing, passing = edges[1] - edges[0], edges[2] - edges[1]
    stem = wanted.measure.partition(".")[0]
    if stem in ("queueing", "waiting"):
        return queueing, np.where(part.staffed, 0, passing) * (stem == "waiting")
    return (np.zeros_like(queueing), passing) if stem == "work" else (queueing, passing)


def _milestone(part: Part, name: str) -> Ints:
    """A milestone's instant for each row's case; where it did not happen, when the case was last seen."""
    found = instant(part, name)
    return np.where(found != MISSING, found, part.until)[part.of]


def _asked(part: Part, wanted: Wanted) -> Flags:
    """The rows whose holder's time the measure counts."""
    stem, _, holder = wanted.measure.partition(".")
    names = part.log.catalog.holders
    if stem == "held_by" and holder in names:
        return np.asarray(part.rows["holder"] == names.index(holder))
    if stem == "legal_days":
        agency = np.array([*part.log.catalog.agency_side, False], dtype=np.bool_)
        return np.asarray(agency[np.maximum(part.rows["holder"], -1)])
    return np.ones(len(part.of), dtype=np.bool_)


def _visitors(part: Part, mine: Flags, positions: int) -> Ints:
    """How many cases the chosen rows of each step belong to."""
    pairs = np.unique(part.rows["position"][mine] * part.size + part.of[mine])
    return np.bincount(pairs // max(part.size, 1), minlength=positions).astype(np.int64)


def _steps(program: Program, process: int, total: Totals) -> Iterator[StepTime]:
    cases, late = max(int(total["cases"][0]), 1), max(int(total["late"][0]), 1)
    for at, step in enumerate(program.processes[process].steps):
        came = int(total["late_came"][at])
        if came:
            yield StepTime(
                step=step.name,
                holder=program.holders[step.holder],
                staffed=step.staffed,
                share=float(total["came"][at]) / cases,
                late_share=came / late,
                queueing=float(total["queueing"][at]) / came,
                passing=float(total["passing"][at]) / came,
            )
