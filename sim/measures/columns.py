"""Arithmetic on whole columns: open time of a calendar, unions of intervals, sums by group.

Instants are int64 seconds since origin, as in the log; intervals are half-open [start, end).
"""

from __future__ import annotations

from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.calendars import DAY, Calendar

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Intervals: TypeAlias = tuple[Ints, Ints]
"""Starts and ends, ascending and disjoint."""

_OPEN: dict[int, tuple[Calendar, OpenTime]] = {}
_KEEP = 256


class Places:
    """Where instants lie among sorted ones: how many are at or before each, as ``searchsorted`` tells.

    A table of days comes first, so that a column in no order is not searched from end to end each time.
    """

    def __init__(self, sorted_: Ints) -> None:
        self._sorted = sorted_
        days = sorted_ // DAY
        few = len(days) and np.bincount(days - days[0]).max() <= 4 and days[-1] - days[0] < 50 * len(days)
        if not few:
            self._most = 0
            return
        self._first, self._most = int(days[0]), int(np.bincount(days - days[0]).max())
        self._before = np.searchsorted(days, np.arange(days[0], days[-1] + 2), side="left").astype(np.int64)
        self._padded = np.append(sorted_, np.iinfo(np.int64).max)

    def upto(self, t: Ints) -> Ints:
        """How many are at most ``t``, for each."""
        if not self._most or np.size(t) < 64:
            return np.searchsorted(self._sorted, t, side="right")
        found = self._before[np.clip(t // DAY - self._first, 0, len(self._before) - 1)]
        for _ in range(self._most):
            found += self._padded[found] <= t
        return found


class OpenTime:
    """A calendar's open time as arrays: the same answers as `Calendar`, for whole columns at once."""

    def __init__(self, calendar: Calendar) -> None:
        self.start: Ints = np.asarray(calendar.start, dtype=np.int64)
        self.end: Ints = np.asarray(calendar.end, dtype=np.int64)
        self.cum: Ints = np.asarray(calendar.cum, dtype=np.int64)
        self.days: Ints = np.asarray(calendar.days_open, dtype=np.int64)

    @classmethod
    def of(cls, calendar: Calendar) -> OpenTime:
        """The arrays of a calendar, kept for whoever asks for it next."""
        kept = _OPEN.get(id(calendar))
        if kept is None or kept[0] is not calendar:
            kept = _OPEN[id(calendar)] = calendar, cls(calendar)
            while len(_OPEN) > _KEEP:
                _OPEN.pop(next(iter(_OPEN)), None)
        return kept[1]

    @cached_property
    def _places(self) -> Places:
        return Places(self.start)

    @cached_property
    def _open_days(self) -> Places:
        return Places(self.days * DAY)

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
        i = self._places.upto(t) - 1
        at = np.maximum(i, 0)
        return np.where(i >= 0, self.cum[at] + np.minimum(t, self.end[at]) - self.start[at], 0)

    def between(self, a: int, b: int) -> int:
        """Open seconds within [a, b)."""
        return int(np.diff(self.before(np.array([a, max(a, b)])))[0])

    def is_open(self, t: Ints) -> Flags:
        """Whether the second that begins at each instant is open."""
        if not len(self.start):
            return np.zeros(np.shape(t), dtype=np.bool_)
        i = self._places.upto(t) - 1
        return np.asarray((i >= 0) & (t < self.end[np.maximum(i, 0)]))

    def days_until(self, t: Ints) -> Ints:
        """The number of open dates up to the date of each instant, that one included."""
        return self._open_days.upto(t).astype(np.int64)

    def days_touched(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Places among the open dates of the first and last one of which each interval covers a second.

        First is greater than last where an interval covers no open second at all.
        """
        if not len(self.start):
            return np.ones_like(start), np.zeros_like(start)
        last = len(self.start) - 1
        i = self._places.upto(start) - 1
        # The first interval that ends after the start: the one that began last before it, or the next.
        i += self.end[np.maximum(i, 0)] <= start
        i = np.maximum(i, 0)
        j = self._places.upto(end - 1) - 1
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
    low = int(start.min())
    # Group and start as one number: what is equal in both may stand in any order.
    order = np.argsort(group * (int(start.max()) - low + 1) + start)
    group, start, end = group[order], start[order], end[order]
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
