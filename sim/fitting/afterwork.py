"""What a person does after a case before the next one is taken, although somebody waits.

It shows only while somebody waits: a person whose next case begins before the queue is empty has been busy
until then; one who has not begun when the queue gets empty has been busy at least so long. So its law is
found as that of patience is, behind times that were cut short (`patience_of`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.eventlog import MISSING, Outcome
from sim.fitting.families import Fitted
from sim.fitting.queues import OFTEN, patience_of
from sim.fitting.rosters import AWAY
from sim.fitting.traces import Ints, Traces

WORTH_TELLING = 1.0
"""Seconds: a shorter mean is no work of its own."""


def afterwork_of(traces: Traces, activity: int, lines: Sequence[Line] = ()) -> Fitted | None:
    """How long people are busy after a visit of an activity; None where that cannot be told or is nothing.

    Where teams serve different kinds of cases, a line for each: who waits for the others does not count.
    """
    rows = traces.of(activity)
    everybody = (np.unique(traces.person[rows]), np.ones(len(traces.arrived), dtype=np.bool_))
    seen, cut = zip(*(_times(traces, rows, line) for line in lines or (everybody,)), strict=True)
    times = np.concatenate(seen)
    if (times >= 1).sum() < OFTEN:
        return None
    law = patience_of(np.concatenate(cut), times)
    return law if law is not None and law.overall >= WORTH_TELLING else None


Line = tuple[Ints, NDArray[np.bool_]]
"""Some people, and by case whether they serve it."""


def _times(traces: Traces, rows: Ints, line: Line) -> tuple[Ints, Ints]:
    """Seconds after the visits that some people did while others waited for them: until they took the next,
    and where the queue got empty before, until then.
    """
    persons, theirs = line
    queue = rows[theirs[traces.case[rows]]]
    begin, over = waiting_spans(traces.queued[queue], traces.start[queue])
    done = (traces.outcome[rows] == Outcome.DONE) & (traces.person[rows] != MISSING)
    end, until = _following(traces, rows[done & np.isin(traces.person[rows], persons)])
    if not len(begin):
        return end[:0], end[:0]
    at = np.searchsorted(begin, end, side="right") - 1
    inside = (at >= 0) & (over[np.maximum(at, 0)] > end)
    end, until, emptied = end[inside], until[inside], over[at[inside]]
    seen = until <= emptied
    return (until - end)[seen], (emptied - end)[~seen]


def waiting_spans(joined: Ints, taken: Ints) -> tuple[Ints, Ints]:
    """The stretches of time in which somebody waits."""
    waits = taken > joined
    order = np.argsort(joined[waits], kind="stable")
    begin, over = joined[waits][order], np.maximum.accumulate(taken[waits][order])
    fresh = np.append(True, begin[1:] > over[:-1]) if len(begin) else np.zeros(0, dtype=np.bool_)
    firsts = np.flatnonzero(fresh)
    lasts = np.append(firsts[1:], len(begin)) - 1
    return begin[firsts], over[lasts] if len(firsts) else over


def _following(traces: Traces, rows: Ints) -> tuple[Ints, Ints]:
    """When visits ended that the same person followed with another soon, and when that one began."""
    start, end, person = traces.start[rows], traces.end[rows], traces.person[rows]
    order = np.lexsort((start, person))
    start, end, person = start[order], end[order], person[order]
    gap = start[1:] - end[:-1]
    soon = (person[1:] == person[:-1]) & (gap >= 0) & (gap <= AWAY)
    return end[:-1][soon], start[1:][soon]
