"""Calendars: which seconds are open, and arithmetic in open time.

A `CalendarSpec` says what a planner wrote; `resolve` turns it into a `Calendar` over an explicit range of
days, on which instants are whole seconds since midnight of an origin (negative before it). `legal` counts
statutory periods in days.

The `holidays` package is imported only when a country's days are asked for.
"""

from sim.calendars.errors import CalendarError
from sim.calendars.hours import DAY
from sim.calendars.legal import civil_due_date, due_date
from sim.calendars.resolve import resolve
from sim.calendars.spec import CalendarSpec
from sim.calendars.worktime import Calendar

__all__ = ["DAY", "Calendar", "CalendarError", "CalendarSpec", "civil_due_date", "due_date", "resolve"]
