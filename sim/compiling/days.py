"""The simulated time and the calendars over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sim.calendars import DAY, Calendar, CalendarError, CalendarSpec, resolve
from sim.compiling.complaints import Path
from sim.compiling.desk import Desk, Span
from sim.compiling.values import LONGEST_SPAN
from sim.distributions import Distribution
from sim.scenario import CalendarModel
from sim.units import SECONDS, round_half_up

_ALWAYS = CalendarSpec("always")
MOST_CALENDAR_YEARS = 1500
_RARE = 1e-9
"""A backlog age of unlimited support is looked back to the quantile at 1 minus this."""
OLDEST = 50 * SECONDS["y"]
"""No backlog case can have arrived longer before the start: calendars reach back so far and no further."""


@dataclass(frozen=True, slots=True)
class Days:
    """Every calendar over the days of the run and the calendar year of its start."""

    calendars: Mapping[str, Calendar]
    working: Calendar
    wd_seconds: float
    year: tuple[int, int]
    """First and last day index of the calendar year of the start."""

    @property
    def names(self) -> tuple[str, ...]:
        """The calendars by index."""
        return tuple(self.calendars)

    @property
    def guessed(self) -> int:
        """The number of dates that some calendar had to guess."""
        return len({day for c in self.calendars.values() for day in c.guessed})


def span_of(desk: Desk) -> Span:
    """The period in whole seconds."""
    period = desk.document.period
    start = period.start
    if not 1900 <= start.year <= 2200:
        desk.say.add(("period", "start"), start, "a date between 1900-01-01 and 2200-12-31")
        start = date(2000, 1, 1)
    warm_up = desk.values.span(("period", "warm_up"), period.warm_up)
    until = warm_up + desk.values.span(("period", "arrivals"), period.arrivals)
    horizon = until + desk.values.span(("period", "drain"), period.drain)
    years = horizon / SECONDS["y"]
    if horizon > LONGEST_SPAN or years * len(desk.document.calendars) > MOST_CALENDAR_YEARS:
        expected = (
            f"at most 100 y in all, and at most {MOST_CALENDAR_YEARS} calendar years over all calendars"
        )
        desk.say.add(("period",), f"{years:.0f} y with {len(desk.document.calendars)} calendars", expected)
        warm_up, until, horizon = 0, DAY, DAY
    return Span(start, warm_up, until, horizon)


def days_of(desk: Desk, span: Span, oldest: int) -> Days:
    """Every calendar from the first backlog arrival (``oldest`` seconds before the start) to the horizon."""
    origin = span.origin
    year = (date(origin.year, 1, 1), date(origin.year, 12, 31))
    first = min(year[0], origin - timedelta(days=-(-oldest // DAY)))
    last = max(year[1], origin + timedelta(days=max(0, span.horizon - 1) // DAY))
    found = {name: _calendar(desk, name, (origin, first, last)) for name in desk.document.calendars}
    working, seconds = _working(desk, found, (origin, first, last))
    return Days(found, working, seconds, ((year[0] - origin).days, (year[1] - origin).days))


def oldest_age(law: Distribution) -> int:
    """How many seconds before the start a backlog case may have arrived."""
    longest = law.support[1]
    if longest == float("inf"):
        longest = law.quantile(1 - _RARE)
    return round_half_up(min(max(longest, 0.0), float(OLDEST)))


def spec_of(model: CalendarModel | str) -> CalendarSpec:
    """The calendar as described; raises CalendarError. A bare word stands for its days."""
    if isinstance(model, str):
        return CalendarSpec(model)
    return CalendarSpec(model.days, model.hours, model.closed, model.open, model.beyond)


def _calendar(desk: Desk, name: str, over: tuple[date, date, date]) -> Calendar:
    path: Path = ("calendars", name)
    try:
        return resolve(spec_of(desk.document.calendars[name]), *over)
    except CalendarError as error:
        desk.say.add(path, error.given, error.expected, error.nearest)
    return resolve(_ALWAYS, *over)


def _working(
    desk: Desk, found: Mapping[str, Calendar], over: tuple[date, date, date]
) -> tuple[Calendar, float]:
    name = desk.document.working_day
    calendar = found.get(name)
    if calendar is None:
        desk.say.unknown(("working_day",), name, "a calendar", found)
        return resolve(_ALWAYS, *over), float(DAY)
    try:
        return calendar, calendar.mean_day_seconds(over[0].year)
    except CalendarError as error:
        desk.say.add(("working_day",), error.given, error.expected, error.nearest)
        return calendar, float(DAY)
