"""Arithmetic in open time: a resolved calendar as flat arrays of open intervals.

Instants are whole seconds since midnight of the calendar's origin. ``start``, ``end`` and ``cum`` describe
the open intervals ``[start[i], end[i])`` in order, never touching (open time runs on through midnight), and
the open seconds before each; every question is a binary search. Outside its range of days a calendar is
closed: whoever resolves it chooses a range that no answer leaves.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import accumulate

from sim.calendars.errors import CalendarError
from sim.calendars.hours import DAY, Interval
from sim.calendars.intervals import days_of, in_common, joined, on_days


@dataclass(frozen=True, slots=True)
class Calendar:
    """Open time over the days ``first`` to ``last`` (indices counted from ``origin``, both included).

    ``cum`` has one entry more than ``start``: the total open seconds. ``days_open`` lists the indices of the
    dates that open, ascending; ``guessed`` the dates that the holiday data did not cover and ``beyond`` let
    be guessed.
    """

    origin: date
    first: int
    last: int
    start: tuple[int, ...]
    end: tuple[int, ...]
    cum: tuple[int, ...]
    days_open: tuple[int, ...]
    guessed: tuple[date, ...] = ()

    @classmethod
    def of_intervals(
        cls,
        intervals: Iterable[Interval],
        *,
        origin: date,
        first: int,
        last: int,
        guessed: tuple[date, ...] = (),
    ) -> Calendar:
        """A calendar of ascending, disjoint intervals within the range; touching ones are joined."""
        runs = joined(intervals)
        start, end = tuple(s for s, _ in runs), tuple(e for _, e in runs)
        cum = tuple(accumulate((e - s for s, e in runs), initial=0))
        return cls(origin, first, last, start, end, cum, days_of(runs), guessed)

    # Instants

    def is_open(self, t: int) -> bool:
        """Whether the second that begins at ``t`` is open."""
        i = bisect_right(self.start, t) - 1
        return i >= 0 and t < self.end[i]

    def next_open(self, t: int) -> int | None:
        """The first open instant at or after ``t``; None if there is none in the range."""
        i = bisect_right(self.end, t)
        return max(t, self.start[i]) if i < len(self.end) else None

    def next_close(self, t: int) -> int | None:
        """The close of the open interval that contains ``t``; None if it stays open to the end of the range.

        Raises `CalendarError` if ``t`` is closed.
        """
        if not self.is_open(t):
            raise CalendarError(f"the closed instant {t}", "an open one")
        close = self.end[bisect_right(self.end, t)]
        return close if close < (self.last + 1) * DAY else None

    def open_seconds(self, a: int, b: int) -> int:
        """Open seconds within [a, b), 0 if b <= a."""
        return max(0, self._before(b) - self._before(a))

    def advance(self, t: int, n: int) -> int | None:
        """The earliest instant at or after ``t`` by which ``n`` open seconds have passed; None if the range
        ends before.

        So it is a close rather than the next opening, and ``t`` itself for ``n`` = 0, closed or not. Raises
        `CalendarError` for n < 0.
        """
        if n <= 0:
            return _at_once(t, n)
        target = self._before(t) + n
        i = bisect_left(self.cum, target) - 1
        return self.start[i] + target - self.cum[i] if target <= self.cum[-1] else None

    def retreat(self, t: int, n: int) -> int | None:
        """The latest instant at or before ``t`` from which ``n`` open seconds pass until ``t``.

        The mirror image of `advance`: an opening, not the close before it; None if the range begins after.
        """
        if n <= 0:
            return _at_once(t, n)
        target = self._before(t) - n
        i = bisect_right(self.cum, target) - 1
        return self.start[i] + target - self.cum[i] if target >= 0 else None

    def _before(self, t: int) -> int:
        """Open seconds of the range before ``t``."""
        i = bisect_right(self.start, t) - 1
        return self.cum[i] + min(t, self.end[i]) - self.start[i] if i >= 0 else 0

    # Days

    def day_of(self, when: date) -> int:
        """The index of a date: 0 is the origin."""
        return when.toordinal() - self.origin.toordinal()

    def date_of(self, day: int) -> date:
        """The date of a day index."""
        return self.origin + timedelta(days=day)

    def opens_on(self, day: date | int) -> bool:
        """Whether a date (or day index) has an open second."""
        index = self._index(day)
        i = bisect_left(self.days_open, index)
        return i < len(self.days_open) and self.days_open[i] == index

    def working_days_between(self, a: int, b: int) -> int:
        """The number of open dates d with date(a) < d <= date(b); 0 if b is not on a later date than a."""
        return max(0, bisect_right(self.days_open, b // DAY) - bisect_right(self.days_open, a // DAY))

    def mean_day_seconds(self, year: int) -> float:
        """Mean open seconds of the open dates of a calendar year, unrounded: the length of ``1 wd``.

        Raises `CalendarError` if the year is not wholly in the range or never opens.
        """
        lo, hi = self.day_of(date(year, 1, 1)), self.day_of(date(year, 12, 31))
        if lo < self.first or hi > self.last:
            raise CalendarError(
                f"the year {year}", f"a year within {self.date_of(self.first)}..{self.date_of(self.last)}"
            )
        days = bisect_right(self.days_open, hi) - bisect_left(self.days_open, lo)
        if not days:
            raise CalendarError(
                f"the year {year}, in which the calendar never opens", "a year with a working day"
            )
        return self.open_seconds(lo * DAY, (hi + 1) * DAY) / days

    def _index(self, day: date | int) -> int:
        return day if isinstance(day, int) else self.day_of(day)

    # Calendars from calendars (all over the same origin)

    def without(self, days: Iterable[int]) -> Calendar:
        """This calendar with all open time of the given day indices removed: a person's absences."""
        gone = set(days)
        runs = zip(self.start, self.end, strict=True)
        return self._with(on_days(runs, lambda day: day not in gone))

    def clipped(self, first_day: date | int | None = None, last_day: date | int | None = None) -> Calendar:
        """This calendar open only from ``first_day`` to ``last_day``, both included: ``from`` and ``until``
        of a shift.

        The range stays; an interval that runs through the last midnight is cut there.
        """
        lo = self.first if first_day is None else max(self.first, self._index(first_day))
        hi = self.last if last_day is None else min(self.last, self._index(last_day))
        if lo <= hi and self.start and lo * DAY <= self.start[0] and self.end[-1] <= (hi + 1) * DAY:
            return replace(self)  # Nothing is cut: the same time, of other people.
        duty = [(lo * DAY, (hi + 1) * DAY)] if lo <= hi else []
        return self._with(in_common(self.intervals, duty))

    def intersection(self, *others: Calendar) -> Calendar:
        """The time at which this and all the others are open, over the days that all their ranges share.

        Raises `CalendarError` if origins differ or the ranges share no day.
        """
        every = (self, *others)
        first, last = max(c.first for c in every), min(c.last for c in every)
        if first > last or len({c.origin for c in every}) > 1:
            raise CalendarError(
                "calendars of different origins or ranges", "calendars of one origin that share a day"
            )
        runs = reduce(in_common, (c.intervals for c in every))
        guessed = sorted({day for c in every for day in c.guessed if first <= self.day_of(day) <= last})
        return Calendar.of_intervals(runs, origin=self.origin, first=first, last=last, guessed=tuple(guessed))

    def overlaps(self, other: Calendar) -> bool:
        """Whether this and the other calendar have an open second in common."""
        return bool(in_common(self.intervals, other.intervals))

    @property
    def intervals(self) -> list[Interval]:
        """The open intervals as (open, close) pairs, ascending."""
        return list(zip(self.start, self.end, strict=True))

    def _with(self, runs: Iterable[Interval]) -> Calendar:
        return Calendar.of_intervals(
            runs, origin=self.origin, first=self.first, last=self.last, guessed=self.guessed
        )


def _at_once(t: int, n: int) -> int:
    if n < 0:
        raise CalendarError(f"{n} open seconds", "a number that is not negative")
    return t
