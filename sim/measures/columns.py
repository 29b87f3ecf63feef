"""Arithmetic on whole columns: open time of a calendar, unions of intervals, sums by group.

Instants are int64 seconds since origin, as in the log; intervals are half-open [start, end).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.calendars import DAY, Calendar

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Intervals: TypeAlias = tuple[Ints, Ints]
"""Starts and ends, ascending and disjoint."""


class OpenTime:
    """A calendar's open time as arrays: the same answers as `Calendar`, for whole columns at once."""

    def __init__(self, calendar: Calendar) -> None:
        self.start: Ints = np.asarray(calendar.start, dtype=np.int64)
        self.end: Ints = np.asarray(calendar.end, dtype=np.int64)
        self.cum: Ints = np.asarray(calendar.cum, dtype=np.int64)
        self.days: Ints = np.asarray(calendar.days_open, dtype=np.int64)

    @classmethod
    def of_intervals(cls, intervals: Intervals) -> OpenTime:
        """Open time from plain intervals; it has no days."""
        made = cls.__new__(cls)
        made.start, made.end = intervals
        made.cum = np.concatenate(([0], np.cumsum(made.end - made.start))).astype(np.int64)
        made.days = np.empty(0, dtype=np.int64)
        return made

    def before(self, t: Ints) -> Ints:
        """Open seconds before each instant."""
        if not len(self.start):
            return np.zeros(np.shape(t), dtype=np.int64)
        i = np.searchsorted(self.start, t, side="right") - 1
        at = np.maximum(i, 0)
        return np.where(i >= 0, self.cum[at] + np.minimum(t, self.end[at]) - self.start[at], 0)

    def between(self, a: int, b: int) -> int:
        """Open seconds within [a, b)."""
        return int(np.diff(self.before(np.array([a, max(a, b)])))[0])

    def is_open(self, t: Ints) -> Flags:
        """Whether the second that begins at each instant is open."""
        if not len(self.start):
            return np.zeros(np.shape(t), dtype=np.bool_)
        i = np.searchsorted(self.start, t, side="right") - 1
        return np.asarray((i >= 0) & (t < self.end[np.maximum(i, 0)]))

    def days_until(self, t: Ints) -> Ints:
        """The number of open dates up to the date of each instant, that one included."""
        return np.searchsorted(self.days, t // DAY, side="right").astype(np.int64)

    def days_touched(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Places among the open dates of the first and last one of which each interval covers a second.

        First is greater than last where an interval covers no open second at all.
        """
        if not len(self.start):
            return np.ones_like(start), np.zeros_like(start)
        last = len(self.start) - 1
        i = np.searchsorted(self.end, start, side="right")
        j = np.searchsorted(self.start, end, side="left") - 1
        low = np.maximum(start, self.start[np.minimum(i, last)])
        high = np.minimum(end, self.end[np.maximum(j, 0)]) - 1
        lo, hi = self.days_until(low) - 1, self.days_until(high) - 1
        return lo, np.where((i <= last) & (j >= 0) & (low <= high), hi, lo - 1)


def union(group: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """The union of intervals within each group: (group, start, end), sorted, disjoint, none touching."""
    kept = end > start
    group, start, end = group[kept], start[kept], end[kept]
    if not len(group):
        return group, start, end
    order = np.lexsort((start, group))
    group, start, end = group[order], start[order], end[order]
    low = int(start.min())
    # One running maximum serves all groups, since each group's instants are lifted above the one before.
    lift = (group - group[0]) * (int(end.max()) - low + 1) - low
    reach = np.maximum.accumulate(end + lift)
    first = np.flatnonzero(np.concatenate(([True], start[1:] + lift[1:] > reach[:-1])))
    last = np.append(first[1:], len(group)) - 1
    return group[first], start[first], (reach - lift)[last]


def merged(start: Ints, end: Ints) -> Intervals:
    """The union of intervals."""
    _, starts, ends = union(np.zeros(len(start), dtype=np.int64), start, end)
    return starts, ends


def in_common(these: Intervals, those: Intervals) -> Intervals:
    """The time in both lists of intervals."""
    points = np.unique(np.concatenate((*these, *those)))
    if len(points) < 2:
        return points[:0], points[:0]
    starts = points[:-1]
    both = OpenTime.of_intervals(these).is_open(starts) & OpenTime.of_intervals(those).is_open(starts)
    return merged(starts[both], points[1:][both])


def sums(group: Ints, values: Ints | Floats, groups: int) -> Floats:
    """The sum of the values of each group; whole numbers stay exact (below 2^53)."""
    return np.bincount(group, weights=values, minlength=groups).astype(np.float64)
