"""Figures of a pool over [warm_up, until) and all cases: `utilisation overtime queue_length queue_time
cost`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.eventlog import MISSING
from sim.measures.columns import Floats, OpenTime
from sim.measures.staff import Spells, Staff

Figure = Callable[[Staff, int], Floats]
"""The values of a pool in one replication: one, or one per claim, or none where there was nobody."""


def busy(staff: Staff, pool: int) -> tuple[int, int]:
    """Busy seconds on duty and off duty within the window.

    People of a `pause` pool are not at work while they are off duty, except after their last closing.
    """
    if staff.counted is not None:
        return staff.counted.busy[pool]
    if pool not in staff.busy:
        staff.busy[pool] = _busy(staff, pool)
    return staff.busy[pool]


def _busy(staff: Staff, pool: int) -> tuple[int, int]:
    mine = staff.spells_of(pool)
    listed, on, off = staff.program.pools[pool], 0, 0
    for duty, people in staff.groups(pool):
        theirs = mine if len(people) == len(staff.duties(pool)) else mine.chosen(np.isin(mine.person, people))
        leaves = listed.shifts[listed.shift_of[people[0]]].last_day is not None
        present, late = _busy_of(staff, theirs, duty)
        on += present
        off += late if not listed.pause else _past(staff, theirs, duty) if leaves else 0
    return on, off


def _busy_of(staff: Staff, spells: Spells, duty: OpenTime) -> tuple[int, int]:
    lo, hi = staff.program.warm_up, staff.program.until
    start, end = np.clip(spells.start, lo, hi), np.clip(spells.end, lo, hi)
    on = int((duty.before(end) - duty.before(start)).sum())
    return on, int((end - start).sum()) - on


def _past(staff: Staff, spells: Spells, duty: OpenTime) -> int:
    """Busy seconds behind the last closing of people whose shift ends."""
    lo, hi = staff.program.warm_up, staff.program.until
    closing = int(duty.end[-1]) if len(duty.end) else lo
    late = np.clip(spells.end, lo, hi) - np.maximum(np.clip(spells.start, lo, hi), closing)
    return int(np.maximum(late, 0).sum())


def utilisation(staff: Staff, pool: int) -> Floats:
    """Busy time on duty per person time on duty."""
    time = staff.on_duty(pool)
    return np.array([busy(staff, pool)[0] / time] if time else [])


def overtime(staff: Staff, pool: int) -> Floats:
    """Busy time off duty per person time on duty."""
    time = staff.on_duty(pool)
    return np.array([busy(staff, pool)[1] / time] if time else [])


def cost(staff: Staff, pool: int) -> Floats:
    """Hours on duty at each person's cost, worked or not; overtime is not paid."""
    listed, lo, hi = staff.program.pools[pool], staff.program.warm_up, staff.program.until
    seconds = [(duty.between(lo, hi), people) for duty, people in staff.groups(pool)]
    paid = {n: listed.shifts[listed.shift_of[n]].cost * each for each, people in seconds for n in people}
    return np.array([sum(paid[number] for number in sorted(paid))])


def queue_length(staff: Staff, pool: int) -> Floats:
    """The time mean of the number of claims in the pool's line."""
    lo, hi = staff.program.warm_up, staff.program.until
    return np.array([standing(staff, pool) / (hi - lo)] if hi > lo else [])


def standing(staff: Staff, pool: int) -> int:
    """Seconds that claims stood in the pool's line within the window."""
    if staff.counted is not None:
        return staff.counted.standing[pool]
    mine = staff.claims_of(pool)
    inside = np.minimum(mine.end, staff.program.until) - np.maximum(mine.start, staff.program.warm_up)
    return int(np.maximum(inside, 0).sum())


def queue_time(staff: Staff, pool: int) -> Floats:
    """Seconds from joining the line to the first start, of the claims that joined in the window and
    started."""
    if staff.counted is not None:
        return staff.counted.waits[pool]
    lo, hi = staff.program.warm_up, staff.program.until
    claims = staff.claims_of(pool)
    joined = claims.first & (claims.start >= lo) & (claims.start < hi)
    mine = claims.chosen(joined & (staff.rows["started"][claims.row] != MISSING))
    return (mine.end - mine.start).astype(np.float64)


FIGURES: dict[str, Figure] = {
    "utilisation": utilisation,
    "overtime": overtime,
    "queue_length": queue_length,
    "queue_time": queue_time,
    "cost": cost,
}
"""A pool figure by name."""
