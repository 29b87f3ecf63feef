"""`wait`: time passes without staff."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import Identifier, Model, Value
from sim.program import NONE, Op
from sim.program import Until as UntilInstruction
from sim.program import Wait as WaitInstruction
from sim.steps.base import Builder, Clauses, Speaker, StepBase

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def seconds_of_day(given: Any) -> int:
    """``"14:00"`` (or ``"14:00:30"``) as seconds since midnight."""
    parts = str(given).split(":") if isinstance(given, str) else []
    if len(parts) in (2, 3) and all(p.isascii() and p.isdigit() and len(p) == 2 for p in parts):
        hour, minute, second = (int(p) for p in (*parts, "00")[:3])
        if hour < 24 and minute < 60 and second < 60:
            return hour * 3600 + minute * 60 + second
    raise PydanticCustomError("time_of_day", 'a time of day such as "14:00"', {})


TimeOfDay = Annotated[int, PlainValidator(seconds_of_day), WithJsonSchema({"type": "string"})]


class Until(Model):
    """An opening of a calendar, or the next such weekday and time."""

    calendar: Identifier | None = None
    """Its next opening; with ``weekday`` or ``at``: only days on which it opens."""
    weekday: Weekday | None = None
    """The next such day, or now on that day."""
    at: TimeOfDay | None = None
    """A time of day such as "14:00"."""

    @model_validator(mode="after")
    def _something(self) -> Until:
        if self.calendar is None and self.weekday is None and self.at is None:
            raise PydanticCustomError("until", "a calendar, a weekday or a time of day (at)", {})
        return self


class Wait(StepBase):
    """Time passes; the holder must be named."""

    KIND: ClassVar[str] = "wait"
    LOGGED: ClassVar[bool] = True

    wait: Identifier
    """The step's name."""
    holder: Identifier
    """Who holds the case meanwhile (an agency's wait counts on the legal clock, an applicant's does not)."""
    takes: Value | None = None
    """A duration or distribution: calendar time, or ``wd`` in the working-day calendar's open time."""
    until: Until | None = None
    """Instead of ``takes``: an instant."""

    @model_validator(mode="after")
    def _one_of(self) -> Wait:
        if (self.takes is None) == (self.until is None):
            raise PydanticCustomError("wait", "either takes or until", {})
        return self

    def words(self, say: Speaker) -> Clauses:
        """How long, or until when."""
        if self.takes is not None:
            return (say(f"takes {say.span(self.takes)}", f"用时{say.span(self.takes)}"),)
        until = self.until or Until(weekday="mon")
        parts = [say("waits until", "等到")]
        if until.weekday is not None:
            day = WEEKDAYS.index(until.weekday)
            names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
            parts.append(say(names[day], f"周{'一二三四五六日'[day]}"))
        if until.at is not None:
            parts.append(f"{until.at // 3600:02d}:{until.at // 60 % 60:02d}")
        if until.calendar is not None:
            name = say.plain_name(until.calendar)
            parts.append(say(f"({name} open)" if parts[1:] else f"{name} opens", f"（{name}开放时）"))
        return (say(" ", "").join(parts),)

    def lower(self, to: Builder, after: int) -> int:
        """One WAIT or UNTIL node."""
        if self.takes is not None:
            detail = WaitInstruction(to.duration(self, ("takes",), self.takes), to.stream(self, "takes"))
            return to.add(Op.WAIT, self, after, detail)
        until = self.until or Until(weekday="mon")
        calendar = (
            NONE if until.calendar is None else to.calendar(self, ("until", "calendar"), until.calendar)
        )
        weekday = NONE if until.weekday is None else WEEKDAYS.index(until.weekday)
        return to.add(
            Op.UNTIL, self, after, UntilInstruction(calendar, weekday, NONE if until.at is None else until.at)
        )
