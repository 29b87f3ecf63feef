"""Figures of a process as a whole over [warm_up, until): `throughput`, `open_cases`, `clearance`.

One value per replication; all cases count, measured or not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.eventlog import MISSING
from sim.measures.columns import Flags
from sim.measures.part import Part
from sim.units import SECONDS

Flow = Callable[[Part, Flags], float | None]


def left_in_window(part: Part, chosen: Flags) -> int:
    """How many of the chosen cases finished in the window."""
    finished, program = part.cases["finished"][chosen], part.program
    inside = (finished != MISSING) & (finished >= program.warm_up) & (finished < program.until)
    return int(np.count_nonzero(inside))


def throughput(part: Part, chosen: Flags) -> float | None:
    """Cases finished per year of 365 days."""
    span = part.program.until - part.program.warm_up
    return left_in_window(part, chosen) * SECONDS["y"] / span if span > 0 else None


def open_cases(part: Part, chosen: Flags) -> float | None:
    """The time mean of the number of cases inside."""
    lo, hi = part.program.warm_up, part.program.until
    inside = np.minimum(part.until[chosen], hi) - np.maximum(part.cases["arrived"][chosen], lo)
    return int(np.maximum(inside, 0).sum()) / (hi - lo) if hi > lo else None


def clearance(part: Part, chosen: Flags) -> float | None:
    """Cases that left per case that arrived; nothing where none arrived."""
    arrived = part.cases["arrived"][chosen]
    came = int(np.count_nonzero((arrived >= part.program.warm_up) & (arrived < part.program.until)))
    return left_in_window(part, chosen) / came if came else None


FLOWS: dict[str, Flow] = {"throughput": throughput, "open_cases": open_cases, "clearance": clearance}
"""A process figure from its cases and which of them are asked about (``where``)."""
