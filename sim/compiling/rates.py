"""The intensity of arrivals: a rate shaped by opening hours, months, weekdays, hours and growth.

The language's definition: rate x open x month x weekday x hour weight, divided by the mean of that product
over all seconds of the calendar year of the start, times (1 + growth)^(whole 365-day years since the start).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from sim.calendars import DAY, Calendar
from sim.distributions import Distribution
from sim.program import Intensity
from sim.units import SECONDS

_YEAR = SECONDS["y"]
_HOUR = SECONDS["h"]
_MOST_TERMS = 1_000_000

Piece = tuple[int, int, float]
"""From, to (seconds) and the weight in between."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The shape of a rate over time; empty weights mean evenly."""

    during: Calendar | None = None
    monthly: tuple[float, ...] = ()
    weekday: tuple[float, ...] = ()
    hourly: tuple[float, ...] = ()

    def pieces(self, origin: date, lo: int, hi: int) -> Iterator[Piece]:
        """The constant pieces of weight above 0 within [lo, hi), ascending."""
        spans = [(lo, hi)] if self.during is None else _clipped(self.during, lo, hi)
        for a, b in spans:
            yield from self._split(origin, a, b)

    def _split(self, origin: date, a: int, b: int) -> Iterator[Piece]:
        if not (self.monthly or self.weekday or self.hourly):
            yield a, b, 1.0
            return
        for day in range(a // DAY, (b - 1) // DAY + 1):
            weight = self._of_day(origin + timedelta(days=day))
            if weight > 0:
                yield from self._of_hours(day * DAY, max(a, day * DAY), min(b, (day + 1) * DAY), weight)

    def _of_day(self, when: date) -> float:
        month = self.monthly[when.month - 1] if self.monthly else 1.0
        return month * (self.weekday[when.weekday()] if self.weekday else 1.0)

    def _of_hours(self, midnight: int, a: int, b: int, weight: float) -> Iterator[Piece]:
        if not self.hourly:
            yield a, b, weight
            return
        for hour in range((a - midnight) // _HOUR, (b - 1 - midnight) // _HOUR + 1):
            start = midnight + hour * _HOUR
            if self.hourly[hour] > 0:
                yield max(a, start), min(b, start + _HOUR), weight * self.hourly[hour]

    def mean(self, origin: date, year: tuple[int, int]) -> float:
        """The mean weight over all seconds of the calendar year given by its first and last day index."""
        lo, hi = year[0] * DAY, (year[1] + 1) * DAY
        return math.fsum(w * (b - a) for a, b, w in self.pieces(origin, lo, hi)) / (hi - lo)


def intensity(pieces: Iterable[Piece], until: int, *, per_second: float, growth: float) -> Intensity:
    """The piecewise constant intensity over [0, until): ``per_second`` times each piece's weight."""
    edges, integral = [0], [0.0]
    height = -1.0
    for a, b, weight in _by_year(pieces, growth):
        if a > edges[-1]:
            edges.append(a)
            integral.append(integral[-1])
            height = -1.0
        rise = integral[-1] + per_second * weight * (b - a)
        if weight == height:
            edges[-1], integral[-1] = b, integral[-2] + per_second * weight * (b - edges[-2])
        else:
            edges.append(b)
            integral.append(rise)
            height = weight
    if edges[-1] < until:
        edges.append(until)
        integral.append(integral[-1])
    return Intensity(tuple(edges), tuple(integral))


def mean_batch(law: Distribution) -> float:
    """The mean of max(1, round_half_up(size)): 1 plus the chances of at least 2, 3, ... cases."""
    terms: list[float] = []
    for k in range(2, _MOST_TERMS):
        tail = 1.0 - law.cdf(math.nextafter(k - 0.5, -math.inf))
        if tail <= 1e-15 and k > law.mean:
            break
        terms.append(tail)
    return 1.0 + math.fsum(terms)


def _by_year(pieces: Iterable[Piece], growth: float) -> Iterator[Piece]:
    """The pieces cut at whole 365-day years and raised by the growth so far."""
    if growth == 0.0:
        yield from pieces
        return
    for a, b, weight in pieces:
        while a < b:
            end = min(b, (a // _YEAR + 1) * _YEAR)
            yield a, end, weight * (1.0 + growth) ** (a // _YEAR)
            a = end


def _clipped(calendar: Calendar, lo: int, hi: int) -> list[tuple[int, int]]:
    spans = calendar.intervals  # ascending and apart: only the outermost can reach beyond
    first, last = bisect_right(spans, lo, key=itemgetter(1)), bisect_left(spans, hi, key=itemgetter(0))
    return [(max(a, lo), min(b, hi)) for a, b in spans[first:last]]
