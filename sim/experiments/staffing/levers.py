"""What a planner may change: the people of a pool or of one of its shifts, within bounds and at a cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from sim.compiling import loads
from sim.errors import UsageError
from sim.labels import Label
from sim.program import Pool, Program, Shift
from sim.scenario import Scenario
from sim.study.prepare import unknown
from sim.units import SECONDS

SPARE = 5
"""Beyond three times what the offered load needs, so many more are tried by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A number of people that may be chosen.

    ``name`` is what was typed (``a``, or ``a.0`` for the first shift of pool a), ``path`` where the number
    stands, ``today`` what it is in the variant. ``cost`` is money per person and year on duty (0: none
    given).
    """

    name: str
    pool: str
    path: str
    label: Label
    today: int
    low: int
    high: int
    cost: float


def levers_of(
    scenario: Scenario, program: Program, names: Sequence[str], most: int | None
) -> tuple[Lever, ...]:
    """The levers that were named, up to ``most`` people each (None: by the offered load).

    Raises `UsageError` for a pool or shift that is not there, for one named twice, and for a pool of several
    shifts named as a whole.
    """
    if not names:
        raise UsageError(f"no pool was named (there are {', '.join(p.name for p in program.pools)})")
    need = {load.pool: load.ratio for load in loads(program)}
    found = [_lever(scenario, program, name, (most, need)) for name in names]
    paths = [lever.path for lever in found]
    for i, path in enumerate(paths):
        if path in paths[:i]:
            raise UsageError(f"named twice: {names[i]}")
    return tuple(found)


def _lever(
    scenario: Scenario, program: Program, name: str, bounds: tuple[int | None, Mapping[str, float | None]]
) -> Lever:
    most, need = bounds
    pool, number = _of_program(program, name)
    shift = pool.shifts[number]
    named = scenario.document.pools[pool.name].shifts is not None
    path = f"pools.{pool.name}.shifts.{number}.staff" if named else f"pools.{pool.name}.staff"
    low = 0 if len(pool.shifts) > 1 else 1
    return Lever(
        name=name,
        pool=pool.name,
        path=path,
        label=pool.label,
        today=shift.staff,
        low=low,
        high=max(most, low) if most is not None else _enough(pool, shift, need.get(pool.name)),
        cost=yearly(program, shift),
    )


def _of_program(program: Program, name: str) -> tuple[Pool, int]:
    wanted, dot, text = name.partition(".")
    pools = {p.name: p for p in program.pools}
    if wanted not in pools:
        raise UsageError(unknown("pool", name, pools))
    pool, count = pools[wanted], len(pools[wanted].shifts)
    names = [f"{wanted}.{i}" for i in range(count)]
    if not dot:
        if count > 1:
            raise UsageError(f"{wanted} has several shifts: name {' or '.join(names)}")
        return pool, 0
    if name not in names:
        raise UsageError(unknown("shift", name, names))
    return pool, int(text)


def _enough(pool: Pool, shift: Shift, ratio: float | None) -> int:
    """More people than anybody should need: thrice what the offered load asks of this pool, and some."""
    asked = ceil((ratio or 0.0) * pool.staff) if ratio is not None and ratio < 1e6 else 0
    return max(3 * asked + SPARE, 2 * shift.staff + SPARE)


def yearly(program: Program, shift: Shift) -> float:
    """The money that one person of a shift costs in a year of duty."""
    span = program.until - program.warm_up
    if span <= 0:
        return 0.0
    hours = shift.calendar.open_seconds(program.warm_up, program.until)
    return shift.cost * hours * SECONDS["y"] / span
