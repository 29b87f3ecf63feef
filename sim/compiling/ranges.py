"""The figures of the ledger that have a range: their value and its ends, in the unit they are written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.compiling.desk import Desk
from sim.labels import Label
from sim.program import Program
from sim.scenario import Scenario
from sim.units import SECONDS, Dim

WHOLE = frozenset({"staff", "count", "slots", "room", "n", "most"})
"""Fields that hold whole numbers: a figure that stands there takes whole values only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranged:
    """A figure with ``low <= value <= high`` in ``unit`` (a unit of the language, or "" for a plain number).

    ``processes`` and ``pools`` are the indices of those that use it; both empty: all of them do.
    """

    name: str
    label: Label
    kind: str
    unit: str
    value: float
    low: float
    high: float
    whole: bool
    processes: frozenset[int]
    pools: frozenset[int]

    @property
    def path(self) -> str:
        """Where the value stands."""
        return f"numbers.{self.name}.value"

    def text(self, value: float) -> int | float | str:
        """A value as the language writes it.

        >>> Ranged(name="x", label=Label(), kind="expert", unit="wd", value=3, low=1, high=5, whole=False,
        ...     processes=frozenset(), pools=frozenset()).text(2.5)
        '2.5 wd'
        """
        if self.whole:
            return f"{round(value)} {self.unit}" if self.unit else round(value)
        number = float(value)
        shown = repr(number) if abs(number) < 1e15 else f"{number:.15e}"
        return f"{shown} {self.unit}" if self.unit else number

    def at(self, share: float) -> float:
        """The value at a share of the way from low to high; whole figures have equal steps."""
        if self.whole:
            steps = round(self.high - self.low) + 1
            return self.low + min(int(share * steps), steps - 1)
        return self.low + share * (self.high - self.low)


def ranged(scenario: Scenario, program: Program) -> tuple[Ranged, ...]:
    """Every figure with a range that the program uses, in the order of the ledger.

    A range of no width, and a figure whose value lies outside its range, are left out: there is nothing to
    vary between.
    """
    return tuple(_ranged(Desk.of(scenario), program))


def _ranged(desk: Desk, program: Program) -> Iterator[Ranged]:
    used = {use.name for use in program.uses if use.name}
    for name, model in desk.document.numbers.items():
        if name not in used or model.range is None or desk.ledger.shape(name) != "quantity":
            continue
        ends = desk.ledger.range_of(name)
        quantity = desk.ledger.lookup(name)
        unit, one = _unit(desk, name, quantity.dim)
        if ends is None or not ends[0] <= quantity.value <= ends[1] or ends[0] == ends[1]:
            continue
        mine = [u for u in program.uses if u.name == name]
        shared = any(u.process < 0 and u.pool < 0 for u in mine)
        yield Ranged(
            name=name,
            label=model.label,
            kind=model.kind,
            unit=unit,
            value=quantity.value / one,
            low=ends[0] / one,
            high=ends[1] / one,
            whole=any(u.path.rpartition(".")[2] in WHOLE for u in mine),
            processes=frozenset() if shared else frozenset(u.process for u in mine if u.process >= 0),
            pools=frozenset() if shared else frozenset(u.pool for u in mine if u.pool >= 0),
        )


def _unit(desk: Desk, name: str, dim: Dim) -> tuple[str, float]:
    """The unit a figure is written in, and how many base units it has."""
    written = [u for u in desk.ledger.units(desk.ledger.expression(name)) if _dim(u) is dim]
    if dim is Dim.WORKDAYS:
        return "wd", 1.0
    if dim is Dim.DURATION:
        unit = written[0] if written else "d"
        return unit, float(SECONDS[unit])
    if dim is Dim.RATE:
        unit = written[0] if written else "per y"
        return unit, 1.0 / SECONDS[unit[4:]]
    return "", 1.0


def _dim(unit: str) -> Dim:
    if unit.startswith("per "):
        return Dim.RATE
    return Dim.WORKDAYS if unit == "wd" else Dim.DURATION
