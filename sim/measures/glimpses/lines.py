"""Queues by hour and weekday: the mean number in a pool's line, and the people on duty."""

from __future__ import annotations

import numpy as np

from sim.calendars import DAY
from sim.measures.columns import Floats, Ints, OpenTime
from sim.measures.staff import Staff
from sim.program import Pool, Program

HOUR, WEEK = 3600, 168


def seconds_by_hour(staff: Staff, pool: int) -> Floats:
    """The seconds that all claims together stood in a pool's line, in each hour of `hours_of`."""
    hours = hours_of(staff.program)
    mine = staff.claims_of(pool)
    integral = _before(mine.end, hours) - _before(mine.start, hours)
    return np.diff(integral)


def by_hour(program: Program, seconds: Floats) -> Floats:
    """The time mean in each of the 168 hours of the week, from Monday 0:00, over [warm_up, until), from the
    seconds in each hour of `hours_of`."""
    return _by_hour_of_week(program, hours_of(program), seconds)


def people_by_hour(program: Program, pool: Pool) -> Floats:
    """The mean number of people on duty in each hour of the week, absences left out of account."""
    hours = hours_of(program)
    present = np.zeros(len(hours) - 1)
    for shift in pool.shifts:
        present += shift.staff * np.diff(OpenTime(shift.calendar).before(hours))
    return _by_hour_of_week(program, hours, present)


def hours_of(program: Program) -> Ints:
    """The full hours from the one of the warm-up's end to the end of arrivals, at least one apart."""
    first = program.warm_up // HOUR
    last = max(program.until // HOUR, first + 1)
    return np.arange(first, last + 1, dtype=np.int64) * HOUR


def _before(instants: Ints, at: Ints) -> Floats:
    """For each place the sum over all instants of the earlier of the two."""
    ordered = np.sort(instants)
    total = np.concatenate(([0], np.cumsum(ordered)))
    place = np.searchsorted(ordered, at, side="right")
    found: Floats = (total[place] + (len(ordered) - place) * at).astype(np.float64)
    return found


def _by_hour_of_week(program: Program, hours: Ints, seconds: Floats) -> Floats:
    start = hours[:-1] % DAY // HOUR + 24 * ((hours[:-1] // DAY + program.origin.weekday()) % 7)
    count = np.bincount(start, minlength=WEEK)
    total = np.bincount(start, weights=seconds, minlength=WEEK)
    return np.where(count > 0, total / (np.maximum(count, 1) * HOUR), 0.0)
