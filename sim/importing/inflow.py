"""How the cases of a model with Prosimos' parameters arrive, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sim.errors import Place
from sim.importing.prosimos import DAY, calendar_of, law_of, open_seconds

START = date(2024, 1, 1)
"""A Monday."""

_ANY: list[Mapping[str, str]] = [
    {"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "23:59:59"}
]


@dataclass(frozen=True, slots=True)
class Inflow:
    """The yearly rate in the open hours of a calendar (None: all cases come at once), and the period."""

    per_year: str | None
    calendar: str
    period: dict[str, Any]
    at_once: tuple[str, ...] = ()


def inflow_of(given: Mapping[str, Any], calendars: dict[str, Any], cases: int, place: Place) -> Inflow:
    """Arrivals at the mean rate in the open hours of their calendar, until as many cases are expected.

    A calendar that no people have is added to ``calendars``.
    """
    told = given.get("arrival_time_distribution", {})
    law = law_of(told.get("distribution_name", ""), told.get("distribution_params", []), place)
    calendar = calendar_of(given.get("arrival_time_calendar") or _ANY, place)
    name = next((n for n, c in calendars.items() if c == calendar), "arrivals")
    calendars.setdefault(name, calendar)
    week = (START + timedelta(days=k) for k in range(7))
    start = next((d for d in week if open_seconds(calendar, d.weekday())), START)
    if law.mean < 0.5:
        opening = open_seconds(calendar, start.weekday())[0][0]
        clock = f"{start.isoformat()}T{opening // 3600:02}:{opening % 3600 // 60:02}:00"
        return Inflow(None, name, period_of(start, opening + 1), (clock,) * cases)
    until = _until(law.mean * cases, calendar, start)
    return Inflow(f"{_per_year(law.mean, calendar):.6g} per y", name, period_of(start, until))


def _per_year(gap: float, calendar: Any) -> float:
    """Arrivals per year at so many open seconds apart."""
    week = sum(b - a for day in range(7) for a, b in open_seconds(calendar, day))
    return week / gap * 365 / 7


def _until(seconds: float, calendar: Any, start: date) -> int:
    """When so much open time has passed since midnight of the start."""
    at = 0
    while True:
        for a, b in open_seconds(calendar, (start + timedelta(days=at)).weekday()):
            if seconds <= b - a:
                return int(at * DAY + a + max(seconds, 1))
            seconds -= b - a
        at += 1


def period_of(start: date, arrivals: int) -> dict[str, Any]:
    """The period in which cases arrive for so many seconds."""
    return {"start": start.isoformat(), "arrivals": f"{arrivals} s", "drain": "1 y"}
