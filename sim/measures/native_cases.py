"""The laws of each case alone in one walk over a log in its order, compiled: instants in order,
conservation and tiling. Little's identity follows, since both of its sides are sums over cases of lengths
that tiling makes equal.
"""

from __future__ import annotations

from sim.eventlog import MISSING, Outcome
from sim.native.jit import compiled, inlined

_NONE, _MISSING, _UNFINISHED = -1, MISSING, int(Outcome.UNFINISHED)
_FAR = 48
"""Rows of a case that are searched for the one after which another begins."""


@inlined
def _stop(ended, k, end):  # type: ignore[no-untyped-def]
    return end if ended[k] == _MISSING else ended[k]


@compiled
def begin_cases(cases, room, limits):  # type: ignore[no-untyped-def]
    """Look at the case table: False if a case stands out of order, ended too early or without an outcome.
    ``limits`` are the number of processes and the end.
    """
    processes, end = limits
    for p in range(processes):
        room.first[p] = room.behind[p] = room.shift[p] = 0
    for k in range(cases.size):
        p, number = cases.process[k], cases.case[k]
        if p < 0 or p >= processes:
            return False
        if k > 0 and p <= cases.process[k - 1]:
            if p != cases.process[k - 1] or number != cases.case[k - 1] + 1:
                return False
        finished, arrived = cases.finished[k], cases.arrived[k]
        until = end if finished == _MISSING else finished
        if arrived > until or until > end or (finished != _MISSING) != (cases.outcome[k] != _MISSING):
            return False
        if room.behind[p] == 0:
            room.first[p], room.shift[p] = k, k - number
        room.behind[p] = k + 1
        room.last[k], room.reach[k], room.inside[k] = _NONE, max(0, arrived), 0
    return True


@inlined
def add_row(k, rows, cases, room, end):  # type: ignore[no-untyped-def]
    """Add a row to its case; False if it breaks a law, or if that is not sure."""
    process, queued, began = rows.process[k], rows.queued[k], rows.started[k]
    at = rows.case[k] + room.shift[process]
    if at < room.first[process] or at >= room.behind[process]:
        return False
    ended = rows.ended[k]
    stop = end if ended == _MISSING else ended
    if began == _MISSING:
        began = queued
    if queued > began or began > stop or stop > end:
        return False
    if (ended == _MISSING) != (rows.outcome[k] == _UNFINISHED):
        return False
    last, reach = room.last[at], room.reach[at]
    if queued != reach:  # up to which the case's rows reach: its entry, or where one of them ends
        if queued > reach:
            return False
        if queued != max(0, cases.arrived[at]) and not _ends_at(rows.ended, room.before, last, queued, end):
            return False
    room.inside[at] |= ended == _MISSING
    room.reach[at] = max(reach, stop)
    room.before[k], room.last[at] = last, k
    return True


@compiled
def end_cases(rows, cases, room, end):  # type: ignore[no-untyped-def]
    """Whether every case is in some row up to its end, left where one of its rows ended, or is still
    inside.
    """
    for k in range(cases.size):
        finished = cases.finished[k]
        until = end if finished == _MISSING else finished
        if room.reach[k] < until or (finished == _MISSING and room.inside[k] == 0):
            return False
        left = finished != _MISSING and until != max(0, cases.arrived[k])
        if left and not _ends_at(rows.ended, room.before, room.last[k], until, end):
            return False
    return True


@compiled
def _ends_at(ended, before, row, instant, end):  # type: ignore[no-untyped-def]
    """Whether one of the last rows of a case ends at an instant."""
    for _ in range(_FAR):
        if row == _NONE:
            return False
        if _stop(ended, row, end) == instant:
            return True
        row = before[row]
    return False
