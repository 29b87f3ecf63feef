"""Hour patterns: which seconds of a day are open, per weekday.

Texts are ``HH:MM-HH:MM``; an interval is open at its first second and closed at its last, and never crosses
midnight: ``24:00`` ends a day and two intervals make a night.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.calendars.errors import CalendarError
from sim.errors import nearest_name

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = 86_400

Interval = tuple[int, int]
Hours = Sequence[str] | Mapping[str, Sequence[str]]

_TEXT = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")


@dataclass(frozen=True, slots=True)
class HourPattern:
    """Open intervals per weekday, Monday first, in seconds since midnight; None where nothing was said."""

    by_weekday: tuple[tuple[Interval, ...] | None, ...]

    def scheduled(self, weekday: int) -> tuple[Interval, ...]:
        """Hours of an ordinary open date: a weekday without hours stays closed."""
        return self.by_weekday[weekday] or ()

    def made_up(self, weekday: int) -> tuple[Interval, ...]:
        """Hours of a make-up working day: a generic workday's, unless its weekday was given (or emptied)."""
        own = self.by_weekday[weekday]
        return self.generic() if own is None else own

    def forced(self, weekday: int) -> tuple[Interval, ...]:
        """Hours of a date opened by name: its weekday's, or a generic workday's if that weekday has none."""
        return self.by_weekday[weekday] or self.generic()

    def generic(self) -> tuple[Interval, ...]:
        """The most frequent hours from Monday to Friday (of equals, the first); else those of the weekend."""
        candidates = [h for h in self.by_weekday[:5] if h] or [h for h in self.by_weekday if h]
        return max(candidates, key=candidates.count)


def weekday_number(name: object) -> int:
    """Monday is 0; takes ``mon`` .. ``sun`` and full English names in lower case. Raises `CalendarError`."""
    for names in (WEEKDAYS, FULL_NAMES):
        if name in names:
            return names.index(str(name))
    raise CalendarError(
        f"weekday {name!r}", "mon, tue, wed, thu, fri, sat or sun", nearest_name(str(name), WEEKDAYS)
    )


def parse_interval(text: object) -> Interval:
    """``HH:MM-HH:MM`` as seconds since midnight, 0 <= open < close <= 86400. Raises `CalendarError`."""
    match = _TEXT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise CalendarError(f"hours {text!r}", "an interval HH:MM-HH:MM such as 08:30-12:00")
    h1, m1, h2, m2 = (int(part) for part in match.groups())
    start, end = h1 * 3600 + m1 * 60, h2 * 3600 + m2 * 60
    if m1 > 59 or m2 > 59 or start >= DAY or end > DAY:
        raise CalendarError(f"hours {text!r}", "times from 00:00 to 23:59, or 24:00 as the end of a day")
    if start >= end:
        raise CalendarError(
            f"hours {text!r}",
            "an end after the start (hours do not cross midnight: write two intervals, 24:00 is allowed)",
        )
    return start, end


def parse_intervals(texts: object) -> tuple[Interval, ...]:
    """Interval texts sorted, touching ones merged. Raises `CalendarError`, also where they overlap."""
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        raise CalendarError(f"hours {texts!r}", 'a list of intervals such as ["08:30-12:00", "13:00-16:30"]')
    merged: list[Interval] = []
    before = ""
    for (start, end), text in sorted((parse_interval(t), str(t)) for t in texts):
        if merged and start < merged[-1][1]:
            raise CalendarError(
                f"{text}, which overlaps {before}",
                'intervals that do not overlap, for example ["08:30-12:00", "13:00-16:30"]',
            )
        before = text
        if merged and start == merged[-1][1]:
            start = merged.pop()[0]
        merged.append((start, end))
    return tuple(merged)


def parse_hours(hours: Hours | None) -> HourPattern:
    """The pattern of a calendar's ``hours``: a list for all days, a list per weekday, or None for whole days.

    Raises `CalendarError`.
    """
    if hours is None:
        return HourPattern((((0, DAY),),) * 7)
    if isinstance(hours, Mapping):
        return _per_weekday(hours)
    intervals = parse_intervals(hours)
    if not intervals:
        raise CalendarError("hours without an interval", "at least one interval such as 08:30-12:00")
    return HourPattern((intervals,) * 7)


def _per_weekday(hours: Mapping[str, Sequence[str]]) -> HourPattern:
    by_weekday: list[tuple[Interval, ...] | None] = [None] * 7
    for name, texts in hours.items():
        number = weekday_number(name)
        if by_weekday[number] is not None:
            raise CalendarError(f"hours for {name!r} twice", "each weekday once")
        by_weekday[number] = parse_intervals(texts)
    if not any(by_weekday):
        raise CalendarError(
            "hours without an interval", "at least one weekday with an interval such as 08:30-12:00"
        )
    return HourPattern(tuple(by_weekday))
