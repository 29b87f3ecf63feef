"""What a planner says of a calendar, checked but not yet resolved to dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sim.calendars.dates import DateItem, common_day, parse_spans
from sim.calendars.days import PATTERNS, country_code
from sim.calendars.errors import CalendarError
from sim.calendars.hours import WEEKDAYS, HourPattern, Hours, parse_hours, weekday_number


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """A calendar as described: days, hours and amendments.

    - ``days``: ``china`` or another country (name or ISO code), ``weekdays`` (Monday to Friday),
      ``every_day``, ``always`` (every second), or a tuple of weekday names.
    - ``hours``: interval texts ``HH:MM-HH:MM`` for all days, or a mapping of weekday to such a tuple; None is
      00:00-24:00. A weekday left out of the mapping is closed, except that a country's make-up days then take
      the hours of a generic workday (the most frequent hours from Monday to Friday); an empty tuple closes
      its weekday on make-up days too.
    - ``closed``, ``open``: dates, date texts, or range texts ``2021-11-06..2022-04-09`` (both ends included;
      an extension of the language). An ``open`` date has its weekday's hours, or a generic workday's if that
      weekday has none.
    - ``beyond``: ``weekdays`` lets dates that the holiday data does not cover be guessed as Monday to Friday;
      None makes them an error.

    Raises `CalendarError` for anything that cannot be.
    """

    days: str | tuple[str, ...] = "weekdays"
    hours: Hours | None = field(default=None, hash=False)
    closed: tuple[DateItem, ...] = ()
    open: tuple[DateItem, ...] = ()
    beyond: Literal["weekdays"] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.days, str | tuple | list):
            raise CalendarError(
                f"days {self.days!r}", "a country, weekdays, every_day, always or a list of weekdays"
            )
        if not isinstance(self.days, str):
            object.__setattr__(self, "days", tuple(self.days))
        object.__setattr__(self, "hours", _frozen_hours(self.hours))
        _check_days(self.days)
        _check_hours(self)
        _check_amendments(self)
        for name in ("closed", "open"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if self.beyond not in (None, "weekdays"):
            raise CalendarError(f"beyond {self.beyond!r}", "weekdays, or nothing")

    @property
    def country(self) -> str | None:
        """The ISO code of the country whose official days are taken, or None for a weekly pattern."""
        is_country = isinstance(self.days, str) and self.days not in PATTERNS
        return country_code(str(self.days)) if is_country else None

    @property
    def weekdays(self) -> frozenset[int]:
        """The open weekdays of a weekly pattern (Monday is 0); for a country, those of its guess."""
        if not isinstance(self.days, str):
            return frozenset(weekday_number(name) for name in self.days)
        return frozenset(range(7 if self.days in ("every_day", "always") else 5))

    @property
    def pattern(self) -> HourPattern:
        """The hours per weekday."""
        return parse_hours(self.hours)


def _check_days(days: str | tuple[str, ...]) -> None:
    if isinstance(days, str):
        if days not in PATTERNS:
            country_code(days)
        return
    numbers = [weekday_number(name) for name in days]
    if not numbers:
        raise CalendarError("an empty list of days", "at least one weekday")
    if len(set(numbers)) < len(numbers):
        raise CalendarError(f"days {list(days)}", "each weekday once")


def _check_hours(spec: CalendarSpec) -> None:
    if spec.hours is None:
        return
    if spec.days == "always":
        raise CalendarError("hours for a calendar that is always open", "no hours, or days: every_day")
    pattern = parse_hours(spec.hours)
    if isinstance(spec.days, str):
        return
    without = [WEEKDAYS[n] for n in sorted(spec.weekdays) if not pattern.by_weekday[n]]
    if without:
        raise CalendarError(
            f"days that name {', '.join(without)} without hours for it",
            "hours for each weekday named in days",
        )


def _check_amendments(spec: CalendarSpec) -> None:
    shared = common_day(parse_spans(spec.closed), parse_spans(spec.open))
    if shared is not None:
        raise CalendarError(
            f"{date.fromordinal(shared)} both closed and open", "a date in one of the two lists"
        )


def _frozen_hours(hours: object) -> object:
    """A copy of the hours, so that a description does not change with the caller's list or dictionary."""
    if isinstance(hours, Mapping):
        return {name: _frozen_hours(texts) for name, texts in hours.items()}
    return tuple(hours) if isinstance(hours, list) else hours
