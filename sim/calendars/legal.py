"""Statutory periods counted in days.

Dates, not instants: which moment of the date counts (the close of business, midnight) is for the caller to
say.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

from sim.calendars.errors import CalendarError
from sim.calendars.worktime import Calendar


def due_date(accepted: date, n: int, calendar: Calendar) -> date:
    """The last day of a period of ``n`` working days: the n-th open date strictly after acceptance.

    Administrative Licensing Law of China (行政许可法, 2019 revision) art. 82: an organ's periods are counted
    in working days, statutory holidays left out; the day of acceptance does not count. With ``n`` = 0 (done
    on the spot) it is the date of acceptance. Raises `CalendarError` for n < 0, or if acceptance or due
    date lies outside the calendar's range.
    """
    if n < 0:
        raise CalendarError(f"{n} working days", "a number that is not negative")
    day = _in_range(accepted, calendar)
    if n == 0:
        return accepted
    nth = bisect_right(calendar.days_open, day) + n - 1
    return _open_date(nth, calendar, f"{n} working days after {accepted}")


def civil_due_date(start: date, days: int, calendar: Calendar) -> date:
    """The last day of a period of calendar days: a day off gives way to the next open date.

    Counted from the day after ``start``. Civil Code of China (民法典) art. 201 (the day itself does not
    count) and art. 203 (a last day that is a statutory day off gives way to the day after the holiday);
    so too the Civil Procedure Law (民事诉讼法, 2021 revision) art. 85. Raises `CalendarError` for days < 0,
    or if start or due date lies outside the calendar's range.
    """
    if days < 0:
        raise CalendarError(f"{days} days", "a number that is not negative")
    _in_range(start, calendar)
    end = _in_range(start + timedelta(days=days), calendar)
    return _open_date(bisect_left(calendar.days_open, end), calendar, f"{days} days from {start}")


def _open_date(position: int, calendar: Calendar, asked: str) -> date:
    if position >= len(calendar.days_open):
        raise CalendarError(asked, _until(calendar))
    return calendar.date_of(calendar.days_open[position])


def _in_range(when: date, calendar: Calendar) -> int:
    day = calendar.day_of(when)
    if not calendar.first <= day <= calendar.last:
        raise CalendarError(f"the date {when}", _until(calendar))
    return day


def _until(calendar: Calendar) -> str:
    return f"dates within {calendar.date_of(calendar.first)}..{calendar.date_of(calendar.last)}"
