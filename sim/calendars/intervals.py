"""Lists of half-open intervals [start, end) of whole seconds, ascending and disjoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sim.calendars.hours import DAY, Interval


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """The same open time with touching intervals made one."""
    runs: list[Interval] = []
    for start, end in intervals:
        if runs and start == runs[-1][1]:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def in_common(these: Sequence[Interval], those: Sequence[Interval]) -> list[Interval]:
    """The time in both lists."""
    common: list[Interval] = []
    i = j = 0
    while i < len(these) and j < len(those):
        start, end = max(these[i][0], those[j][0]), min(these[i][1], those[j][1])
        if start < end:
            common.append((start, end))
        if these[i][1] < those[j][1]:
            i += 1
        else:
            j += 1
    return common


def days_of(runs: Iterable[Interval]) -> tuple[int, ...]:
    """The indices of the days that have a second in the intervals, ascending."""
    return tuple(
        dict.fromkeys(day for start, end in runs for day in range(start // DAY, (end - 1) // DAY + 1))
    )


def on_days(runs: Iterable[Interval], wanted: Callable[[int], bool]) -> Iterator[Interval]:
    """The parts of the intervals that lie on wanted days."""
    for start, end in runs:
        for day in range(start // DAY, (end - 1) // DAY + 1):
            if wanted(day):
                yield max(start, day * DAY), min(end, (day + 1) * DAY)
