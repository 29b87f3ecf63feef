"""Pools: people with their shifts, speeds, absences and cost."""

from __future__ import annotations

from datetime import date

from sim.compiling.complaints import Path
from sim.compiling.days import Days
from sim.compiling.desk import Desk, Span
from sim.expressions import Expr, render
from sim.program import Order, Pool, Shift
from sim.scenario import PoolModel, ShiftModel
from sim.units import SECONDS, Dim

MOST_STAFF = 100_000


def pools_of(desk: Desk, days: Days, span: Span) -> tuple[Pool, ...]:
    """Every pool of the scenario, in listing order."""
    return tuple(_Pool(desk, days, span, name).pool() for name in desk.document.pools)


class _Pool:
    def __init__(self, desk: Desk, days: Days, span: Span, name: str) -> None:
        self._desk, self._days, self._span, self._name = desk, days, span, name
        self._model: PoolModel = desk.document.pools[name]
        self._path: Path = ("pools", name)

    def pool(self) -> Pool:
        model = self._model
        if self._name == "owner":
            self._desk.say.add(self._path, "owner", "another name (owner is the case's own person)")
        return Pool(
            name=self._name,
            label=model.label,
            shifts=self._shifts(),
            pause=model.at_close == "pause",
            order=Order[model.order.upper()],
            preempt=model.preempt,
            absent_stream=self._desk.streams.number(self._path, f"/{self._name}/absent"),
        )

    def _shifts(self) -> tuple[Shift, ...]:
        model = self._model
        if model.shifts is not None:
            return tuple(self._shift((*self._path, "shifts", i), s) for i, s in enumerate(model.shifts))
        if model.staff is None or model.calendar is None:
            return ()
        return (
            self._shift(self._path, ShiftModel.model_construct(staff=model.staff, calendar=model.calendar)),
        )

    def _shift(self, path: Path, shift: ShiftModel) -> Shift:
        origin = self._span.origin
        if shift.since is not None and shift.until is not None and shift.since > shift.until:
            self._desk.say.add((*path, "until"), shift.until, f"a date not before {shift.since}")
        name = self._calendar(path, shift)
        calendar = self._days.calendars[name] if name else self._days.working
        return Shift(
            staff=self._desk.values.whole((*path, "staff"), shift.staff, most=MOST_STAFF),
            calendar=calendar.clipped(shift.since, shift.until),
            calendar_name=shift.calendar,
            first_day=_day(origin, shift.since),
            last_day=_day(origin, shift.until),
            speed=self._speed(path, shift),
            grade=shift.grade,
            absent=self._absent(path, shift),
            cost=self._cost(path, shift),
        )

    def _calendar(self, path: Path, shift: ShiftModel) -> str:
        if shift.calendar in self._days.calendars:
            return shift.calendar
        self._desk.say.unknown((*path, "calendar"), shift.calendar, "a calendar", self._days.calendars)
        return ""

    def _speed(self, path: Path, shift: ShiftModel) -> float:
        own = "speed" in shift.model_fields_set
        value = shift.speed if own or self._model.speed is None else self._model.speed
        return self._desk.values.positive((*(path if own else self._path), "speed"), value)

    def _absent(self, path: Path, shift: ShiftModel) -> float:
        where, value = self._stated(path, shift.absent, self._model.absent)
        return 0.0 if value is None else self._desk.values.share((*where, "absent"), value, default=0.0)

    def _cost(self, path: Path, shift: ShiftModel) -> float:
        """Money per second on duty: plain numbers are per open hour."""
        where, value = self._stated(path, shift.cost, self._model.cost)
        found = None if value is None else self._desk.values.quantity((*where, "cost"), value)
        if value is None or found is None:
            return 0.0
        if found.dim not in (Dim.NUMBER, Dim.RATE) or found.value < 0:
            expected = "money per open hour, for example 45 or 45 per h"
            self._desk.say.add((*where, "cost"), render(value), expected)
            return 0.0
        return found.value / SECONDS["h"] if found.dim is Dim.NUMBER else found.value

    def _stated(self, path: Path, own: Expr | None, shared: Expr | None) -> tuple[Path, Expr | None]:
        return (path, own) if own is not None else (self._path, shared)


def _day(origin: date, when: date | None) -> int | None:
    return None if when is None else (when - origin).days
