"""From a described calendar to open intervals over an explicit range of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from sim.calendars.dates import parse_spans, within
from sim.calendars.days import country_year
from sim.calendars.errors import CalendarError
from sim.calendars.hours import DAY, Interval
from sim.calendars.spec import CalendarSpec
from sim.calendars.worktime import Calendar

_DayHours = tuple[int, tuple[Interval, ...]]


def resolve(spec: CalendarSpec, origin: date, first: date, last: date) -> Calendar:
    """The calendar of the dates ``first`` to ``last`` (both included), in seconds since midnight of
    ``origin``.

    Raises `CalendarError` if the holiday data does not cover a date of the range that ``closed`` and ``open``
    leave unsettled, unless ``beyond: weekdays`` allows a guess; guessed dates are listed in the result.
    """
    if first > last:
        raise CalendarError(f"the range {first}..{last}", "a range whose last date is not before its first")
    return replace(_resolved(spec, origin, first, last))  # Calendars are told apart by identity.


# Whoever tries one staffing after another asks for the same calendars each time.
@lru_cache(maxsize=64)
def _resolved(spec: CalendarSpec, origin: date, first: date, last: date) -> Calendar:
    lo, hi, zero = first.toordinal(), last.toordinal(), origin.toordinal()
    guessed = _uncovered(spec, lo, hi)
    if guessed and spec.beyond is None:
        raise CalendarError(
            f"{guessed[0]}..{guessed[-1]}, dates that the official calendar of {spec.days} does not cover",
            "dates that it covers, or `beyond: weekdays` in the calendar to guess them",
        )
    shifted = (((day - zero) * DAY, hours) for day, hours in _amended(spec, lo, hi))
    intervals = [(midnight + start, midnight + end) for midnight, hours in shifted for start, end in hours]
    return Calendar.of_intervals(intervals, origin=origin, first=lo - zero, last=hi - zero, guessed=guessed)


def _amended(spec: CalendarSpec, lo: int, hi: int) -> Iterator[_DayHours]:
    """The hours of each ordinal from lo to hi, `closed` and `open` carried out."""
    pattern = spec.pattern
    shut, forced = within(parse_spans(spec.closed), lo, hi), within(parse_spans(spec.open), lo, hi)
    scheduled = _official(spec, lo, hi) if spec.country else _weekly(spec, lo, hi)
    for day, hours in scheduled:
        if day in forced:
            yield day, pattern.forced(_weekday(day))
        elif day not in shut:
            yield day, hours


def _weekly(spec: CalendarSpec, lo: int, hi: int) -> Iterator[_DayHours]:
    pattern, weekdays = spec.pattern, spec.weekdays
    week = [pattern.scheduled(n) if n in weekdays else () for n in range(7)]
    return ((day, week[_weekday(day)]) for day in range(lo, hi + 1))


def _official(spec: CalendarSpec, lo: int, hi: int) -> Iterator[_DayHours]:
    """Hours by a country's official days; in years without data, those of Monday to Friday."""
    pattern, guess, code = spec.pattern, dict(_weekly(spec, lo, hi)), spec.country or ""
    for year, first, last in _years(lo, hi):
        data = country_year(code, year)
        for day in range(first, last + 1):
            if data is None:
                yield day, guess[day]
            elif day in data.made_up:
                yield day, pattern.made_up(_weekday(day))
            else:
                yield day, pattern.scheduled(_weekday(day)) if day in data.working else ()


def _uncovered(spec: CalendarSpec, lo: int, hi: int) -> tuple[date, ...]:
    """The dates whose openness only a guess could tell."""
    code = spec.country
    if code is None:
        return ()
    amended = within(parse_spans((*spec.closed, *spec.open)), lo, hi)
    spans = [
        range(first, last + 1) for year, first, last in _years(lo, hi) if country_year(code, year) is None
    ]
    return tuple(date.fromordinal(day) for span in spans for day in span if day not in amended)


def _years(lo: int, hi: int) -> Iterator[tuple[int, int, int]]:
    """Each calendar year that [lo, hi] touches, with its first and last ordinal in it."""
    for year in range(date.fromordinal(lo).year, date.fromordinal(hi).year + 1):
        yield year, max(lo, date(year, 1, 1).toordinal()), min(hi, date(year, 12, 31).toordinal())


def _weekday(ordinal: int) -> int:
    """Monday is 0: the first day of the proleptic Gregorian calendar was a Monday, with ordinal 1."""
    return (ordinal - 1) % 7
