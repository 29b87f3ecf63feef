"""Public holidays of a country in a log: on which of its usual days nobody works, and make-up working days.

Whether an office keeps them is read from the log: the work of all public holidays together beside what the
same weekdays usually see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.calendars.days import country_code, country_year

Ints = NDArray[np.int64]
DAY = 86_400
AHEAD = 1100
"""At least so many days behind the log are looked at, since a scenario goes on behind it."""

KEPT = 0.25
"""Holidays are kept if no more than this part of the usual work is done on them."""

ENOUGH = 10.0
"""With less usual work than this on all holidays together the log does not tell, and the country counts."""

LIVELY = 7.0
"""With so many visits on such days one without any is hardly chance (e^-7 < 0.001)."""

WEEKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Offdays:
    """A country's days off by number of the day since the log's origin: ``closed`` on weekdays on which the
    country usually works, ``made_up`` working days on its weekends. ``weekend`` are its usual days off.
    """

    country: str
    origin: date
    closed: frozenset[int]
    made_up: frozenset[int]
    weekend: frozenset[int]
    covered: bool
    """Whether the country's data covers all of these years."""

    def free(self, days: Ints) -> NDArray[np.bool_]:
        """Which days do not have the hours of their weekday: days off and make-up working days."""
        return np.isin(days, sorted(self.closed | self.made_up))

    def working(self, days: Ints) -> NDArray[np.bool_]:
        """Which days the country works on."""
        ordinary = ~np.isin((days + self.origin.weekday()) % 7, sorted(self.weekend))
        return np.isin(days, sorted(self.made_up)) | (ordinary & ~np.isin(days, sorted(self.closed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How public holidays show: ``seen`` on days that are usually open, the visits begun on them, and those
    that such days usually see. ``silent`` are other usually open days on which nothing was begun.
    """

    seen: int
    begun: int
    usual: float
    silent: tuple[date, ...]

    @property
    def sure(self) -> bool:
        """Whether the log tells."""
        return self.usual >= ENOUGH

    @property
    def kept(self) -> bool:
        """Whether they are days off here."""
        return not self.sure or self.begun <= KEPT * self.usual


def offdays_of(country: str, origin: date, last: int, ahead: int = 0) -> Offdays:
    """The days off of a country from the day of origin to day ``last`` and ``ahead`` days behind. Raises
    `CalendarError` where there is no such country.
    """
    code = country_code(country)
    first, final = origin.toordinal(), origin.toordinal() + last + max(ahead, AHEAD)
    years = range(origin.year, date.fromordinal(final).year + 1)
    data = [found for year in years if (found := country_year(code, year)) is not None]
    working = frozenset().union(*(d.working for d in data))
    made_up = frozenset().union(*(d.made_up for d in data))
    known = [n for year in years if country_year(code, year) is not None for n in _days(year)]
    weekend = _weekend(known, working)
    off = {n for n in known if n not in working and (n - 1) % 7 not in weekend}
    return Offdays(
        country=country,
        origin=origin,
        closed=frozenset(n - first for n in off if first - 31 <= n <= final),
        made_up=frozenset(n - first for n in made_up if first - 31 <= n <= final),
        weekend=weekend,
        covered=all(country_year(code, year) is not None for year in years),
    )


def _days(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)


def _weekend(known: list[int], working: frozenset[int]) -> frozenset[int]:
    """The weekdays that are mostly days off."""
    each: list[list[bool]] = [[] for _ in range(7)]
    for n in known:
        each[(n - 1) % 7].append(n in working)
    return frozenset(d for d in range(7) if not each[d] or np.mean(each[d]) < 0.5)


def kept_of(starts: Ints, origin: date, off: Offdays | None, open_days: frozenset[int]) -> Kept:
    """How the days off show in the instants at which work began (seconds since origin), on the weekdays on
    which the log is usually open.
    """
    days = starts // DAY
    first, last = int(days.min()), int(days.max())
    each = np.bincount(days - first, minlength=last - first + 1)
    numbers = np.arange(first, last + 1)
    weekday = (numbers + origin.weekday()) % 7
    closed = (
        np.isin(numbers, sorted(off.closed)) if off is not None else np.zeros(len(numbers), dtype=np.bool_)
    )
    usually = np.isin(weekday, sorted(open_days))
    usual = np.zeros(7)
    for d in open_days:
        mine = (weekday == d) & ~closed
        usual[d] = float(each[mine].mean()) if mine.any() else 0.0
    holidays = usually & closed
    silent = usually & ~closed & (each == 0) & (_nearby(each) >= LIVELY)
    return Kept(
        seen=int(holidays.sum()),
        begun=int(each[holidays].sum()),
        usual=float(usual[weekday[holidays]].sum()),
        silent=tuple(origin + timedelta(days=int(n)) for n in numbers[silent]),
    )


def _nearby(each: Ints) -> NDArray[np.float64]:
    """The mean of the same weekday in the four weeks before and in those behind, the lesser of both."""
    blank = np.zeros(WEEKS * 7)
    padded = np.concatenate((blank, each, blank))
    sides = [
        np.mean([padded[7 * s : 7 * s + len(each)] for s in side], axis=0)
        for side in (range(WEEKS), range(WEEKS + 1, 2 * WEEKS + 1))
    ]
    return np.asarray(np.minimum(*sides), dtype=np.float64)
