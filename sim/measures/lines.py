"""Whether a line was served in its order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.eventlog import MISSING
from sim.measures.columns import Flags, Floats, Ints
from sim.measures.staff import Claims, Staff
from sim.program import NONE, By, Order


def overtaken(staff: Staff, pool: int, claims: Claims) -> Iterator[tuple[int, int]]:
    """Claims of one person that started in this pool while another before them in its line waited: (row,
    instant).

    The order of a `fifo` pool is the queue instant, then process, case, step position; of a `lifo` pool the
    latest comes first. A `priority` pool is judged between claims whose priority is a fixed number of their
    task, unless a limit can escalate them. Who joins at the very second of a start may come behind it.
    """
    kind = staff.program.pools[pool].order
    first = claims.chosen(claims.first & ~staff.interrupted[claims.row])
    if kind not in (Order.FIFO, Order.PRIORITY, Order.LIFO) or not len(first.row):
        return
    if kind == Order.LIFO:
        yield from _before_the_latest(first, _started_here(staff, pool, first))
        return
    rank = _ranks(staff, first) if kind == Order.PRIORITY else np.zeros(len(first.row))
    started = _started_here(staff, pool, first)
    for level in np.unique(rank[~np.isnan(rank)]):
        same = rank == level
        yield from _out_of_line(staff, first.chosen(same), started[same])
        better, worse = first.chosen(rank > level), first.chosen(same & started)
        yield from _before_the_better(better, worse)


def _started_here(staff: Staff, pool: int, claims: Claims) -> Flags:
    """Which of the claims were met by this pool (they may stand in several lines)."""
    line = staff.rows["pool"][claims.row]
    names = [staff.pool_named(text) for text in staff.log.lines] + [NONE]
    met = staff.rows["started"][claims.row] != MISSING
    return np.asarray(met & (np.array(names, dtype=np.int64)[np.maximum(line, -1)] == pool))


def _out_of_line(staff: Staff, claims: Claims, started: Flags) -> Iterator[tuple[int, int]]:
    rows = staff.rows
    keys = [rows[name][claims.row] for name in ("round", "position", "case", "process")]
    order = np.lexsort((*keys, claims.start))
    start, end, met = claims.start[order], claims.end[order], started[order]
    reach = np.concatenate(([np.iinfo(np.int64).min], np.maximum.accumulate(end)[:-1]))
    # A claim met as it joins may only overtake those who joined in an earlier second.
    earlier = np.searchsorted(start, start, side="left")
    before = np.where(end == start, np.append(reach, reach[-1:])[earlier], reach)
    for at in np.flatnonzero(met & (end < before))[:1]:
        yield int(claims.row[order][at]), int(end[at])


def _before_the_better(better: Claims, worse: Claims) -> Iterator[tuple[int, int]]:
    """Worse claims that started while a better one, there since an earlier second, still waited."""
    joined, gone = np.sort(better.start), np.sort(better.end)
    waiting = np.searchsorted(joined, worse.end, "left") - np.searchsorted(gone, worse.end, "right")
    # Who joined and was met within this very second is in neither count of those who wait on.
    within = better.start == better.end
    ties: Ints = np.sort(better.end[within])
    waiting += np.searchsorted(ties, worse.end, "right") - np.searchsorted(ties, worse.end, "left")
    for at in np.flatnonzero(waiting > 0)[:1]:
        yield int(worse.row[at]), int(worse.end[at])


def _before_the_latest(claims: Claims, started: Flags) -> Iterator[tuple[int, int]]:
    """Claims that started while one waited that had joined later, though in an earlier second (`lifo`)."""
    order = np.argsort(claims.start, kind="stable")
    start, end = claims.start[order], claims.end[order]
    lo, hi = np.searchsorted(start, start, side="right"), np.searchsorted(start, end, side="left")
    longest = _range_maximum(end, lo, hi)
    for at in np.flatnonzero(started[order] & (longest > end))[:1]:
        yield int(claims.row[order][at]), int(end[at])


def _range_maximum(values: Ints, lo: Ints, hi: Ints) -> Ints:
    """The greatest of ``values[lo:hi]`` for each pair, the least integer where it is empty: a sparse
    table."""
    least = np.iinfo(np.int64).min
    level, found, width = values, np.full(len(lo), least), 1
    while width <= len(values):
        here = (hi - lo >= width) & (hi - lo < 2 * width)
        found[here] = np.maximum(level[lo[here]], level[hi[here] - width])
        level, width = np.maximum(level[:-width], level[width:]), 2 * width
    return found


def _ranks(staff: Staff, claims: Claims) -> Floats:
    """The fixed priority of each claim; not a number where it may change or is worked out at joining."""
    kinds = np.stack([staff.rows["process"][claims.row], staff.rows["position"][claims.row]])
    each, which = np.unique(kinds, axis=1, return_inverse=True)
    return np.array([_rank(staff, int(p), int(s)) for p, s in each.T])[which.reshape(-1)]


def _rank(staff: Staff, process: int, position: int) -> float:
    program = staff.program
    task, node = (
        staff.needs(process, position),
        program.nodes[program.processes[process].steps[position].node],
    )
    if task is None or node.limits or task.by not in (By.ANY, By.SHORTEST):
        return float("nan")
    fixed = 0.0 if task.priority == NONE else program.codes[task.priority].fixed
    return float("nan") if fixed is None else fixed
