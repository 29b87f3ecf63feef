"""Working hours out of stamps: in which hours of which weekdays somebody was at work."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendars.hours import WEEKDAYS
from sim.fitting.offdays import Offdays

Ints = NDArray[np.int64]
DAY = 86_400
SLOT = 1800
SLOTS = DAY // SLOT
ENOUGH = 50
"""With fewer stamps a calendar of its own would be chance."""

QUIET = 0.06
"""A slot (or weekday) with less than this share of a usual one's stamps counts as closed."""

ROUND = 300
GAP = 2
STRAY = 0.03
ALL_DAY = 36
"""With so many open slots a day nothing is ever really closed."""

Week = tuple[tuple[tuple[int, int], ...], ...]
"""Open intervals of each weekday, Monday first, in seconds of the day."""

ALWAYS: Week = (((0, DAY),),) * 7


def week_of(starts: Ints, ends: Ints, origin: date, off: Offdays | None = None) -> Week:
    """The weekly hours in which work begins (instants in seconds since origin), but for stray ones; where
    such hours begin and end within a slot is told by starts and ends together, since work may run over. Days
    off and make-up days are left out.
    """
    if off is not None:
        starts, ends = starts[~off.free(starts // DAY)], ends[~off.free(ends // DAY)]
    if len(starts) < ENOUGH:
        return ALWAYS
    weekday = (starts // DAY + origin.weekday()) % 7
    by_day = np.bincount(weekday, minlength=7)
    busy = np.sort(by_day[by_day > 0])
    open_days = by_day >= max(QUIET * float(np.median(busy[-5:])), 1)
    covered = {
        int(d) for d in (np.arange(starts.min() // DAY, starts.max() // DAY + 1) + origin.weekday()) % 7
    }
    found: list[tuple[tuple[int, int], ...]] = [()] * 7
    for group in ([0, 1, 2, 3, 4], [5], [6]):
        days = [d for d in group if open_days[d]]
        if days:
            own = starts[np.isin(weekday, days)] % DAY
            over = ends[np.isin((ends // DAY + origin.weekday()) % 7, days)] % DAY
            intervals = _hours(own, np.concatenate((own, over)))
            # A weekday that a short log never came to is taken to be like its neighbours.
            for d in (*days, *(e for e in group if e not in covered)):
                found[d] = intervals
    return tuple(found)


def _hours(starts: Ints, stamps: Ints) -> tuple[tuple[int, int], ...]:
    counts = np.bincount(starts // SLOT, minlength=SLOTS)
    if len(starts) < ENOUGH:
        # Too few to tell a pause from chance: one stretch from the first to the last, stray ones left out.
        lo, hi = (int(q) // SLOT for q in np.quantile(starts, (0.05, 0.95)))
        return (_trimmed(lo, hi + 1, stamps[(stamps >= lo * SLOT) & (stamps < (hi + 1) * SLOT)]),)
    busy = np.sort(counts[counts > 0])
    usual = float(np.median(busy[len(busy) // 2 :]))
    is_open = counts >= max(QUIET * usual, 1)
    # A quiet half hour between busy ones is no closing, and a stray stamp at night no opening.
    runs = _joined(is_open)
    kept = [(lo, hi) for lo, hi in runs if counts[lo:hi].sum() >= STRAY * counts.sum()] or runs
    if sum(hi - lo for lo, hi in kept) >= ALL_DAY:
        return ((0, DAY),)
    return tuple(_trimmed(lo, hi, stamps[(stamps >= lo * SLOT) & (stamps < hi * SLOT)]) for lo, hi in kept)


def _joined(is_open: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The runs of open slots, those that less than an hour part being one."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_open.astype(np.int8), [0]))))
    runs: list[tuple[int, int]] = []
    for lo, hi in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and lo - runs[-1][1] < GAP:
            runs[-1] = (runs[-1][0], hi)
        else:
            runs.append((lo, hi))
    return runs


def _trimmed(lo: int, hi: int, mine: Ints) -> tuple[int, int]:
    """An interval cut to where its stamps lie, in steps of five minutes. Ends of work are told a second
    early, so that a stamp at the very closing is one of work that begins.
    """
    first, last = np.quantile(mine, (0.002, 0.998))
    start = max(lo * SLOT, int(first) // ROUND * ROUND)
    end = min(hi * SLOT, -(-int(last) // ROUND) * ROUND)
    # Who begins at the very second of closing is still there: a minute more lets him.
    if (mine >= end).mean() > 0.005:
        end = min(end + 60, DAY)
    return (start, end) if end > start else (lo * SLOT, hi * SLOT)


def is_always(week: Week) -> bool:
    """Whether nothing is ever closed."""
    return all(day == ((0, DAY),) for day in week)


def written(week: Week, off: Offdays | None = None) -> object:
    """The week as a calendar of the language, with a country's days off."""
    if is_always(week):
        return "always"
    texts = [[f"{_clock(a)}-{_clock(b)}" for a, b in day] for day in week]
    by_day = {WEEKDAYS[d]: texts[d] for d in range(7) if texts[d]}
    alike = len({tuple(t) for t in by_day.values()}) == 1
    return on_days({"days": list(by_day), "hours": next(iter(by_day.values())) if alike else by_day}, off)


def on_days(calendar: dict[str, Any], off: Offdays | None) -> dict[str, Any]:
    """A calendar of weekdays with a country's days off: by the country's name where its weekend is closed,
    else date by date.
    """
    if off is None:
        return calendar
    days: list[str] = calendar["days"]
    opens = {WEEKDAYS.index(d) for d in days}
    if opens & off.weekend:
        first = off.origin.toordinal()
        dates = [date.fromordinal(first + n) for n in sorted(off.closed)]
        return {**calendar, "closed": [d.isoformat() for d in dates if d.weekday() in opens]}
    found = {**calendar, "days": off.country}
    hours = calendar.get("hours")
    if isinstance(hours, list) and opens != set(range(7)) - off.weekend:
        found["hours"] = dict.fromkeys(days, hours)
    return found if off.covered else {**found, "beyond": "weekdays"}


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second % 3600 // 60:02}"


def _hours_on(day: int, week: Week, origin: date, off: Offdays | None) -> tuple[tuple[int, int], ...]:
    """The hours of a day, as the calendar that `on_days` writes has them."""
    own = week[(day + origin.weekday()) % 7]
    if off is None or is_always(week):
        return own
    if day in off.made_up and not own:
        usual = [week[d] for d in range(5) if week[d]] or [w for w in week if w]
        named = not any(week[d] for d in off.weekend)
        return max(usual, key=usual.count) if named and usual else ()
    return () if day in off.closed else own


class OpenSeconds:
    """Arithmetic in the open time of a week, over a range of days, for whole columns at once."""

    def __init__(self, week: Week, origin: date, span: tuple[int, int], off: Offdays | None = None) -> None:
        starts: list[int] = []
        ends: list[int] = []
        for day in range(span[0] // DAY - 30, span[1] // DAY + 400):
            for a, b in _hours_on(day, week, origin, off):
                if ends and ends[-1] == day * DAY + a:
                    ends[-1] = day * DAY + b
                else:
                    starts.append(day * DAY + a)
                    ends.append(day * DAY + b)
        self.start, self.end = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
        self.cum = np.concatenate(([0], np.cumsum(self.end - self.start)))

    def before(self, t: Ints) -> Ints:
        """Open seconds before each instant."""
        i = np.maximum(np.searchsorted(self.start, t, side="right") - 1, 0)
        return np.asarray(self.cum[i] + np.clip(np.minimum(t, self.end[i]) - self.start[i], 0, None))

    def between(self, a: Ints, b: Ints) -> Ints:
        """Open seconds in [a, b)."""
        return self.before(b) - self.before(a)

    def next_open(self, t: Ints) -> Ints:
        """The first open instant from each on."""
        i = np.minimum(np.searchsorted(self.end, t, side="right"), len(self.end) - 1)
        return np.maximum(t, self.start[i])

    def after(self, t: Ints, work: Ints) -> Ints:
        """When so much open time has passed since each instant."""
        goal = self.before(t) + work
        i = np.clip(np.searchsorted(self.cum, goal, side="left") - 1, 0, len(self.start) - 1)
        reached = self.start[i] + goal - self.cum[i]
        return np.where(work > 0, reached, t)
