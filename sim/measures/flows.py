"""Figures of a process as a whole over [warm_up, until): `throughput`, `open_cases`, `clearance`.

One value per replication; all cases count, measured or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.eventlog import MISSING
from sim.measures.columns import Flags
from sim.measures.part import Part
from sim.program import Program
from sim.units import SECONDS


@dataclass(frozen=True, slots=True)
class Counts:
    """Of some cases: how many finished in the window, their seconds inside, and how many arrived in it."""

    left: int = 0
    inside: int = 0
    came: int = 0

    @classmethod
    def of(cls, part: Part, chosen: Flags) -> Counts:
        """The counts of the chosen cases."""
        lo, hi = part.program.warm_up, part.program.until
        arrived, finished = part.cases["arrived"][chosen], part.cases["finished"][chosen]
        left = (finished != MISSING) & (finished >= lo) & (finished < hi)
        inside = np.minimum(part.until[chosen], hi) - np.maximum(arrived, lo)
        return cls(
            int(np.count_nonzero(left)),
            int(np.maximum(inside, 0).sum()),
            int(np.count_nonzero((arrived >= lo) & (arrived < hi))),
        )

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.left + other.left, self.inside + other.inside, self.came + other.came)


Flow = Callable[[Program, Counts], float | None]


def throughput(program: Program, counts: Counts) -> float | None:
    """Cases finished per year of 365 days."""
    span = program.until - program.warm_up
    return counts.left * SECONDS["y"] / span if span > 0 else None


def open_cases(program: Program, counts: Counts) -> float | None:
    """The time mean of the number of cases inside."""
    span = program.until - program.warm_up
    return counts.inside / span if span > 0 else None


def clearance(_: Program, counts: Counts) -> float | None:
    """Cases that left per case that arrived; nothing where none arrived."""
    return counts.left / counts.came if counts.came else None


FLOWS: dict[str, Flow] = {"throughput": throughput, "open_cases": open_cases, "clearance": clearance}
"""A process figure from the counts of the cases that are asked about (``where``)."""
