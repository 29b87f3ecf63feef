"""Booked slots: the starts of every `sessions` entry."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from sim.calendars import DAY, Calendar
from sim.compiling.complaints import Path
from sim.compiling.days import Days
from sim.compiling.desk import Desk, Span
from sim.program import Hearing
from sim.steps.wait import seconds_of_day


def hearings_of(desk: Desk, days: Days, span: Span) -> tuple[Hearing, ...]:
    """Every entry with the starts of its slots from the start of the run to its horizon."""
    return tuple(_hearing(desk, days, span, name) for name in desk.document.sessions)


def _hearing(desk: Desk, days: Days, span: Span, name: str) -> Hearing:
    model, path = desk.document.sessions[name], ("sessions", name)
    calendar = days.calendars.get(model.calendar)
    if calendar is None:
        desk.say.unknown((*path, "calendar"), model.calendar, "a calendar", days.calendars)
        calendar = days.working
    times = _times(desk, (*path, "at"), model.at)
    slots = desk.values.whole((*path, "slots"), model.slots, least=1)
    return Hearing(name, tuple(_starts(calendar, times, span.horizon)), slots)


def _times(desk: Desk, path: Path, texts: tuple[str, ...]) -> list[int]:
    found: list[int] = []
    for i, text in enumerate(texts):
        try:
            found.append(seconds_of_day(text))
        except PydanticCustomError as error:
            desk.say.add((*path, i), text, error.message())
    if len(set(found)) < len(found):
        desk.say.add(path, ", ".join(texts), "each time once (more cases at a time are slots)")
    return sorted(set(found))


def _starts(calendar: Calendar, times: list[int], horizon: int) -> list[int]:
    return [t for day in calendar.days_open if day >= 0 for at in times if (t := day * DAY + at) < horizon]
