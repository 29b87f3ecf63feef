"""How cases arrive: their rate with its profile over the day, the week and the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.calendars.hours import WEEKDAYS
from sim.fitting.offdays import ENOUGH, KEPT, Offdays
from sim.fitting.traces import Floats, Ints

DAY = 86_400
A_YEAR = 330
"""So many days show a year's profile."""

STRAY = 0.02
"""If no more of the cases come on days off and weekends, they come on working days only."""

TOGETHER = 0.2
"""Cases arrive in batches if so many of them share their very second with another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Cases per day with the bootstrap interval over weeks (days, where there are few weeks), and weights."""

    count: int
    days: int
    rate: float
    low: float
    high: float
    hourly: tuple[float, ...]
    weekday: tuple[float, ...]
    monthly: tuple[float, ...] | None
    batches: tuple[tuple[int, int], ...]
    """Sizes of what arrives together and how often, where cases come in batches."""
    days_of_week: tuple[str, ...] = ()
    off: Offdays | None = None
    """The days off on which no cases come, and the weekdays on which they do; None where all are alike."""


def arrivals_of(arrived: Ints, origin: date, off: Offdays | None = None) -> Arrivals:
    """The arrivals of a process; instants in seconds since origin; on the days ``off`` none may come."""
    first, last = int(arrived.min()) // DAY, int(arrived.max()) // DAY
    days = last - first + 1
    by_day = np.bincount(arrived // DAY - first, minlength=days).astype(np.float64)
    rate = len(arrived) / days
    low, high = _spread(by_day)
    numbers = np.arange(first, last + 1)
    kind = (numbers + origin.weekday()) % 7
    come, off = _days_off(numbers, by_day, kind, off)
    counts = np.bincount(kind[come], weights=by_day[come], minlength=7)
    weekday = counts / np.maximum(np.bincount(kind[come], minlength=7), 1)
    return Arrivals(
        count=len(arrived),
        days=days,
        rate=rate,
        low=low,
        high=high,
        hourly=_shape(np.bincount(arrived % DAY // 3600, minlength=24).astype(np.float64)),
        weekday=_shape(weekday),
        monthly=_months(arrived, origin, first, last) if days >= A_YEAR else None,
        batches=_batches(arrived),
        days_of_week=_open_weekdays(numbers, kind, come, off),
        off=off,
    )


def _open_weekdays(
    numbers: Ints, kind: Ints, come: NDArray[np.bool_], off: Offdays | None
) -> tuple[str, ...]:
    """The weekdays on which cases come; of a country's weekend only where they come on ordinary ones."""
    if off is None:
        return ()
    return tuple(WEEKDAYS[d] for d in np.unique(kind[come & ~off.free(numbers)]).tolist())


def _days_off(
    numbers: Ints, by_day: Floats, kind: Ints, off: Offdays | None
) -> tuple[NDArray[np.bool_], Offdays | None]:
    """The days on which cases come, and the days off that they keep."""
    everyday = np.ones(len(numbers), dtype=np.bool_)
    if off is None:
        return everyday, None
    if by_day[~off.working(numbers)].sum() <= STRAY * by_day.sum():
        return off.working(numbers), off
    closed = np.isin(numbers, sorted(off.closed))
    usual = [by_day[(kind == d) & ~closed].mean() if ((kind == d) & ~closed).any() else 0.0 for d in range(7)]
    expected = float(sum(usual[d] for d in kind[closed].tolist()))
    if expected >= ENOUGH and by_day[closed].sum() <= KEPT * expected:
        return ~closed, off
    return everyday, None


def _shape(counts: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, ...]:
    """Weights with a mean of 1."""
    mean = float(counts.mean()) or 1.0
    return tuple(round(float(c) / mean, 4) for c in counts)


def _spread(by_day: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    """The bootstrap interval of cases per day, whole weeks being drawn where there are at least 8."""
    size = 7 if len(by_day) >= 56 else 1
    blocks = by_day[: len(by_day) // size * size].reshape(-1, size).sum(axis=1)
    rng = np.random.default_rng(1)
    drawn = blocks[rng.integers(0, len(blocks), (400, len(blocks)))].mean(axis=1) / size
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def _months(arrived: Ints, origin: date, first: int, last: int) -> tuple[float, ...]:
    days = np.zeros(12)
    counts = np.zeros(12)
    by_day = np.bincount(arrived // DAY - first, minlength=last - first + 1)
    for at, n in enumerate(by_day.tolist()):
        month = (origin + timedelta(days=first + at)).month - 1
        days[month] += 1
        counts[month] += n
    return _shape(np.where(days > 0, counts / np.maximum(days, 1), counts.sum() / days.sum()))


def _batches(arrived: Ints) -> tuple[tuple[int, int], ...]:
    _, sizes = np.unique(arrived, return_counts=True)
    if sizes[sizes > 1].sum() < TOGETHER * len(arrived):
        return ()
    values, counts = np.unique(np.minimum(sizes, 50), return_counts=True)
    return tuple((int(v), int(c)) for v, c in zip(values, counts, strict=True))
