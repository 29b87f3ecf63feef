"""Limits of targets as numbers in the unit in which they are written."""

from __future__ import annotations

from sim.compiling.complaints import Path
from sim.compiling.desk import Desk
from sim.compiling.measures import Unit
from sim.expressions import Expr, render
from sim.units import SECONDS, Dim, Quantity

EXPECTED: dict[Unit, str] = {
    "wd": 'working days, for example "20 wd"',
    "duration": 'a calendar duration with a unit, for example "5 d"',
    "open": 'a duration with a unit, for example "3 h"',
    "number": "a plain number or a share",
    "money": "an amount of money, a plain number",
    "rate": 'a number of cases, or a rate such as "9000 per y"',
}
_RIGHT: dict[Unit, tuple[Dim, ...]] = {
    "wd": (Dim.WORKDAYS,),
    "duration": (Dim.DURATION,),
    "open": (Dim.DURATION, Dim.WORKDAYS),
    "number": (Dim.NUMBER,),
    "money": (Dim.NUMBER,),
    "rate": (Dim.NUMBER, Dim.RATE),
}


class Limits:
    """Reads limits; ``wd_seconds`` is the length of a working day."""

    def __init__(self, desk: Desk, wd_seconds: float) -> None:
        self._desk = desk
        self._wd_seconds = wd_seconds

    def limit(self, path: Path, expr: Expr, unit: Unit) -> tuple[float, str]:
        """The number and its unit; a complaint and 0 where the value does not fit the measure."""
        found = self._desk.values.quantity(path, expr)
        if found is None:
            return 0.0, self.natural(unit)
        if found.dim not in _RIGHT[unit]:
            self._desk.say.add(path, render(expr), EXPECTED[unit])
            return 0.0, self.natural(unit)
        return self._in_own_unit(found, expr, unit)

    def natural(self, unit: Unit) -> str:
        """The unit where none was written."""
        named = {"wd": "wd", "duration": "d", "open": "h", "money": self._desk.document.currency}
        return named.get(unit, "1")

    def _in_own_unit(self, found: Quantity, expr: Expr, unit: Unit) -> tuple[float, str]:
        if found.dim is Dim.WORKDAYS and unit == "open":
            return found.value * self._wd_seconds / SECONDS["h"], "h"
        if found.dim is Dim.DURATION:
            own = self._written(expr, "d")
            return found.value / SECONDS[own], own
        if found.dim is Dim.RATE:
            own = self._written(expr, "per y")
            return found.value * SECONDS[own.removeprefix("per ")], own
        return found.value, self.natural(unit)

    def _written(self, expr: Expr, default: str) -> str:
        """The first unit of the right kind in the expression or the ledger numbers it names."""
        per = default.startswith("per ")
        units = (u for u in self._desk.ledger.units(expr) if u.startswith("per ") == per and u != "wd")
        return next(units, default)
