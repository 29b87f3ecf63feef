"""[scenario] Time and people: the period, calendars, pools and booked sessions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.expressions import Num
from sim.fields import MAP, WORD, Flag, Identifier, LabelField, Model, Plan, Value, by_shape
from sim.labels import Label
from sim.scenario.fields import Date, Days, Hours, Texts


class Period(Model):
    """The simulated time."""

    start: Date
    """Second 0 of the simulation is its midnight."""
    warm_up: Value = Num(0.0, "d")
    """Cases that arrive in it are simulated, not measured."""
    arrivals: Value
    """Measured arrivals come in this time after the warm-up."""
    drain: Value = Num(0.0, "d")
    """After the last arrival, run on until all have left, at most this long."""


class CalendarModel(Model):
    """Days and hours on which somebody is there."""

    days: Days
    """A country's official days (``china``, ``netherlands``, ``NL``), ``weekdays``, ``every_day``, ``always``
    or a list of weekdays.
    """
    hours: Hours | None = None
    """Intervals such as "08:30-12:00", for all days or by weekday; the whole day by default."""
    closed: Texts = ()
    """Dates (or ranges "2021-11-06..2022-04-09") on which it is closed after all."""
    open: Texts = ()
    """Dates (or ranges) on which it is open after all."""
    beyond: Literal["weekdays"] | None = None
    """``weekdays`` allows guessing dates that the holiday data does not cover; the report says so."""


CalendarField = Annotated[
    Annotated[CalendarModel, MAP] | Annotated[str, WORD],
    by_shape('a calendar such as {days: china, hours: ["08:30-12:00"]}, or its days alone'),
]
"""A calendar, or only its days."""


class ShiftModel(Model):
    """Some people of a pool with one calendar."""

    staff: Value
    """How many people."""
    calendar: Identifier
    """When they are on duty."""
    since: Date | None = Field(default=None, alias="from")
    """First day of duty."""
    until: Date | None = None
    """Last day of duty."""
    speed: Value = Num(1.0)
    """Work takes 1 / speed as long."""
    grade: str = ""
    """What a person calls this group."""
    absent: Value | None = None
    """Chance that a person is absent on a day, if it is not the pool's."""
    cost: Value | None = None
    """Money per open hour on duty of one person, if it is not the pool's."""


class PoolModel(Model):
    """People (or rooms, or machines) that tasks need."""

    label: LabelField = Label()
    """What a person sees instead of the name."""
    staff: Value | None = None
    """How many people."""
    calendar: Identifier | None = None
    """When they are on duty."""
    shifts: tuple[ShiftModel, ...] | None = None
    """Instead of ``staff`` and ``calendar``: several groups, taken in listing order."""
    at_close: Literal["finish", "pause"] = "finish"
    """Work in hand at closing is finished as overtime, or pauses until the next opening."""
    order: Literal["fifo", "priority", "due", "shortest", "lifo", "random"] = "fifo"
    """Who is served first; ``due`` is the earliest deadline of the enclosing limits, ``shortest`` the least
    work.
    """
    preempt: Flag = False
    """A claim of strictly higher priority interrupts work (with ``order: priority``)."""
    absent: Value | None = None
    """Chance that a person is absent on a day."""
    cost: Value | None = None
    """Money per open hour on duty of one person."""
    speed: Value | None = None
    """Work takes 1 / speed as long."""
    plan: Plan = ()
    """Measures of the plan that these people answer to."""

    @model_validator(mode="after")
    def _people(self) -> PoolModel:
        if (self.staff is None) == (self.shifts is None):
            raise PydanticCustomError("pool", "either staff with a calendar, or shifts", {})
        if self.staff is not None and self.calendar is None:
            raise PydanticCustomError("pool_calendar", "a calendar beside staff", {})
        if self.shifts is not None and (self.calendar is not None or not self.shifts):
            raise PydanticCustomError("pool_shifts", "at least one shift, each with its own calendar", {})
        if self.preempt and self.order != "priority":
            raise PydanticCustomError("preempt", "order: priority where preempt is true", {})
        return self


class SessionModel(Model):
    """Slots that can be booked: at each time of ``at`` on each date the calendar opens."""

    calendar: Identifier
    """On which dates it is held."""
    at: Annotated[tuple[str, ...], Field(min_length=1)]
    """Times of day, such as "09:00"."""
    slots: Value
    """Cases heard at each of them."""
    label: LabelField = Label()
    """What a person sees instead of the name."""
