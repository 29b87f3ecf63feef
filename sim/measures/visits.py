"""What a case's rows add up to: `queueing work waiting trips`, `held_by.x`, `queue_at.x`, `rounds.x`.

Sums are over all rows of the case, work in hand that it no longer waited for included; only `held_by` is
cut at the case's end, and is the length of a union, so that in parallel the holders' times may add up to
more than `elapsed`.
"""

from __future__ import annotations

import numpy as np

from sim.eventlog import MISSING
from sim.measures.columns import Ints, sums
from sim.measures.part import Part
from sim.measures.registry import Found, Measure, of_all
from sim.measures.wanted import Wanted
from sim.program import NONE, Task


def queueing(part: Part, _: Wanted, __: str) -> Found:
    """Seconds in queues before the first start of each visit, or until the queue was left."""
    return of_all(part, sums(part.of, np.where(part.staffed, part.queueing, 0), part.size))


def worked(part: Part) -> Ints:
    """Seconds of work of each row; where a log does not tell, from start to end."""
    column, started = part.rows["worked"], part.rows["started"]
    between = np.where(part.staffed & (started != MISSING), part.stop - started, 0)
    return np.where(column != MISSING, column, between)


def work(part: Part, _: Wanted, __: str) -> Found:
    """Open seconds that somebody worked on the case; with several people at once the seconds of each."""
    return of_all(part, sums(part.of, worked(part), part.size))


def waiting(part: Part, _: Wanted, __: str) -> Found:
    """`queueing` and the visits to steps without staff."""
    idle = np.where(part.staffed, part.queueing, part.stop - part.rows["queued"])
    return of_all(part, sums(part.of, idle, part.size))


def held_by(part: Part, _: Wanted, holder: str) -> Found:
    """The time during which at least one row of this holder was open."""
    holders = part.log.catalog.holders
    if holder not in holders:
        return of_all(part, np.zeros(part.size))
    return of_all(part, part.seconds_held[:, holders.index(holder)])


def trips(part: Part, _: Wanted, __: str) -> Found:
    """How often the applicant came in person: the visits to steps with ``trip``, however they ended."""
    counts = np.array([_is_trip(part, at) for at in range(len(part.process.steps))], dtype=np.int64)
    return of_all(part, sums(part.of, counts[part.rows["position"]], part.size))


def _is_trip(part: Part, position: int) -> bool:
    detail = _task(part, position)
    return detail is not None and detail.trip


def _task(part: Part, position: int) -> Task | None:
    node = part.process.steps[position].node
    detail = part.program.nodes[node].detail if node != NONE else None
    return detail if isinstance(detail, Task) else None


def queue_at(part: Part, _: Wanted, step: str) -> Found:
    """Seconds that a case queued for this step, over all its visits; who never came to it is not asked.

    Whoever is unfinished may come to it yet, and stays in.
    """
    rows = part.rows_at(part.position(step))
    of = part.of[rows]
    visited = np.zeros(part.size, dtype=np.bool_)
    visited[of] = True
    return Found(
        sums(of, part.queueing[rows], part.size), part.left & visited, ~part.left, part.left & ~visited
    )


def rounds(part: Part, _: Wanted, step: str) -> Found:
    """How often a case came to this step; of a `repeat`, how many rounds its rows tell of."""
    position = part.position(step)
    if not part.process.steps[position].logged:
        return of_all(part, _rounds_inside(part, position))
    return of_all(part, np.bincount(part.of[part.rows_at(position)], minlength=part.size))


def _rounds_inside(part: Part, position: int) -> Ints:
    """The highest round among the rows of the steps whose innermost repeat stands at this position."""
    repeat, found = part.process.steps[position].node, np.zeros(part.size, dtype=np.int64)
    for at, step in enumerate(part.process.steps):
        if step.logged and step.node != NONE and part.program.nodes[step.node].repeat == repeat:
            rows = part.rows_at(at)
            np.maximum.at(found, part.of[rows], part.rows["round"][rows])
    return found


MEASURES = (
    Measure("queueing", "s", "d", "duration", queueing),
    Measure("work", "s", "h", "duration", work),
    Measure("waiting", "s", "d", "duration", waiting),
    Measure("held_by", "s", "d", "duration", held_by, takes="holder"),
    Measure("trips", "1", "1", "count", trips),
    Measure("queue_at", "s", "min", "duration", queue_at, takes="step"),
    Measure("rounds", "1", "1", "count", rounds, takes="step"),
)
